"""Lights: what colour a task is, and the sentence that says why.

Places judge differently, so the rules are named presets, one of which a plan chooses. What holds in
all of them: reported as done is blue, past the deadline is red, no evidence for longer than a
reporting cycle is grey. A unit that calls its own work 滞后 or 受阻 is never green.
Sources of the presets: 银川 2025 (10 / 30 points; not started 3 months late), 致远 A8 (ratio 1.25),
西安纪委 (3 days before due).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.measures import measured
from domain.plan import Metric, Task
from domain.reporting import Report, Status
from domain.schedule import Expected

AHEAD, BEHIND, FAR_BEHIND = 5, 10, 30  # points of progress
RATIO = 1.25
DUE_SOON = 3  # days
START_MONTHS = 3


class Light(StrEnum):
    """Always shown with its word and, where there is colour, with its shape."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"

    @property
    def word(self) -> str:
        return {"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝", "grey": "灰"}[self.value]

    @property
    def shape(self) -> str:
        """Told apart without colour."""
        return {"red": "■", "yellow": "▲", "green": "●", "blue": "◆", "grey": "○"}[self.value]


class Pace(StrEnum):
    """The office's words for progress against the schedule; every task has exactly one."""

    DONE = "已完成"
    AHEAD = "超序时"
    ON_TIME = "达序时"
    LATE = "欠序时"
    OTHER = "其他"


@dataclass(frozen=True, slots=True)
class Lit:
    """`actual` is the reported percent, or that of the figures; None where neither was given."""

    light: Light
    pace: Pace
    sentence: str
    expected: int
    actual: float | None


@dataclass(frozen=True, slots=True)
class Case:
    """What a preset judges: a task that is not done, not overdue, and recently reported on."""

    expected: Expected
    actual: float | None
    status: Status
    days_left: int
    today: date

    @property
    def gap(self) -> float | None:
        """Points behind; below zero: ahead."""
        return None if self.actual is None else round(self.expected.percent - self.actual, 1)


@dataclass(frozen=True, slots=True)
class Preset:
    """`judge` gives the light and what goes before the arrow of its sentence."""

    name: str
    summary: str
    judge: Callable[[Case], tuple[Light, str]]


def _by_points(case: Case) -> tuple[Light, str]:
    if case.gap is None:
        return _by_word(case)
    light = (
        Light.RED if case.gap > FAR_BEHIND else Light.YELLOW if case.gap >= BEHIND else Light.GREEN
    )
    return light, _compared(case)


def _by_ratio(case: Case) -> tuple[Light, str]:
    if case.actual is None:
        return _by_word(case)
    if case.actual >= case.expected.percent:
        light = Light.GREEN
    else:
        enough = case.actual * RATIO >= case.expected.percent
        light = Light.YELLOW if enough else Light.RED
    return light, _compared(case)


def _by_due(case: Case) -> tuple[Light, str]:
    light = Light.YELLOW if case.days_left <= DUE_SOON else Light.GREEN
    return light, f"还有{case.days_left}天到期"


def _by_word(case: Case) -> tuple[Light, str]:
    """No percent and no figure: only what the unit says of itself, never a made-up number."""
    said = f"应达{case.expected.percent}%，未报比例，自报{case.status.word}"
    if case.status is not Status.NOT_STARTED:
        return Light.GREEN, said
    starts = case.expected.starts_on
    months = 12 * (case.today.year - starts.year) + case.today.month - starts.month
    if case.expected.percent < BEHIND and months < 1:
        return Light.GREEN, said
    return (Light.RED if months >= START_MONTHS else Light.YELLOW), said


PRESETS: tuple[Preset, ...] = (
    Preset("银川", "落后不到10个点为绿，10至30个点为黄，超过30个点为红", _by_points),
    Preset("致远", "达到应有进度为绿，差距在1.25倍以内为黄，以外为红", _by_ratio),
    Preset("到期", f"到期前{DUE_SOON}天起为黄，逾期为红", _by_due),
)
BY_NAME = {preset.name: preset for preset in PRESETS}


