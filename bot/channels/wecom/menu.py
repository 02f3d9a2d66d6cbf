"""The app's menu: what a member without slash commands finds under the thumb. Keys are commands."""

from __future__ import annotations

from typing import Any


def _item(name: str, command: str) -> dict[str, Any]:
    return {"type": "click", "name": name, "key": command}


MENU: list[dict[str, Any]] = [
    {
        "name": "任务",
        "sub_button": [
            _item("我的任务", "/tasks"),
            _item("本期未报", "/tasks unreported"),
            _item("逾期", "/tasks overdue"),
            _item("申请", "/requests"),
        ],
    },
    _item("总体情况", "/status"),
    {"name": "更多", "sub_button": [_item("设置", "/settings"), _item("帮助", "/help")]},
]
