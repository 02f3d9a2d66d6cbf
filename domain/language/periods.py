"""Periods that questions name: 上周, 5月, 二季度, 最近十天, 今年以来 → first and last day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.numerals import read_number


@dataclass(frozen=True, slots=True)
class Period:
    """`start` and `end` are both inside; `at` is where the words stand. `rolling`: counted back from
    today (最近一周). `since`: open at its end (5月以来)."""

    start: date
    end: date
    at: tuple[int, int]
    rolling: bool = False

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十半]{1,3})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(?P<y>20\d\d)年|(?P<rel>今年|本年|去年|明年)的?)?"
_WEEK = r"(?:周|星期|礼拜)"
_Read = Callable[[re.Match[str], date], tuple[date, date] | None]


def find_period(text: str, today: date) -> Period | None:
    """The period that a question names, the first of several. A day or a limit (月底前) is none."""
    for pattern, read, rolling in _FORMS:
        if match := pattern.search(text):
            found = read(match, today)
            if found is not None:
                return Period(*found, match.span(), rolling)
    return None


def whole_month(text: str, today: date, *, ahead: bool) -> date | None:
    """The first day of the month that is all `text` says: 6月, 六月份, 上个月, 2025-06; else None.

    A month without a year is the next one to come (`ahead`) or the last one that began.
    """
    said = _DASHED.sub(r"\g<y>年\g<m>月", "".join(text.split()))
    period = find_period(said, today)
    if period is None or period.at != (0, len(said)) or period.rolling:
        return None
    first, last = month_of(period.start.year, period.start.month)
    if (period.start, period.end) != (first, last):
        return None
    if _BARE_MONTH.fullmatch(said):
        years = int(ahead and last < today) - int(not ahead and first > today)
        first = first.replace(year=first.year + years)
    return first


_DASHED = re.compile(r"^(?P<y>20\d\d)[-/.](?P<m>1[0-2]|0?[1-9])月?$")
_BARE_MONTH = re.compile(r"[\d一二三四五六七八九十]+月份?")


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


def _days(match: re.Match[str], today: date) -> tuple[date, date]:
    back = {"前": 2, "昨": 1, "今": 0, "当": 0}[match[0][0]]
    day = today - timedelta(days=back)
    return day, day


def _weeks(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"].rstrip("个"), 0)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=apart)
    return monday, monday + timedelta(days=6)


def _months(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"].rstrip("个"), 0)
    return month_of(today.year, today.month + apart)


def _month(match: re.Match[str], today: date) -> tuple[date, date] | None:
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


def _past_month(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """5月底, once it has passed; what is to come is a deadline, which is read as a day."""
    found = _month(match, today)
    return found if found and found[1] < today else None


def _last_year(match: re.Match[str], today: date) -> tuple[date, date]:
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def _month_span(match: re.Match[str], today: date) -> tuple[date, date] | None:
    first, last = _number(match["a"]), _number(match["b"])
    if not 1 <= first <= last <= 12:
        return None
    year = _year(match, today) or today.year
    return month_of(year, first)[0], month_of(year, last)[1]


def _quarter(match: re.Match[str], today: date) -> tuple[date, date]:
    quarter = _number(match["q"])
    year = _year(match, today) or today.year
    return month_of(year, 3 * quarter - 2)[0], month_of(year, 3 * quarter)[1]


def _this_quarter(match: re.Match[str], today: date) -> tuple[date, date]:
    apart = {"上": -1, "下": 1}.get(match["which"].rstrip("一个"), 0)
    first = 3 * ((today.month - 1) // 3 + apart) + 1
    return month_of(today.year, first)[0], month_of(today.year, first + 2)[1]


def _half(match: re.Match[str], today: date) -> tuple[date, date]:
    year = _year(match, today) or today.year
    first = 1 if match["half"] == "上" else 7
    return month_of(year, first)[0], month_of(year, first + 5)[1]


def _back(match: re.Match[str], today: date) -> tuple[date, date] | None:
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


def _rounds(match: re.Match[str], today: date) -> tuple[date, date]:
    """连续两期: this month's round and the one before it."""
    apart = _number(match["n"]) - 1
    return month_of(today.year, today.month - apart)[0], today


def _year_alone(match: re.Match[str], today: date) -> tuple[date, date]:
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


_SINCE = r"(?P<since>(?:份)?(?:以来|至今|到现在))?"
_FORMS: tuple[tuple[re.Pattern[str], _Read, bool], ...] = (
    (re.compile(r"前天|昨天|昨日|今天|今日|当天"), _days, False),
    (
        re.compile(
            rf"(?:最近|过去|这|近){_N}\s*(?P<unit>天|日|个?{_WEEK}|个?月|年)(?:以?来|之?内|里|间)?"
        ),
        _back,
        True,
    ),
    (
        re.compile(
            rf"(?:超过|超|已经?|快)?{_N}\s*(?P<unit>天|日|个?{_WEEK}|个?月|年)(?=(?:都|一直|以上|多|了)*(?:还)?(?:没|未))"
        ),
        _back,
        True,
    ),
    (
        re.compile(
            r"(?:已经?)?(?:连续|接连)(?:了)?(?P<n>\d|[一二两三四五六])个?[期轮](?=(?:都|一直|以上|多|了)*(?:还)?(?:没|未))"
        ),
        _rounds,
        False,
    ),
    (
        re.compile(
            r"(?P<which>上上|上|下下|下|本|这|当)个?" + _WEEK + r"(?![一二三四五六日天末\d])"
        ),
        _weeks,
        False,
    ),
    (
        re.compile(r"(?P<which>上上|上|下下|下|本|这|当)个?月(?![底末初上中下])(?:份)?"),
        _months,
        False,
    ),
    (re.compile(r"(?P<which>上上|上)个?月(?:份)?(?:底|末)"), _months, False),
    (re.compile(r"(?P<which>下)个?月(?:份)?(?:底|末)(?!(?:之|以)?前)"), _months, False),
    (re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月(?:份)?(?:底|末)(?P<since>)"), _past_month, False),
    (re.compile(r"去年年?(?:底|末)"), _last_year, False),
    (
        re.compile(r"(?P<which>上一?个?|下一?个?|本|这一?个?|当)季度?(?![末初])"),
        _this_quarter,
        False,
    ),
    (
        re.compile(
            rf"{_YEAR}(?P<a>1[0-2]|0?[1-9]|[一二三四五六七八九十]{{1,2}})月?份?\s*(?:到|至|-|—|~)\s*"
            r"(?P<b>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月(?![底末初上中下\d])"
        ),
        _month_span,
        False,
    ),
    (re.compile(rf"{_YEAR}第?(?P<q>[一二三四1-4])个?季度?(?![末初底])"), _quarter, False),
    (re.compile(rf"{_YEAR}[Qq](?P<q>[1-4])"), _quarter, False),
    (re.compile(rf"{_YEAR}(?P<half>[上下])半年"), _half, False),
    (
        re.compile(
            rf"{_YEAR}(?<![\d.第]){_MONTH}月(?:份)?(?![底末初上中下前之以]|\s*\d|内){_SINCE}"
        ),
        _month,
        False,
    ),
    (
        re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月(?P<since>(?:份)?(?:以来|至今|到现在))"),
        _month,
        False,
    ),
    (
        re.compile(rf"(?:(?P<y>20\d\d)年|今年|本年度?|去年|明年|年初)(?![底末初前])度?{_SINCE}"),
        _year_alone,
        False,
    ),
)
