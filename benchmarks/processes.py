"""Start the programs that a measurement compares, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

TOKEN = "12345:stand-in"


class StandIn:
    """The Bot API stand-in in another process, steered over HTTP."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._session = session

    async def control(self, what: str, **data: Any) -> Any:
        url = f"{self.base}/control/{what}"
        async with self._session.post(url, json=data) as response:
            response.raise_for_status()
            return await response.json()


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.telegram", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        timeout = aiohttp.ClientTimeout(total=600)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            yield StandIn(port, session)
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def running(*arguments: str, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python program until the context is left; its output goes to `log`."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def peak_memory(process: asyncio.subprocess.Process) -> float:
    """The most memory a process has used, in MB (Linux)."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def cpu_seconds(process: asyncio.subprocess.Process) -> float:
    """The processor time a process has used until now (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
