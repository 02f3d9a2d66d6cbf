"""依据 /why: what is behind a figure of an issue, or behind a light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain import access
from domain.conditions import BY_KEY, PACES
from domain.errors import Refused
from domain.figures import Figures, by_list, by_section, by_unit, figures
from domain.language.references import find_references
from domain.messages import Button, Reply
from domain.plan import Role, TaskList
from domain.selection import Selection, select
from domain.snapshot import Line, Snapshot
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows, standings, task_buttons
from handlers.status.freeze import load
from handlers.status.papers import pick
from handlers.status.scope import read_scope
from handlers.tasks import find_task
from storage import lights, snapshots

PAGE = 10
MOST_ALIKE = 4
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[%％]")
_COUNT = re.compile(r"(?<![\d.])(\d{1,5})\s*(?:项|条|个)(?![\d%])")
_PAGE = re.compile(r"\bp(\d{1,3})\b|第(\d{1,3})页")


def explain(text: str, ctx: Context) -> Reply:
    """`/why 第3期 7.7%`, `/why 第3期 红灯 政策`, `/why 政策35`."""
    if find_references(text) and not _PERCENT.search(text):
        return _light(text, ctx)
    page = _PAGE.search(text)
    number, rest = pick(_PAGE.sub(" ", text), ctx)
    snapshot = issue_of(number, ctx)
    selection, shown, others = _meant(rest, snapshot, ctx)
    found = select(lines_of(snapshot, selection, ctx), selection, ctx.book)
    lines, at, pages = paged(found, int(page[1] or page[2]) if page else 1, PAGE)
    words = selection.command(ctx.book).removeprefix("/tasks").strip()
    command = f"/why 第{snapshot.number}期 {words}"
    return Reply(
        "why",
        {
            "number": snapshot.number,
            "day": snapshot.day.isoformat(),
            "title": selection.words(ctx.book) or "全部任务",
            "said": shown,
            "others": [other.words(ctx.book) for other in others],
            "total": len(found),
            "page": at,
            "pages": pages,
            "tasks": [_line(line) for line in lines],
        },
        buttons=(
            *task_buttons(line.task.code for line in lines),
            *rows(
                [*_others(others, snapshot, ctx), *pager(lambda n: f"{command} p{n}", at, pages)]
            ),
        ),
        choices=tuple(f"/task {line.task.code}" for line in lines),
    )


def _others(others: Sequence[Selection], snapshot: Snapshot, ctx: Context) -> list[Button]:
    """Figures of the same value, one of which may be the one that is meant."""
    return [
        Button(
            other.words(ctx.book),
            f"/why 第{snapshot.number}期 {other.command(ctx.book).removeprefix('/tasks').strip()}",
        )
        for other in others
    ]


def issue_of(number: int | None, ctx: Context) -> Snapshot:
    if number is None:
        heads = snapshots.heads(ctx.tx, 1)
        if not heads:
            raise Refused("no_issue_yet")
        number = heads[0].number
    snapshot = load(ctx.tx, number)
    if snapshot is None:
        raise Refused("no_such_issue", number=number, last=0)
    if not access.sees_all(ctx.person):
        return snapshot.only(access.own_units(ctx.person))
    return snapshot


def lines_of(snapshot: Snapshot, selection: Selection, ctx: Context) -> Sequence[Line]:
    if selection.units:
        return snapshot.only(selection.units).lines
    if selection.unit is None:
        return snapshot.lines
    return snapshot.seen([selection.unit])


def _meant(
    text: str, snapshot: Snapshot, ctx: Context
) -> tuple[Selection, str, tuple[Selection, ...]]:
    """The selection behind a percent, a count or words, the figure as it was said, and what else has
    this value in the same part of the plan."""
    percent, count = _PERCENT.search(text), _COUNT.search(text)
    rest = _COUNT.sub(" ", _PERCENT.sub(" ", text))
    words = [word for word in re.split(r"[\s,，、的是怎么来为什么？?]+", rest) if word]
    selection, unknown = read_scope(words, ctx)
    if unknown:
        raise Refused("why_what", word=unknown[0][:20])
    if percent:
        value = float(percent[1])
        found = _of_value(snapshot, selection, ctx, lambda f, key: _percent_of(f, key) == value)
        if not found:
            raise Refused("why_no_figure", said=percent[0], number=snapshot.number)
        return found[0], percent[0], found[1:]
    if count and not selection.conditions:
        value = int(count[1])
        found = _of_value(
            snapshot, selection, ctx, lambda f, key: (f[key] if key else f.total) == value
        )
        if not found:
            raise Refused("why_no_figure", said=count[0], number=snapshot.number)
        return found[0], count[0], found[1:]
    return selection, "", ()


def _percent_of(figures: Figures, key: str) -> float | None:
    if key in PACES:
        return figures.paces[key][1]
    return figures.reported_percent if key == "reported" else None


def _of_value(
    snapshot: Snapshot, scope: Selection, ctx: Context, fits: Any
) -> tuple[Selection, ...]:
    """The selections whose figure fits: of the whole plan first, then of its lists, sections, units."""
    inside = select(lines_of(snapshot, scope, ctx), replace(scope, page=1), ctx.book)
    scopes: list[tuple[Selection, Figures]] = [(scope, figures(inside))]
    if scope == Selection():
        for group in by_list(inside):
            scopes.append((Selection(list=TaskList(group.key)), group.figures))
        for group in by_section(inside, ctx.book.sections):
            scopes.append((Selection(sections=(int(group.key[1:]),)), group.figures))
        for group in by_unit(snapshot.seen(), ctx.book.unit_ids, Role.LEAD):
            scopes.append((Selection(unit=group.name, role=Role.LEAD), group.figures))
    keys = [*PACES, *(key for key in BY_KEY if key not in PACES), ""]
    for each, counted in scopes:
        found = [each.under(key) if key else each for key in keys if fits(counted, key)]
        if found:
            return tuple(found[:MOST_ALIKE])
    return ()


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.task.code,
        "title": line.task.title,
        "light": line.lit.light.value,
        "sentence": line.lit.sentence,
        "leads": "、".join(line.task.leads),
    }


def _light(text: str, ctx: Context) -> Reply:
    """The light of one task with its sentence, and every light it had with what changed it."""
    task = find_task(text, ctx)[0]
    seen = next(s for s in standings(ctx) if s.task.code == task.code)
    return Reply(
        "why_light",
        {
            "code": task.code,
            "title": task.title,
            "light": seen.lit.light.value,
            "sentence": seen.lit.sentence,
            "caught_up": seen.caught_up and seen.slipped and seen.slipped.isoformat(),
            "history": [
                {
                    "day": change.day.isoformat(),
                    "light": change.light.value,
                    "sentence": change.sentence,
                    "cause": f"{change.unit}报进展"
                    if change.report_id
                    else "换了亮灯规则"
                    if change.by_rule
                    else "到了日期",
                }
                for change in lights.history(ctx.tx, task.code)
            ],
        },
        buttons=rows([Button("查看", f"/task {task.code}")]),
        about=task.code,
    )


WHY = Command(
    name="why",
    words=("依据", "为什么"),
    summary="数字背后的任务，灯的依据",
    usage="/why 第3期 7.7%",
    run=explain,
)
