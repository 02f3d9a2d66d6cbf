"""What the clock does: one unit of work in one transaction, and whether there is more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from domain.cycles import Cycle, cycle_of
from domain.ladder import Rung, current_rung, cycle_rung
from domain.messages import Reply
from domain.people import Person, Position
from domain.planbook import PlanBook
from domain.rules import Rules, days_between
from domain.standing import Standing, standing
from handlers.cards import task_buttons
from handlers.freeze import keep_warm, settle_day
from handlers.seen import leading_unit
from handlers.summaries import send_summary
from storage import nudges, outbox, people, reports
from storage.database import Transaction
from storage.journal import audit
from storage.plans import load_book
from storage.times import from_text

log = structlog.get_logger()
MOST_LINES = 12
RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A task that a person is to be told of today, and the rung that fell due."""

    standing: Standing
    rung: Rung


def tick_one(tx: Transaction, now: datetime, rules: Rules) -> bool:
    """Do the digest of one person whose hour has come, else what else is due; False when nothing is.

    A digest that fails is pushed back an hour and reported, and never stops the others.
    """
    found = people.next_digest(tx, now)
    if found is None:
        return (
            settle_day(tx, now, rules) or send_summary(tx, now, rules) or keep_warm(tx, now, rules)
        )
    person_id, hour = found
    try:
        with tx.savepoint():
            _digest(tx, person_id, from_text(hour), now, rules)
    except Exception:
        log.exception("a digest failed", action="digest_failed", person=person_id)
        people.set_next_digest(tx, person_id, now + RETRY)
        audit(tx, now, 0, "digest.failed", str(person_id))
    return True


def realign_digests(tx: Transaction, now: datetime, rules: Rules) -> int:
    """At start: nobody's digest is later than the next work day's; the number that were.

    They can be when the digest hour was changed, a day became a work day, or the clock was set back.
    """
    latest = rules.next_digest(now, today_is_done=True)
    return people.pull_digests(
        tx, later_than=latest, to=rules.next_digest(now, today_is_done=False)
    )


def _digest(tx: Transaction, person_id: int, hour: datetime, now: datetime, rules: Rules) -> None:
    today = rules.day(now)
    if rules.is_quiet(now) or not rules.calendar.is_workday(today):
        people.set_next_digest(tx, person_id, rules.next_digest(now, today_is_done=True))
        return
    people.set_next_digest(tx, person_id, rules.next_digest(now, today_is_done=True))
    person = people.by_ids(tx, [person_id])[0]
    book = load_book(tx)
    due = due_for(
        person,
        book,
        reports.latest(tx, units=person.units_as(Position.LIAISON)),
        nudges.told(tx, person_id),
        today,
        rules,
    )
    if not due:
        return
    added = outbox.add(
        tx,
        key=f"digest:{person_id}:{today.isoformat()}",
        kind="digest",
        person_id=person_id,
        reply=digest_reply(due, today, cycle_of(today, rules.cycle_day)),
        now=now,
    )
    if added:  # a second digest of the day would break the promise of one message a day
        nudges.tell(tx, person_id, [(d.standing.task.code, d.rung.key) for d in due], today)
        audit(tx, now, 0, "digest.add", str(person_id), tasks=len(due))


def due_for(
    person: Person,
    book: PlanBook,
    latest: dict[str, dict[str, Any]],
    told: set[tuple[str, str]],
    today: date,
    rules: Rules,
) -> list[Due]:
    """What a liaison is to be told today, most urgent first. Pure, so that it can be rehearsed."""
    units = person.units_as(Position.LIAISON)
    cycle = cycle_of(today, rules.cycle_day)
    found = []
    for task in book.tasks_of(units):
        unit = leading_unit(task, units)
        if unit not in task.leads:  # the leading unit answers for all
            continue
        seen = standing(task, latest.get(task.code, {}), today, rules, unit)
        rung = _rung(seen, cycle, today, rules)
        if rung and (task.code, rung.key) not in told:
            found.append(Due(seen, rung))
    return sorted(found, key=lambda due: due.standing.days_left)


def _rung(seen: Standing, cycle: Cycle, today: date, rules: Rules) -> Rung | None:
    """The rung of the deadline comes before that of the reporting cycle; what is done has none."""
    if seen.done:
        return None
    rung = current_rung(seen.task.due, today, rules.calendar)
    if rung is None and seen.owes_report:
        rung = cycle_rung(cycle.due, today, rules.calendar)
    return rung


def digest_reply(due: list[Due], today: date, cycle: Cycle) -> Reply:
    """One message: what falls due on the same day stands together, the most urgent first."""
    shown = due[:MOST_LINES]
    codes = [d.standing.task.code for d in shown]
    groups: dict[tuple[bool, int], dict[str, Any]] = {}
    for d in shown:
        for_cycle = d.rung.key.startswith("cycle")
        days_left = days_between(today, cycle.due) if for_cycle else d.standing.days_left
        key = (for_cycle, days_left)
        group = groups.setdefault(
            key, {"for_cycle": for_cycle, "days_left": days_left, "tasks": []}
        )
        task = d.standing.task
        group["due"] = (cycle.due if for_cycle else task.due).isoformat()
        group["tasks"].append({"code": task.code, "title": task.title})
    return Reply(
        "digest",
        {
            "day": today.isoformat(),
            "groups": list(groups.values()),
            "total": len(due),
            "more": len(due) - len(shown),
            "example": codes[0],
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )
