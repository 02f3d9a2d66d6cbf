"""Whether a unit is told of its task today: one table, a line a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cycles import Cycles, read_rhythm
from domain.errors import Refused
from domain.ladder import Ladder, Step
from domain.plan import Duty, Milestone, MilestoneKind, Role, Source, Task, TaskList
from domain.requests import Request, RequestKind
from domain.rules import Rules
from domain.silence import Silence, SilenceKind, ack_until, snooze_until
from domain.watch import Watch, deadlines, judge
from domain.workdays import WorkCalendar

CALENDAR = WorkCalendar()
QUIET = Rules(cycles=Cycles(read_rhythm("none")))  # no rounds: the deadline alone speaks
DUE = date(2025, 9, 17)  # a Wednesday
TASK = Task(
    code="事项1",
    list=TaskList.MATTER,
    section="一",
    title="题",
    target="目标",
    units=(Duty("甲", Role.LEAD),),
    source=Source(1, 1),
    due=DUE,
    due_basis="text",
)


def day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")


def asked(kind: RequestKind, on: str, **more: Any) -> Request:
    return Request(1, "事项1", "甲", 1, "李", kind, "", day(on), **more)


def silence(kind: SilenceKind, since: str, until: str, due: date = DUE) -> Silence:
    return Silence(kind, due, day(since), day(until))


SNOOZE, ACK = SilenceKind.SNOOZE, SilenceKind.ACK
EXTEND, COORDINATE = RequestKind.EXTEND, RequestKind.COORDINATE


@pytest.mark.parametrize(
    ("today", "watch", "stage", "silent"),
    [
        ("09-10", {}, "T-7", ""),
        ("09-17", {}, "T", ""),
        ("09-18", {}, "T+1", ""),
        ("09-22", {}, "T+3", ""),
        # a report since the rung before silences, an older one does not
        ("09-10", {"reported_on": day("08-20")}, None, "report"),
        ("09-10", {"reported_on": day("08-17")}, "T-7", ""),
        ("09-18", {"reported_on": day("09-17")}, None, "report"),
        ("09-22", {"reported_on": day("09-17")}, "T+3", ""),
        ("09-22", {"reported_on": day("09-18")}, None, "report"),
        ("09-26", {"reported_on": day("09-18")}, "T+7", ""),
        # an applied or approved closure
        ("09-26", {"done": True}, None, "closed"),
        ("09-26", {"closed": True}, None, "closed"),
        # open requests, within their time of five work days
        ("09-18", {"requests": (asked(EXTEND, "09-15"),)}, None, "request"),
        ("09-19", {"requests": (asked(COORDINATE, "09-15"),)}, None, "request"),
        ("09-22", {"requests": (asked(EXTEND, "09-15"),)}, "T+3", ""),
        # snoozed: until that day, and of this deadline only
        ("09-10", {"silences": (silence(SNOOZE, "09-10", "09-12"),)}, None, "snooze"),
        ("09-12", {"silences": (silence(SNOOZE, "09-10", "09-12"),)}, "T-3", ""),  # a Sunday's
        ("09-10", {"silences": (silence(SNOOZE, "09-10", "09-12", day("09-30")),)}, "T-7", ""),
        # no snooze goes past the deadline, whatever is stored
        ("09-18", {"silences": (silence(SNOOZE, "09-17", "09-22"),)}, "T+1", ""),
        # 收到 silences the liaison's rungs, and neither the escalation nor longer than it lasts
        ("09-18", {"silences": (silence(ACK, "09-18", "09-23"),)}, None, "ack"),
        ("09-22", {"silences": (silence(ACK, "09-18", "09-23"),)}, "T+3", ""),
    ],
)
def test_what_silences_a_rung(
    today: str, watch: dict[str, Any], stage: str | None, silent: str
) -> None:
    judged = judge(Watch(TASK, "甲", **watch), day(today), QUIET)
    assert ([due.stage for due in judged.due] or [None]) == [stage]
    assert judged.silent == silent
    assert (judged.again is None) == (silent == "closed")


def test_overdue_inhibits_upcoming() -> None:
    milestone = Milestone("中期", "9月1日前", day("09-01"))
    task = replace(TASK, milestones=(milestone,))
    judged = judge(Watch(task, "甲"), day("09-10"), QUIET)
    assert [(due.stage, due.milestone) for due in judged.due] == [("T+7", True)]
    answered = judge(Watch(task, "甲", reported_on=day("09-02")), day("09-10"), QUIET)
    assert answered.due == ()  # the report answers for the milestone, and is since T-30
    assert answered.silent == "report"


def test_a_milestone_is_forgotten_after_a_month_and_a_deadline_never() -> None:
    milestone = Milestone("中期", "3月1日前", day("03-01"))
    task = replace(TASK, milestones=(milestone,), due=date(2026, 12, 31))
    assert judge(Watch(task, "甲"), day("03-14"), QUIET).due[0].milestone
    assert judge(Watch(task, "甲"), day("06-18"), QUIET).due == ()
    old = replace(TASK, due=date(2023, 12, 31))
    assert judge(Watch(old, "甲"), day("06-18"), QUIET).due[0].rung.repeated


def test_an_annual_milestone_comes_every_year_until_its_day() -> None:
    annual = Milestone("每年", "每年", date(2026, 12, 31), MilestoneKind.ANNUAL)
    task = replace(TASK, milestones=(annual,), due=date(2027, 6, 30))
    days = [found for found, _ in deadlines(task, date(2025, 12, 1))]
    assert days == [
        *(date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)),
        date(2027, 6, 30),
    ]


def test_an_accepted_extension_of_a_milestone_is_silent_until_its_day() -> None:
    task = replace(TASK, milestones=(Milestone("中期", "", day("06-16")),), due=date(2026, 1, 31))
    granted = asked(EXTEND, "06-10", verdict=True, granted_until=day("06-30"))
    watch = Watch(task, "甲", requests=(granted,))
    assert judge(watch, day("06-18"), QUIET).silent == "extension"
    assert judge(watch, day("07-01"), QUIET).due[0].stage == "T+7"


def test_the_round_asks_who_has_not_reported_and_offers_what_is_fresh() -> None:
    weekly = Rules(cycles=Cycles(read_rhythm("weekly:5"), reuse_days=7))
    monday = day("06-16")
    (due,) = judge(Watch(TASK, "甲"), monday, weekly).due
    assert (due.stage, due.reusable) == ("cycle-4", False)
    (due,) = judge(Watch(TASK, "甲", reported_on=day("06-12")), monday, weekly).due
    assert due.reusable
    assert judge(Watch(TASK, "甲", reported_on=monday), day("06-19"), weekly).due == ()
    overdue = Watch(replace(TASK, due=day("06-13")), "甲")
    assert [d.stage for d in judge(overdue, monday, weekly).due] == ["T+1"]


def test_lists_and_tasks_have_rhythms_of_their_own() -> None:
    cycles = Cycles(
        read_rhythm("monthly"),
        {"项目": read_rhythm("weekly")},
        {"事项1": read_rhythm("quarterly")},
    )
    assert cycles.rhythm(TASK) == read_rhythm("quarterly")
    assert cycles.rhythm(replace(TASK, code="事项2")) == read_rhythm("monthly")
    project = replace(TASK, code="项目1", list=TaskList.PROJECT)
    assert cycles.rhythm(project) == read_rhythm("weekly")
    assert len(cycles.rhythms()) == 3


@given(
    due=st.dates(date(2024, 6, 1), date(2026, 6, 1)),
    today=st.dates(date(2024, 6, 1), date(2026, 6, 1)),
    reported=st.none() | st.dates(date(2024, 1, 1), date(2026, 6, 1)),
)
def test_the_next_look_is_never_too_late(due: date, today: date, reported: date | None) -> None:
    """Looking only on the stored days finds what looking every day finds."""
    rules = Rules()
    watch = Watch(replace(TASK, due=due), "甲", reported_on=reported)
    judged = judge(watch, today, rules)
    assert judged.again is not None
    assert judged.again > today
    known = {found.rung.key for found in judged.due}
    step = today
    while (step := CALENDAR.next_workday(step)) < min(judged.again, date(2026, 12, 1)):
        between = judge(watch, step, rules)
        assert {found.rung.key for found in between.due} <= known


def test_another_ladder_has_other_rungs() -> None:
    short = Ladder((Step(-5), Step(2)))
    rules = replace(QUIET, ladder=short)
    assert judge(Watch(TASK, "甲"), day("09-11"), rules).due == ()
    assert judge(Watch(TASK, "甲"), day("09-12"), rules).due[0].stage == "T-5"
    assert judge(Watch(TASK, "甲"), day("09-19"), rules).due[0].stage == "T+2"
    assert judge(Watch(TASK, "甲"), day("09-19"), rules).again is None  # no repeats, no rounds


def test_the_limits_of_a_snooze() -> None:
    def snoozed(days: int, today: str, before: int = 0) -> date:
        return snooze_until(days, DUE, day(today), before, CALENDAR, "事项1")

    assert snoozed(3, "09-10") == day("09-15")  # over a weekend
    assert snoozed(1, "09-16", 1) == DUE
    for days, today, before in ((4, "09-01", 0), (0, "09-01", 0), (1, "09-01", 2), (2, "09-16", 0)):
        with pytest.raises(Refused):
            snoozed(days, today, before)
    assert ack_until(day("09-18"), CALENDAR) == day("09-23")
