"""How far a task should be on a day: its milestones in equal steps, work days between them.

Nothing else is known of the way to a deadline, so each dated milestone counts alike and the work
between two of them is taken to go on evenly over the work days. A task that has yearly commitments
alone is measured within the year, since that is what its reports speak of (完成全年任务的60%).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.plan import MilestoneKind, Task
from domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Expected:
    """`percent` is whole, 0 to 100; `basis` says from what: 按节点, 按时间 or 按年度."""

    percent: int
    basis: str
    starts_on: date


def expected(task: Task, starts_on: date, today: date, calendar: WorkCalendar) -> Expected:
    """The progress that `task` should have made by the end of `today`."""
    kinds = {milestone.kind for milestone in task.milestones}
    if kinds == {MilestoneKind.ANNUAL} and today <= task.due:
        starts_on = max(starts_on, date(today.year, 1, 1))
        steps, basis = [min(task.due, date(today.year, 12, 31))], "按年度"
    else:
        dated = {m.due for m in task.milestones if m.kind is MilestoneKind.BY}
        steps = sorted({day for day in dated if starts_on < day < task.due} | {task.due})
        basis = "按节点" if len(steps) > 1 else "按时间"
    share = _share(steps, starts_on, today, calendar)
    return Expected(round(100 * share), basis, starts_on)


def _share(steps: list[date], starts_on: date, today: date, calendar: WorkCalendar) -> float:
    since = starts_on
    for number, step in enumerate(steps):
        if today < step:
            whole = calendar.workdays(since, step)
            gone = calendar.workdays(since, today) if today > since else 0
            return (number + (gone / whole if whole else 0.0)) / len(steps)
        since = step
    return 1.0
