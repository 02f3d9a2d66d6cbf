"""A person's own reports: by number, by the message they came in, the newest on a task."""

from __future__ import annotations

from datetime import datetime

from domain.reporting import Report
from storage.database import Transaction
from storage.reports import COLUMNS, read
from storage.times import to_text

_RECENT = COLUMNS + (  # noqa: S608 - constants only
    " WHERE r.id IN (SELECT MAX(n.id) FROM reports n WHERE n.person_id = :person_id"
    " AND n.withdrawn_at IS NULL AND n.created_at >= :since GROUP BY n.task_id)"
    " ORDER BY r.id DESC LIMIT :limit"
)


def one(tx: Transaction, report_id: int, person_id: int) -> Report | None:
    """A report of this very person."""
    row = tx.one(
        f"{COLUMNS} WHERE r.id = :id AND r.person_id = :person_id",
        id=report_id,
        person_id=person_id,
    )
    return read(row) if row else None


def last_of(tx: Transaction, person_id: int) -> Report | None:
    """The person's newest report, withdrawn or not."""
    row = tx.one(
        f"{COLUMNS} WHERE r.person_id = :person_id ORDER BY r.id DESC LIMIT 1",
        person_id=person_id,
    )
    return read(row) if row else None


def of_source(tx: Transaction, source: str, person_id: int) -> list[Report]:
    """The standing reports that a message became, in their order."""
    rows = tx.all(
        f"{COLUMNS} WHERE r.source = :source AND r.person_id = :person_id"
        " AND r.withdrawn_at IS NULL ORDER BY r.id",
        source=source,
        person_id=person_id,
    )
    return [found for found in map(read, rows) if not found.superseded]


def of_album(tx: Transaction, album: str, person_id: int) -> Report | None:
    """The newest standing report that was sent together with other files."""
    return _newest(tx, "r.album = :named", album, person_id)


def recent_of(tx: Transaction, person_id: int, since: datetime, limit: int) -> list[Report]:
    """The person's newest standing reports since a moment, one for each task."""
    rows = tx.all(
        _RECENT,
        person_id=person_id,
        since=to_text(since),
        limit=limit,
    )
    return [read(row) for row in rows]


def last_on(tx: Transaction, code: str, person_id: int) -> Report | None:
    """The person's newest standing report on a task."""
    return _newest(tx, "t.code = :named", code, person_id)


def _newest(tx: Transaction, condition: str, named: str, person_id: int) -> Report | None:
    row = tx.one(
        f"{COLUMNS} WHERE {condition} AND r.person_id = :person_id"
        " AND r.withdrawn_at IS NULL ORDER BY r.id DESC LIMIT 1",
        named=named,
        person_id=person_id,
    )
    return read(row) if row else None
