"""催办次数 /nudged: how often units were urged: reminders, 督促, 督办单, broadcasts; no persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from domain import access
from domain.errors import Refused
from domain.language.excluded import Excluded
from domain.language.question import Question, Shown
from domain.messages import Button, Reply
from domain.people import Position
from domain.selection import Selection
from domain.span import Span, in_words
from handlers.base import Command, Context
from handlers.cards import rows, task_buttons
from handlers.status.scope import read_scope
from handlers.status.tables import shorten
from storage import people, urged
from storage.urged import Urged

MOST_CODES, MOST_UNITS = 12, 60
KINDS = {"reminder": "自动提醒", "press": "督促", "letter": "督办单", "broadcast": "群发"}


def show_nudged(question: Question, scope: Selection, excluded: Excluded, ctx: Context) -> Reply:
    """Of one unit by kind with the tasks it was urged on, else unit by unit in the order of the plan
    (the most or fewest first where that is asked)."""
    first, last, said = _span(scope.span, ctx)
    found = _urged(first, last, ctx)
    if scope.unit:
        return _of_unit(scope.unit, found.get(scope.unit, []), said, scope.span, ctx)
    kinds = ctx.book.kinds
    lines: list[dict[str, Any]] = [
        {"name": unit, "total": _times(found.get(unit, [])), "key": number}
        for unit, number in ctx.book.unit_ids.items()
        if access.may_see_unit(ctx.person, unit)
        and unit not in ctx.book.collectives
        and excluded.keeps(unit, kinds)
        and (not question.kind or kinds.get(unit) == question.kind)
        and (not scope.units or unit in scope.units)
    ]
    total, more = sum(line["total"] for line in lines), 0
    if question.most or question.least:
        lines.sort(key=lambda line: line["total"] if question.least else -line["total"])
        top = question.top or 5
        more = sum(1 for x in lines[top:] if x["total"] == lines[top - 1]["total"])
        lines = lines[:top]
    elif not scope.units:
        lines = [line for line in lines if line["total"]]
    period = f" {scope.span.command}" if scope.span else ""
    return Reply(
        "nudged",
        {
            "title": said,
            "unit": "",
            "total": total,
            "kinds": [],
            "codes": [],
            "lines": lines[:MOST_UNITS],
            "more": more,
        },
        buttons=rows(
            (
                Button(f"{shorten(x['name'])} {x['total']}次", f"/nudged u{x['key']}{period}")
                for x in lines[:MOST_CODES]
            ),
            2,
        ),
    )


def _span(span: Span | None, ctx: Context) -> tuple[date, date, str]:
    """The days that are counted, both in; without a period as far back as messages are kept."""
    if span:
        return span.start, min(span.end, ctx.today), in_words(span.start, span.end)
    first = ctx.rules.day(people.first(ctx.tx) or ctx.now)
    if ctx.rules.keep_days:
        first = max(first, ctx.today - timedelta(days=ctx.rules.keep_days))
    return first, ctx.today, in_words(first, ctx.today)


def _urged(first: date, last: date, ctx: Context) -> dict[str, list[Urged]]:
    start = ctx.rules.moment(first, time.min)
    end = ctx.rules.moment(last + timedelta(days=1), time.min)
    found = [
        *urged.reminders(ctx.tx, first.isoformat(), last.isoformat()),
        *urged.letters(ctx.tx, start, end),
    ]
    told = list(urged.messages(ctx.tx, start, end))
    known = {person.id: person for person in people.by_ids(ctx.tx, {m.person_id for m in told})}
    for message in told:
        units: Sequence[str] = message.units
        if message.what == "press":
            led = {u for c in message.codes if (t := ctx.book.by_code.get(c)) for u in t.leads}
            person = known.get(message.person_id)
            units = [u for u in person.units_as(Position.LIAISON) if u in led] if person else ()
        at = message.at.isoformat()
        found += [Urged(message.what, unit, at, message.codes) for unit in units]
    by_unit: dict[str, list[Urged]] = {}
    for each in found:
        by_unit.setdefault(each.unit, []).append(each)
    return by_unit


def _times(found: Sequence[Urged], what: str = "") -> int:
    """One occasion counts once, however many people and tasks it went to."""
    return len({(each.what, each.at) for each in found if what in ("", each.what)})


def _of_unit(
    unit: str, found: Sequence[Urged], said: str, span: Span | None, ctx: Context
) -> Reply:
    codes: dict[str, int] = {}
    for each in found:
        for code in each.codes:
            if (task := ctx.book.by_code.get(code)) and task.role_of(unit):
                codes[code] = codes.get(code, 0) + 1
    order = [task.code for task in ctx.book.tasks if task.code in codes]
    shown = order[:MOST_CODES]
    lines: list[dict[str, Any]] = [
        {"code": code, "title": ctx.book.by_code[code].title, "count": codes[code]}
        for code in shown
    ]
    return Reply(
        "nudged",
        {
            "title": said,
            "unit": unit,
            "total": _times(found),
            "kinds": [{"word": word, "count": _times(found, what)} for what, word in KINDS.items()],
            "codes": lines,
            "lines": [],
            "more": len(order) - len(shown),
        },
        buttons=task_buttons(shown),
        choices=tuple(f"/task {code}" for code in shown),
    )


def nudged(text: str, ctx: Context) -> Reply:
    """`/nudged` of all units, `/nudged 市财政局` of one; a period as buttons carry it."""
    scope, unknown = read_scope(text.split(), ctx)
    if unknown:
        raise Refused("unknown_filter", word=unknown[0][:20])
    return show_nudged(Question(Shown.NUDGED), scope, Excluded(), ctx)


NUDGED = Command(
    name="nudged",
    words=("催办次数", "催办记录"),
    summary="各单位被催办了几次",
    usage="催办次数 市财政局",
    run=nudged,
    in_menu=False,
)
