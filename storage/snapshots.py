"""Snapshots: what a status was made of, frozen under a number that papers and figures name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.figures import Figures
from domain.rules import Rules
from domain.snapshot import Snapshot
from domain.workdays import WorkCalendar
from storage.database import Transaction
from storage.frozen import packed, unpacked
from storage.reports import latest_seq
from storage.times import from_text, to_text

__all__ = ["packed"]


@dataclass(frozen=True, slots=True)
class Head:
    """A snapshot without its lines: what lists and trends need."""

    number: int
    taken_at: datetime
    figures: Figures


def state(tx: Transaction, day: date, preset: str) -> str:
    """Equal states give equal figures: the plan, the reports, the day and the rules of the lights."""
    plans = tx.all("SELECT revision, lights FROM plans ORDER BY id")
    revision = "+".join(f"{row['revision']}{row['lights']}" for row in plans)
    return f"{revision}:{latest_seq(tx)}:{day.isoformat()}:{preset}"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a snapshot is made of: reports by number, the lights recorded up to one, the rules."""

    taken_at: datetime
    reports: tuple[int, ...]
    lights: int
    rules: Rules


def save(
    tx: Transaction, now: datetime, state: str, figures: Figures, rules: Rules, person_id: int
) -> int:
    """Take a snapshot of now and return its number; `write` gives it its content."""
    newest = tx.all("SELECT report_id FROM latest_reports WHERE report_id IS NOT NULL")
    last = tx.one("SELECT COALESCE(MAX(id), 0) FROM lights")
    inputs = {
        "reports": [row[0] for row in newest],
        "lights": last[0] if last else 0,
        "rules": {
            "zone": rules.zone.key,
            "off": [day.isoformat() for day in sorted(rules.calendar.off)],
            "on": [day.isoformat() for day in sorted(rules.calendar.on)],
            "cycle_day": rules.cycle_day,
            "soon_days": rules.soon_days,
            "lights": rules.lights,
        },
    }
    return tx.insert(
        "INSERT INTO snapshots (taken_at, person_id, state, figures, inputs)"
        " VALUES (:at, :person_id, :state, :figures, :inputs) RETURNING id",
        at=to_text(now),
        person_id=person_id,
        state=state,
        figures=json.dumps({"total": figures.total, **figures.counts}),
        inputs=json.dumps(inputs, separators=(",", ":")),
    )


def inputs(tx: Transaction, number: int) -> Inputs | None:
    row = tx.one("SELECT taken_at, inputs FROM snapshots WHERE id = :id", id=number)
    if row is None:
        return None
    data = json.loads(row["inputs"])
    kept = data["rules"]
    rules = Rules(
        zone=ZoneInfo(kept["zone"]),
        calendar=WorkCalendar(
            off=frozenset(date.fromisoformat(day) for day in kept["off"]),
            on=frozenset(date.fromisoformat(day) for day in kept["on"]),
        ),
        cycle_day=kept["cycle_day"],
        soon_days=kept["soon_days"],
        lights=kept["lights"],
    )
    return Inputs(from_text(row["taken_at"]), tuple(data["reports"]), data["lights"], rules)


def unwritten(tx: Transaction) -> int | None:
    """The number of the oldest snapshot that has no content yet."""
    row = tx.one("SELECT id FROM snapshots WHERE content IS NULL ORDER BY id LIMIT 1")
    return row[0] if row else None


def write(tx: Transaction, number: int, content: bytes) -> None:
    """Give a snapshot its content, once and for all."""
    tx.run(
        "UPDATE snapshots SET content = :content WHERE id = :id AND content IS NULL",
        content=content,
        id=number,
    )


def load(tx: Transaction, number: int) -> Snapshot | None:
    """A snapshot whose content is written; None for one that is not there or still to be written."""
    row = tx.one("SELECT id, taken_at, content FROM snapshots WHERE id = :id", id=number)
    if row is None or row["content"] is None:
        return None
    return unpacked(row["id"], from_text(row["taken_at"]), row["content"])


def with_state(tx: Transaction, state: str) -> int | None:
    """The number of the newest snapshot, if it is of this very state."""
    row = tx.one("SELECT id, state FROM snapshots ORDER BY id DESC LIMIT 1")
    return row["id"] if row and row["state"] == state else None


def heads(tx: Transaction, limit: int = 24, until: int | None = None) -> list[Head]:
    """The newest snapshots (up to number `until`), newest first."""
    rows = tx.all(
        "SELECT id, taken_at, figures FROM snapshots WHERE :all OR id <= :until"
        " ORDER BY id DESC LIMIT :limit",
        all=until is None,
        until=until or 0,
        limit=limit,
    )
    return [_head(row) for row in rows]


def last_before(tx: Transaction, moment: datetime) -> Head | None:
    """The newest snapshot that was taken before a moment."""
    row = tx.one(
        "SELECT id, taken_at, figures FROM snapshots WHERE taken_at < :moment"
        " ORDER BY id DESC LIMIT 1",
        moment=to_text(moment),
    )
    return _head(row) if row else None


def evidence(tx: Transaction) -> dict[str, tuple[str, ...]]:
    """code → names of the files that came with the newest reports."""
    found: dict[str, list[str]] = {}
    for row in tx.all(
        "SELECT t.code, e.name FROM evidence e JOIN latest_reports l ON l.report_id = e.report_id"
        " JOIN tasks t ON t.id = l.task_id ORDER BY e.id"
    ):
        found.setdefault(row["code"], []).append(row["name"])
    return {code: tuple(names) for code, names in found.items()}


def extensions(tx: Transaction) -> dict[str, int]:
    """code → how often a later deadline was asked for."""
    rows = tx.all(
        "SELECT t.code, COUNT(*) AS n FROM reports r JOIN tasks t ON t.id = r.task_id"
        " WHERE r.kind = 'extend' AND r.withdrawn_at IS NULL GROUP BY t.code"
    )
    return {row["code"]: row["n"] for row in rows}


def _head(row: Any) -> Head:
    counts: dict[str, int] = json.loads(row["figures"])
    return Head(row["id"], from_text(row["taken_at"]), Figures(counts.pop("total"), counts))
