"""A sending morning with many people, killed with SIGKILL at random moments: who got what.

    python -m benchmarks.kill_morning [--kills 200] [--people 500]

The program runs in a process of its own against a stand-in of the Bot API. Nobody may get two digests.
Nobody may be missing without being marked `unknown`: that is the doubt a kill between a claim and the
commit of its outcome leaves, since Telegram takes no key that would make sending twice harmless.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.standins.telegram import BotApiStandIn

ROOT = Path(__file__).parent.parent
FIRST = 1000
NOW = "2025-06-18T09:10:01"  # behind the last of the spread hours: all digests are due at once


@dataclass(frozen=True)
class Outcome:
    """`doubled` got two, `missing` got none and are not in doubt; `doubt` counts the unknown ones, of
    which `arrived` had in fact got theirs."""

    people: int
    kills: int
    doubled: int
    missing: int
    doubt: int
    arrived: int
    most_at_once: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.people} people: {self.doubled} got two, {self.missing} left out,"
            f" {self.doubt} in doubt ({self.arrived} of them had arrived),"
            f" at most {self.most_at_once} after one kill"
        )


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def morning(folder: Path, people: int, kills: int, seed: int = 200) -> Outcome:
    """Kill and start again `kills` times while the digests go out, then let the last life finish."""
    dice = random.Random(seed)
    async with BotApiStandIn() as api:
        config = _configure(folder, api, people)
        importing = await start(
            "people", "import", str(folder / "people.csv"), "--config", str(config)
        )
        if await importing.wait() != 0:
            raise RuntimeError("the import failed")
        database = folder / "duban.sqlite3"
        most = doubt = 0
        for _ in range(kills):
            seen = len(api.sent)
            process = await start("run", "--config", str(config), "--now", NOW)
            if dice.random() < 0.3:  # anywhere: while it starts, plans, or sends
                await asyncio.sleep(dice.uniform(0.0, 2.5))
            else:  # while it sends
                share = max(1, (people - seen) // max(1, kills // 4))
                more = seen + dice.randint(1, share)
                while len(api.sent) < more and _open(database, people):
                    await asyncio.sleep(0.005)
                    if process.returncode is not None:
                        raise RuntimeError("the program ended by itself")
                await asyncio.sleep(dice.uniform(0.0, 0.06))
            process.kill()
            await process.wait()
            now_open = _count(database, "sending")
            most, doubt = max(most, now_open), doubt + now_open
        last = await start("run", "--config", str(config), "--now", NOW)
        while _open(database, people):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
        last.terminate()
        await last.wait()
        got = Counter(s.chat for s in api.sent if s.text.startswith("早上好"))
        with closing(sqlite3.connect(database)) as connection:
            unknown = {
                row[0]
                for row in connection.execute("SELECT account FROM outbox WHERE state = 'unknown'")
            }
    everybody = {str(FIRST + n) for n in range(people)}
    return Outcome(
        people,
        kills,
        sum(1 for times in got.values() if times > 1),
        len(everybody - set(got) - unknown),
        len(unknown),
        len(unknown & set(got)),
        most,
    )


def _open(database: Path, people: int) -> bool:
    """Whether somebody is still to get a digest."""
    done = sum(_count(database, state) for state in ("sent", "unknown"))
    return done < people


def _count(database: Path, state: str) -> int:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        found = connection.execute("SELECT COUNT(*) FROM outbox WHERE state = ?", (state,))
        return int(found.fetchone()[0])


def _configure(folder: Path, api: BotApiStandIn, people: int) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{api.token}"\napi_base = "{api.base}"\n'
        '[web]\nenabled = false\n[storage]\npath = "duban.sqlite3"\n',
        encoding="utf-8",
    )
    rows = [f"用户{n},市科技局,联络员,telegram,{FIRST + n}" for n in range(people)]
    text = "\n".join(["name,unit,position,channel,account", *rows])
    (folder / "people.csv").write_text(text, encoding="utf-8")
    return config


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A sending morning, killed at random moments")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--people", type=int, default=500)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duban-kill-") as name:
        print(asyncio.run(morning(Path(name), chosen.people, chosen.kills)))
