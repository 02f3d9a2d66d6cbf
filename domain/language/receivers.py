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

from domain.audience import Phrase, Query
from domain.language import receiver_terms as terms
from domain.language.receiver_asides import without_asides
from domain.language.receiver_guard import (
    miscounted,
    of_a_county,
    unread_before,
    unread_begin,
    unread_exclusion,
    unread_limit,
)
from domain.language.receiver_message import message_of
from domain.language.receiver_phrases import only_role, query_of, rest_of_tasks
from domain.language.receiver_words import Walker, Word
from domain.language.text import plain
from domain.planbook import PlanBook


@dataclass(frozen=True, slots=True)
class Addressed:
    """`message` is the rest of the text; `unknown` a word that stands where a receiver should, or that
    limits whom it is for (`limits`) and was not understood.

    `asides`: what was said to the bot and is left out of the message; `told`: a verb says that it is to
    be passed on (通知, 催一下), which no question does; `apart`: the text stands behind a pause; `moment`:
    when it is to go, as said.
    """

    query: Query
    message: str
    unknown: str = ""
    told: bool = False
    apart: bool = False
    moment: str = ""
    limits: bool = False
    asides: tuple[str, ...] = ()


# 放假通知下来了 各单位看到了回个收到: what is asked of those who are named last.
_DOES = re.compile(
    r"报|交|回|填|更新|反馈|参加|核对|抓紧|赶紧|尽快|补|确认|准备|整改|说明|注意|务必|发"
)
_TOGETHER = re.compile(r"会同|会商|连同")
MOST_PAUSES = 8  # before an audience that is named last
_PASSED_ON = re.compile(
    r"^[\s,，。:：;；、的都)）]*(?:的?(?:任务|事项|工作)[,，:：]\s*)?"
    r"(?:让|叫|要求|告诉|麻烦|提醒|问问|问一?下|请?注意了?[,，:：!！])|^\s*[:：]\s*\S"
)
_LETS = re.compile(r"让|叫|要求|麻烦|^请$")
_SPOKEN = frozenset({"tell", "verb", "send"})


def read_receivers(
    text: str,
    book: PlanBook,
    today: date,
    *,
    people: Mapping[str, int] | None = None,
    saved: Mapping[str, Query] | None = None,
    later: bool = False,
) -> Addressed:
    """Read the audience and the text to send; `people`: name → id, `saved`: name → query.

    `later`: this is the rest of a sentence, whose begin named nobody.
    """
    typed = text.strip()
    walker = Walker(plain(typed), book, today, people or {}, saved or {})
    words = walker.walk()
    end = _closing(words)
    if end < 0:
        behind = _named_behind(typed, book, today, people or {}, saved or {}) if not later else None
        if behind is None and (unread := unread_begin(plain(typed))):
            limit, at, told = unread
            rest = typed[at:]
            return Addressed(Query(), rest.strip(" ,，"), limit, told, limits=True)
        return behind or Addressed(Query(), typed, _first(typed))
    kept = words[: end + 1]
    if not later and not any(word.kind in ("noun", "send", "tell") for word in kept):
        # 项目3怎么还没报，催一下交通局: the codes are what it is about.
        behind = _named_behind(typed, book, today, people or {}, saved or {})
        if behind and any(phrase.units or phrase.people for phrase in behind.query.include):
            return behind
    unknown = _unread(typed, words, end)
    query = query_of(kept, saved or {})
    rest = typed[kept[-1].end :]
    spoken = [typed[word.start : word.end] for word in kept if word.kind in _SPOKEN]
    told = any(word.kind in ("tell", "send") for word in kept) or any(map(_LETS.search, spoken))
    if asked := terms.SENT_LAST.search(rest):
        told, rest = True, rest[: asked.start()]
    told = told or typed.startswith("@") or _PASSED_ON.match(rest) is not None
    if last := _last_exclusion(rest, book, today, people or {}, saved or {}):
        query = replace(query, exclude=(*query.exclude, *last[1].include))
        rest = rest[: last[0]]
    limit = miscounted(kept, typed) or of_a_county(kept, typed, book) or unread_limit(plain(rest))
    if not (limit or last):
        limit = unread_exclusion(plain(rest))
    if not query.include and (query.exclude or _everybody_named(kept)):
        query = replace(query, include=(Phrase(everyone=True),))
    query = rest_of_tasks(query)
    apart = re.match(r"^[的都）)]*\s*[,，:：]", rest) is not None
    rest, asides, quoted = without_asides(rest)
    message = rest if quoted else message_of(rest, spoken, today)
    if _TOGETHER.search(
        typed[: kept[-1].end]
    ):  # 请市财政局会同市税务局…: who is with whom is part of it
        message = typed
    told = told or bool(walker.moment)
    heads = next((word.data["heads"] for word in kept if "heads" in word.data), "")
    if heads and message:
        message = f"请转告{heads}：{message.removeprefix('请')}"
    return Addressed(
        query,
        message,
        unknown or limit,
        told,
        apart,
        walker.moment,
        limits=bool(limit and not unknown),
        asides=asides,
    )


