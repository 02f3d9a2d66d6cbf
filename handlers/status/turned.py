"""变灯 /turned: whose light changed within a period that has passed: 上周新增红灯, 5月变好的."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from domain import access
from domain.errors import Refused
from domain.language.changed import Change
from domain.lights import Light
from domain.messages import Reply
from domain.selection import Selection, select
from domain.span import Span, in_words
from domain.standing import Standing
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows, standings, task_buttons
from handlers.record import reach
from handlers.status.scope import read_scope
from storage import lights

PAGE = 8
MOST_UNITS = 30


@dataclass(frozen=True, slots=True)
class _Turned:
    """`seen` is how the task stood at the end of the period; `then`: as the history has it of a task
    that turned within the period and was another again at its end."""

    seen: Standing
    before: Light
    then: lights.Change | None = None


def show_turned(change: Change, scope: Selection, ctx: Context) -> Reply:
    """Compared are the ends of the day before the period and of its last day; what turned and turned
    back between them is told from the history of the lights."""
    span = scope.span
    if span is None:
        raise LookupError("a period is needed")
    eve = span.start - timedelta(days=1)
    reach(ctx.tx, eve, ctx.today, ctx.rules)
    whole = replace(scope, span=None, page=1)
    before = {
        s.task.code: s
        for s in select(standings(ctx, scope.unit, scope.units, eve), whole, ctx.book)
    }
    after = select(standings(ctx, scope.unit, scope.units, span.end), whole, ctx.book)
    found = _found(change, before, after, span, ctx, own=scope.unit is not None)
    shown, page, pages = paged(found, scope.page, PAGE)
    codes = [each.seen.task.code for each in shown]
    units = list(dict.fromkeys(unit for each in found for unit in each.seen.task.leads))
    title = " · ".join(
        filter(None, (whole.words(ctx.book), in_words(span.start, span.end), change.words))
    )
    return Reply(
        "turned",
        {
            "title": title,
            "total": len(found),
            "back": sum(1 for each in found if each.then),
            "units": [] if scope.unit else units[:MOST_UNITS],
            "unit_count": len(units),
            "page": page,
            "pages": pages,
            "eve": eve.isoformat(),
            "end": span.end.isoformat(),
            "moved": [_line(each) for each in shown],
        },
        buttons=(
            *task_buttons(codes),
            *rows(pager(lambda n: _command(change, scope.at_page(n), ctx), page, pages)),
        ),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _found(
    change: Change,
    before: Mapping[str, Standing],
    after: Sequence[Standing],
    span: Span,
    ctx: Context,
    *,
    own: bool,
) -> list[_Turned]:
    # The history is of tasks as a whole; a unit's own part may stand otherwise.
    known = (
        {}
        if own or not access.sees_all(ctx.person)
        else lights.between(ctx.tx, span.start, span.end)
    )
    found = []
    for seen in after:
        eve = before[seen.task.code]
        was, now = eve.lit.light, seen.lit.light
        if change.entered:
            if change.entered in seen.marks - eve.marks:
                found.append(_Turned(seen, was))
        elif was is not now and change.holds(was.value, now.value):
            found.append(_Turned(seen, was))
        elif change.turns and Light(change.turns[1]) not in (was, now):
            steps = [was, *(each.light for each in known.get(seen.task.code, ()))]
            for step, each in zip(steps, known.get(seen.task.code, ()), strict=False):
                if change.holds(step.value, each.light.value) and step is not each.light:
                    found.append(_Turned(seen, step, each))
                    break
    return found


def _line(each: _Turned) -> dict[str, str]:
    now = each.then.light if each.then else each.seen.lit.light
    return {
        "code": each.seen.task.code,
        "title": each.seen.task.title,
        "before": each.before.value,
        "now": now.value,
        "sentence": each.then.sentence if each.then else each.seen.lit.sentence,
        "day": each.then.day.isoformat() if each.then else "",
        "back": each.seen.lit.light.value if each.then else "",
        "leads": "、".join(each.seen.task.leads),
    }


def _command(change: Change, scope: Selection, ctx: Context) -> str:
    return f"/turned {change.command} {scope.command(ctx.book).removeprefix('/tasks').strip()}"


def turned(text: str, ctx: Context) -> Reply:
    """`/turned red s20250609-20250615`: what the buttons of an answer carry."""
    turn, *words = text.split() or [""]
    change = Change.read_command(turn)
    scope, unknown = read_scope(words, ctx)
    if change is None or unknown or scope.span is None or scope.span.end > ctx.today:
        raise Refused("turned_how")
    return show_turned(change, scope, ctx)


TURNED = Command(
    name="turned",
    words=("变灯",),
    summary="一段时间里哪些任务变了灯",
    usage="上周新增红灯",
    run=turned,
    in_menu=False,
)
