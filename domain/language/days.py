"""One way to say a day each: a match of its pattern and today → the day. The patterns are in dates.py."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from domain.language.holidays import next_feast
from domain.language.numerals import read_integer

_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6, "末": 6}


class DatePhrase(NamedTuple):
    """A day read at `start`..`end`. `limited`: the words carry 前, 内, 底; `year_said`: the year too.

    `day` is None for an impossible day. `begins` is the first day of a period (a month, a week).
    """

    start: int
    end: int
    day: date | None
    limited: bool = False
    year_said: bool = False
    begins: date | None = None


def _phrase(
    match: re.Match[str], day: date | None, *, begins: date | None = None, year_said: bool = False
) -> DatePhrase:
    return DatePhrase(match.start(), match.end(), day, year_said=year_said, begins=begins)


def _year(match: re.Match[str], today: date) -> int | None:
    """The year that the words say, or None."""
    if written := match["year"]:
        return int(written) if written.isdigit() else int(_digits(written))
    if "yy" not in match.re.groupindex:
        return None
    if short := match["yy"]:
        return 2000 + int(short)
    relative = match["rel"]
    if relative is None:
        return None
    steps = {"明": 1, "来": 1, "后": 2, "去": -1}
    return today.year + steps.get(relative[0], 0)


def _digits(written: str) -> str:
    return "".join(str("零一二三四五六七八九".index(char)) for char in written)


def month_day(match: re.Match[str], today: date) -> DatePhrase | None:
    """12月15日, 10月中旬, 11月底, 10月份, each with or without a year."""
    year, month = _year(match, today), read_integer(match["month"]) or 0
    part, number = match["part"], match["day"]
    said = year is not None
    if not 1 <= month <= 12:
        return None
    if number:
        day_number = read_integer(number) or 0
        return _phrase(match, _next_day(year, month, day_number, today), year_said=said)
    years = [year] if year else [today.year, today.year + 1]
    for each in years:
        begins, ends = _month_part(each, month, part)
        if said or ends >= today:
            return _phrase(match, ends, begins=begins, year_said=said)
    return None


def _next_day(year: int | None, month: int, day: int, today: date) -> date | None:
    for each in [year] if year else [today.year, today.year + 1]:
        found = _date(each, month, day)
        if year or (found and found >= today):
            return found
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_part(year: int, month: int, part: str | None) -> tuple[date, date]:
    last = monthrange(year, month)[1]
    first_to_last = {
        "上旬": (1, 10),
        "初": (1, 10),
        "中旬": (11, 20),
        "中": (11, 15),
        "下旬": (21, last),
    }
    first, final = first_to_last.get(part or "", (1, last))
    return date(year, month, first), date(year, month, final)


def numeric(match: re.Match[str], today: date) -> DatePhrase | None:
    """2025-12-31, 2025.12.31, 12/15, 12.15前."""
    year = int(match["year"]) if match["year"] else None
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return _phrase(match, _next_day(year, month, day, today), year_said=year is not None)


def relative_month(match: re.Match[str], today: date) -> DatePhrase | None:
    """本月25日, 下月中旬, 下下个月底, 月底, 这个月."""
    words = match["which"] or ""
    steps = words.count("下") + (1 if words.startswith("次") else 0) - words.count("上")
    year, month = divmod(today.year * 12 + today.month - 1 + steps, 12)
    groups = match.groupdict()
    if number := groups.get("day"):
        return _phrase(match, _date(year, month + 1, read_integer(number) or 0), year_said=True)
    begins, ends = _month_part(year, month + 1, groups.get("part"))
    return _phrase(match, ends, begins=begins, year_said=bool(words))


def bare_day(match: re.Match[str], today: date) -> DatePhrase | None:
    """25号前: this month's, or, when it is over, the next month's."""
    number = read_integer(match["day"]) or 0
    month = today.year * 12 + today.month - 1
    for step in (0, 1, 2):
        year, index = divmod(month + step, 12)
        day = _date(year, index + 1, number)
        if day and day >= today:
            return _phrase(match, day)
    return None


def quarter(match: re.Match[str], today: date) -> DatePhrase | None:
    """三季度末, 明年一季度, 上半年, 本季度."""
    groups = match.groupdict()
    year = _year(match, today) if "year" in groups else None
    if groups.get("which"):
        index = (today.month - 1) // 3 + match["which"].count("下") - match["which"].count("上")
        years, index = divmod(today.year * 4 + index, 4)
        return _period(match, years, index * 3 + 1, index * 3 + 3, said=True)
    if groups.get("half"):
        first, last = (1, 6) if groups["half"] == "上" else (7, 12)
    else:
        number = read_integer(match["quarter"]) or 0
        first, last = number * 3 - 2, number * 3
    for each in [year] if year else [today.year, today.year + 1]:
        found = _period(match, each, first, last, said=year is not None)
        if year or (found.day and found.day >= today):
            return found
    return None


def _period(match: re.Match[str], year: int, first: int, last: int, *, said: bool) -> DatePhrase:
    ends = date(year, last, monthrange(year, last)[1])
    return _phrase(match, ends, begins=date(year, first, 1), year_said=said)


def whole_year(match: re.Match[str], today: date) -> DatePhrase | None:
    """年底, 今年内, 明年初, 2025年, 年中."""
    year = _year(match, today)
    part = match["part"] or ""
    if year is None and not part:
        return None
    said, year = year is not None, year or today.year
    ends = {"初": (1, 31), "中": (6, 30), "年中": (6, 30), "年初": (1, 31)}.get(part, (12, 31))
    if not said and date(year, *ends) < today:
        year += 1
    return _phrase(match, date(year, *ends), begins=date(year, 1, 1), year_said=said)


def week(match: re.Match[str], today: date) -> DatePhrase | None:
    """周五 is this week's; 下周五, 下下周一, 本周内, 下周; a week ends on Sunday."""
    words = match["which"] or ""
    steps = words.count("下") - words.count("上")
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
    weekday = match["weekday"]
    number = 6 if not weekday else _WEEKDAYS[weekday]
    begins = monday if not weekday else monday + timedelta(days=number)
    return _phrase(match, monday + timedelta(days=number), begins=begins, year_said=bool(words))


