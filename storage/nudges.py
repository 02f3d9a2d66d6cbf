"""What a person is to be told: rungs of the ladder, each at most once, and sentences beside them.

A nudge is planned when its rung falls due and told with the person's next digest, if it still holds
then; PRIMARY KEY (person, task, unit, rung) is the promise that no rung comes twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.people import Position
from storage.database import Transaction
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Nudge:
    """One planned line for one person. `stands_for` is the name of whom the person stands in for,
    `territory` the 属地 unit that is told of another's task, empty for the leading unit's own."""

    code: str
    unit: str
    rung: str
    position: Position
    apart: bool
    stands_for: str = ""
    territory: str = ""


def told(
    tx: Transaction, unit: str, codes: Iterable[str]
) -> dict[tuple[int, str], dict[str, date]]:
    """(person, code) → rung → the day it was planned or told, for one unit's tasks in question."""
    found: dict[tuple[int, str], dict[str, date]] = {}
    for row in tx.all(
        "SELECT n.person_id, t.code, n.rung, n.day FROM nudges n JOIN tasks t ON t.id = n.task_id"
        " WHERE n.state <> 'silent' AND n.task_id IN (SELECT id FROM tasks WHERE code IN :codes)"
        " AND n.unit_id = (SELECT id FROM units WHERE name = :unit)",
        codes=list(codes),
        unit=unit,
    ):
        rungs = found.setdefault((row["person_id"], row["code"]), {})
        rungs[row["rung"]] = date.fromisoformat(row["day"])
    return found


def plan(tx: Transaction, person_id: int, nudges: Iterable[Nudge], day: date) -> int:
    """Plan lines; how many this person has not been told, nor will be."""
    return tx.many(
        "INSERT INTO nudges (person_id, task_id, unit_id, rung, day, state, position, apart,"
        " stands_for, territory) VALUES (:person_id, (SELECT id FROM tasks WHERE code = :code),"
        " (SELECT id FROM units WHERE name = :unit), :rung, :day, 'planned', :position, :apart,"
        " :stands_for, :territory) ON CONFLICT (person_id, task_id, unit_id, rung)"
        " DO UPDATE SET state = 'planned', day = excluded.day, stands_for = excluded.stands_for,"
        " territory = excluded.territory WHERE nudges.state = 'silent'",
        (
            {
                "person_id": person_id,
                "code": nudge.code,
                "unit": nudge.unit,
                "rung": nudge.rung,
                "day": day.isoformat(),
                "position": nudge.position.value,
                "apart": int(nudge.apart),
                "stands_for": nudge.stands_for,
                "territory": nudge.territory,
            }
            for nudge in nudges
        ),
    )


def planned(tx: Transaction, person_id: int) -> list[Nudge]:
    rows = tx.all(
        "SELECT t.code, u.name AS unit, n.rung, n.position, n.apart, n.stands_for, n.territory"
        " FROM nudges n JOIN tasks t ON t.id = n.task_id JOIN units u ON u.id = n.unit_id"
        " WHERE n.person_id = :person_id AND n.state = 'planned' ORDER BY t.plan_id, t.position",
        person_id=person_id,
    )
    return [
        Nudge(
            row["code"],
            row["unit"],
            row["rung"],
            Position(row["position"]),
            bool(row["apart"]),
            row["stands_for"],
            row["territory"],
        )
        for row in rows
    ]


def silence(tx: Transaction, person_id: int, nudges: Iterable[Nudge], day: date) -> None:
    """Planned lines that no longer hold stay silent."""
    tx.many(
        "UPDATE nudges SET state = 'silent', day = :day WHERE person_id = :person_id"
        " AND rung = :rung AND task_id = (SELECT id FROM tasks WHERE code = :code)"
        " AND unit_id = (SELECT id FROM units WHERE name = :unit)",
        (
            {
                "day": day.isoformat(),
                "person_id": person_id,
                "rung": nudge.rung,
                "code": nudge.code,
                "unit": nudge.unit,
            }
            for nudge in nudges
        ),
    )


def told_lines(tx: Transaction, person_id: int, day: date, *, apart: bool) -> None:
    """All planned lines of the digest, or (`apart`) of the escalation, were told."""
    tx.run(
        "UPDATE nudges SET state = 'told', day = :day"
        " WHERE person_id = :id AND state = 'planned' AND apart = :apart",
        id=person_id,
        day=day.isoformat(),
        apart=int(apart),
    )


def notify(
    tx: Transaction, person_id: int, key: str, content: Mapping[str, Any], now: datetime
) -> bool:
    """Plan a sentence for the person's next digest; False when one with this key was there before."""
    return bool(
        tx.run(
            "INSERT INTO notices (person_id, key, content, state, created_at)"
            " VALUES (:person_id, :key, :content, 'planned', :now)"
            " ON CONFLICT (person_id, key) DO NOTHING",
            person_id=person_id,
            key=key,
            content=json.dumps(content, ensure_ascii=False),
            now=to_text(now),
        )
    )


def has_notice(tx: Transaction, person_id: int, key: str) -> bool:
    found = tx.one(
        "SELECT 1 FROM notices WHERE person_id = :id AND key = :key", id=person_id, key=key
    )
    return found is not None


def notices(tx: Transaction, person_id: int) -> list[dict[str, Any]]:
    rows = tx.all(
        "SELECT content FROM notices WHERE person_id = :id AND state = 'planned' ORDER BY id",
        id=person_id,
    )
    return [json.loads(row["content"]) for row in rows]


def told_notices(tx: Transaction, person_id: int, day: date) -> None:
    tx.run(
        "UPDATE notices SET state = 'told', told_on = :day"
        " WHERE person_id = :id AND state = 'planned'",
        id=person_id,
        day=day.isoformat(),
    )


def plan_again(tx: Transaction, person_id: int, day: date, *, apart: bool) -> None:
    """What was told on `day` in a message that never left is planned as before."""
    tx.run(
        "UPDATE nudges SET state = 'planned' WHERE person_id = :id AND state = 'told'"
        " AND day = :day AND apart = :apart",
        id=person_id,
        day=day.isoformat(),
        apart=int(apart),
    )
    if not apart:
        tx.run(
            "UPDATE notices SET state = 'planned' WHERE person_id = :id AND told_on = :day",
            id=person_id,
            day=day.isoformat(),
        )


def last_told(tx: Transaction, person_id: int, since: date) -> list[tuple[str, str, str]]:
    """(code, unit, rung) that this person was told of the own units since a day, newest first."""
    rows = tx.all(
        "SELECT t.code, u.name AS unit, n.rung FROM nudges n JOIN tasks t ON t.id = n.task_id"
        " JOIN units u ON u.id = n.unit_id WHERE n.person_id = :id AND n.state = 'told'"
        " AND n.position = 'liaison' AND n.territory = '' AND n.day >= :since"
        " ORDER BY n.day DESC, n.rung DESC",
        id=person_id,
        since=since.isoformat(),
    )
    return [(row["code"], row["unit"], row["rung"]) for row in rows]
