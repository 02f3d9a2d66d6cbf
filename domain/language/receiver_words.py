"""The words that name receivers, told apart one by one from the begin of a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.audience import Query
from domain.language.dates import find_dates
from domain.language.numerals import read_integer
from domain.language.references import find_references
from domain.language.text import plain
from domain.people import Position
from domain.planbook import PlanBook
from domain.selection import CONDITIONS, sections_of


@dataclass(slots=True)
class Word:
    """`kind`: noun, narrow, verb (通知), send (发个提醒), small, join (、), gap, colon, except, outside."""

    kind: str
    start: int
    end: int
    data: dict[str, Any]


_ALL = (
    r"(?:各个?|所有的?|全部的?|全体|全市|每个|相关的?|有关的?|上述|其他|其余|这些|那些"
    r"|这几个|那几个|几个|几)"
)
_OTHERWISE = frozenset({"other"})  # 其他单位 are the other units, not those whose pace is 其他
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:县\(?、?市、?区\)?|县区|县市区?|市县区|县级|区县|县)(?:人民政府|政府)?",
        ("县区",),
    ),
    (r"(?:市属)?开发区(?:管委会)?|管委会|功能区", ("开发区",)),
    (r"市直(?:各)?(?:部门|单位|机关)|市级部门|(?:职能)?部门|市直", ("部门", "党群", "事业单位")),
    (r"党群(?:部门|机关|系统)?|群团(?:组织)?|党委部门", ("党群",)),
    (r"(?:市属|国有)?(?:企业|国企|公司|集团)", ("企业",)),
    (r"高校|院校|大学|学校", ("院校",)),
    (r"(?:中央|省)?(?:驻聊|驻市|垂管|垂直管理)(?:部门|单位|机构)?", ("垂管",)),
    (r"事业单位", ("事业单位",)),
)
_ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:牵头和配合|牵头、配合|牵头配合)(?:责任)?(?:单位|部门)", ("lead", "coop")),
    (r"(?:牵头|主办|主责|第一责任)(?:责任)?(?:单位|部门)?", ("lead",)),
    (r"(?:配合|协办|协同)(?:责任)?(?:单位|部门)?", ("coop",)),
    (r"(?:属地|涉及)(?:责任)?(?:单位|政府|县区|县市区)?", ("territory",)),
    (r"(?:主体)?责任(?:单位|部门)|承办单位|承担单位", ("lead", "coop")),
)
_LISTS: tuple[tuple[str, str], ...] = (
    (r"附件[1一]|政策(?:清单|类)?(?!\d)", "政策"),
    (r"附件[2二]|事项清单|(?<!的)事项(?=的?(?:牵头|责任|配合|各))", "事项"),
    (r"附件[3三]|(?:重大|重点)?项目(?:清单|类)?(?!\d)", "项目"),
    (r"主要任务|正文任务", "主要任务"),
)
_NOT = r"(?:没有|没|未|尚未|还没有?|还未|至今未|至今没有?|仍未)"
_NARROW: tuple[tuple[str, str], ...] = (
    (
        rf"已?经?(?:逾期|超期|过期|超时限|误期)(?:了|{_NOT}(?:完成|办结|上?报|的))?"
        rf"|到期{_NOT}(?:完成|办结|上?报)",
        "overdue",
    ),
    (r"临期|快要?到期|即将到期|马上到期|临近到期|临近|soon", "soon"),
    (
        rf"(?:本期|这期|本月|当月|本轮|到现在|截至目前)?(?:还|尚|仍)?{_NOT}(?:有)?(?:按时|按期|及时)?"
        r"(?:上报|报送|报|交|填报|填|反馈|更新|动静)(?:过)?(?:进展|进度|材料|情况)?",
        "unreported",
    ),
    (r"(?:本期|本月)?已经?(?:上报|报送|报)(?:过|了)?", "reported"),
    (r"overdue", "overdue"),
)  # fmt: skip
_WITHIN = re.compile(
    r"(?:未来|今后|接下来|近)?(?P<n>\d{1,3}|[一二三四五六七八九十两半]{1,3})个?(?P<u>工作日|天|日|周|星期|礼拜|月)"
    r"(?:之内|以内|内)?(?:就?要?(?:到期|截止|到时限))?"
)
_DUE = re.compile(r"(?:之?前)?(?:就?[要会]|该)?(?:到期|截止|到时限|办结|完成)")
_VERB = re.compile(
    r"(?:把|将)?(?:这个|这条|该|此|本)?(?:通知|消息|提醒|要求)?(?:发给|发至|发到|转给|传达给?|推送给)"
    r"|请?(?:帮我?|替我)?(?:通知|提醒|群发|转告|告知|告诉|督促|知会|敦促|叮嘱|催办|催报|催促|催|要求|叫|让|请|麻烦|给|向|对|跟)(?:一?下)?"
)
_SEND = re.compile(
    r"(?:都|全|再|逐一|统一|挨个|分别|各)?(?:"
    r"(?:发|推送|下发|来|推)(?:一?(?:个|条|则|份|下|遍|次))?(?:催办|催报|督办|到期|逾期|紧急)?(?:的)?(?:提醒|通知|消息|催办|催报|公告|短信|预警|群发)(?:一?下|一遍)?"
    r"|催(?:一?下|一催|一遍|一次)(?:进度|进展)?|(?:提醒|通知)(?:一?下|一遍|一次)|催报?进[度展]|发(?=:))"
)  # fmt: skip
_EVERYONE = re.compile(
    r"(?:各|所有|全部|全体|全市各?|每个)(?:成员)?单位|大家(?!庭|伙)|大伙|全员|all\b"
)
_GENERIC = re.compile(
    r"(?:几家|几个|那些|这些)?(?:责任)?(?:单位|部门|地方|同志|联络员|负责人|负责同志|家)"
)
# 市科技局、市财政局两家单位: no one beyond those that were named.
_COUNTED = re.compile(
    r"(?:这|那|上述|等)?[一二三四五六七八九十两几\d]{1,3}[个家](?:责任)?(?:单位|部门|县市?区?|市区|局|地方)?"
)
_LEADERS = re.compile(r"(?:的)?(?:各)?(?:分管领导|分管负责人|分管负责同志|主要领导|领导)")
_SMALL = re.compile(
    rf"{_ALL}|的|都|全部|把|在|中|里|一下|一遍|(?:的)?(?:任务|事项|工作|政策|项目)(?=的|[,\s:]|$)|其中|方面"
)
_EXCEPT = re.compile(r"除了|除|不含|不包括|不包含|排除|剔除|不发给?|去掉|扣除")
_OUTSIDE = re.compile(r"(?:以外|之外|除外|外)(?:的)?")
_SECTION = re.compile(
    r"[“\"]?([\u4e00-\u9fff]{2,14}?)[”\"]?(?:方面|领域|板块|部分|这块|那块|类)(?:的|任务)?"
)
_JOIN = re.compile(r"[、;/]|以及|和|及|与")
_GAP = re.compile(r"[\s,()。.!]+")


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

    def walk(self) -> list[Word]:
        words: list[Word] = []
        at, closed, paused = 0, False, False
        while at < len(self.text):
            word = self._word(at)
            if word is None:
                break
            if paused and closed and not self._goes_on(word, words):
                break
            if word.kind == "gap":
                paused = paused or closed
            elif word.kind == "colon":
                words.append(word)
                if closed:
                    break
                paused = False
            else:
                paused = False
            # 市科技局除外，通知各单位…: whom it goes to is still to come.
            closed = word.kind != "outside" and (closed or word.kind == "noun")
            words.append(word)
            at = word.end
        return words

    def _goes_on(self, word: Word, words: list[Word]) -> bool:
        """After a noun and a pause only what stands by itself is one more receiver."""
        if word.kind in ("send", "join", "except", "outside", "gap"):
            return True
        behind = self.text[word.end : word.end + 1]
        if word.kind == "narrow" and behind == "的":
            behind = self.text[word.end + 1 : word.end + 2]
        return word.kind in ("noun", "narrow") and (not behind or behind in " \t\n,、:;()")

    def _word(self, at: int) -> Word | None:
        for read in (self._break, self._code, self._named, self._narrowing, self._noun, self._verb):
            if word := read(at):
                return word
        return None

    def _match(self, pattern: str | re.Pattern[str], at: int) -> re.Match[str] | None:
        compiled = re.compile(pattern) if isinstance(pattern, str) else pattern
        return compiled.match(self.text, at)

    def _break(self, at: int) -> Word | None:
        if self.text[at] == ":":
            return Word("colon", at, at + 1, {})
        for kind, pattern in (("outside", _OUTSIDE), ("gap", _GAP), ("except", _EXCEPT)):
            if match := self._match(pattern, at):
                return Word(kind, at, match.end(), {})
        return None

    def _code(self, at: int) -> Word | None:
        found = self.references.get(at)
        if found is None or not self.book.rows(found.code):
            return None
        return Word("narrow", at, found.end, {"codes": self.book.rows(found.code)})

    def _named(self, at: int) -> Word | None:
        for name in self.saved:
            if self.text.startswith(plain(name), at):
                return Word("noun", at, at + len(name), {"saved": name})
        if found := self.book.unit_words.at(self.text, at):
            return Word("noun", at, found[1], {"units": (found[0],)})
        for width in (4, 3, 2):
            name = self.text[at : at + width]
            if len(name) == width and name in self.people:
                return Word("noun", at, at + width, {"people": ((self.people[name], name),)})
        return None

    def _narrowing(self, at: int) -> Word | None:
        if match := self._match(_WITHIN, at):
            ends = match.group().endswith(("内", "到期", "截止", "到时限"))
            if ends and (days := _days(match["n"], match["u"])):
                return Word("narrow", at, match.end(), {"due_within": days})
        phrase = self.dates.get(at)
        if phrase and phrase.day and phrase.day >= self.today:
            due, within = self._match(_DUE, phrase.end), (phrase.day - self.today).days
            if due:
                return Word("narrow", at, due.end(), {"due_within": within})
        for pattern, key in _NARROW:
            if match := self._match(pattern, at):
                return Word("narrow", at, match.end(), {"conditions": (key,)})
        for condition in (each for each in CONDITIONS if each.key not in _OTHERWISE):
            for name in sorted((condition.word, *condition.words), key=len, reverse=True):
                if self.text.startswith(name, at):
                    return Word("narrow", at, at + len(name), {"conditions": (condition.key,)})
        for pattern, name in _LISTS:
            if match := self._match(pattern, at):
                return Word("narrow", at, match.end(), {"lists": (name,)})
        if (match := self._match(_SECTION, at)) and (places := sections_of(match[1], self.book)):
            return Word("narrow", at, match.end(), {"sections": places})
        return None

    def _noun(self, at: int) -> Word | None:
        if match := self._match(_EVERYONE, at):
            return Word("noun", at, match.end(), {"everyone": True})
        if match := self._match(_COUNTED, at):
            return Word("noun", at, match.end(), {"generic": True})
        for pattern, roles in _ROLES:
            if match := self._match(rf"{_ALL}?(?:{pattern})", at):
                return Word("noun", at, match.end(), {"roles": roles})
        for pattern, kinds in _KINDS:
            if match := self._match(rf"{_ALL}?(?:{pattern})", at):
                return Word("noun", at, match.end(), {"kinds": kinds})
        if match := self._match(_LEADERS, at):
            return Word("noun", at, match.end(), {"position": Position.SUPERVISOR.value})
        if match := self._match(r"(?:全部|所有|全体)(?=[\s:,(除]|$)", at):
            return Word("noun", at, match.end(), {"everyone": True})
        if match := self._match(_GENERIC, at):
            return Word("noun", at, match.end(), {"generic": True})
        return None

    def _verb(self, at: int) -> Word | None:
        for kind, pattern in (
            ("send", _SEND),
            ("verb", _VERB),
            ("join", _JOIN),
            ("small", _SMALL),
        ):
            if match := self._match(pattern, at):
                return Word(kind, at, match.end(), {})
        return None


def _days(number: str, measure: str) -> int | None:
    if number == "半":
        return 15 if measure == "月" else None
    count = read_integer(number)
    if not count:
        return None
    return count * {"周": 7, "星期": 7, "礼拜": 7, "月": 30, "工作日": 1}.get(measure, 1)
