"""Where a task stands today, seen as a whole or by one of its units. Figures and lists share this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from domain.conditions import CONDITIONS
from domain.cycles import cycle_of
from domain.lights import Light, Lit, judge
from domain.plan import Role, Task
from domain.reporting import Report, Status
from domain.rules import Rules, days_between
from domain.schedule import expected

Latest = Mapping[str, Mapping[str, Report]]
"""code → unit → that unit's latest valid report."""


REQUESTS = frozenset({"coordinate", "extend", "close"})  # kinds of report that wait for an answer


@dataclass(frozen=True)
class Standing:
    """`unit` is None when the task is seen as a whole; `role` is then that of its leading units.

    `report` is the newest word of whoever it is seen by; `judged` is the one its light and its being
    done go by: a cooperating unit's part stands where the leading unit, which reports for all, says.
    `slipped` is the day its light first was yellow or red, None while it never was.
    """

    task: Task
    unit: str | None
    role: Role
    report: Report | None
    reported: bool  # in the present cycle
    days_left: int
    soon_days: int
    today: date
    rules: Rules
    starts_on: date
    judged: Report | None = None
    slipped: date | None = None
    asked: bool = True  # False where no round asks for reports
    bound: bool = True  # False for a collective (相关单位), for which nobody can report
    asks: bool = False  # a request of the unit, as a whole of any unit, waits for an answer

    @cached_property
    def lit(self) -> Lit:
        """The light with its sentence, by the preset that its plan has chosen, else the place's."""
        plan = self.task.plan
        cycle = self.rules.cycle(self.task, self.today) or cycle_of(
            self.today, self.rules.cycle_day
        )
        return judge(
            self.task,
            self.judged,
            expected=expected(self.task, self.starts_on, self.today, self.rules.calendar),
            preset=(plan and plan.lights) or self.rules.lights,
            today=self.today,
            reported_on=self.rules.day(self.judged.created_at) if self.judged else None,
            cycle_days=days_between(cycle.opens, cycle.closes) + 1,
        )

    def share_light(self, whole: Standing) -> None:
        """Spare judging twice: the light of the whole is this one's where one report decides both."""
        if self.judged is whole.judged:
            self.__dict__["lit"] = whole.lit

    @cached_property
    def marks(self) -> frozenset[str]:
        """The keys of all conditions that hold: what it is counted and listed by."""
        return frozenset(condition.key for condition in CONDITIONS if condition.holds(self))

    @cached_property
    def _monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    @cached_property
    def reported_on(self) -> date | None:
        return self.rules.day(self.report.created_at) if self.report else None

    @property
    def caught_up(self) -> bool:
        """已补齐: green or done now, but it was yellow or red before, and that stays to be seen."""
        return self.slipped is not None and self.lit.light in (Light.GREEN, Light.BLUE)

    @property
    def reported_this_week(self) -> bool:
        """Since Monday."""
        return self.reported_on is not None and self.reported_on >= self._monday

    def reported_days_ago(self, days: int) -> bool:
        return self.reported_on == self.today - timedelta(days=days)

    @property
    def in_trouble(self) -> bool:
        """Its unit names an obstacle, says that it is stopped, or asks for coordination."""
        report = self.judged
        return report is not None and (
            report.obstacle is not None
            or report.status is Status.BLOCKED
            or report.kind == "coordinate"
        )

    @property
    def owes_this_week(self) -> bool:
        owes = self.bound and self.role is Role.LEAD
        return owes and not self.reported_this_week and not self.done

    @property
    def done(self) -> bool:
        """Reported as done. (办结 itself is applied for and approved; nobody closes their own.)"""
        return self.judged is not None and self.judged.claims_done

    @property
    def accepted(self) -> bool:
        """验收, 办结: reported as done, and a coordinator has agreed."""
        return self.done and self.judged is not None and self.judged.verdict == "yes"

    @property
    def overdue(self) -> bool:
        return self.days_left < 0 and not self.done

    @property
    def soon(self) -> bool:
        return self.due_within(self.soon_days)

    def due_within(self, days: int) -> bool:
        return 0 <= self.days_left <= days and not self.done

    @property
    def owes_report(self) -> bool:
        """本期未报: the leading unit reports for all, so a cooperating one owes none, nor a collective."""
        owes = self.asked and self.bound and self.role is Role.LEAD
        return owes and not self.reported and not self.done


def standing(
    task: Task,
    latest: Mapping[str, Report],
    today: date,
    rules: Rules,
    unit: str | None = None,
    *,
    starts_on: date | None = None,
    slipped: date | None = None,
    bound: bool = True,
) -> Standing:
    """Judge `task` by the latest reports of its units (`latest`: unit → report).

    As a whole, a task is judged by the newest report of a leading unit, else of any unit. Work begins
    with the plan; where its first day is not known, with the year of the deadline.
    """
    if starts_on is None and task.plan:
        starts_on = task.plan.starts_on
    cycle = rules.cycle(task, today)
    leading = newest(latest[name] for name in task.leads if name in latest)
    whole = leading or newest(latest.values())
    if unit is None:
        role, report = Role.LEAD, whole
    else:
        role, report = task.role_of(unit) or Role.COOP, latest.get(unit)
    return Standing(
        task=task,
        unit=unit,
        role=role,
        report=report,
        reported=bool(report and cycle and cycle.holds(rules.day(report.created_at))),
        days_left=days_between(today, task.due),
        soon_days=rules.soon_days,
        asked=cycle is not None,
        bound=bound,
        today=today,
        rules=rules,
        starts_on=starts_on or date(task.due.year, 1, 1),
        judged=report if role is Role.LEAD else whole,
        slipped=slipped,
        asks=any(map(waits_for_answer, latest.values() if unit is None else (report,))),
    )


def waits_for_answer(report: Report | None) -> bool:
    """Whether a request that came with the newest report (协调, 延期, 办结) is still unanswered; to
    report a task as done is to apply for its closure."""
    if report is None or report.verdict:
        return False
    return report.kind in REQUESTS or report.status is Status.DONE


def newest(reports: Iterable[Report]) -> Report | None:
    return max(reports, key=lambda report: report.id, default=None)
