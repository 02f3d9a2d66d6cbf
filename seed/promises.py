"""What a text promises by when: every dated commitment with its clause and the words that date it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.plan import Milestone, MilestoneKind

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


@dataclass(frozen=True, slots=True)
class Promise:
    """A milestone, and from where to where its clause runs in the text."""

    start: int
    end: int
    milestone: Milestone
    yearless: bool = False


_Read = Callable[[re.Match[str], Span], date]


@dataclass(frozen=True, slots=True)
class _Phrase:
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
    month = _PART_ENDS[match["part"]]
    return _month_end(year, month)


def _month(match: re.Match[str], span: Span) -> date:
    year = int(match["year"]) if match["year"] else span.issued_on.year
    year += match.groupdict().get("next") is not None
    last = _month_end(year, int(match["month"]))
    return last.replace(day=min(int(match["day"]), last.day)) if match["day"] else last


def _five_years_end(match: re.Match[str], _span: Span) -> date:
    """十四五 ended with 2025; each later plan ends five years after the one before."""
    return date(2025 + 5 * ("四五六".index(match["plan"])), 12, 31)


_TO = r"(?:[到至]\s*)?"
_YEAR = r"(?P<year>20[1-4]\d)\s*年"
_NOT_SINCE = r"(?![份内]?(?:以来|起|版|修订|以后|之后))"
_DASH = r"\s*(?:[—–~～-]+|至|到)\s*"
_YEARS = rf"20[1-4]\d\s*年?{_DASH}20[1-4]\d\s*年"
_BEFORE = r"(?:之前|以前|前)?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])\s*日"
_MONTH = (
    r"(?P<month>1[0-2]|0?[1-9])\s*月"
    rf"(?:{_DAY}|份?(?:[底末]|上旬|中旬|下旬)?){_BEFORE}"
)
_MONTH_ALONE = (
    r"(?<![\d年个至—-])(?P<year>)(?P<month>1[0-2]|0?[1-9])\s*月"
    rf"(?:{_DAY}(?:之前|以前|前)|份?[底末]{_BEFORE}|份?(?:之前|以前|前))"
)
_MONTH_STATED = (
    r"(?<![\d年个])(?P<year>)(?P<month>1[0-2]|0?[1-9])\s*月"
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*日)?(?!\d)"
)
_MONTH_DONE = (
    r"(?<![\d年个至—-])(?P<year>)(?P<day>)(?P<month>1[0-2]|0?[1-9])\s*月份?"
    r"(?=(?:全面|全部|基本)?(?:完成|竣工|建成|投用|投入使用|通车|投产|交付|开工|启用))"
)
_NUMERIC = (
    r"(?P<year>20[1-4]\d)\s*[.\-/．]\s*(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*[.\-/．]\s*(?P<day>3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
_NEXT_YEAR = rf"(?P<next>明年|次年)(?P<year>){_MONTH}"
# In this order: a longer phrase is tried before a shorter one that is part of it.
_PHRASES: tuple[_Phrase, ...] = (
    _Phrase(re.compile(rf"{_YEARS}[，,]?\s*每年"), ANNUAL, _ends),
    _Phrase(re.compile(_YEARS), DURING, _last_year_end),
    _Phrase(re.compile(rf"{_TO}{_YEAR}(?P<part>[上下]半年)"), BY, _part_end),
    _Phrase(re.compile(rf"{_TO}{_YEAR}第?(?P<part>[一二三四1-4])季度[底末]?前?"), BY, _part_end),
    _Phrase(re.compile(_NUMERIC), BY, _month, stated=True),
    _Phrase(re.compile(_NEXT_YEAR), BY, _month, yearless=True),
    _Phrase(re.compile(rf"{_YEAR}\d{{1,2}}\s*月?{_DASH}{_MONTH}"), BY, _month),
    _Phrase(re.compile(rf"{_TO}{_YEAR}{_MONTH}{_NOT_SINCE}"), BY, _month),
    _Phrase(re.compile(rf"{_TO}{_YEAR}\s*年?[底末]{_BEFORE}"), BY, _year_end),
    _Phrase(
        re.compile(rf"{_YEAR}(?:之前|以前|前)"),
        BY,
        lambda match, _span: date(int(match["year"]) - 1, 12, 31),
    ),
    _Phrase(re.compile(rf"{_TO}{_YEAR}内?{_NOT_SINCE}"), BY, _year_end),
    _Phrase(
        re.compile(r"[“\"]?十(?P<plan>[四五六])五[”\"]?\s*(?:期间|期末|末)"),
        DURING,
        _five_years_end,
    ),
    _Phrase(re.compile(r"近?[三3]年(?:内|滚动)"), DURING, _ends, of_plan=True),
    _Phrase(re.compile(_MONTH_ALONE), BY, _month, yearless=True),
    _Phrase(re.compile(_MONTH_DONE), BY, _month, yearless=True),
    _Phrase(re.compile(_MONTH_STATED), BY, _month, yearless=True, stated=True),
    _Phrase(re.compile(r"(?P<year>)(?P<part>[上下]半年)"), BY, _part_end, yearless=True),
    _Phrase(
        re.compile(
            r"(?P<year>)(?<![半首每一二两三四五六七八九十\d])(?:今年|本年|当年)?年(?:底|末|内)前?"
        ),
        BY,
        lambda _match, span: date(span.issued_on.year, 12, 31),
        yearless=True,
    ),
    _Phrase(
        re.compile(r"(?P<year>)第?(?P<part>[一二三四1-4])季度(?:[底末]前?|前|内?完成|完成)"),
        BY,
        _part_end,
        yearless=True,
    ),
    _Phrase(
        re.compile(r"(?P<year>)第?(?P<part>[一二三四1-4])季度"),
        BY,
        _part_end,
        yearless=True,
        stated=True,
    ),
    _Phrase(
        re.compile(r"^全年$|^当年$|^年度内$"),
        BY,
        lambda _match, span: date(span.issued_on.year, 12, 31),
        yearless=True,
        stated=True,
    ),
    _Phrase(re.compile(r"每年|年均|逐年"), ANNUAL, _ends),
    # 年度建设名单 and its like are names; 上一年度 is past.
    _Phrase(
        re.compile(r"(?<![上下一\d])年度(?!.{0,4}(?:名单|计划|目录|预算|报告))"), ANNUAL, _ends
    ),
)
# Years inside these are no dates: document numbers, titles of papers, names of plans.
_NO_DATES = re.compile(
    r"〔20\d\d〕\s*\d*号?|《[^》]*》|(?:行动|规划|计划|方案)[（(][^）)]*[）)]"
    r"|20\d\d\s*年第[一二三四五六七八九十\d]+[次批号]"
    r"|截[至止]20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?[底末]?"
    r"|(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?份?(?:起|以来|以后|之后)"
)
# 三至五年内, 5年内: how long, but not from when.
_VAGUE = re.compile(
    r"(?<![近\d])(?:[一二三四五六七八九十]+|\d\d?)(?:[至到—-](?:[一二三四五六七八九十]+|\d\d?))?年[之以]?内"
)
_NARROW = str.maketrans("０１２３４５６７８９．／", "0123456789./")
_CHINESE_YEAR = re.compile(r"二[〇○零][一二三四][〇○零一二三四五六七八九](?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_STOP = "。；;"
_COMMA = "，,：:"


def find_promises(text: str, span: Span, *, stated: bool = False) -> tuple[Promise, ...]:
    """Every dated commitment in `text`, in its order.

    A clause runs from the comma before the phrase to the next phrase or the end of the sentence.
    A recurring word inside a dated sentence is a commitment of its own and keeps to its comma; only
    年度 is none there (完成省定年度任务 adds nothing to the year that stands before it).
    """
    figures = _CHINESE_YEAR.sub(
        lambda match: match.group().translate(_DIGITS), text.translate(_NARROW)
    )
    masked = _NO_DATES.sub(lambda match: "〇" * len(match.group()), figures)
    phrases = _phrases(masked, span, stated=stated)
    found: list[Promise] = []
    for place, (start, end, due, phrase) in enumerate(phrases):
        first = _clause_start(masked, start)
        if place and phrases[place - 1][1] > first:  # 2023年建设38个、2024年建设39个
            first = max(masked.rfind("、", phrases[place - 1][1], start) + 1, phrases[place - 1][1])
        last = _sentence_end(masked, end)
        if phrase.kind is ANNUAL and _is_dated(masked, start, phrases):
            last = min(last, _clause_end(masked, end))
        for following, _, _, after in phrases[place + 1 :]:
            if after.kind is ANNUAL and phrase.kind is not ANNUAL:
                continue
            cut = _clause_start(masked, following)
            last = min(last, cut if cut > end else following)
            break
        clause = text[first:last].strip(" ，,。；;、")
        found.append(
            Promise(
                first,
                last,
                Milestone(clause, text[start:end].strip(), due, phrase.kind),
                phrase.yearless,
            )
        )
    return tuple(found)


def deadline(milestones: tuple[Milestone, ...], span: Span) -> tuple[date, str]:
    """A task's deadline: its latest milestone; without any, the plan's end."""
    if not span.is_stated:
        milestones = tuple(each for each in milestones if each.kind is not ANNUAL)
    if milestones:
        return max(milestone.due for milestone in milestones), "text"
    return span.ends_on, "plan"


def vague_dates(text: str, span: Span) -> tuple[str, ...]:
    """Words that seem to date something and do not say from when."""
    day = span.issued_on
    return tuple(
        f"目标中「{match.group()}」没有写明起算日，未计为节点；请确认具体日期（印发日是{day}）。"
        for match in _VAGUE.finditer(text)
    )


def _phrases(text: str, span: Span, *, stated: bool) -> list[tuple[int, int, date, _Phrase]]:
    found: list[tuple[int, int, date, _Phrase]] = []
    for phrase in _PHRASES:
        if phrase.stated and not stated:
            continue
        if (phrase.of_plan and not span.is_stated) or (phrase.yearless and not span.has_year):
            continue
        for match in phrase.pattern.finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e, _, _ in found):
                continue
            if match.group() == "年度" and _is_dated(text, start, found):
                continue
            due = phrase.read(match, span)
            if due >= span.starts_on:  # a year before the plan tells of the past
                found.append((start, end, due, phrase))
    return sorted(found, key=lambda each: each[0])


def _is_dated(text: str, place: int, found: list[tuple[int, int, date, _Phrase]]) -> bool:
    """Whether a phrase before `place` dates this sentence already."""
    start = max(text.rfind(mark, 0, place) for mark in _STOP)
    return any(start < s < place for s, _, _, _ in found)


def _clause_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in _STOP + _COMMA) + 1


def _clause_end(text: str, place: int) -> int:
    return _first(text, place, _STOP + _COMMA)


def _sentence_end(text: str, place: int) -> int:
    return _first(text, place, _STOP)


def _first(text: str, place: int, marks: str) -> int:
    ends = [text.find(mark, place) for mark in marks]
    return min((end for end in ends if end >= 0), default=len(text))
