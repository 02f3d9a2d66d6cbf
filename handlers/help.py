"""帮助 /help, made from the commands that the person may use."""

from __future__ import annotations

from collections.abc import Sequence

from domain.messages import Button, Reply
from domain.people import Position
from handlers.base import Command, Context
from handlers.cards import rows


def make_help(commands: Sequence[Command]) -> Command:
    """The help command over a registry; it lists itself too."""

    def show(text: str, ctx: Context) -> Reply:
        usable = [c for c in (*commands, help_command) if c.open_to(ctx.person) and c.in_menu]
        return Reply(
            "help",
            {
                "commands": [
                    {"name": c.name, "word": c.words[0], "summary": c.summary, "usage": c.usage}
                    for c in usable
                ],
                "liaison": Position.LIAISON in ctx.person.positions,
            },
            buttons=rows([Button("我的任务", "/tasks"), Button("总体情况", "/status")]),
        )

    help_command = Command(
        name="help",
        words=("帮助", "使用说明", "怎么用", "菜单", "功能"),
        summary="能做什么",
        usage="帮助",
        run=show,
    )
    return help_command
