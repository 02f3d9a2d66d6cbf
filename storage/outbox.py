"""Messages to people that nobody asked for: written with the change that caused them, sent after it.

State: waiting → sending (claimed by compare-and-set) → sent | failed | unknown, or back to waiting
for a retry. A row found in `sending` when the program starts was cut off in mid-call: it may have
arrived, so it becomes `unknown` and is not sent again (at most once), and the sender is shown that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.messages import Reply
from storage.database import Transaction
from storage.journal import reply_from_text, reply_to_text
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message that is due for sending."""

    id: int
    kind: str
    person_id: int
    reply: Reply
    attempts: int


def add(
    tx: Transaction,
    *,
    key: str,
    kind: str,
    person_id: int,
    reply: Reply,
    now: datetime,
    broadcast_id: int | None = None,
) -> bool:
    """Put a message in; False when one with this key was there before."""
    return bool(
        tx.run(
            "INSERT INTO outbox (key, kind, person_id, broadcast_id, reply, state, created_at, next_at)"
            " VALUES (:key, :kind, :person_id, :broadcast_id, :reply, 'waiting', :now, :now)"
            " ON CONFLICT (key) DO NOTHING",
            key=key,
            kind=kind,
            person_id=person_id,
            broadcast_id=broadcast_id,
            reply=reply_to_text(reply),
            now=to_text(now),
        )
    )


def due(tx: Transaction, now: datetime, limit: int) -> list[Parcel]:
    rows = tx.all(
        "SELECT id, kind, person_id, reply, attempts FROM outbox"
        " WHERE state = 'waiting' AND next_at <= :now ORDER BY next_at, id LIMIT :limit",
        now=to_text(now),
        limit=limit,
    )
    return [
        Parcel(
            row["id"],
            row["kind"],
            row["person_id"],
            reply_from_text(row["reply"]),
            row["attempts"],
        )
        for row in rows
    ]


def claim(tx: Transaction, parcel: Parcel, channel: str, account: str) -> bool:
    """Take a message for sending to this address; False when another one has it."""
    return bool(
        tx.run(
            "UPDATE outbox SET state = 'sending', channel = :channel, account = :account,"
            " attempts = attempts + 1 WHERE id = :id AND state = 'waiting'",
            channel=channel,
            account=account,
            id=parcel.id,
        )
    )


def finish(
    tx: Transaction, parcel_id: int, state: str, now: datetime, reason: str | None = None
) -> None:
    tx.run(
        "UPDATE outbox SET state = :state, done_at = :now, reason = :reason WHERE id = :id",
        state=state,
        now=to_text(now),
        reason=reason,
        id=parcel_id,
    )


def postpone(tx: Transaction, parcel_id: int, until: datetime, reason: str) -> None:
    tx.run(
        "UPDATE outbox SET state = 'waiting', next_at = :until, reason = :reason WHERE id = :id",
        until=to_text(until),
        reason=reason,
        id=parcel_id,
    )


def give_up_cut_off(tx: Transaction, now: datetime) -> int:
    """At start: what was being sent when the program died is `unknown`; the number of such rows."""
    return tx.run(
        "UPDATE outbox SET state = 'unknown', done_at = :now, reason = '程序中断，是否送达不明'"
        " WHERE state = 'sending'",
        now=to_text(now),
    )


def counts(tx: Transaction) -> dict[str, int]:
    rows = tx.all("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state")
    return {row["state"]: row["n"] for row in rows}
