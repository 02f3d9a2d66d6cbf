"""Which task a sentence speaks of when it gives no code: by the words of titles, targets and metrics.

Nothing is learnt from one list: rare words of the plan at hand weigh more than common ones (IDF over
pairs of characters), a title more than a target, a task wholly about the topic more than one that
mentions it among other things. What two tasks promise in the same words is asked, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.language.grams import WORD_BREAK, Index, gram_set
from domain.plan import Task

_SENTENCE = re.compile(r"[^。;；]+")
# What reports say of any task: it tells no task from another.
_REPORTING = re.compile(
    r"已经|已完成|完成率|完成|进度|进展|正在|立项|总投资|完成投资|预计|计划|目标|任务|事项|政策|工作|今年|明年|去年|本年|年度|全年|累计|目前|现在|截至|截止|本月|上月|下月"
    r"|月底|年底|季度|上半年|下半年"
    r"|推进|开展|落实|加快|积极|争取|申报|组织|基本|全部|剩余|还差|还有|达到|实现|突破|力争|确保|新增|增加|增长|同比|左右|以上|以下|不低于|情况|问题"
    r"|困难|需要|建成|通车|全线|施工|工程|设备|材料|环保|结果|报送|请求|协调|解决|支持|帮助|我市|全市|我局|我们|单位|责任"
    r"|我县|市里|县里|省里|上级|领导|收到|提醒|汇报|报告|更正|应为|通过|验收|审批|批复|到位|启动|开工|停工|完工|竣工|滞后|落后|按照|有序|顺利|正常"
    r"|无变化|没有|尚未|一定|一个|那个|这个|那块|方面|加强|进行|召开|会议|通知|印发|方案|制定|投用|投入使用"
    r"|什么时候|怎么样|咋样|多少|哪些|什么|进行|牵头|配合|负责|办理|办结|销号|延期|申请|希望|恳请|时间|工期|形象|成效|效果|[下哪]一步|继续|抓紧|尽快|近期"
    r"|面积|总数|数量|规模达|其中|同时|以及|因为|由于|导致|影响|可以|应该|大概|差不多|快要|马上"
)
_LENGTH_PART = 0.35  # how much of the score a longer text takes away
_RANKED = 12  # tasks that are looked at closely
_SAME_TARGET = 0.72  # share of the shorter sentence that the other one holds
_AS_MUCH = 0.95
_COVERED = 0.8  # share of the best one's words that a rival must know
_LISTED = 0.5  # the same of a task that lists the same works
_RIVAL = 0.75  # share of the best score from which two tasks are told apart only by asking
_SAME_WORKS = 2  # items that two enumerations share
_LISTING = re.compile(r"[^,，。;；、]+(?:、[^,，。;；、]+)+")
_NAME = re.compile(r"[\u4e00-\u9fff]{3}")
_UNIT_KNOWN = 1.15  # a figure in the unit of one of the task's own metrics
_TARGET_SAID = 4.0  # 离1000家还差63家: the very target of one of the task's metrics
_FAINT = 5.0
ENOUGH = 9.0  # two characters that one task of a hundred has
_TITLED = 1.3 * ENOUGH
_FIRST_CLAUSE = re.compile(r"\s*[^,，。;；!！?？:：]{4,}")


Figures = Collection[tuple[float, str]]
"""Value and unit of each figure of a message."""


@dataclass(frozen=True, slots=True)
class Match:
    """A task: how much of what the message says it knows, its score, and the words that led to it."""

    task: Task
    covered: float
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """`task` where one is the clear winner; else `candidates` (at most three), or neither."""

    task: Task | None = None
    candidates: tuple[Task, ...] = ()
    words: tuple[str, ...] = ()
    score: float = 0.0


class Topics:
    """The words of a plan's tasks, counted once."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = tuple(tasks)
        self._places = {task.code: place for place, task in enumerate(self._tasks)}
        self._index = Index(self._tasks)
        lengths = [len(task.title) + len(task.target) for task in self._tasks]
        self._usual = max(1.0, sum(lengths) / max(1, len(lengths)))

    def rank(self, text: str, among: Iterable[Task], figures: Figures = ()) -> list[Match]:
        """The tasks of `among` that share words with `text`, likeliest first."""
        units = {unit.lstrip("万亿") for _, unit in figures}
        text = _REPORTING.sub(_blank, text)
        first = _FIRST_CLAUSE.match(text)
        later = first.end() if first else 0
        places = frozenset(self._places[task.code] for task in among if task.code in self._places)
        found = []
        for place, cover in self._index.covers(text, places, later).items():
            task = self._tasks[place]
            covered, score = cover.plainly, cover.weighed
            if units and any(metric.unit in units for metric in task.metrics):
                score *= _UNIT_KNOWN
            if figures and any((metric.value, metric.unit) in figures for metric in task.metrics):
                covered, score = covered + _TARGET_SAID, score + _TARGET_SAID
            length = (len(task.title) + len(task.target)) / self._usual
            score /= 1 - _LENGTH_PART + _LENGTH_PART * length
            found.append((score, -place, task, covered, cover.places))
        found.sort(key=lambda each: each[:2], reverse=True)
        return [
            Match(task, covered, score, tuple(_runs(text, at)))
            for score, _, task, covered, at in found[:_RANKED]
        ]

    def find(
        self,
        text: str,
        among: Iterable[Task],
        enough: float = ENOUGH,
        figures: Figures = (),
        shown: str | None = None,
        *,
        by_title: bool = True,
    ) -> Topic:
        """The task that `text` speaks of, or those it may mean.

        `by_title`: among a unit's own tasks a word of one's title that others only mention is enough.
        `figures` are what it counts; `shown` is the task just before, which wins where the words
        say as much of it as of any other.
        """
        ranked = self.rank(text, among, figures)
        most = max((match.covered for match in ranked), default=0.0)
        if most < enough:
            # 机场: a word of one task's title, which others only mention; or a figure that is one's own.
            titled = by_title and bool(ranked) and ranked[0].score >= _TITLED
            faint = (figures or titled) and enough <= ENOUGH and most >= _FAINT
            if not faint or (ranked[1:] and ranked[1].score > 0.6 * ranked[0].score):
                return Topic()
        rivals = [match for match in ranked if match.covered >= _COVERED * most]
        for match in rivals:
            if match.task.code == shown and match.covered >= _AS_MUCH * most:
                return Topic(match.task, (), match.words, most)
        best, others = rivals[0], rivals[1:]
        same = [match for match in others if self._promise_the_same(text, best, match)]
        same += [
            match
            for match in ranked
            if match not in rivals
            and match.covered >= _LISTED * most
            and _lists_the_same(text, best.task.target, match.task.target)
        ]
        close = [match for match in others if match.score >= _RIVAL * best.score]
        if same or close:
            tasks = (best.task, *(match.task for match in (same or close)))[:3]
            return Topic(None, tasks, best.words, most)
        return Topic(best.task, (), best.words, most)

    def _promise_the_same(self, text: str, one: Match, other: Match) -> bool:
        """Whether the sentences of both that speak of `text` hold the same target or list of works."""
        if _lists_the_same(text, one.task.target, other.task.target):
            return True
        mine, theirs = self._sentence(text, one.task), self._sentence(text, other.task)
        shorter = min(len(mine), len(theirs))
        return shorter > 0 and len(mine & theirs) / shorter >= _SAME_TARGET

    def _sentence(self, text: str, task: Task) -> frozenset[str]:
        """The words of that sentence of the task's target that shares most with `text`."""
        said = gram_set(_REPORTING.sub(_blank, text))

        def shared(sentence: frozenset[str]) -> float:
            return sum(self._index.weight(gram) for gram in said & sentence)

        best = max(_sentences(task.target) or (gram_set(task.title),), key=shared)
        return best if shared(best) > 0 else frozenset()


