"""Lists that admins send: read before the transaction, in a process of its own with little to spend.

A file from outside may be made to eat memory or time. The reader checks sizes before it unpacks
anything; what it does not foresee ends with its process, and the answer is one sentence.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from bot.files import FileStore
from domain.messages import Inbound, InboundKind, Listing
from domain.people import Position
from domain.plan_data import plan_as_data, plan_from_data
from domain.registered import against
from domain.rules import Rules
from handlers.plans.imports import importable
from seed.formats import ENDINGS
from seed.read import read_file
from seed.refusal import Unreadable
from storage import evidence, people
from storage.database import Database
from storage.plans import load_book

log = structlog.get_logger()
MEMORY = 2 * 1024**3
CPU_SECONDS = 60
PATIENCE = 90.0
_TOO_MUCH = "文件太大或太复杂，没有读完；请删去多余的内容或分成几份再发。"


class Reader:
    """Puts what a list holds beside the message that brought it."""

    def __init__(self, database: Database, files: FileStore | None, rules: Rules) -> None:
        self._database = database
        self._files = files
        self._rules = rules
        self._turn = asyncio.Semaphore(1)

    async def prepared(self, inbound: Inbound) -> Inbound:
        """The message with its list read, where an admin sent one to import; else as it came."""
        files = self._files
        if files is None or inbound.kind is not InboundKind.FILE or not inbound.files:
            return inbound
        if not await self._wants_import(inbound):
            return inbound
        file = inbound.files[0]
        async with self._turn:
            listing = await read_apart(files.path(file.sha256), file.name)
        if listing.plan is None:
            await self._forget(file.sha256, files)
        else:
            book = await self._database.read(load_book)
            listing = Listing(await asyncio.to_thread(against, listing.plan, book))
        return replace(inbound, listing=listing)

    async def _wants_import(self, inbound: Inbound) -> bool:
        if not inbound.private or not importable(ENDINGS, inbound.files[0].name, inbound.text):
            return False
        if f"{inbound.channel}:{inbound.account}" in self._rules.admins:
            return True
        person = await self._database.read(
            lambda tx: people.by_account(tx, inbound.channel, inbound.account)
        )
        if person is None or Position.ADMIN not in person.positions:
            return False
        # Who reports too may mean evidence, and has to say that it is a list.
        return bool(inbound.text.strip()) or Position.LIAISON not in person.positions

    async def _forget(self, sha256: str, files: FileStore) -> None:
        """What could not be read is not kept, unless it is somebody's evidence."""
        used = await self._database.read(lambda tx: evidence.places(tx, sha256))
        if not used:
            await asyncio.to_thread(files.path(sha256).unlink, missing_ok=True)


async def read_apart(path: Path, name: str) -> Listing:
    """Read a file in a process of its own; never fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.reading",
        str(path),
        name,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, _ = await process.communicate()
        answer = json.loads(out)
    except (TimeoutError, ValueError):
        log.warning("a list could not be read", action="list_unread", name=name)
        return Listing(refusal=_TOO_MUCH)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if "refusal" in answer:
        return Listing(refusal=answer["refusal"])
    return Listing(await asyncio.to_thread(plan_from_data, answer["plan"]))


def _read(path: Path, name: str) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        return {"plan": plan_as_data(read_file(path, name=name))}
    except Unreadable as error:
        return {"refusal": str(error)}
    except (MemoryError, RecursionError):
        return {"refusal": _TOO_MUCH}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_read(Path(sys.argv[1]), sys.argv[2]), ensure_ascii=True))
