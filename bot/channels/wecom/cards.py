"""Buttons as a template card (developer.work.weixin.qq.com, 90236): one to six, each a whole command."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.render import Buttons, Rendered

MOST_BUTTONS = 6
TITLE = 36
BLUE, GREY = 1, 4
REMEMBERED = 2000
HINT = "点按钮，或回复编号。"


@dataclass(frozen=True, slots=True)
class Card:
    """`content` is WeCom's template_card; `labels` are what its buttons say without numbers."""

    content: dict[str, Any]
    labels: dict[str, str]

    @property
    def task_id(self) -> str:
        return str(self.content["task_id"])

    def ticked(self, command: str) -> Card:
        """This card with a tick on the button that was pressed, under a new task id."""
        buttons = [
            {**each, "style": GREY, "text": _tick(each["text"])} if each["key"] == command else each
            for each in self.content["button_list"]
        ]
        return Card({**self.content, "task_id": _task_id(), "button_list": buttons}, self.labels)


def beneath(message: Rendered) -> Card:
    """The card that follows a text; its title is how that text begins.

    The text is never in the card alone: some clients show none.
    """
    first = message.texts[-1].split("\n", 1)[0] if message.texts else "请选择"
    title = first if len(first) <= TITLE else first[: TITLE - 1] + "…"
    labels = _labels(message.buttons)
    buttons = [
        {
            "text": f"{_number(command, message.numbered)} {label}".strip(),
            "style": BLUE,
            "key": command,
        }
        for command, label in labels.items()
    ]
    content = {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "sub_title_text": HINT,
        "task_id": _task_id(),
        "button_list": buttons,
    }
    return Card(content, labels)


def spelled(message: Rendered) -> str:
    """The buttons as lines, for where no card is taken."""
    lines = []
    for command, label in _labels(message.buttons).items():
        number = _number(command, message.numbered)
        lines.append(f"回复 {number} {label}" if number else f"回复 {command}（{label}）")
    return "\n".join(lines)


def _labels(rows: Buttons) -> dict[str, str]:
    """Commands with their labels; one that stands twice stands once, or WeCom refuses the card."""
    return {button.command: button.label for row in rows for button in row}


def _number(command: str, numbered: tuple[str, ...]) -> str:
    return str(numbered.index(command) + 1) if command in numbered else ""


def _tick(text: str) -> str:
    return text if text.startswith("✓") else f"✓{text}"


def _task_id() -> str:
    return f"d-{secrets.token_hex(12)}"


class Shown:
    """The cards that were sent of late. A press on one that is forgotten works, but gets no tick."""

    def __init__(self) -> None:
        self._cards: OrderedDict[str, Card] = OrderedDict()

    def keep(self, card: Card) -> None:
        self._cards[card.task_id] = card
        while len(self._cards) > REMEMBERED:
            self._cards.popitem(last=False)

    def get(self, task_id: str) -> Card | None:
        return self._cards.get(task_id)

    def label(self, task_id: str, command: str) -> str:
        card = self.get(task_id)
        return card.labels.get(command, "") if card else ""
