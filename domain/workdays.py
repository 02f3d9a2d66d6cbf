"""Work days as the State Council sets them: weekends, holidays and 调休."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from domain.errors import Refused

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
        return self.after(day, 1)

    def on_or_before(self, day: date) -> date:
        """The last work day up to and with `day`."""
        if self.is_workday(day):
            return day
        passed = _counted(self, day.year)[_place(day)]
        return self._nth(day.year, passed) if passed else self._last_of(day.year - 1)

    def on_or_after(self, day: date) -> date:
        return self.after(day - _DAY, 1)

    def after(self, day: date, count: int) -> date:
        """The `count`-th work day after `day`; `day` itself for 0."""
        if count < 1:
            return day
        year = day.year
        wanted = _counted(self, year)[_place(day)] + count
        while wanted > (whole := _counted(self, year)[-1]):
            wanted, year = wanted - whole, year + 1
            self._must_work_in(year)
        return self._nth(year, wanted)

    def workdays(self, after: date, until: date) -> int:
        """How many work days lie behind `after`, up to and with `until`; negative the other way."""
        if until < after:
            return -self.workdays(until, after)
        whole = sum(_counted(self, year)[-1] for year in range(after.year, until.year))
        return (
            whole
            + _counted(self, until.year)[_place(until)]
            - _counted(self, after.year)[_place(after)]
        )

    def between(self, start: date, end: date) -> int:
        """How many work days there are after `start`, up to and with `end`; none the other way."""
        return max(0, self.workdays(start, end))

    def _nth(self, year: int, place: int) -> date:
        return date(year, 1, 1) + (bisect_left(_counted(self, year), place) - 1) * _DAY

    def _last_of(self, year: int) -> date:
        self._must_work_in(year)
        return self._nth(year, _counted(self, year)[-1])

    def _must_work_in(self, year: int) -> None:
        """Whoever looks for a work day in such a calendar would look for ever."""
        if not _counted(self, year)[-1]:
            raise Refused("no_workday", year=year)


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
