"""What a target text promises by when: every dated commitment with its clause and its phrase."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.plan import Milestone, MilestoneKind

BY, DURING, ANNUAL = MilestoneKind.BY, MilestoneKind.DURING, MilestoneKind.ANNUAL
_YEAR = r"(20[2-4]\d)\s*年"


@dataclass(frozen=True, slots=True)
class Span:
    """The plan's first and last day."""

    starts_on: date
    ends_on: date


_Read = Callable[[re.Match[str], Span], date]


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _year_end(match: re.Match[str], _span: Span) -> date:
    return date(int(match[1]), 12, 31)


# In this order: a longer phrase is tried before a shorter one that is part of it.
_PHRASES: tuple[tuple[re.Pattern[str], MilestoneKind, _Read], ...] = (
    (
        re.compile(r"20[2-4]\d\s*年?\s*[—–-]+\s*20[2-4]\d\s*年[，,]?\s*每年"),
        ANNUAL,
        lambda m, span: span.ends_on,
    ),
    (
        re.compile(r"20[2-4]\d\s*年?\s*(?:[—–-]+|至|到)\s*20[2-4]\d\s*年"),
        DURING,
        lambda m, span: span.ends_on,
    ),
    (
        re.compile(rf"{_YEAR}\s*([上下])半年"),
        BY,
        lambda m, span: date(int(m[1]), 6, 30) if m[2] == "上" else date(int(m[1]), 12, 31),
    ),
    (
        re.compile(rf"(?:到|至)?\s*{_YEAR}\s*(1[0-2]|[1-9])\s*月(?:份)?(?:底|末)?(?:前)?"),
        BY,
        lambda m, span: _month_end(int(m[1]), int(m[2])),
    ),
    (re.compile(rf"(?:到|至)?\s*{_YEAR}\s*(?:年)?(?:底|末)(?:之?前)?"), BY, _year_end),
    (re.compile(rf"{_YEAR}\s*(?:之|以)?前"), BY, lambda m, span: date(int(m[1]) - 1, 12, 31)),
    (re.compile(rf"(?:到|至)?\s*{_YEAR}"), BY, _year_end),
    (
        re.compile(r"[“\"]十四五[”\"]\s*(?:期间|末|期末)"),
        DURING,
        lambda m, span: date(2025, 12, 31),
    ),
    (re.compile(r"近?[三3]年(?:内|滚动)"), DURING, lambda m, span: span.ends_on),
    (re.compile(r"每年|年均|逐年|(?<!上一)年度"), ANNUAL, lambda m, span: span.ends_on),
)
# Years inside these are no dates: document numbers, titles of papers, names of plans.
_NO_DATES = re.compile(
    r"〔20\d\d〕\s*\d*号?|《[^》]*》|行动计划[（(][^）)]*[）)]|[“\"]十四五[”\"](?!\s*(?:期间|末|期末))"
)
_STOP = "。；;"
_COMMA = "，,"


def find_milestones(target: str, span: Span) -> tuple[Milestone, ...]:
    """Every dated commitment in `target`, in its order.

    A clause runs from the comma before the phrase to the next phrase or the end of the sentence. An
    annual word inside a clause that has a date of its own adds nothing.
    """
    text = _NO_DATES.sub(lambda match: "〇" * len(match.group()), target)
    phrases = _phrases(text, span)
    found = []
    for place, (start, end, due, kind) in enumerate(phrases):
        clause_start = _clause_start(text, start)
        following = phrases[place + 1][0] if place + 1 < len(phrases) else len(text)
        clause_end = _clause_start(text, following)
        if clause_end <= end:  # the next phrase stands in the same clause
            clause_end = following
        clause_end = min(clause_end, _sentence_end(text, end))
        clause = target[clause_start:clause_end].strip(" ，,。；;、")
        found.append(Milestone(clause, target[start:end].strip(), due, kind))
    return tuple(found)


def _phrases(text: str, span: Span) -> list[tuple[int, int, date, MilestoneKind]]:
    found: list[tuple[int, int, date, MilestoneKind]] = []
    for pattern, kind, read in _PHRASES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e, _, _ in found):
                continue
            if kind is ANNUAL and _is_dated(text, start, found):
                continue
            found.append((start, end, read(match, span), kind))
    return sorted(found)


def _is_dated(text: str, place: int, found: list[tuple[int, int, date, MilestoneKind]]) -> bool:
    """Whether a phrase before `place` dates this sentence already."""
    start = max(text.rfind(mark, 0, place) for mark in _STOP)
    return any(start < s < place for s, _, _, _ in found)


def _clause_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in _STOP + _COMMA) + 1


def _sentence_end(text: str, place: int) -> int:
    ends = [text.find(mark, place) for mark in _STOP]
    return min((end for end in ends if end >= 0), default=len(text))


def span_of(milestones: tuple[Milestone, ...], span: Span) -> tuple[date, str]:
    """A task's deadline: its latest milestone; without any, the plan's end."""
    if milestones:
        return max(milestone.due for milestone in milestones), "text"
    return span.ends_on, "plan"
