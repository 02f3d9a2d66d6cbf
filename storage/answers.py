"""What came back to broadcasts, and which broadcasts still ask something of a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from sqlite3 import Row

from domain.collection import Answer
from domain.messages import Attachment
from storage.boards import look
from storage.broadcasts import Broadcast, read_row
from storage.database import Transaction
from storage.times import from_text, to_text

# An answer that was a report counts while the report stands.
_STANDING = (
    "SELECT a.*, t.code FROM answers a LEFT JOIN reports r ON r.id = a.report_id"
    " LEFT JOIN tasks t ON t.id = r.task_id"
    " WHERE a.withdrawn_at IS NULL AND r.withdrawn_at IS NULL"
)


def add(
    tx: Transaction,
    *,
    broadcast_id: int,
    person_id: int,
    units: Iterable[str],
    text: str,
    now: datetime,
    value: float | None = None,
    measure: str = "",
    files: Iterable[Attachment] = (),
    report_id: int | None = None,
) -> int:
    number = tx.insert(
        "INSERT INTO answers (broadcast_id, person_id, units, text, value, measure, files, report_id,"
        " at) VALUES (:broadcast, :person, :units, :text, :value, :measure, :files, :report, :now)"
        " RETURNING id",
        broadcast=broadcast_id,
        person=person_id,
        units=json.dumps(list(units), ensure_ascii=False),
        text=text,
        value=value,
        measure=measure,
        files=json.dumps([asdict(file) for file in files], ensure_ascii=False),
        report=report_id,
        now=to_text(now),
    )
    tx.run(
        "UPDATE receivers SET asked_at = NULL WHERE broadcast_id = :broadcast AND person_id = :person",
        broadcast=broadcast_id,
        person=person_id,
    )
    # What urges an answer that is there now stays unsent.
    tx.run(
        "UPDATE outbox SET state = 'cancelled', done_at = :now, reason = '已答复'"
        " WHERE person_id = :person AND state = 'waiting' AND key LIKE :keys",
        now=to_text(now),
        person=person_id,
        keys=f"again:{broadcast_id}:%",
    )
    look(tx, broadcast_id, now)
    return number


def add_files(tx: Transaction, answer_id: int, files: Iterable[Attachment]) -> None:
    row = tx.one("SELECT files FROM answers WHERE id = :id", id=answer_id)
    if row:
        together = [*json.loads(row["files"]), *(asdict(file) for file in files)]
        tx.run(
            "UPDATE answers SET files = :files WHERE id = :id",
            files=json.dumps(together, ensure_ascii=False),
            id=answer_id,
        )


def withdraw(tx: Transaction, answer_id: int, person_id: int, now: datetime) -> int | None:
    """Take one's own answer back: the broadcast's id; None when there is no such answer."""
    row = tx.one(
        "UPDATE answers SET withdrawn_at = :now WHERE id = :id AND person_id = :person"
        " AND withdrawn_at IS NULL RETURNING broadcast_id",
        now=to_text(now),
        id=answer_id,
        person=person_id,
    )
    if row is None:
        return None
    look(tx, row["broadcast_id"], now)
    return int(row["broadcast_id"])


def of_broadcast(tx: Transaction, broadcast_id: int) -> list[Answer]:
    """All answers that stand, oldest first."""
    rows = tx.all(f"{_STANDING} AND a.broadcast_id = :id ORDER BY a.id", id=broadcast_id)
    return [_answer(row) for row in rows]


def files_of_broadcast(tx: Transaction, broadcast_id: int) -> list[Attachment]:
    rows = tx.all(f"{_STANDING} AND a.broadcast_id = :id ORDER BY a.id", id=broadcast_id)
    return [Attachment(**file) for row in rows for file in json.loads(row["files"])]


def last_of(tx: Transaction, broadcast_id: int, person_id: int) -> Answer | None:
    row = tx.one(
        f"{_STANDING} AND a.broadcast_id = :id AND a.person_id = :person ORDER BY a.id DESC LIMIT 1",
        id=broadcast_id,
        person=person_id,
    )
    return _answer(row) if row else None


def newest_of(tx: Transaction, person_id: int) -> Answer | None:
    """The person's newest answer that stands and is no report."""
    row = tx.one(
        f"{_STANDING} AND a.person_id = :person AND a.report_id IS NULL ORDER BY a.id DESC LIMIT 1",
        person=person_id,
    )
    return _answer(row) if row else None


