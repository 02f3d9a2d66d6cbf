"""A broadcast to 10,000: how long planning takes, what it costs in memory, and who waits while it goes out.

    python -m benchmarks.broadcast [--receivers 10000] [--seconds 30] [--whole]

`planning` runs in this process on a database on disk. `sending` runs `duban run` beside the Bot API
stand-in while other people ask something four times a second. At the platform's real limit it is
stopped after some seconds (`--whole`: it goes to the end, seven minutes); with the limit lifted every
one of the receivers gets it, so that the memory and the waiting of a whole broadcast are seen too.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.processes import TOKEN, StandIn, peak_memory, running, stand_in
from domain.messages import Inbound
from domain.people import Address, Position, Post
from domain.plan import Unit
from domain.rules import Rules
from handlers.dispatch import dispatch
from handlers.tick import tick_one
from storage import people
from storage.database import Transaction
from storage.migrate import migrate
from storage.plans import save_plan
from storage.times import to_text
from tests.world import plan

NOW = datetime(2025, 6, 18, 1, 30, tzinfo=UTC)
LATER = datetime(2025, 6, 19, 0, 51, tzinfo=UTC)  # this morning they have had their digest
RULES = Rules()
COORDINATOR, FIRST, ASKERS = 3001, 100_000, 1_000_000
ASK_EVERY = 0.25
LIMIT = 30  # messages a second: what Telegram allows a bot
LIFTED = 200.0  # messages a second; as with paid broadcasts, and what two busy cores carry
LONGEST = 1200.0  # seconds


def fill(path: Path, receivers: int, askers: int) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    migrate(connection)
    tx = Transaction(connection)
    real = plan()
    units = [unit.name for unit in real.units if not unit.is_collective]
    villages = [f"第{n}村" for n in range(max(0, receivers // 20 - len(units)))]
    connection.execute("BEGIN")
    save_plan(tx, replace(real, units=(*real.units, *(Unit(name) for name in villages))))
    names = [*units, *villages]
    for n in range(receivers):
        bind(tx, f"联络员{n}", FIRST + n, Post(Position.LIAISON, names[n % len(names)]))
    for n in range(askers):
        bind(tx, f"来问的{n}", ASKERS + n, Post(Position.VIEWER))
    bind(tx, "赵卫东", COORDINATOR, Post(Position.COORDINATOR))
    connection.execute("UPDATE duties SET next_at = NULL")
    connection.execute("COMMIT")
    return connection


def bind(tx: Transaction, name: str, account: int, post: Post) -> None:
    number = people.add_person(tx, name, NOW, LATER)
    people.bind(tx, Address("telegram", str(account), str(account)), number, NOW)
    people.add_post(tx, number, post)
    tx.run("UPDATE people SET next_digest_at = :at WHERE id = :id", at=to_text(LATER), id=number)


@dataclass(frozen=True)
class Planned:
    """Seconds; `longest` is the longest single transaction after the confirmation."""

    preview: float
    confirm: float
    posting: float
    longest: float
    megabytes: float

    @property
    def total(self) -> float:
        return self.preview + self.confirm + self.posting

    def __str__(self) -> str:
        return (
            f"planning {self.total:.2f} s (preview {self.preview:.2f}, confirm {self.confirm:.2f},"
            f" outbox {self.posting:.2f}, longest transaction {self.longest * 1e3:.0f} ms),"
            f" {self.megabytes:.1f} MB more than before"
        )


def planning(folder: Path, receivers: int) -> Planned:
    connection = fill(folder / f"plan{receivers}.sqlite3", receivers, 0)
    tx = Transaction(connection)
    say(connection, tx, "0", "群发 市科技局 热身")  # the plan is read once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    preview, text = say(connection, tx, "1", "群发 全部 请于周五前报送最新进展")
    assert f"'total': {receivers}" in text, text[:200]
    confirm, _ = say(connection, tx, "2", "/broadcast send 2 sure")
    spent, more = [], True
    while more:
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        more = tick_one(tx, NOW, RULES)
        connection.execute("COMMIT")
        spent.append(time.perf_counter() - start)
    row = tx.one("SELECT COUNT(*) FROM outbox WHERE broadcast_id = 2")
    assert row is not None
    assert row[0] == receivers, row[0]
    connection.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Planned(preview, confirm, sum(spent), max(*spent, confirm), grown)


def say(
    connection: sqlite3.Connection, tx: Transaction, event: str, text: str
) -> tuple[float, str]:
    inbound = Inbound("telegram", str(COORDINATOR), str(COORDINATOR), event, NOW, text)
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    reply = dispatch(tx, inbound, NOW, RULES)
    connection.execute("COMMIT")
    return time.perf_counter() - start, repr(reply and reply.data)


@dataclass(frozen=True)
class Sent:
    """`fastest` is the most messages in any second, of all that went out; latencies in seconds."""

    notices: int
    twice: int
    missing: int
    seconds: float
    fastest: int
    p50: float
    p99: float
    asked: int
    megabytes: float
    limit: int | None

    def __str__(self) -> str:
        allowed = f"limit {self.limit}" if self.limit else "limit lifted"
        return (
            f"{self.notices} notices in {self.seconds:.0f} s ({self.notices / self.seconds:.1f} a second,"
            f" at most {self.fastest} messages in any second, {allowed}); {self.twice} people got two,"
            f" {self.missing} none so far; {self.asked} others answered meanwhile:"
            f" p50 {self.p50 * 1e3:.0f} ms, p99 {self.p99 * 1e3:.0f} ms; peak {self.megabytes:.0f} MB"
        )


async def sending(
    folder: Path, receivers: int, seconds: float | None, per_second: float | None = None
) -> Sent:
    """Send for `seconds`, or (None) until everybody has it; `per_second` lifts the platform's limit."""
    fill(folder / "send.sqlite3", receivers, int((seconds or LONGEST) / ASK_EVERY)).close()
    pace = f"per_second = {per_second}\n" if per_second else ""
    async with stand_in() as api:
        config = folder / "config.toml"
        config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\napi_base = "{api.base}"\n{pace}'
            '[web]\nenabled = false\n[storage]\npath = "send.sqlite3"\n',
            encoding="utf-8",
        )
        program = ("-m", "bot", "run", "--config", str(config), "--now", "2025-06-18T09:30")
        async with running(*program, log=folder / "log") as process:
            await api.control("say", messages=[[COORDINATOR, "群发 全部 请于周五前报送最新进展"]])
            await api.control("wait", count=1)
            asked: dict[str, float] = {}
            await api.control("say", messages=[[COORDINATOR, "/broadcast send 1 sure"]])
            start = time.monotonic()
            while not await _over(api, receivers, start, seconds):
                account = ASKERS + len(asked)
                told = await api.control("say", messages=[[account, "任务1.1"]])
                asked[str(account)] = told["now"]
                at = start + len(asked) * ASK_EVERY
                await asyncio.sleep(max(0.0, at - time.monotonic()))
            await asyncio.sleep(ASK_EVERY)  # the last of them is answered too
            log = await log_of(api)
            spent = time.monotonic() - start
            await api.control("say", messages=[[COORDINATOR, "/broadcast stop 1"]])
            memory = peak_memory(process)
    got = Counter(chat for chat, text, _ in log if "通知编号" in text)
    notices = [at for _, text, at in log if "通知编号" in text]
    answers = [(chat, at) for chat, _, at in log if chat in asked]
    others = sorted(at - asked[chat] for chat, at in answers)
    return Sent(
        len(notices),
        sum(1 for copies in got.values() if copies > 1),
        receivers - len(got),
        max(notices) - min(notices) if seconds is None else spent,
        busiest(sorted([*notices, *(at for _, at in answers)])),
        statistics.median(others),
        others[int(len(others) * 0.99)],
        len(others),
        memory,
        None if per_second else LIMIT,
    )


