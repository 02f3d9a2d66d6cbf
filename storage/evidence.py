"""Evidence: which stored files (by content hash) came with which report."""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import Attachment
from storage.database import Transaction


def add(tx: Transaction, report_id: int, files: Iterable[Attachment]) -> None:
    for file in files:
        tx.run(
            "INSERT INTO evidence (report_id, sha256, name, size, mime)"
            " VALUES (:report_id, :sha256, :name, :size, :mime) ON CONFLICT DO NOTHING",
            report_id=report_id,
            sha256=file.sha256,
            name=file.name,
            size=file.size,
            mime=file.mime,
        )


def of_report(tx: Transaction, report_id: int) -> list[Attachment]:
    rows = tx.all("SELECT * FROM evidence WHERE report_id = :id ORDER BY id", id=report_id)
    return [Attachment(row["sha256"], row["name"], row["size"], row["mime"]) for row in rows]


def on_task(tx: Transaction, code: str, limit: int) -> list[Attachment]:
    """The evidence of a task's standing reports, newest first, each content once."""
    rows = tx.all(
        "SELECT e.sha256, e.name, e.size, e.mime FROM evidence e"
        " JOIN reports r ON r.id = e.report_id JOIN tasks t ON t.id = r.task_id"
        " WHERE t.code = :code AND r.withdrawn_at IS NULL"
        " GROUP BY e.sha256, e.name, e.size, e.mime ORDER BY MAX(e.id) DESC LIMIT :limit",
        code=code,
        limit=limit,
    )
    return [Attachment(row["sha256"], row["name"], row["size"], row["mime"]) for row in rows]


def places(tx: Transaction, sha256: str) -> list[tuple[str, Attachment]]:
    """The tasks (codes) that a stored file is evidence for."""
    rows = tx.all(
        "SELECT t.code, e.* FROM evidence e JOIN reports r ON r.id = e.report_id"
        " JOIN tasks t ON t.id = r.task_id WHERE e.sha256 = :sha256",
        sha256=sha256,
    )
    return [
        (row["code"], Attachment(row["sha256"], row["name"], row["size"], row["mime"]))
        for row in rows
    ]
