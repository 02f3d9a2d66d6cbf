"""What a question asks to be shown, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.bounds import NO_BOUNDS, Bounds
from domain.language.changed import Change
from domain.span import Span


class Shown(StrEnum):
    FIGURES = "figures"
    TASKS = "tasks"
    UNITS = "units"
    WHY = "why"  # of an issue that is named
    GROUPS = "groups"  # one of the views of /status
    CHANGES = "changes"
    TURNED = "turned"  # whose light changed within a period that has passed
    CAUSES = "causes"  # of what lags, by kind
    PUNCTUAL = "punctual"  # reported by the round's due day or not
    NUDGED = "nudged"  # how often units were urged
    TREND = "trend"  # month by month
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Question:
    """`conditions` are keys of domain.conditions; `top` is how many are asked for, most (or `least`) first.

    `without`: units that have none of it; `every`: all of whose tasks have it; `counts`: at least and at
    most how many a unit has. `order` sorts tasks: overdue, slow, fast, due, latest. `asked` are keys
    whose part of the whole is asked for. `rate`: units are compared by 报送率. `unclear` are words of
    which no figure can be told. `kind` is the kind of units, `kinds` are compared with each other,
    `name` is the view or the paper. `cause` is a key of domain.causes.
    `word` is a topic that no filter names and that the tasks' own text
    has; `about`: it is asked of that topic, so where the intent is none the sentence is a question after
    all.
    """

    shown: Shown
    conditions: tuple[str, ...] = ()
    top: int | None = None
    most: bool = False
    least: bool = False
    without: bool = False
    every: bool = False
    order: str = ""
    asked: tuple[str, ...] = ()
    rate: bool = False
    kind: str = ""
    kinds: tuple[str, ...] = ()
    name: str = ""
    word: str | None = None
    span: Span | None = None
    months: tuple[date, date] | None = None
    change: Change | None = None
    due_within: int | None = None
    bounds: Bounds = NO_BOUNDS
    cause: str | None = None
    counts: tuple[int | None, int | None] | None = None
    unclear: str = ""
    strong: bool = False
    about: bool = False
