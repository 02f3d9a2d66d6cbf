"""What the coordinators must know of the people themselves: who cannot be reached, or may not have been."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.people import Person
from domain.rules import Rules
from handlers.ladder.planning import overseers, wake
from storage import nudges, people, rooms
from storage.database import Transaction
from storage.journal import audit


def tell_unreachable(
    tx: Transaction, person_id: int, reason: str, now: datetime, rules: Rules
) -> None:
    """All addresses of a person are dead: told to the coordinators with their next digest, once a month."""
    found = people.by_ids(tx, [person_id])
    if not found:
        return
    content = {
        "what": "unreachable",
        "name": found[0].name,
        "posts": people.posts_in_words(found[0]),
        "reason": reason,
    }
    key = f"unreachable:{person_id}:{rules.day(now):%Y-%m}"
    for overseer in _told(tx, now, rules):
        if overseer.id != person_id and nudges.notify(tx, overseer.id, key, content, now):
            wake(tx, overseer.id, now, rules)
            audit(tx, now, 0, "finding.unreachable", str(person_id))


def tell_room(tx: Transaction, room_id: int, reason: str, now: datetime, rules: Rules) -> None:
    """A working group got nothing: told to the coordinators with their next digest, once a day."""
    found = next((each for each in rooms.every(tx) if each.id == room_id), None)
    if found is None:
        return
    content = {
        "what": "room",
        "name": found.name,
        "reason": reason,
        "closed": bool(found.closed),
    }
    for overseer in people.overseers(tx):
        if nudges.notify(tx, overseer.id, f"room:{room_id}:{rules.day(now)}", content, now):
            wake(tx, overseer.id, now, rules)
    audit(tx, now, 0, "finding.room", str(room_id))


def tell_doubt(tx: Transaction, person_ids: Sequence[int], now: datetime, rules: Rules) -> None:
    """The program died while it sent to these people: whether it arrived is not known."""
    if not person_ids:
        return
    found = people.by_ids(tx, person_ids)
    content = {
        "what": "doubt",
        "names": [person.name for person in found][:12],
        "count": len(found),
    }
    for overseer in _told(tx, now, rules):
        if nudges.notify(tx, overseer.id, f"doubt:{now.isoformat()}", content, now):
            wake(tx, overseer.id, now, rules)
    audit(tx, now, 0, "finding.doubt", ",".join(str(number) for number in person_ids))


def _told(tx: Transaction, now: datetime, rules: Rules) -> list[Person]:
    return [receiver.person for receiver in overseers(tx, rules.day(now))]
