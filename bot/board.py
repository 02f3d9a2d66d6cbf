"""The dashboard's data: the live figures (or those of an issue) for whoever is signed in, and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.web.channel import NAME
from bot.status_data import line_data, status_data
from domain import access
from domain.people import Person, Position, Post
from domain.planbook import PlanBook
from domain.rules import Rules
from domain.selection import parse_selection, select
from domain.snapshot import Line, Snapshot, since
from domain.supervisors import Supervisor, supervisors
from handlers.status.freeze import live, load
from storage import people, snapshots
from storage.database import Transaction
from storage.plans import load_book

ISSUES = 12


def board(
    account: str, show: str | None, issue: int | None, now: datetime, rules: Rules, tx: Transaction
) -> dict[str, Any] | None:
    """None for somebody who is not bound. `show` is a selection in the words of a button."""
    person = _person(account, rules, tx)
    if person is None:
        return None
    snapshot = load(tx, issue) if issue else live(tx, now, rules)
    if snapshot is None:
        snapshot, issue = live(tx, now, rules), None
    heads = snapshots.heads(tx, ISSUES)
    units = () if access.sees_all(person) else access.own_units(person)
    earlier = [head for head in heads if not issue or head.number < issue]
    before = load(tx, earlier[0].number) if earlier else None
    if units:
        snapshot = snapshot.only(units)
        before = before.only(units) if before else None
    book = load_book(tx)
    changed = since(before, snapshot.lines) if before else None
    above = [] if units else supervisors(people.everybody(tx), book.unit_ids)
    data = status_data(snapshot, book, changed, units, above)
    return {
        **data,
        "name": person.name,
        "title": "、".join(units) or "总体情况",
        "whole": not units,
        "issue": issue,
        "issues": [
            {"number": head.number, "day": rules.day(head.taken_at).isoformat()} for head in heads
        ],
        "at": rules_time(now if not issue else snapshot.taken_at, rules),
        "shown": _shown(show, snapshot, book, person, above) if show is not None else None,
    }


def rules_time(moment: datetime, rules: Rules) -> str:
    return moment.astimezone(rules.zone).strftime("%Y-%m-%d %H:%M")


def _person(account: str, rules: Rules, tx: Transaction) -> Person | None:
    person = people.by_account(tx, NAME, account)
    if f"{NAME}:{account}" in rules.admins:
        return Person(person.id if person else 0, "管理员", (Post(Position.ADMIN),))
    return person if person and person.posts else None


def _shown(
    show: str, snapshot: Snapshot, book: PlanBook, person: Person, above: Sequence[Supervisor]
) -> dict[str, Any]:
    """The tasks behind a figure. What is not understood, or not theirs, shows nothing."""
    selection, unknown = parse_selection(show.split(), book)
    title = selection.words(book)
    if selection.supervisor is not None:
        found = next((each for each in above if each.id == selection.supervisor), None)
        selection = replace(selection, supervisor=None, units=found.units if found else ())
        unknown = unknown if found else ("supervisor",)
        title = " · ".join(filter(None, (found.title if found else "", title)))
    lines: tuple[Line, ...] = ()
    named = (selection.unit,) if selection.unit else selection.units
    visible = all(access.may_see_unit(person, unit) for unit in named)
    if not unknown and visible:
        every = snapshot.seen([selection.unit]) if selection.unit else list(snapshot.lines)
        if selection.units:
            every = list(snapshot.only(selection.units).lines)
        lines = select(every, selection, book)
    return {
        "title": title or "全部任务",
        "total": len(lines),
        "tasks": [line_data(line) for line in lines],
    }
