"""The words of an audience as a query: phrases cut at 和 and at pauses, those behind 除 excluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.audience import Phrase, Query
from domain.language.receiver_words import Word
from domain.people import Position

_NO_FIELDS = frozenset({"saved", "generic", "liaisons", "heads", "free_of"})


def query_of(words: list[Word], saved: Mapping[str, Query]) -> Query:
    include: list[Phrase] = []
    exclude: list[Phrase] = []
    position = Position.LIAISON.value
    parts, excluding = _parts(words)
    read = [_read(part) for part in parts]
    for place, part in enumerate(parts):
        free = tuple(key for word in part for key in word.data.get("free_of", ()))
        if free and not excluding[place]:
            exclude.append(Phrase(conditions=free))
            if read[place][0].is_empty:
                read[place] = (Phrase(everyone=True), read[place][1])
    position = next((p for _, p in read if p), position)
    phrases = _shared([phrase for phrase, _ in read], parts, excluding)
    for phrase, part, out in zip(phrases, parts, excluding, strict=True):
        for name in (word.data["saved"] for word in part if "saved" in word.data):
            kept = saved[name]
            (exclude if out else include).extend(kept.include)
            exclude.extend(() if out else kept.exclude)
            position = kept.position
        if phrase.is_empty:
            continue
        target = exclude if out else include
        if target and only_role(phrase) and target[-1].about_tasks and not out:
            phrase = replace(target[-1], roles=phrase.roles)
        if phrase not in target:
            target.append(phrase)
    return Query(tuple(include), tuple(exclude), position)


def _read(part: list[Word]) -> tuple[Phrase, str]:
    """What one phrase says, and whom of a unit it reaches."""
    phrase, position = Phrase(), ""
    for word in part:
        data = {k: v for k, v in word.data.items() if k not in _NO_FIELDS}
        if phrase.everyone:  # 各单位各部门
            data.pop("kinds", None)
        position = data.pop("position", position)
        phrase = _with(phrase, data)
    return phrase, position


def _shared(phrases: list[Phrase], parts: list[list[Word]], out: list[bool]) -> list[Phrase]:
    """红灯、黄灯的县区 and 莘县、冠县的红灯任务: what stands once holds for all that are joined."""
    shared = list(phrases)
    for place in range(len(parts) - 1):
        mine, other = shared[place], shared[place + 1]
        leads_in = next((word.data for word in parts[place] if word.data), {})
        # 政策清单里黄灯和红灯的: the list that is named first holds for both lights.
        if (
            leads_in.keys() & {"lists", "sections"}
            and mine.conditions
            and other.conditions
            and out[place] == out[place + 1]
            and not (other.lists or other.sections or other.codes or other.units or other.kinds)
        ):
            shared[place + 1] = replace(other, lists=mine.lists, sections=mine.sections)
    for place in range(len(parts) - 2, -1, -1):
        mine, other = shared[place], shared[place + 1]
        if not parts[place] or not parts[place + 1] or out[place] != out[place + 1]:
            continue
        narrow_only = mine.about_tasks and not (
            mine.roles or mine.units or mine.kinds or mine.people or mine.everyone
        )
        if narrow_only and other.about_tasks and (other.roles or other.kinds or other.units):
            shared[place] = replace(mine, roles=other.roles, kinds=other.kinds, units=other.units)
        named = bool(mine.units or mine.kinds) and not mine.about_tasks
        begins_named = parts[place + 1][0].kind == "noun" and bool(other.units or other.kinds)
        if named and begins_named and other.about_tasks:
            shared[place] = replace(other, units=mine.units, kinds=mine.kinds)
    return shared


def _parts(words: list[Word]) -> tuple[list[list[Word]], list[bool]]:
    """The phrases, cut at joins, and which of them are excluded (除…外, …除外)."""
    parts: list[list[Word]] = [[]]
    out = [False]
    joined = 1  # how many parts stand together, so that 除外 means all of them
    for place, word in enumerate(words):
        before = len(parts)
        if word.kind == "join":
            parts.append([])
            out.append(out[-1])
        elif word.kind == "except":
            parts.append([])
            out.append(True)
        elif word.kind == "outside":
            if not out[-1] and parts[-1]:
                out[-joined:] = [True] * joined
            parts.append([])
            out.append(False)
        elif word.kind in ("gap", "colon"):
            ended = out[-1] and parts[-1] and not _listed(words, place)
            if word.data.get("instead"):
                parts[-1] = [
                    each for each in parts[-1] if not each.data.keys() & {"kinds", "everyone"}
                ]
            elif ended or (_complete(parts[-1]) and _stands_alone(words, place)):
                parts.append([])
                out.append(False)
        elif word.data:
            parts[-1].append(word)
        if len(parts) > before:
            joined = joined + 1 if word.kind == "join" else 1
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


def only_role(phrase: Phrase) -> bool:
    return bool(phrase.roles) and replace(phrase, roles=()).is_empty


_SETTLED = frozenset({"reported", "done"})


def rest_of_tasks(query: Query) -> Query:
    """除了已报的，其他牵头单位: what is settled are tasks, so a unit that has others still gets it."""
    settled = [p for p in query.exclude if replace(p, conditions=()).is_empty]
    settled = [p for p in settled if set(p.conditions) <= _SETTLED]
    if not settled:
        return query
    keys = tuple(key for phrase in settled for key in phrase.conditions)
    include = tuple(
        p
        if "unreported" in p.conditions
        else replace(p, everyone=False, lacking=(*p.lacking, *keys))
        for p in query.include
    )
    exclude = tuple(p for p in query.exclude if p not in settled)
    return replace(query, include=include, exclude=exclude)
