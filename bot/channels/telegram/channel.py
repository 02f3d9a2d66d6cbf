"""The Telegram channel: takes updates by polling or webhook, sends with the platform's limits."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Literal

import structlog
from aiohttp import web
from telegram.error import (
    BadRequest,
    TelegramError,
)

from bot.channels.base import Answered, Handle, Pace, SendError, nobody_asks
from bot.channels.telegram.api import UPDATES, BotApi
from bot.channels.telegram.inbound import NAME, to_inbound
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import Poller, Update
from bot.channels.telegram.sender import Sender
from bot.render import Dialect, Rendered, Renderer, utf16_units
from domain.errors import Refused
from domain.messages import Inbound, InboundKind, Reply
from domain.people import Address

log = structlog.get_logger()
WEBHOOK_PATH = "/telegram"
HANDLE_TRIES = 5
MOST_ANSWERS = 256  # under way at once; more wait, and with them the confirmation
SEND_TRIES = 4
LONGEST_OBEDIENCE = 120.0  # a longer retry_after loses the answer; the next message gets one again


class TelegramChannel:
    """`token` and `webhook_secret` are secrets: nothing of this class prints them."""

    name = NAME
    dialect = Dialect(html=True, limit=4096, measure=utf16_units)
    pace = Pace(per_second=25, chat_interval=1.05)

    def __init__(
        self,
        token: str,
        api_base: str,
        *,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str = "",
        webhook_secret: str = "",
        intake: Intake | None = None,
    ) -> None:
        self.on_answered: Answered = nobody_asks
        self.answers_sent = 0  # they count for the platform's limit as unasked messages do
        self._api = BotApi(token, api_base)
        self._mode = mode
        self._webhook_url = webhook_url.rstrip("/")
        self._webhook_secret = webhook_secret
        self._sender = Sender(self._api)
        self._intake = intake
        self._refuse = Renderer(self.dialect)
        self._handle: Handle | None = None
        self._poller: Poller | None = None
        self._side_work: set[asyncio.Task[None]] = set()
        self._answers: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(MOST_ANSWERS)
        self.username = ""

    @property
    def silent_for(self) -> float | None:
        """Seconds since polling last worked; None when it does not poll."""
        return time.monotonic() - self._poller.last_success if self._poller else None

    def deep_link(self, code: str) -> str:
        return f"https://t.me/{self.username}?start={code}" if self.username else ""

    def routes(self) -> list[web.RouteDef]:
        """What the program's HTTP server must serve for this channel."""
        return [web.post(WEBHOOK_PATH, self._webhook)] if self._mode == "webhook" else []

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        self._handle = handle
        await self._api.open()
        try:
            await self._introduce()
            if self._mode == "webhook":
                await self._set_webhook()
                yield
            else:
                async with self._polling():
                    yield
        finally:
            pending = [*self._side_work, *self._answers.values()]
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            await self._api.close()

    @asynccontextmanager
    async def _polling(self) -> AsyncIterator[None]:
        poller = Poller(self._api, self._work, time.monotonic)
        self._poller = poller
        running = asyncio.create_task(poller.run())
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            try:
                async with asyncio.timeout(10):
                    await poller.finish()
                    while self._answers:
                        await asyncio.wait(self._answers.values())
            except TimeoutError:
                log.warning("stopped with updates under way", action="poll_stopped_busy")

    async def send(self, address: Address, message: Rendered) -> str:
        return await self._sender.send(address.chat, message)

    async def edit(self, address: Address, ref: str, message: Rendered) -> None:
        await self._sender.edit(address.chat, ref, message)

    async def recall(self, address: Address, ref: str) -> None:
        await self._sender.recall(address.chat, ref)

    async def set_commands(self, chat: str | None, commands: list[tuple[str, str]]) -> None:
        """The command menu of one chat, or (None) of whoever has none of their own."""
        await self._api.call(
            "setMyCommands",
            commands=[{"command": name, "description": text[:256]} for name, text in commands],
            scope={"type": "chat", "chat_id": int(chat)} if chat else None,
        )

    def aside(self, work: Awaitable[None]) -> None:
        """Do something that nobody waits for; its failure is logged."""

        async def guarded() -> None:
            try:
                await work
            except TelegramError as error:
                log.info("a side call failed", action="side_call_failed", reason=error.message)

        task = asyncio.create_task(guarded())
        self._side_work.add(task)
        task.add_done_callback(self._side_work.discard)

    async def _work(self, update: Update) -> None:
        """Handle one update, then answer. What was committed is answered also after a crash."""
        try:
            inbound = to_inbound(update, self.username)
        except (KeyError, TypeError, ValueError):
            log.exception("an update of unknown shape", action="update_unknown")
            return
        if "callback_query" in update:
            self.aside(self._answer_press(update["callback_query"]["id"]))
        if inbound is None:
            return
        try:
            message = await self._handled(await self._with_files(inbound, update))
            if message is not None:
                await self._answer(inbound, message)
        except Refused as refused:  # the file cannot be taken: nothing of the message was recorded
            await self._reply(inbound.chat, self._refuse(Reply(refused.template, refused.data)))
        except Exception:
            log.exception("an update was given up", action="update_lost", inbound=inbound.event_id)

    async def _answer(self, inbound: Inbound, message: Rendered) -> None:
        """Begin to answer, after the answer before it in this chat; returns while there is room.

        The event is on disk and may be confirmed; an answer that a crash cuts off is owed, and the
        program sends it when it starts again.
        """
        await self._room.acquire()
        before = self._answers.get(inbound.chat)
        task = asyncio.create_task(self._answer_after(before, inbound, message))
        self._answers[inbound.chat] = task
        task.add_done_callback(lambda done: self._forget(inbound.chat, done))

    async def _answer_after(
        self, before: asyncio.Task[None] | None, inbound: Inbound, message: Rendered
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            async for part in message.parts():
                await self._reply(inbound.chat, part)
            self.on_answered(inbound.event_id)
        finally:
            self._room.release()

    def _forget(self, chat: str, done: asyncio.Task[None]) -> None:
        if self._answers.get(chat) is done:
            del self._answers[chat]

    async def _with_files(self, inbound: Inbound, update: Update) -> Inbound:
        """The event with its file in the store, where a file came and may be taken."""
        if self._intake is None or inbound.kind is not InboundKind.FILE:
            return inbound
        return await self._intake.take(self._api, inbound, update)

    async def _handled(self, inbound: Inbound) -> Rendered | None:
        """Try a few times: a full disk or a locked file may pass; a poison update must not stop us."""
        handle = self._handle
        if handle is None:
            return None
        for attempt in range(HANDLE_TRIES - 1):
            try:
                return await handle(inbound)
            except Exception:
                log.exception("handling failed", action="handle_failed", inbound=inbound.event_id)
                await asyncio.sleep(0.2 * 2**attempt)
        return await handle(inbound)

    async def _reply(self, chat: str, message: Rendered) -> None:
        """Answers obey the platform's wait, follow a moved chat, and try again after a break."""
        for attempt in range(SEND_TRIES):
            try:
                self.answers_sent += 1
                await self._sender.send(chat, message)
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

    async def _answer_press(self, query_id: str) -> None:
        # An old query is refused ("query is too old"); the press was handled all the same.
        with contextlib.suppress(BadRequest):
            await self._api.call("answerCallbackQuery", callback_query_id=query_id)

    async def _introduce(self) -> None:
        try:
            self.username = (await self._api.call("getMe")).get("username", "")
            if self._mode == "polling":
                await self._api.call("deleteWebhook")
        except TelegramError as error:
            # The network may come later: polling goes on trying, deep links wait until then.
            log.warning("Telegram is not there yet", action="get_me_failed", reason=error.message)

    async def _set_webhook(self) -> None:
        await self._api.call(
            "setWebhook",
            url=f"{self._webhook_url}{WEBHOOK_PATH}",
            secret_token=self._webhook_secret,
            allowed_updates=UPDATES,
        )

    async def _webhook(self, request: web.Request) -> web.Response:
        """200 only after the commit; a wrong secret learns nothing."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self._webhook_secret or not hmac.compare_digest(given, self._webhook_secret):
            return web.Response(status=403)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=400)
        if isinstance(update, dict) and "update_id" in update:
            await self._work(update)
        return web.Response()
