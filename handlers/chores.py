"""What the program does by itself each day, in steps that leave the writer to others between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from domain.rules import Rules
from handlers.status.freeze import settle_some_lights
from storage import agenda
from storage.agenda import Item
from storage.database import Transaction
from storage.journal import audit
from storage.pruning import TABLES, prune

Step = Callable[[Transaction, int, datetime, Rules], int | None]
"""Does a part of the work from a place on; where to go on, None when it is done for the day."""

AT_ONCE = 500  # rows


def _prune(table: str, tx: Transaction, place: int, now: datetime, rules: Rules) -> int | None:
    """What is older than the place keeps it goes; with `keep_days` 0 everything stays."""
    if not rules.keep_days:
        return None
    before = now - timedelta(days=rules.keep_days)
    gone, following = prune(tx, table, before, place, AT_ONCE)
    if gone:
        audit(tx, now, 0, "prune", table, rows=gone)
    return following


CHORES: dict[str, Step] = {
    "lights": settle_some_lights,
    **{f"prune {table}": partial(_prune, table) for table in TABLES},
}


def do_chore(tx: Transaction, item: Item, now: datetime, rules: Rules) -> None:
    """One step; the next one follows at once, and the first of the next day after midnight."""
    place = CHORES[item.kind](tx, item.id, now, rules)
    midnight = rules.moment(rules.day(now) + timedelta(days=1), time.min)
    agenda.go_on(tx, item.kind, place or 0, midnight if place is None else now)
