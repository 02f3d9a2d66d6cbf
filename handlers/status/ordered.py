"""Tasks in an order that a question asks for: longest overdue, slowest, fastest, next to fall due."""

from __future__ import annotations

from dataclasses import replace

from domain.language.question import Question
from domain.messages import Reply
from domain.selection import Selection, select
from domain.standing import Standing
from handlers.base import Context
from handlers.cards import seen_by, task_buttons, task_line
from handlers.tasks import task_list

MOST_SHOWN = 20
MOST_LATEST = 5


def ordered_tasks(question: Question, scope: Selection, ctx: Context) -> Reply:
    """The tasks that a question selects, the first few of them where it asks for an order."""
    selection = replace(scope, conditions=question.conditions)
    if not question.order:
        return task_list(ctx, selection)
    found = list(select(seen_by(ctx, selection), selection, ctx.book))
    if question.order == "latest":
        return _latest(found, selection, question.top or MOST_LATEST, ctx)
    found.sort(key=lambda s: _weight(s, question.order))
    if question.order != "due":
        found = [s for s in found if not s.done]
    else:
        found = [s for s in found if s.days_left >= 0 and not s.done]
    if question.order in ("slow", "fast"):
        found = [s for s in found if s.lit.actual is not None]
    shown = found[: min(question.top or 5, MOST_SHOWN)]
    words = {"overdue": "逾期最久", "slow": "进度最慢", "fast": "进度最快", "due": "最先到期"}
    codes = [s.task.code for s in shown]
    title = " · ".join(filter(None, (selection.words(ctx.book), words[question.order])))
    return Reply(
        "tasks",
        {
            "title": title,
            "total": len(shown),
            "page": 1,
            "pages": 1,
            "filtered": True,
            "tasks": [task_line(s, ctx.rules, ctx.today, why=True) for s in shown],
            "several_units": selection.unit is None,
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _latest(found: list[Standing], selection: Selection, top: int, ctx: Context) -> Reply:
    """What was reported last, in its own words."""
    told = [s for s in found if s.report is not None]
    told.sort(key=lambda s: s.report.id if s.report else 0, reverse=True)
    shown = told[: min(top, MOST_SHOWN)]
    codes = [s.task.code for s in shown]
    return Reply(
        "tasks",
        {
            "title": " · ".join(filter(None, (selection.words(ctx.book), "最近报的"))),
            "total": len(shown),
            "page": 1,
            "pages": 1,
            "filtered": True,
            "tasks": [task_line(s, ctx.rules, ctx.today, say=True) for s in shown],
            "several_units": selection.unit is None,
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _weight(s: Standing, order: str) -> tuple[float, float]:
    """What comes first: the longest overdue, the nearest deadline, the lowest or highest percent."""
    if order in ("overdue", "due"):
        return s.days_left, 0.0
    actual = s.lit.actual or 0.0
    gap = actual - s.lit.expected
    return (actual, gap) if order == "slow" else (-actual, -gap)
