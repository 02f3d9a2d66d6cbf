"""The parts of a question: conditions, the span of days, an order, a measure, a topic."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from domain.language import asked
from domain.language.dates import find_dates
from domain.language.filters import Filters
from domain.language.numerals import read_number
from domain.language.periods import Period, find_period
from domain.language.smallwords import is_empty
from domain.language.thresholds import without_bounds
from domain.language.unasked import without_asking
from domain.span import Of, Span

LIGHT_KEYS = ("red", "yellow", "green", "blue", "grey")


def read_shares(text: str, conditions: tuple[str, ...]) -> tuple[str, ...]:
    """The keys whose share is asked for: 报送率, 完成率, 红灯占比; all lights where several are named."""
    if asked.REPORT_RATE.search(text):
        return ("reported",)
    if conditions:
        several = [key for key in conditions if key in LIGHT_KEYS]
        return LIGHT_KEYS if len(several) > 1 else conditions
    return ("done",) if re.search(r"完成|办结", text) else ()


_OF_DONE = ("open", "asking", "unreported", "reported")


def read_conditions(text: str, filters: Filters, period: Period | None) -> tuple[str, ...]:
    text = text.replace("有没有", "有无")  # 有没有完成率 asks of none that is not done
    found = [key for key, words in asked.CONDITIONS if words.search(text)]
    if "late" in found and "on-time" in found and re.search(r"[未没有]达", text):
        found.remove("on-time")
    for key in ("unaccepted", "accepted"):
        if key in found:  # which are reported as done, all of them
            return (
                key,
                *(each for each in found if each not in (*_OF_DONE, "unaccepted", "accepted")),
            )
    if "alert" in found:
        found = [key for key in found if key not in ("red", "yellow")]
    if filters.overdue and "overdue" not in found:
        found.append("overdue")
    without = asked.WITHOUT.search(text) is not None
    if "open" in found and (without or {"overdue", "soon"} & {*found} or filters.overdue):
        found.remove("open")
    counted = asked.OVERALL.search(text) is None or period is not None
    if asked.DONE.search(text) and counted and not {"ahead", "overdue", "open"} & {*found}:
        found.append("done")
    if "never" not in found:
        week, day = asked.WEEK.search(text), asked.TODAY.search(text)
        rolling = period is not None and period.rolling
        week = None if rolling else week
        if asked.ALL_REPORTED.search(text) or asked.UNREPORTED.search(text) or filters.unreported:
            found.append("week-owing" if week else "unreported")
        elif (
            (asked.REPORTED.search(text) or (asked.LATEST.search(text) and (day or "昨" in text)))
            and "asking" not in found
            and "overdue" not in found
        ):
            when = "yesterday" if "昨" in text else "today" if day else "week" if week else ""
            found.append(f"{when}-reported" if when else "reported")
        elif re.search(r"报(?:得|的)最(?:慢|差|少|晚)", text):
            found.append("unreported")
        elif re.search(r"报(?:得|的)最(?:好|快|多|早|积极|勤)", text):
            found.append("reported")
    if not found and re.search(r"完成(?:得|的|任务|情况)?(?:最|排)", text):
        found.append("done")
    if not found and re.search(
        r"(?:最|做得|干得|表现|进展)(?:比较|较)?(?:慢|差|落后|靠后|不力|不好)", text
    ):
        found.append("late")
    if not found and re.search(r"(?:最|做得|干得|表现|进展)(?:比较|较)?(?:好|快|靠前|不错)", text):
        found.append("green")
    return tuple(dict.fromkeys(found))


def read_span(
    text: str, conditions: tuple[str, ...], period: Period | None, today: date
) -> tuple[Span | None, tuple[str, ...]]:
    """What a named period asks for, and the conditions that are left to the state of its end.

    This month is the round that runs, which has conditions of its own, and so have this week and
    today. A period that is to come asks only for what falls due in it.
    """
    if period is None:
        return None, conditions
    start, end = period.start, period.end
    if asked.FALLS_DUE.search(text) and "done" not in conditions:
        if start <= today <= end:
            return None, conditions  # counted from today on, see `read_due_within`
        return Span(Of.DUE, start, end), tuple(key for key in conditions if key != "soon")
    if start > today:
        return None, conditions
    if "done" in conditions:
        rest = tuple(key for key in conditions if key != "done")
        return Span(Of.FINISHED, start, min(end, today)), rest
    this_month = start.day == 1 and start.month == end.month and start <= today <= end
    own = this_month or any(key.startswith(("week-", "today-", "yesterday-")) for key in conditions)
    for key, of in (("unreported", Of.OWING), ("reported", Of.REPORTED)):
        if key in conditions and not own:
            rest = tuple(each for each in conditions if each != key)
            return Span(of, start, min(end, today)), rest
    past = end < today and not own
    return (Span(Of.STATE, start, end) if past else None), conditions


_EXACT = re.compile(r"大?[明后今][天日]|[下本这上]?(?:周|星期|礼拜)[一二三四五六日天]|.*\d+[日号]")


def read_day_due(text: str, today: date) -> Span | None:
    """The one day on which what is asked for falls due: 明天到期的, 7月15号到期的; not 月底, 年底."""
    if not asked.FALLS_DUE.search(text):
        return None
    days = [each for each in find_dates(text, today) if each.day is not None]
    if len(days) != 1 or days[0].limited or days[0].day is None or days[0].day < today:
        return None
    said = text[days[0].start : days[0].end]
    if re.search(r"(?:到|截[至止])(?:今年|本年)?$", text[: days[0].start]):
        return None  # 到12月31号还有多少: until that day
    exact = _EXACT.fullmatch(said) is not None and "前" not in text[days[0].end : days[0].end + 2]
    return Span(Of.DUE, days[0].day, days[0].day) if exact else None


def of_named_unit(text: str, filters: Filters) -> bool:
    """市财政局是谁牵头 asks of one unit, not for units."""
    return filters.unit is not None and re.search(r"哪些|哪几|哪个|谁|几家", text) is None


def read_top(text: str) -> int | None:
    if match := asked.TOP.search(text) or asked.TOP_FIRST.search(text):
        number = read_number(match[1])
        return int(number) if number and 0 < number <= 100 else None
    if re.search(
        r"(?:哪个|哪家|哪一?[家个项条]|谁)[^,，。]{0,8}最|最[^,，。]{1,5}的?(?:是|单位是)?(?:哪个|哪家|哪一?[项条]|谁)",
        text,
    ):
        return 1
    return None


def read_order(text: str) -> str:
    if asked.DUE_FIRST.search(text):
        return "due"
    if re.search(r"逾期|超期|最久|最长", text):
        return "overdue"
    return "fast" if asked.LEAST.search(text) else "slow"


def read_due_within(text: str, today: date) -> int | None:
    period = find_period(text, today)
    if period and asked.FALLS_DUE.search(text) and period.start <= today <= period.end:
        return (period.end - today).days
    return None


def half_a_year(today: date) -> date:
    """The first day of the month five before this one: half a year, month by month."""
    first = today.replace(day=1)
    for _ in range(5):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def read_topic(text: str, filters: Filters, in_plan: Callable[[str], bool]) -> str | None:
    """A word that names a field of work where no filter does: 教育方面的情况 → 教育."""
    if filters.unit or filters.section:
        return None
    text = without_bounds(without_asking(text))
    pieces = sorted(re.findall(r"[\u4e00-\u9fff]{2,8}", text), key=len, reverse=True)
    windows = (
        piece[at : at + width]
        for piece in pieces
        for width in range(len(piece), 1, -1)
        for at in range(len(piece) - width + 1)
    )
    return next((said for said in windows if not is_empty(said) and in_plan(said)), None)
