"""One way to say a day each: a match of its pattern and today → the day. The patterns are in dates.py.

Every message passes here, so days are counted by their ordinal and each match is asked for once.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from domain.language.holidays import next_feast
from domain.language.numerals import read_integer

_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


class DatePhrase(NamedTuple):
    """A day read at `start`..`end`. `limited`: the words carry 前, 内, 底; `year_said`: the year too.

    `day` is None for an impossible day.
    """

    start: int
    end: int
    day: date | None
    limited: bool = False
    year_said: bool = False


Said = tuple[date | None, bool]
"""The day, and whether the words say its year."""


_YEARS_FROM_NOW = {"今": 0, "本": 0, "当": 0, "明": 1, "来": 1, "后": 2, "去": -1}


def _year(written: str | None, today: date) -> int | None:
    """The year of 2025年, 二零二五年, 25年, 明年; None where none is written."""
    if not written:
        return None
    steps = _YEARS_FROM_NOW.get(written[0])
    if steps is not None:
        return today.year + steps
    number = read_integer(written.rstrip("年 ")) or 0
    return number if number >= 2000 else 2000 + number


def _last_of(year: int, month: int) -> date:
    """The last day of a month; a month beyond 12, or below 1, is one of another year."""
    years, next_month = divmod(month, 12)
    return date(year + years, next_month + 1, 1) - _ONE_DAY


_ONE_DAY, _HALF_A_MONTH = timedelta(days=1), timedelta(days=15)
_PARTS = {"上旬": 10, "初": 10, "中旬": 20, "中": 15}


def _end_of(part: str | None, year: int, month: int) -> date:
    """The last day of a part of a month, of the whole month for 底, 下旬 or none."""
    last = _last_of(year, month)
    return last.replace(day=_PARTS[part]) if part in _PARTS else last


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_day(year: int | None, month: int, day: int, today: date) -> date | None:
    """That day of the year said, else the next from today on; None for 4月31日."""
    if year:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    return found if found and found >= today else _date(today.year + 1, month, day)


def month_day(match: re.Match[str], today: date) -> Said | None:
    """12月15日, 10月中旬, 11月底, 10月份, each with or without a year."""
    written, month_said, number, part = match.group("year", "month", "day", "part")
    year, month = _year(written, today), read_integer(month_said) or 0
    if not 1 <= month <= 12:
        return None
    if number:
        day = _next_day(year, month, read_integer(number) or 0, today)
    else:
        day = _end_of(part, year or today.year, month)
        if year is None and day < today:
            day = _end_of(part, today.year + 1, month)
    return day, year is not None


def numeric(match: re.Match[str], today: date) -> Said | None:
    """2025-12-31, 2025.12.31, 12/15, 12.15前."""
    year, month, day = (int(written or 0) for written in match.group("year", "month", "day"))
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return _next_day(year or None, month, day, today), bool(year)


# How many months, quarters or weeks on from this one.
_STEPS = {"下": 1, "下个": 1, "次": 1, "下下": 2, "下下个": 2, "上": -1, "上个": -1}


def relative_month(match: re.Match[str], today: date) -> Said | None:
    """本月25日, 下月中旬, 下下个月底, 月底, 这个月."""
    words, number, part = match.group("which", "day", "part")
    day = _end_of(part, today.year, today.month + _STEPS.get(words, 0))
    if number:
        return _date(day.year, day.month, read_integer(number) or 0), True
    return day, bool(words)


def bare_day(match: re.Match[str], today: date) -> Said | None:
    """25号前: this month's, or, when it is over, the next month's."""
    number = read_integer(match["day"]) or 0
    for step in (0, 1, 2):
        month = _last_of(today.year, today.month + step)
        day = _date(month.year, month.month, number)
        if day and day >= today:
            return day, False
    return None


def quarter(match: re.Match[str], today: date) -> Said | None:
    """三季度末, 明年一季度."""
    written, number = match.group("year", "quarter")
    last = (read_integer(number) or 0) * 3
    return _months(match, _year(written, today), last, today)


def half_year(match: re.Match[str], today: date) -> Said | None:
    """上半年, 明年下半年."""
    written, half = match.group("year", "half")
    return _months(match, _year(written, today), 6 if half == "上" else 12, today)


def _months(match: re.Match[str], year: int | None, last: int, today: date) -> Said:
    """The end of the `last` month of the year said, or of the next year in which it is not over."""
    if year is not None:
        return _last_of(year, last), True
    return _last_of(today.year + (last < today.month), last), False


def relative_quarter(match: re.Match[str], today: date) -> Said | None:
    """本季度, 下季度末."""
    last = (today.month + 2) // 3 * 3 + 3 * _STEPS.get(match["which"], 0)
    return _last_of(today.year, last), True


_YEAR_PARTS = {"初": (1, 31), "年初": (1, 31), "中": (6, 30), "年中": (6, 30)}


def whole_year(match: re.Match[str], today: date) -> Said | None:
    """年底, 今年内, 明年初, 2025年, 年中."""
    written, part = match.group("year", "part")
    year, ends = _year(written, today), _YEAR_PARTS.get(part or "", (12, 31))
    if year is not None:
        return date(year, *ends), True
    year = today.year + (ends < (today.month, today.day))
    return date(year, *ends), False


def week(match: re.Match[str], today: date) -> Said | None:
    """周五 is this week's; 下周五, 下下周一, 本周内, 下周; a week ends on Sunday."""
    words, weekday = match.group("which", "weekday")
    monday = today.toordinal() - today.weekday() + 7 * _STEPS.get(words, 0)
    day = date.fromordinal(monday + (_WEEKDAYS[weekday] if weekday else 6))
    return day, bool(words)


def after(match: re.Match[str], today: date) -> Said | None:
    """两周内, 10天内, 半个月内, 三个月内, 还需5天."""
    written, half, unit = match.group("n", "half", "unit")
    number = 0 if written == "半" else read_integer(written)
    if number is None or number > 400:
        return None
    if unit == "年":
        return _months_later(today, number * 12 or 6), True
    if unit.endswith("月"):
        day = _months_later(today, number)
        return day + _HALF_A_MONTH if half or not number else day, True
    days = number if unit in "天日" else 7 * number
    return date.fromordinal(today.toordinal() + days), True


def _months_later(day: date, months: int) -> date:
    last = _last_of(day.year, day.month + months)
    return last.replace(day=min(day.day, last.day))


_NEAR_DAYS = {"今": 0, "当": 0, "明": 1, "大后": 3, "后": 2, "昨": -1, "前": -2, "大前": -3}


def near_day(match: re.Match[str], today: date) -> Said | None:
    day = date.fromordinal(today.toordinal() + _NEAR_DAYS[match["near"]])
    return day, True


def feast(match: re.Match[str], today: date) -> Said | None:
    written, name = match.group("year", "feast")
    year = _year(written, today)
    day = next_feast(name, date(year, 1, 1) if year else today)
    return day, year is not None


def five_years(match: re.Match[str], today: date) -> Said | None:
    number = 10 + (read_integer(match["plan"]) or 0)
    return date(1955 + 5 * number, 12, 31), True
