"""What a place decides: its zone, its work days, its hours, its cycle. Read once from the config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cycles import Cycle, Cycles
from domain.errors import Refused
from domain.ladder import STANDARD, Ladder
from domain.plan import Task
from domain.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Rules:
    """`admins` are "channel:account"; `quiet` and `lunch` are (from, to), `quiet` may run over midnight.

    `spread` is the number of minutes after `digest_at` over which the digests of all people are
    spread. `daily_cap` is how many unasked messages a person gets a day, escalations and urgent words
    apart. A request that nobody has decided silences for `request_days` work days. Conversations and
    messages are kept for `keep_days`, 0 for ever.
    """

    zone: ZoneInfo = SHANGHAI
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    digest_at: time = time(8, 50)
    spread: int = 20
    quiet: tuple[time, time] = (time(20, 0), time(8, 0))
    lunch: tuple[time, time] = (time(12, 0), time(13, 30))
    cycle_day: int = 25
    soon_days: int = 30
    invite_days: int = 7
    daily_cap: int = 1
    request_days: int = 5
    keep_days: int = 400
    ladder: Ladder = STANDARD
    cycles: Cycles = field(default_factory=Cycles)
    presets: Mapping[str, tuple[Ladder, Cycles]] = field(default_factory=dict)
    lights: str = "银川"  # the preset of domain.lights that colours the tasks
    office: str = ""  # who issues the bulletin; empty: who issued the plan
    red_head: bool = True  # 红头 on the bulletin
    admins: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()  # working groups that the config names, as "channel:chat"

    def in_words(self) -> str:
        """What decides when a task is looked at, as one text: another text, another ladder."""
        ladder, calendar = self.ladder, self.calendar
        steps = [(s.at, s.to, s.tone, sorted(s.silenced_by), s.apart) for s in ladder.steps]
        again = (ladder.again.to, sorted(ladder.again.silenced_by))
        days = (sorted(calendar.off), sorted(calendar.on))
        return repr((steps, ladder.repeat, again, days, self.cycles, self.zone, self.request_days))

    def day(self, now: datetime) -> date:
        """The calendar day of the moment `now` at this place."""
        return now.astimezone(self.zone).date()

    def moment(self, day: date, at: time) -> datetime:
        """`day` at local time `at`, as UTC."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def cycle(self, task: Task, day: date) -> Cycle | None:
        """The round of reports that `task` is in on `day`."""
        return self.cycles.cycle(task, day)

    def is_quiet(self, now: datetime) -> bool:
        clock = now.astimezone(self.zone).time()
        return _within(clock, self.quiet) or _within(clock, self.lunch)

    def is_busy_minute(self, now: datetime) -> bool:
        """A full or half hour, when every other system sends."""
        return now.astimezone(self.zone).minute % 30 == 0

    def may_disturb(self, now: datetime) -> bool:
        """Whether unasked messages may go out: a work day, outside quiet hours and lunch."""
        return self.calendar.is_workday(self.day(now)) and not self.is_quiet(now)

    def next_open(self, now: datetime) -> datetime:
        """`now` if unasked messages may go out, else the first moment that is no full or half hour."""
        day = self.day(now)
        for _ in range(2):  # what is left of today, then a whole work day
            if self.calendar.is_workday(day):
                ends = (time.min, _past(self.quiet[1]), _past(self.lunch[1]))
                for at in sorted(max(now, self.moment(day, end)) for end in ends):
                    if self.day(at) == day and not self.is_quiet(at):
                        return at
            day = self.calendar.next_workday(day)
        raise Refused("no_open_hour")

    def hour_of(self, person_id: int, chosen: time | None = None) -> time:
        """When a person's digest goes out: the hour they chose, else theirs of the spread odd minutes.

        Never at :00 or :30, when every other system sends.
        """
        if chosen is not None:
            return _past(chosen)
        if not self.spread:
            return self.digest_at
        places = max(1, self.spread // 2)
        first = self.digest_at.hour * 60 + self.digest_at.minute // 2 * 2 + 1
        minutes = min(first + 2 * ((person_id - 1) % places), 24 * 60 - 1)
        return time(minutes // 60, minutes % 60)

    def next_digest(
        self, now: datetime, *, today_is_done: bool, at: time | None = None
    ) -> datetime:
        """When the next morning digest is due: today if it is still to come or was missed.

        A missed hour is caught up on the same work day until the quiet hours; after that the next
        work day's digest carries the newest state.
        """
        today = self.day(now)
        hour = at or self.digest_at
        if not today_is_done and self.calendar.is_workday(today):
            moment = self.next_open(max(now, self.moment(today, hour)))
            if self.day(moment) == today:
                return moment
        return self.next_open(self.moment(self.calendar.next_workday(today), hour))

    def first_digest(self, now: datetime) -> datetime:
        """For somebody who has just been bound, and has just been welcomed: the next morning to come."""
        return self.next_digest(now, today_is_done=now > self.moment(self.day(now), self.digest_at))


def days_between(start: date, end: date) -> int:
    return (end - start) // timedelta(days=1)


def _past(hour: time) -> time:
    """A minute past a full or half hour, when every other system sends."""
    return hour.replace(minute=hour.minute + 1) if hour.minute % 30 == 0 else hour


def _within(clock: time, span: tuple[time, time]) -> bool:
    start, end = span
    return start <= clock < end if start <= end else clock >= start or clock < end
