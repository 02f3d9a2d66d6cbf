"""The living receipt: a message that edits itself, not too often. Where none can, one asks again."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.base import Edits, SendError
from bot.doors import Doors
from bot.render import Rendered
from handlers.broadcast.receipts import board_reply
from storage import boards
from storage.boards import Board

log = structlog.get_logger()
EVERY = timedelta(seconds=3)  # platforms allow about one change a second to a chat
AFTER_TROUBLE = timedelta(seconds=30)


class Boards:
    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def recover(self) -> None:
        await self._doors.database.write(lambda tx: boards.look_at_all(tx, self._doors.now()))

    async def refresh(self) -> None:
        """Show what has changed since each was shown last."""
        for board in await self._doors.database.read(lambda tx: boards.due(tx, self._doors.now())):
            await self._show(board)

    async def _show(self, board: Board) -> None:
        # First: what changes from here on is looked at once more.
        await self._doors.database.write(lambda tx: boards.hold(tx, board, None))
        channel = self._doors.channels.get(board.address.channel)
        if not isinstance(channel, Edits):
            return
        started = asyncio.get_running_loop().time()
        reply = await self._doors.database.read(
            lambda tx: board_reply(tx, board.broadcast_id, self._doors.rules)
        )
        if reply is None:
            return
        message = self._doors.renderers[board.address.channel](reply)
        message = replace(message, texts=message.texts[:1])
        shown = _digest(message)
        if shown == board.shown:
            return
        try:
            ref = board.ref
            if ref:
                await channel.edit(board.address, ref, message)
            else:
                ref = await self._doors.channels[board.address.channel].send(board.address, message)
        except SendError as error:
            log.info("a receipt was not shown", action="board_failed", reason=error.reason)
            if not error.permanent:
                wait = timedelta(seconds=error.retry_after or AFTER_TROUBLE.total_seconds())
                await self._doors.database.write(
                    partial(boards.hold, board=board, until=self._doors.now() + wait)
                )
            return
        # What takes long to count is counted less often.
        spent = timedelta(seconds=asyncio.get_running_loop().time() - started)
        again = self._doors.now() + max(EVERY, 30 * spent)
        await self._doors.database.write(
            partial(boards.showed, board=board, ref=ref, shown=shown, again=again)
        )


def _digest(message: Rendered) -> str:
    said = repr((message.texts, message.buttons))
    return hashlib.sha256(said.encode()).hexdigest()
