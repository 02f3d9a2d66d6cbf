"""Work days, rungs, cycles and hours: all arithmetic, no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cycles import cycle_of
from domain.ladder import current_rung, cycle_rung
from domain.rules import SHANGHAI, Rules
from domain.workdays import WorkCalendar, year_is_announced

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        ("2025-06-18", True),  # a Wednesday
        ("2025-06-21", False),  # a Saturday
        ("2025-06-02", False),  # 端午
        ("2025-10-01", False),  # 国庆
        ("2025-10-08", False),
        ("2025-10-11", True),  # a Saturday worked for 国庆 (调休)
        ("2025-01-26", True),  # a Sunday worked for 春节
        ("2025-01-28", False),  # 除夕
    ],
)
def test_work_days_follow_the_state_council(day: str, workday: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is workday


def test_a_place_adds_its_own_days() -> None:
    own = WorkCalendar(off=frozenset({date(2025, 6, 18)}), on=frozenset({date(2025, 6, 21)}))
    assert not own.is_workday(date(2025, 6, 18))
    assert own.is_workday(date(2025, 6, 21))
    assert own.next_workday(date(2025, 6, 17)) == date(2025, 6, 19)


def test_a_year_without_an_announced_calendar_is_known_as_such() -> None:
    assert year_is_announced(2025)
    assert not year_is_announced(2045)


@pytest.mark.parametrize(
    ("due", "today", "offset", "day"),
    [
        ("2025-12-31", "2025-11-30", None, None),
        ("2025-12-31", "2025-12-01", -30, "2025-12-01"),
        ("2025-12-31", "2025-12-05", -30, "2025-12-01"),
        ("2025-12-31", "2025-12-24", -7, "2025-12-24"),
        ("2025-12-31", "2025-12-30", -1, "2025-12-30"),
        ("2025-12-31", "2025-12-31", -1, "2025-12-30"),
        # 2025-06-28 is a Saturday: the rung of the 21st (Saturday) moves ahead to Friday
        ("2025-06-28", "2025-06-20", -7, "2025-06-20"),
        ("2025-06-28", "2025-06-19", -30, "2025-05-29"),
        # overdue rungs on a day off move behind: the 29th is a Sunday
        ("2025-06-28", "2025-06-29", -1, "2025-06-27"),
        ("2025-06-28", "2025-06-30", 1, "2025-06-30"),
        ("2025-06-28", "2025-07-01", 3, "2025-07-01"),
        ("2025-06-28", "2025-07-07", 7, "2025-07-07"),
        ("2025-06-28", "2025-07-14", 14, "2025-07-14"),
        ("2025-06-28", "2025-07-16", 14, "2025-07-14"),
        ("2023-12-31", "2025-06-18", 532, "2025-06-16"),
    ],
)
def test_rungs(due: str, today: str, offset: int | None, day: str | None) -> None:
    rung = current_rung(date.fromisoformat(due), date.fromisoformat(today), CALENDAR)
    assert (rung.offset if rung else None) == offset
    assert (rung.day.isoformat() if rung else None) == day


days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(due=days, today=days)
def test_a_rung_is_never_in_the_future_and_on_a_work_day(due: date, today: date) -> None:
    rung = current_rung(due, today, CALENDAR)
    if rung:
        assert rung.day <= today
        assert CALENDAR.is_workday(rung.day)


@given(due=days, start=days)
def test_rungs_only_climb(due: date, start: date) -> None:
    offsets = []
    for n in range(60):
        rung = current_rung(due, start + timedelta(days=n), CALENDAR)
        offsets.append(rung.offset if rung else -999)
    assert offsets == sorted(offsets)


@pytest.mark.parametrize(
    ("day", "name", "due", "closes"),
    [
        ("2025-06-01", "2025年6月", "2025-06-25", "2025-06-30"),
        ("2025-06-30", "2025年6月", "2025-06-25", "2025-06-30"),
        ("2024-02-29", "2024年2月", "2024-02-25", "2024-02-29"),
        ("2025-12-31", "2025年12月", "2025-12-25", "2025-12-31"),
    ],
)
def test_cycles(day: str, name: str, due: str, closes: str) -> None:
    cycle = cycle_of(date.fromisoformat(day), 25)
    assert (cycle.name, cycle.due.isoformat(), cycle.closes.isoformat()) == (name, due, closes)


def test_a_cycle_that_ends_late_ends_with_a_short_month() -> None:
    assert cycle_of(date(2025, 2, 10), 31).due == date(2025, 2, 28)


def test_cycle_rungs_end_with_the_cycle() -> None:
    due = date(2025, 6, 25)
    assert cycle_rung(due, date(2025, 6, 17), CALENDAR) is None
    assert cycle_rung(due, date(2025, 6, 18), CALENDAR) is not None
    assert cycle_rung(due, date(2025, 6, 26), CALENDAR) is None


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "done", "expected"),
    [
        ("2025-06-18 07:00", False, "2025-06-18 08:50"),
        ("2025-06-18 08:50", False, "2025-06-18 08:50"),
        ("2025-06-18 15:00", False, "2025-06-18 15:00"),  # missed: caught up on the same day
        ("2025-06-18 21:00", False, "2025-06-19 08:50"),  # too late: tomorrow
        ("2025-06-18 15:00", True, "2025-06-19 08:50"),
        ("2025-06-20 15:00", True, "2025-06-23 08:50"),  # over the weekend
        ("2025-09-30 15:00", True, "2025-10-09 08:50"),  # over 国庆
        ("2025-10-11 07:00", False, "2025-10-11 08:50"),  # a Saturday that is worked
    ],
)
def test_the_next_digest(now: str, done: bool, expected: str) -> None:
    assert Rules().next_digest(local(now), today_is_done=done) == local(expected)


def test_quiet_hours_may_run_over_midnight_or_not() -> None:
    night = Rules()
    assert night.is_quiet(local("2025-06-18 23:00"))
    assert night.is_quiet(local("2025-06-18 07:59"))
    assert not night.is_quiet(local("2025-06-18 08:00"))
    noon = Rules(quiet=(time(12, 0), time(14, 0)))
    assert noon.is_quiet(local("2025-06-18 13:00"))
    assert not noon.is_quiet(local("2025-06-18 23:00"))


def test_a_zone_with_summer_time_keeps_the_local_hour() -> None:
    rules = Rules(zone=ZoneInfo("Europe/Berlin"))
    before = rules.next_digest(datetime(2025, 3, 28, 12, tzinfo=UTC), today_is_done=True)
    assert before == datetime(2025, 3, 31, 6, 50, tzinfo=UTC)  # summer time began on the 30th
