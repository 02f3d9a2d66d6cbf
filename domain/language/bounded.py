"""A question that was read, with the bounds, counts and ruled-out lights that it has besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.bounds import Bounds
from domain.language import asked
from domain.language.filters import Filters
from domain.language.narrowed import LIGHT_KEYS, read_conditions, read_span
from domain.language.periods import Period
from domain.language.question import Question, Shown
from domain.language.thresholds import without_bounds


def of_lights(keys: tuple[str, ...], question: Question) -> Question:
    """All but some lights: the parts of the others, with their sum."""
    plain = question.shown in (Shown.TASKS, Shown.FIGURES) and not question.order
    lit = {*question.conditions, *question.asked} <= {*LIGHT_KEYS, "alert"}
    if not (plain and lit) or question.span or question.top:
        return replace(question, unclear="不是", strong=True)
    return Question(Shown.FIGURES, asked=keys, strong=True)


def counted(
    counts: tuple[int | None, int | None],
    question: Question,
    text: str,
    filters: Filters,
    period: Period | None,
    today: date,
) -> Question:
    """Units of which each has so many; of tasks such a number means nothing that is known."""
    if question.shown not in (Shown.UNITS, Shown.GROUPS, Shown.FIGURES, Shown.TASKS) or not (
        asked.UNITS.search(text) or question.kind or text.endswith(("单位", "部门"))
    ):
        return replace(question, unclear=question.unclear or "超过几项", strong=True)
    bare = without_bounds(text)
    at = bare.find("　")
    if read_conditions(bare, filters, period) and bare[:at].endswith(("任务", "牵头", "配合")):
        # 任务超过10项又有红灯的单位: two counts, of which only one is told.
        return replace(question, unclear=question.unclear or "超过几项", strong=True)
    conditions = read_conditions(bare, filters, period)
    span, conditions = read_span(bare, conditions, period, today)
    kind = next((kind for kind, words in asked.KINDS if words.search(text)), "")
    return Question(
        Shown.UNITS, conditions, kind=kind, span=span, counts=counts, most=True, top=50, strong=True
    )


def bounded(bounds: Bounds, question: Question) -> Question:
    """The tasks within bounds; where a part of the whole is asked for, that of them is not told."""
    if question.shown not in (Shown.TASKS, Shown.UNITS, Shown.FIGURES):
        return replace(question, unclear=question.unclear or "%")
    if question.shown is Shown.FIGURES and question.asked and not {*question.asked} & {*LIGHT_KEYS}:
        return replace(question, unclear=question.unclear or "占几成")
    drop = {"late", "overdue"} if bounds.late is not None or bounds.behind is not None else ()
    kept = tuple(key for key in question.conditions or question.asked if key not in drop)
    return replace(
        question,
        shown=Shown.UNITS if question.shown is Shown.UNITS else Shown.TASKS,
        conditions=("overdue", *kept) if bounds.late is not None else kept,
        asked=(),
        bounds=bounds,
        strong=True,
    )
