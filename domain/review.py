"""The doubts of a parse, gone through one by one: the same one once for all tasks that have it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.plan import Duty, Plan, Role, Task, Unit, kind_of

_UNKNOWN = re.compile(r"责任单位「(?P<old>[^」]+)」不在单位名录里，最接近的是「(?P<new>[^」]+)」")
_PLACE = re.compile(r"^(?:「[^」]*」第\d+行|第\d+个表第\d+行|第\d+页)：")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit that is written in an unknown way, and the known one it is most like."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One sentence of doubt; `places` are the codes (and lines) that it is said of, none for the whole."""

    text: str
    places: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    proposal: Proposal | None = None


def doubts_of(plan: Plan) -> tuple[Doubt, ...]:
    """Every doubt of a plan, those on the whole document first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for task in plan.tasks:
        for warning in task.warnings:
            place = _PLACE.match(warning)
            text = warning[place.end() :] if place else warning
            where = place.group()[:-1] if place else _lines(task)
            found.setdefault(text, []).append((task.code, f"{task.code}（{where}）"))
    return (
        *(Doubt(text) for text in plan.warnings),
        *(
            Doubt(
                text,
                tuple(dict.fromkeys(place for _, place in said)),
                tuple(dict.fromkeys(code for code, _ in said)),
                _proposal(text),
            )
            for text, said in found.items()
        ),
    )


def take_proposal(plan: Plan, doubt: Doubt) -> Plan:
    """The plan with the known unit in place of the unknown spelling, wherever that stands."""
    proposal = doubt.proposal
    if proposal is None:
        return plan
    tasks = tuple(
        replace(
            task,
            units=_renamed(task, proposal),
            warnings=tuple(w for w in task.warnings if not w.endswith(doubt.text)),
        )
        for task in plan.tasks
    )
    named = {duty.name for task in tasks for duty in task.units}
    known = {unit.name for unit in plan.units}
    units = (
        *(unit for unit in plan.units if unit.name in named),
        *(Unit(name, kind=kind_of(name)) for name in sorted(named - known)),
    )
    return replace(plan, tasks=tasks, units=units)


def _renamed(task: Task, proposal: Proposal) -> tuple[Duty, ...]:
    roles: dict[str, Role] = {}
    for duty in task.units:
        name = proposal.new if duty.name == proposal.old else duty.name
        roles.setdefault(name, duty.role)
    return tuple(Duty(name, role) for name, role in roles.items())


def _proposal(text: str) -> Proposal | None:
    match = _UNKNOWN.search(text)
    return Proposal(match["old"], match["new"]) if match else None


def _lines(task: Task) -> str:
    first, last = task.source.first_line, task.source.last_line
    return f"第{first}行" if first == last else f"第{first}—{last}行"
