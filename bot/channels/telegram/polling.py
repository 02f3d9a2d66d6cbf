"""getUpdates such that an update is confirmed only after it was handled.

The offset moves over the finished prefix alone. While slow updates are under way we go on polling:
those come again, and are passed over by their ids. Updates of one chat stay in order, different
chats run side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import UPDATES, BotApi, wait_of

log = structlog.get_logger()
LONG_POLL = 25
BATCH = 100  # the Bot API's most
FEW = 60  # with no more than these under way, the next batch is asked for
STUCK_WAIT = 0.5  # how often to ask for newcomers while the oldest update is slow
LONGEST_BACKOFF = 30.0

Update = Mapping[str, Any]
Work = Callable[[Update], Awaitable[None]]


class Poller:
    """`work(update)` must not raise; an update is done when it returns."""

    def __init__(self, api: BotApi, work: Work, now: Callable[[], float]) -> None:
        self._api = api
        self._work = work
        self._now = now
        self.last_success = now()
        self._confirmed = 0
        self._under_way: dict[int, bool] = {}  # update id, in order → done?
        self._chains: dict[str, asyncio.Task[None]] = {}
        self._progress = asyncio.Event()

    async def run(self) -> None:
        """Poll until cancelled; trouble with the network or the platform only slows it down."""
        wait = 1.0
        while True:
            try:
                updates = await self._fetch(0 if self._under_way else LONG_POLL)
                self.last_success = self._now()
                wait = 1.0
            except RetryAfter as error:
                await asyncio.sleep(wait_of(error))
                continue
            except (Conflict, InvalidToken) as error:
                why = (
                    "another program polls this bot" if isinstance(error, Conflict) else "bad token"
                )
                log.error(f"polling is refused: {why}", action="poll_refused")
                await asyncio.sleep(LONGEST_BACKOFF)
                continue
            except TelegramError as error:
                log.warning("polling failed", action="poll_failed", reason=error.message, wait=wait)
                await asyncio.sleep(wait)
                wait = min(LONGEST_BACKOFF, wait * 2)
                continue
            for update in updates:
                self._take(update)
            await self._until_worth_asking(bool(updates))

    async def finish(self) -> None:
        """Let what is under way end, and confirm it, so that a clean stop repeats nothing."""
        while self._chains:
            await asyncio.gather(*self._chains.values(), return_exceptions=True)
        if self._confirmed:
            with contextlib.suppress(TelegramError):
                await self._api.call(
                    "getUpdates", read_timeout=5, offset=self._confirmed + 1, timeout=0, limit=1
                )

    async def _fetch(self, seconds: int) -> list[Update]:
        found: list[Update] = await self._api.call(
            "getUpdates",
            read_timeout=seconds + 15,
            offset=self._confirmed + 1 if self._confirmed else None,
            limit=BATCH,
            timeout=seconds,
            allowed_updates=UPDATES,
        )
        return found

    def _take(self, update: Update) -> None:
        number = int(update["update_id"])
        if number in self._under_way or number <= self._confirmed:
            return
        self._under_way[number] = False
        chat = _chat_of(update)
        task = asyncio.create_task(self._after(self._chains.get(chat), update, number))
        self._chains[chat] = task
        task.add_done_callback(lambda done: self._forget(chat, done))

    def _forget(self, chat: str, done: asyncio.Task[None]) -> None:
        if self._chains.get(chat) is done:
            del self._chains[chat]

    async def _after(self, before: asyncio.Task[None] | None, update: Update, number: int) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._work(update)
        self._under_way[number] = True
        if next(iter(self._under_way)) == number:
            for oldest, done in list(self._under_way.items()):
                if not done:
                    break
                del self._under_way[oldest]
                self._confirmed = oldest
        self._progress.set()

    async def _until_worth_asking(self, got_any: bool) -> None:
        """Wait while another getUpdates would only bring what is under way already."""
        start = self._confirmed
        while self._under_way:
            moved = self._confirmed != start
            if moved and len(self._under_way) <= FEW:
                return
            self._progress.clear()
            try:
                async with asyncio.timeout(STUCK_WAIT):
                    await self._progress.wait()
            except TimeoutError:
                return


def _chat_of(update: Update) -> str:
    query = update.get("callback_query")
    message = (
        query.get("message") if query else update.get("message") or update.get("edited_message")
    )
    return str(message["chat"]["id"]) if message else ""
