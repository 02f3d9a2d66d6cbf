"""督办单 (drafted when a task reaches the coordinators, sent or dropped by one) and 说明."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from sqlite3 import Row

from storage.database import Transaction, parts
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Letter:
    """One unit's letter of one day; `settled_by` is the name of who sent or dropped it."""

    id: int
    unit: str
    day: date
    codes: tuple[str, ...]
    state: str
    settled_by: str = ""


_LETTER = (
    "SELECT l.id, u.name AS unit, l.day, l.codes, l.state, p.name AS settled_by FROM letters l"
    " JOIN units u ON u.id = l.unit_id LEFT JOIN people p ON p.id = l.settled_by"
)


def draft(tx: Transaction, unit: str, codes: Iterable[str], day: date) -> Letter:
    """The unit's letter of this day: a new one, or the one that several coordinators share."""
    tx.run(
        "INSERT INTO letters (unit_id, day, codes, state) VALUES"
        " ((SELECT id FROM units WHERE name = :unit), :day, :codes, 'drafted')"
        " ON CONFLICT (unit_id, day) DO NOTHING",
        unit=unit,
        day=day.isoformat(),
        codes=json.dumps(list(codes), ensure_ascii=False),
    )
    row = tx.one(f"{_LETTER} WHERE u.name = :unit AND l.day = :day", unit=unit, day=day.isoformat())
    if row is None:
        raise LookupError(unit)
    return _read(row)


def one(tx: Transaction, letter_id: int) -> Letter | None:
    row = tx.one(f"{_LETTER} WHERE l.id = :id", id=letter_id)
    return _read(row) if row else None


def drafted(tx: Transaction) -> list[Letter]:
    """What nobody has sent or dropped yet, oldest first."""
    return [_read(row) for row in tx.all(f"{_LETTER} WHERE l.state = 'drafted' ORDER BY l.id")]


def settle(tx: Transaction, letter_id: int, state: str, person_id: int, now: datetime) -> bool:
    """Send or drop a draft; False when somebody did before."""
    return bool(
        tx.run(
            "UPDATE letters SET state = :state, settled_by = :person, settled_at = :now"
            " WHERE id = :id AND state = 'drafted'",
            state=state,
            person=person_id,
            now=to_text(now),
            id=letter_id,
        )
    )


def explain(tx: Transaction, code: str, person_id: int, text: str, now: datetime) -> None:
    tx.run(
        "INSERT INTO explanations (task_id, person_id, text, at)"
        " VALUES ((SELECT id FROM tasks WHERE code = :code), :person, :text, :now)",
        code=code,
        person=person_id,
        text=text,
        now=to_text(now),
    )


def explanations(tx: Transaction, codes: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """code → (who, what, when as stored): the newest explanation of each task."""
    rows = [
        row
        for some in parts(codes)
        for row in tx.all(
            "SELECT t.code, p.name, e.text, e.at FROM explanations e JOIN tasks t ON t.id = e.task_id"
            " JOIN people p ON p.id = e.person_id WHERE e.id IN (SELECT MAX(n.id) FROM explanations n"
            " WHERE n.task_id IN (SELECT id FROM tasks WHERE code IN :codes) GROUP BY n.task_id)",
            codes=some,
        )
    ]
    return {row["code"]: (row["name"], row["text"], row["at"]) for row in rows}


def _read(row: Row) -> Letter:
    return Letter(
        row["id"],
        row["unit"],
        date.fromisoformat(row["day"]),
        tuple(json.loads(row["codes"])),
        row["state"],
        row["settled_by"] or "",
    )
