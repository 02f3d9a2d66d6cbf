"""The units of a list that was read ↔ those that are known already: one unit is one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import Indel

from domain.plan import Duty, Plan, Role, Task
from domain.planbook import PlanBook

_LIKE = 0.6


def against(plan: Plan, book: PlanBook) -> Plan:
    """The plan with known spellings as the known units; a unit that nobody knows is said, with the
    known one that it is most like."""
    if not book.unit_ids:
        return plan
    names = [unit.name for unit in plan.units]
    known = {name: canonical for name in names if (canonical := book.unit(name))}
    strange = {
        unit.name: _warning(unit.name, book)
        for unit in plan.units
        if unit.name not in known and not unit.is_collective
    }
    tasks = tuple(_with_known(task, known, strange) for task in plan.tasks)
    units = {known.get(unit.name, unit.name): unit for unit in plan.units}
    return replace(
        plan,
        tasks=tasks,
        units=tuple(replace(unit, name=name) for name, unit in units.items()),
    )


def _with_known(task: Task, known: Mapping[str, str], strange: Mapping[str, str]) -> Task:
    roles: dict[str, Role] = {}
    for duty in task.units:
        name = known.get(duty.name, duty.name)
        if roles.get(name) is not Role.LEAD:
            roles[name] = duty.role
    said = [strange[duty.name] for duty in task.units if duty.name in strange]
    had = {warning.rsplit("：", 1)[-1] for warning in task.warnings}
    return replace(
        task,
        units=tuple(Duty(name, role) for name, role in roles.items()),
        warnings=(*task.warnings, *(text for text in said if text not in had)),
    )


def _warning(name: str, book: PlanBook) -> str:
    spellings = {**{unit: unit for unit in book.holders}, **book.aliases}
    near = process.extractOne(
        name, list(spellings), scorer=Indel.normalized_similarity, score_cutoff=_LIKE
    )
    hint = f"，最接近的是「{spellings[near[0]]}」" if near else ""
    return f"责任单位「{name}」不在单位名录里{hint}，请核对。"
