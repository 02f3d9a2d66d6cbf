"""The account of unasked messages over a span: how many, to whom, and how many were spared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Account:
    """`by_person` is person → kind → messages sent; `lines` is the number of tasks they told of.

    `merged` messages went with another one; `silenced` rungs were planned and no longer held.
    """

    by_person: dict[int, dict[str, int]]
    lines: int
    merged: int
    silenced: int
    failed: int


def account(tx: Transaction, start: datetime, end: datetime, first: date, last: date) -> Account:
    """Of the moments `start` (included) to `end`, which are the days `first` to `last`."""
    by_person: dict[int, dict[str, int]] = {}
    for row in tx.all(
        "SELECT person_id, kind, COUNT(*) AS n FROM outbox WHERE state IN ('sent', 'unknown')"
        " AND done_at >= :start AND done_at < :end GROUP BY person_id, kind ORDER BY person_id",
        start=to_text(start),
        end=to_text(end),
    ):
        by_person.setdefault(row["person_id"], {})[row["kind"]] = row["n"]
    states = {
        row["state"]: row["n"]
        for row in tx.all(
            "SELECT state, COUNT(*) AS n FROM nudges WHERE day >= :first AND day <= :last"
            " GROUP BY state",
            first=first.isoformat(),
            last=last.isoformat(),
        )
    }
    rest = tx.all(
        "SELECT state, COUNT(*) AS n FROM outbox WHERE state IN ('merged', 'failed')"
        " AND created_at >= :start AND created_at < :end GROUP BY state",
        start=to_text(start),
        end=to_text(end),
    )
    other = {row["state"]: row["n"] for row in rest}
    return Account(
        by_person,
        states.get("told", 0),
        other.get("merged", 0),
        states.get("silent", 0),
        other.get("failed", 0),
    )
