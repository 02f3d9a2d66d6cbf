"""What `duban status` and `duban export` do: the figures for programs, the papers as files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.papers import KINDS
from bot.papers.base import Made
from bot.programs import opened
from bot.settings import Settings
from bot.status_data import status_data
from domain.rules import Rules
from domain.snapshot import Snapshot, since
from domain.supervisors import supervisors
from handlers.status.freeze import freeze, live, load, unwritten
from handlers.status.papers import number_bulletin
from storage import people, snapshots
from storage.database import Database, Transaction
from storage.plans import load_book

ON_THE_COMMAND_LINE = ("ledger", "bulletin", "chart")  # the other papers belong to a chat


class UnknownUnit(Exception):
    """A unit that the plan does not have."""


async def read_status(settings: Settings, clock: Clock) -> dict[str, Any]:
    """The figures as whoever sees all of them sees them now."""
    async with opened(settings) as database:
        return await database.read(partial(now_as_data, clock.now(), settings.rules()))


def now_as_data(now: datetime, rules: Rules, tx: Transaction) -> dict[str, Any]:
    snapshot = live(tx, now, rules)
    heads = snapshots.heads(tx, 1)
    before = load(tx, heads[0].number) if heads else None
    return as_data(tx, snapshot, before)


def as_data(tx: Transaction, snapshot: Snapshot, before: Snapshot | None) -> dict[str, Any]:
    book = load_book(tx)
    changed = since(before, snapshot.lines) if before else None
    above = supervisors(people.everybody(tx), book.unit_ids)
    return status_data(snapshot, book, changed, people=above)


async def export(
    settings: Settings, clock: Clock, kind: str, out: Path, *, unit: str = "", issue: int = 0
) -> Made:
    """Make a paper of now (or of an issue) and write it; Raises LookupError for what there is not."""
    rules = settings.rules()
    async with opened(settings) as database:
        if unit:
            unit = await database.read(lambda tx: _unit(tx, unit))
        if not issue:
            issue = await database.write(lambda tx: freeze(tx, clock.now(), rules, 0))
            while made_content := await database.read(unwritten):
                await database.write(partial(_write, made_content))
        number = 0
        if kind == "bulletin":
            now = clock.now()
            number = await database.write(lambda tx: _number(tx, issue, now, rules))
        made = await make(database, rules, kind, issue, unit, number)
    await asyncio.to_thread(out.write_bytes, made.content)
    return made


def _unit(tx: Transaction, said: str) -> str:
    """The unit that a name means, however it is written."""
    unit = load_book(tx).unit(said)
    if unit is None:
        raise UnknownUnit(said)
    return unit


def _write(made: tuple[int, bytes], tx: Transaction) -> None:
    snapshots.write(tx, *made)


def _number(tx: Transaction, issue: int, now: datetime, rules: Rules) -> int:
    """The 期号 of a bulletin, which is of the only plan or of all of them."""
    if snapshots.inputs(tx, issue) is None:
        raise LookupError(issue)
    return number_bulletin(tx, issue, _only_plan(tx), now, rules, 0)


def _only_plan(tx: Transaction) -> int:
    plans = load_book(tx).plans
    return plans[0].id if len(plans) == 1 else 0


async def make(
    database: Database, rules: Rules, kind: str, issue: int, unit: str = "", number: int = 0
) -> Made:
    args: Mapping[str, Any] = {
        "snapshot": issue,
        "units": [unit] if unit else [],
        "zone": str(rules.zone),
        "office": rules.office,
        "red_head": rules.red_head,
        "issue": number,
        "plan": await database.read(_only_plan),
    }
    chosen = KINDS[kind]
    data = await database.read(lambda tx: chosen.gather(tx, args))
    return await asyncio.to_thread(chosen.make, data)
