"""A copy in memory of everything the ladder looks at, for a rehearsal that changes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from storage.database import Transaction
from storage.migrate import migrate
from storage.times import to_text

# The journal, drafts and files say nothing about what falls due. Parents come before their children.
_TABLES = (
    *(
        "plans",
        "units",
        "unit_aliases",
        "tasks",
        "duties",
        "people",
        "posts",
        "addresses",
        "broadcasts",
    ),
    *("receivers", "rooms"),
    *("reports", "decisions", "silences", "explanations", "letters", "notices", "preferences"),
    *("nudges", "remembered"),
    *("latest_reports", "lights", "summaries"),  # what a summary says
)


@contextmanager
def copied(tx: Transaction, now: datetime) -> Iterator[Transaction]:
    """The copy as a transaction of its own; of the outbox only what waits and the last two days."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        migrate(connection)
        connection.execute("BEGIN")
        copy = Transaction(connection)
        with tx.savepoint():  # all tables as they are at one moment
            _fill(connection, tx, now)
        copy.run("DELETE FROM chores")  # nobody is told anything by them
        yield copy
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, tx: Transaction, now: datetime) -> None:
    for table in _TABLES:
        _copy(connection, table, tx.all(f"SELECT * FROM {table}"))  # noqa: S608 - constants
    recent = tx.all(
        "SELECT * FROM outbox WHERE state IN ('waiting', 'sending') OR created_at >= :day",
        day=to_text(now)[:10],
    )
    _copy(connection, "outbox", recent)
    told = tx.all(
        "SELECT * FROM snapshots WHERE id IN (SELECT snapshot_id FROM summaries)"
        " OR id = (SELECT MAX(id) FROM snapshots)"
    )
    _copy(connection, "snapshots", told)
    _copy(connection, "audit", tx.all("SELECT * FROM audit ORDER BY seq DESC LIMIT 1"))


def _copy(connection: sqlite3.Connection, table: str, rows: list[sqlite3.Row]) -> None:
    if rows:
        columns = rows[0].keys()
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            [tuple(row) for row in rows],
        )
