"""Whom a broadcast addresses: named units, the lead units of what is overdue or due soon, or all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.planbook import PlanBook
from domain.standing import Standing

_ALL = frozenset({"全部", "所有", "全体", "全部单位", "所有单位", "各单位", "全体单位", "all"})
_OVERDUE = frozenset({"逾期", "逾期单位", "逾期的", "逾期事项", "overdue"})
_SOON = frozenset({"临期", "临期单位", "快到期", "即将到期", "soon"})
_WITHIN = re.compile(r"^(\d{1,3})[天日]内(?:到期)?(?:的)?$")
_BREAK = re.compile(r"[ \t\u3000]*[\n:：][ \t\u3000]*|[ \t\u3000]+")
_JOIN = re.compile(r"[、,，;；和及]")


@dataclass(frozen=True, slots=True)
class Audience:
    """`units` in the order of the plan; `words` as the coordinator is shown it."""

    units: tuple[str, ...]
    words: str


def read_audience(text: str, book: PlanBook) -> tuple[tuple[str, ...], str]:
    """Split `市科技局、逾期 请尽快…` into the words that name receivers and the text to send."""
    named: list[str] = []
    rest = text.strip()
    while rest:
        match = _BREAK.search(rest)
        head, tail = (rest[: match.start()], rest[match.end() :]) if match else (rest, "")
        words = [word for word in _split(head, book) if word]
        if not words or not all(_is_receiver(word, book) for word in words):
            break
        named.extend(words)
        rest = tail
    return tuple(dict.fromkeys(named)), rest.strip()


def unread_receiver(text: str) -> str:
    """The first word of a text in which no receiver was found: what the answer asks about."""
    return _JOIN.split(_BREAK.split(text.strip(), maxsplit=1)[0])[0][:20]


def resolve(words: Iterable[str], standings: Iterable[Standing], book: PlanBook) -> Audience:
    """The units that `words` mean today; `standings` are those of all tasks, each as a whole."""
    chosen: set[str] = set()
    told: list[str] = []
    for word in words:
        units, name = _one(word, tuple(standings), book)
        chosen |= units
        told.append(name)
    return Audience(tuple(u for u in book.holders if u in chosen), "、".join(dict.fromkeys(told)))


def _one(word: str, standings: tuple[Standing, ...], book: PlanBook) -> tuple[set[str], str]:
    if word in _ALL:
        return set(book.holders), "全部单位"
    if word in _OVERDUE:
        return _leads(s for s in standings if s.overdue), "逾期任务的牵头单位"
    if word in _SOON:
        return _leads(s for s in standings if s.soon), "临期任务的牵头单位"
    if match := _WITHIN.match(word):
        days = int(match[1])
        due = (s for s in standings if s.due_within(days))
        return _leads(due), f"{days}天内到期任务的牵头单位"
    unit = book.unit(word)
    return ({unit}, unit) if unit else (set(), word)


def _leads(standings: Iterable[Standing]) -> set[str]:
    return {unit for s in standings for unit in s.task.leads}


def _split(head: str, book: PlanBook) -> list[str]:
    return [head] if book.unit(head) else _JOIN.split(head)


def _is_receiver(word: str, book: PlanBook) -> bool:
    return (
        word in _ALL
        or word in _OVERDUE
        or word in _SOON
        or bool(_WITHIN.match(word))
        or book.unit(word) is not None
    )
