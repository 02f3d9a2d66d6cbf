"""Working groups that may carry a broadcast, and audiences kept under a name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from domain.audience import Query
from domain.people import Address
from storage.broadcasts import Broadcast
from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Room:
    id: int
    name: str
    address: Address
    person_id: int = 0  # who bound it, or took it in
    closed: str = ""  # why nothing can be posted there any more


def bind(tx: Transaction, address: Address, name: str, person_id: int, now: datetime) -> int:
    """This group may carry broadcasts from now on; its number."""
    return tx.insert(
        "INSERT INTO rooms (channel, chat, name, person_id, created_at)"
        " VALUES (:channel, :chat, :name, :person, :now) ON CONFLICT (channel, chat) DO UPDATE"
        " SET name = excluded.name, person_id = excluded.person_id, closed = NULL RETURNING id",
        channel=address.channel,
        chat=address.chat,
        name=name,
        person=person_id,
        now=to_text(now),
    )


def release(tx: Transaction, channel: str, chat: str, reason: str) -> bool:
    return bool(
        tx.run(
            "UPDATE rooms SET closed = :reason WHERE channel = :channel AND chat = :chat"
            " AND closed IS NULL",
            reason=reason,
            channel=channel,
            chat=chat,
        )
    )


def reopen(tx: Transaction, room_id: int) -> bool:
    return bool(
        tx.run("UPDATE rooms SET closed = NULL WHERE id = :id AND closed IS NOT NULL", id=room_id)
    )


def moved(tx: Transaction, room_id: int, chat: str) -> None:
    tx.run("UPDATE rooms SET chat = :chat WHERE id = :id", chat=chat, id=room_id)


def every(tx: Transaction) -> list[Room]:
    """All groups that were ever bound, with those that are closed."""
    return [_read(row) for row in tx.all(f"{_ROOM} ORDER BY id")]


def open_ones(tx: Transaction, ids: Iterable[int] | None = None) -> list[Room]:
    """The groups that can be posted to: all, or those of `ids`."""
    rows = tx.all(
        f"{_ROOM} WHERE closed IS NULL AND (:every OR id IN :ids) ORDER BY id",
        every=ids is None,
        ids=list(ids or ()),
    )
    return [_read(row) for row in rows]


_ROOM = "SELECT id, channel, chat, name, person_id, closed FROM rooms"


def _read(row: Row) -> Room:
    address = Address(row["channel"], row["chat"], row["chat"])
    return Room(row["id"], row["name"], address, row["person_id"], row["closed"] or "")


@dataclass(frozen=True, slots=True)
class Notice:
    """How the notice of a broadcast fared in one group: its state in the outbox, and why."""

    name: str
    state: str
    reason: str


def notices(tx: Transaction, found: Broadcast) -> list[Notice]:
    rows = tx.all(
        "SELECT r.name, o.state, o.reason FROM outbox o JOIN rooms r ON r.id = o.room_id"
        " WHERE o.key IN :keys ORDER BY o.id",
        keys=found.notice_keys,
    )
    return [Notice(row["name"], row["state"], row["reason"] or "") for row in rows]


def at(tx: Transaction, channel: str, chat: str) -> Room | None:
    """The open group that is reached there."""
    return next(
        (
            room
            for room in open_ones(tx)
            if (room.address.channel, room.address.chat) == (channel, chat)
        ),
        None,
    )


def keep_audience(tx: Transaction, name: str, query: Query, person_id: int, now: datetime) -> None:
    tx.run(
        "INSERT INTO audiences (name, query, person_id, created_at)"
        " VALUES (:name, :query, :person, :now) ON CONFLICT (name) DO UPDATE SET"
        " query = excluded.query, person_id = excluded.person_id, created_at = excluded.created_at",
        name=name,
        query=json.dumps(query.as_data(), ensure_ascii=False),
        person=person_id,
        now=to_text(now),
    )


def drop_audience(tx: Transaction, name: str) -> bool:
    return bool(tx.run("DELETE FROM audiences WHERE name = :name", name=name))


def audiences(tx: Transaction) -> dict[str, Query]:
    rows = tx.all("SELECT name, query FROM audiences ORDER BY name")
    return {row["name"]: Query.of_data(json.loads(row["query"])) for row in rows}
