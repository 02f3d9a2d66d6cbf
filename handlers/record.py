"""How far back the record reaches: of a day before it no figure is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.errors import Refused
from domain.rules import Rules
from storage import lights, reports
from storage.database import Transaction

# Told from the reports alone; everything else needs the lights of that day.
_REPORTED = frozenset(
    {
        "reported",
        "unreported",
        "done",
        "open",
        "behind",
        "blocked",
        "unstarted",
        "trouble",
        "never",
        "asking",
        "extended",
        "accepted",
        "unaccepted",
    }
)


def begins(tx: Transaction, rules: Rules, conditions: Collection[str] = ()) -> date | None:
    """The first day of which these conditions (none: a status as a whole) can be told."""
    recorded = lights.begins(tx)
    if not conditions or not _REPORTED.issuperset(conditions):
        return recorded
    first = reports.first(tx)
    days = [day for day in (recorded, first and rules.day(first)) if day]
    return min(days, default=None)


def reach(
    tx: Transaction, day: date, today: date, rules: Rules, conditions: Collection[str] = ()
) -> None:
    """Refused where a day is before the record."""
    if day >= today:
        return
    first = begins(tx, rules, conditions)
    if first is None or day < first:
        raise Refused("no_record", day=day.isoformat(), since=(first or today).isoformat())
