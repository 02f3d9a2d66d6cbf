"""/status: the figures, as a whole, by list, by unit, by section; each opens into its tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain import access
from domain.cycles import cycle_of
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.plan import TaskList
from domain.selection import BY_KEY, CONDITIONS, Selection, parse_selection, select
from domain.standing import Standing, standing
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows, standings
from storage import reports

PARTS_A_PAGE = 8
_SHOWN = ("reported", "unreported", "overdue", "done")
_VIEWS = {
    "lists": ("lists", "按清单", "清单", "各清单"),
    "units": ("units", "按单位", "单位", "各单位"),
    "sections": ("sections", "按章节", "按类别", "章节", "分类"),
}


def show_status(text: str, ctx: Context) -> Reply:
    """`/status [view] [scope]`: a view is 按清单, 按单位 or 按章节; a scope is a list, section or unit."""
    words = text.replace("、", " ").replace("，", " ").split()
    view = next((key for key, names in _VIEWS.items() if words and words[0] in names), None)
    selection, unknown = parse_selection(words[1:] if view else words, ctx.book)
    if unknown:
        raise Refused("unknown_filter", word=unknown[0][:20])
    if selection.unit and not access.may_see_unit(ctx.person, selection.unit):
        raise Refused("not_your_unit")
    if view:
        return _table(ctx, view, _parts(ctx, view), selection.page)
    return status_of(selection, ctx)


def status_of(selection: Selection, ctx: Context) -> Reply:
    """The figures of one scope, which this person may see."""
    return _figures(ctx, selection, standings(ctx, selection.unit))


def _parts(ctx: Context, view: str) -> list[Selection]:
    if view == "lists":
        return [Selection(list=each) for each in TaskList]
    if view == "sections":
        return [Selection(sections=(n,)) for n in range(1, len(ctx.book.sections) + 1)]
    if not access.sees_all(ctx.person):
        return [Selection(unit=unit) for unit in access.own_units(ctx.person)]
    return [Selection(unit=unit) for unit in ctx.book.holders]


def _figures(ctx: Context, scope: Selection, every: list[Standing]) -> Reply:
    """All figures of one scope. Count and button come from the same selection."""
    total = len(select(every, scope, ctx.book))
    figures: list[dict[str, Any]] = []
    buttons: list[Button] = []
    for condition in CONDITIONS:
        narrowed = replace(scope.under(condition.key), role=None)
        count = len(select(every, narrowed, ctx.book))
        figures.append({"key": condition.key, "word": condition.word, "count": count})
        if count:
            buttons.append(Button(f"{condition.word} {count}", narrowed.command(ctx.book)))
    count_of = {figure["key"]: figure["count"] for figure in figures}
    owing = count_of["reported"] + count_of["unreported"]
    cycle = cycle_of(ctx.today, ctx.rules.cycle_day)
    views = [Button(names[1], f"/status {view}") for view, names in _VIEWS.items()]
    subject = "总体情况" if access.sees_all(ctx.person) else "、".join(access.own_units(ctx.person))
    return Reply(
        "status",
        {
            "title": scope.words(ctx.book) or subject,
            "day": ctx.today.isoformat(),
            "cycle": cycle.name,
            "cycle_due": cycle.due.isoformat(),
            "total": total,
            "figures": figures,
            "reported": count_of["reported"],
            "owing": owing,
            "percent": round(100 * count_of["reported"] / owing) if owing else None,
        },
        buttons=(*rows(buttons, 3), *rows(views)),
    )


def _table(ctx: Context, view: str, parts: list[Selection], page: int) -> Reply:
    """One line per part of the plan; its figures are buttons that open into the tasks behind them.

    Units come in the order of the plan: they may be compared, but this is no ranking.
    """
    every: dict[str | None, list[Standing]] = (
        _seen_by_units(ctx, parts) if view == "units" else {None: standings(ctx)}
    )
    filled = [(part, select(every[part.unit], part, ctx.book)) for part in parts]
    filled = [(part, inside) for part, inside in filled if inside]
    shown, page, pages = paged(filled, page, PARTS_A_PAGE)
    lines, buttons = [], []
    for part, inside in shown:
        name = part.words(ctx.book)
        counts = {key: sum(1 for s in inside if BY_KEY[key].holds(s)) for key in _SHOWN}
        lines.append({"name": name, "total": len(inside), **counts})
        scope = part.command(ctx.book).replace("/tasks", "/status", 1)
        row = [Button(shorten(name), scope)]
        for key in ("unreported", "overdue"):
            if counts[key]:
                narrowed = part.under(key)
                row.append(Button(f"{BY_KEY[key].word} {counts[key]}", narrowed.command(ctx.book)))
        buttons.append(tuple(row))
    turning = pager(lambda n: f"/status {view} p{n}", page, pages)
    return Reply(
        "status_table",
        {
            "title": _VIEWS[view][1],
            "day": ctx.today.isoformat(),
            "lines": lines,
            "page": page,
            "pages": pages,
        },
        buttons=(*buttons, (*turning, Button("总体情况", "/status"))),
    )


def _seen_by_units(ctx: Context, parts: list[Selection]) -> dict[str | None, list[Standing]]:
    latest = reports.latest(ctx.tx)
    return {
        part.unit: [
            standing(task, latest.get(task.code, {}), ctx.today, ctx.rules, part.unit)
            for task in ctx.book.by_unit[part.unit or ""]
        ]
        for part in parts
    }


def shorten(name: str, length: int = 12) -> str:
    return name if len(name) <= length else name[: length - 1] + "…"


STATUS = Command(
    name="status",
    words=("状态", "总体情况", "进展汇总", "汇总", "统计"),
    summary="总体情况，按清单、单位、章节",
    usage="/status 市科技局",
    run=show_status,
)
