"""A frozen, numbered picture of the plan on a day: what chart, ledger and bulletin are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.figures import Counted, Figures, figures
from domain.lights import Light, Lit
from domain.plan import PlanHead, Role, Task, TaskList
from domain.reporting import Report


@dataclass(frozen=True, slots=True)
class Part:
    """A task as one of its units sees it."""

    unit: str
    role: Role
    marks: frozenset[str]
    lit: Lit
    report: Report | None
    reported_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One task as it stood; seen as a whole (`unit` None) or as one of its units sees it."""

    task: Task
    unit: str | None
    role: Role
    marks: frozenset[str]
    lit: Lit
    report: Report | None
    reported_on: date | None
    days_left: int
    slipped: date | None
    parts: tuple[Part, ...] = ()
    evidence: tuple[str, ...] = ()
    extensions: int = 0
    liaisons: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()  # 分管领导 of the leading units

    def as_seen_by(self, part: Part) -> Line:
        return replace(
            self,
            unit=part.unit,
            role=part.role,
            marks=part.marks,
            lit=part.lit,
            report=part.report,
            reported_on=part.reported_on,
        )

    def due_within(self, days: int) -> bool:
        return 0 <= self.days_left <= days and "done" not in self.marks


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`number` is 0 for a live look that was not frozen. `preset` is the place's rule for the lights,
    which holds for each of `plans` that has not chosen one of its own."""

    number: int
    taken_at: datetime
    day: date
    cycle: str
    cycle_opens: date
    cycle_due: date
    plans: tuple[PlanHead, ...]
    preset: str
    lines: tuple[Line, ...]

    @property
    def plan(self) -> str:
        return "；".join(plan.title for plan in self.plans)

    @property
    def plan_number(self) -> str:
        return "；".join(plan.number for plan in self.plans)

    @property
    def issuer(self) -> str:
        return "；".join(dict.fromkeys(plan.issuer for plan in self.plans))

    @property
    def presets(self) -> dict[str, tuple[PlanHead, ...]]:
        """Preset → the plans that are judged by it."""
        found: dict[str, list[PlanHead]] = {}
        for plan in self.plans:
            found.setdefault(plan.lights or self.preset, []).append(plan)
        return {name: tuple(plans) for name, plans in found.items()} or {self.preset: ()}

    @property
    def rule(self) -> str:
        """By which rule the lights are judged; where plans differ, by which the codes of each."""
        if len(self.presets) == 1:
            return next(iter(self.presets))
        return "；".join(
            f"{name}（{'、'.join(f'《{plan.title}》' for plan in plans)}）"
            for name, plans in self.presets.items()
        )

    def of_plan(self, plan_id: int) -> Snapshot:
        """The part of one plan (0: all of it)."""
        if not plan_id:
            return self
        return replace(
            self,
            plans=tuple(plan for plan in self.plans if plan.id == plan_id),
            lines=tuple(x for x in self.lines if x.task.plan and x.task.plan.id == plan_id),
        )

    @property
    def figures(self) -> Figures:
        return figures(self.lines)

    @property
    def sections(self) -> tuple[tuple[TaskList, str], ...]:
        return tuple(dict.fromkeys((line.task.list, line.task.section) for line in self.lines))

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that has a part, in the order of the plan."""
        return tuple(dict.fromkeys(part.unit for line in self.lines for part in line.parts))

    def seen(self, units: Iterable[str] | None = None) -> list[Line]:
        """Each task as each of `units` (None: of all) sees it."""
        wanted = None if units is None else set(units)
        return [
            line.as_seen_by(part)
            for line in self.lines
            for part in line.parts
            if wanted is None or part.unit in wanted
        ]

    def only(self, units: Sequence[str]) -> Snapshot:
        """What may be shown to somebody who sees the tasks of `units` alone, as the first sees them.

        Of several units the leading one counts.
        """
        lines = []
        for line in self.lines:
            own = [part for part in line.parts if part.unit in units]
            if own:
                part = next((p for p in own if p.role is Role.LEAD), own[0])
                lines.append(replace(line.as_seen_by(part), parts=tuple(own)))
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose light is another one than before (`before` None: the task is new)."""

    task: Task
    before: Light | None
    now: Light
    sentence: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since an earlier snapshot; `moves` by figure, see `Figures.less`."""

    number: int
    day: date
    moves: Mapping[str, int]
    moved: tuple[Moved, ...]
    reported: tuple[str, ...]  # codes of the tasks with a newer report

    @property
    def nothing(self) -> bool:
        return not self.moved and not self.reported


def since(before: Snapshot, now: Sequence[Counted]) -> Since:
    """The difference from a snapshot to now."""
    old = {line.task.code: line for line in before.lines}
    moved, reported = [], []
    for item in now:
        was = old.get(item.task.code)
        if was is None or was.lit.light is not item.lit.light:
            light = was.lit.light if was else None
            moved.append(Moved(item.task, light, item.lit.light, item.lit.sentence))
        newest, known = item.report, was.report if was else None
        if newest is not None and (known is None or newest.id > known.id):
            reported.append(item.task.code)
    shown = [old[item.task.code] for item in now if item.task.code in old]
    return Since(
        number=before.number,
        day=before.day,
        moves=figures(now).less(figures(shown).counts),
        moved=tuple(moved),
        reported=tuple(reported),
    )
