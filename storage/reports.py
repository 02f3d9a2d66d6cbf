"""Reports and their evidence. Rows are only added; a withdrawal sets one column."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from sqlite3 import Row

from domain.messages import Attachment
from domain.reporting import Report, Status
from storage.database import Transaction
from storage.times import from_text, to_text

_COLUMNS = (
    "SELECT r.id, t.code, u.name AS unit, p.name AS person, r.text, r.status, r.percent, r.sample,"
    " r.created_at, r.withdrawn_at, r.supersedes, r.kind, r.figures, r.eta, r.obstacle, r.flags,"
    " (SELECT d.verdict FROM decisions d WHERE d.report_id = r.id) AS verdict,"
    " EXISTS (SELECT 1 FROM reports n WHERE n.supersedes = r.id AND n.withdrawn_at IS NULL)"
    " AS superseded, (SELECT COUNT(*) FROM evidence e WHERE e.report_id = r.id) AS evidence"
    " FROM reports r"
    " JOIN tasks t ON t.id = r.task_id JOIN units u ON u.id = r.unit_id"
    " JOIN people p ON p.id = r.person_id"
)

_LATEST = _COLUMNS + (  # noqa: S608 - constants only
    " WHERE r.id IN (SELECT MAX(r.id) FROM reports r WHERE r.withdrawn_at IS NULL"
    # Asking for help or for time tells nothing of how far the work is, unless a percent does.
    " AND (r.kind NOT IN ('coordinate', 'extend') OR r.percent IS NOT NULL)"
    " AND (:all_units OR r.unit_id IN (SELECT id FROM units WHERE name IN :units))"
    " AND (:all_codes OR r.task_id IN (SELECT id FROM tasks WHERE code IN :codes))"
    " GROUP BY r.task_id, r.unit_id)"
)

_RECENT = _COLUMNS + (  # noqa: S608 - constants only
    " WHERE r.id IN (SELECT MAX(n.id) FROM reports n WHERE n.person_id = :person_id"
    " AND n.withdrawn_at IS NULL AND n.created_at >= :since GROUP BY n.task_id)"
    " ORDER BY r.id DESC LIMIT :limit"
)


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
    """Store one report and return its number. `source` and `album` name the message it came in."""
    return tx.insert(
        "INSERT INTO reports (task_id, unit_id, person_id, text, status, percent, sample,"
        " created_at, kind, figures, eta, obstacle, flags, supersedes, source, album)"
        " VALUES ((SELECT id FROM tasks WHERE code = :code),"
        " (SELECT id FROM units WHERE name = :unit), :person_id, :text, :status, :percent,"
        " :sample, :now, :kind, :figures, :eta, :obstacle, :flags, :supersedes, :source, :album)"
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


def add_evidence(tx: Transaction, report_id: int, files: Iterable[Attachment]) -> None:
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


def evidence_of(tx: Transaction, report_id: int) -> list[Attachment]:
    rows = tx.all("SELECT * FROM evidence WHERE report_id = :id ORDER BY id", id=report_id)
    return [Attachment(row["sha256"], row["name"], row["size"], row["mime"]) for row in rows]


def evidence_on(tx: Transaction, code: str, limit: int) -> list[Attachment]:
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


def evidence_places(tx: Transaction, sha256: str) -> list[tuple[str, Attachment]]:
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


def latest(
    tx: Transaction, units: Iterable[str] | None = None, codes: Iterable[str] | None = None
) -> dict[str, dict[str, Report]]:
    """code → unit → its newest report that was not withdrawn; of some units or tasks, or of all."""
    rows = tx.all(
        _LATEST,
        all_units=units is None,
        units=list(units or ()),
        all_codes=codes is None,
        codes=list(codes or ()),
    )
    found: dict[str, dict[str, Report]] = {}
    for row in rows:
        found.setdefault(row["code"], {})[row["unit"]] = _read(row)
    return found


def history(tx: Transaction, code: str, limit: int, skip: int = 0) -> list[Report]:
    """All reports on a task, withdrawn ones too, newest first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE t.code = :code ORDER BY r.id DESC LIMIT :limit OFFSET :skip",
        code=code,
        limit=limit,
        skip=skip,
    )
    return [_read(row) for row in rows]


def count(tx: Transaction, code: str) -> int:
    row = tx.one(
        "SELECT COUNT(*) FROM reports r JOIN tasks t ON t.id = r.task_id WHERE t.code = :code",
        code=code,
    )
    return int(row[0]) if row else 0


def one(tx: Transaction, report_id: int, person_id: int) -> Report | None:
    """A report of this very person."""
    row = tx.one(
        f"{_COLUMNS} WHERE r.id = :id AND r.person_id = :person_id",
        id=report_id,
        person_id=person_id,
    )
    return _read(row) if row else None


def last_of(tx: Transaction, person_id: int) -> Report | None:
    """The person's newest report, withdrawn or not."""
    row = tx.one(
        f"{_COLUMNS} WHERE r.person_id = :person_id ORDER BY r.id DESC LIMIT 1",
        person_id=person_id,
    )
    return _read(row) if row else None


def of_source(tx: Transaction, source: str, person_id: int) -> list[Report]:
    """The standing reports that a message became, in their order."""
    rows = tx.all(
        f"{_COLUMNS} WHERE r.source = :source AND r.person_id = :person_id"
        " AND r.withdrawn_at IS NULL ORDER BY r.id",
        source=source,
        person_id=person_id,
    )
    return [found for found in map(_read, rows) if not found.superseded]


def standing_on(tx: Transaction, code: str, limit: int = 200) -> list[Report]:
    """The newest reports on a task that were neither withdrawn nor corrected, oldest first."""
    rows = tx.all(
        f"{_COLUMNS} WHERE t.code = :code AND r.withdrawn_at IS NULL ORDER BY r.id DESC LIMIT :limit",
        code=code,
        limit=limit,
    )
    return [found for found in map(_read, reversed(rows)) if not found.superseded]


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
    return [_read(row) for row in rows]


def last_on(tx: Transaction, code: str, person_id: int) -> Report | None:
    """The person's newest standing report on a task."""
    return _newest(tx, "t.code = :named", code, person_id)


def _newest(tx: Transaction, condition: str, named: str, person_id: int) -> Report | None:
    row = tx.one(
        f"{_COLUMNS} WHERE {condition} AND r.person_id = :person_id"
        " AND r.withdrawn_at IS NULL ORDER BY r.id DESC LIMIT 1",
        named=named,
        person_id=person_id,
    )
    return _read(row) if row else None


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
    return bool(
        tx.run(
            "UPDATE reports SET withdrawn_at = :now WHERE id = :id AND withdrawn_at IS NULL",
            now=to_text(now),
            id=report_id,
        )
    )


def _read(row: Row) -> Report:
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
        figures=tuple((value, unit) for value, unit in json.loads(row["figures"])),
        eta=date.fromisoformat(row["eta"]) if row["eta"] else None,
        obstacle=row["obstacle"],
        flags=tuple(json.loads(row["flags"])),
        evidence=row["evidence"],
        verdict=row["verdict"] or "",
    )
