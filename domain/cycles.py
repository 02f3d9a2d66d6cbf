"""Reporting cycles (调度周期): the round in which every leading unit reports once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from domain.ladder import Rung, Step
from domain.plan import Task
from domain.workdays import WorkCalendar

_OPENING = Step(0, tone="opening")
_REMINDER = Step(0, tone="reminder")


class Every(StrEnum):
    """How often a round comes."""

    NEVER = "none"
    WEEK = "weekly"
    XUN = "xun"
    MONTH = "monthly"
    QUARTER = "quarterly"


_DEFAULT_DAY = {Every.WEEK: 5, Every.MONTH: 25, Every.QUARTER: 25}
_LAST_DAY = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 31}
_WRITTEN = re.compile(r"(none|weekly|xun|monthly|quarterly)(?::(\d{1,2}))?")
_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A round: a report from `opens` on counts, `due` is the day it is asked for by."""

    name: str
    opens: date
    due: date
    closes: date

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`day` is the weekday (1 is Monday) of a week, or the day of the month, of a quarter's last one."""

    every: Every = Every.MONTH
    day: int = 25

    def cycle(self, day: date) -> Cycle | None:
        """The round that `day` falls into, None where there are no rounds."""
        match self.every:
            case Every.WEEK:
                return _week(day, self.day)
            case Every.XUN:
                return _xun(day)
            case Every.MONTH:
                return cycle_of(day, self.day)
            case Every.QUARTER:
                return _quarter(day, self.day)
        return None


def read_rhythm(text: str, month_day: int = 25) -> Rhythm:
    """`monthly`, `monthly:10`, `weekly:2`, `xun`, `quarterly`, `none`; ValueError for anything else."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"「{text}」要写成 weekly:5、xun、monthly:25、quarterly:25 或 none")
    every = Every(match[1])
    standard = month_day if every is Every.MONTH else _DEFAULT_DAY.get(every, 0)
    if match[2] is None:
        return Rhythm(every, standard)
    if not 1 <= int(match[2]) <= _LAST_DAY.get(every, 0):
        raise ValueError(
            f"「{text}」里没有这一天：weekly 后面写 1 到 7，monthly、quarterly 后面写 1 到 31"
        )
    return Rhythm(every, int(match[2]))


@dataclass(frozen=True)
class Cycles:
    """Which tasks report how often; `lists` and `tasks` (by code) go before the general rhythm.

    `opening` days before its due day a round is announced, `reminders` days before it those who have
    not reported are reminded; what was reported within `reuse_days` is offered for reuse.
    """

    general: Rhythm = Rhythm()
    lists: Mapping[str, Rhythm] = field(default_factory=dict)
    tasks: Mapping[str, Rhythm] = field(default_factory=dict)
    opening: int = 7
    reminders: tuple[int, ...] = (1,)
    reuse_days: int = 10

    def rhythm(self, task: Task) -> Rhythm:
        return self.tasks.get(task.code) or self.lists.get(task.list.value) or self.general

    def cycle(self, task: Task, day: date) -> Cycle | None:
        return self.rhythm(task).cycle(day)

    def rhythms(self) -> tuple[Rhythm, ...]:
        """Every rhythm in use, each once."""
        return tuple(dict.fromkeys((self.general, *self.lists.values(), *self.tasks.values())))

    def rungs(self, cycle: Cycle, calendar: WorkCalendar) -> tuple[Rung, ...]:
        """The opening and the reminders of a round, oldest first."""
        return _rungs_of(cycle, self.opening, self.reminders, calendar)

    def rung_and_next(
        self, cycle: Cycle, today: date, calendar: WorkCalendar
    ) -> tuple[Rung | None, date]:
        """The newest rung of a round that has fallen due (after its due day there is none), and the
        day to look again: that of the next rung, or the day after the round."""
        return _rung_and_next(cycle, today, self.opening, self.reminders, calendar)


@lru_cache(maxsize=256)
def _rung_and_next(
    cycle: Cycle, today: date, opening: int, reminders: tuple[int, ...], calendar: WorkCalendar
) -> tuple[Rung | None, date]:
    rungs = _rungs_of(cycle, opening, reminders, calendar)
    fallen = [rung for rung in rungs if rung.day <= today <= cycle.due]
    coming = [rung.day for rung in rungs if rung.day > today]
    following = coming[0] if coming else cycle.closes + timedelta(days=1)
    return fallen[-1] if fallen else None, following


@lru_cache(maxsize=256)
def _rungs_of(
    cycle: Cycle, opening: int, reminders: tuple[int, ...], calendar: WorkCalendar
) -> tuple[Rung, ...]:
    opening = min(opening, (cycle.due - cycle.opens).days)
    rungs = []
    for before in sorted({opening, *(n for n in reminders if n < opening)}, reverse=True):
        day = calendar.on_or_before(cycle.due - timedelta(days=before))
        step = _OPENING if before == opening else _REMINDER
        key = f"cycle{cycle.due.isoformat()}{-before:+d}"
        rungs.append(Rung(key, day, -before, step, cycle.due))
    return tuple(rungs)


def closed_round(rhythm: Rhythm, today: date, calendar: WorkCalendar) -> Cycle | None:
    """The round whose list is due: its due day has passed, and that within the last five work days."""
    cycle = rhythm.cycle(today)
    if cycle is None:
        return None
    if cycle.due >= today:
        cycle = rhythm.cycle(cycle.opens - timedelta(days=1))
    if cycle is None or today > calendar.after(cycle.due, 5):
        return None
    return cycle


@lru_cache(maxsize=256)
def cycle_of(day: date, cycle_day: int) -> Cycle:
    """The monthly cycle that `day` falls into (practice: by the 25th)."""
    opens = day.replace(day=1)
    closes = _month_end(day)
    return Cycle(
        name=f"{day.year}年{day.month}月",
        opens=opens,
        due=min(closes, opens + timedelta(days=cycle_day - 1)),
        closes=closes,
    )


def _week(day: date, weekday: int) -> Cycle:
    opens = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    due = opens + timedelta(days=weekday - 1)
    return Cycle(f"{year}年第{week}周", opens, due, opens + timedelta(days=6))


def _xun(day: date) -> Cycle:
    part = min((day.day - 1) // 10, 2)
    opens = day.replace(day=1 + 10 * part)
    closes = _month_end(day) if part == 2 else day.replace(day=10 + 10 * part)
    return Cycle(f"{day.year}年{day.month}月{'上中下'[part]}旬", opens, closes, closes)


def _quarter(day: date, month_day: int) -> Cycle:
    place = (day.month - 1) // 3
    last = cycle_of(date(day.year, 3 * place + 3, 1), month_day)
    name = f"{day.year}年第{_QUARTERS[place]}季度"
    return replace(last, name=name, opens=date(day.year, 3 * place + 1, 1))


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
