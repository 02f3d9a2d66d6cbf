"""Reports as they stood at an earlier moment: what snapshots and their papers are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.reporting import Report
from storage.database import Transaction
from storage.reports import COLUMNS, read
from storage.times import to_text


def by_ids(tx: Transaction, ids: Sequence[int]) -> dict[str, dict[str, Report]]:
    """code → unit → report, of the reports with these numbers, as they were when they stood."""
    found: dict[str, dict[str, Report]] = {}
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        for row in tx.all(f"{COLUMNS} WHERE r.id IN :ids", ids=part):
            report = replace(read(row), withdrawn=False, superseded=False)
            found.setdefault(row["code"], {})[row["unit"]] = report
    return found


def latest_until(tx: Transaction, moment: datetime) -> dict[str, dict[str, Report]]:
    """code → unit → its newest report of before a moment, that stood then."""
    rows = tx.all(
        "SELECT (SELECT r.id FROM reports r WHERE r.task_id = l.task_id AND r.unit_id = l.unit_id"
        " AND r.created_at < :moment AND (r.withdrawn_at IS NULL OR r.withdrawn_at >= :moment)"
        " ORDER BY r.id DESC LIMIT 1) AS id FROM latest_reports l",
        moment=to_text(moment),
    )
    return by_ids(tx, [row["id"] for row in rows if row["id"] is not None])


def between(tx: Transaction, after: datetime, until: datetime, limit: int) -> list[Report]:
    """The reports of a span as they stood at its end, oldest first; the newest `limit` of them."""
    rows = tx.all(
        f"{COLUMNS} WHERE r.created_at >= :after AND r.created_at <= :until"
        " AND (r.withdrawn_at IS NULL OR r.withdrawn_at > :until)"
        " ORDER BY r.created_at DESC, r.id DESC LIMIT :limit",
        after=to_text(after),
        until=to_text(until),
        limit=limit,
    )
    return [read(row) for row in reversed(rows)]
