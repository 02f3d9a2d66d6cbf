"""What a person does about a reminder: puts it off for a while (稍后提醒), or says 收到."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Refused
from domain.workdays import WorkCalendar

LONGEST = 3  # work days
MOST = 2  # times a deadline
ACK_LASTS = 3  # work days


class SilenceKind(StrEnum):
    SNOOZE = "snooze"
    ACK = "ack"


@dataclass(frozen=True, slots=True)
class Silence:
    """One deadline (`due`) of one unit's task is silent before the day `until`."""

    kind: SilenceKind
    due: date
    since: date
    until: date
    person: str = ""

    def holds(self, today: date) -> bool:
        return self.since <= today < self.until


def snooze_until(
    days: int, due: date, today: date, before: int, calendar: WorkCalendar, code: str
) -> date:
    """The day on which a task put off for `days` work days is reminded of again.

    Refused when it has been put off twice, for longer than three work days, or past its deadline.
    """
    if not 1 <= days <= LONGEST:
        raise Refused("snooze_too_long", most=LONGEST)
    if before >= MOST:
        raise Refused("snooze_used_up", code=code, most=MOST)
    until = calendar.after(today, days)
    if until > due:
        raise Refused("snooze_past_due", code=code, due=due.isoformat())
    return until


def ack_until(today: date, calendar: WorkCalendar) -> date:
    return calendar.after(today, ACK_LASTS)
