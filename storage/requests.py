"""Requests: reports that ask for something, with the decision that stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from sqlite3 import Row

from domain.reporting import Status
from domain.requests import Request, kind_of
from domain.rules import Rules
from storage.database import Transaction
from storage.reports import touch
from storage.times import from_text, to_text

# The condition is that of the index reports_asked; a correction takes the place of what it corrects.
_ASKED = (
    "SELECT r.id, t.code, u.name AS unit, r.person_id, p.name AS person,"
    " (SELECT a.name FROM people a WHERE a.id = r.stands_for) AS stands_for, r.kind, r.status, r.text,"
    " r.created_at, r.eta, d.verdict, d.until, d.note, d.at, b.name AS decided_by FROM reports r"
    " JOIN tasks t ON t.id = r.task_id JOIN units u ON u.id = r.unit_id"
    " JOIN people p ON p.id = r.person_id LEFT JOIN decisions d ON d.report_id = r.id"
    " LEFT JOIN people b ON b.id = d.person_id"
    " WHERE (r.kind <> 'report' OR r.status = 'done') AND r.withdrawn_at IS NULL"
    " AND t.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM reports n"
    " WHERE n.supersedes = r.id AND n.withdrawn_at IS NULL)"
)
# Who says later that the task is not done after all has taken the application back.
_STANDING = (
    " AND (r.kind IN ('coordinate', 'extend') OR NOT EXISTS (SELECT 1 FROM reports n"
    " WHERE n.task_id = r.task_id AND n.unit_id = r.unit_id AND n.id > r.id"
    " AND n.withdrawn_at IS NULL))"
)


def one(tx: Transaction, report_id: int, rules: Rules) -> Request | None:
    row = tx.one(f"{_ASKED} AND r.id = :id", id=report_id)
    return _read(row, rules) if row else None


def of_unit(
    tx: Transaction, unit: str, codes: Iterable[str], rules: Rules
) -> dict[str, tuple[Request, ...]]:
    """code → what this unit asked for, oldest first, decided or not."""
    rows = tx.all(
        _ASKED + " AND r.unit_id = (SELECT id FROM units WHERE name = :unit)"  # noqa: S608
        " AND r.task_id IN (SELECT id FROM tasks WHERE code IN :codes) ORDER BY r.id",
        unit=unit,
        codes=list(codes),
    )
    found: dict[str, list[Request]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(_read(row, rules))
    return {code: tuple(each) for code, each in found.items()}


def of_task(tx: Transaction, code: str, rules: Rules) -> list[Request]:
    rows = tx.all(f"{_ASKED} AND t.code = :code ORDER BY r.id", code=code)
    return [_read(row, rules) for row in rows]


def waiting(tx: Transaction, rules: Rules, units: Iterable[str] | None = None) -> list[Request]:
    """What nobody has decided yet, of some units or of all, oldest first."""
    rows = tx.all(
        f"{_ASKED}{_STANDING} AND d.report_id IS NULL AND (:all_units OR u.name IN :units)"
        " ORDER BY r.id",
        all_units=units is None,
        units=list(units or ()),
    )
    return [_read(row, rules) for row in rows]


def decide(
    tx: Transaction,
    report_id: int,
    *,
    verdict: bool,
    until: date | None,
    note: str,
    person_id: int,
    now: datetime,
) -> bool:
    """Keep a decision; False when somebody decided before."""
    decided = bool(
        tx.run(
            "INSERT INTO decisions (report_id, verdict, until, note, person_id, at)"
            " VALUES (:id, :verdict, :until, :note, :person_id, :now) ON CONFLICT DO NOTHING",
            id=report_id,
            verdict="yes" if verdict else "no",
            until=until and until.isoformat(),
            note=note,
            person_id=person_id,
            now=to_text(now),
        )
    )
    if decided:
        touch(tx, report_id)
    return decided


def closed(tx: Transaction) -> set[tuple[str, str]]:
    """(code, unit) of every 办结 that was approved."""
    rows = tx.all(
        f"{_ASKED} AND d.verdict = 'yes' AND (r.kind = 'close' OR r.status = 'done')"
        " AND r.kind NOT IN ('coordinate', 'extend')"
    )
    return {(row["code"], row["unit"]) for row in rows}


def _read(row: Row, rules: Rules) -> Request:
    kind = kind_of(row["kind"], done=row["status"] == Status.DONE)
    if kind is None:
        raise LookupError(row["id"])
    return Request(
        id=row["id"],
        code=row["code"],
        unit=row["unit"],
        person_id=row["person_id"],
        person=f"{row['person']}（代{row['stands_for']}）" if row["stands_for"] else row["person"],
        kind=kind,
        text=row["text"],
        asked_on=rules.day(from_text(row["created_at"])),
        asked_until=date.fromisoformat(row["eta"]) if row["eta"] else None,
        verdict=None if row["verdict"] is None else row["verdict"] == "yes",
        granted_until=date.fromisoformat(row["until"]) if row["until"] else None,
        note=row["note"] or "",
        decided_by=row["decided_by"] or "",
        decided_on=rules.day(from_text(row["at"])) if row["at"] else None,
    )
