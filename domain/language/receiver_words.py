"""The words that name receivers, told apart one by one from the begin of a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.audience import Query
from domain.language import receiver_terms as terms
from domain.language.dates import find_dates
from domain.language.receiver_limits import limit_at
from domain.language.receiver_nouns import noun_at
from domain.language.receiver_openings import opening
from domain.language.references import codes_after, find_references
from domain.language.text import plain
from domain.planbook import PlanBook


@dataclass(slots=True)
class Word:
    """`kind`: noun, narrow, tell (通知), verb (给), send (发个提醒), small, join (、), gap, colon, except,
    outside.
    """

    kind: str
    start: int
    end: int
    data: dict[str, Any]


def _sends(words: list[Word]) -> bool:
    return any(word.kind in ("send", "tell") for word in words)


class Walker:
    """One text, walked from its begin for as long as its words speak of receivers."""

    def __init__(
        self,
        text: str,
        book: PlanBook,
        today: date,
        people: Mapping[str, int],
        saved: Mapping[str, Query],
    ) -> None:
        self.text, self.book = text, book
        self.people, self.saved = people, sorted(saved, key=len, reverse=True)
        self.references = {each.start: each for each in find_references(text)}
        self.dates = {each.start: each for each in find_dates(text, today) if each.day}
        self.today = today
        self.moment = ""  # when it is to be sent, as it was said before the audience
        self.shorts = book.unit_words.cores

    def walk(self) -> list[Word]:
        words: list[Word] = []
        (at, self.moment), closed = opening(self.text, self.dates), False
        paused = excepts = False
        while at < len(self.text):
            word = self._word(at)
            if word is None:
                break
            if word.kind == "outside" and not self._leaves_out(word, words):
                break
            after_all = bool(words) and words[-1].kind == "gap" and _sends(words)
            if after_all and terms.NOT_SENT.match(self.text, at):
                break  # 都催一遍，县区的先不催: said last, of whom it is not for
            if paused and closed and not self._goes_on(word, words):
                if more := self._told_more(at):
                    while words[-1].kind == "gap":
                        words.pop()
                    words.extend(more)
                    at = more[-1].end
                    continue
                break
            if word.kind == "gap":
                paused = paused or closed
            elif word.kind == "colon":
                words.append(word)
                if closed or any(each.kind == "narrow" for each in words):
                    break
                paused = False
            else:
                paused = False
            # 市科技局除外，通知各单位…: whom it goes to is still to come.
            excepts = word.kind == "except" or (excepts and word.kind not in ("outside", "gap"))
            closed = word.kind != "outside" and (closed or (word.kind == "noun" and not excepts))
            words.append(word)
            at = word.end
        return words

    def _leaves_out(self, word: Word, words: list[Word]) -> bool:
        """外 alone ends what 除 began; without it, it begins another word (外资, 外贸)."""
        bare = self.text[word.start] == "外"
        excepted = any(each.kind == "except" for each in words)
        return not bare or (excepted and words[-1].kind != "except")

    def _goes_on(self, word: Word, words: list[Word]) -> bool:
        """After a noun and a pause only what stands by itself is one more receiver."""
        if word.kind in ("send", "join", "except", "outside", "gap"):
            return True
        if word.kind == "tell":  # 滞后的，发给分管领导: whom of them, not somebody else
            following = self._word(word.end)
            return following is not None and bool(following.data.keys() & {"position", "roles"})
        behind = self.text[word.end : word.end + 1]
        bracketed = self.text[word.start - 1] == "(" and self.text[word.end - 1 :][:1] == ")"
        if "units" in word.data and words[-1].data.get("instead"):
            return True
        if self._listed(word, words):
            return True
        if word.kind == "noun" and (
            bracketed
            or terms.OUTSIDE.match(self.text, word.end)
            or ("units" in word.data and terms.COUNTED.match(self.text, word.end))
        ):
            return True
        if word.kind == "narrow" and behind == "的":
            behind = self.text[word.end + 1 : word.end + 2]
        return word.kind in ("noun", "narrow") and (not behind or behind in " \t\n,、:;()")

    def _listed(self, word: Word, words: list[Word]) -> bool:
        """Whether a unit ends a list of them, with the text right behind it: 水利局 城管局 住建局请…"""
        if "units" not in word.data or len(words) < 2 or "units" not in words[-2].data:
            return False
        blank = not self.text[words[-1].start : words[-1].end].strip()
        several = sum("units" in each.data for each in words) > 1
        return (blank or several) and (
            terms.GOES_AHEAD.match(self.text, word.end) is not None
            or terms.SEND.match(self.text, word.end) is not None
        )

    def whole(self) -> list[Word] | None:
        """The words of a text that speaks of receivers and of nothing else."""
        words, at = list[Word](), 0
        while at < len(self.text):
            word = self._word(at)
            if word is None or word.kind in ("tell", "verb", "send"):
                return None
            words.append(word)
            at = word.end
        return words

    def _told_more(self, at: int) -> list[Word]:
        """县区和开发区，没报的再催一下: what narrows it down after a pause, up to the verb of sending."""
        more = list[Word]()
        while at < len(self.text) and (word := self._word(at)):
            more.append(word)
            if word.kind == "send":
                return more if any(each.kind == "narrow" for each in more) else []
            if word.kind not in ("narrow", "small", "noun"):
                return []
            at = word.end
        return []

    def _word(self, at: int) -> Word | None:
        for read in (self._break, self._code, self._named, self._narrowing, self._noun, self._verb):
            if word := read(at):
                return word
        return None

    def _match(self, pattern: str | re.Pattern[str], at: int) -> re.Match[str] | None:
        compiled = re.compile(pattern) if isinstance(pattern, str) else pattern
        return compiled.match(self.text, at)

    def _break(self, at: int) -> Word | None:
        if self.text[at : at + 1] == ":":
            return Word("colon", at, at + 1, {})
        for kind, pattern in (
            ("outside", terms.OUTSIDE),
            ("gap", terms.GAP),
            ("except", terms.EXCEPT),
        ):
            if match := self._match(pattern, at):
                data = {"instead": True} if kind == "gap" and self._spells_out(at) else {}
                return Word(kind, at, match.end(), data)
        return None

    def _spells_out(self, at: int) -> bool:
        """党委口的单位（组织部宣传部）: the bracket says which of them."""
        inside = re.match(r"\(([^()]{2,60})\)", self.text[at:])
        named = inside and self.book.unit_words.at(inside[1], 0)
        return bool(inside and named and not terms.OUTSIDE.search(inside[1]))

    def _code(self, at: int) -> Word | None:
        found = self.references.get(at)
        if found is None or not self.book.rows(found.code):
            return None
        codes, end = list(self.book.rows(found.code)), found.end
        last = found.code
        while more := self._match(terms.MORE_CODES, end):
            following = [c for c in codes_after(last, more["by"], more["n"]) if self.book.rows(c)]
            if not following:
                break
            codes += [row for code in following for row in self.book.rows(code)]
            last, end = following[-1], more.end()
        return Word("narrow", at, end, {"codes": tuple(dict.fromkeys(codes))})

    def _named(self, at: int) -> Word | None:
        for name in self.saved:
            if self.text.startswith(plain(name), at):
                return Word("noun", at, at + len(name), {"saved": name})
        if found := self.book.unit_words.at(self.text, at):
            somebody = terms.SOMEBODY.match(self.text, found[1])
            end = somebody.end() if somebody else found[1]
            return Word("noun", at, end, {"units": (found[0],)})
        for width in (4, 3, 2):  # 教体 卫健 民政三家
            unit = self.shorts.get(self.text[at : at + width])
            if unit and self._ends_short(at + width):
                return Word("noun", at, at + width, {"units": (unit,)})
        for width in (4, 3, 2):
            name = self.text[at : at + width]
            if len(name) == width and name in self.people:
                return Word("noun", at, at + width, {"people": ((self.people[name], name),)})
        return None

    def _ends_short(self, at: int) -> bool:
        """Whether a short name ends here: at a break, or at the next of several (住建城管两家)."""
        ends = terms.SHORT_BEHIND.match
        return bool(ends(self.text, at)) or any(
            self.text[at : at + width] in self.shorts and ends(self.text, at + width)
            for width in (4, 3, 2)
        )

    def _narrowing(self, at: int) -> Word | None:
        found = limit_at(self.text, at, self.book, self.dates, self.today)
        return Word("narrow", at, *found) if found else None

    def _noun(self, at: int) -> Word | None:
        found = noun_at(self.text, at, self.book)
        return Word("noun", at, *found) if found else None

    def _verb(self, at: int) -> Word | None:
        for kind, pattern in (
            ("send", terms.SEND),
            ("tell", terms.TELL),
            ("verb", terms.VERB),
            ("join", terms.JOIN),
            ("small", terms.SMALL),
        ):
            if match := self._match(pattern, at):
                return Word(kind, at, match.end(), {})
        return None
