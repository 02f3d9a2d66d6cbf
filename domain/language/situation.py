"""What is known before a message is read, and which task the message then names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.language.abbreviations import abbreviated
from domain.language.dates import find_dates
from domain.language.filters import Filters, find_filters
from domain.language.quantities import find_quantities
from domain.language.references import Reference, bare_row
from domain.language.text import mask
from domain.language.topics import ENOUGH
from domain.plan import Task
from domain.planbook import PlanBook

# What a sentence must say of another task than the one just shown.
OVER_CONTEXT = 1.3 * ENOUGH

_TAKEN_BACK = re.compile(r"^.*?算了[\W_]*(?=先?[看查给列要])")  # 交通局的…算了，先看土地政策
# 阿胶那个, 高企那项: the words before name a task, and maybe another than the one shown.
_POINTS = re.compile(
    r"\W*(?:关于|对了|还有|另外|上次|上回|之前|昨天|刚才|我们|咱们?|我局|就是|至于|再说|说下|[啊嗯哦对]\W)*+"
    r"(?P<name>[\u4e00-\u9fffA-Za-z\d]{2,8}?)(?:的)?[那这](?:一)?(?:个(?!月|星期|礼拜|季|时候|问题|情况|数|困难|节点|阶段)|项(?!目)|块|条|事|件事|摊)"
)
_NAMES_NOTHING = re.compile(
    r"[我你他它咱俺您](?:们|局|这|那)?.{0,2}|.*(?:刚|之前|上次|上报|报|看|查|说|问|发|填|写|改|把|给|将|就|是|有|在|到|的|了|和|跟|与|已|没|不|由于?|因为?|只|都|还|再|等|按)"
    r"|(?:请|麻烦|帮我?|再|先)*[看查问说报发给](?:一?下|看|查)?.{0,2}|目前|现在|今天|昨天|今年|上面|前面|后面|剩下|其中|其他|另外|领导|最后|最近|本周|本月|全部|以上|请问|麻烦|你好|任务|事项|政策|项目|工作|进展|情况|所有|反正|关于|针对|特别|尤其|主要"
)


class FoundBy(StrEnum):
    """How a task was found; a code is saved at once, all else is confirmed first."""

    CODE = "code"
    TOPIC = "topic"
    CONTEXT = "context"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known before the message: the day, whose tasks the sender may mean, what was shown last.

    `sends` is true for coordinators and admins, who may have something broadcast.
    """

    book: PlanBook
    today: date
    units: tuple[str, ...] = ()
    context_task: str | None = None
    sends: bool = False

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks a topic is looked for among: the sender's own; all for who oversees them."""
        return self.book.tasks if self.sends or not self.units else self.book.tasks_of(self.units)


@dataclass(frozen=True, slots=True)
class Named:
    """The task a message speaks of, and how that was found."""

    code: str | None = None
    by: FoundBy | None = None
    candidates: tuple[str, ...] = ()
    words: str = ""
    score: float = 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the words name a task well enough to be about it whatever else they say."""
        return self.by is FoundBy.TOPIC and (self.score >= ENOUGH or not self.code)

    @classmethod
    def find(cls, references: tuple[Reference, ...], rest: str, situation: Situation) -> Named:
        book = situation.book
        if references:
            rows = book.rows(references[0].code)
            own = [row for row in rows if book.by_code[row] in situation.tasks]
            if len(rows) > 1 and len(own) != 1:
                return cls(None, FoundBy.CODE, rows)
            return cls(next(iter(own or rows), None), FoundBy.CODE)
        if row := bare_row(rest):
            # Whatever was shown before, a number is not its: one of the own tasks, or asked.
            rows = tuple(
                task.code
                for task in situation.tasks
                if re.search(rf"(?<![\d.]){row}(?:-\d+)?$", task.code)
            )
            if len(rows) == 1:
                return cls(rows[0], FoundBy.TOPIC, (), str(row))
            return cls(None, FoundBy.TOPIC, rows[:3], str(row))
        known = situation.context_task in book.by_code
        pointed = _pointed(rest)
        counted = find_quantities(rest)
        topic = book.topics.find(
            mask(rest, [each.span for each in counted]),
            situation.tasks,
            OVER_CONTEXT if known and not pointed else ENOUGH,
            figures={(each.value, each.unit) for each in counted},
            shown=situation.context_task,
            by_title=not situation.sends,
        )
        said = " ".join(topic.words[:4])
        if topic.task is not None:
            return cls(topic.task.code, FoundBy.TOPIC, (), said, topic.score)
        if topic.candidates:
            codes = tuple(task.code for task in topic.candidates)
            if situation.context_task in codes:
                return cls(situation.context_task, FoundBy.CONTEXT, (), said, topic.score)
            return cls(None, FoundBy.TOPIC, codes, said, topic.score)
        if pointed and len(situation.tasks) > 1:
            short = abbreviated(pointed, situation.tasks)
            if len(short) == 1:
                return cls(short[0].code, FoundBy.TOPIC, (), pointed, ENOUGH)
            # Asked: what was named is not the one shown, even where it is none at all.
            codes = tuple(task.code for task in short[:3])
            return cls(None, FoundBy.TOPIC, codes, pointed)
        if known:
            return cls(situation.context_task, FoundBy.CONTEXT)
        if len(situation.tasks) == 1:
            return cls(situation.tasks[0].code, FoundBy.ONLY)
        return cls()


def _pointed(text: str) -> str:
    """高企 of 高企那个已经930家了; "" where nothing is named so."""
    match = _POINTS.match(text)
    return "" if match is None or _NAMES_NOTHING.fullmatch(match["name"]) else match["name"]


def read_filters(text: str, situation: Situation) -> Filters:
    """What a question narrows down to, by the names and sections of the plan at hand."""
    text = _TAKEN_BACK.sub("", text)
    return find_filters(
        text,
        names=situation.book.unit_words,
        sections=[title for _, title in situation.book.sections],
        own_unit=situation.units[0] if situation.units else None,
        dates=find_dates(text, situation.today),
        today=situation.today,
    )
