"""Work days as the State Council sets them: weekends, holidays and 调休."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

_CHINA = country_holidays("CN")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The national calendar with the days a place adds: `off` are holidays, `on` are work days."""

    off: frozenset[date] = field(default_factory=frozenset)
    on: frozenset[date] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        if day in self.on:
            return True
        return day not in self.off and _is_national_workday(day)

    def next_workday(self, day: date) -> date:
        """The first work day after `day`."""
        day += _DAY
        while not self.is_workday(day):
            day += _DAY
        return day

    def workdays(self, after: date, until: date) -> int:
        """How many work days lie behind `after`, up to and with `until`."""
        if until < after:
            return -self.workdays(until, after)
        whole = sum(_counted(self, year)[-1] for year in range(after.year, until.year))
        return (
            whole
            + _counted(self, until.year)[_place(until)]
            - _counted(self, after.year)[_place(after)]
        )

    def on_or_before(self, day: date) -> date:
        while not self.is_workday(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        while not self.is_workday(day):
            day += _DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The `count`-th work day after `day`."""
        for _ in range(count):
            day = self.next_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many work days there are after `start`, up to `end`."""
        count = 0
        while (start := self.next_workday(start)) <= end:
            count += 1
        return count


def _place(day: date) -> int:
    return day.timetuple().tm_yday


@lru_cache(maxsize=64)
def _counted(calendar: WorkCalendar, year: int) -> tuple[int, ...]:
    """Work days of `year` up to and with its n-th day, for n from 0: a difference is a span's count."""
    counts, day = [0], date(year, 1, 1)
    while day.year == year:
        counts.append(counts[-1] + calendar.is_workday(day))
        day += _DAY
    return tuple(counts)


@lru_cache(maxsize=4096)
def _is_national_workday(day: date) -> bool:
    return bool(_CHINA.is_working_day(day))


def year_is_announced(year: int) -> bool:
    """Whether the calendar knows the 调休 of `year` (the State Council announces it each November)."""
    _CHINA.get(date(year, 1, 1))
    return any(day.year == year for day in _CHINA.weekend_workdays)