def after(match: re.Match[str], today: date) -> DatePhrase | None:
    """两周内, 10天内, 半个月内, 三个月内, 还需5天."""
    length = _days(match, today)
    return None if length is None else _phrase(match, length, year_said=True)


def _days(match: re.Match[str], today: date) -> date | None:
    written, unit = match["n"], match["unit"]
    half = written == "半"
    number = 0 if half else read_integer(written)
    if number is None or number > 400:
        return None
    extra = 15 if half or match.groupdict().get("half") else 0
    if unit.endswith("月"):
        return _months_later(today, number) + timedelta(days=extra)
    if unit in ("年",):
        return _months_later(today, 6 if half else number * 12)
    if unit in ("周", "星期", "礼拜"):
        return today + timedelta(weeks=number)
    return today + timedelta(days=number)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_NEAR_DAYS = {"今": 0, "当": 0, "明": 1, "大后": 3, "后": 2, "昨": -1, "前": -2, "大前": -3}


def near_day(match: re.Match[str], today: date) -> DatePhrase | None:
    return _phrase(match, today + timedelta(days=_NEAR_DAYS[match["near"]]), year_said=True)


def feast(match: re.Match[str], today: date) -> DatePhrase | None:
    name = match["feast"]
    year = _year(match, today)
    day = next_feast(name, date(year, 1, 1) if year else today)
    return _phrase(match, day, year_said=year is not None)


def five_years(match: re.Match[str], today: date) -> DatePhrase | None:
    number = 10 + (read_integer(match["plan"]) or 0)
    return _phrase(match, date(1955 + 5 * number, 12, 31), year_said=True)
