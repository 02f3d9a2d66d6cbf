"""Metrics by what was reported of them: whose target is reached, and a metric that is asked for by name."""

from __future__ import annotations

import re

from domain import access
from domain.language.situation import Situation, read_filters
from domain.measures import measured, meets
from domain.messages import Reply
from domain.selection import select
from handlers.base import Context
from handlers.cards import OPERATORS, seen_by, task_buttons, task_line
from handlers.status.scope import of_filters

MOST_SHOWN = 20
_REACHED = re.compile(
    r"(?:指标|目标)(?:数|值|任务)?[^,，。没未不]{0,4}(?:够(?:了|数)|达标|达到(?!\d)|超额|超了|完成(?:了|的))|(?:够数|达标)(?:了)?的(?:有|是)?(?:哪|几|多少)"
)
_HOW_MUCH = re.compile(
    r"多少|几个|几家|报(?:上来)?(?:了)?没|到(?:了)?哪|数(?:是|呢|有)|够(?:不够|没)|完成(?:了)?没"
)
_PARTS = re.compile(r"[“‘《(（]([^”’》)）]{2,12})[”’》)）]")


def reached(text: str) -> bool:
    """Whether it is asked which targets are reached."""
    return _REACHED.search(text) is not None and re.search(r"哪|几|多少|有没有", text) is not None


def show_reached(text: str, situation: Situation, ctx: Context) -> Reply:
    """The tasks one of whose metrics is, by the newest report that tells it, at its target or past it."""
    filters = read_filters(text, situation)
    scope = of_filters(filters, ctx)
    found, untold = [], 0
    for s in select(seen_by(ctx, scope), scope, ctx.book):
        if not s.task.metrics:
            continue
        told = measured(s.task, s.report.text) if s.report else {}
        untold += not told
        met = [
            (s.task.metrics[place], value)
            for place, value in told.items()
            if meets(s.task.metrics[place], value)
        ]
        if met:
            said = "、".join(
                f"{m.name}：{value:g}{m.unit}（目标{OPERATORS[m.op]}{m.value:g}{m.unit}）"
                for m, value in met
            )
            found.append({**task_line(s, ctx.rules, ctx.today), "said": said})
    codes = [str(line["code"]) for line in found[:MOST_SHOWN]]
    return Reply(
        "tasks",
        {
            "title": " · ".join(filter(None, (scope.words(ctx.book), "指标已达到"))),
            "total": len(found),
            "page": 1,
            "pages": 1,
            "filtered": True,
            "tasks": found[:MOST_SHOWN],
            "several_units": scope.unit is None,
            "note": f"按最近一次上报里的数字；另有{untold}项有指标，还没报过数。" if untold else "",
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def metric_named(text: str, ctx: Context) -> str | None:
    """The code of the one task with a metric that is asked for by its name: 吨半粮今年多少万亩."""
    if not _HOW_MUCH.search(text):
        return None
    found = {
        task.code
        for task in ctx.book.tasks
        if access.may_see(ctx.person, ctx.book, task)
        for metric in task.metrics
        if any(name in text for name in _names(metric.name)) and _unit_said(metric.unit, text)
    }
    return found.pop() if len(found) == 1 else None


def _names(name: str) -> list[str]:
    """What a metric is called: its name, and what stands in it in quotes."""
    bare = re.sub(r"[“”‘’《》()（）]", "", name)
    return [each for each in (bare, *_PARTS.findall(name)) if len(each) >= 3]


def _unit_said(unit: str, text: str) -> bool:
    return bool(unit) and (unit in text or unit[-1] in text or "多少" in text or "没" in text)
