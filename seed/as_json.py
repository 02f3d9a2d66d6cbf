"""A task as other programs read it: the format of `duban seed show --json`."""

from __future__ import annotations

from typing import Any

from domain.plan import Task


def task_as_json(task: Task) -> dict[str, Any]:
    """Plain values only; a metric's `max` stands there only for a range."""
    return {
        "code": task.code,
        "list": task.list.value,
        "section": task.section,
        "category": task.category,
        "title": task.title,
        "target": task.target,
        "units": [{"name": duty.name, "role": duty.role.value} for duty in task.units],
        "territories": list(task.territories),
        "milestones": [
            {"text": m.text, "phrase": m.phrase, "due": m.due.isoformat(), "kind": m.kind.value}
            for m in task.milestones
        ],
        "due": task.due.isoformat(),
        "due_basis": task.due_basis,
        "metrics": [
            {
                "name": m.name,
                "op": m.op,
                "value": _plain(m.value),
                "unit": m.unit,
                "due": m.due.isoformat(),
                **({} if m.max is None else {"max": _plain(m.max)}),
            }
            for m in task.metrics
        ],
        "source": {"first_line": task.source.first_line, "last_line": task.source.last_line},
        "warnings": list(task.warnings),
    }


def _plain(value: float) -> float | int:
    """1000, not 1000.0."""
    return int(value) if value == int(value) else value
