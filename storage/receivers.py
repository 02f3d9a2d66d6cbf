"""The people of a broadcast. What is confirmed is frozen: exactly these get exactly this."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Row

from storage.database import Transaction


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


def freeze(tx: Transaction, broadcast_id: int, people: Iterable[Receiver]) -> None:
    for each in people:
        tx.run(
            "INSERT INTO receivers (broadcast_id, person_id, name, units, fields, note)"
            " VALUES (:broadcast, :person, :name, :units, :fields, :note)",
            broadcast=broadcast_id,
            person=each.person_id,
            name=each.name,
            units=_json(each.units),
            fields=_json(each.fields),
            note=each.note,
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


def of(tx: Transaction, broadcast_id: int) -> list[Receiver]:
    rows = tx.all(
        "SELECT * FROM receivers WHERE broadcast_id = :id ORDER BY person_id", id=broadcast_id
    )
    return [_receiver(row) for row in rows]


def count(tx: Transaction, broadcast_id: int) -> int:
    row = tx.one("SELECT COUNT(*) FROM receivers WHERE broadcast_id = :id", id=broadcast_id)
    return int(row[0]) if row else 0


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
