"""Broadcasts and what became of each message of theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`people` are the ids of exactly those who get it, frozen when the preview was shown."""

    id: int
    author_id: int
    text: str
    audience: str
    units: tuple[str, ...]
    people: tuple[int, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the message to one person: `state` as in the outbox."""

    person_id: int
    name: str
    state: str
    reason: str | None


def draft(
    tx: Transaction,
    *,
    author_id: int,
    text: str,
    audience: str,
    units: tuple[str, ...],
    people: tuple[int, ...],
    now: datetime,
) -> int:
    return tx.insert(
        "INSERT INTO broadcasts (author_id, text, audience, units, people, state, created_at)"
        " VALUES (:author_id, :text, :audience, :units, :people, 'drafted', :now) RETURNING id",
        author_id=author_id,
        text=text,
        audience=audience,
        units=json.dumps(units, ensure_ascii=False),
        people=json.dumps(people),
        now=to_text(now),
    )


def one(tx: Transaction, broadcast_id: int) -> Broadcast | None:
    row = tx.one("SELECT * FROM broadcasts WHERE id = :id", id=broadcast_id)
    if row is None:
        return None
    return Broadcast(
        id=row["id"],
        author_id=row["author_id"],
        text=row["text"],
        audience=row["audience"],
        units=tuple(json.loads(row["units"])),
        people=tuple(json.loads(row["people"])),
        state=row["state"],
    )


def settle(tx: Transaction, broadcast_id: int, state: str, now: datetime) -> bool:
    """Send or cancel a draft; False when it is no draft any more."""
    return bool(
        tx.run(
            "UPDATE broadcasts SET state = :state, confirmed_at = :now"
            " WHERE id = :id AND state = 'drafted'",
            state=state,
            now=to_text(now),
            id=broadcast_id,
        )
    )


def receipts(tx: Transaction, broadcast_id: int) -> list[Receipt]:
    rows = tx.all(
        "SELECT o.person_id, p.name, COALESCE(m.state, o.state) AS state,"
        " COALESCE(m.reason, o.reason) AS reason FROM outbox o"
        " LEFT JOIN outbox m ON m.id = o.merged_into"
        " JOIN people p ON p.id = o.person_id WHERE o.broadcast_id = :id ORDER BY o.id",
        id=broadcast_id,
    )
    return [Receipt(row["person_id"], row["name"], row["state"], row["reason"]) for row in rows]
