"""A snapshot as plain data: what `duban status --json` prints and the dashboard shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from domain.conditions import BY_KEY
from domain.figures import Figures, Group, by_list, by_section, by_unit, figures
from domain.plan import Role
from domain.planbook import PlanBook
from domain.snapshot import Line, Since, Snapshot
from domain.supervisors import Supervisor, by_supervisor
from handlers.status.counties import COUNTIES
from handlers.status.status import figures_data


def status_data(
    snapshot: Snapshot,
    book: PlanBook,
    since: Since | None,
    units: Collection[str] = (),
    people: Iterable[Supervisor] = (),
) -> dict[str, Any]:
    """Every figure of a status with the tasks they were counted from; of `units` alone, or of all.
    `people`: the supervisors in the order of the plan.

    The keys of the groups are places in `book`, as the words of a selection are.
    """
    seen = snapshot.seen()
    unit_ids = {name: n for name, n in book.unit_ids.items() if not units or name in units}
    counties = [line for line in seen if book.kinds.get(line.unit or "") in COUNTIES]
    return {
        "day": snapshot.day.isoformat(),
        "number": snapshot.number,
        "plan": snapshot.plan,
        "plan_number": snapshot.plan_number,
        "preset": snapshot.rule,
        "plans": [
            {
                "name": plan.title,
                "key": f"plan{plan.id}",
                "number": plan.number,
                "mark": plan.mark,
                "preset": plan.lights or snapshot.preset,
                **counts(snapshot.of_plan(plan.id).figures),
            }
            for plan in snapshot.plans
        ],
        "cycle": snapshot.cycle,
        "cycle_due": snapshot.cycle_due.isoformat(),
        **figures_data(figures(snapshot.lines)),
        "since": since_data(since) if since else None,
        "lists": [_group(group) for group in by_list(snapshot.lines)],
        "sections": [_group(g) for g in by_section(snapshot.lines, book.sections)],
        "units": [_group(group) for group in by_unit(seen, unit_ids)],
        "leading": [_group(group) for group in by_unit(seen, unit_ids, Role.LEAD)],
        "cooperating": [_group(group) for group in by_unit(seen, unit_ids, Role.COOP)],
        "counties": [_group(group) for group in by_unit(counties, unit_ids)],
        "supervisors": [_group(group) for group in by_supervisor(snapshot, people)],
        "tasks": [line_data(line) for line in snapshot.lines],
    }


def since_data(since: Since) -> dict[str, Any]:
    return {
        "number": since.number,
        "day": since.day.isoformat(),
        "moves": {BY_KEY[key].word: by for key, by in since.moves.items() if key in BY_KEY},
        "moved": [
            {
                "code": moved.task.code,
                "before": moved.before.value if moved.before else None,
                "now": moved.now.value,
                "sentence": moved.sentence,
            }
            for moved in since.moved
        ],
        "reported": list(since.reported),
    }


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name, "key": group.key, **counts(group.figures)}


def counts(figures: Figures) -> dict[str, Any]:
    """The figures of a row: total, the percent that was reported, and a count for each condition."""
    return {
        "total": figures.total,
        "percent": figures.reported_percent,
        **{key: figures[key] for key in BY_KEY},
    }


def line_data(line: Line) -> dict[str, Any]:
    report = line.report
    return {
        "code": line.task.code,
        "title": line.task.title,
        "list": line.task.list.value,
        "section": line.task.section,
        "leads": list(line.task.leads),
        "coops": list(line.task.coops),
        "due": line.task.due.isoformat(),
        "days_left": line.days_left,
        "light": line.lit.light.value,
        "pace": line.lit.pace.value,
        "sentence": line.lit.sentence,
        "expected": line.lit.expected,
        "actual": line.lit.actual,
        "slipped": line.slipped.isoformat() if line.slipped else None,
        "marks": sorted(line.marks),
        "report": report
        and {
            "unit": report.unit,
            "day": line.reported_on and line.reported_on.isoformat(),
            "status": report.word,
            "percent": report.percent,
            "text": report.text,
            "sample": report.sample,
        },
    }
