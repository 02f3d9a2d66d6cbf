"""Which of a report's figures is which metric of its task, and how a metric went over time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.language.quantities import Quantity, find_quantities
from domain.language.text import clause_at, plain
from domain.plan import Metric, Task

_LARGE = {"万": 10**4, "亿": 10**8}
_CLOSE_ENOUGH = 0.34  # share of the metric's name that the words around a figure hold


@dataclass(frozen=True, slots=True)
class Point:
    """A reported value of a metric, in the metric's own unit."""

    day: date
    value: float


def measured(task: Task, text: str) -> dict[int, float]:
    """Place of a metric in `task.metrics` → the value that `text` reports for it, in its unit.

    Only where the unit is the metric's and the words around the figure name it; where a task has a
    single metric of that unit, one shared pair of characters is enough.
    """
    text = plain(text)
    found: dict[int, tuple[float, float]] = {}
    for quantity in find_quantities(text):
        for place, metric in enumerate(task.metrics):
            value = in_unit(quantity.value, quantity.unit, metric.unit)
            if value is None or _is_no_level(quantity, text, metric):
                continue
            alone = sum(1 for other in task.metrics if other.unit == metric.unit) == 1
            likeness = _likeness(metric, quantity, text)
            enough = likeness > 0 if alone else likeness >= _CLOSE_ENOUGH
            if enough and likeness > found.get(place, (0.0, 0.0))[0]:
                found[place] = (likeness, value)
    return {place: value for place, (_, value) in found.items()}


# 新增海外仓2个, 还差63家, 目标300家: how much more, how much is missing, what is wanted; no level.
_INCREASE = re.compile(r"(?:新增加?|净增|又增|增加了?|增长了?)[^,，。;；\d]{0,10}$")
_MISSING = re.compile(
    r"(?:还差|尚差|相差|差|剩余?|还剩|缺|距离?|离|目标|任务数?|计划)[^,，。;；\d]{0,4}$"
)


def _is_no_level(quantity: Quantity, text: str, metric: Metric) -> bool:
    left, _ = clause_at(text, quantity.span.start, quantity.span.end)
    before = text[left : quantity.span.start]
    if _MISSING.search(before):
        return True
    return _INCREASE.search(before) is not None and re.search("新增|增", metric.name) is None


def series(task: Task, reports: Iterable[tuple[date, str]]) -> dict[int, list[Point]]:
    """For each metric its reported values, in the order given; several on one day keep the last."""
    found: dict[int, list[Point]] = {}
    for day, text in reports:
        for place, value in measured(task, text).items():
            points = found.setdefault(place, [])
            if points and points[-1].day == day:
                points.pop()
            points.append(Point(day, value))
    return found


def meets(metric: Metric, value: float) -> bool:
    """Whether a value is where the metric wants it."""
    if metric.op == "<=":
        return value <= metric.value
    if metric.op == "=" and metric.max is None:
        return value == metric.value
    return value >= metric.value


def in_unit(value: float, unit: str, wanted: str) -> float | None:
    """The value in another unit (8500 万元 in 亿元 is 0.85), or None where they measure other things."""
    value, said = _plain_unit(value, unit)
    factor, plain_wanted = _plain_unit(1.0, wanted)
    if said != plain_wanted or not said:
        return None
    return round(value / factor, 6)


def _plain_unit(value: float, unit: str) -> tuple[float, str]:
    while unit[:1] in _LARGE and len(unit) > 1:
        value, unit = value * _LARGE[unit[0]], unit[1:]
    return value, unit


def _likeness(metric: Metric, quantity: Quantity, text: str) -> float:
    left, right = clause_at(text, quantity.span.start, quantity.span.end)
    around = text[left : quantity.span.start] + "。" + text[quantity.span.end : right]
    name = metric.name.strip("“”‘’《》()（）")
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    said = {around[at : at + 2] for at in range(len(around) - 1)}
    # 海外仓 at the end of a long name is what people say of it.
    named = _CLOSE_ENOUGH if name[-2:] in said else 0.0
    return max(named, len(pairs & said) / len(pairs)) if pairs else 0.0