_TOLD = (
    "SELECT b.*, COALESCE(m.done_at, o.done_at) AS told_at FROM receivers r"
    " JOIN broadcasts b ON b.id = r.broadcast_id"
    " JOIN outbox o ON o.broadcast_id = b.id AND o.person_id = r.person_id AND o.room_id IS NULL"
    " LEFT JOIN outbox m ON m.id = o.merged_into"
    " WHERE COALESCE(m.state, o.state) IN ('sent', 'unknown')"
    " AND COALESCE(m.done_at, o.done_at) >= :since"
)


def open_for(tx: Transaction, person_id: int, since: datetime) -> list[tuple[Broadcast, datetime]]:
    """What was delivered to this person since a moment and asks for an answer, newest first."""
    rows = tx.all(
        f"{_TOLD} AND r.person_id = :person ORDER BY b.id DESC LIMIT 20",
        person=person_id,
        since=to_text(since),
    )
    found = [(read_row(row), from_text(row["told_at"])) for row in rows]
    return [(each, at) for each, at in found if each.ask.kind]


def open_for_unit(tx: Transaction, unit: str, since: datetime) -> list[tuple[Broadcast, datetime]]:
    """The same of anybody who got it for this unit: what its 分管领导 may answer in their place."""
    rows = tx.all(
        f"{_TOLD} AND r.units LIKE :unit ORDER BY b.id DESC LIMIT 20",
        unit=f"%{json.dumps(unit, ensure_ascii=False)}%",
        since=to_text(since),
    )
    found = {row["id"]: (read_row(row), from_text(row["told_at"])) for row in rows}
    return [(each, at) for each, at in found.values() if each.ask.kind]


def received_by_unit(tx: Transaction, broadcast_id: int, units: Iterable[str]) -> tuple[str, ...]:
    """Which of these units got a broadcast that went out."""
    rows = tx.all(
        "SELECT units FROM receivers WHERE broadcast_id = :id AND posted = 1", id=broadcast_id
    )
    reached = {unit for row in rows for unit in json.loads(row["units"])}
    return tuple(unit for unit in units if unit in reached)


def receives(tx: Transaction, broadcast_id: int, person_id: int) -> tuple[str, ...] | None:
    """The units for which this person got a broadcast that went out; None who did not get it."""
    row = tx.one(
        "SELECT r.units FROM receivers r JOIN broadcasts b ON b.id = r.broadcast_id"
        " WHERE r.broadcast_id = :id AND r.person_id = :person AND r.posted = 1",
        id=broadcast_id,
        person=person_id,
    )
    return tuple(json.loads(row["units"])) if row else None


def ask_next(tx: Transaction, broadcast_id: int, person_id: int, now: datetime) -> None:
    """What this person types next is the answer to this broadcast."""
    tx.run("UPDATE receivers SET asked_at = NULL WHERE person_id = :person", person=person_id)
    tx.run(
        "UPDATE receivers SET asked_at = :now WHERE broadcast_id = :id AND person_id = :person",
        now=to_text(now),
        id=broadcast_id,
        person=person_id,
    )


def asked_next(tx: Transaction, person_id: int, since: datetime) -> int | None:
    row = tx.one(
        "SELECT broadcast_id FROM receivers WHERE person_id = :person AND asked_at >= :since"
        " ORDER BY asked_at DESC LIMIT 1",
        person=person_id,
        since=to_text(since),
    )
    return int(row[0]) if row else None


def _answer(row: Row) -> Answer:
    return Answer(
        id=row["id"],
        person_id=row["person_id"],
        units=tuple(json.loads(row["units"])),
        text=row["text"],
        at=from_text(row["at"]),
        value=row["value"],
        measure=row["measure"],
        files=tuple(file["name"] for file in json.loads(row["files"])),
        code=row["code"] or "",
    )
