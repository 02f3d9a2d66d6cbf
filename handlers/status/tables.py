"""The parts of the plan beside each other: lists, units, sections, counties, plans, supervisors."""

from __future__ import annotations

from collections.abc import Sequence

from domain import access
from domain.conditions import BY_KEY
from domain.figures import Group, by_list, by_plan, by_section, by_unit, figures
from domain.messages import Button, Reply
from domain.supervisors import supervisors
from handlers.base import Context
from handlers.cards import paged, pager, standings
from handlers.seen import Sight
from handlers.status.counties import among, made_of
from storage import people

PARTS_A_PAGE = 8
_SHOWN = ("reported", "unreported", "overdue", "done", "red", "yellow", "green", "blue", "grey")
VIEWS = {
    "lists": ("按清单", "清单", "各清单"),
    "units": ("按单位", "单位", "各单位"),
    "sections": ("按章节", "按类别", "章节", "分类"),
    "counties": ("按县区", "县区", "各县区", "各县市区"),
    "alone": ("按县区，不含开发区",),
    "plans": ("按方案", "各方案", "每个方案"),
    "supervisors": ("按分管", "分管领导", "各分管领导"),
}


def groups(ctx: Context, view: str) -> list[Group]:
    """The parts of the plan that a view compares, as this person sees them."""
    sight = Sight.now(ctx.tx, ctx.today, ctx.rules)
    if view == "lists":
        return by_list(standings(ctx))
    if view == "sections":
        return by_section(standings(ctx), ctx.book.sections)
    if view == "plans":
        return by_plan(standings(ctx), ctx.book.plans)
    if view == "supervisors":
        return _supervisors(ctx, sight)
    units: Sequence[str] = (
        tuple(ctx.book.unit_ids) if access.sees_all(ctx.person) else access.own_units(ctx.person)
    )
    return by_unit(sight.of_units(among(units, view, ctx.book)), ctx.book.unit_ids)


def _supervisors(ctx: Context, sight: Sight) -> list[Group]:
    """What each 分管领导 watches over, in the order of the plan; persons are not ranked."""
    return [
        Group(each.title, each.key, figures(sight.of_person(each.units)))
        for each in supervisors(people.everybody(ctx.tx), ctx.book.unit_ids)
        if all(access.may_see_unit(ctx.person, unit) for unit in each.units)
    ]


def show_table(ctx: Context, view: str, page: int = 1, only: Sequence[str] = ()) -> Reply:
    """One line per part of the plan; its figures are buttons that open into the tasks behind them.

    Units come in the order of the plan: they may be compared, but this is no ranking.
    """
    found = [group for group in groups(ctx, view) if not only or group.name in only]
    shown, page, pages = paged(found, page, PARTS_A_PAGE)
    lines, buttons = [], []
    for group in shown:
        counts = {key: group.figures[key] for key in _SHOWN}
        lines.append({"name": group.name, "total": group.figures.total, **counts})
        row = [Button(shorten(group.name), f"/status {group.key}")]
        for key in ("unreported", "overdue"):
            if group.figures[key]:
                word = f"{BY_KEY[key].word} {group.figures[key]}"
                row.append(Button(word, f"/tasks {key} {group.key}"))
        buttons.append(tuple(row))
    turning = pager(lambda n: f"/status {view} p{n}", page, pages)
    return Reply(
        "status_table",
        {
            "title": VIEWS[view][0],
            "day": ctx.today.isoformat(),
            "lines": lines,
            "page": page,
            "pages": pages,
            "parts": len(found),
            "made_of": made_of(found, view, ctx.book),
        },
        buttons=(*buttons, (*turning, Button("总体情况", "/status"))),
    )


def shorten(name: str, length: int = 12) -> str:
    return name if len(name) <= length else name[: length - 1] + "…"
