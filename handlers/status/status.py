"""/status: the figures, as a whole, by list, by unit, by section; each opens into its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import nsmallest
from typing import Any

from domain import access
from domain.conditions import BY_KEY, LIGHTS, PACES
from domain.cycles import cycle_of
from domain.errors import Refused
from domain.figures import Figures, figures, shares
from domain.lights import Light
from domain.messages import Button, Reply
from domain.plan import Role
from domain.selection import Selection, select
from domain.standing import Standing
from handlers.base import Command, Context
from handlers.cards import rows, seen_by
from handlers.status.scope import read_scope
from handlers.status.tables import VIEWS, shorten, show_table
from storage import snapshots

MOST_UNITS = 12  # of a supervisor's, as buttons
WORST = 3
_COUNTED = ("overdue", "soon", "unreported", "done", "behind", "blocked", "caught-up", "asking")
_OPENED = ("overdue", "soon", "unreported", "reported", "caught-up", "asking", "late", "ahead")
_MOVES = ("red", "yellow", "green", "blue", "grey", "reported", "overdue", "done")


def show_status(text: str, ctx: Context) -> Reply:
    """`/status [view] [scope]`: a view is one of VIEWS; a scope is a list, section or unit."""
    words = text.replace("、", " ").replace("，", " ").split()
    view = next((key for key, names in VIEWS.items() if words and words[0] in (key, *names)), None)
    selection, unknown = read_scope(words[1:] if view else words, ctx)
    if unknown:
        raise Refused("unknown_filter", word=unknown[0][:20])
    if view:
        return show_table(ctx, view, selection.page)
    return show_figures(ctx, selection)


def show_figures(ctx: Context, scope: Selection, asked: Sequence[str] = ()) -> Reply:
    """All figures of one scope. Count and button come from the same selection.

    `asked` are keys whose part of the whole is said first.
    """
    scope = replace(scope, page=1)
    inside = select(seen_by(ctx, scope), scope, ctx.book)
    found = figures(inside)
    day = scope.span.seen_on(ctx.today) if scope.span else ctx.today
    cycle = cycle_of(day, ctx.rules.cycle_day)
    subject = "总体情况" if access.sees_all(ctx.person) else "、".join(access.own_units(ctx.person))
    whole = scope == Selection() and access.sees_all(ctx.person)
    return Reply(
        "status",
        {
            "title": scope.words(ctx.book) or subject,
            "day": day.isoformat(),
            "cycle": cycle.name,
            "cycle_due": cycle.due.isoformat(),
            **figures_data(found),
            "asked": _parts(asked, inside, found),
            "roles": _roles(inside) if scope.unit and not scope.role else None,
            "worst": [_reason(s) for s in worst(inside)],
            "since": _since(ctx, found) if whole else None,
        },
        buttons=_buttons(ctx, scope, found),
    )


def _parts(keys: Sequence[str], inside: Sequence[Standing], found: Figures) -> list[dict[str, Any]]:
    """The parts of the whole that are asked for: 报送率 of what was to be reported, else of all tasks."""
    if tuple(keys) == LIGHTS:
        parts = zip(LIGHTS, shares([found[key] for key in LIGHTS]), strict=True)
        return [
            {"word": BY_KEY[key].word, "count": found[key], "of": found.total, "percent": percent}
            for key, percent in parts
        ]
    told: list[dict[str, Any]] = []
    for key in keys:
        if key == "average":
            known = [s.lit.actual for s in inside if s.lit.actual is not None]
            mean = round(sum(known) / len(known), 1) if known else None
            told.append(
                {"word": "平均进度", "count": len(known), "of": found.total, "percent": mean}
            )
            continue
        rate = key in ("reported", "unreported")
        of = found.owing if rate else found.total
        percent = round(100 * found[key] / of, 1) if of else None
        word = {"reported": "报送率", "done": "完成率"}.get(key, BY_KEY[key].word)
        if key in PACES and key != "done":
            percent = found.paces[key][1]
        told.append({"word": word, "count": found[key], "of": of, "percent": percent})
    if len(told) > 1 and found.total and all(key in LIGHTS for key in keys):
        count = sum(int(part["count"]) for part in told)
        percent = round(100 * count / found.total, 1)
        told.append({"word": "合计", "count": count, "of": found.total, "percent": percent})
    return told


def figures_data(found: Figures) -> dict[str, Any]:
    """Figures as plain data: what the chat shows is what `--json` and the dashboard give."""
    return {
        "total": found.total,
        "figures": [
            {"key": key, "word": condition.word, "count": found[key]}
            for key, condition in BY_KEY.items()
        ],
        "counted": [
            {"key": key, "word": BY_KEY[key].word, "count": found[key]} for key in _COUNTED
        ],
        "lights": [
            {"key": key, "word": Light(key).word, "count": count}
            for key, count in found.lights.items()
        ],
        "paces": [
            {"key": key, "word": PACES[key].value, "count": count, "percent": percent}
            for key, (count, percent) in found.paces.items()
        ],
        "reported": found["reported"],
        "owing": found.owing,
        "percent": found.reported_percent,
    }


def worst(items: Sequence[Standing], most: int = WORST) -> list[Standing]:
    """The red ones that are furthest behind, then the yellow ones; so the reason is seen at once."""

    def behind(s: Standing) -> tuple[int, int, float]:
        light = 0 if s.lit.light is Light.RED else 1
        return light, min(s.days_left, 0), (s.lit.actual or 0.0) - s.lit.expected

    return nsmallest(most, (s for s in items if "alert" in s.marks), key=behind)


def _reason(s: Standing) -> dict[str, Any]:
    return {
        "code": s.task.code,
        "title": s.task.title,
        "light": s.lit.light.value,
        "sentence": s.lit.sentence,
    }


def _roles(items: Sequence[Standing]) -> dict[str, int]:
    return {role.value: sum(1 for s in items if s.role is role) for role in (Role.LEAD, Role.COOP)}


def _since(ctx: Context, found: Figures) -> dict[str, Any] | None:
    """How the figures moved from the newest snapshot of an earlier state, None without one."""
    heads = snapshots.heads(ctx.tx, 1)
    if not heads:
        return None
    moves = found.less(heads[0].figures.counts)
    return {
        "number": heads[0].number,
        "day": ctx.rules.day(heads[0].taken_at).isoformat(),
        "moves": [{"word": BY_KEY[key].word, "by": moves[key]} for key in _MOVES if key in moves],
    }


def _buttons(ctx: Context, scope: Selection, found: Figures) -> tuple[tuple[Button, ...], ...]:
    narrowed = replace(scope, role=scope.role)
    lights = [
        Button(f"{light.shape}{light.word} {found[light.value]}", _open(ctx, narrowed, light.value))
        for light in Light
        if found[light.value]
    ]
    counts = [
        Button(f"{BY_KEY[key].word} {found[key]}", _open(ctx, narrowed, key))
        for key in _OPENED
        if found[key]
    ]
    views = ["lists", "units", "sections"]
    if access.sees_all(ctx.person):
        views.append("counties")
    if access.sees_all(ctx.person) and scope == Selection():
        views.append("supervisors")
    if len(ctx.book.plans) > 1:
        views.insert(0, "plans")
    papers = [Button("看图", "/chart"), Button("台账", "/ledger")]
    if access.sees_all(ctx.person):
        papers += [Button("通报", "/bulletin"), Button("变化", "/changes")]
    if whose := _whose(ctx, scope):
        papers = [Button("看图", f"/chart {whose}"), Button("台账", f"/ledger {whose}")]
    each = [
        Button(shorten(unit), f"/status u{ctx.book.unit_ids[unit]}")
        for unit in scope.units[:MOST_UNITS]
        if scope.whole
    ]
    return (
        *rows(lights, 5),
        *rows(counts, 3),
        *(rows(papers) if replace(scope, plan=None).whole else ()),
        *rows(each, 2),
        *rows((Button(VIEWS[view][0], f"/status {view}") for view in views), 5),
    )


def _whose(ctx: Context, scope: Selection) -> str:
    """Whose papers: the words of a button that name the unit, the supervisor or the plan."""
    if scope.unit:
        return f"u{ctx.book.unit_ids[scope.unit]}"
    if scope.supervisor is not None:
        return f"m{scope.supervisor}"
    return f"plan{scope.plan}" if scope.plan else ""


def _open(ctx: Context, scope: Selection, key: str) -> str:
    return scope.under(key).command(ctx.book)


STATUS = Command(
    name="status",
    words=("状态", "总体情况", "进展汇总", "汇总", "统计"),
    summary="总体情况，按清单、单位、章节",
    usage="/status 市科技局",
    run=show_status,
)
