"""What a text promises by when: every dated commitment with its clause and the words that date it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.plan import Milestone
from seed.dating import ANNUAL, PHRASES, VAGUE, Phrase, Span, proposed_day, readable

_STOP = "。；;"
_COMMA = "，,：:"


@dataclass(frozen=True, slots=True)
class Promise:
    """A milestone, and from where to where its clause runs in the text."""

    start: int
    end: int
    milestone: Milestone
    yearless: bool = False


def find_promises(text: str, span: Span, *, stated: bool = False) -> tuple[Promise, ...]:
    """Every dated commitment in `text`, in its order.

    A clause runs from the comma before the phrase to the next phrase or the end of the sentence.
    A recurring word inside a dated sentence is a commitment of its own and keeps to its comma; only
    年度 is none there (完成省定年度任务 adds nothing to the year that stands before it).
    """
    masked = readable(text)
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
    """Words that seem to date something and lead to no day, each with the day that is proposed."""
    return tuple(
        f"目标中「{match.group()}」不是具体日期，未计为节点；"
        f"如指{proposed_day(match, span)}，请在核对表的完成时限里填上。"
        for match in VAGUE.finditer(text)
    )


def _phrases(text: str, span: Span, *, stated: bool) -> list[tuple[int, int, date, Phrase]]:
    found: list[tuple[int, int, date, Phrase]] = []
    for phrase in PHRASES:
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


def _is_dated(text: str, place: int, found: list[tuple[int, int, date, Phrase]]) -> bool:
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