def _lists_the_same(text: str, mine: str, theirs: str) -> bool:
    """Whether both enumerate the same works, the one that `text` names among them."""
    listed, others = _works(mine), _works(theirs)
    shared = {
        min(one, other, key=len)
        for one in listed
        for other in others
        if one in other or other in one
    }
    if len(shared) < _SAME_WORKS:
        return False
    said = {text[at : at + 3] for at in range(len(text) - 2) if _NAME.fullmatch(text[at : at + 3])}
    return any(
        name in work and any(name in other for other in others) for name in said for work in listed
    )


# Targets change with the plan alone, and every sentence without a code compares several.
@lru_cache(maxsize=2048)
def _sentences(target: str) -> tuple[frozenset[str], ...]:
    """The words of each sentence."""
    return tuple(gram_set(sentence) for sentence in _SENTENCE.findall(target))


@lru_cache(maxsize=2048)
def _works(target: str) -> frozenset[str]:
    """The items of a target's enumerations: 徒骇河, 马颊河, 金堤河 …"""
    return frozenset(
        item
        for listing in _LISTING.findall(target)
        for item in re.split("[、和及]", listing)
        if len(item) >= 3
    )


def _blank(match: re.Match[str]) -> str:
    return WORD_BREAK * len(match.group())


def _runs(text: str, places: Sequence[int]) -> list[str]:
    """The pieces of `text` that these places make up, in order."""
    pieces: list[list[int]] = []
    for at in places:
        if pieces and pieces[-1][-1] == at - 1:
            pieces[-1].append(at)
        else:
            pieces.append([at])
    return [text[piece[0] : piece[-1] + 1] for piece in pieces]
