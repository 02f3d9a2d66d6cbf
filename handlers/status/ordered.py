"""Tasks in an order that a question asks for: longest overdue, slowest, fastest, next to fall due."""

from __future__ import annotations

from dataclasses import replace

from domain.bounds import NO_BOUNDS
from domain.language.question import Question
from domain.messages import Reply
from domain.selection import Selection, select
from domain.span import Of
from domain.standing import Standing
from handlers.base import Context
from handlers.cards import seen_by, task_buttons, task_line
from handlers.tasks import task_list

MOST_SHOWN = 20
MOST_LATEST = 5
MOST_TIED = 8  # with the one that is asked for


def ordered_tasks(question: Question, scope: Selection, ctx: Context) -> Reply:
    """The tasks that a question selects, the first few of them where it asks for an order."""
    selection = replace(scope, conditions=question.conditions)
    if not question.order:
        return _noted(task_list(ctx, selection), selection, ctx)
    found = list(select(seen_by(ctx, selection), selection, ctx.book))
    if question.order == "latest":
        told_all = selection.span is not None or any(
            key.endswith("-reported") for key in selection.conditions
        )
        most = MOST_SHOWN if told_all else MOST_LATEST
        return _latest(found, selection, question.top or most, ctx)
    found.sort(key=lambda s: _weight(s, question.order))
    if question.order != "due":
        found = [s for s in found if not s.done]
    else:
        found = [s for s in found if s.days_left >= 0 and not s.done]
    if question.order in ("slow", "fast"):
        found = [s for s in found if s.lit.actual is not None]
    shown, more = _with_ties(found, question.top or 5, question.order)
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
            "tasks": [
                task_line(s, ctx.rules, ctx.today, why=True)
                | ({"by": s.task.due.isoformat()} if question.order == "due" else {})
                for s in shown
            ],
            "several_units": selection.unit is None,
            "note": f"并列的还有{more}项。"
            if more and question.order in ("overdue", "due")
            else "",
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _with_ties(found: list[Standing], top: int, order: str) -> tuple[list[Standing], int]:
    """The first `top`, and how many more are as late or as early as the last of them; where one is asked
    for, all that tie with it."""
    shown = found[: min(top, MOST_SHOWN)]
    if not shown:
        return [], 0
    last = _weight(shown[-1], order)
    tied = [s for s in found[len(shown) :] if _weight(s, order) == last]
    if top == 1 and order in ("overdue", "due") and len(tied) < MOST_TIED:
        return [*shown, *tied], 0
    return shown, len(tied)


def _noted(reply: Reply, selection: Selection, ctx: Context) -> Reply:
    """What stands apart from what is listed: tasks without a percent, and those already overdue."""
    notes = []
    if selection.bounds.of_percent:
        wider = replace(selection, bounds=NO_BOUNDS)
        found = select(seen_by(ctx, wider), wider, ctx.book)
        if untold := sum(1 for s in found if s.lit.actual is None):
            notes.append(f"另有{untold}项没报过比例，不在其内。")
    if selection.span and selection.span.of is Of.DUE and selection.span.start == ctx.today:
        wider = replace(selection, span=None, conditions=("overdue",))
        if late := len(select(seen_by(ctx, wider), wider, ctx.book)):
            notes.append(f"另有{late}项已经逾期，不在其内。")
    return replace(reply, data={**reply.data, "note": "".join(notes)}) if notes else reply


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
            "total": len(told) if len(told) > top == MOST_SHOWN else len(shown),
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
