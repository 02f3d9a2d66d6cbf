"""Lists that were sent to be imported and wait for a yes: what was read, and which doubts were seen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Attachment
from domain.plan import Plan
from domain.plan_data import plan_as_data, plan_from_data
from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Import:
    """`seen` are the doubts that somebody has decided, by their text; `mark` was chosen, or is ""."""

    id: int
    person_id: int
    name: str
    sha256: str
    state: str  # open, taken, dropped
    plan: Plan
    seen: frozenset[str] = frozenset()
    mark: str = ""


def start(tx: Transaction, person_id: int, file: Attachment, plan: Plan, now: datetime) -> int:
    """Keep what was read; whatever this person had open before is dropped."""
    tx.run(
        "UPDATE imports SET state = 'dropped', done_at = :now"
        " WHERE person_id = :person_id AND state = 'open'",
        person_id=person_id,
        now=to_text(now),
    )
    return tx.insert(
        "INSERT INTO imports (person_id, sha256, name, state, content, created_at)"
        " VALUES (:person_id, :sha256, :name, 'open', :content, :now) RETURNING id",
        person_id=person_id,
        sha256=file.sha256,
        name=file.name,
        content=_content(plan, (), ""),
        now=to_text(now),
    )


def one(tx: Transaction, number: int) -> Import | None:
    row = tx.one("SELECT * FROM imports WHERE id = :id", id=number)
    if row is None:
        return None
    content = json.loads(row["content"])
    return Import(
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        sha256=row["sha256"],
        state=row["state"],
        plan=plan_from_data(content["plan"]),
        seen=frozenset(content["seen"]),
        mark=content["mark"],
    )


def open_of(tx: Transaction, person_id: int) -> int | None:
    """The import that this person has begun and not ended."""
    row = tx.one(
        "SELECT id FROM imports WHERE person_id = :person_id AND state = 'open'"
        " ORDER BY id DESC LIMIT 1",
        person_id=person_id,
    )
    return int(row["id"]) if row else None


def keep(tx: Transaction, number: int, plan: Plan, seen: Iterable[str], mark: str) -> None:
    tx.run(
        "UPDATE imports SET content = :content WHERE id = :id AND state = 'open'",
        content=_content(plan, seen, mark),
        id=number,
    )


def settle(tx: Transaction, number: int, state: str, now: datetime) -> bool:
    """End an import; False when it was ended before."""
    return bool(
        tx.run(
            "UPDATE imports SET state = :state, done_at = :now WHERE id = :id AND state = 'open'",
            state=state,
            now=to_text(now),
            id=number,
        )
    )


def _content(plan: Plan, seen: Iterable[str], mark: str) -> str:
    return json.dumps(
        {"plan": plan_as_data(plan), "seen": sorted(seen), "mark": mark}, ensure_ascii=False
    )
