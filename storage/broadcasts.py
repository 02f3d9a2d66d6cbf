"""Broadcasts and the people who get them. What is confirmed is frozen: rows of `receivers` never change.

State: drafted → replaced (changed) | cancelled | scheduled → sending → sent | stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from sqlite3 import Row

from domain.audience import Query
from domain.broadcasting import Ask
from domain.messages import Attachment
from storage.database import Transaction
from storage.journal import files_of
from storage.times import from_text, to_text

OUT = ("sending", "sent", "stopped")
LIVE = ("sending", "sent")


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`codes` are the tasks it is about, `rooms` the ids of the groups that carry it too."""

    id: int
    author_id: int
    text: str
    audience: str
    units: tuple[str, ...]
    state: str
    query: Query
    codes: tuple[str, ...]
    ask: Ask
    files: tuple[Attachment, ...]
    rooms: tuple[int, ...]
    everyone: bool
    urgent: bool
    waits: str
    next_at: datetime | None
    confirmed_at: datetime | None
    reminded_on: date | None


@dataclass(frozen=True, slots=True)
class Receiver:
    """`name` as it is shown; `fields` stand for {单位}, {事项} …; `note`: whom the person stands in for."""

    person_id: int
    name: str
    units: tuple[str, ...]
    fields: dict[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the message to one person: `state` as in the outbox, or `unposted`."""

    person_id: int
    name: str
    units: tuple[str, ...]
    state: str
    reason: str
    merged: bool = False


def draft(
    tx: Transaction,
    *,
    author_id: int,
    text: str,
    audience: str,
    units: tuple[str, ...],
    receivers: Iterable[Receiver],
    query: Query,
    codes: Iterable[str],
    ask: Ask,
    files: Iterable[Attachment],
    rooms: Iterable[int],
    everyone: bool,
    now: datetime,
) -> int:
    """Keep what the preview shows, with exactly the people it names."""
    listed = list(receivers)
    number = tx.insert(
        "INSERT INTO broadcasts (author_id, text, audience, units, people, state, created_at, query,"
        " codes, ask, files, rooms, everyone) VALUES (:author_id, :text, :audience, :units, '[]',"
        " 'drafted', :now, :query, :codes, :ask, :files, :rooms, :everyone) RETURNING id",
        author_id=author_id,
        text=text,
        audience=audience,
        units=_json(units),
        now=to_text(now),
        query=_json(query.as_data()),
        codes=_json(list(codes)),
        ask=_json(ask.as_data()),
        files=_json([asdict(file) for file in files]),
        rooms=_json(list(rooms)),
        everyone=int(everyone),
    )
    for each in listed:
        tx.run(
            "INSERT INTO receivers (broadcast_id, person_id, name, units, fields, note)"
            " VALUES (:broadcast, :person, :name, :units, :fields, :note)",
            broadcast=number,
            person=each.person_id,
            name=each.name,
            units=_json(each.units),
            fields=_json(each.fields),
            note=each.note,
        )
    return number


def one(tx: Transaction, broadcast_id: int) -> Broadcast | None:
    row = tx.one("SELECT * FROM broadcasts WHERE id = :id", id=broadcast_id)
    return read_row(row) if row else None


def waiting_of(tx: Transaction, author_id: int, since: datetime) -> Broadcast | None:
    """The newest draft of this author, made since a moment: what is typed next may change it."""
    row = tx.one(
        "SELECT * FROM broadcasts WHERE author_id = :author AND state = 'drafted'"
        " AND created_at >= :since ORDER BY id DESC LIMIT 1",
        author=author_id,
        since=to_text(since),
    )
    return read_row(row) if row else None


def recent(tx: Transaction, author_id: int | None, limit: int) -> list[Broadcast]:
    """What was sent or is to be, newest first; of one author, or of all."""
    rows = tx.all(
        "SELECT * FROM broadcasts WHERE state IN ('scheduled', 'sending', 'sent', 'stopped')"
        " AND (:all OR author_id = :author) ORDER BY id DESC LIMIT :limit",
        all=author_id is None,
        author=author_id or 0,
        limit=limit,
    )
    return [read_row(row) for row in rows]


def expect(tx: Transaction, broadcast_id: int, what: str) -> None:
    """What its author is to type next: a text, an audience, a time, a name; "" for nothing."""
    tx.run("UPDATE broadcasts SET waits = :what WHERE id = :id", what=what, id=broadcast_id)


def settle(tx: Transaction, broadcast_id: int, state: str, now: datetime) -> bool:
    """End a draft without sending it; False when it is no draft any more."""
    return bool(
        tx.run(
            "UPDATE broadcasts SET state = :state, confirmed_at = :now, waits = '', next_at = NULL"
            " WHERE id = :id AND state IN ('drafted', 'scheduled')",
            state=state,
            now=to_text(now),
            id=broadcast_id,
        )
    )


def confirm(
    tx: Transaction, broadcast_id: int, at: datetime, now: datetime, *, urgent: bool
) -> bool:
    """Send a draft at a moment; False when it is no draft any more."""
    return bool(
        tx.run(
            "UPDATE broadcasts SET state = :state, confirmed_at = :now, next_at = :at,"
            " urgent = :urgent, waits = '' WHERE id = :id AND state = 'drafted'",
            state="scheduled" if at > now else "sending",
            now=to_text(now),
            at=to_text(at),
            urgent=int(urgent),
            id=broadcast_id,
        )
    )


def unposted(tx: Transaction, broadcast_id: int, limit: int) -> list[Receiver]:
    rows = tx.all(
        "SELECT * FROM receivers WHERE broadcast_id = :id AND posted = 0"
        " ORDER BY person_id LIMIT :limit",
        id=broadcast_id,
        limit=limit,
    )
    return [_receiver(row) for row in rows]


def mark_posted(tx: Transaction, broadcast_id: int, upto: int) -> None:
    """The people up to this id have their message in the outbox."""
    tx.run(
        "UPDATE receivers SET posted = 1 WHERE broadcast_id = :id AND posted = 0"
        " AND person_id <= :upto",
        id=broadcast_id,
        upto=upto,
    )


def go_on(tx: Transaction, broadcast_id: int, at: datetime | None) -> None:
    """When to put more of it into the outbox; None when all of it is there."""
    tx.run(
        "UPDATE broadcasts SET state = :state, next_at = :at WHERE id = :id"
        " AND state IN ('scheduled', 'sending')",
        state="sending" if at else "sent",
        at=at and to_text(at),
        id=broadcast_id,
    )


def stop(tx: Transaction, broadcast_id: int, now: datetime) -> bool:
    """Nothing more of it is put out; what waits in the outbox is taken back."""
    stopped = tx.run(
        "UPDATE broadcasts SET state = 'stopped', next_at = NULL WHERE id = :id"
        " AND state IN ('scheduled', 'sending', 'sent')",
        id=broadcast_id,
    )
    tx.run(
        "UPDATE outbox SET state = 'cancelled', done_at = :now, reason = '已停止发送'"
        " WHERE broadcast_id = :id AND state = 'waiting'",
        now=to_text(now),
        id=broadcast_id,
    )
    return bool(stopped)


def recall(tx: Transaction, broadcast_id: int, since: datetime) -> int:
    """Ask for what was sent since a moment to be taken out of the chats again; how many."""
    return tx.run(
        "UPDATE outbox SET state = 'recalling', next_at = done_at WHERE broadcast_id = :id"
        " AND state = 'sent' AND ref <> '' AND done_at >= :since",
        id=broadcast_id,
        since=to_text(since),
    )


def remind(tx: Transaction, broadcast_id: int, day: date) -> bool:
    """False when the rest was urged on this day already."""
    return bool(
        tx.run(
            "UPDATE broadcasts SET reminded_on = :day WHERE id = :id"
            " AND (reminded_on IS NULL OR reminded_on < :day)",
            day=day.isoformat(),
            id=broadcast_id,
        )
    )


def receivers(tx: Transaction, broadcast_id: int) -> list[Receiver]:
    rows = tx.all(
        "SELECT * FROM receivers WHERE broadcast_id = :id ORDER BY person_id", id=broadcast_id
    )
    return [_receiver(row) for row in rows]


def receipts(tx: Transaction, broadcast_id: int) -> list[Receipt]:
    """Each receiver once, in the order of the names."""
    rows = tx.all(
        "SELECT r.person_id, r.name, r.units, o.merged_into, COALESCE(m.state, o.state) AS state,"
        " COALESCE(m.reason, o.reason) AS reason FROM receivers r"
        " LEFT JOIN outbox o ON o.broadcast_id = r.broadcast_id AND o.person_id = r.person_id"
        " AND o.room_id IS NULL"
        " LEFT JOIN outbox m ON m.id = o.merged_into"
        " WHERE r.broadcast_id = :id ORDER BY r.person_id",
        id=broadcast_id,
    )
    return [
        Receipt(
            row["person_id"],
            row["name"],
            tuple(json.loads(row["units"])),
            row["state"] or "unposted",
            row["reason"] or "",
            row["merged_into"] is not None,
        )
        for row in rows
    ]


def read_row(row: Row) -> Broadcast:
    return Broadcast(
        id=row["id"],
        author_id=row["author_id"],
        text=row["text"],
        audience=row["audience"],
        units=tuple(json.loads(row["units"])),
        state=row["state"],
        query=Query.of_data(json.loads(row["query"])),
        codes=tuple(json.loads(row["codes"])),
        ask=Ask.of_data(json.loads(row["ask"])),
        files=files_of(row["files"]),
        rooms=tuple(json.loads(row["rooms"])),
        everyone=bool(row["everyone"]),
        urgent=bool(row["urgent"]),
        waits=row["waits"],
        next_at=from_text(row["next_at"]) if row["next_at"] else None,
        confirmed_at=from_text(row["confirmed_at"]) if row["confirmed_at"] else None,
        reminded_on=date.fromisoformat(row["reminded_on"]) if row["reminded_on"] else None,
    )


def _receiver(row: Row) -> Receiver:
    return Receiver(
        row["person_id"],
        row["name"],
        tuple(json.loads(row["units"])),
        json.loads(row["fields"]),
        row["note"],
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
