"""Three years of the real list with everybody's behaviour scripted: every rule, over the whole log.

What ought to have been sent is worked out here a second time, from what people did, by other code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.plan import Task
from handlers.ladder.budget import APART
from handlers.rehearsal import Sending
from storage.journal import verify_audit
from tests.ladder.years import Years, office

END = datetime(2026, 8, 24, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def lived() -> Iterator[Years]:
    with office() as years:
        years.run(END)
        yield years


def days_of(lived: Years, sending: Sending) -> date:
    return lived.rules.day(sending.at)


def test_the_years_are_worth_checking(lived: Years) -> None:
    """Everybody was told and everything that can be done about it was done."""
    assert len(lived.liaisons) + len(lived.supervisors) + len(lived.coordinators) == 110
    assert len(lived.book.unit_ids) == 55
    assert len(lived.log.sent) > 4000
    assert {
        "report",
        "snooze",
        "ack",
        "away",
        "close",
        "extend",
        "decide",
        "coordinate",
        "block",
        "press",
    } <= set(lived.log.acts)
    assert len(lived.log.closed) > 20
    assert {s.stage for s in lived.log.sent} >= {
        *("T-30", "T-7", "T-3", "T-1", "T", "T+1", "T+3", "T+7", "T+12", "cycle-7", "cycle-1")
    }
    assert any(task.first_due for task in lived.book.tasks)
    assert {s.person_id for s in lived.log.sent} >= {
        number
        for number, (unit, _) in lived.liaisons.items()
        if any(unit in task.leads for task in lived.book.tasks)
    }
    assert verify_audit(lived.tx) is None


def test_nobody_gets_two_digests_on_a_day(lived: Years) -> None:
    usual = [s for s in lived.log.sent if s.kind not in APART]
    a_day = Counter((s.person_id, days_of(lived, s)) for s in usual)
    assert max(a_day.values()) == 1
    escalations = Counter(
        (s.person_id, days_of(lived, s)) for s in lived.log.sent if s.kind == "escalation"
    )
    assert max(escalations.values()) == 1


def test_nothing_goes_out_on_a_day_off_in_quiet_hours_or_at_a_full_hour(lived: Years) -> None:
    calendar = lived.rules.calendar
    at_own_hour: Counter[bool] = Counter()
    for sending in lived.log.sent:
        local = sending.at.astimezone(lived.rules.zone)
        assert calendar.is_workday(local.date()), local
        assert 8 <= local.hour < 20, local
        assert not time(12, 0) <= local.time() < time(13, 30), local
        if sending.kind in ("digest", "escalation"):
            assert local.minute % 30, local
            own = lived.rules.hour_of(sending.person_id)
            at_own_hour[local.time().replace(second=0, microsecond=0) == own] += 1
            assert own.minute % 2 == 1
    assert at_own_hour[False] < at_own_hour[True] / 20  # what a leave or an hour just missed brings


def test_no_rung_is_told_twice(lived: Years) -> None:
    """Each task in a message is one told rung, and the rungs of a person are all different."""
    told = told_rungs(lived)
    decided = defaultdict(set)
    for row in lived.tx.all(
        "SELECT r.person_id, t.code FROM decisions d JOIN reports r ON r.id = d.report_id"
        " JOIN tasks t ON t.id = r.task_id"
    ):
        decided[row["person_id"]].add(row["code"])
    planned = defaultdict(set)
    for row in told:
        planned[row["person_id"], row["day"], bool(row["apart"])].add(row["code"])
    sent = {
        (s.person_id, days_of(lived, s).isoformat(), s.kind == "escalation"): s
        for s in lived.log.sent
        if s.kind in ("digest", "escalation")
    }
    for person, day, _ in set(planned) - set(sent):  # told to nobody but a closed door
        assert lived.log.blocked[person].date().isoformat() <= day
    for key, sending in sent.items():
        codes = planned[key]
        assert codes <= set(sending.tasks)
        assert set(sending.tasks) - codes <= decided[sending.person_id]  # what went with the digest
    days = defaultdict(list)
    for row in told:
        days[row["person_id"], row["task_id"], row["unit_id"], row["rung"]].append(row["day"])
    assert max(len(each) for each in days.values()) == 1


def told_rungs(lived: Years) -> list[Any]:
    return lived.tx.all(
        "SELECT n.*, t.code, u.name AS unit FROM nudges n JOIN tasks t ON t.id = n.task_id"
        " JOIN units u ON u.id = n.unit_id WHERE n.state = 'told'"
    )


def test_what_stays_overdue_reaches_the_supervisor_and_then_a_coordinator(lived: Years) -> None:
    """Every overdue task without a report: T+3 and T+7 work days at the latest, nobody forgotten.

    A report counts from the rung before: T+1 answers for T+3, and T+3 for T+7. A supervisor who stands
    in for the liaison on that day is told once, as the liaison.
    """
    after, last = lived.rules.calendar.after, lived.rules.day(END)
    reached: dict[tuple[int, str], list[date]] = defaultdict(list)
    for sending in lived.log.sent:
        if sending.kind == "escalation" or sending.person_id in lived.deputies(
            days_of(lived, sending)
        ):
            for code in sending.tasks:
                reached[sending.person_id, code].append(days_of(lived, sending))
    checked: Counter[str] = Counter()
    for task, unit, due in owed(lived):
        first, third, seventh = after(due, 1), after(due, 3), after(due, 7)
        if seventh > last:
            continue
        if not excused(lived, task, unit, first, third):
            checked["supervisor"] += 1
            above = reached[lived.supervisors[unit], task.code]
            assert any(due < day <= third for day in above), (task.code, unit, due, above)
        if not excused(lived, task, unit, third, seventh):
            for coordinator in lived.coordinators:
                checked["coordinator"] += 1
                told = reached[coordinator, task.code]
                assert any(due < day <= seventh for day in told), (task.code, unit, due, told)
    assert min(checked["supervisor"], checked["coordinator"]) > 60, checked
    assert any(task.code.startswith("乙") for task, _, _ in owed(lived))


def owed(lived: Years) -> Iterator[tuple[Task, str, date]]:
    """Every final deadline of every leading unit that people are bound for."""
    for task in lived.book.tasks:
        for unit in task.leads:
            if unit in lived.supervisors and task.due > lived.rules.day(lived.start):
                yield task, unit, task.due


def excused(lived: Years, task: Task, unit: str, since: date, day: date) -> bool:
    """Whether the unit reported from `since` on, or on `day` had a request open, or claimed to be done."""
    key = (task.code, unit)
    reported = any(since <= each <= day for each in lived.log.reported[key])
    open_for = lived.rules.request_days
    asked = any(
        each <= day < lived.rules.calendar.after(each, open_for) for each in lived.log.asked[key]
    )
    claims = [done for at, done in lived.log.claims[key] if lived.rules.day(at) <= day]
    today = [done for at, done in lived.log.claims[key] if lived.rules.day(at) == day]
    closed = lived.log.closed.get(key, date.max) <= day
    # A deadline that was moved on that very day, or later, was another one in the morning.
    moved = any(each >= day for each in lived.log.moved[task.code])
    return reported or asked or closed or moved or any(today) or (bool(claims) and claims[-1])


def test_nothing_is_sent_after_closure(lived: Years) -> None:
    """The approval itself may come later, with the next digest: that names the task and tells no rung."""
    told = {(row["person_id"], row["code"], row["day"]) for row in told_rungs(lived)}
    of_unit = {number: unit for number, (unit, _) in lived.liaisons.items()}
    of_unit |= {number: unit for unit, number in lived.supervisors.items()}
    for sending in lived.log.sent:
        unit = of_unit.get(sending.person_id)
        if unit is None or sending.kind == "decision":
            continue
        for code in sending.tasks:
            closed = lived.log.closed.get((code, unit))
            day = days_of(lived, sending)
            late = closed is not None and day > closed
            approval = sending.kind == "digest" and (
                (sending.person_id, code, day.isoformat()) not in told
            )
            assert not late or approval, (code, unit, sending)


def test_a_round_asks_only_who_has_not_reported(lived: Years) -> None:
    asked = [row for row in told_rungs(lived) if row["rung"].startswith("cycle")]
    assert len(asked) > 1000
    for row in asked:
        day = date.fromisoformat(row["day"])
        cycle = lived.rules.cycle(lived.book.by_code[row["code"]], day)
        assert cycle is not None
        reported = lived.log.reported[row["code"], row["unit"]]
        assert not any(cycle.opens <= each < day for each in reported), dict(row)


def test_snoozes_keep_their_limits(lived: Years) -> None:
    calendar = lived.rules.calendar
    rows = lived.tx.all("SELECT * FROM silences WHERE kind = 'snooze'")
    a_deadline = Counter((r["task_id"], r["unit_id"], r["due_on"]) for r in rows)
    assert rows
    assert max(a_deadline.values()) == 2
    for row in rows:
        since, until = date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
        assert until <= date.fromisoformat(row["due_on"])
        assert calendar.between(since, until) <= 3


def test_who_is_away_gets_nothing_and_the_stand_in_is_told_for_whom(lived: Years) -> None:
    """A leave that was given up or changed meanwhile is left out."""
    by_person: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for person, first, last in lived.log.leaves:
        by_person[person].append((first, last))
    assert len(by_person) > 4
    for sending in lived.log.sent:
        day, leaves = days_of(lived, sending), by_person[sending.person_id]
        if sending.kind == "digest":
            assert not any(first < day <= last for first, last in leaves), sending
    stood = [row for row in told_rungs(lived) if row["stands_for"]]
    assert len(stood) > 100
    for row in stood:
        day = date.fromisoformat(row["day"])
        assert row["person_id"] in lived.deputies(day), dict(row)


def test_whom_nothing_reaches_gets_nothing_and_the_coordinators_know(lived: Years) -> None:
    assert lived.log.blocked
    for person, since in lived.log.blocked.items():
        assert not any(s.person_id == person and s.at > since for s in lived.log.sent)
        for coordinator in lived.coordinators:
            told = lived.tx.all(
                "SELECT state FROM notices WHERE person_id = :id AND key LIKE :key",
                id=coordinator,
                key=f"unreachable:{person}:%",
            )
            assert len(told) > 6  # once a month as long as something waits for them
            assert told[0]["state"] == "told"


def test_every_coordinator_gets_the_closing_list_of_every_month(lived: Years) -> None:
    rows = lived.tx.all("SELECT person_id, key FROM notices WHERE key LIKE 'round:%'")
    months = Counter(row["person_id"] for row in rows if "monthly" in row["key"])
    assert set(months) == set(lived.coordinators)
    assert set(months.values()) == {36}
