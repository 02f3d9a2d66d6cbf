"""What is due next: one indexed query over the times that were stored at write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from storage.database import Transaction
from storage.times import from_text, to_text

# Each arm is a search in an index of its own; units come before people, who are told what was planned,
# and what the program does for itself comes last.
_NEXT = (
    "SELECT kind, id, at FROM ("
    " SELECT * FROM (SELECT 'unit' AS kind, unit_id AS id, next_at AS at, 1 AS place FROM duties"
    " WHERE next_at IS NOT NULL AND next_at <= :now ORDER BY next_at LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT 'person' AS kind, id, next_digest_at AS at, 2 AS place"
    " FROM people WHERE next_digest_at <= :now ORDER BY next_digest_at, id LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT 'broadcast' AS kind, id, next_at AS at, 3 AS place"
    " FROM broadcasts WHERE next_at IS NOT NULL AND next_at <= :now ORDER BY next_at, id LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT 'summary' AS kind, person_id AS id, next_at AS at, 4 AS place"
    " FROM summaries WHERE next_at <= :now ORDER BY next_at, person_id LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT 'room' AS kind, room_id AS id, next_at AS at, 5 AS place"
    " FROM room_summaries WHERE next_at <= :now ORDER BY next_at, room_id LIMIT 1)"
    " UNION ALL SELECT * FROM (SELECT name AS kind, chores.place AS id, next_at AS at, 6 AS place"
    " FROM chores WHERE next_at <= :now ORDER BY next_at LIMIT 1)"
    ") AS due ORDER BY place LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A unit whose tasks are to be looked at (`at` is None: at once), a person whose hour has come, a
    broadcast of which more is to go into the outbox, a person or a group whose summary is due, or a
    chore, which is called by its name and goes on from `id`."""

    kind: str
    id: int
    at: datetime | None


def next_item(tx: Transaction, now: datetime) -> Item | None:
    row = tx.one(_NEXT, now=to_text(now))
    if row is None:
        return None
    return Item(row["kind"], row["id"], from_text(row["at"]) if row["at"] else None)


def next_moment(tx: Transaction) -> datetime | None:
    """When anybody may be told something next: where a rehearsal's clock jumps to."""
    row = tx.one(
        "SELECT MIN(at) AS at FROM (SELECT MIN(next_at) AS at FROM duties WHERE next_at IS NOT NULL"
        " UNION ALL SELECT MIN(next_digest_at) FROM people"
        " UNION ALL SELECT MIN(next_at) FROM broadcasts WHERE next_at IS NOT NULL"
        " UNION ALL SELECT MIN(next_at) FROM summaries"
        " UNION ALL SELECT MIN(next_at) FROM room_summaries"
        " UNION ALL SELECT MIN(next_at) FROM outbox WHERE state = 'waiting') AS due"
    )
    if row is None or row["at"] is None:
        return None
    return from_text(row["at"]) if row["at"] else datetime.min.replace(tzinfo=UTC)


def unit_name(tx: Transaction, unit_id: int) -> str:
    row = tx.one("SELECT name FROM units WHERE id = :id", id=unit_id)
    if row is None:
        raise LookupError(unit_id)
    return str(row["name"])


_ROW = {
    "unit": ("duties", "unit_id = :id"),
    "person": ("people", "id = :id"),
    "broadcast": ("broadcasts", "id = :id"),
    "summary": ("summaries", "person_id = :id"),
    "room": ("room_summaries", "room_id = :id"),
}


def push_back(tx: Transaction, item: Item, until: datetime) -> None:
    """What failed is tried again later, and never stops the rest."""
    table, where = _ROW.get(item.kind, ("chores", "name = :kind AND place = :id"))
    column = "next_digest_at" if item.kind == "person" else "next_at"
    tx.run(
        f"UPDATE {table} SET {column} = :until WHERE {column} <= :until AND {where}",  # noqa: S608
        until=to_text(until),
        id=item.id,
        **({} if item.kind in _ROW else {"kind": item.kind}),
    )


def go_on(tx: Transaction, chore: str, place: int, at: datetime) -> None:
    """A chore has come as far as `place`, and goes on at `at`."""
    tx.run(
        "UPDATE chores SET place = :place, next_at = :at WHERE name = :name",
        name=chore,
        place=place,
        at=to_text(at),
    )


def wake_chores(tx: Transaction) -> None:
    """Do all of them again: the clock was set back, or the rules are others."""
    tx.run("UPDATE chores SET next_at = '', place = 0")


def remembered(tx: Transaction, key: str) -> str:
    row = tx.one("SELECT value FROM remembered WHERE key = :key", key=key)
    return str(row["value"]) if row else ""


def remember(tx: Transaction, key: str, value: str) -> None:
    tx.run(
        "INSERT INTO remembered (key, value) VALUES (:key, :value)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key=key,
        value=value,
    )
