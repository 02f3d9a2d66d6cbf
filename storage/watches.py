"""What decides whether a leading unit is told of a task, read for one unit and the tasks in question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from sqlite3 import Row

from domain.plan import Task
from domain.reporting import Status
from domain.rules import Rules
from domain.silence import Silence, SilenceKind
from domain.watch import Watch
from storage import requests
from storage.database import Transaction
from storage.times import from_text, to_text


def due_codes(tx: Transaction, unit: str, now: datetime, limit: int) -> list[str]:
    """The tasks of this unit that are to be looked at, by code; whatever its part in them is."""
    rows = tx.all(
        "SELECT t.code FROM duties d JOIN tasks t ON t.id = d.task_id WHERE d.next_at <= :now"
        " AND d.unit_id = (SELECT id FROM units WHERE name = :unit) LIMIT :limit",
        now=to_text(now),
        unit=unit,
        limit=limit,
    )
    return [row["code"] for row in rows]


def load(tx: Transaction, unit: str, tasks: Mapping[str, Task], rules: Rules) -> list[Watch]:
    """The watches of one unit over `tasks` (code → task)."""
    codes = list(tasks)
    newest = {row["code"]: row for row in _newest_reports(tx, unit, codes)}
    asked = requests.of_unit(tx, unit, codes, rules)
    silences = _silences(tx, unit, codes)
    found = []
    for code, task in tasks.items():
        row = newest.get(code)
        own = asked.get(code, ())
        found.append(
            Watch(
                task=task,
                unit=unit,
                reported_on=rules.day(from_text(row["created_at"])) if row else None,
                done=bool(row and row["status"] == Status.DONE and row["verdict"] != "no"),
                closed=any(r.verdict and r.kind == "close" for r in own),
                requests=tuple(
                    r
                    for r in own
                    if r.verdict is None
                    or (r.verdict and r.granted_until and r.granted_until < task.due)
                ),
                silences=tuple(silences.get(code, ())),
            )
        )
    return found


def look_again(tx: Transaction, unit: str, days: Mapping[str, date | None], rules: Rules) -> None:
    """Store on which day each task (code) of this unit is to be looked at next."""
    by_day: dict[date | None, list[str]] = {}
    for code, day in days.items():
        by_day.setdefault(day, []).append(code)
    for day, codes in by_day.items():
        tx.run(
            "UPDATE duties SET next_at = :at WHERE task_id IN"
            " (SELECT id FROM tasks WHERE code IN :codes)"
            " AND unit_id = (SELECT id FROM units WHERE name = :unit)",
            at=to_text(rules.moment(day, _MIDNIGHT)) if day else None,
            codes=codes,
            unit=unit,
        )


def touch(tx: Transaction, *, units: Iterable[str] | None = None, code: str | None = None) -> None:
    """Something happened: look at these duties again at once (at all of them, when none is named)."""
    tx.run(
        "UPDATE duties SET next_at = '' WHERE role = 'lead'"
        " AND (:all_units OR unit_id IN (SELECT id FROM units WHERE name IN :units))"
        " AND (:code IS NULL OR task_id = (SELECT id FROM tasks WHERE code = :code))",
        all_units=units is None,
        units=list(units or ()),
        code=code,
    )


_MIDNIGHT = datetime.min.time()


def _newest_reports(tx: Transaction, unit: str, codes: list[str]) -> list[Row]:
    return tx.all(
        "SELECT t.code, r.status, r.created_at, d.verdict FROM latest_reports l"
        " JOIN tasks t ON t.id = l.task_id JOIN reports r ON r.id = l.report_id"
        " LEFT JOIN decisions d ON d.report_id = r.id"
        " WHERE l.unit_id = (SELECT id FROM units WHERE name = :unit)"
        " AND l.task_id IN (SELECT id FROM tasks WHERE code IN :codes)",
        unit=unit,
        codes=codes,
    )


def _silences(tx: Transaction, unit: str, codes: list[str]) -> dict[str, list[Silence]]:
    found: dict[str, list[Silence]] = {}
    for row in tx.all(
        "SELECT t.code, s.kind, s.due_on, s.since, s.until, p.name FROM silences s"
        " JOIN tasks t ON t.id = s.task_id JOIN people p ON p.id = s.person_id"
        " WHERE s.unit_id = (SELECT id FROM units WHERE name = :unit)"
        " AND s.task_id IN (SELECT id FROM tasks WHERE code IN :codes) ORDER BY s.id",
        unit=unit,
        codes=codes,
    ):
        silence = Silence(
            SilenceKind(row["kind"]),
            date.fromisoformat(row["due_on"]),
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]),
            row["name"],
        )
        found.setdefault(row["code"], []).append(silence)
    return found


def silences_of(tx: Transaction, code: str) -> list[tuple[str, Silence]]:
    """(unit, silence) of one task, oldest first: what its history shows."""
    units = tx.all(
        "SELECT DISTINCT u.name FROM silences s JOIN units u ON u.id = s.unit_id"
        " JOIN tasks t ON t.id = s.task_id WHERE t.code = :code",
        code=code,
    )
    return [
        (row["name"], silence)
        for row in units
        for silence in _silences(tx, row["name"], [code]).get(code, ())
    ]


def silence(tx: Transaction, code: str, unit: str, person_id: int, silence: Silence) -> None:
    tx.run(
        "INSERT INTO silences (task_id, unit_id, person_id, kind, due_on, since, until) VALUES"
        " ((SELECT id FROM tasks WHERE code = :code), (SELECT id FROM units WHERE name = :unit),"
        " :person_id, :kind, :due_on, :since, :until)",
        code=code,
        unit=unit,
        person_id=person_id,
        kind=silence.kind.value,
        due_on=silence.due.isoformat(),
        since=silence.since.isoformat(),
        until=silence.until.isoformat(),
    )
