"""What a coordinator learns in the morning beside escalations: new requests, and who reported in a round."""

from __future__ import annotations

from datetime import datetime

from domain.cycles import Cycle, Rhythm, closed_round
from domain.people import Person
from domain.rules import Rules
from storage import nudges, reports, requests
from storage.database import Transaction
from storage.plans import load_book

MOST_UNITS = 8  # a phone shows about so many names before one stops reading


def brief(tx: Transaction, person: Person, now: datetime, rules: Rules) -> None:
    """Plan the sentences of this morning; each is planned once, so it can be asked for every day."""
    today = rules.day(now)
    for request in requests.waiting(tx, rules):
        content = {
            "what": "request",
            "id": request.id,
            "unit": request.unit,
            "code": request.code,
            "kind": request.kind.word,
            "until": request.asked_until.isoformat() if request.asked_until else "",
            "days": rules.calendar.between(request.asked_on, today),
        }
        late = today >= request.lapses_on(rules.request_days, rules.calendar)
        key = f"request:{request.id}{':late' if late else ''}"
        nudges.notify(tx, person.id, key, {**content, "late": late}, now)
    for rhythm in rules.cycles.rhythms():
        cycle = closed_round(rhythm, today, rules.calendar)
        key = f"round:{rhythm.every}:{cycle.due.isoformat()}" if cycle else ""
        if cycle and not nudges.has_notice(tx, person.id, key):
            nudges.notify(tx, person.id, key, _account(tx, rhythm, cycle, rules), now)


def _account(tx: Transaction, rhythm: Rhythm, cycle: Cycle, rules: Rules) -> dict[str, object]:
    """The closing list 已报/未报 of a round, by unit in the order of the plan."""
    book = load_book(tx)
    latest = reports.latest(tx)
    reported = owing = 0
    missing: dict[str, int] = {}
    for task in book.tasks:
        if rules.cycles.rhythm(task) != rhythm:
            continue
        if task.due < cycle.opens:
            continue
        of_task = latest.get(task.code, {})
        for unit in task.leads:
            report = of_task.get(unit)
            if unit in book.collectives or (report and report.claims_done):
                continue
            owing += 1
            if report and rules.day(report.created_at) >= cycle.opens:
                reported += 1
            else:
                missing[unit] = missing.get(unit, 0) + 1
    names = [unit for unit in book.holders if unit in missing]
    return {
        "what": "round",
        "name": cycle.name,
        "due": cycle.due.isoformat(),
        "reported": reported,
        "owing": owing,
        "missing": [{"unit": unit, "count": missing[unit]} for unit in names[:MOST_UNITS]],
        "more": max(0, len(names) - MOST_UNITS),
    }
