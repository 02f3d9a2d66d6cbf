"""The console: one person, lines in, text out. The smallest channel, and the simplest way to try."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.channels.base import Handle, Pace
from bot.render import Dialect, Rendered, Sheet
from domain.messages import Inbound
from domain.people import Address

PROMPT = "> "


class ConsoleChannel:
    """Reads lines from `source` until its end, which sets `closed`; writes answers to `sink`."""

    name = "console"
    dialect = Dialect(html=False, buttons=False, limit=100_000)
    pace = Pace()

    def __init__(
        self,
        account: str,
        source: TextIO,
        sink: TextIO,
        now: Callable[[], datetime],
        save_to: Path,
    ) -> None:
        """`save_to`: the folder that files are put into, under their own names."""
        self._save_to = save_to
        self._account = account
        self._source = source
        self._sink = sink
        self._now = now
        self.closed = asyncio.Event()

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        reading = asyncio.create_task(self._read(handle))
        try:
            yield
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading

    async def _read(self, handle: Handle) -> None:
        self._write(PROMPT)
        while line := await asyncio.to_thread(self._source.readline):
            inbound = Inbound(
                channel=self.name,
                account=self._account,
                chat=self._account,
                event_id=uuid.uuid4().hex,
                sent_at=self._now(),
                text=line.rstrip("\n"),
                name=self._account,
            )
            if message := await handle(inbound):
                async for part in message.parts():
                    await self.send(Address(self.name, self._account, self._account), part)
            self._write(PROMPT)
        self.closed.set()

    async def send(self, address: Address, message: Rendered) -> str:
        if message.texts:
            self._write("\n".join(message.texts) + "\n")
        for sheet in message.files:
            self._write(f"文件已存为 {await asyncio.to_thread(self._save, sheet)}\n")
        return ""

    def _save(self, sheet: Sheet) -> Path:
        """Copy a file under its own name; one that is there with other content is not overwritten."""
        self._save_to.mkdir(parents=True, exist_ok=True)
        target = self._save_to / sheet.file.name
        content = sheet.path.read_bytes()
        for number in itertools.count(2):
            if not target.exists() or target.read_bytes() == content:
                break
            name = Path(sheet.file.name)
            target = self._save_to / f"{name.stem}-{number}{name.suffix}"
        target.write_bytes(content)
        return target

    def _write(self, text: str) -> None:
        self._sink.write(text)
        self._sink.flush()
