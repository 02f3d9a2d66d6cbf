"""The plan: written by an import, read as one PlanBook that is parsed once per revision."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from domain.difference import Difference
from domain.plan import (
    COLLECTIVE,
    Duty,
    Metric,
    Milestone,
    MilestoneKind,
    Plan,
    PlanHead,
    Role,
    Source,
    Task,
    TaskList,
)
from domain.planbook import PlanBook
from domain.plans import key_of
from storage.database import Transaction
from storage.times import to_text

_kept: dict[str, PlanBook] = {}  # revision → what was parsed under it; a revision never changes


def save_plan(tx: Transaction, plan: Plan, mark: str = "") -> None:
    """Store a plan that is not there yet; the codes of its tasks begin with `mark` already."""
    revision = _revision(plan, plan.tasks)
    plan_id = tx.insert(
        "INSERT INTO plans (number, title, issuer, issued_on, starts_on, ends_on, revision, mark)"
        " VALUES (:number, :title, :issuer, :issued_on, :starts_on, :ends_on, :revision, :mark)"
        " RETURNING id",
        number=key_of(plan.number, plan.title),
        title=plan.title,
        issuer=plan.issuer,
        issued_on=plan.issued_on.isoformat(),
        starts_on=plan.starts_on.isoformat(),
        ends_on=plan.ends_on.isoformat(),
        revision=revision,
        mark=mark,
    )
    units = _save_units(tx, plan)
    for position, task in enumerate(plan.tasks):
        _save_task(tx, plan_id, position, task, units)


def update_plan(tx: Transaction, plan: Plan, difference: Difference, now: datetime) -> None:
    """Take a second version of a stored plan: what is kept stays where its reports are."""
    key = key_of(plan.number, plan.title)
    row = tx.one("SELECT id FROM plans WHERE number = :number", number=key)
    if row is None:
        raise LookupError(key)
    plan_id, units = int(row["id"]), _save_units(tx, plan)
    revision = _revision(plan, difference.tasks)
    tx.run(
        "UPDATE plans SET title = :title, ends_on = :ends_on, revision = :revision, closed_at = NULL"
        " WHERE id = :id",
        title=plan.title,
        ends_on=plan.ends_on.isoformat(),
        revision=revision,
        id=plan_id,
    )
    known = {
        row["code"] for row in tx.all("SELECT code FROM tasks WHERE plan_id = :id", id=plan_id)
    }
    for position, task in enumerate(difference.tasks):
        if task.code in known:
            tx.run(
                "DELETE FROM duties WHERE task_id = (SELECT id FROM tasks WHERE code = :code)",
                code=task.code,
            )
            task_id = tx.insert(
                "UPDATE tasks SET position = :position, list = :list, section = :section,"
                " category = :category, title = :title, target = :target, due_on = :due_on,"
                " due_basis = :due_basis, first_line = :first_line, last_line = :last_line,"
                " promises = :promises, withdrawn_at = NULL WHERE code = :code RETURNING id",
                **_columns(position, task),
            )
            _save_duties(tx, task_id, task, units)
        else:
            _save_task(tx, plan_id, position, task, units)
    for task in difference.withdrawn:
        tx.run(
            "UPDATE tasks SET withdrawn_at = :now WHERE code = :code",
            now=to_text(now),
            code=task.code,
        )


def extend(tx: Transaction, code: str, until: date) -> None:
    """Move a task's deadline; the first one stays beside it. Readers parse the plan anew."""
    tx.run(
        "UPDATE tasks SET extended_to = :day WHERE code = :code", day=until.isoformat(), code=code
    )
    row = tx.one(
        "SELECT p.id, p.revision FROM plans p JOIN tasks t ON t.plan_id = p.id WHERE t.code = :code",
        code=code,
    )
    if row:
        changed = f"{row['revision']} {code} {until.isoformat()}"
        tx.run(
            "UPDATE plans SET revision = :revision WHERE id = :id",
            revision=hashlib.sha256(changed.encode()).hexdigest(),
            id=row["id"],
        )


def codes_given(tx: Transaction) -> list[str]:
    """Every code that was ever given, withdrawn tasks' too."""
    return [row["code"] for row in tx.all("SELECT code FROM tasks")]


def _revision(plan: Plan, tasks: tuple[Task, ...]) -> str:
    return hashlib.sha256(repr((plan, tasks)).encode()).hexdigest()


def _save_units(tx: Transaction, plan: Plan) -> dict[str, int]:
    units = {}
    for unit in plan.units:
        units[unit.name] = tx.insert(
            "INSERT INTO units (name, kind) VALUES (:name, :kind)"
            " ON CONFLICT (name) DO UPDATE SET kind = excluded.kind RETURNING id",
            name=unit.name,
            kind=unit.kind,
        )
        for alias in unit.aliases:
            tx.run(
                "INSERT INTO unit_aliases (alias, unit_id) VALUES (:alias, :unit_id)"
                " ON CONFLICT (alias) DO NOTHING",
                alias=alias,
                unit_id=units[unit.name],
            )
    return units


def _save_task(
    tx: Transaction, plan_id: int, position: int, task: Task, units: dict[str, int]
) -> None:
    task_id = tx.insert(
        "INSERT INTO tasks (plan_id, code, position, list, section, category, title, target,"
        " due_on, due_basis, first_line, last_line, promises)"
        " VALUES (:plan_id, :code, :position, :list, :section, :category, :title, :target,"
        " :due_on, :due_basis, :first_line, :last_line, :promises) RETURNING id",
        plan_id=plan_id,
        **_columns(position, task),
    )
    _save_duties(tx, task_id, task, units)


