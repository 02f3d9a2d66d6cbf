"""Word's automatic numbers, which stand in no text: 一、（一） 1. as they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_LEVELS = 9


@dataclass(slots=True)
class Numbering:
    """The lists that a document defines, and how far each has counted."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> Numbering:
        made = cls()
        for style in document.styles.element.iter(qn("w:style")):
            if found := _reference(style):
                made.styles[style.get(qn("w:styleId"))] = found
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return made
        abstract = {
            each.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl")) or 0): _level(level) for level in each.iter(qn("w:lvl"))
            }
            for each in root.iter(qn("w:abstractNum"))
        }
        for each in root.iter(qn("w:num")):
            link = each.find(qn("w:abstractNumId"))
            if link is not None:
                made.levels[each.get(qn("w:numId"))] = abstract.get(link.get(qn("w:val")), {})
        return made

    def label(self, paragraph: Any) -> str:
        """The number that is shown before this paragraph; each call counts on."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        inherited = self.styles.get(style.get(qn("w:val"))) if style is not None else None
        found = _reference(paragraph) or inherited
        if found is None:
            return ""
        number, level = found
        defined = self.levels.get(number, {})
        if level not in defined or number == "0":
            return ""
        counts = self.counts.setdefault(number, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else defined[level][2]
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        form, text, _ = defined[level]
        if form == "bullet":
            return ""

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            kind = defined.get(place, ("decimal", "", 1))[0]
            return _figure(counts[place] or 1, kind)

        return re.sub(r"%([1-9])", shown, text)


def _reference(element: Any) -> tuple[str, int] | None:
    """(numId, level) that an element or a style names."""
    properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if properties is None:
        return None
    number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    if number is None:
        return None
    place = int(level.get(qn("w:val")) or 0) if level is not None else 0
    return number.get(qn("w:val")), min(max(place, 0), _LEVELS - 1)


def _level(level: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val")) or default) if found is not None else default

    return value("w:numFmt", "decimal"), value("w:lvlText", "%1."), int(value("w:start", "1"))


def _figure(number: int, form: str) -> str:
    if form.lower().startswith(("chinese", "japanesecounting", "ideograph", "taiwanese")):
        return _chinese(number)
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number < 10 or tens > 9:
        return _DIGITS[number] if number < 10 else str(number)
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