def _named_behind(
    typed: str,
    book: PlanBook,
    today: date,
    people: Mapping[str, int],
    saved: Mapping[str, Query],
) -> Addressed | None:
    """明天上午9点开会，通知各牵头单位: what is said first, then whom it is for."""
    pauses = list(re.finditer(r"[,，。;；？?!！\s]+", typed))
    for pause in pauses[-MOST_PAUSES:]:
        passes = terms.PASSES_ON.match(typed, pause.end()) is not None
        if not passes and not terms.SPEAKS_TO.match(typed, pause.end()):
            continue
        tail = typed[pause.end() :]
        found = read_receivers(tail, book, today, people=people, saved=saved, later=True)
        if not passes and not _DOES.search(found.message):
            continue
        if found.query.include and (not found.unknown or found.limits):
            message = typed[: pause.start()]
            if (limit := unread_before(plain(message))) and not found.unknown:
                found = replace(found, unknown=limit, limits=True)
            if found.message:
                message += typed[pause.start()] + found.message
            return replace(found, message=message, told=found.told or passes)
    return None


def _last_exclusion(
    rest: str,
    book: PlanBook,
    today: date,
    people: Mapping[str, int],
    saved: Mapping[str, Query],
) -> tuple[int, Query] | None:
    """市财政局除外, 县区不用报, said at the end: where it begins and whom it means."""
    match = terms.LAST.search(plain(rest))
    if match is None or not (match["head"] or match["tail"]):
        return None
    words = Walker(match["who"], book, today, people, saved).whole()
    if not words or not any(word.kind in ("noun", "narrow") for word in words):
        return None
    found = query_of(words, saved)
    if found.exclude or any(map(only_role, found.include)):  # 只催牵头单位，配合的不用
        return (match.start(), Query()) if not found.exclude else None
    return (match.start(), found) if found.include else None


def _everybody_named(words: list[Word]) -> bool:
    """通知联络员们…: nobody in particular, so all of them."""
    generic = [word.data for word in words if "generic" in word.data]
    if any(data.get("liaisons") for data in generic):
        return words[0].kind in ("tell", "verb")
    return words[0].kind == "tell" and bool(generic)


def _closing(words: list[Word]) -> int:
    """The place of the last word that belongs to the audience; -1 where none does."""
    nouns = [place for place, word in enumerate(words) if word.kind == "noun"]
    last = nouns[-1] if nouns else -1
    for place, word in enumerate(words):
        before = words[place - 1].kind if place else ""
        if word.kind == "narrow":
            behind = words[place + 1].kind if place + 1 < len(words) else ""
            # 县区里面逾期的: its noun stands before it; 市科技局 政策35还有3天到期 begins the text.
            of_noun = before in ("noun", "small", "narrow") and behind in ("small", "gap", "send")
            closes = place > last and (
                last < 0
                or before == "join"
                or (of_noun and "codes" not in word.data)
                or (before == "except" and behind in ("small", "gap", "outside"))
            )
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


_ALSO = re.compile(
    r"[吧啊了呀]*[\s,，]*(?P<what>(?:尤其|特别|重点|主要)是?[^,，。]{2,10}(?:那块|这块|那边|的))[。!！\s]*$"
)


def _first(text: str) -> str:
    """The first word of a text in which no receiver was found: what the answer asks about."""
    bare = re.sub(r"^(?:除了?|不含|不包括)", "", text.strip())
    return re.split(r"[\s:：、,，;；和及]|外的?", bare, maxsplit=1)[0][:20]


def _unread(typed: str, words: list[Word], end: int) -> str:
    """A word behind 、 or 除 that should be a receiver and is none known."""
    behind = words[end + 1 :]
    if also := _ALSO.match(typed, words[end].end):
        return also["what"][:20]
    loose = behind[0].kind == "join" and typed[behind[0].start] == "、" if behind else False
    if loose or any(word.kind == "except" for word in behind):
        return _first(typed[behind[-1].end :])
    return ""
