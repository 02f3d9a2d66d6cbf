"""Messages to people that nobody asked for: written with the change that caused them, sent after it.

State: waiting → merged (it goes with another one) or sending (claimed by compare-and-set) → sent | failed |
unknown, or back to waiting
for a retry. A row found in `sending` when the program starts was cut off in mid-call: it may have
arrived, so it becomes `unknown` and is not sent again (at most once), and the sender is shown that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from sqlite3 import Row

from domain.messages import Reply
from storage import boards
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
    stage: str = ""
    tasks: tuple[str, ...] = ()
    room_id: int | None = None


def add(
    tx: Transaction,
    *,
    key: str,
    kind: str,
    person_id: int,
    reply: Reply,
    now: datetime,
    broadcast_id: int | None = None,
    stage: str = "",
    tasks: Iterable[str] = (),
    room_id: int | None = None,
) -> bool:
    """Put a message in; False when one with this key was there before. One with `room_id` goes to
    that group, in the name of `person_id`."""
    return bool(
        tx.run(
            "INSERT INTO outbox (key, kind, person_id, broadcast_id, reply, state, created_at,"
            " next_at, stage, tasks, room_id) VALUES (:key, :kind, :person_id, :broadcast_id, :reply,"
            " 'waiting', :now, :now, :stage, :tasks, :room_id)"
            " ON CONFLICT (key) DO NOTHING",
            key=key,
            kind=kind,
            person_id=person_id,
            broadcast_id=broadcast_id,
            reply=reply_to_text(reply),
            now=to_text(now),
            stage=stage,
            tasks=json.dumps(list(tasks), ensure_ascii=False),
            room_id=room_id,
        )
    )


_PARCEL = "SELECT id, kind, person_id, reply, attempts, stage, tasks, room_id FROM outbox"


def due(tx: Transaction, now: datetime, limit: int) -> list[Parcel]:
    """What is to be sent now. A long broadcast lets everything else go first."""
    rows = tx.all(
        f"{_PARCEL} WHERE state = 'waiting' AND next_at <= :now"
        " ORDER BY kind = 'broadcast', next_at, id LIMIT :limit",
        now=to_text(now),
        limit=limit,
    )
    return [_read(row) for row in rows]


def waiting_for(
    tx: Transaction, person_id: int, now: datetime, apart: Iterable[str]
) -> list[Parcel]:
    """What is due for this person and may be merged into one message, oldest first."""
    rows = tx.all(
        f"{_PARCEL} WHERE person_id = :person_id AND state = 'waiting' AND next_at <= :now"
        " AND kind NOT IN :apart ORDER BY id",
        person_id=person_id,
        now=to_text(now),
        apart=list(apart),
    )
    return [_read(row) for row in rows]


def had_between(
    tx: Transaction, person_id: int, since: datetime, until: datetime, apart: Iterable[str]
) -> int:
    """How many unasked messages this person has had, or may have had, from one moment to another."""
    row = tx.one(
        "SELECT COUNT(*) FROM outbox WHERE person_id = :person_id AND kind NOT IN :apart"
        " AND (state = 'sending' OR (state IN ('sent', 'unknown') AND done_at >= :since"
        " AND done_at < :until))",
        person_id=person_id,
        since=to_text(since),
        until=to_text(until),
        apart=list(apart),
    )
    return int(row[0]) if row else 0


def has(tx: Transaction, key: str) -> bool:
    return tx.one("SELECT 1 FROM outbox WHERE key = :key", key=key) is not None


def take_back(tx: Transaction, person_id: int, keys: str, today: date) -> list[str]:
    """Take messages that never left, keyed like `keys` and by an earlier day, back: their keys."""
    rows = tx.all(
        "UPDATE outbox SET state = 'merged', reason = '并入后一天的提醒' WHERE state = 'waiting'"
        " AND person_id = :person_id AND key LIKE :keys AND key < :today RETURNING key",
        person_id=person_id,
        keys=keys,
        today=keys.replace("%", today.isoformat()),
    )
    return [row["key"] for row in rows]


def is_waiting(tx: Transaction, parcel_id: int) -> bool:
    return bool(tx.one("SELECT 1 FROM outbox WHERE id = :id AND state = 'waiting'", id=parcel_id))


def merge(tx: Transaction, into: Parcel, others: Iterable[Parcel]) -> None:
    """The others go with one message, whatever becomes of it."""
    for other in others:
        tx.run(
            "UPDATE outbox SET state = 'merged', merged_into = :into WHERE id = :id",
            into=into.id,
            id=other.id,
        )
    tx.run(
        "UPDATE outbox SET reply = :reply, stage = :stage, tasks = :tasks WHERE id = :id",
        reply=reply_to_text(into.reply),
        stage=into.stage,
        tasks=json.dumps(into.tasks, ensure_ascii=False),
        id=into.id,
    )


def _read(row: Row) -> Parcel:
    return Parcel(
        row["id"],
        row["kind"],
        row["person_id"],
        reply_from_text(row["reply"]),
        row["attempts"],
        row["stage"],
        tuple(json.loads(row["tasks"])),
        row["room_id"],
    )


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
    tx: Transaction,
    parcel_id: int,
    state: str,
    now: datetime,
    reason: str | None = None,
    ref: str = "",
) -> None:
    """What became of a message; `ref` is the platform's name of it. Receipts that show it change."""
    done = tx.one(
        "UPDATE outbox SET state = :state, done_at = :now, reason = :reason, ref = :ref"
        " WHERE id = :id RETURNING key, room_id",
        state=state,
        now=to_text(now),
        reason=reason,
        ref=ref,
        id=parcel_id,
    )
    tx.run(
        "UPDATE boards SET next_at = :now WHERE next_at IS NULL AND broadcast_id IN"
        " (SELECT broadcast_id FROM outbox WHERE (id = :id OR merged_into = :id)"
        " AND broadcast_id IS NOT NULL)",
        now=to_text(now),
        id=parcel_id,
    )
    if done and done["room_id"] and (of := _NOTICE.fullmatch(done["key"])):
        boards.look(tx, int(of[1]), now)


