"""The words that date something: of what kind each is, and to which day it leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language.numerals import read_integer
from domain.plan import MilestoneKind

BY, DURING, ANNUAL = MilestoneKind.BY, MilestoneKind.DURING, MilestoneKind.ANNUAL


@dataclass(frozen=True, slots=True)
class Span:
    """The plan's first and last day, and the day it was issued: a date without a year is of that year.

    `is_stated`: the plan's end is known, not concluded from the document's head; only then a recurring
    word (每年) leads to a day. `has_year`: the document tells its year, so 6月底 is a day.
    """

    starts_on: date
    ends_on: date
    issued_on: date
    is_stated: bool = True
    has_year: bool = True


_Read = Callable[[re.Match[str], Span], date]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that date something: of what kind, and to which day they lead.

    `yearless` ones take the year of issue; `stated` ones count only where nothing but a deadline is
    written (a column 完成时限), since 12月 in running text may be anything; `of_plan` ones mean the
    plan's end.
    """

    pattern: re.Pattern[str]
    kind: MilestoneKind
    read: _Read
    yearless: bool = False
    stated: bool = False
    of_plan: bool = False


_PART_ENDS = {"上半年": 6, "下半年": 12, "一": 3, "二": 6, "三": 9, "四": 12}
_PART_ENDS |= {"1": 3, "2": 6, "3": 9, "4": 12}


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _ends(_match: re.Match[str], span: Span) -> date:
    return span.ends_on


def _last_year_end(match: re.Match[str], _span: Span) -> date:
    """2023—2025年 leads to the end of the later year."""
    return date(int(re.findall(r"20\d\d", match.group())[-1]), 12, 31)


def _year_end(match: re.Match[str], _span: Span) -> date:
    return date(int(match["year"]), 12, 31)


def _part_end(match: re.Match[str], span: Span) -> date:
    """The last day of a half or a quarter."""
    year = int(match["year"]) if match["year"] else span.issued_on.year
    month = _PART_ENDS[match["part"] or match["q"]]
    return _month_end(year, month)


def _month(match: re.Match[str], span: Span) -> date:
    year = int(match["year"]) if match["year"] else span.issued_on.year
    year += match.groupdict().get("next") is not None
    last = _month_end(year, read_integer(match["month"]) or 12)
    return last.replace(day=min(int(match["day"]), last.day)) if match["day"] else last


def _five_years_end(match: re.Match[str], _span: Span) -> date:
    """十四五 ended with 2025; each later plan ends five years after the one before."""
    return date(2025 + 5 * ("四五六".index(match["plan"])), 12, 31)


