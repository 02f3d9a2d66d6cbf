"""Reporting cycles (调度周期): the round in which every leading unit reports once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Cycle:
    """A month: a report from `opens` on counts, `due` is the day it is asked for by."""

    name: str
    opens: date
    due: date
    closes: date

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@lru_cache(maxsize=256)
def cycle_of(day: date, cycle_day: int) -> Cycle:
    """The monthly cycle that `day` falls into (practice: by the 25th)."""
    opens = day.replace(day=1)
    closes = (opens + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Cycle(
        name=f"{day.year}年{day.month}月",
        opens=opens,
        due=min(closes, opens + timedelta(days=cycle_day - 1)),
        closes=closes,
    )
