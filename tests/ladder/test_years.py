"""Three years of the real list with everybody's behaviour scripted: every rule, over the whole log.

What ought to have been sent is worked out here a second time, from what people did, by other code.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.plan import Task
from handlers.budget import APART
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
    assert {"report", "snooze", "ack", "away", "close", "extend", "decide"} <= set(lived.log.acts)
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
    for sending in lived.log.sent:
        local = sending.at.astimezone(lived.rules.zone)
        assert calendar.is_workday(local.date()), local
        assert 8 <= local.hour < 20, local
        assert not time(12, 0) <= local.time() < time(13, 30), local
        if sending.kind in ("digest", "escalation"):
            assert local.minute % 2 == 1, local


def test_no_rung_is_told_twice(lived: Years) -> None:
    """Each task in a message is one told rung, and the rungs of a person are all different."""
    told = told_rungs(lived)
    decided = defaultdict(set)
    for row in lived.tx.all("SELECT person_id, tasks FROM outbox WHERE kind = 'decision'"):
        decided[row["person_id"]].update(json.loads(row["tasks"]))
    planned = defaultdict(set)
    for row in told:
        planned[row["person_id"], row["day"], bool(row["apart"])].add(row["code"])
    sent = {
        (s.person_id, days_of(lived, s).isoformat(), s.kind == "escalation"): s
        for s in lived.log.sent
        if s.kind in ("digest", "escalation")
    }
    assert not set(planned) - set(sent)
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
    """Every overdue task without a report: T+3 and T+7 work days at the latest, nobody forgotten."""
    calendar, last = lived.rules.calendar, lived.rules.day(END)
    reached: dict[tuple[int, str], list[date]] = defaultdict(list)
    for sending in lived.log.sent:
        if sending.kind == "escalation":
            for code in sending.tasks:
                reached[sending.person_id, code].append(days_of(lived, sending))
    checked = 0
    for task, unit, due in owed(lived):
        third, seventh = calendar.after(due, 3), calendar.after(due, 7)
        if seventh > last or answered(lived, task, unit, due, seventh):
            continue
        checked += 1
        above = reached[lived.supervisors[unit], task.code]
        assert any(due < day <= third for day in above), (task.code, unit, due, above)
        for coordinator in lived.coordinators:
            told = reached[coordinator, task.code]
            assert any(due < day <= seventh for day in told), (task.code, unit, due, told)
    assert checked > 50


def owed(lived: Years) -> Iterator[tuple[Task, str, date]]:
    """Every final deadline of every leading unit that people are bound for."""
    for task in lived.book.tasks:
        for unit in task.leads:
            if unit in lived.supervisors:
                yield task, unit, task.due


def answered(lived: Years, task: Task, unit: str, due: date, until: date) -> bool:
    """Whether the unit reported, asked for something, or was done, in time to keep it quiet."""
    key = (task.code, unit)
    since = lived.rules.calendar.on_or_before(due)
    reported = any(since <= day <= until for day in lived.log.reported[key])
    asked = any(
        lived.rules.calendar.after(day, lived.rules.request_days) > due
        for day in lived.log.asked[key]
        if day <= until
    )
    row = lived.tx.one(
        "SELECT 1 FROM reports r JOIN tasks t ON t.id = r.task_id JOIN units u ON u.id = r.unit_id"
        " WHERE t.code = :code AND u.name = :unit AND r.status = 'done'",
        code=task.code,
        unit=unit,
    )
    return reported or asked or row is not None or key in lived.log.closed


def test_nothing_is_sent_after_closure(lived: Years) -> None:
    of_unit = {number: unit for number, (unit, _) in lived.liaisons.items()}
    of_unit |= {number: unit for unit, number in lived.supervisors.items()}
    for sending in lived.log.sent:
        unit = of_unit.get(sending.person_id)
        if unit is None or sending.kind == "decision":
            continue
        for code in sending.tasks:
            closed = lived.log.closed.get((code, unit))
            assert closed is None or days_of(lived, sending) <= closed, (code, unit, sending)


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


def test_who_is_away_gets_nothing(lived: Years) -> None:
    leaves: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in lived.tx.all("SELECT at, subject, detail FROM audit WHERE action = 'away'"):
        until = row["detail"].split('"until": "')[1][:10]
        leaves[int(row["subject"])].append((row["at"], until))
    assert leaves
    for sending in lived.log.sent:
        day = days_of(lived, sending).isoformat()
        for at, until in leaves.get(sending.person_id, ()):
            inside = datetime.fromisoformat(at) < sending.at and day <= until
            later = [a for a, _ in leaves[sending.person_id] if a > at]
            if inside and not later and sending.kind == "digest":
                raise AssertionError((sending, at, until))


def test_every_coordinator_gets_the_closing_list_of_every_month(lived: Years) -> None:
    rows = lived.tx.all("SELECT person_id, key FROM notices WHERE key LIKE 'round:%'")
    months = Counter(row["person_id"] for row in rows if "monthly" in row["key"])
    assert set(months) == set(lived.coordinators)
    assert set(months.values()) == {36}
