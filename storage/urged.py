"""How often units were urged: reminders told, 督促, 督办单 and broadcasts that went out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.times import from_text, to_text

SENT = ("sent", "unknown", "merged")


@dataclass(frozen=True, slots=True)
class Urged:
    """`what` is reminder, press, letter or broadcast; `at` tells one occasion from another."""

    what: str
    unit: str
    at: str
    codes: tuple[str, ...]


def reminders(tx: Transaction, since: str, until: str) -> list[Urged]:
    """Rungs of the ladder that were told to people of the leading unit itself, by the day (both in)."""
    rows = tx.all(
        "SELECT DISTINCT u.name, n.day, t.code FROM nudges n JOIN units u ON u.id = n.unit_id"
        " JOIN tasks t ON t.id = n.task_id WHERE n.state = 'told' AND n.territory = ''"
        " AND n.position IN ('liaison', 'supervisor') AND n.day >= :since AND n.day <= :until"
        " ORDER BY n.day, t.plan_id, t.position",
        since=since,
        until=until,
    )
    return [Urged("reminder", row["name"], row["day"], (row["code"],)) for row in rows]


def letters(tx: Transaction, since: datetime, until: datetime) -> list[Urged]:
    rows = tx.all(
        "SELECT u.name, l.settled_at, l.codes FROM letters l JOIN units u ON u.id = l.unit_id"
        " WHERE l.state = 'sent' AND l.settled_at >= :since AND l.settled_at < :until ORDER BY l.id",
        since=to_text(since),
        until=to_text(until),
    )
    return [
        Urged("letter", row["name"], row["settled_at"], tuple(json.loads(row["codes"])))
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Message:
    """A 督促 or broadcast that went out to one person; `units` are those that a broadcast was for."""

    what: str
    person_id: int
    at: datetime
    codes: tuple[str, ...]
    units: tuple[str, ...]


def messages(tx: Transaction, since: datetime, until: datetime) -> Iterable[Message]:
    rows = tx.all(
        "SELECT o.kind, o.person_id, o.created_at, o.tasks, r.units FROM outbox o"
        " LEFT JOIN receivers r ON r.broadcast_id = o.broadcast_id AND r.person_id = o.person_id"
        " WHERE (o.kind = 'press' OR r.broadcast_id IS NOT NULL) AND o.state IN :sent"
        " AND o.created_at >= :since AND o.created_at < :until ORDER BY o.id",
        sent=list(SENT),
        since=to_text(since),
        until=to_text(until),
    )
    return [
        Message(
            "press" if row["kind"] == "press" else "broadcast",
            row["person_id"],
            from_text(row["created_at"]),
            tuple(json.loads(row["tasks"])),
            tuple(json.loads(row["units"])) if row["units"] else (),
        )
        for row in rows
    ]
