"""Lights, expected progress and the words for both, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import shares
from domain.lights import Light, Pace
from domain.plan import Duty, Metric, Milestone, MilestoneKind, Role, Source, Task, TaskList
from domain.reporting import Report, Status
from domain.rules import Rules
from domain.schedule import expected
from domain.standing import Standing, standing
from domain.workdays import WorkCalendar

START, DUE = date(2025, 1, 1), date(2025, 12, 31)
TODAY = date(2025, 6, 30)
TASK = Task(
    code="任务1.1",
    list=TaskList.MAIN,
    section="创新",
    title="培育",
    target="",
    units=(Duty("市科技局", Role.LEAD), Duty("市财政局", Role.COOP)),
    source=Source(1, 1),
    due=DUE,
    due_basis="text",
)


def report(
    percent: float | None = None,
    status: Status = Status.IN_PROGRESS,
    day: date = date(2025, 6, 20),
    text: str = "推进中",
    kind: str = "report",
    unit: str = "市科技局",
) -> Report:
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return Report(1, TASK.code, unit, "李敏", text, status, at, percent, kind=kind)


def seen(
    said: Report | None,
    task: Task = TASK,
    today: date = TODAY,
    preset: str = "银川",
    **more: object,
) -> Standing:
    latest = {said.unit: said} if said else {}
    return standing(
        task,
        latest,
        today,
        Rules(lights=preset),
        starts_on=START,
        **more,  # type: ignore[arg-type]
    )


# 118 of the 248 work days of 2025 are over on 30 June: 48 %.
@pytest.mark.parametrize(
    ("preset", "said", "light", "pace", "sentence"),
    [
        ("银川", report(48), "green", Pace.ON_TIME, "应达48%，实报48%，正好 → 绿"),
        ("银川", report(39), "green", Pace.ON_TIME, "应达48%，实报39%，欠9点 → 绿"),
        ("银川", report(38), "yellow", Pace.LATE, "应达48%，实报38%，欠10点 → 黄"),
        ("银川", report(18), "yellow", Pace.LATE, "应达48%，实报18%，欠30点 → 黄"),
        ("银川", report(17.5), "red", Pace.LATE, "应达48%，实报17.5%，欠30.5点 → 红"),
        ("银川", report(60), "green", Pace.AHEAD, "应达48%，实报60%，超12点 → 绿"),
        ("致远", report(48), "green", Pace.ON_TIME, "应达48%，实报48%，正好 → 绿"),
        ("致远", report(39), "yellow", Pace.ON_TIME, "应达48%，实报39%，欠9点 → 黄"),
        ("致远", report(38), "red", Pace.LATE, "应达48%，实报38%，欠10点 → 红"),
        ("到期", report(1), "green", Pace.LATE, "还有184天到期 → 绿"),
        ("银川", None, "grey", Pace.OTHER, "应达48%，从未报过进展 → 灰"),
        (
            "银川",
            report(90, day=date(2025, 5, 30)),
            "grey",
            Pace.OTHER,
            "最近一次进展是5月30日，已31天，超过一个调度周期 → 灰",
        ),
        ("银川", report(None), "green", Pace.ON_TIME, "应达48%，未报比例，自报正常推进 → 绿"),
        (
            "银川",
            report(None, Status.BEHIND),
            "yellow",
            Pace.LATE,
            "应达48%，未报比例，自报滞后 → 黄",
        ),
        (
            "银川",
            report(60, Status.BLOCKED),
            "yellow",
            Pace.LATE,
            "应达48%，实报60%，超12点，自报受阻 → 黄",
        ),
        (
            "银川",
            report(None, Status.NOT_STARTED),
            "red",
            Pace.LATE,
            "应达48%，未报比例，自报未启动 → 红",
        ),
        ("银川", report(100, Status.DONE), "blue", Pace.DONE, "6月20日报完成 → 蓝"),
        ("到期", report(None, Status.DONE), "blue", Pace.DONE, "6月20日报完成 → 蓝"),
    ],
)
def test_light_pace_and_sentence(
    preset: str, said: Report | None, light: str, pace: Pace, sentence: str
) -> None:
    lit = seen(said, preset=preset).lit
    assert (lit.light, lit.pace, lit.sentence) == (light, pace, sentence)


@pytest.mark.parametrize("preset", ["银川", "致远", "到期"])
def test_past_the_deadline_is_red_in_every_preset_and_done_is_blue(preset: str) -> None:
    late = date(2026, 1, 3)
    lit = seen(report(95, day=date(2025, 12, 30)), today=late, preset=preset).lit
    assert (lit.light, lit.sentence) == (Light.RED, "逾期3天，实报95% → 红")
    done = seen(report(100, Status.DONE, date(2025, 12, 30)), today=late, preset=preset).lit
    assert done.light is Light.BLUE


def test_days_to_due_turn_yellow_three_days_before() -> None:
    said = report(90, day=date(2025, 12, 20))
    assert seen(said, today=date(2025, 12, 27), preset="到期").lit.light is Light.GREEN
    assert seen(said, today=date(2025, 12, 28), preset="到期").lit.light is Light.YELLOW
    assert seen(said, today=DUE, preset="到期").lit.light is Light.YELLOW


def test_figures_stand_in_for_a_percent_that_was_not_given_and_none_is_made_up() -> None:
    metric = Metric("高新技术企业", ">=", 1000, "家", DUE)
    task = replace(TASK, metrics=(metric,))
    said = seen(report(text="高新技术企业已达到380家"), task).lit
    assert said.actual == 38.0
    assert said.sentence == "应达48%，实报38%（高新技术企业380/1000家），欠10点 → 黄"
    assert seen(report(text="开了三次会"), task).lit.actual is None
    # What was reported as a percent is not argued with.
    assert seen(report(50, text="高新技术企业已达到380家"), task).lit.actual == 50


def test_a_delay_that_was_made_up_stays_visible() -> None:
    slipped = date(2025, 5, 6)
    assert seen(report(50), slipped=slipped).caught_up
    assert seen(report(100, Status.DONE), slipped=slipped).caught_up
    assert not seen(report(20), slipped=slipped).caught_up
    assert not seen(report(50)).caught_up


@pytest.mark.parametrize("kind", ["coordinate", "extend", "close"])
def test_a_request_waits_for_its_answer(kind: str) -> None:
    assert seen(report(50, kind=kind)).asks
    assert "asking" in seen(report(50, kind=kind)).marks
    assert not seen(report(50)).asks


def test_a_cooperating_unit_stands_where_the_leading_one_says() -> None:
    done = report(100, Status.DONE)
    part = standing(TASK, {"市科技局": done}, TODAY, Rules(), "市财政局", starts_on=START)
    assert part.done
    assert part.lit.light is Light.BLUE
    assert not part.reported  # it did not report itself, nor does it owe to
    assert not part.owes_report


def _due(day: date, kind: MilestoneKind = MilestoneKind.BY) -> Milestone:
    return Milestone("", "", day, kind)


@pytest.mark.parametrize(
    ("milestones", "due", "today", "percent", "basis"),
    [
        ((), DUE, date(2024, 12, 31), 0, "按时间"),
        ((), DUE, START, 0, "按时间"),
        ((), DUE, DUE, 100, "按时间"),
        ((), DUE, date(2026, 5, 1), 100, "按时间"),
        ((_due(date(2025, 3, 31)), _due(DUE)), DUE, date(2025, 3, 31), 50, "按节点"),
        ((_due(date(2025, 3, 31)), _due(date(2025, 6, 30)), _due(DUE)), DUE, TODAY, 67, "按节点"),
        # The Spring Festival counts no work day.
        ((), DUE, date(2025, 1, 27), 8, "按时间"),
        ((), DUE, date(2025, 2, 4), 8, "按时间"),
        # Yearly commitments are measured within the year.
        (
            (_due(date(2027, 12, 31), MilestoneKind.ANNUAL),),
            date(2027, 12, 31),
            TODAY,
            48,
            "按年度",
        ),
    ],
)
def test_expected_progress(
    milestones: tuple[Milestone, ...], due: date, today: date, percent: int, basis: str
) -> None:
    task = replace(TASK, milestones=milestones, due=due)
    found = expected(task, START, today, WorkCalendar())
    assert (found.percent, found.basis) == (percent, basis)


@given(
    st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.dates(date(2020, 1, 1), date(2026, 12, 31))
)
def test_work_days_are_those_counted_one_by_one(one: date, other: date) -> None:
    calendar = WorkCalendar(off=frozenset({date(2025, 6, 18)}))
    first, last = sorted((one, other))
    days = range(first.toordinal() + 1, last.toordinal() + 1)
    counted = sum(calendar.is_workday(date.fromordinal(day)) for day in days)
    assert calendar.workdays(first, last) == counted
    assert calendar.workdays(last, first) == -counted


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8))
def test_percentages_add_up_to_100(counts: list[int]) -> None:
    found = shares(counts)
    assert round(sum(found), 6) == (100 if sum(counts) else 0)
    for count, share in zip(counts, found, strict=True):
        if sum(counts):
            assert abs(share - 100 * count / sum(counts)) < 0.1 + 1e-9


def test_the_sum_line_of_jinzhai() -> None:
    """金寨 2025: 222 work items; its own line has the same sum."""
    assert shares([24, 10, 162, 17, 9]) == [10.8, 4.5, 73.0, 7.7, 4.0]
