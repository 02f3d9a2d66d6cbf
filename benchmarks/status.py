"""/status over 5,000 tasks with 10,000 and with 1,000,000 reports, the ledger, and others meanwhile.

    python -m benchmarks.status [--tasks 5000] [--reports 1000000]

Every message goes through the real writer (`Database.write`, commit with synchronous=FULL) and the real
dispatcher. Before each /status a report comes in, so nothing is answered from an unchanged state.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.papers import KINDS
from domain.messages import Inbound
from domain.people import Address, Position, Post
from domain.plan import Plan, Task
from domain.rules import SHANGHAI, Rules
from handlers.dispatch import dispatch
from handlers.status.freeze import freeze
from handlers.tick import tick_one
from seed.read import builtin_plan
from storage import people
from storage.database import Database, Transaction
from storage.plans import save_plan
from storage.times import to_text

NOW = datetime(2025, 6, 18, 9, 30, tzinfo=SHANGHAI).astimezone(UTC)
RULES = Rules()
ASKED = 40
TEXTS = (
    "方案已印发，正在落实，总体完成{p}%",
    "资金未到位，比计划慢，目前完成{p}%",
    "按计划推进，完成{p}%",
)


def large_plan(count: int) -> Plan:
    """The real list over and over, under codes of its own."""
    plan = builtin_plan()
    tasks: list[Task] = []
    while len(tasks) < count:
        turn = len(tasks) // len(plan.tasks)
        for task in plan.tasks[: count - len(tasks)]:
            code = task.code if turn == 0 else f"{task.code}-{turn + 10}"
            tasks.append(replace(task, code=code))
    return replace(plan, tasks=tuple(tasks))


def fill(reports: int, tx: Transaction) -> None:
    """`reports` of leading units over half a year, straight into the tables; the last ones are new."""
    number = people.add_person(tx, "李敏", NOW, NOW + timedelta(days=400))
    people.bind(tx, Address("test", "l", "l"), number, NOW)
    people.add_post(tx, number, Post(Position.LIAISON, "市科技局"))
    admin = people.add_person(tx, "陈静", NOW, NOW + timedelta(days=400))
    people.bind(tx, Address("test", "a", "a"), admin, NOW)
    people.add_post(tx, admin, Post(Position.ADMIN))
    duties = tx.all("SELECT task_id, unit_id FROM duties WHERE role = 'lead' ORDER BY task_id")
    rows = (
        (
            duties[n % len(duties)][0],
            duties[n % len(duties)][1],
            number,
            TEXTS[n % 3].format(p=n * 7 % 100),
            ("in_progress", "behind", "in_progress")[n % 3],
            float(n * 7 % 100),
            to_text(NOW - timedelta(days=180) * (1 - n / reports)),
        )
        for n in range(reports)
    )
    tx._connection.executemany(
        "INSERT INTO reports (task_id, unit_id, person_id, text, status, percent, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    tx.run(
        "INSERT INTO latest_reports (task_id, unit_id, report_id, seq)"
        " SELECT task_id, unit_id, MAX(id), MAX(id) FROM reports GROUP BY task_id, unit_id"
    )


class Office:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.count = 0

    async def says(self, account: str, text: str) -> float:
        """Milliseconds until the answer is committed."""
        self.count += 1
        event = Inbound("test", account, account, str(self.count), NOW, text)
        start = time.perf_counter()
        reply = await self.database.write(lambda tx: dispatch(tx, event, NOW, RULES))
        assert reply is not None
        assert reply.template not in ("trouble", "not_understood"), reply
        return 1000 * (time.perf_counter() - start)


async def ask(offices: list[Office]) -> list[list[float]]:
    """/status ASKED times in each, turn by turn, so that whatever else the machine does hits all."""
    times: list[list[float]] = [[] for _ in offices]
    for n in range(ASKED):
        for office, found in zip(offices, times, strict=True):
            await office.says("l", f"政策35 完成{n % 90}%")
            found.append(await office.says("a", "/status"))
    return times


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def papers(office: Office) -> None:
    """The ledger of everything while others go on writing."""
    before = peak_mb()
    start = time.perf_counter()
    kind = KINDS["ledger"]
    meanwhile: list[float] = []
    done = asyncio.Event()

    async def chat() -> None:
        while not done.is_set():
            meanwhile.append(await office.says("l", f"政策35 完成{len(meanwhile) % 90}%"))
            await asyncio.sleep(0.02)

    chatting = asyncio.create_task(chat())
    number = await office.database.write(lambda tx: freeze(tx, NOW, RULES, 0))
    frozen = time.perf_counter() - start
    data = await office.database.read(lambda tx: kind.gather(tx, {"snapshot": number}))
    made = await asyncio.to_thread(kind.make, data)
    took = time.perf_counter() - start
    done.set()
    await chatting
    meanwhile.sort()
    print(
        f"  freeze {frozen:5.2f} s; ledger {took:5.1f} s in all, {len(made.content) / 2**20:.1f} MB;"
    )
    print(f"  memory {before:.0f} → {peak_mb():.0f} MB at most; others meanwhile:", end=" ")
    p99 = meanwhile[int(0.99 * len(meanwhile))]
    print(f"{len(meanwhile)} messages, p50 {statistics.median(meanwhile):.0f} ms, p99 {p99:.0f} ms")


async def prepare(database: Database, tasks: int, reports: int) -> Office:
    await database.write(partial(save_plan, plan=large_plan(tasks)))
    await database.write(partial(fill, reports))
    office = Office(database)
    # What the program's pulse does from its first second on, a slice at a time.
    while await database.write(lambda tx: tick_one(tx, NOW, RULES)):
        pass
    return office


async def measure(tasks: int, reports: tuple[int, int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Database.open(Path(folder) / "few.sqlite3") as few,
            Database.open(Path(folder) / "many.sqlite3") as many,
        ):
            offices = [
                await prepare(database, tasks, count)
                for database, count in zip((few, many), reports, strict=True)
            ]
            middles = []
            for count, times in zip(reports, await ask(offices), strict=True):
                middles.append(statistics.median(times))
                print(
                    f"{count:>9,} reports: /status p50 {middles[-1]:5.1f} ms, worst {max(times):.1f} ms"
                )
            print(f"  {middles[1] / middles[0]:.2f} times as long with the more reports")
            await papers(offices[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5000)
    parser.add_argument("--reports", type=int, default=1_000_000)
    chosen = parser.parse_args()
    asyncio.run(measure(chosen.tasks, (min(10_000, chosen.reports), chosen.reports)))


if __name__ == "__main__":
    main()
