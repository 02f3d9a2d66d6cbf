"""What every status paper is gathered from: a frozen snapshot, the ones before it, its reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.reporting import Report
from domain.rules import SHANGHAI
from domain.snapshot import Since, Snapshot, since
from domain.supervisors import Supervisor, supervisors
from handlers.status.counties import COUNTIES
from handlers.status.freeze import load
from storage import past, people, snapshots
from storage.database import Transaction
from storage.plans import load_book
from storage.snapshots import Head

MOST_REPORTS = 20_000  # of one cycle; a sheet of more is no reading


@dataclass(frozen=True, slots=True)
class Issue:
    """One 期: `earlier` are the snapshots before it, oldest first; `since` compares with the last one.

    `units` is whose tasks may be shown; empty: all. For a part of the plan there is no trend.
    """

    snapshot: Snapshot
    earlier: tuple[Head, ...]
    since: Since | None
    reports: tuple[Report, ...] = ()
    units: tuple[str, ...] = ()
    counties: frozenset[str] = frozenset()
    supervisors: tuple[Supervisor, ...] = ()  # in the order of the plan; of a paper of all units
    zone: ZoneInfo = SHANGHAI
    part: str = ""  # what it is called where it is of some tasks alone, or of one of several plans

    @property
    def title(self) -> str:
        return self.part or "、".join(self.units) or "总体情况"


def gather(tx: Transaction, args: Mapping[str, Any], *, with_reports: bool = False) -> Issue:
    """`args`: `snapshot` is the number, `units` whose tasks (none: all), `plan` of which plan (0: of all),
    `codes` of which tasks alone (with what `title` calls them), `zone` the place's; `before` is the
    snapshot to compare with (none: the last one of an earlier day)."""
    snapshot = load(tx, int(args["snapshot"]))
    if snapshot is None:
        raise LookupError(args["snapshot"])
    units = tuple(args.get("units", ()))
    heads = snapshots.heads(tx, until=snapshot.number - 1)
    # What changed is told against the last snapshot of an earlier day; that of an hour ago says little.
    day_start = snapshot.taken_at - timedelta(hours=12)
    earlier = next((head.number for head in heads if head.taken_at < day_start), None)
    before = args.get("before") or earlier
    compared = load(tx, before) if before else None
    plan = int(args.get("plan", 0))
    whole = not units and (not plan or len(snapshot.plans) == 1)
    snapshot = snapshot.of_plan(plan)
    compared = compared.of_plan(plan) if compared else None
    if units:
        snapshot = snapshot.only(units)
    if (codes := args.get("codes")) is not None:
        whole, kept = False, frozenset(codes)
        lines = tuple(line for line in snapshot.lines if line.task.code in kept)
        snapshot = replace(snapshot, lines=lines)
    found: list[Report] = []
    zone = ZoneInfo(str(args.get("zone", SHANGHAI.key)))
    if with_reports:
        opens = datetime.combine(snapshot.cycle_opens, datetime.min.time(), zone)
        codes = {line.task.code for line in snapshot.lines}
        found = past.between(tx, opens, snapshot.taken_at, MOST_REPORTS)
        found = [each for each in found if each.code in codes and (not units or each.unit in units)]
    book = load_book(tx)
    above = () if units else supervisors(people.everybody(tx), book.unit_ids)
    return Issue(
        snapshot=snapshot,
        earlier=tuple(reversed(heads)) if whole else (),
        since=since(compared, snapshot.lines) if compared else None,
        reports=tuple(found),
        units=units,
        counties=frozenset(unit for unit, kind in book.kinds.items() if kind in COUNTIES),
        supervisors=tuple(above),
        zone=zone,
        part=str(args.get("title", "")) or ("" if whole or units else snapshot.plan),
    )
