"""Parts of the plan beside each other: lists by a rate, counties by what lies in them, kinds of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.bounds import NO_BOUNDS
from domain.conditions import BY_KEY
from domain.figures import figures
from domain.language.question import Question
from domain.messages import Button, Reply
from domain.plan import TaskList
from domain.selection import Selection, select
from domain.standing import Standing
from handlers.base import Context
from handlers.cards import rows, seen_by
from handlers.status.tables import shorten

_RATES = {"reported": "报送率", "done": "完成率"}


def compare_lists(
    question: Question, lists: Sequence[TaskList], scope: Selection, ctx: Context
) -> Reply:
    """Each list's part of its tasks that has what is asked for, in the order of the plan."""
    parts = [
        (each.value, replace(scope, list=each, conditions=(), page=1))
        for each in (lists or tuple(TaskList))
    ]
    return _beside("清单", [(n, s, seen_by(ctx, s)) for n, s in parts], question.asked, ctx)


def compare_kinds(question: Question, scope: Selection, ctx: Context) -> Reply:
    """部门 and 县区: the tasks, each once, that any unit of the kind leads, with what is asked for."""
    hit = replace(scope, unit=None, units=(), conditions=question.conditions)
    found = select(seen_by(ctx, hit), hit, ctx.book)
    told = []
    for kind in question.kinds:
        led = [s for s in found if any(ctx.book.kinds.get(unit) == kind for unit in s.task.leads)]
        every = sum(
            1
            for task in ctx.book.tasks
            if any(ctx.book.kinds.get(unit) == kind for unit in task.leads)
        )
        told.append({"name": kind, "count": len(led), "of": every, "percent": None})
    word = "、".join(BY_KEY[key].word for key in question.conditions)
    return Reply(
        "parts",
        {
            "title": f"{word} · {'、'.join(question.kinds)}牵头",
            "day": ctx.today.isoformat(),
            "rate": "",
            "more": 0,
            "parts": told,
            "note": "几家共同牵头的，各类各算一次。",
        },
        buttons=rows([Button(word[:20], hit.command(ctx.book)), Button("按单位", "/status units")]),
    )


def compare_counties(question: Question, scope: Selection, ctx: Context) -> Reply:
    """The counties by the tasks whose work lies in them, most first where an order is asked for."""
    base = replace(scope, unit=None, units=(), role=None, conditions=(), bounds=NO_BOUNDS)
    whole = seen_by(ctx, base)
    counties = [name for name, kind in ctx.book.kinds.items() if kind == (question.kind or "县区")]
    hit = replace(base, conditions=question.conditions, bounds=scope.bounds)
    found = []
    for unit in counties:
        there = select(whole, replace(base, places=(unit,)), ctx.book)
        having = select(there, replace(hit, places=(unit,)), ctx.book)
        found.append((unit, len(having), len(there)))
    if question.most or question.top:
        found.sort(key=lambda each: each[1] if question.least else -each[1])
    top = question.top or len(found)
    word = "、".join(BY_KEY[key].word for key in question.conditions) or "任务"
    return Reply(
        "parts",
        {
            "title": " · ".join(filter(None, (base.words(ctx.book), f"按属地的{word}"))),
            "day": ctx.today.isoformat(),
            "rate": "",
            "more": sum(1 for each in found[top:] if each[1] == found[top - 1][1]),
            "parts": [
                {"name": unit, "count": count, "of": of, "percent": None}
                for unit, count, of in found[:top]
            ],
            "note": "同一项任务涉及几个县区的，各算一次。",
        },
        buttons=rows(
            (
                Button(f"{shorten(unit)} {count}", replace(hit, places=(unit,)).command(ctx.book))
                for unit, count, _ in found[:top]
                if count
            ),
            2,
        ),
    )


def _beside(
    what: str,
    parts: Sequence[tuple[str, Selection, Sequence[Standing]]],
    asked: Sequence[str],
    ctx: Context,
) -> Reply:
    told: list[dict[str, Any]] = []
    buttons = []
    key = asked[0] if asked else "done"
    for name, scope, seen in parts:
        inside = figures(select(seen, scope, ctx.book))
        of = inside.owing if key in ("reported", "unreported") else inside.total
        percent = round(100 * inside[key] / of, 1) if of else None
        told.append({"name": name, "count": inside[key], "of": of, "percent": percent})
        buttons.append(Button(f"{name} {inside[key]}", scope.under(key).command(ctx.book)))
    word = _RATES.get(key, BY_KEY[key].word)
    return Reply(
        "parts",
        {
            "title": f"{word} · 按{what}",
            "day": ctx.today.isoformat(),
            "rate": word,
            "more": 0,
            "parts": told,
            "note": "",
        },
        buttons=rows(buttons, 2),
    )
