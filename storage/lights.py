"""The history of the tasks' lights: one row for each change, with the sentence of its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.lights import Light
from storage.database import Transaction, parts


@dataclass(frozen=True, slots=True)
class Change:
    """`report_id` is the report that changed the light, None where time did, or (`by_rule`) another
    rule for the lights."""

    day: date
    light: Light
    sentence: str
    report_id: int | None
    unit: str = ""
    by_rule: bool = False


def current(tx: Transaction, codes: Iterable[str]) -> dict[str, tuple[Light, int]]:
    """code → the light that was recorded last, and the newest report that was known then (0: none)."""
    rows = [
        row
        for some in parts(codes)
        for row in tx.all(
            "SELECT t.code, l.light, (SELECT COALESCE(MAX(h.report_id), 0) FROM lights h"
            " WHERE h.task_id = t.id) AS report_id FROM tasks t JOIN lights l"
            " ON l.id = (SELECT MAX(n.id) FROM lights n WHERE n.task_id = t.id)"
            " WHERE t.code IN :codes",
            codes=some,
        )
    ]
    return {row["code"]: (Light(row["light"]), row["report_id"]) for row in rows}


def record(
    tx: Transaction,
    code: str,
    light: Light,
    sentence: str,
    day: date,
    report_id: int | None,
    *,
    by_rule: bool = False,
) -> None:
    tx.run(
        "INSERT INTO lights (task_id, day, light, sentence, report_id, by_rule)"
        " SELECT id, :day, :light, :sentence, :report_id, :by_rule FROM tasks WHERE code = :code",
        by_rule=int(by_rule),
        code=code,
        day=day.isoformat(),
        light=light.value,
        sentence=sentence,
        report_id=report_id,
    )


def history(tx: Transaction, code: str, limit: int = 20) -> list[Change]:
    """The changes of a task's light, newest first."""
    rows = tx.all(
        "SELECT l.*, u.name AS unit FROM lights l JOIN tasks t ON t.id = l.task_id"
        " LEFT JOIN reports r ON r.id = l.report_id LEFT JOIN units u ON u.id = r.unit_id"
        " WHERE t.code = :code ORDER BY l.id DESC LIMIT :limit",
        code=code,
        limit=limit,
    )
    return [
        Change(
            date.fromisoformat(row["day"]),
            Light(row["light"]),
            row["sentence"],
            row["report_id"],
            row["unit"] or "",
            bool(row["by_rule"]),
        )
        for row in rows
    ]


_SLIPPED = (
    "SELECT t.code, MIN(l.day) AS day FROM lights l JOIN tasks t ON t.id = l.task_id"
    " WHERE l.light IN ('yellow', 'red') AND l.id > :since AND l.id <= :until"
    " AND NOT EXISTS (SELECT 1 FROM lights n"
    " WHERE n.task_id = l.task_id AND n.id > l.id AND n.id <= :until AND n.by_rule = 1"
    " AND n.light IN ('green', 'blue')) GROUP BY t.code"
)


def slipped(tx: Transaction, until: int | None = None) -> Mapping[str, date]:
    """code → the day its light first was yellow or red: what 已补齐 remembers. A light that another rule
    made green was not made up for, so what was before that is left out.

    `until`: by the history up to this row, as it was known then.
    """
    if until is not None:
        return _days(tx, 0, until)
    newest = tx.one("SELECT COALESCE(MAX(id), 0) FROM lights")
    version = int(newest[0]) if newest else 0
    known, found = tx.memory.get("slipped", (0, {}))
    if known != version:  # rows are only added: what is older than `known` was read before
        if _ruled(tx, known):  # a new rule takes back what an old one found
            known, found = 0, {}
        for code, day in _days(tx, known, version).items():
            found[code] = min(day, found.get(code, day))
        tx.memory["slipped"] = (version, found)
    days: Mapping[str, date] = found
    return days


def _ruled(tx: Transaction, since: int) -> bool:
    sql = "SELECT 1 FROM lights WHERE id > :since AND by_rule = 1 LIMIT 1"
    return tx.one(sql, since=since) is not None


def slipped_until(tx: Transaction, day: date) -> Mapping[str, date]:
    """As `slipped` would have told at the end of a day."""
    row = tx.one("SELECT COALESCE(MAX(id), 0) FROM lights WHERE day <= :day", day=day.isoformat())
    return _days(tx, 0, int(row[0]) if row else 0)


def begins(tx: Transaction) -> date | None:
    """The first day of the history, None where nothing was recorded yet."""
    row = tx.one("SELECT day FROM lights ORDER BY id LIMIT 1")
    return date.fromisoformat(row["day"]) if row else None


def newest(tx: Transaction) -> date | None:
    """The last day on which a light was recorded."""
    row = tx.one("SELECT day FROM lights ORDER BY id DESC LIMIT 1")
    return date.fromisoformat(row["day"]) if row else None


def ruled_after(tx: Transaction, day: date) -> bool:
    """Whether another rule for the lights was chosen after a day."""
    sql = "SELECT 1 FROM lights WHERE by_rule = 1 AND day > :day LIMIT 1"
    return tx.one(sql, day=day.isoformat()) is not None


def between(tx: Transaction, first: date, last: date) -> dict[str, list[Change]]:
    """code → the changes of its light that were recorded from one day to another, oldest first."""
    found: dict[str, list[Change]] = {}
    for row in tx.all(
        "SELECT t.code, l.* FROM lights l JOIN tasks t ON t.id = l.task_id"
        " WHERE l.day >= :first AND l.day <= :last ORDER BY l.id",
        first=first.isoformat(),
        last=last.isoformat(),
    ):
        change = Change(
            date.fromisoformat(row["day"]),
            Light(row["light"]),
            row["sentence"],
            row["report_id"],
            by_rule=bool(row["by_rule"]),
        )
        found.setdefault(row["code"], []).append(change)
    return found


def _days(tx: Transaction, since: int, until: int) -> dict[str, date]:
    rows = tx.all(_SLIPPED, since=since, until=until)
    return {row["code"]: date.fromisoformat(row["day"]) for row in rows}
