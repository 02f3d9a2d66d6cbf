"""What units have given since a moment: the names of files, and figures that broadcasts asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class GivenFile:
    unit: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """An answer in numbers; `asked` is the text of the broadcast `number` that it answers."""

    unit: str
    number: int
    asked: str
    value: float
    measure: str


def files(tx: Transaction, since: datetime) -> list[GivenFile]:
    """Evidence of standing reports and files that answered a broadcast, newest first."""
    evidence = tx.all(
        "SELECT u.name AS unit, e.name, r.created_at FROM reports r JOIN units u ON u.id = r.unit_id"
        " JOIN evidence e ON e.report_id = r.id"
        " WHERE r.withdrawn_at IS NULL AND r.created_at >= :since ORDER BY r.id DESC",
        since=to_text(since),
    )
    answers = tx.all(
        "SELECT units, files, at FROM answers WHERE withdrawn_at IS NULL AND files <> '[]'"
        " AND at >= :since ORDER BY id DESC",
        since=to_text(since),
    )
    found = [GivenFile(row["unit"], row["name"], from_text(row["created_at"])) for row in evidence]
    found += [
        GivenFile(unit, file["name"], from_text(row["at"]))
        for row in answers
        for unit in json.loads(row["units"])
        for file in json.loads(row["files"])
    ]
    return found


def figures(tx: Transaction, since: datetime) -> list[GivenFigure]:
    """Figures that answered a broadcast, newest first."""
    rows = tx.all(
        "SELECT a.units, a.value, a.measure, b.id, b.text FROM answers a"
        " JOIN broadcasts b ON b.id = a.broadcast_id WHERE a.withdrawn_at IS NULL"
        " AND a.value IS NOT NULL AND a.at >= :since ORDER BY a.id DESC",
        since=to_text(since),
    )
    return [
        GivenFigure(unit, row["id"], row["text"], row["value"], row["measure"])
        for row in rows
        for unit in json.loads(row["units"])
    ]
