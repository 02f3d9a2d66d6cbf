"""Short phrases that several templates share: how far away a deadline is, how far a task is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.typography import percent_bar

FAR_DAYS = 90  # further away than this, the count of days only fills a list's line


def due_words(days_left: int, done: bool, far: int = FAR_DAYS) -> str:
    """逾期12天, 今天到期, 还有7天; nothing where it is further than `far` days or reported done."""
    if done:
        return ""
    if days_left < 0:
        return f"逾期{-days_left}天"
    if days_left == 0:
        return "今天到期"
    return f"还有{days_left}天" if days_left <= far else ""


def percent_words(percent: float) -> str:
    return f"{percent:g}%"


def progress(report: Mapping[str, Any]) -> str:
    """完成 60% ▰▰▰▰▰▰▱▱▱▱ 正常推进."""
    if report["percent"] is None:
        return str(report["status"])
    percent = report["percent"]
    return f"完成 {percent_words(percent)} {percent_bar(percent)} {report['status']}"


def report_words(report: Mapping[str, Any] | None) -> str:
    """A report on one line of a list: 6月12日报 60%."""
    if report is None:
        return "未报过进展"
    month, day = int(report["day"][5:7]), int(report["day"][8:10])
    said = percent_words(report["percent"]) if report["percent"] is not None else report["status"]
    return f"{month}月{day}日报 {said}"


_MARKS = {"red": "■红", "yellow": "▲黄", "green": "●绿", "blue": "◆蓝", "grey": "○灰"}


def light_mark(light: str) -> str:
    """A light as its shape and word: seen on any machine, and without telling colours apart."""
    return _MARKS[light]
