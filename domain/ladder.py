"""The ladder: on which day which rung of a task's deadline falls due. Pure, and as data.

Rungs ahead of a deadline that fall on a day off move to the work day before, overdue ones to the
work day after. Of several rungs that have fallen due only the newest counts: after an outage, or for
a person who has just been bound, there is one message with the newest state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.workdays import WorkCalendar

AHEAD = (30, 7, 1)
OVERDUE = (1, 3, 7)
CYCLE_AHEAD = (7, 1)
REPEAT_DAYS = 7  # after the last overdue rung, weekly


@dataclass(frozen=True, slots=True)
class Rung:
    """`key` names the rung of this very deadline: an extension makes new rungs."""

    key: str
    day: date
    offset: int  # days from the deadline, negative ahead of it


def current_rung(due: date, today: date, calendar: WorkCalendar) -> Rung | None:
    """The newest rung that has fallen due by `today`, or None while there is none."""
    for offset in _offsets_newest_first(due, today):
        planned = due + timedelta(days=offset)
        day = calendar.on_or_before(planned) if offset <= 0 else calendar.on_or_after(planned)
        if day <= today:
            return Rung(f"{due.isoformat()}{offset:+d}", day, offset)
    return None


def cycle_rung(due: date, today: date, calendar: WorkCalendar) -> Rung | None:
    """The newest rung of a reporting cycle that ends on `due`; after that day there is none."""
    for offset in sorted((-days for days in CYCLE_AHEAD), reverse=True):
        day = calendar.on_or_before(due + timedelta(days=offset))
        if day <= today <= due:
            return Rung(f"cycle{due.isoformat()}{offset:+d}", day, offset)
    return None


def _offsets_newest_first(due: date, today: date) -> list[int]:
    late = (today - due).days
    weekly = range(OVERDUE[-1] + REPEAT_DAYS, late + 1, REPEAT_DAYS)
    ahead = [-days for days in AHEAD]
    # An ahead-rung may be moved before its planned day, hence all of them are candidates; a long
    # holiday moves two weekly ones behind today, hence more than the last.
    return sorted({*weekly[-4:], *OVERDUE, *ahead}, reverse=True)
