"""Which people and groups get the scheduled summary, when next, and which snapshot was sent last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person, or a group; its number."""

    id: int
    is_room: bool = False

    @property
    def table(self) -> str:
        return "room_summaries" if self.is_room else "summaries"

    @property
    def column(self) -> str:
        return "room_id" if self.is_room else "person_id"


@dataclass(frozen=True, slots=True)
class Due:
    to: Receiver
    every: str
    snapshot_id: int | None


def subscribe(tx: Transaction, to: Receiver, every: str, next_at: datetime) -> None:
    tx.run(
        f"INSERT INTO {to.table} ({to.column}, every, next_at) VALUES (:id, :every, :next_at)"  # noqa: S608 - our own
        f" ON CONFLICT ({to.column}, every) DO UPDATE SET next_at = excluded.next_at",
        id=to.id,
        every=every,
        next_at=to_text(next_at),
    )


def unsubscribe(tx: Transaction, to: Receiver) -> int:
    """How many subscriptions ended."""
    return tx.run(f"DELETE FROM {to.table} WHERE {to.column} = :id", id=to.id)  # noqa: S608 - our own


def of(tx: Transaction, to: Receiver) -> list[str]:
    rows = tx.all(
        f"SELECT every FROM {to.table} WHERE {to.column} = :id ORDER BY every DESC",  # noqa: S608 - our own
        id=to.id,
    )
    return [row["every"] for row in rows]


def due(tx: Transaction, to: Receiver, now: datetime) -> Due | None:
    """What this person or group has been due to get for longest."""
    row = tx.one(
        f"SELECT every, snapshot_id FROM {to.table} WHERE {to.column} = :id"  # noqa: S608 - our own
        " AND next_at <= :now ORDER BY next_at LIMIT 1",
        id=to.id,
        now=to_text(now),
    )
    return Due(to, row["every"], row["snapshot_id"]) if row else None


def postpone(tx: Transaction, due: Due, next_at: datetime, snapshot_id: int | None = None) -> None:
    """When it is due next; `snapshot_id` where one was sent."""
    tx.run(
        f"UPDATE {due.to.table} SET next_at = :next_at,"  # noqa: S608 - our own
        " snapshot_id = COALESCE(:sent, snapshot_id)"
        f" WHERE {due.to.column} = :id AND every = :every",
        next_at=to_text(next_at),
        sent=snapshot_id,
        id=due.to.id,
        every=due.every,
    )
