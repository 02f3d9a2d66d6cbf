"""Who gets the scheduled summary, when next, and which snapshot they were sent last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Due:
    person_id: int
    every: str
    snapshot_id: int | None


def subscribe(tx: Transaction, person_id: int, every: str, next_at: datetime) -> None:
    tx.run(
        "INSERT INTO summaries (person_id, every, next_at) VALUES (:person_id, :every, :next_at)"
        " ON CONFLICT (person_id, every) DO UPDATE SET next_at = excluded.next_at",
        person_id=person_id,
        every=every,
        next_at=to_text(next_at),
    )


def unsubscribe(tx: Transaction, person_id: int) -> int:
    """How many subscriptions ended."""
    return tx.run("DELETE FROM summaries WHERE person_id = :id", id=person_id)


def of_person(tx: Transaction, person_id: int) -> list[str]:
    rows = tx.all("SELECT every FROM summaries WHERE person_id = :id ORDER BY every", id=person_id)
    return [row["every"] for row in rows]


def due(tx: Transaction, person_id: int, now: datetime) -> Due | None:
    """What this person has been due to get for longest."""
    row = tx.one(
        "SELECT person_id, every, snapshot_id FROM summaries WHERE person_id = :id"
        " AND next_at <= :now ORDER BY next_at LIMIT 1",
        id=person_id,
        now=to_text(now),
    )
    return Due(row["person_id"], row["every"], row["snapshot_id"]) if row else None


def postpone(tx: Transaction, due: Due, next_at: datetime, snapshot_id: int | None = None) -> None:
    """When it is due next; `snapshot_id` where one was sent."""
    tx.run(
        "UPDATE summaries SET next_at = :next_at, snapshot_id = COALESCE(:sent, snapshot_id)"
        " WHERE person_id = :person_id AND every = :every",
        next_at=to_text(next_at),
        sent=snapshot_id,
        person_id=due.person_id,
        every=due.every,
    )
