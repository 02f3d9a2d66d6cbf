"""A watch: one leading unit's part in one task, and whether its unit is to be told of it today. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.cycles import Cycle
from domain.ladder import Rung, Silencer, rung_and_next
from domain.plan import MilestoneKind, Task
from domain.requests import Request, RequestKind
from domain.rules import Rules
from domain.silence import Silence, SilenceKind

MILESTONE_LASTS = timedelta(days=30)  # a milestone missed longer ago is the deadline's business
SETTLES = timedelta(days=7)  # a report from so many days before a milestone on answers for it


@dataclass(frozen=True, slots=True)
class Watch:
    """`reported_on` is the day of the unit's newest valid report; `done`: that report says so and was
    not sent back. `requests` are those without a decision and the accepted extensions."""

    task: Task
    unit: str
    reported_on: date | None = None
    done: bool = False
    closed: bool = False
    requests: tuple[Request, ...] = ()
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A rung that is to be told. `cycle` is set when a round asks, `milestone` when a 节点 does.

    `reusable`: the unit reported shortly before the round, and may let that stand.
    """

    watch: Watch
    rung: Rung
    cycle: Cycle | None = None
    milestone: bool = False
    reusable: bool = False

    @property
    def stage(self) -> str:
        return f"cycle{self.rung.offset:+d}" if self.cycle else self.rung.stage

    def days_left(self, today: date) -> int:
        return (self.rung.due - today).days

    def urgency(self, today: date) -> tuple[bool, int]:
        """Sorts the most urgent first: the longest overdue, then what is due next, rounds last."""
        return (self.cycle is not None, self.days_left(today))


@dataclass(frozen=True, slots=True)
class Judgement:
    """`due` in the order in which they count; `silent` says why a rung was not told; `again` is the
    next day to look at this watch, None when only a new event can change anything."""

    due: tuple[Due, ...] = ()
    silent: str = ""
    again: date | None = None


def deadlines(task: Task, today: date) -> tuple[tuple[date, bool], ...]:
    """(day, whether it is a milestone) of what a task owes; annual ones stand for this and last year."""
    if not task.milestones:
        return ((task.due, False),)
    days: set[date] = set()
    for milestone in task.milestones:
        days.add(milestone.due)
        if milestone.kind is MilestoneKind.ANNUAL:
            years = (today.year - 1, today.year)
            ends = (_in_year(milestone.due, year) for year in years)
            days.update(end for end in ends if end <= milestone.due)
    return (*((day, True) for day in sorted(days) if day < task.due), (task.due, False))


def judge(watch: Watch, today: date, rules: Rules) -> Judgement:
    """Whether this unit is to be told of its task on `today`.

    1. What is closed, or applied for closing, is silent until somebody decides otherwise.
    2. Overdue inhibits upcoming: the newest overdue deadline speaks, else the next one.
    3. A rung is silent when one of its silencers holds.
    4. The round of reports asks only who has not reported, and nobody who is overdue.
    """
    if watch.closed or watch.done:
        return Judgement(silent="closed")
    looks: list[date] = []
    fallen: list[tuple[Rung, bool]] = []
    for due, milestone in deadlines(watch.task, today):
        rung, following = rung_and_next(due, today, rules.calendar, rules.ladder)
        if following:
            looks.append(following)
        if rung and not (milestone and _settled(watch, rung, today)):
            fallen.append((rung, milestone))
    overdue = [each for each in fallen if each[0].due < today]
    chosen = overdue[-1] if overdue else (fallen[0] if fallen else None)
    found: list[Due] = []
    silent = ""
    if chosen:
        rung, milestone = chosen
        silent, until = _silence(watch, rung, today, rules)
        if until:
            looks.append(until)
        if not silent:
            found.append(Due(watch, rung, milestone=milestone))
    cycle = rules.cycle(watch.task, today)
    if cycle:
        rung_of_round, following = rules.cycles.rung_and_next(cycle, today, rules.calendar)
        looks.append(following)
        asked = _round(watch, cycle, rung_of_round, today, rules) if not overdue else None
        if asked:
            hushed, until = _silence(watch, asked.rung, today, rules)
            if until:
                looks.append(until)
            if not hushed:
                found.append(asked)
    return Judgement(tuple(found), silent, min(looks, default=None))


def _silence(watch: Watch, rung: Rung, today: date, rules: Rules) -> tuple[str, date | None]:
    """Why the rung is silent ("" when it is not), and the day on which that ends."""
    by = rung.step.silenced_by
    if (
        Silencer.REPORT in by
        and rung.since
        and watch.reported_on
        and watch.reported_on >= rung.since
    ):
        return "report", None
    for request in watch.requests:
        if request.granted_until:  # of a milestone; that of the task itself moved its deadline
            if rung.due < request.granted_until and today <= request.granted_until:
                return "extension", request.granted_until + timedelta(days=1)
        elif Silencer.REQUEST in by and request.kind is not RequestKind.CLOSE:
            lapses = request.lapses_on(rules.request_days, rules.calendar)
            if today < lapses:
                return "request", lapses
    for silence in watch.silences:
        named = Silencer.SNOOZE if silence.kind is SilenceKind.SNOOZE else Silencer.ACK
        if named in by and silence.due == rung.due and silence.holds(today):
            return silence.kind.value, silence.until
    return "", None


def _settled(watch: Watch, rung: Rung, today: date) -> bool:
    """A milestone is answered for by a report around or after it, and forgotten after a month."""
    if rung.due >= today:
        return False
    if rung.repeated or rung.day < today - MILESTONE_LASTS:
        return True
    return watch.reported_on is not None and watch.reported_on >= rung.due - SETTLES


def _round(watch: Watch, cycle: Cycle, rung: Rung | None, today: date, rules: Rules) -> Due | None:
    if rung is None or (watch.reported_on and cycle.holds(watch.reported_on)):
        return None
    fresh = today - timedelta(days=rules.cycles.reuse_days)
    reusable = watch.reported_on is not None and watch.reported_on >= fresh
    return Due(watch, rung, cycle=cycle, reusable=reusable)


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