_M = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_TO = r"(?:[到至]\s*)?"
_YEAR = r"(?P<year>20[1-4]\d)\s*年"
_NOT_SINCE = r"(?![份内]?(?:以来|起|版|修订|以后|之后))"
_DASH = r"\s*(?:[—–~～-]+|至|到)\s*"
_YEARS = rf"20[1-4]\d\s*年?{_DASH}20[1-4]\d\s*年"
_BEFORE = r"(?:之前|以前|前)?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])\s*日"
_MONTH = (
    rf"{_M}\s*月"
    rf"(?:{_DAY}|份?(?:[底末]|上旬|中旬|下旬)?){_BEFORE}"
)
_MONTH_ALONE = (
    rf"(?:(?<![\d年个至—-])|(?<=[今本当]年))(?P<year>){_M}\s*月"
    rf"(?:{_DAY}(?:之前|以前|前)|份?[底末]{_BEFORE}|份?(?:之前|以前|前))"
)
_MONTH_STATED = (
    rf"(?<![\d年个])(?P<year>){_M}\s*月"
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*日)?(?!\d)"
)
_MONTH_DONE = (
    rf"(?<![\d年个至—-])(?P<year>)(?P<day>){_M}\s*月份?"
    r"(?=(?:全面|全部|基本)?(?:完成|竣工|建成|投用|投入使用|通车|投产|交付|开工|启用))"
)
_NUMERIC = (
    r"(?P<year>20[1-4]\d)\s*[.\-/．]\s*(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*[.\-/．]\s*(?P<day>3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
_NUMERIC_BEFORE = rf"{_NUMERIC}日?(?:之前|以前|前)"
_NEXT_YEAR = rf"(?P<next>明年|次年)(?P<year>){_MONTH}"
# In this order: a longer phrase is tried before a shorter one that is part of it.
PHRASES: tuple[Phrase, ...] = (
    Phrase(re.compile(rf"{_YEARS}[，,]?\s*每年"), ANNUAL, _ends),
    Phrase(re.compile(_YEARS), DURING, _last_year_end),
    Phrase(re.compile(rf"{_TO}{_YEAR}(?P<part>[上下]半年)"), BY, _part_end),
    Phrase(
        re.compile(rf"{_TO}{_YEAR}(?:Q(?P<q>[1-4])|第?(?P<part>[一二三四1-4])季度[底末]?前?)"),
        BY,
        _part_end,
    ),
    Phrase(re.compile(_NUMERIC), BY, _month, stated=True),
    Phrase(re.compile(_NUMERIC_BEFORE), BY, _month),
    Phrase(re.compile(_NEXT_YEAR), BY, _month, yearless=True),
    Phrase(
        re.compile(r"(?:明年|次年)(?:年?[底末]|内)前?"),
        BY,
        lambda _match, span: date(span.issued_on.year + 1, 12, 31),
        yearless=True,
    ),
    Phrase(re.compile(rf"{_YEAR}\d{{1,2}}\s*月(?:份|底)?前?[、和及]{_MONTH}"), BY, _month),
    Phrase(re.compile(rf"{_YEAR}\d{{1,2}}\s*月?{_DASH}{_MONTH}"), BY, _month),
    Phrase(re.compile(rf"{_TO}{_YEAR}{_MONTH}{_NOT_SINCE}"), BY, _month),
    Phrase(re.compile(rf"{_TO}{_YEAR}\s*年?[底末]{_BEFORE}"), BY, _year_end),
    Phrase(
        re.compile(rf"{_YEAR}(?:之前|以前|前)"),
        BY,
        lambda match, _span: date(int(match["year"]) - 1, 12, 31),
    ),
    Phrase(re.compile(rf"{_TO}{_YEAR}内?{_NOT_SINCE}"), BY, _year_end),
    Phrase(
        re.compile(r"[“\"]?十(?P<plan>[四五六])五[”\"]?\s*(?:期间|时期|期末|末)"),
        DURING,
        _five_years_end,
    ),
    Phrase(re.compile(r"近?[三3]年(?:内|滚动)"), DURING, _ends, of_plan=True),
    Phrase(re.compile(_MONTH_ALONE), BY, _month, yearless=True),
    Phrase(re.compile(_MONTH_DONE), BY, _month, yearless=True),
    Phrase(re.compile(_MONTH_STATED), BY, _month, yearless=True, stated=True),
    Phrase(re.compile(r"(?P<year>)(?P<part>[上下]半年)"), BY, _part_end, yearless=True),
    Phrase(
        re.compile(
            r"(?P<year>)(?<![半首每明次去上一二两三四五六七八九十\d])(?:今年|本年|当年)?年(?:底|末|内)前?"
        ),
        BY,
        lambda _match, span: date(span.issued_on.year, 12, 31),
        yearless=True,
    ),
    Phrase(
        re.compile(r"(?P<year>)第?(?P<part>[一二三四1-4])季度(?:[底末]前?|前|内?完成|完成)"),
        BY,
        _part_end,
        yearless=True,
    ),
    Phrase(
        re.compile(r"(?P<year>)第?(?P<part>[一二三四1-4])季度"),
        BY,
        _part_end,
        yearless=True,
        stated=True,
    ),
    Phrase(
        re.compile(r"^全年$|^当年$|^年度内$"),
        BY,
        lambda _match, span: date(span.issued_on.year, 12, 31),
        yearless=True,
        stated=True,
    ),
    Phrase(re.compile(r"每年|年均|逐年"), ANNUAL, _ends),
    # 年度建设名单 and its like are names; 上一年度 is past.
    Phrase(re.compile(r"(?<![上下一\d])年度(?!.{0,4}(?:名单|计划|目录|预算|报告))"), ANNUAL, _ends),
)
# Years inside these are no dates: document numbers, titles of papers, names of plans.
_NO_DATES = re.compile(
    r"〔20\d\d〕\s*\d*号?|《[^》]*》|(?:行动|规划|计划|方案)[（(][^）)]*[）)]"
    r"|有效期[至到]?20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|20\d\d年\d{1,2}月(?:\d{1,2}日)?(?:印发|出台|发布|公布|颁布|修订)的"
    r"|20\d\d\s*年第[一二三四五六七八九十\d]+[次批号]"
    r"|20\d\d\s*年\s*(?:汛期|入汛|[采供]暖季|供热季|春节|开学)[^，。；]{0,3}前"
    r"|截[至止]20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?[底末]?"
    r"|(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?份?(?:起|以来|以后|之后)"
)
# 三至五年内, 5年内: how long, but not from when; 汛期前: a season, no day; both want a person's word.
_COUNT = r"(?:[一二三四五六七八九十]+|\d\d?)"
VAGUE = re.compile(
    rf"(?<![近\d])(?:{_COUNT}[至到—-])?(?P<years>{_COUNT})年[之以]?内"
    rf"|(?:印发|发布|下发)之日起\s*(?P<count>{_COUNT})\s*(?P<unit>个月|个工作日|[日天])[之以]?内"
    r"|(?:(?P<year>20\d\d)\s*年\s*)?(?P<season>汛期|入汛|[采供]暖季|供热季|春节|开学|国庆|元旦|[“\"]?五一)"
    r"[”\"]?(?:节|来临|到来)?之?前"
)
_SEASONS = {"汛期": (5, 31), "入汛": (5, 31), "采暖季": (11, 14), "供暖季": (11, 14)}
_SEASONS |= {"供热季": (11, 14), "春节": (1, 31), "开学": (8, 31), "国庆": (9, 30)}
_SEASONS |= {"元旦": (12, 31), "五一": (4, 30)}


def proposed_day(vague: re.Match[str], span: Span) -> date:
    """The day that a phrase of VAGUE may mean, for a person to decide: N years from the day of issue
    on, or the day before the season begins in most of the country."""
    if vague["season"]:
        season = vague["season"].lstrip('“"')
        return date(int(vague["year"] or span.issued_on.year), *_SEASONS[season])
    day = span.issued_on
    if vague["count"] and vague["unit"] != "个月":
        return day + timedelta(days=read_integer(vague["count"]) or 0)
    if vague["count"]:
        months = day.month - 1 + (read_integer(vague["count"]) or 0)
        last = _month_end(day.year + months // 12, months % 12 + 1)
        return last.replace(day=min(day.day, last.day))
    years = read_integer(vague["years"]) or 0
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


_NARROW = str.maketrans("０１２３４５６７８９．／", "0123456789./")
_CHINESE_YEAR = re.compile(r"二[〇○零][一二三四][〇○零一二三四五六七八九](?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def readable(text: str) -> str:
    """The text, as long as it was, with its years in plain figures and what is no date made unreadable."""
    figures = _CHINESE_YEAR.sub(
        lambda match: match.group().translate(_DIGITS), text.translate(_NARROW)
    )
    return _NO_DATES.sub(lambda match: "〇" * len(match.group()), figures)
