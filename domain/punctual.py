"""按时报送: of the reports that a round asked for, which came by its due day, later, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.cycles import Cycle, Rhythm
from domain.rules import Rules
from domain.standing import Standing


class Came(StrEnum):
    """How the report of one task in one round came."""

    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"

    @property
    def word(self) -> str:
        return {"kept": "按时报", "late": "过期补报", "missed": "没报"}[self.value]


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one rhythm. `until` is the day by which it is judged: its due day, today before it;
    `ends` the last day on which a late report still belongs to it."""

    rhythm: Rhythm
    cycle: Cycle
    until: date
    ends: date

    @property
    def running(self) -> bool:
        return self.until < self.cycle.due


def rounds_between(rules: Rules, first: date, last: date, today: date) -> list[Round]:
    """Every round that has begun and is due from one day to another, else those that the span is a part
    of; oldest first."""
    found = []
    for rhythm in rules.cycles.rhythms():
        day = first
        while (cycle := rhythm.cycle(day)) and cycle.opens <= min(last, today):
            found.append(Round(rhythm, cycle, min(cycle.due, today), min(cycle.closes, today)))
            day = cycle.closes + timedelta(days=1)
    due = [each for each in found if first <= each.cycle.due <= last]
    return sorted(due or found, key=lambda each: (each.cycle.due, each.cycle.opens))


def came(at_due: Standing, at_end: Standing) -> Came | None:
    """How a report came, by how its task stood on the due day and at the end of its round; None where
    none was owed, because it was done before."""
    if "reported" in at_due.marks:
        return Came.KEPT
    if "unreported" not in at_due.marks:
        return None
    return Came.LATE if "reported" in at_end.marks else Came.MISSED


@dataclass(frozen=True, slots=True)
class Account:
    """`counts` are of tasks, or of tasks and units, in one round."""

    counts: Mapping[Came, int]

    @classmethod
    def of(cls, found: Iterable[Came]) -> Account:
        told = list(found)
        return cls({each: told.count(each) for each in Came})

    @property
    def owed(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> float | None:
        return round(100 * self.counts[Came.KEPT] / self.owed, 1) if self.owed else None
