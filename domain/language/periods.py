"""Periods that questions name: 上周, 5月, 二季度, 最近十天, 今年以来 → first and last day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from domain.language import period_reading as reading
from domain.language.period_reading import month_of as month_of
from domain.language.period_reading import months_of as months_of


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
    """The period that a question names, the first of several: of a day only one that has passed; a
    limit (月底前) is none."""
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


_SINCE = r"(?P<since>(?:份)?(?:以来|至今|到现在))?"
_D = r"(?P<d>[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_THEN = r"(?:那天|那日|当天|当日|那会儿?|那时候?|的时候)"
_FROM_DAY = r"(?P<since>(?:以来|至今|到现在|以后|之后|起))?"
# What makes of a day a limit or the end of a span, which is read elsewhere.
_NO_LIMIT = r"(?!\s*(?:[之以]?前|截止|到期|为止|之内|[-—~～至到]\s*[\d一二三四五六七八九十]))"
_FORMS: tuple[tuple[re.Pattern[str], _Read, bool], ...] = (
    (
        re.compile(
            rf"{_YEAR}(?<![\d.第]){_MONTH}月{_D}[日号]?\s*(?:到|至|[-—~～])\s*(?:(?P<m2>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月)?"
            r"(?P<d2>[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?!\s*[之以]?前)"
        ),
        reading.day_span,
        False,
    ),
    (
        re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月{_D}[日号]{_THEN}?{_FROM_DAY}{_NO_LIMIT}"),
        reading.day,
        False,
    ),
    (
        re.compile(rf"(?P<which>上上|上|本|这)个?月{_D}[日号]{_THEN}?{_FROM_DAY}{_NO_LIMIT}"),
        reading.day,
        False,
    ),
    (re.compile(rf"(?<![\d月至到-]){_D}[日号]{_THEN}"), reading.day, False),
    (
        re.compile(
            r"(?P<which>上上|上|本|这)个?"
            + _WEEK
            + r"(?P<w>[一二三四五六日天])"
            + rf"{_THEN}?{_FROM_DAY}{_NO_LIMIT}"
        ),
        reading.weekday,
        False,
    ),
    (
        re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月(?P<part>[上中下])旬(?P<since>){_NO_LIMIT}"),
        reading.ten_days,
        False,
    ),
    (
        re.compile(
            rf"{_N}\s*(?P<unit>天|日|个?{_WEEK}|个月|年)(?:之|以)?前(?=的?(?:时候|那会儿?|那天|这时候)?(?:的|有|是|，|,)*(?:全市|总体|整体|市|[红黄绿蓝灰]|逾期|亮灯|情况|多少|几个|进展|报送率))"
        ),
        reading.ago,
        False,
    ),
    (re.compile(r"去年(?:的)?(?:这个?时候|同期|今天)"), reading.ago, False),
    (re.compile(r"大前天|前天|昨天|昨日|今天|今日|当天"), reading.days, False),
    (
        re.compile(
            rf"(?:最近|过去|这|近){_N}\s*(?P<unit>天|日|个?{_WEEK}|个?月|年)(?:以?来|之?内|里|间)?"
        ),
        reading.back,
        True,
    ),
    (
        re.compile(
            rf"(?:超过|超|已经?|快|连续|接连)?{_N}\s*(?P<unit>天|日|个?{_WEEK}|个?月|年)(?=(?:都|一直|以上|多|了|一字)*(?:还)?(?:没|未))"
        ),
        reading.back,
        True,
    ),
    (
        re.compile(
            r"(?:已经?)?(?:连续|接连)(?:了)?(?P<n>\d|[一二两三四五六])个?[期轮](?=(?:都|一直|以上|多|了)*(?:还)?(?:没|未))"
        ),
        reading.rounds,
        False,
    ),
    (
        re.compile(
            r"(?P<which>上上|上|下下|下|本|这|当)个?" + _WEEK + r"(?![一二三四五六日天末\d])"
        ),
        reading.weeks,
        False,
    ),
    (
        re.compile(r"(?P<which>上上|上|下下|下|本|这|当)个?月(?![底末初中下]|上(?!报))(?:份)?"),
        reading.months,
        False,
    ),
    (re.compile(rf"(?P<which>上上|上)个?月(?:份)?(?:底|末){_THEN}?"), reading.months, False),
    (re.compile(r"(?P<which>下)个?月(?:份)?(?:底|末)(?!(?:之|以)?前)"), reading.months, False),
    (
        re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月(?:份)?(?:底|末)(?P<since>){_THEN}?"),
        reading.past_month,
        False,
    ),
    (re.compile(rf"去年年?(?:底|末){_THEN}?"), reading.last_year, False),
    (
        re.compile(r"(?P<which>上一?个?|下一?个?|本|这一?个?|当)季度?(?![末初])"),
        reading.this_quarter,
        False,
    ),
    (
        re.compile(
            rf"{_YEAR}(?P<a>1[0-2]|0?[1-9]|[一二三四五六七八九十]{{1,2}})月?份?\s*(?:到|至|-|—|~)\s*"
            r"(?P<b>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月(?![底末初上中下\d])"
        ),
        reading.month_span,
        False,
    ),
    (re.compile(rf"{_YEAR}第?(?P<q>[一二三四1-4])个?季度?(?![末初底])"), reading.quarter, False),
    (re.compile(rf"{_YEAR}[Qq](?P<q>[1-4])"), reading.quarter, False),
    (re.compile(rf"{_YEAR}(?P<half>[上下])半年"), reading.half, False),
    (
        re.compile(
            rf"{_YEAR}(?<![\d.第]){_MONTH}月(?:份)?(?![底末初上中下前之以]|\s*\d|内){_SINCE}"
        ),
        reading.month,
        False,
    ),
    (
        re.compile(rf"{_YEAR}(?<![\d.第]){_MONTH}月(?P<since>(?:份)?(?:以来|至今|到现在))"),
        reading.month,
        False,
    ),
    (
        re.compile(rf"(?:(?P<y>20\d\d)年|今年|本年度?|去年|明年|年初)(?![底末初前])度?{_SINCE}"),
        reading.year_alone,
        False,
    ),
)