def judge(
    task: Task,
    report: Report | None,
    *,
    expected: Expected,
    preset: str,
    today: date,
    reported_on: date | None,
    cycle_days: int,
) -> Lit:
    """The light of `task` by its newest report; `cycle_days` is how long evidence keeps fresh."""
    days_left = (task.due - today).days
    actual, shown = progress(task, report) if report else (None, "")
    should = expected.percent

    def lit(light: Light, pace: Pace, why: str) -> Lit:
        return Lit(light, pace, f"{why} → {light.word}", should, actual)

    if report is not None and report.claims_done:
        return lit(Light.BLUE, Pace.DONE, f"{_day(reported_on, today)}报完成")
    if days_left < 0:
        last = f"实报{shown}" if actual is not None else "未报比例" if report else "从未报过进展"
        return lit(Light.RED, Pace.LATE, f"逾期{-days_left}天，{last}")
    if report is None or reported_on is None:
        return lit(Light.GREY, Pace.OTHER, f"应达{should}%，从未报过进展")
    age = (today - reported_on).days
    if age > cycle_days:
        last = f"最近一次进展是{_day(reported_on, today)}"
        return lit(Light.GREY, Pace.OTHER, f"{last}，已{age}天，超过一个调度周期")
    case = Case(expected, actual, report.status, days_left, today)
    light, why = BY_NAME[preset].judge(case)
    if actual is not None and shown != _percent(actual):
        why = why.replace(f"实报{_percent(actual)}", f"实报{shown}", 1)
    if light is Light.GREEN and report.status in (Status.BEHIND, Status.BLOCKED):
        light = Light.YELLOW
        if f"自报{report.status.word}" not in why:
            why += f"，自报{report.status.word}"
    if report.status is Status.DONE:  # what was sent back is not done
        why += "，办结申请已退回"
    return lit(light, pace_of(case), why)


def pace_of(case: Case) -> Pace:
    """Where a case stands against the schedule, whatever the preset."""
    if case.status in (Status.BEHIND, Status.BLOCKED):
        return Pace.LATE
    if case.gap is not None:
        return (
            Pace.LATE if case.gap >= BEHIND else Pace.AHEAD if case.gap <= -AHEAD else Pace.ON_TIME
        )
    not_started = case.status is Status.NOT_STARTED and case.expected.percent >= BEHIND
    return Pace.LATE if not_started else Pace.ON_TIME


def progress(task: Task, report: Report) -> tuple[float | None, str]:
    """The percent a report gives, else that of its figures against the task's metrics; in words too."""
    if report.percent is not None:
        return report.percent, _percent(report.percent)
    if not task.metrics:
        return None, ""
    found = measured(task, report.text)
    shares = {place: _reached(task.metrics[place], value) for place, value in found.items()}
    known = {place: share for place, share in shares.items() if share is not None}
    if not known:
        return None, ""
    actual = round(sum(known.values()) / len(known), 1)
    said = "、".join(
        f"{task.metrics[place].name[-8:]}{found[place]:g}/{task.metrics[place].value:g}"
        f"{task.metrics[place].unit}"
        for place in sorted(known)
    )
    return actual, f"{_percent(actual)}（{said}）"


def _reached(metric: Metric, value: float) -> float | None:
    """Percent of a target that a value is, 100 at most; None where no share can be told."""
    if metric.value <= 0 or value < 0:
        return None
    if metric.op == "<=":
        return 100.0 if value <= metric.value else None
    return min(100.0, 100.0 * value / metric.value)


def _compared(case: Case) -> str:
    gap, actual = case.gap or 0.0, case.actual or 0.0
    apart = f"欠{gap:g}点" if gap > 0 else f"超{-gap:g}点" if gap < 0 else "正好"
    return f"应达{case.expected.percent}%，实报{_percent(actual)}，{apart}"


def _percent(value: float) -> str:
    return f"{value:g}%"


def _day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    said = f"{day.month}月{day.day}日"
    return said if day.year == today.year else f"{day.year}年{said}"
