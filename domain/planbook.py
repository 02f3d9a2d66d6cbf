"""The plan indexed for look-up: by code, by unit, by section. Built once per plan revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from domain.language.filters import UnitNames
from domain.language.topics import Topics
from domain.plan import Plan, PlanHead, Task, TaskList


@dataclass(frozen=True)
class PlanBook:
    """`unit_ids` maps canonical names to the ids that buttons carry; `aliases` maps every spelling.

    `collectives` are names such as 相关单位 that nobody can be bound for. `plans` are the open ones, in
    the order in which they came.
    """

    tasks: tuple[Task, ...]
    unit_ids: Mapping[str, int]
    aliases: Mapping[str, str]
    collectives: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)  # unit → 部门, 县区, 开发区 …
    plans: tuple[PlanHead, ...] = ()

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The units of one kind, in the order of the plan."""
        return tuple(unit for unit in self.holders if self.kinds.get(unit) == kind)

    @property
    def county_numbers(self) -> tuple[int, int]:
        """How many counties there are, and how many with the zones (开发区) that go with them."""
        counties, zones = (len(self.of_kind(kind)) for kind in ("县区", "开发区"))
        return counties, counties + zones

    @classmethod
    def of(cls, plan: Plan) -> PlanBook:
        """A plan that is not stored: units are numbered in its order."""
        return cls(
            tasks=plan.tasks,
            unit_ids={unit.name: number for number, unit in enumerate(plan.units, 1)},
            aliases={alias: unit.name for unit in plan.units for alias in unit.aliases},
            collectives=frozenset(unit.name for unit in plan.units if unit.is_collective),
            kinds={unit.name: unit.kind for unit in plan.units},
        )

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What the codes of each open plan begin with: nothing for the first."""
        return tuple(plan.mark for plan in self.plans) or ("",)

    @cached_property
    def by_code(self) -> dict[str, Task]:
        return {task.code: task for task in self.tasks}

    @cached_property
    def by_unit(self) -> dict[str, tuple[Task, ...]]:
        found: dict[str, list[Task]] = {name: [] for name in self.unit_ids}
        for task in self.tasks:
            for duty in task.units:
                found[duty.name].append(task)
        return {name: tuple(tasks) for name, tasks in found.items()}

    @cached_property
    def by_territory(self) -> dict[str, tuple[Task, ...]]:
        """The tasks (属地) whose work lies in a unit's county and in which it has no other part.

        The lists' footnotes make the county's government answer for what touches it.
        """
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            for unit in dict.fromkeys(self.unit(place) for place in task.territories):
                if unit and task.role_of(unit) is None:
                    found.setdefault(unit, []).append(task)
        return {unit: tuple(tasks) for unit, tasks in found.items()}

    @cached_property
    def _places(self) -> dict[str, frozenset[str]]:
        """Code → the units in whose counties the work lies, whatever else their part in it."""
        return {
            task.code: frozenset(filter(None, map(self.unit, task.territories)))
            for task in self.tasks
        }

    def lies_in(self, task: Task, unit: str) -> bool:
        """Whether the work of a task lies in a unit's county."""
        return unit in self._places.get(task.code, ())

    def territories_of(self, code: str) -> tuple[str, ...]:
        """The 属地 units that are told what falls due of a task, if its plan has it so."""
        return self._told_territories.get(code, ())

    @cached_property
    def _told_territories(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for unit, tasks in self.by_territory.items():
            for task in tasks:
                if task.plan and task.plan.tells_territories:
                    found.setdefault(task.code, []).append(unit)
        return {code: tuple(units) for code, units in found.items()}

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """The units that people can be bound for, in the order of the plan."""
        return tuple(name for name in self.unit_ids if name not in self.collectives)

    @cached_property
    def unit_names(self) -> dict[int, str]:
        return {number: name for name, number in self.unit_ids.items()}

    @cached_property
    def topics(self) -> Topics:
        """The words of all tasks, for sentences that give no code."""
        return Topics(self.tasks)

    @cached_property
    def unit_words(self) -> UnitNames:
        """The ways the units are called in a sentence."""
        return UnitNames(self.holders, dict(self.aliases))

    @cached_property
    def sections(self) -> tuple[tuple[TaskList, str], ...]:
        """Every (list, section) in the order of the document; buttons carry the place, from 1."""
        return tuple(dict.fromkeys((task.list, task.section) for task in self.tasks))

    def tasks_of(self, units: Iterable[str]) -> tuple[Task, ...]:
        """The tasks of several units, each once, in the order of the document."""
        wanted = {task.code for unit in units for task in self.by_unit.get(unit, ())}
        return tuple(task for task in self.tasks if task.code in wanted)

    def unit(self, text: str) -> str | None:
        """The canonical name of a unit written in any known way, or None."""
        text = "".join(text.split())
        if text in self.unit_ids:
            return text
        return self.aliases.get(text)

    def near(self, text: str) -> tuple[str, ...]:
        """Up to three unit names that a name not known may mean: what the answer offers."""
        text = "".join(text.split())
        close = get_close_matches(text, [*self.unit_ids, *self.aliases], n=6, cutoff=0.5)
        holding = [name for name in self.unit_ids if len(text) >= 2 and text in name]
        names = (*holding, *(self.aliases.get(name, name) for name in close))
        return tuple(dict.fromkeys(names))[:3]

    def rows(self, code: str) -> tuple[str, ...]:
        """The tasks that `code` can mean: itself, or the target rows of a numbered row (政策2).

        A code without a mark is one of the first plan; where that has none, of the only other plan.
        """
        if code in self.by_code:
            return (code,)
        for mark in ("", *(mark for mark in self.marks if mark)):
            marked = mark + code
            if marked in self.by_code:
                return (marked,)
            if found := tuple(known for known in self.by_code if known.startswith(f"{marked}-")):
                return found
        return ()
