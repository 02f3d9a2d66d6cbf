"""Reports and their evidence. Rows are only added; a withdrawal sets one column."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from sqlite3 import Row
from typing import Any

from domain.reporting import Report, Status
from storage.database import Transaction
from storage.times import from_text, to_text

COLUMNS = (
    "SELECT r.id, t.code, u.name AS unit, p.name AS person, r.text, r.status, r.percent, r.sample,"
    " r.created_at, r.withdrawn_at, r.supersedes, r.kind, r.figures, r.eta, r.obstacle, r.flags,"
    " (SELECT d.verdict FROM decisions d WHERE d.report_id = r.id) AS verdict,"
    " EXISTS (SELECT 1 FROM reports n WHERE n.supersedes = r.id AND n.withdrawn_at IS NULL)"
    " AS superseded, (SELECT COUNT(*) FROM evidence e WHERE e.report_id = r.id) AS evidence,"
    " (SELECT a.name FROM people a WHERE a.id = r.stands_for) AS stands_for"
    " FROM reports r"
    " JOIN tasks t ON t.id = r.task_id JOIN units u ON u.id = r.unit_id"
    " JOIN people p ON p.id = r.person_id"
)

_LATEST = COLUMNS + (  # noqa: S608 - constants only
    " JOIN latest_reports l ON l.report_id = r.id WHERE"
    " (:all_units OR l.unit_id IN (SELECT id FROM units WHERE name IN :units))"
    " AND (:all_codes OR l.task_id IN (SELECT id FROM tasks WHERE code IN :codes))"
)
_LATEST_OF = COLUMNS + (  # noqa: S608 - constants only
    " JOIN latest_reports l ON l.report_id = r.id"
    " WHERE l.task_id = (SELECT id FROM tasks WHERE code = :code)"
)
_LATEST_BY = _LATEST_OF + (  # noqa: S608 - constants only
    " AND l.unit_id = (SELECT id FROM units WHERE name = :unit)"
)
_CHANGED = (
    "SELECT t.code, u.name, l.report_id FROM latest_reports l JOIN tasks t ON t.id = l.task_id"
    " JOIN units u ON u.id = l.unit_id WHERE l.seq > :seq"
)
_NEXT_SEQ = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM latest_reports)"


def add(
    tx: Transaction,
    *,
    code: str,
    unit: str,
    person_id: int,
    text: str,
    status: Status,
    percent: float | None,
    now: datetime,
    sample: bool = False,
    kind: str = "report",
    figures: Iterable[tuple[float, str]] = (),
    eta: date | None = None,
    obstacle: str | None = None,
    flags: Iterable[str] = (),
    supersedes: int | None = None,
    source: str = "",
    album: str = "",
) -> int:
    """Store one report and return its number. `source` and `album` name the message it came in.

    Whoever reports by a post that was lent for a leave reports for the one who is away.
    """
    report_id = tx.insert(
        "INSERT INTO reports (task_id, unit_id, person_id, text, status, percent, sample,"
        " created_at, kind, figures, eta, obstacle, flags, supersedes, source, album, stands_for)"
        " VALUES ((SELECT id FROM tasks WHERE code = :code),"
        " (SELECT id FROM units WHERE name = :unit), :person_id, :text, :status, :percent,"
        " :sample, :now, :kind, :figures, :eta, :obstacle, :flags, :supersedes, :source, :album,"
        " (SELECT stands_for FROM posts WHERE person_id = :person_id AND unit = :unit"
        " AND position = 'liaison'))"
        " RETURNING id",
        kind=kind,
        figures=json.dumps(list(figures), ensure_ascii=False),
        eta=eta and eta.isoformat(),
        obstacle=obstacle,
        flags=json.dumps(list(flags)),
        supersedes=supersedes,
        source=source or None,
        album=album or None,
        code=code,
        unit=unit,
        person_id=person_id,
        text=text,
        status=status.value,
        percent=percent,
        sample=int(sample),
        now=to_text(now),
    )
    tx.run(
        "INSERT INTO latest_reports (task_id, unit_id, report_id, seq)"  # noqa: S608
        f" SELECT task_id, unit_id, id, {_NEXT_SEQ} FROM reports WHERE id = :id"
        " ON CONFLICT (task_id, unit_id)"
        " DO UPDATE SET report_id = excluded.report_id, seq = excluded.seq",
        id=report_id,
    )
    return report_id


def first(tx: Transaction) -> datetime | None:
    """When the first report came, None before it."""
    row = tx.one("SELECT MIN(created_at) AS at FROM reports")
    return from_text(row["at"]) if row and row["at"] else None


def latest(
    tx: Transaction, units: Iterable[str] | None = None, codes: Iterable[str] | None = None
) -> dict[str, dict[str, Report]]:
    """code → unit → its newest report that was not withdrawn; of some units or tasks, or of all.

    All of them are kept in memory between questions, and only what changed since is read again.
    """
    if units is None and codes is None:
        return _all_latest(tx)
    rows = tx.all(
        _LATEST,
        all_units=units is None,
        units=list(units or ()),
        all_codes=codes is None,
        codes=list(codes or ()),
    )
    found: dict[str, dict[str, Report]] = {}
    for row in rows:
        found.setdefault(row["code"], {})[row["unit"]] = read(row)
    return found


def touch(tx: Transaction, report_id: int) -> None:
    """Have readers read a newest report again, because something beside it (a decision) has changed."""
    tx.run(
        f"UPDATE latest_reports SET seq = {_NEXT_SEQ} WHERE report_id = :id",  # noqa: S608
        id=report_id,
    )


def latest_on(tx: Transaction, code: str, unit: str = "") -> dict[str, Report]:
    """unit → its newest report on one task; of one unit alone where it is named."""
    sql = _LATEST_BY if unit else _LATEST_OF
    rows = tx.all(sql, code=code, **({"unit": unit} if unit else {}))
    return {row["unit"]: read(row) for row in rows}


def latest_seq(tx: Transaction) -> int:
    """Rises whenever any newest report changes."""
    row = tx.one("SELECT COALESCE(MAX(seq), 0) FROM latest_reports")
    return int(row[0]) if row else 0


def _all_latest(tx: Transaction) -> dict[str, dict[str, Report]]:
    """A changed task gets a new inner mapping, so whoever compares by identity sees the change."""
    kept: tuple[int, dict[str, dict[str, Report]]] = tx.memory.get("latest", (0, {}))
    known, found = kept
    seq = latest_seq(tx)
    if seq == known:
        return found
    changed = [(row[0], row[1], row[2]) for row in tx.all(_CHANGED, seq=known)]
    reports = {
        row["id"]: read(row)
        for row in tx.all(
            f"{COLUMNS} JOIN latest_reports l ON l.report_id = r.id WHERE l.seq > :seq", seq=known
        )
    }
    touched: set[str] = set()
    for code, unit, report_id in changed:
        if code not in touched:
            touched.add(code)
            found[code] = dict(found.get(code, {}))
        if report_id is None:
            found[code].pop(unit, None)
        else:
            found[code][unit] = reports[report_id]
    tx.memory["latest"] = (seq, found)
    return found


def history(tx: Transaction, code: str, limit: int, skip: int = 0) -> list[Report]:
    """All reports on a task, withdrawn ones too, newest first."""
    rows = tx.all(
        f"{COLUMNS} WHERE t.code = :code ORDER BY r.id DESC LIMIT :limit OFFSET :skip",
        code=code,
        limit=limit,
        skip=skip,
    )
    return [read(row) for row in rows]


def count(tx: Transaction, code: str) -> int:
    row = tx.one(
        "SELECT COUNT(*) FROM reports r JOIN tasks t ON t.id = r.task_id WHERE t.code = :code",
        code=code,
    )
    return int(row[0]) if row else 0


def standing_on(tx: Transaction, code: str, limit: int = 200) -> list[Report]:
    """The newest reports on a task that were neither withdrawn nor corrected, oldest first."""
    rows = tx.all(
        f"{COLUMNS} WHERE t.code = :code AND r.withdrawn_at IS NULL ORDER BY r.id DESC LIMIT :limit",
        code=code,
        limit=limit,
    )
    return [found for found in map(read, reversed(rows)) if not found.superseded]


def one(tx: Transaction, report_id: int) -> Report:
    """LookupError when there is none with this number."""
    row = tx.one(f"{COLUMNS} WHERE r.id = :id", id=report_id)
    if row is None:
        raise LookupError(report_id)
    return read(row)


def withdraw(tx: Transaction, report_id: int, now: datetime) -> bool:
    """Mark a report as withdrawn; False when it was already. What it silenced is looked at again."""
    tx.run(
        "UPDATE duties SET next_at = '' WHERE (task_id, unit_id) ="
        " (SELECT task_id, unit_id FROM reports WHERE id = :id)",
        id=report_id,
    )
    tx.run(
        "UPDATE boards SET next_at = :now WHERE next_at IS NULL AND broadcast_id IN"
        " (SELECT broadcast_id FROM answers WHERE report_id = :id)",
        now=to_text(now),
        id=report_id,
    )
    changed = tx.run(
        "UPDATE reports SET withdrawn_at = :now WHERE id = :id AND withdrawn_at IS NULL",
        now=to_text(now),
        id=report_id,
    )
    if changed:
        tx.run(
            "UPDATE latest_reports SET"  # noqa: S608
            " report_id = (SELECT MAX(r.id) FROM reports r WHERE r.withdrawn_at IS NULL"
            " AND r.task_id = latest_reports.task_id AND r.unit_id = latest_reports.unit_id),"
            f" seq = {_NEXT_SEQ} WHERE report_id = :id",
            id=report_id,
        )
    return bool(changed)


def read(row: Row) -> Report:
    return Report(
        id=row["id"],
        code=row["code"],
        unit=row["unit"],
        person=row["person"],
        text=row["text"],
        status=Status(row["status"]),
        created_at=from_text(row["created_at"]),
        percent=row["percent"],
        sample=bool(row["sample"]),
        withdrawn=row["withdrawn_at"] is not None,
        supersedes=row["supersedes"],
        superseded=bool(row["superseded"]),
        kind=row["kind"],
        figures=tuple((value, unit) for value, unit in _listed(row["figures"])),
        eta=date.fromisoformat(row["eta"]) if row["eta"] else None,
        obstacle=row["obstacle"],
        flags=tuple(_listed(row["flags"])),
        evidence=row["evidence"],
        verdict=row["verdict"] or "",
        stands_for=row["stands_for"] or "",
    )


def _listed(text: str) -> list[Any]:
    """Most are empty, and a thousand reports are read at a time."""
    found: list[Any] = json.loads(text) if text != "[]" else []
    return found
