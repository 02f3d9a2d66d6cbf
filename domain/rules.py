"""What a place decides: its zone, its work days, its hours, its cycle. Read once from the config."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Rules:
    """`admins` are "channel:account"; `quiet` is (from, to) and may run over midnight."""

    zone: ZoneInfo = SHANGHAI
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    digest_at: time = time(8, 50)
    quiet: tuple[time, time] = (time(20, 0), time(8, 0))
    cycle_day: int = 25
    soon_days: int = 30
    invite_days: int = 7
    lights: str = "银川"  # the preset of domain.lights that colours the tasks
    office: str = ""  # who issues the bulletin; empty: who issued the plan
    red_head: bool = True  # 红头 on the bulletin
    admins: frozenset[str] = frozenset()

    def day(self, now: datetime) -> date:
        """The calendar day of the moment `now` at this place."""
        return now.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """`day` at local time `at`, as UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def is_quiet(self, now: datetime) -> bool:
        start, end = self.quiet
        clock = now.astimezone(self.zone).time()
        return start <= clock < end if start <= end else clock >= start or clock < end

    def next_digest(self, now: datetime, *, today_is_done: bool) -> datetime:
        """When the next morning digest is due: today if it is still to come or was missed.

        A missed hour is caught up on the same work day until the quiet hours; after that the next
        work day's digest carries the newest state.
        """
        today = self.day(now)
        if not today_is_done and self.calendar.is_workday(today):
            at = max(now, self.moment(today, self.digest_at))
            if not self.is_quiet(at) and self.day(at) == today:
                return at
        return self.moment(self.calendar.next_workday(today), self.digest_at)


def days_between(start: date, end: date) -> int:
    return (end - start) // timedelta(days=1)
