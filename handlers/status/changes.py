"""变化 /changes: what moved since an issue, or since a day that has passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain import access
from domain.conditions import BY_KEY
from domain.figures import figures
from domain.language.asked import REPORT_RATE
from domain.language.changed import Change
from domain.messages import Button, Reply
from domain.selection import Selection, select
from domain.snapshot import Snapshot, since
from domain.standing import Standing
from handlers.base import Command, Context
from handlers.cards import standings, task_buttons
from handlers.record import reach
from handlers.status.freeze import look_back
from handlers.status.papers import pick
from handlers.status.why import issue_of, lines_of
from storage import snapshots

MOST_MOVED = 12
_ISSUE = re.compile(r"第\s*\d+\s*期")


def show_change(
    change: Change, keys: Sequence[str], scope: Selection, text: str, ctx: Context
) -> Reply:
    """What changed of a part of the plan since a day that has passed, or since an issue; the figures
    that are asked for (`keys`) are said first."""
    before: Snapshot | None = None
    span, scope = scope.span, replace(scope, span=None)
    until = span.end if span else ctx.today
    if change.day is None and span is None:
        number = pick(text, ctx)[0] if _ISSUE.search(text) else _last_issue(ctx)
        before = issue_of(number, ctx) if number is not None else None
    day = change.day or (ctx.today.replace(day=1) - timedelta(days=1))
    if span:
        day = span.start - timedelta(days=1)
    if before is None:
        reach(ctx.tx, day, ctx.today, ctx.rules)
        before = look_back(ctx.tx, day, ctx.today, ctx.rules)
        if not access.sees_all(ctx.person):
            before = before.only(access.own_units(ctx.person))
    lines = before.only(scope.units).lines if scope.units else lines_of(before, scope, ctx)
    before = replace(before, lines=tuple(select(lines, scope, ctx.book)))
    now = select(standings(ctx, scope.unit, scope.units, until), scope, ctx.book)
    return _changes(before, now, ctx, until=until, change=change, keys=keys, scope=scope, text=text)


def _last_issue(ctx: Context) -> int | None:
    """The newest issue of an earlier day, else the newest one."""
    heads = snapshots.heads(ctx.tx, 60)
    earlier = [head for head in heads if ctx.rules.day(head.taken_at) < ctx.today]
    return (earlier or heads)[0].number if heads else None


def show_changes(text: str, ctx: Context) -> Reply:
    """What changed since an issue (第3期, 上月: its last one), or since the newest one before today."""
    number, _ = pick(text, ctx)
    before = issue_of(_last_issue(ctx) if number is None else number, ctx)
    return _changes(before, standings(ctx), ctx)


_TOLD = ("red", "yellow", "green", "blue", "grey", "reported", "overdue", "done", "late")


def _changes(
    before: Snapshot,
    now: Sequence[Standing],
    ctx: Context,
    *,
    until: date | None = None,
    change: Change | None = None,
    keys: Sequence[str] = (),
    scope: Selection | None = None,
    text: str = "",
) -> Reply:
    changed = since(before, now)
    was, are = before.figures, figures(now)
    moved_ones = [
        moved
        for moved in changed.moved
        if change is None
        or change.holds(moved.before.value if moved.before else None, moved.now.value)
    ]
    asked_for = [
        {"word": BY_KEY[key].word, "now": are[key], "before": was[key], "unit": "项"}
        for key in keys
    ]
    if REPORT_RATE.search(text):
        told = [each.reported_percent or 0.0 for each in (are, was)]
        asked_for = [{"word": "报送率", "now": told[0], "before": told[1], "unit": "%"}]
    codes = [moved.task.code for moved in moved_ones[:MOST_MOVED]]
    narrowed = change is not None and (change.turns is not None or change.better is not None)
    return Reply(
        "changes",
        {
            "number": changed.number,
            "day": changed.day.isoformat(),
            "today": (until or ctx.today).isoformat(),
            "title": scope.words(ctx.book) if scope else "",
            "asked": asked_for,
            "narrowed": narrowed,
            "moves": [
                {"word": BY_KEY[key].word, "by": changed.moves[key], "now": are[key]}
                for key in _TOLD
                if key in changed.moves
            ],
            "reported": len(changed.reported),
            "total": len(moved_ones),
            "moved": [
                {
                    "code": moved.task.code,
                    "title": moved.task.title,
                    "before": moved.before.value if moved.before else None,
                    "now": moved.now.value,
                    "sentence": moved.sentence,
                }
                for moved in moved_ones[:MOST_MOVED]
            ],
        },
        buttons=(*task_buttons(codes), (Button("总体情况", "/status"), Button("看图", "/chart"))),
        choices=tuple(f"/task {code}" for code in codes),
    )


CHANGES = Command(
    name="changes",
    words=("变化", "跟上期比", "和上期比", "与上期比"),
    summary="和上一期比有什么变化",
    usage="/changes 第3期",
    run=show_changes,
)
