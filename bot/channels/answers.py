"""Answers to events that are on disk already: one after the other in a chat, chats side by side.

For platforms that are told "handled" before the answer went out: an answer that a crash cuts off is
owed, and the program sends it when it starts again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.base import Answered, Handle, SendError, nobody_asks
from bot.render import Rendered
from domain.messages import Inbound

log = structlog.get_logger()
MOST_ANSWERS = 256  # under way at once; more wait, and with them the confirmation
HANDLE_TRIES = 5
SEND_TRIES = 4
LONGEST_OBEDIENCE = 120.0  # a longer retry_after loses the answer; the next message gets one again

Send = Callable[[str, Rendered], Awaitable[str]]
"""Sends to a chat now, or raises SendError."""

ShowWork = Callable[[str], Awaitable[None]]
"""Shows in a chat that something is being made, until it is cancelled."""


class Answers:
    """`on_answered` is told of each answer that went out, or never will."""

    def __init__(self, send: Send, show_work: ShowWork | None = None) -> None:
        self.on_answered: Answered = nobody_asks
        self.sent = 0  # they count for a platform's limit as unasked messages do
        self._send = send
        self._show_work = show_work
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(MOST_ANSWERS)

    async def begin(self, inbound: Inbound, message: Rendered) -> None:
        """Begin to answer, after the answer before it in this chat; returns while there is room."""
        await self._room.acquire()
        before = self._under_way.get(inbound.chat)
        task = asyncio.create_task(self._after(before, inbound, message))
        self._under_way[inbound.chat] = task
        task.add_done_callback(lambda done: self._forget(inbound.chat, done))

    async def finish(self) -> None:
        """Wait until every answer that was begun is out."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def stop(self) -> None:
        """Cut off what is under way; it stays owed."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def reply(self, chat: str, message: Rendered) -> None:
        """Obey the platform's wait, follow a moved chat, and try again after a break."""
        for attempt in range(SEND_TRIES):
            try:
                self.sent += 1
                await self._send(chat, message)
                return
            except SendError as error:
                if error.moved_to:
                    chat = error.moved_to
                elif error.retry_after is not None and error.retry_after <= LONGEST_OBEDIENCE:
                    await asyncio.sleep(error.retry_after)
                elif error.permanent or error.retry_after is not None:
                    log.info("an answer did not go out", action="reply_failed", reason=error.reason)
                    return
                else:  # an answer that comes twice is better than none
                    await asyncio.sleep(0.5 * 2**attempt)
        log.warning("an answer was given up", action="reply_given_up")

    async def _after(
        self, before: asyncio.Task[None] | None, inbound: Inbound, message: Rendered
    ) -> None:
        working: asyncio.Future[None] | None = None
        try:
            if before is not None:
                await asyncio.wait([before])
            async for part in message.parts():
                await self.reply(inbound.chat, part)
                if message.later and self._show_work and working is None:
                    working = asyncio.ensure_future(self._show_work(inbound.chat))
            self.on_answered(inbound.event_id)
        finally:
            if working is not None:
                working.cancel()
            self._room.release()

    def _forget(self, chat: str, done: asyncio.Task[None]) -> None:
        if self._under_way.get(chat) is done:
            del self._under_way[chat]


async def persistently(handle: Handle, inbound: Inbound) -> Rendered | None:
    """Try a few times: a full disk or a locked file may pass; a poison event must not stop us."""
    for attempt in range(HANDLE_TRIES - 1):
        try:
            return await handle(inbound)
        except Exception:
            log.exception("handling failed", action="handle_failed", inbound=inbound.event_id)
            await asyncio.sleep(0.2 * 2**attempt)
    return await handle(inbound)