async def _over(api: StandIn, receivers: int, start: float, seconds: float | None) -> bool:
    spent = time.monotonic() - start
    if seconds is not None:
        return spent >= seconds
    counted = await api.control("count", words="通知编号")
    return counted["count"] >= receivers or spent >= LONGEST


async def log_of(api: StandIn) -> list[tuple[str, str, float]]:
    return [(chat, text, at) for chat, text, at in await api.control("sent")]


def busiest(times: list[float]) -> int:
    """The most of them within any one second."""
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receivers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--whole", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small = planning(folder, chosen.receivers // 10)
        large = planning(folder, chosen.receivers)
        print(f"{chosen.receivers // 10:>6} receivers: {small}")
        print(f"{chosen.receivers:>6} receivers: {large}")
        for name in ("few", "many"):
            (folder / name).mkdir()
        few = asyncio.run(sending(folder / "few", chosen.receivers // 10, 10.0))
        print(f"{chosen.receivers // 10:>6} receivers, the platform's limit: {few}")
        seconds = None if chosen.whole else chosen.seconds
        many = asyncio.run(sending(folder / "many", chosen.receivers, seconds))
        print(f"{chosen.receivers:>6} receivers, the platform's limit: {many}")
        for name, receivers in (("tenth", chosen.receivers // 10), ("all", chosen.receivers)):
            (folder / name).mkdir()
            sent = asyncio.run(sending(folder / name, receivers, None, LIFTED))
            print(f"{receivers:>6} receivers, to the end: {sent}")


if __name__ == "__main__":
    main()
