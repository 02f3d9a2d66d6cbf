"""（牵头单位：A、B；配合单位：C） → who leads and who cooperates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import Role
from seed.units import split_names

_BRACKET = re.compile(r"[（(]([^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*)[）)]\s*[。.]?\s*$")
_LABEL = re.compile(r"(牵头单位|配合单位|责任单位|协办单位|参加单位|参与单位|负责部门)\s*[:：]")
_ROLES = {"牵头单位": Role.LEAD}


@dataclass(frozen=True, slots=True)
class Assignment:
    """The text before the bracket, and the names in it with their roles, as written."""

    text: str
    names: tuple[tuple[str, Role], ...]


def read_bracket(text: str) -> Assignment | None:
    """The units named in the bracket that ends `text`, or None when it ends with no such bracket.

    责任单位 and its like mean cooperation beside a lead, and the lead where they stand alone.
    """
    match = _BRACKET.search(text)
    if not match or not _LABEL.search(match[1]):
        return None
    parts = _LABEL.split(match[1])
    labelled = list(zip(parts[1::2], parts[2::2], strict=True))
    led = any(label in _ROLES for label, _ in labelled)
    names = [
        (name, _ROLES.get(label, Role.COOP if led else Role.LEAD))
        for label, listed in labelled
        for name in split_names(listed)
    ]
    return Assignment(text[: match.start()].strip(), tuple(names))
