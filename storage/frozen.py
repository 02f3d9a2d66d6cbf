"""The content of a snapshot as bytes and back: deflated JSON, every task and report copied whole."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.lights import Light, Lit, Pace
from domain.plan import (
    Duty,
    Metric,
    Milestone,
    MilestoneKind,
    PlanHead,
    Role,
    Source,
    Task,
    TaskList,
)
from domain.reporting import Report, Status
from domain.snapshot import Line, Part, Snapshot
from storage.times import from_text, to_text


def packed(snapshot: Snapshot) -> bytes:
    """The content of a snapshot as it is kept."""
    return zlib.compress(json.dumps(_thawed(snapshot), ensure_ascii=False).encode(), 1)


def _thawed(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "day": snapshot.day.isoformat(),
        "cycle": snapshot.cycle,
        "cycle_opens": snapshot.cycle_opens.isoformat(),
        "cycle_due": snapshot.cycle_due.isoformat(),
        "plans": [
            [p.id, p.title, p.number, p.issuer, p.mark, p.starts_on.isoformat(), p.lights]
            for p in snapshot.plans
        ],
        "preset": snapshot.preset,
        "lines": [_line_out(line) for line in snapshot.lines],
    }


def unpacked(number: int, taken_at: datetime, content: bytes) -> Snapshot:
    """The snapshot that `packed` was given."""
    data = json.loads(zlib.decompress(content))
    plans = {
        id_: PlanHead(id_, title, its_number, issuer, mark, date.fromisoformat(starts_on), lights)
        for id_, title, its_number, issuer, mark, starts_on, lights in data["plans"]
    }
    return Snapshot(
        number=number,
        taken_at=taken_at,
        day=date.fromisoformat(data["day"]),
        cycle=data["cycle"],
        cycle_opens=date.fromisoformat(data["cycle_opens"]),
        cycle_due=date.fromisoformat(data["cycle_due"]),
        plans=tuple(plans.values()),
        preset=data["preset"],
        lines=tuple(_line_in(each, plans) for each in data["lines"]),
    )


def _line_out(line: Line) -> dict[str, Any]:
    task = line.task
    return {
        "task": {
            "code": task.code,
            "plan": task.plan.id if task.plan else 0,
            "list": task.list.value,
            "section": task.section,
            "category": task.category,
            "title": task.title,
            "target": task.target,
            "units": [[duty.name, duty.role.value] for duty in task.units],
            "territories": task.territories,
            "due": task.due.isoformat(),
            "due_basis": task.due_basis,
            "first_due": _iso(task.first_due),
            "milestones": [[m.text, m.phrase, _iso(m.due), m.kind.value] for m in task.milestones],
            "metrics": [[m.name, m.op, m.value, m.unit, _iso(m.due), m.max] for m in task.metrics],
        },
        "role": line.role.value,
        "marks": sorted(line.marks),
        "lit": _lit_out(line.lit),
        "report": line.report and _report_out(line.report),
        "reported_on": _iso(line.reported_on),
        "days_left": line.days_left,
        "slipped": _iso(line.slipped),
        "parts": [_part_out(part, line) for part in line.parts],
        "evidence": line.evidence,
        "extensions": line.extensions,
        "liaisons": line.liaisons,
        "leaders": line.leaders,
    }


def _line_in(data: Mapping[str, Any], plans: Mapping[int, PlanHead]) -> Line:
    task = data["task"]
    code: str = task["code"]
    line = Line(
        task=Task(
            code=code,
            list=TaskList(task["list"]),
            section=task["section"],
            title=task["title"],
            target=task["target"],
            units=tuple(Duty(name, Role(role)) for name, role in task["units"]),
            source=Source(0, 0),
            due=date.fromisoformat(task["due"]),
            due_basis=task["due_basis"],
            first_due=_day(task["first_due"]),
            category=task["category"],
            territories=tuple(task["territories"]),
            milestones=tuple(
                Milestone(text, phrase, date.fromisoformat(due), MilestoneKind(kind))
                for text, phrase, due, kind in task["milestones"]
            ),
            metrics=tuple(
                Metric(name, op, value, unit, date.fromisoformat(due), maximum)
                for name, op, value, unit, due, maximum in task["metrics"]
            ),
            plan=plans.get(task["plan"]),
        ),
        unit=None,
        role=Role(data["role"]),
        marks=frozenset(data["marks"]),
        lit=_lit_in(data["lit"]),
        report=_report_in(code, data["report"]),
        reported_on=_day(data["reported_on"]),
        days_left=data["days_left"],
        slipped=_day(data["slipped"]),
        parts=(),
        evidence=tuple(data["evidence"]),
        extensions=data["extensions"],
        liaisons=tuple(data["liaisons"]),
        leaders=tuple(data["leaders"]),
    )
    return replace(line, parts=tuple(_part_in(part, line) for part in data["parts"]))


_SAME = 0  # what a part has in common with its task as a whole is kept once


def _part_out(part: Part, line: Line) -> list[Any]:
    out: list[Any] = [part.unit, part.role.value]
    out.append(_SAME if part.marks == line.marks else sorted(part.marks))
    out.append(_SAME if part.lit is line.lit else _lit_out(part.lit))
    if part.report is line.report:
        return [*out, _SAME]
    return [*out, part.report and _report_out(part.report), _iso(part.reported_on)]


def _part_in(data: list[Any], line: Line) -> Part:
    unit, role, marks, lit, report, *reported_on = data
    return Part(
        unit,
        Role(role),
        line.marks if marks == _SAME else frozenset(marks),
        line.lit if lit == _SAME else _lit_in(lit),
        line.report if report == _SAME else _report_in(line.task.code, report),
        line.reported_on if report == _SAME else _day(reported_on[0]),
    )


def _lit_out(lit: Lit) -> list[Any]:
    return [lit.light.value, lit.pace.value, lit.sentence, lit.expected, lit.actual]


def _lit_in(data: list[Any]) -> Lit:
    light, pace, sentence, should, actual = data
    return Lit(Light(light), Pace(pace), sentence, should, actual)


def _report_out(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "unit": report.unit,
        "person": report.person,
        "stands_for": report.stands_for,
        "text": report.text,
        "status": report.status.value,
        "at": to_text(report.created_at),
        "percent": report.percent,
        "sample": report.sample,
        "kind": report.kind,
        "figures": report.figures,
        "eta": _iso(report.eta),
        "obstacle": report.obstacle,
    }


def _report_in(code: str, data: Mapping[str, Any] | None) -> Report | None:
    if data is None:
        return None
    return Report(
        id=data["id"],
        code=code,
        unit=data["unit"],
        person=data["person"],
        stands_for=data.get("stands_for", ""),  # snapshots of old have none
        text=data["text"],
        status=Status(data["status"]),
        created_at=from_text(data["at"]),
        percent=data["percent"],
        sample=data["sample"],
        kind=data["kind"],
        figures=tuple((value, unit) for value, unit in data["figures"]),
        eta=_day(data["eta"]),
        obstacle=data["obstacle"],
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
