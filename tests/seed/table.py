"""The hand-made tables beside this file, as values to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LISTS = {"任务": "主要任务", "政策": "政策", "事项": "事项", "项目": "项目"}


@dataclass(frozen=True)
class Excerpt:
    """What a text begins and ends with; a text given whole has no gap."""

    begin: str
    end: str | None

    @classmethod
    def read(cls, text: str) -> Excerpt:
        begin, gap, end = text.strip().partition("…")
        return cls(begin, end if gap else None)

    def fits(self, text: str) -> bool:
        if self.end is None:
            return text == self.begin
        return text.startswith(self.begin) and text.endswith(self.end)


@dataclass(frozen=True)
class Line:
    code: str
    list: str
    section: str
    lines: tuple[int, int]
    category: str | None
    title: Excerpt
    target: Excerpt
    leads: tuple[str, ...]
    coops: tuple[str, ...]


def tasks() -> list[Line]:
    found, word, section = [], "", ""
    for line in _lines("liaocheng_tasks.txt"):
        if line.startswith("== "):
            word, section = line[3:].split()
            continue
        head, title, target, units = line.split(" | ")
        number, place, *category = head.split()
        first, _, last = place.partition("-")
        leads, _, coops = units.partition("/")
        found.append(
            Line(
                code=word + number,
                list=LISTS[word],
                section=section,
                lines=(int(first), int(last or first)),
                category=category[0] if category else None,
                title=Excerpt.read(title),
                target=Excerpt.read(target),
                leads=tuple(leads.split()),
                coops=tuple(coops.split()),
            )
        )
    return found


def milestones() -> list[tuple[str, str, str, str, Excerpt]]:
    """code, kind, day, phrase, clause."""
    found = []
    for line in _lines("liaocheng_promises.txt"):
        cells = line.split(" | ")
        if len(cells) == 4 and "#" not in cells[0]:
            kind, day = cells[1].split()
            found.append((cells[0], kind, day, cells[2], Excerpt.read(cells[3])))
    return found


def metrics() -> list[tuple[str, str, str, float, float | None, str, str]]:
    """code, words of the name, operator, value, upper end, unit, day."""
    found = []
    for line in _lines("liaocheng_promises.txt"):
        if " # " in line:
            head, quantity, day = line.split(" | ")
            code, name = head.split(" # ")
            operator, value, unit = quantity.split()
            low, _, high = value.partition("—")
            found.append(
                (code, name, operator, float(low), float(high) if high else None, unit, day)
            )
    return found


def places() -> dict[str, set[str]]:
    split = (line.split(" @ ") for line in _lines("liaocheng_promises.txt") if " @ " in line)
    return {code: set(names.split()) for code, names in split}


def _lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
