"""The plan and what it makes units responsible for. Every object here is frozen and comes whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

COLLECTIVE = "统称"


class Role(StrEnum):
    """How a unit is tied to a task: 牵头, 配合 or 属地."""

    LEAD = "lead"
    COOP = "coop"
    TERRITORY = "territory"

    @property
    def word(self) -> str:
        """The word the chat uses."""
        return {"lead": "牵头", "coop": "配合", "territory": "属地"}[self.value]


class TaskList(StrEnum):
    """The part of the document a task stands in; the value is the word people say."""

    MAIN = "主要任务"
    POLICY = "政策"
    MATTER = "事项"
    PROJECT = "项目"


class MilestoneKind(StrEnum):
    """`by`: on the day at the latest; `during`: over a span; `annual`: every year until the day."""

    BY = "by"
    DURING = "during"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated commitment: `text` is its clause, `phrase` the words that date it."""

    text: str
    phrase: str
    due: date
    kind: MilestoneKind = MilestoneKind.BY


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantified target; `op` is one of >= <= = ~; `max` is set for a range such as 1—2个."""

    name: str
    op: str
    value: float
    unit: str
    due: date
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit: canonical `name`, other spellings, and its kind (部门, 县区, 开发区 …).

    A collective (相关单位, 各县市区) is kept as the document has it, but nobody can be bound for it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "部门"

    @property
    def is_collective(self) -> bool:
        return self.kind == COLLECTIVE


_ZONE = re.compile(
    r"(?:开发|高新|经开|度假|示范|功能|新|园|试验|保税|产业|实验)区(?:党工委)?(?:管委会|管理委员会)?$|管委会$|管理委员会$"
)
_COUNTY = re.compile(r"(?:县|区|旗|市人民政府|市政府)(?:人民政府|政府)?$")


def kind_of(name: str) -> str:
    """The kind of a unit that no register knows, by how its name ends."""
    if _ZONE.search(name):
        return "开发区"
    return "县区" if _COUNTY.search(name) else "部门"


@dataclass(frozen=True, slots=True)
class Duty:
    """One unit's part in a task; `name` is the unit's canonical name."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task stands: first and last line of the document, counted from 1, both included."""

    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What a task knows of its stored plan. `lights` is the preset that the plan has chosen, empty for
    the place's own; `mark` is what the plan's codes begin with."""

    id: int
    title: str
    number: str
    issuer: str
    mark: str
    starts_on: date
    lights: str = ""
    tells_territories: bool = False  # whether counties hear what falls due in them


@dataclass(frozen=True, slots=True)
class Task:
    """One reportable row. `section` is the heading without its number; `category` only projects have.

    `plan` is None for a task that is read from a document and not stored.
    """

    code: str
    list: TaskList
    section: str
    title: str
    target: str
    units: tuple[Duty, ...]
    source: Source
    due: date
    due_basis: str  # "text" or "plan"
    category: str | None = None
    territories: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    metrics: tuple[Metric, ...] = ()
    warnings: tuple[str, ...] = ()
    first_due: date | None = None  # the deadline as issued, once an extension has moved `due`
    plan: PlanHead | None = field(default=None, compare=False, repr=False)

    def role_of(self, unit: str) -> Role | None:
        """The role `unit` (canonical name) has in this task, or None."""
        return next((duty.role for duty in self.units if duty.name == unit), None)

    @property
    def leads(self) -> tuple[str, ...]:
        return tuple(duty.name for duty in self.units if duty.role is Role.LEAD)

    @property
    def coops(self) -> tuple[str, ...]:
        return tuple(duty.name for duty in self.units if duty.role is Role.COOP)


@dataclass(frozen=True, slots=True)
class Plan:
    """One issued document with its tasks; `units` holds every unit that a task names, once."""

    title: str
    number: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...] = ()
    warnings: tuple[str, ...] = field(default=())
