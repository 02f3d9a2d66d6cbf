"""A morning's planning with many open milestones: its cost follows what is due, not what is open.

    python -m benchmarks.ladder [--open 100000] [--due 1000] [--units 500]

Two databases on disk hold the same 1,000 tasks that fall due on one morning; one of them holds ten times
as many that do not. Planning is everything between the first look and the last message in the outbox.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.people import Address, Position, Post
from domain.plan import Duty, Plan, Role, Unit
from domain.rules import Rules
from handlers.tick import realign, tick_one
from storage import people
from storage.database import Transaction
from storage.migrate import migrate
from storage.plans import load_book, save_plan
from tests.world import plan

MORNING = datetime(2025, 3, 12, 2, 0, tzinfo=UTC)  # a Wednesday, no round opens
DUE = date(2025, 3, 19)  # a week later: T-7
RULES = Rules()


@dataclass(frozen=True)
class Measured:
    """`idle` is the seconds of one tick with nothing due, `queries` the statements it takes."""

    open: int
    due: int
    book: float
    first: float
    morning: float
    opening: float
    idle: float
    queries: int

    def __str__(self) -> str:
        return (
            f"{self.open:>7} open: a morning with {self.due} due {self.morning:6.2f} s,"
            f" a round's opening {self.opening:6.2f} s, idle tick {self.idle * 1e6:5.0f} us"
            f" in {self.queries} query   (book {self.book:.2f} s, first look at all {self.first:.2f} s)"
        )


def large_plan(open_tasks: int, due: int, units: int) -> Plan:
    """`due` tasks with a deadline in a week, the others in the years after, one leading unit each."""
    like = plan().tasks[0]
    names = [f"单位{n}" for n in range(units)]
    tasks = tuple(
        replace(
            like,
            code=f"事项{n + 1}",
            title=f"第{n + 1}项",
            units=(Duty(names[n % units], Role.LEAD),),
            due=DUE if n < due else date(2026, 6, 1) + timedelta(days=n % 900),
            milestones=(),
            metrics=(),
            territories=(),
            warnings=(),
        )
        for n in range(open_tasks)
    )
    return replace(plan(), tasks=tasks, units=tuple(Unit(name) for name in names))


def measure(folder: Path, open_tasks: int, due: int, units: int) -> Measured:
    connection = sqlite3.connect(folder / f"{open_tasks}.sqlite3", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    migrate(connection)
    tx = Transaction(connection)
    before = MORNING - timedelta(days=1)
    connection.execute("BEGIN")
    save_plan(tx, large_plan(open_tasks, due, units))
    for n in range(units):
        number = people.add_person(tx, f"联络员{n}", before, before)
        people.bind(tx, Address("test", str(n), str(n)), number, before)
        people.add_post(tx, number, Post(Position.LIAISON, f"单位{n}"))
    connection.execute("COMMIT")
    start = time.perf_counter()
    load_book(tx)
    book = time.perf_counter() - start
    realign(tx, before, RULES)
    first = until_idle(connection, tx, before)
    morning = until_idle(connection, tx, MORNING)
    told = tx.one("SELECT COUNT(*) FROM nudges WHERE state = 'told'")
    assert told is not None
    assert told[0] == due, f"{told[0]} told, {due} due"
    idle, queries = idle_tick(connection, tx, MORNING)
    opening = until_idle(connection, tx, datetime(2025, 3, 18, 2, 0, tzinfo=UTC))
    connection.close()
    return Measured(open_tasks, due, book, first, morning, opening, idle, queries)


def until_idle(connection: sqlite3.Connection, tx: Transaction, now: datetime) -> float:
    """Seconds of all ticks, each in a durable transaction of its own, as the program does it."""
    start = time.perf_counter()
    more = True
    while more:
        connection.execute("BEGIN IMMEDIATE")
        more = tick_one(tx, now, RULES)
        connection.execute("COMMIT")
    return time.perf_counter() - start


def idle_tick(connection: sqlite3.Connection, tx: Transaction, now: datetime) -> tuple[float, int]:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    tick_one(tx, now, RULES)
    connection.set_trace_callback(None)
    start = time.perf_counter()
    for _ in range(1000):
        tick_one(tx, now, RULES)
    return (time.perf_counter() - start) / 1000, len(statements)


def main(open_tasks: int, due: int, units: int) -> None:
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as name:
        few = measure(Path(name), open_tasks // 10, due, units)
        print(few, flush=True)
        many = measure(Path(name), open_tasks, due, units)
        print(many)
        print(f"ratio of the mornings, ten times as many open: {many.morning / few.morning:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Planning a morning: what is due against what is open"
    )
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--units", type=int, default=500)
    chosen = parser.parse_args()
    main(chosen.open, chosen.due, chosen.units)
