"""Reports as they stood at an earlier moment: what snapshots and their papers are made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

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
    moment_text = to_text(moment)
    rows = tx.all(
        "SELECT (SELECT r.id FROM reports r WHERE r.task_id = l.task_id AND r.unit_id = l.unit_id"
        " AND r.created_at < :moment AND (r.withdrawn_at IS NULL OR r.withdrawn_at >= :moment)"
        " ORDER BY r.id DESC LIMIT 1) AS id FROM latest_reports l",
        moment=moment_text,
    )
    found = by_ids(tx, [row["id"] for row in rows if row["id"] is not None])
    decided = tx.all("SELECT report_id FROM decisions WHERE at >= :moment", moment=moment_text)
    later = {row["report_id"] for row in decided}
    return {
        code: {
            unit: replace(report, verdict="") if report.id in later else report
            for unit, report in of_task.items()
        }
        for code, of_task in found.items()
    }


def deadlines_until(tx: Transaction, moment: datetime) -> dict[str, date | None]:
    """code → the deadline that had been granted by then, None where none had: of every task whose
    deadline was moved at some time."""
    rows = tx.all(
        "SELECT t.code, (SELECT d.until FROM decisions d JOIN reports r ON r.id = d.report_id"
        " WHERE r.task_id = t.id AND r.kind = 'extend' AND d.verdict = 'yes'"
        " AND d.until IS NOT NULL AND d.at < :moment ORDER BY d.at DESC LIMIT 1) AS until"
        " FROM tasks t WHERE t.extended_to IS NOT NULL",
        moment=to_text(moment),
    )
    return {row["code"]: row["until"] and date.fromisoformat(row["until"]) for row in rows}


def presets_until(tx: Transaction, moment: datetime) -> dict[str, str]:
    """Plan number → the rule for the lights that it had chosen by then ("": the place's own), of the
    plans that chose another one at some time."""
    found: dict[str, str] = {}
    for row in tx.all(
        "SELECT subject, detail, at FROM audit WHERE action = 'plan.lights' ORDER BY seq"
    ):
        found.setdefault(row["subject"], "")
        if row["at"] < to_text(moment):
            chosen = json.loads(row["detail"])["preset"]
            found[row["subject"]] = "" if chosen == "default" else chosen
    return found


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
