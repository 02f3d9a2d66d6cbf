"""Whom a sentence addresses: 7天内到期的，给责任单位都发个提醒; 通知各牵头单位周五前报送半年总结.

The sentence is walked word by word from its begin: nouns (units, kinds, roles, people), what narrows
them down (逾期的, 政策12, 7天内到期), verbs of sending and small words. The audience ends with the last
noun or sending phrase; what stands behind it is the text to send.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.audience import Phrase, Query
from domain.language.receiver_words import Walker, Word
from domain.language.text import plain
from domain.people import Position
from domain.planbook import PlanBook


@dataclass(frozen=True, slots=True)
class Addressed:
    """`message` is the rest of the text; `unknown` a word that stands where a receiver should."""

    query: Query
    message: str
    unknown: str = ""


_FORWARD = re.compile(
    r"^[\s,，。.:：;；、的都)）]*(?:(?:让|叫|要求|请|告诉)(?:他们|她们|其|大家|各单位|它们)|要求|让|叫)?[\s,，:：]*"
)
_ASKS_TO = re.compile(
    r"报|交|更新|填|反馈|完成|参加|核对|抓紧|赶紧|尽快|尽早|补|确认|做好|落实|推进|注意|准备|提供|回复|整改|说明|认真|务必|及时"
)
_POLITE = re.compile(r"^请|^务必|^各|^为|^根据|^按|^关于|^经|^现|^兹|^您|^[^,，。]{0,12}[:：]")


def read_receivers(
    text: str,
    book: PlanBook,
    today: date,
    *,
    people: Mapping[str, int] | None = None,
    saved: Mapping[str, Query] | None = None,
) -> Addressed:
    """Read the audience and the text to send; `people`: name → id, `saved`: name → query."""
    typed = text.strip()
    walker = Walker(plain(typed), book, today, people or {}, saved or {})
    words = walker.walk()
    end = _closing(words)
    if end < 0:
        return Addressed(Query(), typed, _first(typed))
    kept = words[: end + 1]
    unknown = _unread(typed, words, end)
    query = _query(kept, saved or {})
    if not query.include and query.exclude:
        query = replace(query, include=(Phrase(everyone=True),))
    return Addressed(query, _message(typed[kept[-1].end :], kept), unknown)


def _closing(words: list[Word]) -> int:
    """The place of the last word that belongs to the audience; -1 where none does."""
    nouns = [place for place, word in enumerate(words) if word.kind == "noun"]
    last = nouns[-1] if nouns else -1
    for place, word in enumerate(words):
        before = words[place - 1].kind if place else ""
        if word.kind == "narrow":
            closes = place > last and (last < 0 or before == "join")
        elif word.kind == "send":
            closes = any(n < place for n in nouns)
        else:
            closes = word.kind == "outside" and bool(nouns)
        if closes:
            nouns.append(place)
    if not any(words[n].kind in ("noun", "narrow") for n in nouns):
        return -1
    last = max(nouns)
    has_noun = any(word.kind == "noun" for word in words[: last + 1])
    while not has_noun and last + 1 < len(words) and words[last + 1].kind == "narrow":
        last += 1
    return last


def _query(words: list[Word], saved: Mapping[str, Query]) -> Query:
    include: list[Phrase] = []
    exclude: list[Phrase] = []
    position = Position.LIAISON.value
    parts, excluding = _parts(words)
    for part, out in zip(parts, excluding, strict=True):
        phrase = Phrase()
        for word in part:
            data = dict(word.data)
            if name := data.pop("saved", None):
                kept = saved[name]
                (exclude if out else include).extend(kept.include)
                exclude.extend(() if out else kept.exclude)
                position = kept.position
                continue
            position = data.pop("position", position)
            if data.pop("generic", False):
                continue
            phrase = _with(phrase, data)
        if phrase.is_empty:
            continue
        target = exclude if out else include
        if target and _only_role(phrase) and target[-1].about_tasks and not out:
            phrase = replace(target[-1], roles=phrase.roles)
        target.append(phrase)
    return Query(tuple(include), tuple(exclude), position)


def _parts(words: list[Word]) -> tuple[list[list[Word]], list[bool]]:
    """The phrases, cut at joins, and which of them are excluded (除…外, …除外)."""
    parts: list[list[Word]] = [[]]
    out = [False]
    for place, word in enumerate(words):
        if word.kind == "join":
            parts.append([])
            out.append(out[-1])
        elif word.kind == "except":
            parts.append([])
            out.append(True)
        elif word.kind == "outside":
            if not out[-1] and parts[-1]:
                out[-1] = True
            parts.append([])
            out.append(False)
        elif word.kind in ("gap", "colon"):
            ended = out[-1] and parts[-1] and not _listed(words, place)
            if ended or (_complete(parts[-1]) and _stands_alone(words, place)):
                parts.append([])
                out.append(False)
        elif word.data:
            parts[-1].append(word)
    return parts, out


def _listed(words: list[Word], place: int) -> bool:
    """Whether 外 still follows, so that the exclusion goes on behind a pause."""
    return any(word.kind == "outside" for word in words[place:])


def _complete(part: list[Word]) -> bool:
    return any(word.kind in ("noun", "narrow") for word in part)


def _stands_alone(words: list[Word], place: int) -> bool:
    """Whether what follows a pause is one more receiver, not the noun of what stands before it."""
    following = next((word for word in words[place:] if word.data), None)
    if following is None:
        return False
    before = [word for word in words[:place] if word.data]
    has_noun = bool(before) and before[-1].kind == "noun"
    named = bool(following.data.keys() & {"units", "people", "saved", "everyone"})
    return has_noun or named


def _with(phrase: Phrase, data: dict[str, Any]) -> Phrase:
    changed: dict[str, Any] = {}
    for key, value in data.items():
        before = getattr(phrase, key)
        changed[key] = (
            tuple(dict.fromkeys((*before, *value))) if isinstance(value, tuple) else value
        )
    return replace(phrase, **changed)


def _only_role(phrase: Phrase) -> bool:
    return bool(phrase.roles) and replace(phrase, roles=()).is_empty


def _message(rest: str, words: list[Word]) -> str:
    """The text to send; one that only says what to do is asked for politely."""
    said = any(word.kind in ("verb", "send") for word in words)
    passed_on = _FORWARD.match(rest)
    message = rest[passed_on.end() :].strip() if passed_on else rest.strip()
    if said and message and _ASKS_TO.search(message) and not _POLITE.match(message):
        return f"请{message}"
    return message


def _first(text: str) -> str:
    """The first word of a text in which no receiver was found: what the answer asks about."""
    bare = re.sub(r"^(?:除了?|不含|不包括)", "", text.strip())
    return re.split(r"[\s:：、,，;；和及]|外的?", bare, maxsplit=1)[0][:20]


def _unread(typed: str, words: list[Word], end: int) -> str:
    """A word behind 、 or 除 that should be a receiver and is none known."""
    behind = words[end + 1 :]
    loose = behind[0].kind == "join" and typed[behind[0].start] == "、" if behind else False
    if loose or any(word.kind == "except" for word in behind):
        return _first(typed[behind[-1].end :])
    return ""