_NOTICE = re.compile(r"room:(\d+):\d+")  # of a broadcast, in a group


@dataclass(frozen=True, slots=True)
class Recall:
    """A message that is to be taken out of a chat again."""

    id: int
    channel: str
    account: str
    chat: str
    ref: str


def recalls(tx: Transaction, limit: int) -> list[Recall]:
    rows = tx.all(
        "SELECT o.id, o.channel, o.account, o.ref, COALESCE(a.chat, o.account) AS chat"
        " FROM outbox o LEFT JOIN addresses a ON a.channel = o.channel AND a.account = o.account"
        " WHERE o.state = 'recalling' ORDER BY o.id LIMIT :limit",
        limit=limit,
    )
    return [
        Recall(row["id"], row["channel"], row["account"], row["chat"], row["ref"]) for row in rows
    ]


def settle_recall(tx: Transaction, recall: Recall, now: datetime, trouble: str) -> None:
    """It is out of the chat, or (`trouble`) it stays there."""
    row = tx.one("SELECT done_at FROM outbox WHERE id = :id", id=recall.id)
    finish(tx, recall.id, "sent" if trouble else "recalled", now, trouble or None)
    if row and trouble:  # when it went out stays what it was
        tx.run("UPDATE outbox SET done_at = :at WHERE id = :id", at=row["done_at"], id=recall.id)


def postpone(tx: Transaction, parcel_id: int, until: datetime, reason: str) -> None:
    tx.run(
        "UPDATE outbox SET state = 'waiting', next_at = :until, reason = :reason WHERE id = :id",
        until=to_text(until),
        reason=reason,
        id=parcel_id,
    )


def take_up_cut_off(tx: Transaction, channel: str, since: datetime) -> int:
    """At start: let what was cut off on a channel that sends once go again; how many.

    Only a text that stays what it was: due at or after `since` (for so long the channel remembers
    it), with no files and with nothing else that could go along.
    """
    return tx.run(
        "UPDATE outbox SET state = 'waiting' WHERE state = 'sending' AND channel = :channel"
        " AND next_at >= :since AND reply LIKE :no_papers AND NOT EXISTS (SELECT 1 FROM outbox o"
        " WHERE o.merged_into = outbox.id OR (o.person_id = outbox.person_id AND o.state = 'waiting'))",
        channel=channel,
        since=to_text(since),
        no_papers="%, []]",
    )


def give_up_cut_off(tx: Transaction, now: datetime) -> list[int]:
    """At start: what was being sent when the program died is `unknown`; the people it was for (of
    what went to a group the receipt tells)."""
    rows = tx.all(
        "UPDATE outbox SET state = 'unknown', done_at = :now, reason = '程序中断，是否送达不明'"
        " WHERE state = 'sending' RETURNING person_id, room_id",
        now=to_text(now),
    )
    return [row["person_id"] for row in rows if not row["room_id"]]


def counts(tx: Transaction) -> dict[str, int]:
    rows = tx.all("SELECT state, COUNT(*) AS n FROM outbox GROUP BY state")
    return {row["state"]: row["n"] for row in rows}
