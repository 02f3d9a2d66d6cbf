"""Where a task stands today, seen as a whole or by one of its units. Figures and lists share this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.plan import Role, Task
from domain.reporting import Report
from domain.rules import Rules, days_between

Latest = Mapping[str, Mapping[str, Report]]
"""code → unit → that unit's latest valid report."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`unit` is None when the task is seen as a whole; `role` is then that of its leading units."""

    task: Task
    unit: str | None
    role: Role
    report: Report | None
    reported: bool  # in the present cycle
    days_left: int
    soon_days: int
    asked: bool = True  # False where no round asks for reports

    @property
    def done(self) -> bool:
        """Reported as done. (办结 itself is applied for and approved; nobody closes their own.)"""
        return self.report is not None and self.report.claims_done

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
        """本期未报: the leading unit reports for all, so a cooperating one owes none."""
        return self.asked and self.role is Role.LEAD and not self.reported and not self.done


def standing(
    task: Task, latest: Mapping[str, Report], today: date, rules: Rules, unit: str | None = None
) -> Standing:
    """Judge `task` by the latest reports of its units (`latest`: unit → report).

    As a whole, a task is judged by the newest report of a leading unit, else of any unit.
    """
    cycle = rules.cycle(task, today)
    if unit is None:
        role = Role.LEAD
        leading = [latest[name] for name in task.leads if name in latest]
        report = newest(leading) or newest(latest.values())
    else:
        role = task.role_of(unit) or Role.COOP
        report = latest.get(unit)
    return Standing(
        task=task,
        unit=unit,
        role=role,
        report=report,
        reported=bool(report and cycle and cycle.holds(rules.day(report.created_at))),
        days_left=days_between(today, task.due),
        soon_days=rules.soon_days,
        asked=cycle is not None,
    )


def newest(reports: Iterable[Report]) -> Report | None:
    return max(reports, key=lambda report: report.id, default=None)
