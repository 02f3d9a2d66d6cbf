"""The WeCom channel: a self-built app's callbacks come in, its messages go out."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog
from aiohttp import web

from bot.channels.answers import Answers, persistently
from bot.channels.base import Handle, Pace
from bot.channels.intake import Intake
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.cards import MOST_BUTTONS
from bot.channels.wecom.envelope import BadEnvelope, Envelope, read_xml
from bot.channels.wecom.http import ApiError, Unreachable
from bot.channels.wecom.inbound import NAME, Arrival, to_inbound
from bot.channels.wecom.media import fetch
from bot.channels.wecom.menu import MENU
from bot.channels.wecom.sender import LONGEST, Sender, byte_length
from bot.render import Dialect, Rendered, Renderer
from domain.errors import Refused
from domain.messages import Inbound, InboundKind, Reply
from domain.people import Address

log = structlog.get_logger()
CALLBACK_PATH = "/wecom"
PATIENCE = 4.5  # WeCom waits 5 s for the 200, then sends the event again, three times in all
LARGEST_BODY = 1024 * 1024
REMEMBERED = 10_000
STOP_SECONDS = 10.0


class WecomChannel:
    """`secret`, `token` and `encoding_aes_key` are secrets: nothing of this class prints them."""

    name = NAME
    silent_for: float | None = None  # it does not poll
    sends_once = True  # a text that is sent again is kept from the member
    dialect = Dialect(
        limit=LONGEST, measure=byte_length, most_buttons=MOST_BUTTONS, longest_label=10
    )
    # 30 a minute and member: unasked messages leave room for answers. The vendor asks senders to
    # leave the full and half hours alone.
    pace = Pace(per_second=20, chat_interval=3.0, busy_minutes=frozenset({0, 30}))

    def __init__(
        self,
        *,
        corp_id: str,
        agent_id: int,
        secret: str,
        token: str,
        encoding_aes_key: str,
        api_base: str,
        cards: bool = True,
        menu: bool = False,
        intake: Intake | None = None,
    ) -> None:
        """`cards` False: the deployment shows no template cards, so buttons are numbered in the
        text. `menu`: whether the app's menu is ours to set."""
        if not cards:
            self.dialect = Dialect(buttons=False, limit=LONGEST, measure=byte_length)
        self._api = WecomApi(corp_id, secret, agent_id, api_base)
        self._envelope = Envelope(token, encoding_aes_key, corp_id)
        self._sender = Sender(self._api, Allowance(time.monotonic), use_cards=cards)
        self.answers = Answers(self._sender.send)
        self._menu = menu
        self._intake = intake
        self._refuse = Renderer(self.dialect)
        self._handle: Handle | None = None
        self._known: OrderedDict[str, asyncio.Task[None]] = OrderedDict()  # by event id
        self._last: dict[str, asyncio.Task[None]] = {}  # of each member: they stay in order
        self._side_work: set[asyncio.Task[None]] = set()

    def deep_link(self, code: str) -> str:
        """WeCom opens no chat with a text in it."""
        return ""

    def routes(self) -> list[web.RouteDef]:
        return [web.get(CALLBACK_PATH, self._verify), web.post(CALLBACK_PATH, self._callback)]

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        await self._api.open()
        self._handle = handle
        try:
            if self._menu:
                self._aside(asyncio.create_task(self._set_menu()))
            yield
            await self._finish()
        finally:
            self._handle = None  # what comes now is not taken, and comes again
            tasks = [*self._side_work, *self._last.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.answers.stop()
            await self._api.close()

    async def send(self, address: Address, message: Rendered) -> str:
        return await self._sender.send(address.chat, message, unasked=True)

    async def recall(self, address: Address, ref: str) -> None:
        await self._sender.recall(ref)

    async def _verify(self, request: web.Request) -> web.Response:
        """The admin saves the callback's address: the plain text of echostr, within a second."""
        try:
            # Where base64's "+" came unquoted, it was read as a space.
            echo = self._opened(request, request.query["echostr"].replace(" ", "+"))
        except (BadEnvelope, KeyError):
            return web.Response(status=403)
        return web.Response(text=echo)

    async def _callback(self, request: web.Request) -> web.Response:
        """200 and nothing else, after the commit. 503 when that takes too long: it comes again."""
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        try:
            xml = self._opened(request, read_xml(body).get("Encrypt", ""))
        except BadEnvelope as bad:
            log.warning("a callback was refused", action="callback_refused", reason=str(bad))
            return web.Response(status=403)
        try:
            arrival = to_inbound(xml)
        except (KeyError, ValueError, OverflowError):
            log.exception("a callback of unknown shape", action="callback_unknown")
            return web.Response()
        if arrival is None:
            return web.Response()
        if self._handle is None:
            return web.Response(status=503)
        work = self._work(arrival, self._handle)
        # The work goes on when WeCom hangs up; its next delivery of the event waits for the same work.
        done, _ = await asyncio.wait([work], timeout=PATIENCE)
        if not done:
            return web.Response(status=503)
        failed = work.cancelled() or work.exception() is not None
        return web.Response(status=503 if failed else 200)

    def _opened(self, request: web.Request, encrypted: str) -> str:
        query = request.query
        signature = query.get("msg_signature", "")
        return self._envelope.open(
            signature, query.get("timestamp", ""), query.get("nonce", ""), encrypted
        )

    def _work(self, arrival: Arrival, handle: Handle) -> asyncio.Task[None]:
        """The work on an event: begun once, whatever is delivered again; again when it failed."""
        inbound = arrival.inbound
        work = self._known.get(inbound.event_id)
        if work is not None and not (work.done() and (work.cancelled() or work.exception())):
            return work
        before = self._last.get(inbound.chat)
        work = asyncio.create_task(self._handled(before, arrival, handle))
        self._known[inbound.event_id] = work
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self._last[inbound.chat] = work
        work.add_done_callback(lambda done: self._forget(inbound.chat, done))
        return work

    def _forget(self, chat: str, done: asyncio.Task[None]) -> None:
        if self._last.get(chat) is done:
            del self._last[chat]
        if not done.cancelled() and done.exception():
            log.error("an event was not taken", action="event_failed", exc_info=done.exception())

    async def _handled(
        self, before: asyncio.Task[None] | None, arrival: Arrival, handle: Handle
    ) -> None:
        """Handle one event after the member's event before it, and begin to answer."""
        if before is not None:
            await asyncio.wait([before])
        inbound = arrival.inbound
        if inbound.kind is InboundKind.BUTTON:
            label = self._sender.shown.label(arrival.task_id, inbound.text)
            inbound = replace(inbound, label=label)
        try:
            inbound = await self._with_file(inbound, arrival)
        except Refused as refused:  # the file cannot be taken: nothing of the message was recorded
            refusal = self._refuse(Reply(refused.template, refused.data))
            self._aside(asyncio.create_task(self.answers.reply(inbound.chat, refusal)))
            return
        message = await persistently(handle, inbound)
        if arrival.response_code:
            tick = self._sender.tick(
                inbound.chat, arrival.task_id, arrival.response_code, inbound.text
            )
            self._aside(asyncio.create_task(tick))
        if message is not None:
            await self.answers.begin(inbound, message)

    async def _with_file(self, inbound: Inbound, arrival: Arrival) -> Inbound:
        """The event with its file in the store, where a file came and may be taken."""
        if self._intake is None or not arrival.media_id or not await self._intake.wants(inbound):
            return inbound
        return await fetch(self._api, self._intake, arrival)

    async def _finish(self) -> None:
        """A clean stop lets what is under way end."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                while self._last:
                    await asyncio.wait(self._last.values())
                await self.answers.finish()
        except TimeoutError:
            log.warning("stopped with events under way", action="callbacks_stopped_busy")

    async def _set_menu(self) -> None:
        try:
            await self._api.set_menu(MENU)
        except (ApiError, Unreachable) as error:
            log.warning("the menu was not set", action="menu_not_set", reason=str(error))

    def _aside(self, task: asyncio.Task[None]) -> None:
        self._side_work.add(task)
        task.add_done_callback(self._side_work.discard)


async def _body(request: web.Request) -> bytes | None:
    """What was posted; None when it is more than any callback is."""
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return body
