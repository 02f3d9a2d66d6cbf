"""When a task stays overdue: what supervisors and coordinators are told, and 督促 and 说明."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domain import access
from domain.errors import Refused
from domain.language.references import find_references
from domain.messages import Button, Reply
from domain.people import ALL_UNITS, Person, Position
from domain.plan import Task
from domain.reporting import Report
from domain.rules import Rules
from domain.watch import Due
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.tasks import find_task
from storage import letters, outbox, people, reports
from storage.database import Transaction
from storage.journal import audit
from storage.times import from_text

MOST_LINES = 12
MOST_UNITS = 40
MAX_EXPLANATION = 500
_HIGHER = frozenset({Position.SUPERVISOR, Position.COORDINATOR, Position.ADMIN})


def escalation_reply(
    tx: Transaction,
    due: Sequence[tuple[Due, Position]],
    today: date,
    rules: Rules,
    stands_for: Iterable[str] = (),
) -> Reply:
    """What has stayed overdue: task by task for the supervisor, unit by unit for the coordinators.

    `stands_for` are the names of those on leave for whom it is told.
    """
    above = [each for each, position in due if position is Position.COORDINATOR]
    own = [each for each, position in due if position is not Position.COORDINATOR]
    shown = own[:MOST_LINES]
    drafts = _drafts(tx, above, today)
    said = _explanations(tx, [each for each, _ in due], rules)
    codes = [each.watch.task.code for each in shown]
    buttons = [Button(f"督办单 {unit[:10]}", f"/letter {n}") for unit, n in drafts[:MOST_UNITS]]
    return Reply(
        "escalation",
        {
            "day": today.isoformat(),
            "stands_for": list(stands_for),
            "tone": due[0][0].rung.step.tone,
            "total": len(due),
            "tasks": [_task_line(each, said, today) for each in shown],
            "more": len(own) - len(shown),
            "units": _unit_lines(above, said, today)[:MOST_UNITS],
        },
        buttons=(*_answers(codes), *rows(buttons, 2)),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _explanations(tx: Transaction, due: Sequence[Due], rules: Rules) -> dict[str, str]:
    """code → what a supervisor said since the deadline."""
    found = letters.explanations(tx, [each.watch.task.code for each in due])
    days = {each.watch.task.code: each.rung.due for each in due}
    return {
        code: f"{name}：{text}"
        for code, (name, text, at) in found.items()
        if rules.day(from_text(at)) >= days[code]
    }


def _task_line(due: Due, said: Mapping[str, str], today: date) -> dict[str, Any]:
    task, reported = due.watch.task, due.watch.reported_on
    return {
        "code": task.code,
        "title": task.title,
        "unit": due.watch.unit,
        "days_left": due.days_left(today),
        "reported": reported.isoformat() if reported else "",
        "explained": said.get(task.code, ""),
    }


def _unit_lines(due: Sequence[Due], said: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    lines: dict[str, dict[str, Any]] = {}
    for each in due:
        unit, code = each.watch.unit, each.watch.task.code
        line = lines.setdefault(unit, {"unit": unit, "codes": [], "days_left": 0, "explained": []})
        line["codes"].append(code)
        line["days_left"] = min(line["days_left"], each.days_left(today))
        if code in said:
            line["explained"].append(f"{code} {said[code]}")
    return list(lines.values())


def _answers(codes: Sequence[str]) -> tuple[tuple[Button, ...], ...]:
    pairs = [
        (Button(f"督促 {code}", f"/press {code}"), Button(f"说明 {code}", f"/explain {code}"))
        for code in codes
    ]
    return (*pairs, (Button("全部督促", "/press all"),)) if len(pairs) > 1 else tuple(pairs)


def _drafts(tx: Transaction, due: Sequence[Due], today: date) -> list[tuple[str, int]]:
    """(unit, number) of a drafted 督办单 for each unit, shared by all coordinators who are told."""
    by_unit: dict[str, list[str]] = {}
    for each in due:
        by_unit.setdefault(each.watch.unit, []).append(each.watch.task.code)
    return [(unit, letters.draft(tx, unit, codes, today).id) for unit, codes in by_unit.items()]


def press(text: str, ctx: Context) -> Reply:
    """A supervisor (or coordinator) presses the liaisons on a task, once a day."""
    tasks = _overdue_of(ctx) if text.strip() == "all" else find_task(text, ctx)
    by_unit: dict[str, list[Task]] = {}
    for task in tasks:
        for unit in _units_above(ctx.person, task):
            by_unit.setdefault(unit, []).append(task)
    if not by_unit:
        raise Refused("nothing_to_press")
    reached = 0
    for unit, listed in by_unit.items():
        codes = [task.code for task in listed]
        for liaison in people.liaisons_of(ctx.tx, [unit]):
            reached += outbox.add(
                ctx.tx,
                key=f"press:{liaison.id}:{ctx.today.isoformat()}:{','.join(codes)}"[:200],
                kind="press",
                person_id=liaison.id,
                reply=Reply(
                    "pressed",
                    {
                        "by": f"{_title(ctx.person)}{ctx.person.name}",
                        "tasks": [{"code": t.code, "title": t.title} for t in listed],
                        "example": codes[0],
                    },
                    buttons=rows([Button(code, f"/task {code}") for code in codes[:8]]),
                ),
                now=ctx.now,
                tasks=codes,
            )
        for code in codes:
            audit(ctx.tx, ctx.now, ctx.person.id, "press", code, unit=unit)
    return Reply("press_sent", {"codes": [t.code for t in tasks][:12], "people": reached})


def explain(text: str, ctx: Context) -> Reply:
    """说明 政策12 原因…: kept with the task, and shown to the coordinators when it reaches them."""
    task = find_task(text, ctx)[0]
    if not _units_above(ctx.person, task):
        raise Refused("nothing_to_press")
    end = find_references(text)[0].end
    said = text[end:].strip(" \t\n:：,，、。")
    if not said:
        raise Refused("explain_what", code=task.code)
    if len(said) > MAX_EXPLANATION:
        raise Refused("explain_too_long", length=len(said), limit=MAX_EXPLANATION)
    letters.explain(ctx.tx, task.code, ctx.person.id, said, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "explain", task.code)
    return Reply("explained", {"code": task.code, "text": said})


def _overdue_of(ctx: Context) -> tuple[Task, ...]:
    """The overdue tasks of the units this person supervises, not yet reported done."""
    units = ctx.person.units_as(Position.SUPERVISOR)
    latest = reports.latest(ctx.tx, units=units)
    return tuple(
        task
        for task in ctx.book.tasks_of(units)
        if task.due < ctx.today
        and any(
            unit in task.leads and not _is_done(latest.get(task.code, {}).get(unit))
            for unit in units
        )
    )


def _is_done(report: Report | None) -> bool:
    return report is not None and report.status.value == "done" and report.verdict != "no"


def _units_above(person: Person, task: Task) -> tuple[str, ...]:
    """The leading units of the task whose liaisons this person may press."""
    if access.oversees_daily(person):
        return task.leads
    held = person.units_as(Position.SUPERVISOR)
    return tuple(unit for unit in task.leads if unit in held)


def _title(person: Person) -> str:
    above = [post.position for post in person.posts if post.unit == ALL_UNITS]
    return (above[0] if above else Position.SUPERVISOR).word


PRESS = Command(
    "press", ("督促",), "督促联络员报进展", "督促 政策12", press, _HIGHER, in_menu=False
)
EXPLAIN = Command(
    "explain", ("说明",), "说明逾期原因", "说明 政策12 原因", explain, _HIGHER, in_menu=False
)
