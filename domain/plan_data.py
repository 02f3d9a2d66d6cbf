"""A Plan as plain data and back: what a parse is kept and handed on as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from domain.plan import (
    Duty,
    Metric,
    Milestone,
    MilestoneKind,
    Plan,
    Role,
    Source,
    Task,
    TaskList,
    Unit,
)

_DAYS = ("issued_on", "starts_on", "ends_on")


def plan_as_data(plan: Plan) -> dict[str, Any]:
    """Only what JSON can hold."""
    data = {field.name: getattr(plan, field.name) for field in fields(plan)}
    return {
        **data,
        **{name: data[name].isoformat() for name in _DAYS},
        "tasks": [_task_as_data(task) for task in plan.tasks],
        "units": [[unit.name, list(unit.aliases), unit.kind] for unit in plan.units],
        "warnings": list(plan.warnings),
    }


def plan_from_data(data: Mapping[str, Any]) -> Plan:
    return Plan(
        **{
            **data,
            **{name: date.fromisoformat(data[name]) for name in _DAYS},
            "tasks": tuple(_task_from_data(task) for task in data["tasks"]),
            "units": tuple(Unit(name, tuple(also), kind) for name, also, kind in data["units"]),
            "warnings": tuple(data["warnings"]),
        }
    )


def _task_as_data(task: Task) -> dict[str, Any]:
    return {
        "code": task.code,
        "list": task.list.value,
        "section": task.section,
        "title": task.title,
        "target": task.target,
        "units": [[duty.name, duty.role.value] for duty in task.units],
        "source": [task.source.first_line, task.source.last_line],
        "due": task.due.isoformat(),
        "due_basis": task.due_basis,
        "category": task.category,
        "territories": list(task.territories),
        "milestones": [
            [m.text, m.phrase, m.due.isoformat(), m.kind.value] for m in task.milestones
        ],
        "metrics": [
            [m.name, m.op, m.value, m.unit, m.due.isoformat(), m.max] for m in task.metrics
        ],
        "warnings": list(task.warnings),
    }


def _task_from_data(data: Mapping[str, Any]) -> Task:
    return Task(
        code=data["code"],
        list=TaskList(data["list"]),
        section=data["section"],
        title=data["title"],
        target=data["target"],
        units=tuple(Duty(name, Role(role)) for name, role in data["units"]),
        source=Source(*data["source"]),
        due=date.fromisoformat(data["due"]),
        due_basis=data["due_basis"],
        category=data["category"],
        territories=tuple(data["territories"]),
        milestones=tuple(
            Milestone(text, phrase, date.fromisoformat(due), MilestoneKind(kind))
            for text, phrase, due, kind in data["milestones"]
        ),
        metrics=tuple(
            Metric(name, op, value, unit, date.fromisoformat(due), highest)
            for name, op, value, unit, due, highest in data["metrics"]
        ),
        warnings=tuple(data["warnings"]),
    )
