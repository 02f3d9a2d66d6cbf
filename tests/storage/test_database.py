from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from storage.database import Database, Transaction


async def _names(database: Database) -> list[str]:
    rows = await database.read(lambda tx: tx.all("SELECT name FROM units ORDER BY name"))
    return [row["name"] for row in rows]


def _add(name: str, fail: bool = False):  # type: ignore[no-untyped-def]
    def add(tx: Transaction) -> str:
        tx.run("INSERT INTO units (name, kind) VALUES (:name, 'x')", name=name)
        if fail:
            raise RuntimeError(name)
        return name

    return add


async def test_a_write_returns_what_the_function_returns_and_is_durable(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "duban.sqlite3"
    async with Database.open(path) as database:
        assert await database.write(_add("甲")) == "甲"
    async with Database.open(path) as database:
        assert await _names(database) == ["甲"]


async def test_one_that_fails_in_a_shared_commit_leaves_the_others_whole(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        outcomes = await asyncio.gather(
            *(database.write(_add(f"u{n:02}", fail=n % 3 == 0)) for n in range(30)),
            return_exceptions=True,
        )
        assert [isinstance(o, RuntimeError) for o in outcomes] == [n % 3 == 0 for n in range(30)]
        assert await _names(database) == [f"u{n:02}" for n in range(30) if n % 3]


async def test_waiting_writes_share_one_commit(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        await database.write(_add("first"))
        before = await database.read(lambda tx: tx.one("PRAGMA data_version")[0])  # type: ignore[index]
        await asyncio.gather(*(database.write(_add(f"u{n}")) for n in range(50)))
        after = await database.read(lambda tx: tx.one("PRAGMA data_version")[0])  # type: ignore[index]
        assert len(await _names(database)) == 51
        assert (
            after - before <= 2
        )  # data_version moves once per commit that another connection made


async def test_what_is_raised_inside_reaches_the_caller_and_nothing_is_half_written(
    tmp_path: Path,
) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        with pytest.raises(RuntimeError, match="乙"):
            await database.write(_add("乙", fail=True))
        assert await _names(database) == []


async def test_a_cancelled_caller_does_not_stop_the_others(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        tasks = [asyncio.create_task(database.write(_add(f"u{n}"))) for n in range(5)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert {"u0", "u1", "u3", "u4"} <= set(await _names(database))


async def test_readers_cannot_write(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        with pytest.raises(Exception, match="readonly"):
            await database.read(_add("丙"))


async def test_durability_settings(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        pragma = await database.write(
            lambda tx: [tx.one(f"PRAGMA {p}")[0] for p in ("journal_mode", "synchronous")]  # type: ignore[index]
        )
        assert pragma == ["wal", 2]


async def test_a_savepoint_undoes_only_its_own_part(tmp_path: Path) -> None:
    def work(tx: Transaction) -> None:
        _add("before")(tx)
        with pytest.raises(RuntimeError), tx.savepoint():
            _add("inside", fail=True)(tx)
        _add("after")(tx)

    async with Database.open(tmp_path / "x.sqlite3") as database:
        await database.write(work)
        assert await _names(database) == ["after", "before"]


async def test_lists_are_spread_into_in_clauses(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "x.sqlite3") as database:
        for name in "甲乙丙":
            await database.write(_add(name))
        sql = "SELECT name FROM units WHERE name IN :names ORDER BY id"
        for names, expected in ((["甲", "丙"], ["甲", "丙"]), ([], [])):
            rows = await database.read(lambda tx, names=names: tx.all(sql, names=names))  # type: ignore[misc]
            assert [row["name"] for row in rows] == expected
