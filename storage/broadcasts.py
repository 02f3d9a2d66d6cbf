"""Broadcasts: what is said to whom, what is asked, and how far it is.

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
from storage import receivers
from storage.database import Transaction
from storage.journal import files_of
from storage.receivers import Receiver
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

    def notice_key(self, room_id: int) -> str:
        """The key in the outbox of its notice in a group."""
        return f"room:{self.id}:{room_id}"

    @property
    def notice_keys(self) -> list[str]:
        return [self.notice_key(room_id) for room_id in self.rooms]


def draft(
    tx: Transaction,
    *,
    author_id: int,
    text: str,
    audience: str,
    units: tuple[str, ...],
    people: Iterable[Receiver],
    query: Query,
    codes: Iterable[str],
    ask: Ask,
    files: Iterable[Attachment],
    rooms: Iterable[int],
    everyone: bool,
    now: datetime,
) -> int:
    """Keep what the preview shows, with exactly the people it names."""
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
    receivers.freeze(tx, number, people)
    return number


def one(tx: Transaction, broadcast_id: int) -> Broadcast | None:
    row = tx.one("SELECT * FROM broadcasts WHERE id = :id", id=broadcast_id)
    return read_row(row) if row else None


def waiting_of(tx: Transaction, author_id: int, since: datetime) -> Broadcast | None:
    """The newest broadcast of this author while it is a draft, made since a moment: what is typed next
    may change or send it. An older preview is not meant, once a newer one was cancelled or sent."""
    row = tx.one(
        "SELECT * FROM broadcasts WHERE state = 'drafted' AND created_at >= :since"
        " AND id = (SELECT MAX(id) FROM broadcasts WHERE author_id = :author)",
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


def go_on(tx: Transaction, broadcast_id: int, at: datetime | None) -> None:
    """When to put more of it into the outbox; None when all of it is there."""
    tx.run(
        "UPDATE broadcasts SET state = :state, next_at = :at WHERE id = :id"
        " AND state IN ('scheduled', 'sending')",
        state="sending" if at else "sent",
        at=at and to_text(at),
        id=broadcast_id,
    )


def stop(tx: Transaction, found: Broadcast, now: datetime) -> bool:
    """Nothing more of it is put out; what waits in the outbox is taken back."""
    stopped = tx.run(
        "UPDATE broadcasts SET state = 'stopped', next_at = NULL WHERE id = :id"
        " AND state IN ('scheduled', 'sending', 'sent')",
        id=found.id,
    )
    tx.run(
        "UPDATE outbox SET state = 'cancelled', done_at = :now, reason = '已停止发送'"
        " WHERE (broadcast_id = :id OR key IN :notices) AND state = 'waiting'",
        now=to_text(now),
        id=found.id,
        notices=found.notice_keys,
    )
    return bool(stopped)


def recall(tx: Transaction, found: Broadcast, since: datetime) -> int:
    """Ask for what was sent since a moment to be taken out of the chats again; how many."""
    return tx.run(
        "UPDATE outbox SET state = 'recalling', next_at = done_at WHERE"
        " (broadcast_id = :id OR key IN :notices)"
        " AND state = 'sent' AND ref <> '' AND done_at >= :since",
        id=found.id,
        notices=found.notice_keys,
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
