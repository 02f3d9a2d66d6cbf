"""A real process, killed with SIGKILL fifty times while 500 reports stream in, loses and doubles none.

The stand-in delivers again what was not confirmed, as Telegram does. The process is killed at random
moments, at its start too, so some lives handle nothing and some die between commit and answer.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.kill_morning import morning
from bot.deliver import ABREAST
from storage.database import Transaction
from storage.journal import verify_audit
from tests.standins.telegram import BotApiStandIn

KILLS = 50
REPORTS = 500
USERS = 20
FIRST = 1000
ROOT = Path(__file__).parent.parent
NOW = "2025-06-18T09:10:01"  # behind all digest hours: they fall into the lives of the first processes


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def test_fifty_kills_lose_no_report_and_double_none(tmp_path: Path) -> None:
    dice = random.Random(50)
    async with BotApiStandIn() as api:
        config = _configure(tmp_path, api)
        importing = await start(
            "people", "import", str(tmp_path / "people.csv"), "--config", str(config)
        )
        assert await importing.wait() == 0
        said = 0
        for life in range(KILLS):
            process = await start("run", "--config", str(config), "--now", NOW)
            upto = REPORTS * (life + 1) // KILLS
            while said < upto:
                api.says(FIRST + said % USERS, f"政策35 第{said}号进展，完成{said % 90}%")
                said += 1
            await asyncio.sleep(dice.uniform(0.2, 2.2))
            process.kill()
            await process.wait()
        last = await start("run", "--config", str(config), "--now", NOW)
        api.says(FIRST, "我的任务")
        await api.wait_until_confirmed()
        while _waiting(tmp_path / "duban.sqlite3"):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
        last.terminate()
        assert await last.wait() == 0

        with closing(sqlite3.connect(tmp_path / "duban.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            tx = Transaction(connection)
            texts = Counter(row["text"] for row in tx.all("SELECT text FROM reports"))
            assert texts == Counter(f"第{n}号进展，完成{n % 90}%" for n in range(REPORTS))
            assert verify_audit(tx) is None
            states = Counter(row["state"] for row in tx.all("SELECT state FROM outbox"))
            assert sum(states.values()) == USERS

        answered = Counter(s.text for s in api.sent if "已记录" in s.text)
        assert len(answered) == REPORTS  # every one was answered, some more than once
        digests = Counter(s.chat for s in api.sent if s.text.startswith("早上好"))
        assert set(digests.values()) <= {1}
        assert states["sent"] <= len(digests) <= USERS
        assert set(states) <= {"sent", "unknown"}


async def test_a_sending_morning_killed_at_random_moments_doubles_and_forgets_nobody(
    tmp_path: Path,
) -> None:
    """The short form of `python -m benchmarks.kill_morning`, which kills 200 times among 500 people."""
    outcome = await morning(tmp_path, people=80, kills=12, seed=12)
    assert outcome.doubled == 0
    assert outcome.missing == 0
    assert outcome.doubt <= outcome.kills
    assert outcome.most_at_once <= ABREAST


def _waiting(database: Path) -> int:
    """How many people are still to get their digest."""
    with closing(sqlite3.connect(database)) as connection:
        done = "SELECT COUNT(*) FROM outbox WHERE state IN ('sent', 'unknown')"
        return USERS - int(connection.execute(done).fetchone()[0])


def _configure(folder: Path, api: BotApiStandIn) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{api.token}"\napi_base = "{api.base}"\n'
        '[web]\nenabled = false\n[storage]\npath = "duban.sqlite3"\n',
        encoding="utf-8",
    )
    rows = [f"用户{n},市科技局,联络员,telegram,{FIRST + n}" for n in range(USERS)]
    people = "\n".join(["name,unit,position,channel,account", *rows])
    (folder / "people.csv").write_text(people, encoding="utf-8")
    return config
