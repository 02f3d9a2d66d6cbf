"""A plan that was read → the plans that are stored: what would change, and the change itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from domain.difference import Difference, compare_in
from domain.plan import Plan, Task
from domain.plans import PlanEntry, free_mark, key_of
from storage.database import Transaction
from storage.journal import audit
from storage.plan_list import list_plans, tasks_of_plan
from storage.plans import codes_given, save_plan, update_plan


@dataclass(frozen=True, slots=True)
class Step:
    """What taking a plan in would do. `stored` is the plan it is a version of, None for a new one."""

    plan: Plan
    stored: PlanEntry | None
    mark: str
    difference: Difference

    @property
    def digest(self) -> str:
        """Tells whether what somebody says yes to is still what they were shown."""
        shown = (
            self.mark,
            self.difference.added,
            [(change.new, change.fields) for change in self.difference.changed],
            [task.code for task in self.difference.withdrawn],
        )
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:8]


def step(tx: Transaction, plan: Plan, mark: str = "") -> Step:
    """Compare a plan with what is stored under its number; a new one gets a mark for its codes."""
    entries = list_plans(tx)
    key = key_of(plan.number, plan.title)
    stored = next((entry for entry in entries if entry.number == key), None)
    if stored:
        old = tasks_of_plan(tx, stored.id, own=True)
        found = compare_in(stored.mark, old, plan.tasks, codes_given(tx))
        return Step(plan, stored, stored.mark, found)
    mark = mark or free_mark(entry.mark for entry in entries)
    tasks = tuple(replace(task, code=mark + task.code) for task in plan.tasks)
    return Step(plan, None, mark, Difference(tasks, tasks, (), ()))


def take(tx: Transaction, found: Step, actor: int, now: datetime) -> None:
    """Do it, with an audit event for each task that is added, changed or withdrawn."""
    difference = found.difference
    if found.stored:
        update_plan(tx, found.plan, difference, now)
    else:
        save_plan(tx, replace(found.plan, tasks=difference.tasks), found.mark)
    for task in difference.added:
        audit(tx, now, actor, "plan.add", task.code, title=task.title)
    for change in difference.changed:
        old = {name: words(change.old, name) for name in change.fields}
        audit(tx, now, actor, "plan.change", change.new.code, old=old)
    for task in difference.withdrawn:
        audit(tx, now, actor, "plan.withdraw", task.code, title=task.title)


def words(task: Task, field: str) -> str:
    """A field of a task as people read it."""
    if field == "units":
        return "、".join(f"{duty.name}（{duty.role.word}）" for duty in task.units)
    return str(getattr(task, field) or "无")
