"""What the words of a period mean, each form of them by itself: first and last day, both inside."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.language.numerals import read_number


def month_of(year: int, month: int) -> tuple[date, date]:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    start = date(year, month, 1)
    return start, _next(start) - timedelta(days=1)


def months_of(start: date, end: date) -> list[tuple[date, date]]:
    """The months that a span touches, whole."""
    found = [month_of(start.year, start.month)]
    while found[-1][1] < end:
        found.append(month_of(found[-1][1].year, found[-1][1].month + 1))
    return found


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def days(match: re.Match[str], today: date) -> tuple[date, date]:
    back = {"大": 3, "前": 2, "昨": 1, "今": 0, "当": 0}[match[0][0]]
    day = today - timedelta(days=back)
    return day, day


def weeks(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"].rstrip("个"), 0)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=apart)
    return monday, monday + timedelta(days=6)


def months(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"].rstrip("个"), 0)
    return month_of(today.year, today.month + apart)


def month(match: re.Match[str], today: date) -> tuple[date, date] | None:
    month = _number(match["m"])
    year = _year(match, today)
    if not 1 <= month <= 12:
        return None
    if year is None:
        year = today.year
    start, end = month_of(year, month)
    if match["since"]:
        if start > today and not match.groupdict().get("y") and not match.groupdict().get("rel"):
            start = month_of(year - 1, month)[0]  # 8月以来, said in June
        return start, today
    return start, end


def day(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """6月10日, 上月15号, 10号那天, once it has passed; what is to come is a deadline."""
    groups = match.groupdict()
    year, month = _year(match, today) or today.year, today.month
    if groups.get("m"):
        month = _number(match["m"])
    elif groups.get("which"):
        first, _ = months(match, today)
        year, month = first.year, first.month
    try:
        day = date(year, month, _number(match["d"]))
    except ValueError:
        return None
    if day >= today:
        return None
    return day, today if groups.get("since") else day


def weekday(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """上周五, 本周一 once it has passed."""
    monday, _ = weeks(match, today)
    day = monday + timedelta(days=min("一二三四五六日天".index(match["w"]), 6))
    if day >= today:
        return None
    return day, today if match["since"] else day


def day_span(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """6月3日到10日, 5月28日至6月3日, once it has begun."""
    first = _number(match["m"])
    last = _number(match["m2"]) if match["m2"] else first
    year = _year(match, today) or today.year
    try:
        start = date(year, first, _number(match["d"]))
        end = date(year + (last < first), last, _number(match["d2"]))
    except ValueError:
        return None
    return (start, end) if start <= end and start < today else None


def ago(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """三天前, 一个月前, 去年这时候: one day."""
    if not match.groupdict().get("unit"):
        day = today.replace(day=min(today.day, 28)) if today.month == 2 else today
        day = day.replace(year=today.year - 1)
        return day, day
    start, _ = back(match, today) or (today, today)
    return (start, start) if start < today else None


def ten_days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """5月中旬: from the 11th to the 20th."""
    whole = month(match, today)
    if whole is None or whole[0] > today:
        return None
    start, end = whole
    part = "上中下".index(match["part"])
    first = start.replace(day=1 + 10 * part)
    return first, end if part == 2 else start.replace(day=10 + 10 * part)


def past_month(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """5月底, once it has passed; what is to come is a deadline, which is read as a day."""
    found = month(match, today)
    return found if found and found[1] < today else None


def last_year(match: re.Match[str], today: date) -> tuple[date, date]:
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def month_span(match: re.Match[str], today: date) -> tuple[date, date] | None:
    first, last = _number(match["a"]), _number(match["b"])
    if not 1 <= first <= last <= 12:
        return None
    year = _year(match, today) or today.year
    return month_of(year, first)[0], month_of(year, last)[1]


def quarter(match: re.Match[str], today: date) -> tuple[date, date]:
    quarter = _number(match["q"])
    year = _year(match, today) or today.year
    return month_of(year, 3 * quarter - 2)[0], month_of(year, 3 * quarter)[1]


def this_quarter(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上": -1, "下": 1}.get(match["which"].rstrip("一个"), 0)
    first = 3 * ((today.month - 1) // 3 + apart) + 1
    return month_of(today.year, first)[0], month_of(today.year, first + 2)[1]


def half(match: re.Match[str], today: date) -> tuple[date, date]:
    year = _year(match, today) or today.year
    first = 1 if match["half"] == "上" else 7
    return month_of(year, first)[0], month_of(year, first + 5)[1]


def back(match: re.Match[str], today: date) -> tuple[date, date] | None:
    unit = match["unit"]
    number = 0.5 if match["n"] == "半" else read_number(match["n"])
    if not number:
        return None
    if number == 0.5 and "年" in unit:  # as months are told: this one and the five before it
        return month_of(today.year, today.month - 5)[0], today
    if "月" in unit or "年" in unit:
        months = round(number * (12 if "年" in unit else 1))
        first, _ = month_of(today.year, today.month - months)
        day = min(today.day, ((_next(first) - timedelta(days=1)).day))
        return first.replace(day=day), today
    days = number * (7 if unit[-1] in "周期拜" else 1)
    return today - timedelta(days=int(days)), today


def rounds(match: re.Match[str], today: date) -> tuple[date, date]:
    """连续两期: this month's round and the one before it."""
    apart = _number(match["n"]) - 1
    return month_of(today.year, today.month - apart)[0], today


def year_alone(match: re.Match[str], today: date) -> tuple[date, date]:
    year = int(match["y"]) if match["y"] else today.year + {"去": -1, "明": 1}.get(match[0][0], 0)
    end = today if match["since"] and year == today.year else date(year, 12, 31)
    return date(year, 1, 1), end


def _year(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if groups.get("y"):
        return int(groups["y"])
    return today.year + {"去": -1, "明": 1}.get(groups["rel"][0], 0) if groups.get("rel") else None


def _number(text: str) -> int:
    return int(read_number(text) or 0)
