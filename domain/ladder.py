"""The ladder: on which day which rung of a deadline falls due, for whom, and what silences it.

A rung ahead of a deadline is counted in days and moves to the work day before when it falls on a day
off; an overdue one is counted in work days, so that whoever is told has had working time to answer.
Of several rungs that have fallen due only the newest counts: after an outage, or for somebody who has
just been bound, there is one message with the newest state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from domain.people import Position
from domain.workdays import WorkCalendar


class Silencer(StrEnum):
    """What keeps a rung silent. A closure and an accepted extension always do, and need no name."""

    REPORT = "report"  # since the rung before
    REQUEST = "request"  # an open request for coordination or extension, within its time
    SNOOZE = "snooze"
    ACK = "ack"  # 收到, which lapses


ALL_SILENCERS = frozenset(Silencer)
_LIAISON = (Position.LIAISON,)
_UNIT = (Position.LIAISON, Position.SUPERVISOR)
_EVERYBODY = (*_UNIT, Position.COORDINATOR)
_ANSWERS = frozenset({Silencer.REPORT, Silencer.REQUEST})


@dataclass(frozen=True, slots=True)
class Step:
    """`at` is counted from the deadline: negative in days, positive in work days, 0 the day itself.

    `apart`: what it tells others than the liaison is an escalation, a message of its own.
    """

    at: int
    to: tuple[Position, ...] = _LIAISON
    tone: str = ""
    silenced_by: frozenset[Silencer] = ALL_SILENCERS
    apart: bool = False


@dataclass(frozen=True)
class Ladder:
    """`steps` in any order; `repeat` are the work days between the rungs that follow the last step,
    the last of them again and again; they speak as `again` does."""

    steps: tuple[Step, ...]
    repeat: tuple[int, ...] = ()
    again: Step = Step(0, _UNIT, "催办", _ANSWERS)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept, since every judgement asks for it."""
        return hash((self.steps, self.repeat, self.again))


STANDARD = Ladder(
    steps=(
        Step(-30),
        Step(-7),
        Step(-3),
        Step(-1),
        Step(0),
        Step(1, _LIAISON, "催办", _ANSWERS | {Silencer.ACK}),
        Step(3, _UNIT, "催办", _ANSWERS, apart=True),
        Step(7, _EVERYBODY, "督办", _ANSWERS, apart=True),
    ),
    repeat=(5, 5, 5, 5, 10, 10, 20),
)


@dataclass(frozen=True, slots=True)
class Rung:
    """`key` names the rung of this very deadline: an extension makes new rungs.

    `since` is the day of the rung before: a report from then on is an answer to it.
    """

    key: str
    day: date
    offset: int
    step: Step
    due: date
    since: date | None = None
    repeated: bool = False

    @property
    def stage(self) -> str:
        """T-7, T, T+3."""
        return f"T{self.offset:+d}" if self.offset else "T"


def current_rung(
    due: date, today: date, calendar: WorkCalendar, ladder: Ladder = STANDARD
) -> Rung | None:
    """The newest rung that has fallen due by `today`, or None while there is none."""
    return rung_and_next(due, today, calendar, ladder)[0]


def next_rung_day(
    due: date, today: date, calendar: WorkCalendar, ladder: Ladder = STANDARD
) -> date | None:
    """The day of the first rung after `today`; None when the ladder has ended."""
    return rung_and_next(due, today, calendar, ladder)[1]


@lru_cache(maxsize=16384)
def rung_and_next(
    due: date, today: date, calendar: WorkCalendar, ladder: Ladder = STANDARD
) -> tuple[Rung | None, date | None]:
    """Where a deadline stands on its ladder: tasks that are due on the same day share it."""
    rungs = _climb(due, ladder, calendar, max(due, today).year + 1)
    current = next((rung for rung in reversed(rungs) if rung.day <= today), None)
    following = next((rung.day for rung in rungs if rung.day > today), None)
    return current, following


@lru_cache(maxsize=4096)
def _climb(due: date, ladder: Ladder, calendar: WorkCalendar, until: int) -> tuple[Rung, ...]:
    """All rungs of a deadline up to the end of the year `until`, in their order."""
    rungs: list[Rung] = []
    day, passed = due, 0  # the overdue rungs walk on from the deadline
    for step in sorted(ladder.steps, key=lambda step: step.at):
        if step.at <= 0:
            on = calendar.on_or_before(due + timedelta(days=step.at))
        else:
            day, passed = calendar.after(day, step.at - passed), step.at
            on = day
        rungs.append(_rung(due, on, step.at, step, rungs))
    gaps, place = ladder.repeat, 0
    while gaps and day.year <= until:
        gap = gaps[min(place, len(gaps) - 1)]
        day, passed, place = calendar.after(day, gap), passed + gap, place + 1
        rungs.append(_rung(due, day, passed, ladder.again, rungs, repeated=True))
    return tuple(rungs)


def _rung(
    due: date, day: date, offset: int, step: Step, before: list[Rung], *, repeated: bool = False
) -> Rung:
    since = next((rung.day for rung in reversed(before) if rung.day < day), None)
    return Rung(f"{due.isoformat()}{offset:+d}", day, offset, step, due, since, repeated)
