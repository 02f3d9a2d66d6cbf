"""Domain objects as the plain data that templates show, and the standings that lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from domain import access
from domain.drafts import Entry
from domain.measures import in_unit, measured
from domain.messages import Attachment, Button
from domain.plan import Metric, Role, Task
from domain.reporting import Report
from domain.rules import Rules, days_between
from domain.selection import ROLE_WORDS, Selection
from domain.span import Of
from domain.standing import Standing
from handlers.base import Context
from handlers.record import reach
from handlers.seen import Sight

BUTTONS_A_ROW = 4
OPERATORS = {">=": "≥", "<=": "≤", "=": "", "~": "约"}
T = TypeVar("T")


def standings(
    ctx: Context, unit: str | None = None, units: tuple[str, ...] = (), on: date | None = None
) -> list[Standing]:
    """The standings this person's lists and figures are made of.

    For a unit: its tasks as that unit sees them; for several, each task once, as the unit whose part
    weighs most sees it. Else all tasks as a whole for whoever oversees the plan, and for a liaison the
    tasks of the own units, each as the unit that leads it sees it. `on` an earlier day: as they stood.
    """
    sight = Sight.at(ctx.tx, on or ctx.today, ctx.today, ctx.rules)
    if unit is not None:
        return sight.of_unit(unit)
    if units:
        return sight.of_person(units)
    return (
        sight.whole()
        if access.sees_all(ctx.person)
        else sight.of_person(access.own_units(ctx.person))
    )


def seen_by(ctx: Context, scope: Selection) -> list[Standing]:
    """The standings that a selection is taken from: whose they are, and of which day.

    Refused where how things stood on that day was not recorded.
    """
    on = scope.span.seen_on(ctx.today) if scope.span else None
    if on and scope.span and scope.span.of is Of.STATE:
        reach(ctx.tx, on, ctx.today, ctx.rules, scope.conditions)
    return standings(ctx, scope.unit, scope.units, on)


def in_territory(ctx: Context, unit: str | None = None) -> list[Standing]:
    """属地: the tasks whose work lies in a unit's county, seen as a whole; without a unit, in one's own."""
    units = (unit,) if unit else access.own_units(ctx.person)
    if unit is None and access.sees_all(ctx.person):
        units = tuple(ctx.book.by_territory)
    codes = {task.code for each in units for task in ctx.book.by_territory.get(each, ())}
    whole = Sight.now(ctx.tx, ctx.today, ctx.rules).whole()
    return [replace(seen, role=Role.TERRITORY) for seen in whole if seen.task.code in codes]


def task_line(
    s: Standing, rules: Rules, today: date, *, why: bool = False, say: bool = False
) -> dict[str, Any]:
    """A task on the lines of a list; `why`: with the sentence of its light, `say`: with what was reported."""
    return {
        "code": s.task.code,
        "title": s.task.title,
        "role": ROLE_WORDS.get(s.role, "") if s.unit else "",
        "leads": "、".join(s.task.leads),
        "by": "",  # the deadline, where it is what was asked for
        "days_left": s.days_left,
        "overdue": s.overdue,
        "soon": s.soon,
        "done": s.done,
        "owes": s.owes_report,
        "light": s.lit.light.value,
        "why": s.lit.sentence if why else "",
        "said": s.report.text if say and s.report else "",
        "report": report_data(s.report, rules, today) if s.report else None,
    }


def report_data(report: Report, rules: Rules, today: date) -> dict[str, Any]:
    day = rules.day(report.created_at)
    return {
        "kind": report.kind,
        "eta": report.eta and report.eta.isoformat(),
        "obstacle": report.obstacle or "",
        "flags": list(report.flags),
        "evidence": report.evidence,
        "superseded": report.superseded,
        "id": report.id,
        "code": report.code,
        "unit": report.unit,
        "person": report.by,
        "stands_for": report.stands_for,
        "text": report.text,
        "status": report.word,
        "percent": report.percent,
        "day": day.isoformat(),
        "days_ago": days_between(day, today),
        "sample": report.sample,
        "withdrawn": report.withdrawn,
    }


def entry_data(entry: Entry, task: Task, files: Iterable[Attachment]) -> dict[str, Any]:
    """What was understood of one report, its figures beside the task's metrics and targets."""
    found = measured(task, entry.text)
    metrics = [task.metrics[place] for place in found]
    rest = [
        (value, unit)
        for value, unit in entry.figures
        if all(
            in_unit(value, unit, metric.unit) != reached
            for metric, reached in zip(metrics, found.values(), strict=True)
        )
    ]
    return {
        "code": task.code,
        "title": task.title,
        "kind": entry.kind,
        "text": entry.text,
        "status": entry.word,
        "percent": entry.percent,
        "measures": [
            {"reached": reached, **metric_data(metric)}
            for metric, reached in zip(metrics, found.values(), strict=True)
        ],
        "figures": [{"value": value, "unit": unit} for value, unit in rest],
        "eta": entry.eta and entry.eta.isoformat(),
        "obstacle": entry.obstacle or "",
        "files": [file.name for file in files],
    }


def metric_data(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "op": OPERATORS[metric.op],
        "value": metric.value,
        "max": metric.max,
        "unit": metric.unit,
    }


def view_button(code: str) -> tuple[tuple[Button, ...], ...]:
    return rows([Button("查看", f"/task {code}")])


def rows(buttons: Iterable[Button], a_row: int = BUTTONS_A_ROW) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of `a_row`."""
    flat = tuple(buttons)
    return tuple(flat[n : n + a_row] for n in range(0, len(flat), a_row))


def paged(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The items of one page, the page that is shown (within what there is), and how many there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(1, page), pages)
    return items[(page - 1) * size : page * size], page, pages


def pager(
    command: Callable[[int], str],
    page: int,
    pages: int,
    words: tuple[str, str] = ("上一页", "下一页"),
) -> list[Button]:
    """Buttons to the pages before and behind; `command(n)` opens page n."""
    buttons = []
    if page > 1:
        buttons.append(Button(words[0], command(page - 1)))
    if page < pages:
        buttons.append(Button(words[1], command(page + 1)))
    return buttons


def task_buttons(codes: Iterable[str]) -> tuple[tuple[Button, ...], ...]:
    return rows(Button(code, f"/task {code}") for code in codes)
