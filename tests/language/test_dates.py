"""Days in messages: dates.txt holds an expression and its day a line, said on one Wednesday."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.dates import find_dates
from domain.language.text import plain

SAID_ON = date(2025, 6, 18)
TABLE = [
    line.split()
    for line in (Path(__file__).parent / "dates.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 150
    assert len({expression for expression, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("expression", "day"), TABLE, ids=lambda each: each)
def test_day(expression: str, day: str) -> None:
    found = find_dates(plain(expression), SAID_ON)
    assert [each.day.isoformat() if each.day else "-" for each in found] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "三年行动",
        "第3个月的报表",
        "月报",
        "周边",
        "十五个项目",
        "5号泵站",
        "年均增长8%",
        "每周三调度",
        "中心城区",
        "提高到6.3%",
        "完成3/5",
        "从3.5降到2.3",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert find_dates(plain(text), SAID_ON) == ()


@pytest.mark.parametrize(
    ("said_on", "expression", "day"),
    [
        (date(2024, 2, 28), "明天", date(2024, 2, 29)),
        (date(2024, 2, 29), "明年2月底", date(2025, 2, 28)),
        (date(2024, 12, 31), "明天", date(2025, 1, 1)),
        (date(2024, 12, 31), "下周五", date(2025, 1, 10)),
        (date(2024, 12, 31), "月底", date(2024, 12, 31)),
        (date(2025, 12, 1), "3月底", date(2026, 3, 31)),
        (date(2025, 1, 31), "一个月内", date(2025, 2, 28)),
        (date(2025, 6, 22), "周五", date(2025, 6, 20)),
        (date(2025, 6, 22), "下周一", date(2025, 6, 23)),
        (date(2025, 10, 1), "国庆前", date(2025, 10, 1)),
        (date(2025, 10, 2), "国庆前", date(2026, 10, 1)),
        (date(2025, 1, 29), "春节前", date(2025, 1, 29)),
        (date(2025, 1, 30), "春节前", date(2026, 2, 17)),
        (date(2025, 6, 18), "延到6.30", date(2025, 6, 30)),
        (date(2025, 6, 18), "推迟到12/15，", date(2025, 12, 15)),
        (date(2025, 6, 18), "ddl 9/30", date(2025, 9, 30)),
        (date(2025, 12, 25), "四季度末", date(2025, 12, 31)),
        (date(2025, 12, 25), "下季度末", date(2026, 3, 31)),
    ],
)
def test_edges_of_weeks_months_and_years(said_on: date, expression: str, day: date) -> None:
    assert [each.day for each in find_dates(plain(expression), said_on)] == [day]


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_written_day_is_that_day_whenever_it_is_said(day: date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日前",
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert [each.day for each in find_dates(plain(text), SAID_ON)] == [day], text


@given(said_on=st.dates(date(2020, 1, 1), date(2040, 12, 1)))
def test_a_day_without_a_year_is_never_past_and_a_week_ends_on_sunday(said_on: date) -> None:
    for text in ("3月底", "6月30日前", "12月底", "三季度末", "年底前", "国庆前", "25号前"):
        (found,) = find_dates(plain(text), said_on)
        assert found.day is not None
        assert found.day >= said_on, text
    (sunday,) = find_dates("下周内", said_on)
    assert sunday.day is not None
    assert sunday.day.weekday() == 6
    assert 7 <= (sunday.day - said_on).days <= 13
