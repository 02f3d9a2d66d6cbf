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
from domain.language import wording
from domain.language.dates import find_dates
from domain.language.receiver_phrases import only_role, query_of, rest_of_tasks
from domain.language.receiver_words import Walker, Word
from domain.language.text import plain
from domain.planbook import PlanBook


@dataclass(frozen=True, slots=True)
class Addressed:
    """`message` is the rest of the text; `unknown` a word that stands where a receiver should.

    `told`: a verb says that it is to be passed on (通知, 催一下), which no question does; `apart`: the text
    stands behind a pause; `moment`: when it is to go, as said.
    """

    query: Query
    message: str
    unknown: str = ""
    told: bool = False
    apart: bool = False
    moment: str = ""


MOST_PAUSES = 8  # before an audience that is named last
_FORWARD = re.compile(
    r"^[\s,，。.:：;；、的都)）]*(?:的?(?:任务|事项|工作)[,，:：]\s*)?(?:(?:让|叫|要求|请|告诉|问问|问一?下|麻烦)(?:他们?|她们?|其|大家|对方|各单位|它们)|要求|让|叫|问问|问一?下|(?:麻烦)?提醒(?:一下)?[他她]们?|请?注意了?(?=[,，:：!！])|的单位|[吧啊])?[\s,，:：]*(?:内容(?:为|是|如下)?[:：]\s*)?"
)
_ASKS_TO = re.compile(
    r"报|交|更新|填|反馈|完成|参加|核对|抓紧|赶紧|尽快|尽早|补|确认|做好|落实|推进|注意|准备|提供|回复|整改|说明|认真|务必|及时"
)
_PASSED_ON = re.compile(
    r"^[\s,，。:：;；、的都)）]*(?:的?(?:任务|事项|工作)[,，:：]\s*)?(?:让|叫|要求|告诉|麻烦|提醒|问问|问一?下|请?注意了?[,，:：!！])|^\s*[:：]\s*\S"
)
_LETS = re.compile(r"让|叫|要求|麻烦|^请$")
_WANTS = re.compile(r"要(?:一?[下份个张条些])(?=[\u4e00-\u9fff])")
_SPOKEN = frozenset({"tell", "verb", "send"})
_GATHERS = re.compile(r"催|收|征")  # what follows is the thing that is wanted
_COUNTS_UP = re.compile(r"统计|摸")  # the same, where an answer is asked for
_BEGINS = re.compile(
    rf"{_ASKS_TO.pattern}|[把将于在按再先都也]|抓|赶|尽|本|这|立即|马上|提前|按时|准时|配合|写|加"
)
_POLITE = re.compile(r"^请|^限|^务必|^各|^为|^根据|^按|^关于|^经|^现|^兹|^您|^[^,，。]{0,12}[:：]")


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
    if not query.include and (query.exclude or _everybody_named(kept)):
        query = replace(query, include=(Phrase(everyone=True),))
    query = rest_of_tasks(query)
    apart = re.match(r"^[的都）)]*\s*[,，:：]", rest) is not None
    return Addressed(query, _message(rest, spoken, today), unknown, told, apart, walker.moment)


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
        if not terms.PASSES_ON.match(typed, pause.end()):
            continue
        tail = typed[pause.end() :]
        found = read_receivers(tail, book, today, people=people, saved=saved, later=True)
        if found.query.include and not found.unknown:
            message = typed[: pause.start()]
            if found.message:
                message += typed[pause.start()] + found.message
            return replace(found, message=message, told=True)
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
                last < 0 or before == "join" or (of_noun and "codes" not in word.data)
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


def _message(rest: str, spoken: list[str], today: date) -> str:
    """The text to send; one that only says what to do is asked for politely."""
    passed_on = _FORWARD.match(rest)
    message = rest[passed_on.end() :].strip() if passed_on else rest.strip()
    if wanted := _WANTS.match(message):
        return f"请报送{message[wanted.end() :]}"
    if not spoken or not message or _POLITE.match(message):
        return message
    first = re.split(r"[,，;；。:：]", message, maxsplit=1)[0]
    if _ASKS_TO.search(first):
        days = find_dates(plain(message), today)
        begins = _BEGINS.match(message) or any(day.start == 0 for day in days)
        return f"请{message}" if begins else message
    asks = wording.is_question(first)
    verb = " ".join(spoken)
    counts = _COUNTS_UP.search(verb) and re.search(r"前|回复|反馈", message)
    gathers = not asks and (_GATHERS.search(verb) or counts)
    return f"请报送{message}" if gathers else message


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
