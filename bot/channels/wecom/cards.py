"""Buttons as a template card (developer.work.weixin.qq.com, 90236): one to six, each a whole command."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.render import Buttons, Rendered

MOST_BUTTONS = 6
TITLE, SUBTITLE = 36, 160
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


def whole(message: Rendered) -> Card | None:
    """The message as one card, where its text is a title and a line at most."""
    if len(message.texts) != 1:
        return None
    title, _, rest = message.texts[0].partition("\n")
    rest = rest.strip()
    if len(title) > TITLE or len(rest) > SUBTITLE or "\n" in rest:
        return None
    return _card(title, rest, message.buttons, message.numbered)


def beneath(message: Rendered) -> Card:
    """The card that follows a longer text; its title is how that text begins."""
    first = message.texts[-1].split("\n", 1)[0] if message.texts else "请选择"
    title = first if len(first) <= TITLE else first[: TITLE - 1] + "…"
    return _card(title, HINT, message.buttons, message.numbered)


def spelled(message: Rendered) -> str:
    """The buttons as lines, for where no card is taken."""
    lines = []
    for command, label in _labels(message.buttons).items():
        number = _number(command, message.numbered)
        lines.append(f"回复 {number} {label}" if number else f"回复 {command}（{label}）")
    return "\n".join(lines)


def _card(title: str, subtitle: str, rows: Buttons, numbered: tuple[str, ...]) -> Card:
    labels = _labels(rows)
    buttons = [
        {
            "text": f"{_number(command, numbered)} {label}".strip(),
            "style": BLUE,
            "key": command,
        }
        for command, label in labels.items()
    ]
    content: dict[str, Any] = {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "task_id": _task_id(),
        "button_list": buttons,
    }
    if subtitle:
        content["sub_title_text"] = subtitle
    return Card(content, labels)


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
