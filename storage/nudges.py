"""Which rung of which task's ladder a person has been told, each at most once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from storage.database import Transaction


def told(tx: Transaction, person_id: int) -> set[tuple[str, str]]:
    """(code, rung) pairs that this person has been told."""
    rows = tx.all(
        "SELECT t.code, n.rung FROM nudges n JOIN tasks t ON t.id = n.task_id"
        " WHERE n.person_id = :person_id",
        person_id=person_id,
    )
    return {(row["code"], row["rung"]) for row in rows}


def tell(tx: Transaction, person_id: int, rungs: Iterable[tuple[str, str]], day: date) -> None:
    for code, rung in rungs:
        tx.run(
            "INSERT INTO nudges (person_id, task_id, rung, day)"
            " VALUES (:person_id, (SELECT id FROM tasks WHERE code = :code), :rung, :day)",
            person_id=person_id,
            code=code,
            rung=rung,
            day=day.isoformat(),
        )
