"""Group robots (群机器人) of WeCom: a webhook for each group. One-way: they post, and hear nothing.

What they cannot do: be asked or pressed, edit, take back, tell whether somebody read it, or keep a
text from being posted twice. So a group that has one is a chat of this channel, named as in the config.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from aiohttp import web

from bot.channels.answers import Answers
from bot.channels.base import Handle, Pace, SendError
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.http import (
    UPLOAD_TIMEOUT,
    ApiError,
    Calls,
    Unreachable,
    encoded,
    upload,
)
from bot.channels.wecom.sender import (
    BUSY_WAIT,
    FULL_WAIT,
    LONGEST,
    Rejected,
    byte_length,
    plain,
)
from bot.render import Dialect, Rendered, Sheet
from domain.people import Address

log = structlog.get_logger()
NAME = "robot"
# A robot's are 20 a minute (developer.work.weixin.qq.com, 91770); one stays in reserve.
PER_MINUTE, PER_HOUR = 19, 19 * 60
LARGEST_PICTURE = 2 * 1024 * 1024
WAITS_FOR_REST = 3  # how often the rest of a message waits out the limit, before it is in doubt
_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}")
_FULL, _BUSY = {45009}, {-1, 45033}


class NoWebhook(ValueError):
    """It is neither a robot's address nor its key."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a robot posts. `key` is a secret."""

    api_base: str
    key: str

    def __repr__(self) -> str:
        return f"Webhook({self.api_base!r})"

    @classmethod
    def read(cls, text: str, api_base: str) -> Webhook:
        """From the address that WeCom shows for a robot, or its key alone, used at `api_base`."""
        text = text.strip()
        if "://" in text:
            parts = urlsplit(text)
            key = next(iter(parse_qs(parts.query).get("key", ())), "")
            path, found, _ = parts.path.partition("/cgi-bin/webhook/send")
            good = parts.scheme in ("http", "https") and parts.hostname and found
            api_base, key = f"{parts.scheme}://{parts.netloc}{path}", key if good else ""
        else:
            key = text.removeprefix("key=")
        if not _KEY.fullmatch(key):
            raise NoWebhook
        return cls(api_base, key)


class _Robot:
    """One webhook: its connection, and how many messages it may still post."""

    def __init__(self, webhook: Webhook) -> None:
        self._key = webhook.key
        self.calls = Calls(webhook.api_base, lambda: (self._key,))
        self._allowance = Allowance(time.monotonic, PER_MINUTE, PER_HOUR)

    async def post(self, kind: str, content: Mapping[str, Any], *, begun: bool) -> None:
        """`begun`: part of the message is in the group already, so the rest waits here for its turn
        rather than that all of it comes again."""
        for attempt in range(WAITS_FOR_REST):
            await self._turn()
            try:
                await self._call("send", {}, encoded({"msgtype": kind, kind: content}))
                return
            except SendError as error:
                if not begun or error.retry_after is None or attempt == WAITS_FOR_REST - 1:
                    raise
                await asyncio.sleep(error.retry_after)

    async def _turn(self) -> None:
        while True:
            wait = self._allowance.take("", 1)
            if not wait:
                return
            await asyncio.sleep(wait)

    async def upload(self, sheet: Sheet, content: bytes) -> str:
        """The media id of a file: good for three days and this robot."""
        form = upload(sheet.file.name, content, sheet.file.mime)
        answer = await self._call("upload_media", {"type": "file"}, form, UPLOAD_TIMEOUT)
        return str(answer["media_id"])

    async def _call(
        self, work: str, query: dict[str, str], body: Any, patience: float = 20.0
    ) -> dict[str, Any]:
        query = {"key": self._key, **query}
        try:
            return await self.calls.json("POST", f"webhook/{work}", query, body, patience)
        except ApiError as error:
            log.info("a robot was refused", action="robot_refused", reason=str(error))
            raise _send_error(error.code) from None
        except Unreachable as error:
            if error.sent:
                raise SendError("平台没有及时回应，是否送达不明", unknown=True) from None
            raise SendError("连不上平台") from None


class RobotChannel:
    """`webhooks` by the name of their group; nothing of this class prints a key."""

    name = NAME
    silent_for: float | None = None
    dialect = Dialect(hears=False, buttons=False, limit=LONGEST, measure=byte_length)
    pace = Pace(chat_interval=60 / PER_MINUTE)

    def __init__(self, webhooks: Mapping[str, Webhook]) -> None:
        self._robots = {name: _Robot(webhook) for name, webhook in webhooks.items()}
        self.answers = Answers(self._nobody_asked)

    def deep_link(self, code: str) -> str:
        return ""

    def routes(self) -> list[web.RouteDef]:
        return []

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        """There is nothing to hear: `handle` is never called."""
        for robot in self._robots.values():
            await robot.calls.open()
        try:
            yield
        finally:
            for robot in self._robots.values():
                await robot.calls.close()

    async def send(self, address: Address, message: Rendered) -> str:
        """Texts, then files. A webhook gives no name of what was posted, so there is no reference."""
        robot = self._robots.get(address.chat)
        if robot is None:
            raise SendError("配置里没有这个群的机器人", permanent=True)
        begun = not message.texts  # files alone follow a text
        try:
            for text in message.texts:
                await robot.post("text", {"content": plain(text)}, begun=begun)
                begun = True
            for sheet in message.files:
                await _post_file(robot, sheet)
        except Rejected as rejected:
            if not begun:
                raise
            raise SendError(f"只发出一部分：{rejected.reason}", unknown=True) from None
        return ""

    async def _nobody_asked(self, chat: str, message: Rendered) -> str:
        raise SendError("群机器人收不到消息，也就不用回答", permanent=True)


async def _post_file(robot: _Robot, sheet: Sheet) -> None:
    """A picture is shown in the group; one that is too large or refused goes as a file."""
    content = await asyncio.to_thread(sheet.path.read_bytes)
    if sheet.is_picture and len(content) <= LARGEST_PICTURE:
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        picture = {"base64": base64.b64encode(content).decode(), "md5": digest}
        try:
            await robot.post("image", picture, begun=True)
            return
        except Rejected as rejected:
            log.info("a picture goes as a file", action="no_picture", code=rejected.code)
    await robot.post("file", {"media_id": await robot.upload(sheet, content)}, begun=True)


def _send_error(code: int) -> SendError:
    if 93000 <= code < 94000:
        return SendError(f"群机器人的地址无效或已停用（{code}）", permanent=True)
    if code in _BUSY:
        return SendError("平台繁忙", retry_after=BUSY_WAIT)
    if code in _FULL:
        return SendError("平台限速", retry_after=FULL_WAIT)
    return Rejected(code)
