"""The newest reports, kept at write: always what looking through all reports would find."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reporting import Status
from handlers.status.freeze import as_frozen, freeze, live
from storage import reports, snapshots
from storage.database import Database, Transaction
from storage.plans import save_plan
from tests.world import World, plan

CODES = ("政策35", "任务1.1")
UNITS = ("市科技局", "市财政局")


def add(world: World, code: str, unit: str, percent: float = 1.0) -> int:
    return reports.add(
        world.tx,
        code=code,
        unit=unit,
        person_id=1,
        text="推进中",
        status=Status.IN_PROGRESS,
        percent=percent,
        now=world.now,
    )


def looked_through(world: World) -> dict[tuple[str, str], int]:
    rows = world.tx.all(
        "SELECT t.code, u.name, MAX(r.id) AS id FROM reports r JOIN tasks t ON t.id = r.task_id"
        " JOIN units u ON u.id = r.unit_id WHERE r.withdrawn_at IS NULL GROUP BY t.code, u.name"
    )
    return {(row["code"], row["name"]): row["id"] for row in rows}


def kept(world: World) -> dict[tuple[str, str], int]:
    return {
        (code, unit): report.id
        for code, by_unit in reports.latest(world.tx).items()
        for unit, report in by_unit.items()
    }


@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(UNITS), st.booleans()), max_size=12)
)
def test_reports_and_withdrawals_in_any_order(steps: list[tuple[str, str, bool]]) -> None:
    world = World()
    made: list[int] = []
    for code, unit, withdraws in steps:
        if withdraws and made:
            reports.withdraw(world.tx, made.pop(len(made) // 2), world.now)
        else:
            made.append(add(world, code, unit))
        assert kept(world) == looked_through(world)
        only = reports.latest(world.tx, codes=[code]).get(code, {})
        assert {(code, u): r.id for u, r in only.items()} == {
            key: number for key, number in looked_through(world).items() if key[0] == code
        }
    world.close()


def test_what_is_undone_is_forgotten(world: World) -> None:
    add(world, "政策35", "市科技局")
    assert len(kept(world)) == 1

    def fails() -> None:
        with world.tx.savepoint():
            add(world, "任务1.1", "市科技局")
            assert len(kept(world)) == 2
            raise ValueError("undo")

    with pytest.raises(ValueError, match="undo"):
        fails()
    assert kept(world) == looked_through(world)
    add(world, "任务1.1", "市财政局")  # it gets the number of the one that was undone
    assert kept(world) == looked_through(world)


async def test_readers_and_the_writer_see_the_same(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        await database.write(lambda tx: save_plan(tx, plan()))
        await database.write(_person)

        def newest(tx: Transaction) -> list[int]:
            return sorted(r.id for u in reports.latest(tx).values() for r in u.values())

        for number in range(1, 4):
            await database.write(partial(_report, code="政策35" if number % 2 else "任务1.1"))
            written = await database.write(newest)
            for _ in range(3):
                assert await database.read(newest) == written


def _person(tx: Transaction) -> None:
    tx.run("INSERT INTO people (name, created_at) VALUES ('李敏', '2025')")


def _report(tx: Transaction, *, code: str) -> None:
    now = World().now
    reports.add(
        tx,
        code=code,
        unit="市科技局",
        person_id=1,
        text="推进",
        status=Status.IN_PROGRESS,
        percent=None,
        now=now,
    )


def test_a_snapshot_stays_what_it_was_whatever_comes_later(world: World) -> None:
    number = add(world, "政策35", "市科技局", 20)
    frozen = freeze(world.tx, world.now, world.rules, 0)
    taken = as_frozen(world.tx, frozen)
    assert taken is not None
    assert taken.lines == live(world.tx, world.now, world.rules).lines
    world.later(days=3)
    add(world, "政策35", "市科技局", 90)
    reports.withdraw(world.tx, number, world.now)
    freeze(world.tx, world.now, world.rules, 0)
    assert as_frozen(world.tx, frozen) == taken
    snapshots.write(world.tx, frozen, snapshots.packed(taken))
    loaded = snapshots.load(world.tx, frozen)
    assert loaded is not None
    assert loaded.figures == taken.figures
    assert [line.lit for line in loaded.lines] == [line.lit for line in taken.lines]
    assert [line.marks for line in loaded.seen()] == [line.marks for line in taken.seen()]
    assert [line.report and line.report.text for line in loaded.seen()] == [
        line.report and line.report.text for line in taken.seen()
    ]


def test_a_snapshot_of_an_unchanged_state_is_the_same_one(world: World) -> None:
    first = freeze(world.tx, world.now, world.rules, 0)
    world.later(hours=1)
    assert freeze(world.tx, world.now, world.rules, 0) == first
    add(world, "政策35", "市科技局")
    assert freeze(world.tx, world.now, world.rules, 0) == first + 1
    world.later(days=1)
    assert freeze(world.tx, world.now + timedelta(), world.rules, 0) == first + 2