def _columns(position: int, task: Task) -> dict[str, Any]:
    return {
        "code": task.code,
        "position": position,
        "list": task.list.value,
        "section": task.section,
        "category": task.category,
        "title": task.title,
        "target": task.target,
        "due_on": task.due.isoformat(),
        "due_basis": task.due_basis,
        "first_line": task.source.first_line,
        "last_line": task.source.last_line,
        "promises": _promises_text(task),
    }


def _save_duties(tx: Transaction, task_id: int, task: Task, units: dict[str, int]) -> None:
    for place, duty in enumerate(task.units):
        tx.run(
            "INSERT INTO duties (task_id, unit_id, role, position)"
            " VALUES (:task_id, :unit_id, :role, :position)",
            task_id=task_id,
            unit_id=units[duty.name],
            role=duty.role.value,
            position=place,
        )


def has_plan(tx: Transaction) -> bool:
    return tx.one("SELECT id FROM plans LIMIT 1") is not None


def load_book(tx: Transaction) -> PlanBook:
    """All tasks of the open plans. Parsed once per revision and kept, since imports are rare."""
    state = "revision || lights || tells_territories AS state"
    rows = tx.all(f"{_HEADS}, {state} FROM plans WHERE closed_at IS NULL ORDER BY id")
    revision = "+".join(row["state"] for row in rows)
    if revision not in _kept:
        _kept.clear()
        _kept[revision] = _read_book(tx, tuple(_head(row) for row in rows))
    return _kept[revision]


def read_tasks(tx: Transaction, where: str, **params: Any) -> tuple[Task, ...]:
    """The tasks that stand and fulfil `where`, a condition of this module."""
    plans = {row["id"]: _head(row) for row in tx.all(f"{_HEADS} FROM plans")}
    duties: dict[int, list[Duty]] = {}
    for row in tx.all(
        "SELECT d.task_id, u.name, d.role FROM duties d JOIN units u ON u.id = d.unit_id"
        " ORDER BY d.task_id, d.position"
    ):
        duties.setdefault(row["task_id"], []).append(Duty(row["name"], Role(row["role"])))
    return tuple(
        _read_task(row, tuple(duties.get(row["id"], ())), plans[row["plan_id"]])
        for row in tx.all(
            f"SELECT * FROM tasks WHERE withdrawn_at IS NULL AND {where}"  # noqa: S608 - our own
            " ORDER BY plan_id, position",
            **params,
        )
    )


_HEADS = "SELECT id, title, number, issuer, mark, starts_on, lights, tells_territories"


def _head(row: Any) -> PlanHead:
    return PlanHead(
        id=row["id"],
        title=row["title"],
        number=row["number"],
        issuer=row["issuer"],
        mark=row["mark"],
        starts_on=date.fromisoformat(row["starts_on"]),
        lights=row["lights"],
        tells_territories=bool(row["tells_territories"]),
    )


def _read_book(tx: Transaction, plans: tuple[PlanHead, ...]) -> PlanBook:
    tasks = read_tasks(tx, "plan_id IN (SELECT id FROM plans WHERE closed_at IS NULL)")
    rows = tx.all("SELECT id, name, kind FROM units ORDER BY id")
    aliases = {
        row["alias"]: row["name"]
        for row in tx.all(
            "SELECT a.alias, u.name FROM unit_aliases a JOIN units u ON u.id = a.unit_id"
        )
    }
    return PlanBook(
        tasks=tasks,
        unit_ids={row["name"]: row["id"] for row in rows},
        aliases=aliases,
        collectives=frozenset(row["name"] for row in rows if row["kind"] == COLLECTIVE),
        kinds={row["name"]: row["kind"] for row in rows},
        plans=plans,
    )


def _promises_text(task: Task) -> str:
    return json.dumps(
        {
            "milestones": [
                [m.text, m.phrase, m.due.isoformat(), m.kind.value] for m in task.milestones
            ],
            "metrics": [
                [m.name, m.op, m.value, m.unit, m.due.isoformat(), m.max] for m in task.metrics
            ],
            "territories": task.territories,
            "warnings": task.warnings,
        },
        ensure_ascii=False,
    )


def _read_task(row: Any, units: tuple[Duty, ...], plan: PlanHead) -> Task:
    promises = json.loads(row["promises"])
    issued, extended = date.fromisoformat(row["due_on"]), row["extended_to"]
    return Task(
        code=row["code"],
        list=TaskList(row["list"]),
        section=row["section"],
        title=row["title"],
        target=row["target"],
        units=units,
        source=Source(row["first_line"], row["last_line"]),
        due=date.fromisoformat(extended) if extended else issued,
        due_basis=row["due_basis"],
        category=row["category"],
        territories=tuple(promises["territories"]),
        milestones=tuple(
            Milestone(text, phrase, date.fromisoformat(due), MilestoneKind(kind))
            for text, phrase, due, kind in promises["milestones"]
        ),
        metrics=tuple(
            Metric(name, op, value, unit, date.fromisoformat(due), maximum)
            for name, op, value, unit, due, maximum in promises["metrics"]
        ),
        warnings=tuple(promises["warnings"]),
        first_due=issued if extended else None,
        plan=plan,
    )
