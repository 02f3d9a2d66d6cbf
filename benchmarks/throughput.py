"""Updates per second: a bare PTB echo bot, then Duban doing its whole job, in one run.

    python -m benchmarks.throughput [--updates 3000] [--users 100]

Both talk to the same stand-in of the Bot API, which runs in a process of its own. Duban checks
duplicates and rights, parses, commits durably (synchronous=FULL), writes the audit chain and
answers; the echo only echoes. A second round adds 50 ms to each API call, as over a real network.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import TOKEN, StandIn, cpu_seconds, peak_memory, running, stand_in

FIRST_USER = 1000
ALONE = 200
SLOW = 0.05
# What liaisons write: mostly reports, sometimes a look at the list or at one task.
MESSAGES = (
    "政策35 完成60%，预计12月底前达标",
    "任务1.1 高新技术企业已达到920家，完成92%",
    "事项8 中药检验扩项评审已通过，总体完成七成",
    "我的任务",
    "政策39 集聚战略顶尖人才12人，完成80%",
    "/task 政策35",
)
CONFIG = """
[telegram]
token = "{token}"
api_base = "{base}"
[web]
enabled = false
[storage]
path = "duban.sqlite3"
"""


@dataclass(frozen=True)
class Measured:
    """One program in one round."""

    name: str
    per_second: float
    cpu_ms: float  # of the processor, for one update of the flood
    p50_ms: float
    p99_ms: float
    memory_mb: float

    def __str__(self) -> str:
        return (
            f"{self.name:<22}{self.per_second:>8.0f} updates/s  {self.cpu_ms:5.2f} ms CPU"
            f"   alone p50 {self.p50_ms:6.1f} ms  p99 {self.p99_ms:6.1f} ms   {self.memory_mb:5.0f} MB"
        )


def messages(count: int, users: int) -> list[list[Any]]:
    return [[FIRST_USER + n % users, MESSAGES[n // users % len(MESSAGES)]] for n in range(count)]


async def measure(
    name: str, arguments: list[str], api: StandIn, log: Path, count: int, users: int, delay: float
) -> Measured:
    """Start a program, wait for its first answer, then time a flood and single messages."""
    await api.control("delay", seconds=delay)
    await api.control("reset")
    async with running(*arguments, log=log) as process:
        try:
            await api.control("say", messages=[[FIRST_USER, "我的任务"]])
            await api.control("wait", count=1, seconds=60)
            alone = await one_at_a_time(api, ALONE if not delay else 20)
            already = (await api.control("state"))["sent"]
            flood = messages(count, users)
            start, cpu = time.perf_counter(), cpu_seconds(process)
            await api.control("say", messages=flood)
            await api.control("wait", count=already + count, seconds=300)
            elapsed = time.perf_counter() - start
            cpu = cpu_seconds(process) - cpu
            memory = peak_memory(process)
        except Exception:
            print(tail(log))
            raise
    await api.control("drain")
    return Measured(
        name,
        count / elapsed,
        cpu / count * 1000,
        statistics.median(alone) * 1000,
        statistics.quantiles(alone, n=100)[98] * 1000,
        memory,
    )


def tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


async def one_at_a_time(api: StandIn, count: int) -> list[float]:
    """Seconds from the arrival of a message to its answer, each alone in the queue."""
    found = []
    sent = (await api.control("state"))["sent"]
    for n in range(count):
        start = time.perf_counter()
        await api.control("say", messages=[[FIRST_USER, MESSAGES[n % len(MESSAGES)]]])
        sent += 1
        await api.control("wait", count=sent)
        found.append(time.perf_counter() - start)
    return found


async def prepare(folder: Path, base: str, users: int) -> list[str]:
    """A database with the real list in which every user is a liaison of 市科技局; how to start it."""
    config = folder / "config.toml"
    config.write_text(CONFIG.format(token=TOKEN, base=base), encoding="utf-8")
    people = folder / "people.csv"
    rows = ["name,unit,position,channel,account"]
    rows += [f"用户{n},市科技局,联络员,telegram,{FIRST_USER + n}" for n in range(users)]
    people.write_text("\n".join(rows), encoding="utf-8")
    importing = ["-m", "bot", "people", "import", str(people), "--config", str(config)]
    async with running(*importing, log=folder / "import.log") as process:
        if await process.wait() != 0:
            raise RuntimeError(tail(folder / "import.log"))
    return ["-m", "bot", "run", "--config", str(config), "--now", "2025-06-18T09:30"]


async def main(count: int, users: int) -> None:
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as name:
        folder = Path(name)
        async with stand_in() as api:
            duban = await prepare(folder, api.base, users)
            echo = ["-m", "benchmarks.echo_bot", TOKEN, api.base]
            for delay, amount in ((0.0, count), (SLOW, min(count, 1500))):
                slow = f", {delay * 1000:.0f} ms per API call" if delay else ""
                print(f"{amount} updates of {users} users{slow}")
                # one at a time, the echo needs 50 ms and more for each: fewer are enough to tell
                few = amount if not delay else 200
                bare = await measure(
                    "bare PTB echo", echo, api, folder / "echo.log", few, users, delay
                )
                print(f"  {bare}")
                ours = await measure(
                    "Duban, the whole job", duban, api, folder / "duban.log", amount, users, delay
                )
                print(f"  {ours}")
                print(f"  ratio {ours.per_second / bare.per_second:.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Duban against a bare echo bot, in one run")
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--users", type=int, default=100)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.updates, chosen.users))
