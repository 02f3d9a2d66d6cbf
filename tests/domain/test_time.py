"""Work days, rungs, cycles and hours: all arithmetic, no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cycles import Cycles, closed_round, cycle_of, read_rhythm
from domain.errors import Refused
from domain.ladder import current_rung, next_rung_day
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
        ("2025-12-31", "2025-12-27", -3, "2025-12-26"),  # the 28th is a Sunday
        ("2025-12-31", "2025-12-31", 0, "2025-12-31"),
        # 2025-06-28 is a Saturday: the rung of the 21st (Saturday) moves ahead to Friday
        ("2025-06-28", "2025-06-20", -7, "2025-06-20"),
        ("2025-06-28", "2025-06-19", -30, "2025-05-29"),
        # a deadline on a day off is asked for on the work day before
        ("2025-06-28", "2025-06-27", 0, "2025-06-27"),
        # overdue rungs are counted in work days
        ("2025-06-28", "2025-06-29", 0, "2025-06-27"),
        ("2025-06-28", "2025-06-30", 1, "2025-06-30"),
        ("2025-06-28", "2025-07-02", 3, "2025-07-02"),
        ("2025-06-28", "2025-07-08", 7, "2025-07-08"),
        ("2025-06-28", "2025-07-16", 12, "2025-07-15"),
        ("2025-09-30", "2025-10-09", 1, "2025-10-09"),  # over 国庆
        ("2025-09-30", "2025-10-11", 3, "2025-10-11"),  # a Saturday that is worked
        ("2025-09-30", "2025-10-15", 3, "2025-10-11"),
        ("2025-09-30", "2025-10-16", 7, "2025-10-16"),
        # weekly at first, then every two, then every four weeks
        ("2023-12-31", "2025-06-18", 347, "2025-05-26"),
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
    cycles, june = Cycles(), cycle_of(date(2025, 6, 18), 25)
    seen = {}
    for day in (17, 18, 24, 26):
        rung, following = cycles.rung_and_next(june, date(2025, 6, day), CALENDAR)
        seen[day] = (rung and rung.offset, following.isoformat())
    assert seen == {
        17: (None, "2025-06-18"),
        18: (-7, "2025-06-24"),
        24: (-1, "2025-07-01"),
        26: (None, "2025-07-01"),
    }


@pytest.mark.parametrize(
    ("rhythm", "day", "name", "opens", "due", "closes"),
    [
        ("weekly:2", "2025-06-18", "2025年第25周", "2025-06-16", "2025-06-17", "2025-06-22"),
        ("weekly", "2025-12-31", "2026年第1周", "2025-12-29", "2026-01-02", "2026-01-04"),
        ("xun", "2025-06-10", "2025年6月上旬", "2025-06-01", "2025-06-10", "2025-06-10"),
        ("xun", "2025-02-28", "2025年2月下旬", "2025-02-21", "2025-02-28", "2025-02-28"),
        ("xun", "2025-01-31", "2025年1月下旬", "2025-01-21", "2025-01-31", "2025-01-31"),
        ("monthly:10", "2025-06-18", "2025年6月", "2025-06-01", "2025-06-10", "2025-06-30"),
        ("quarterly", "2025-05-01", "2025年第二季度", "2025-04-01", "2025-06-25", "2025-06-30"),
    ],
)
def test_rounds_of_every_rhythm(
    rhythm: str, day: str, name: str, opens: str, due: str, closes: str
) -> None:
    cycle = read_rhythm(rhythm).cycle(date.fromisoformat(day))
    assert cycle is not None
    found = (cycle.name, cycle.opens, cycle.due, cycle.closes)
    assert found == (name, *(date.fromisoformat(each) for each in (opens, due, closes)))
    assert cycle.opens <= cycle.due <= cycle.closes


def test_no_rounds_and_nonsense() -> None:
    assert read_rhythm("none").cycle(date(2025, 6, 1)) is None
    for nonsense in [
        "daily",
        "weekly:8",
        "weekly:0",
        "monthly:0",
        "monthly:32",
        "monthly:",
        "xun:3",
    ]:
        with pytest.raises(ValueError, match=r"没有这一天|要写成"):
            read_rhythm(nonsense)


@given(
    every=st.sampled_from(["weekly", "weekly:1", "xun", "monthly:31", "quarterly:1"]),
    day=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
def test_rounds_follow_each_other_without_a_gap(every: str, day: date) -> None:
    rhythm = read_rhythm(every)
    cycle = rhythm.cycle(day)
    assert cycle is not None
    assert cycle.holds(day)
    following = rhythm.cycle(cycle.closes + timedelta(days=1))
    assert following is not None
    assert following.opens == cycle.closes + timedelta(days=1)


def test_the_closing_list_comes_after_the_due_day_and_is_not_dug_up_later() -> None:
    monthly = read_rhythm("monthly")
    assert closed_round(monthly, date(2025, 6, 25), CALENDAR) is None
    assert closed_round(monthly, date(2025, 6, 26), CALENDAR) == cycle_of(date(2025, 6, 1), 25)
    assert closed_round(monthly, date(2025, 7, 2), CALENDAR) == cycle_of(date(2025, 6, 1), 25)
    assert closed_round(monthly, date(2025, 7, 3), CALENDAR) is None


@given(due=days, today=days)
def test_the_next_rung_comes_after_today_and_before_any_other(due: date, today: date) -> None:
    following = next_rung_day(due, today, CALENDAR)
    assert following is not None  # the repeats never end
    assert following > today
    assert CALENDAR.is_workday(following)
    before = current_rung(due, following - timedelta(days=1), CALENDAR)
    assert before is None or before.day <= today


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
    assert night.is_quiet(local("2025-06-18 12:30"))  # lunch
    noon = Rules(quiet=(time(12, 0), time(14, 0)))
    assert noon.is_quiet(local("2025-06-18 13:45"))
    assert not noon.is_quiet(local("2025-06-18 23:00"))


def test_a_zone_with_summer_time_keeps_the_local_hour() -> None:
    rules = Rules(zone=ZoneInfo("Europe/Berlin"))
    before = rules.next_digest(datetime(2025, 3, 28, 12, tzinfo=UTC), today_is_done=True)
    assert before == datetime(2025, 3, 31, 6, 50, tzinfo=UTC)  # summer time began on the 30th


moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(now=moments, zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_the_next_open_moment_is_open_and_the_first_one(now: datetime, zone: str) -> None:
    rules = Rules(zone=ZoneInfo(zone))
    found = rules.next_open(now)
    assert found >= now
    assert rules.may_disturb(found)
    if found > now:
        assert not rules.may_disturb(now)
        assert not rules.may_disturb(found - timedelta(seconds=61))
        assert found.astimezone(rules.zone).minute % 30 != 0


@given(person=st.integers(1, 10_000), hour=st.times())
def test_nobodys_hour_is_a_full_or_half_one(person: int, hour: time) -> None:
    assert Rules().hour_of(person).minute % 2 == 1
    assert time(8, 50) < Rules().hour_of(person) < time(9, 10)
    assert Rules().hour_of(person, hour.replace(second=0, microsecond=0)).minute % 30 != 0


@given(
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    count=st.integers(1, 600),
    off=st.frozensets(st.dates(date(2024, 6, 1), date(2025, 6, 1)), max_size=5),
)
def test_work_days_are_counted_as_one_would_by_hand(
    day: date, count: int, off: frozenset[date]
) -> None:
    calendar = WorkCalendar(off, frozenset({date(2025, 1, 1), date(2026, 12, 31)}))
    walked, found = 0, day
    while walked < count:
        found += timedelta(days=1)
        walked += calendar.is_workday(found)
    assert calendar.after(day, count) == found
    assert calendar.between(day, found) == count
    assert calendar.workdays(found, day) == -count
    before = next(
        day - timedelta(days=n) for n in range(30) if calendar.is_workday(day - timedelta(days=n))
    )
    assert calendar.on_or_before(day) == before
    assert calendar.on_or_after(found) == found


def test_a_calendar_without_work_days_is_refused_and_never_searched_for_ever() -> None:
    start = date(2025, 1, 1)
    calendar = WorkCalendar(frozenset(start + timedelta(days=n) for n in range(3 * 365)))
    rules = Rules(calendar=calendar)
    searches: list[Callable[[], object]] = [
        lambda: calendar.next_workday(date(2025, 3, 1)),
        lambda: calendar.on_or_after(date(2025, 3, 1)),
        lambda: calendar.on_or_before(date(2026, 3, 1)),
        lambda: calendar.after(date(2025, 3, 1), 7),
        lambda: rules.next_open(local("2025-03-01 10:00")),
        lambda: rules.next_digest(local("2025-03-01 10:00"), today_is_done=True),
        lambda: current_rung(date(2025, 3, 1), date(2025, 6, 1), calendar),
    ]
    for search in searches:
        with pytest.raises(Refused, match="no_workday"):
            search()
    assert calendar.between(date(2025, 1, 1), date(2026, 1, 1)) == 0


def test_hours_that_are_all_quiet_are_refused() -> None:
    rules = Rules(quiet=(time(12, 0), time(0, 0)), lunch=(time(0, 0), time(12, 0)))
    with pytest.raises(Refused, match="no_open_hour"):
        rules.next_open(local("2025-06-18 10:00"))
