"""Papers of answers: made after the commit and off the loop, one at a time, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from bot.files import FileStore
from bot.papers import KINDS
from bot.papers.base import PaperKind
from bot.render import Later, Rendered, Renderer, Sheet
from domain.messages import STORED, Attachment, Paper, Reply
from domain.people import Address
from storage import papers, people, rooms
from storage.database import Database, Transaction

log = structlog.get_logger()


class Press:
    """`files` None: there is nowhere to keep files, so none can be given."""

    def __init__(
        self,
        database: Database,
        files: FileStore | None,
        now: Callable[[], datetime],
        kinds: Mapping[str, PaperKind] = KINDS,
    ) -> None:
        self._database = database
        self._files = files
        self._now = now
        self._kinds = kinds
        # One thread: a picture or a workbook takes memory, and nobody may take all of it.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def attach(
        self, message: Rendered, reply: Reply, address: Address, event_id: str, render: Renderer
    ) -> Rendered:
        """The message with the papers of its reply, each still to be made."""
        if not reply.papers:
            return message
        later: list[Later] = [
            partial(self._part, paper, address, event_id, place, render)
            for place, paper in enumerate(reply.papers)
        ]
        return replace(message, later=(*message.later, *later))

    async def _part(
        self, paper: Paper, address: Address, event_id: str, place: int, render: Renderer
    ) -> Rendered:
        try:
            sheet = await self._sheet(paper, address, event_id, place)
            return Rendered((), files=(sheet,) if sheet else ())
        except Exception:
            log.exception("a paper could not be made", action="paper_failed", kind=paper.kind)
            return render(Reply("paper_failed"))

    async def _sheet(
        self, paper: Paper, address: Address, event_id: str, place: int
    ) -> Sheet | None:
        """The file, made or found; None for somebody who has left since they asked."""
        files = self._files
        if files is None:
            raise ValueError("no place to keep files")
        person_id = await self._database.read(lambda tx: _receiver(address, tx))
        if person_id is None:
            return None
        if paper.kind == STORED:
            kept = Attachment(**paper.args)
            await self._keep(paper, address, event_id, place, person_id, kept)
            return Sheet(kept, files.path(kept.sha256))
        known = await self._database.read(
            lambda tx: papers.made(tx, address.channel, event_id, place)
        )
        if known is not None and files.path(known.sha256).is_file():
            return Sheet(known, files.path(known.sha256))
        kind = self._kinds[paper.kind]
        data = await self._database.read(lambda tx: kind.gather(tx, paper.args))
        loop = asyncio.get_running_loop()
        made = await loop.run_in_executor(self._thread, kind.make, data)
        stored = await asyncio.to_thread(files.put, made.name, made.content)
        await self._keep(paper, address, event_id, place, person_id, stored)
        return Sheet(stored, files.path(stored.sha256))

    async def _keep(
        self,
        paper: Paper,
        address: Address,
        event_id: str,
        place: int,
        person_id: int,
        file: Attachment,
    ) -> None:
        """Whoever was given a file may fetch it again, and finds it in the history."""
        await self._database.write(
            lambda tx: papers.keep(
                tx,
                channel=address.channel,
                event_id=event_id,
                place=place,
                account=address.account,
                person_id=person_id,
                kind=paper.kind,
                file=file,
                now=self._now(),
            )
        )


def _receiver(address: Address, tx: Transaction) -> int | None:
    """The person at an address; of a working group, whoever bound it."""
    if person := people.by_account(tx, address.channel, address.account):
        return person.id
    room = rooms.at(tx, address.channel, address.chat)
    return room.person_id if room else None
