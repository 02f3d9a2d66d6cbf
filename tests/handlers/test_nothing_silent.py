"""Every labelled message through the dispatcher: what is stored at once was said with its code."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from domain.people import Position, Post
from domain.rules import SHANGHAI
from handlers.dispatch import dispatch
from storage import drafts
from tests.language.score import load
from tests.world import World

ROLES = {"liaison": Position.LIAISON, "coordinator": Position.COORDINATOR, "admin": Position.ADMIN}


@pytest.fixture
def crowd(world: World) -> World:
    """One liaison of every unit, called like the unit, and the overseers by their role."""
    for unit in world.book.holders:
        world.bind(unit, Post(Position.LIAISON, unit))
    for role in ("coordinator", "admin"):
        world.bind(role, Post(ROLES[role]))
    return world


def _stored(world: World, row: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, text) of the reports that one message stores at once; nothing of it is kept."""
    unit = world.book.unit(row["sender_unit"]) or ""
    name = unit if row["role"] == "liaison" else row["role"]
    world.now = datetime.combine(date.fromisoformat(row["today"]), time(10, 0), SHANGHAI)
    world.connection.execute("BEGIN IMMEDIATE")
    try:
        inbound = world.inbound(name, row["text"])
        if row["context_task"]:
            drafts.show(world.tx, inbound, row["context_task"], world.now)
        assert dispatch(world.tx, inbound, world.now, world.rules) is not None
        rows = world.tx.all("SELECT t.code, r.text FROM reports r JOIN tasks t ON t.id = r.task_id")
        return [(each["code"], each["text"]) for each in rows]
    finally:
        world.connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    "name", ["examples", "offices", "edges", "voices", "accents", "phones", "unseen"]
)
def test_nothing_is_stored_on_another_task_or_without_being_said(crowd: World, name: str) -> None:
    for row in load(name):
        gold = row["expect"]
        stored = _stored(crowd, row)
        reports = gold["intent"] in ("report", "coordinate", "extend", "close")
        codes = {code for code, _ in stored}
        assert not stored or reports, (row["text"], stored)
        assert codes <= {gold["task"]}, (row["text"], stored, gold["task"])


def test_at_least_the_plain_ones_are_stored_at_once(crowd: World) -> None:
    rows = [row for row in load("offices") if row["text"].startswith(("任务1", "政策3", "事项3"))]
    assert sum(1 for row in rows if _stored(crowd, row)) >= 5
