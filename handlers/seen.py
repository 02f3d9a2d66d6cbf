"""Where the tasks stand now, worked out once and kept: only what changed is judged again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from domain.plan import Task
from domain.planbook import PlanBook
from domain.reporting import Report
from domain.rules import Rules
from domain.standing import Standing, standing
from storage import lights, past, reports
from storage.database import Transaction
from storage.plans import load_book

_Judged = tuple[Mapping[str, Report] | None, Standing]
_NONE: Mapping[str, Report] = {}


class _Kept(NamedTuple):
    """What was judged, each with the reports that it was judged by."""

    whole: dict[str, _Judged]
    parts: dict[tuple[str, str], _Judged]


class Sight:
    """The standings of one day under one set of rules, by task and by unit."""

    def __init__(
        self,
        book: PlanBook,
        today: date,
        rules: Rules,
        latest: Mapping[str, Mapping[str, Report]],
        slipped: Mapping[str, date],
        kept: _Kept | None = None,
    ) -> None:
        self.book = book
        self._today = today
        self._rules = rules
        self._latest = latest
        self._slipped = slipped
        self._kept = _Kept({}, {}) if kept is None else kept

    @classmethod
    def now(cls, tx: Transaction, today: date, rules: Rules) -> Sight:
        """By the newest reports; what was judged before is kept in the memory of the connection."""
        book = load_book(tx)
        kept = tx.memory.get("sight")
        if kept is None or kept[0] is not book or kept[1:3] != (today, rules):
            kept = (book, today, rules, _Kept({}, {}))
            tx.memory["sight"] = kept
            tx.memory.pop("warm", None)
        return cls(book, today, rules, reports.latest(tx), lights.slipped(tx), kept[3])

    @classmethod
    def at(cls, tx: Transaction, day: date, today: date, rules: Rules) -> Sight:
        """As things stood at the end of a day that has passed, by today's list; of today: as now.

        What was known then decides: the reports and decisions until then, the deadlines and the rule
        for the lights that held.
        """
        if day >= today:
            return cls.now(tx, today, rules)
        end = rules.moment(day + timedelta(days=1), time.min)
        book = _as_it_was(tx, load_book(tx), end, ruled=lights.ruled_after(tx, day))
        latest = past.latest_until(tx, end)
        return cls(book, day, rules, latest, lights.slipped_until(tx, day))

    def whole(self) -> list[Standing]:
        """Every task as a whole, in the order of the plan."""
        return [self._whole(task) for task in self.book.tasks]

    def some(self, place: int, most: int) -> list[Standing]:
        """Up to `most` tasks as a whole, from one place in the plan on."""
        return [self._whole(task) for task in self.book.tasks[place : place + most]]

    def warm(self, place: int, most: int) -> int | None:
        """Judge about `most` from a place in the plan on, so that nobody waits for all of them at once.

        Where to go on, None at the end of the plan.
        """
        done = 0
        for number in range(place, len(self.book.tasks)):
            task = self.book.tasks[number]
            _ = self._whole(task).marks
            for duty in task.units:
                _ = self._of(task, duty.name).marks
            done += 1 + len(task.units)
            if done >= most:
                return number + 1
        return None

    def part(self, task: Task, unit: str) -> Standing:
        """One task as one of its units sees it."""
        return self._of(task, unit)

    def of_unit(self, unit: str) -> list[Standing]:
        """The tasks of a unit as that unit sees them."""
        return [self._of(task, unit) for task in self.book.by_unit.get(unit, ())]

    def of_units(self, units: Iterable[str]) -> list[Standing]:
        """Each task as each of `units` sees it."""
        return [seen for unit in units for seen in self.of_unit(unit)]

    def of_person(self, units: tuple[str, ...]) -> list[Standing]:
        """The tasks of somebody's units, each once, as the unit whose part weighs most sees it."""
        return [self._of(task, leading_unit(task, units)) for task in self.book.tasks_of(units)]

    def _whole(self, task: Task) -> Standing:
        """A report that comes makes a new mapping of its task, so identity tells what is stale."""
        code = task.code
        latest = self._latest.get(code)
        known = self._kept.whole.get(code)
        if known and known[0] is latest and known[1].slipped == self._slipped.get(code):
            return known[1]
        seen = self._judge(task, None, latest, self._slipped.get(code))
        self._kept.whole[code] = (latest, seen)
        return seen

    def _of(self, task: Task, unit: str) -> Standing:
        latest, whole = self._latest.get(task.code), self._whole(task)
        # A part has caught up only with its task as a whole.
        slipped = whole.slipped if whole.caught_up else None
        known = self._kept.parts.get((task.code, unit))
        if known and known[0] is latest and known[1].slipped == slipped:
            return known[1]
        seen = self._judge(task, unit, latest, slipped)
        seen.share_light(whole)
        self._kept.parts[task.code, unit] = (latest, seen)
        return seen

    def _judge(
        self,
        task: Task,
        unit: str | None,
        latest: Mapping[str, Report] | None,
        slipped: date | None,
    ) -> Standing:
        return standing(
            task,
            latest or _NONE,
            self._today,
            self._rules,
            unit,
            slipped=slipped,
            bound=unit not in self.book.collectives,
        )


def _as_it_was(tx: Transaction, book: PlanBook, end: datetime, *, ruled: bool) -> PlanBook:
    """The list of today with the deadlines, and where another rule was chosen since (`ruled`) with the
    rules, that held at a moment that has passed."""
    granted = past.deadlines_until(tx, end)
    presets = past.presets_until(tx, end) if ruled else {}
    if not granted and not presets:
        return book
    return replace(book, tasks=tuple(_task_then(task, granted, presets) for task in book.tasks))


def _task_then(task: Task, granted: Mapping[str, date | None], presets: Mapping[str, str]) -> Task:
    if task.first_due and task.code in granted:
        until = granted[task.code]
        due, first = (until, task.first_due) if until else (task.first_due, None)
        task = replace(task, due=due, first_due=first)
    if task.plan and task.plan.number in presets:
        task = replace(task, plan=replace(task.plan, lights=presets[task.plan.number]))
    return task


def leading_unit(task: Task, units: Iterable[str]) -> str:
    """Of several units of one person, the one whose part in the task weighs most."""
    held = [unit for unit in units if task.role_of(unit)]
    return next((unit for unit in held if unit in task.leads), held[0])
