"""The figures of a status: one set of functions for chat, papers, JSON and the dashboard.

They count the `marks` of what they are given, live standings or the lines of a frozen snapshot, and
a list of tasks is selected by the same marks, so a figure and the list behind it cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from domain.conditions import LIGHTS, PACES
from domain.lights import Lit
from domain.plan import PlanHead, Role, Task, TaskList
from domain.reporting import Report


class Counted(Protocol):
    """What can be counted and listed: a Standing, or a Line of a snapshot."""

    @property
    def task(self) -> Task: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def role(self) -> Role: ...
    @property
    def marks(self) -> frozenset[str]: ...
    @property
    def lit(self) -> Lit: ...
    @property
    def report(self) -> Report | None: ...
    @property
    def days_left(self) -> int: ...
    @property
    def slipped(self) -> date | None: ...


C = TypeVar("C", bound=Counted)


@dataclass(frozen=True, slots=True)
class Figures:
    """`counts` maps the keys of conditions to numbers of tasks, 0 where it has none."""

    total: int
    counts: Mapping[str, int]

    def __getitem__(self, key: str) -> int:
        return self.counts.get(key, 0)

    @property
    def owing(self) -> int:
        """Tasks that were to be reported on in this cycle."""
        return self["reported"] + self["unreported"]

    @property
    def reported_percent(self) -> float | None:
        return round(100 * self["reported"] / self.owing, 1) if self.owing else None

    @property
    def lights(self) -> dict[str, int]:
        """Light → tasks; they add up to `total`."""
        return {light: self[light] for light in LIGHTS}

    @property
    def paces(self) -> dict[str, tuple[int, float]]:
        """Key of 已完成, 超序时, 达序时, 欠序时, 其他 → tasks and percent; percents add up to 100."""
        counts = [self[key] for key in PACES]
        return dict(zip(PACES, zip(counts, shares(counts), strict=True), strict=True))

    def less(self, before: Mapping[str, int]) -> dict[str, int]:
        """How far each figure moved from `before`; what did not move is left out."""
        keys = dict.fromkeys([*self.counts, *before])
        return {
            key: self[key] - before.get(key, 0) for key in keys if self[key] != before.get(key, 0)
        }


def figures(items: Iterable[Counted]) -> Figures:
    # Tasks share few different sets of marks, so those are counted first and their keys only once each.
    alike = Counter(item.marks for item in items)
    counts: Counter[str] = Counter()
    for marks, number in alike.items():
        for key in marks:
            counts[key] += number
    return Figures(alike.total(), counts)


def shares(counts: Sequence[int]) -> list[float]:
    """Percent of each count with one decimal; by the largest remainder they add up to 100 exactly."""
    total = sum(counts)
    if not total:
        return [0.0 for _ in counts]
    tenths = [1000 * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda n: (-(1000 * counts[n] % total), n))
    for n in by_remainder[: 1000 - sum(tenths)]:
        tenths[n] += 1
    return [each / 10 for each in tenths]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the plan with its figures; `key` is what a button or an address calls it by."""

    name: str
    key: str
    figures: Figures


def by_list(items: Iterable[Counted]) -> list[Group]:
    found = _grouped(items, lambda item: item.task.list)
    return [
        Group(each.value, each.value, figures(found[each])) for each in TaskList if each in found
    ]


def by_plan(items: Iterable[Counted], plans: Iterable[PlanHead]) -> list[Group]:
    found = _grouped(items, lambda item: item.task.plan and item.task.plan.id)
    return [
        Group(plan.title, f"plan{plan.id}", figures(found[plan.id]))
        for plan in plans
        if plan.id in found
    ]


def by_section(items: Iterable[Counted], sections: Sequence[tuple[TaskList, str]]) -> list[Group]:
    found = _grouped(items, lambda item: (item.task.list, item.task.section))
    return [
        Group(section_name(section, sections), f"s{place}", figures(found[section]))
        for place, section in enumerate(sections, 1)
        if section in found
    ]


def section_name(section: tuple[TaskList, str], sections: Sequence[tuple[TaskList, str]]) -> str:
    """The name of a section, with its list where another list has one of the same name."""
    its_list, name = section
    alike = sum(1 for _, other in sections if other == name)
    return f"{name}（{its_list.value}）" if alike > 1 else name


def by_unit(
    seen: Iterable[Counted], unit_ids: Mapping[str, int], role: Role | None = None
) -> list[Group]:
    """`seen`: each task as each of its units sees it. In the order of the plan; this is no ranking."""
    found = _grouped((s for s in seen if role in (None, s.role)), lambda item: item.unit or "")
    return [
        Group(name, f"{role.value} u{number}" if role else f"u{number}", figures(found[name]))
        for name, number in unit_ids.items()
        if name in found
    ]


def _grouped(items: Iterable[C], key: Callable[[C], object]) -> dict[object, list[C]]:
    found: dict[object, list[C]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found
