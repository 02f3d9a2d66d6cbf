"""A morning's planning with many open milestones: its cost follows what is due, not what is open.

    python -m benchmarks.ladder [--open 100000] [--due 1000] [--units 500]

Two databases on disk hold the same 1,000 tasks that fall due on one morning; one of them holds ten times
as many that do not. Planning is everything between the first look and the last message in the outbox;
the day's lights, which all open tasks have, come after it and are measured apart. Then a round opens,
for which everything open is due, while somebody else asks for one task after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import keep_plan, tick_a_while
from domain.messages import Inbound
from domain.people import Address, Position, Post
from domain.plan import Duty, Plan, Role, Unit
from domain.rules import Rules
from handlers.dispatch import dispatch
from handlers.tick import realign, tick_one
from storage import people
from storage.agenda import next_item
from storage.database import Database, Transaction
from storage.plans import save_plan
from tests.world import plan

MORNING = datetime(2025, 3, 12, 2, 0, tzinfo=UTC)  # a Wednesday, no round opens
DUE = date(2025, 3, 19)  # a week later: T-7
RULES = Rules()


OPENING = datetime(2025, 3, 18, 2, 0, tzinfo=UTC)
ASKED_EVERY = 0.02  # seconds


@dataclass
class Spent:
    """Seconds of planning, of the day's lights and of judging ahead; the longest single step."""

    planning: float = 0.0
    lights: float = 0.0
    longest: float = 0.0

    def add(self, kind: str, seconds: float) -> None:
        if kind in ("unit", "person"):
            self.planning += seconds
        else:
            self.lights += seconds
        self.longest = max(self.longest, seconds)


@dataclass(frozen=True)
class Measured:
    """`idle` is the seconds of one tick with nothing due, `queries` the statements it takes; `asked`
    the seconds of each answer while a round opens, sorted, and `alone` those of a quiet hour."""

    open: int
    due: int
    book: float
    first: Spent
    morning: Spent
    opening: Spent
    idle: float
    queries: int
    asked: list[float]
    alone: list[float]

    def __str__(self) -> str:
        return (
            f"{self.open:>7} open: a morning with {self.due} due {self.morning.planning:5.2f} s"
            f" (lights, afterwards, {self.morning.lights:5.2f} s),"
            f" idle tick {self.idle * 1e6:4.0f} us in {self.queries} query"
            f" (book {self.book:.2f} s, first look at all {self.first.planning:.2f} s)\n"
            f"        a round for all of them opens: {self.opening.planning:5.2f} s in steps of at most"
            f" {self.opening.longest * 1e3:.0f} ms (lights {self.opening.lights:.2f} s);"
            f" others meanwhile: median {_place(self.asked, 50):.0f} ms, p99 {_place(self.asked, 99):.0f} ms"
            f" of {len(self.asked)} (alone {_place(self.alone, 50):.0f} and {_place(self.alone, 99):.0f})"
        )


def _place(seconds: list[float], percent: int) -> float:
    return seconds[min(len(seconds) * percent // 100, len(seconds) - 1)] * 1e3


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


async def measure(folder: Path, open_tasks: int, due: int, units: int) -> Measured:
    before = MORNING - timedelta(days=1)
    async with Database.open(folder / f"{open_tasks}.sqlite3") as database:
        await database.write(partial(furnish, open_tasks, due, units, before))
        start = time.perf_counter()
        await database.write(keep_plan)
        book = time.perf_counter() - start
        await database.write(lambda tx: realign(tx, before, RULES))
        first = await until_idle(database, before)
        morning = await until_idle(database, MORNING)
        told = await database.read(
            lambda tx: tx.all("SELECT COUNT(*) FROM nudges WHERE state = 'told'")[0][0]
        )
        assert told == due, f"{told} told, {due} due"
        idle, queries = await database.write(partial(idle_tick, MORNING))
        alone = await asking(database, OPENING, asyncio.create_task(asyncio.sleep(5)))
        opens = asyncio.create_task(until_idle(database, OPENING))
        asked = await asking(database, OPENING, opens)
        return Measured(
            open_tasks, due, book, first, morning, await opens, idle, queries, asked, alone
        )


def furnish(open_tasks: int, due: int, units: int, now: datetime, tx: Transaction) -> None:
    save_plan(tx, large_plan(open_tasks, due, units))
    for n in range(units):
        number = people.add_person(tx, f"联络员{n}", now, now)
        people.bind(tx, Address("test", str(n), str(n)), number, now)
        people.add_post(tx, number, Post(Position.LIAISON, f"单位{n}"))


async def until_idle(database: Database, now: datetime) -> Spent:
    """All ticks, each in a durable transaction of its own, as the program does it."""
    spent, more = Spent(), True
    while more:
        start = time.perf_counter()
        kind, more = await database.write(partial(_step, now))
        spent.add(kind, time.perf_counter() - start)
    return spent


def _step(now: datetime, tx: Transaction) -> tuple[str, bool]:
    item = next_item(tx, now)
    return item.kind if item else "", tick_a_while(now, RULES, tx)


async def asking(database: Database, now: datetime, until: asyncio.Task[Any]) -> list[float]:
    """How long each answer takes, the commit included, when somebody asks for one task after the other."""
    found: list[float] = []
    while not until.done():
        number = len(found)
        told = Inbound("test", "0", "0", f"{until.get_name()}{number}", now, "/task 事项1")
        start = time.perf_counter()
        await database.write(lambda tx, told=told: dispatch(tx, told, now, RULES))
        found.append(time.perf_counter() - start)
        await asyncio.sleep(ASKED_EVERY)
    return sorted(found)


def idle_tick(now: datetime, tx: Transaction) -> tuple[float, int]:
    statements: list[str] = []
    tx._connection.set_trace_callback(statements.append)
    tick_one(tx, now, RULES)
    tx._connection.set_trace_callback(None)
    start = time.perf_counter()
    for _ in range(1000):
        tick_one(tx, now, RULES)
    return (time.perf_counter() - start) / 1000, len(statements)


async def main(open_tasks: int, due: int, units: int) -> None:
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as name:
        few = await measure(Path(name), open_tasks // 10, due, units)
        print(few, flush=True)
        many = await measure(Path(name), open_tasks, due, units)
        print(many)
        ratio = many.morning.planning / few.morning.planning
        print(f"ratio of the mornings, ten times as many open: {ratio:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Planning a morning: what is due against what is open"
    )
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=1000)
    parser.add_argument("--units", type=int, default=500)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.open, chosen.due, chosen.units))
