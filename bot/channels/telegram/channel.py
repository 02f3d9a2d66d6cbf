"""The Telegram channel: takes updates by polling or webhook, sends with the platform's limits."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Literal

import structlog
from aiohttp import web
from telegram.error import (
    BadRequest,
    TelegramError,
)

from bot.channels.answers import Answers, persistently
from bot.channels.base import Handle, Pace
from bot.channels.intake import Intake
from bot.channels.telegram.api import UPDATES, BotApi
from bot.channels.telegram.inbound import NAME, to_inbound, upload_in
from bot.channels.telegram.polling import Poller, Update
from bot.channels.telegram.sender import Sender
from bot.render import Dialect, Rendered, Renderer, utf16_units
from domain.errors import Refused
from domain.messages import Inbound, Reply
from domain.people import Address

log = structlog.get_logger()
WEBHOOK_PATH = "/telegram"


class TelegramChannel:
    """`token` and `webhook_secret` are secrets: nothing of this class prints them."""

    name = NAME
    dialect = Dialect(html=True, limit=4096, measure=utf16_units)
    pace = Pace(per_second=25, chat_interval=1.05)  # 30 a second and 1 to a chat, less a reserve

    def __init__(
        self,
        token: str,
        api_base: str,
        *,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str = "",
        webhook_secret: str = "",
        per_second: float = 25.0,
        intake: Intake | None = None,
    ) -> None:
        self._api = BotApi(token, api_base)
        self._mode = mode
        self.pace = replace(self.pace, per_second=per_second)
        self._webhook_url = webhook_url.rstrip("/")
        self._webhook_secret = webhook_secret
        self._sender = Sender(self._api)
        self.answers = Answers(self._sender.send, self._sender.show_work)
        self._intake = intake
        self._refuse = Renderer(self.dialect)
        self._handle: Handle | None = None
        self._poller: Poller | None = None
        self._side_work: set[asyncio.Task[None]] = set()
        self.username = ""

    @property
    def answers_sent(self) -> int:
        """They count for the platform's limit as unasked messages do."""
        return self.answers.sent

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
            await self.answers.stop()
            for task in self._side_work:
                task.cancel()
            await asyncio.gather(*self._side_work, return_exceptions=True)
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
                    await self.answers.finish()
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
            if self._handle is None:
                return
            complete = await self._with_files(inbound, update)
            message = await persistently(self._handle, complete)
            if message is not None:
                await self.answers.begin(inbound, message)
        except Refused as refused:  # the file cannot be taken: nothing of the message was recorded
            refusal = self._refuse(Reply(refused.template, refused.data))
            await self.answers.reply(inbound.chat, refusal)
        except Exception:
            log.exception("an update was given up", action="update_lost", inbound=inbound.event_id)

    async def _with_files(self, inbound: Inbound, update: Update) -> Inbound:
        """The event with its file in the store, where a file came and may be taken."""
        upload = upload_in(update)
        if self._intake is None or upload is None or not await self._intake.wants(inbound):
            return inbound
        chunks = self._api.download(upload.file_id)
        return await self._intake.take(inbound, upload.name, upload.size, chunks)

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
        same = hmac.compare_digest(
            given.encode("utf-8", "surrogateescape"), self._webhook_secret.encode()
        )
        if not self._webhook_secret or not same:
            return web.Response(status=403)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=400)
        if isinstance(update, dict) and "update_id" in update:
            await self._work(update)
        return web.Response()
