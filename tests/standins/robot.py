"""A stand-in of WeCom's group robots on a real socket: the webhook that posts, and its uploads.

It checks what the platform checks (the key, 20 messages a minute and robot, bytes, the picture's md5,
whose upload a file is), and says what the platform says. There is nothing to hear: it is one-way.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

PER_MINUTE = 20
MB = 1024 * 1024
PICTURES = (b"\x89PNG", b"\xff\xd8")


@dataclass
class Faults:
    """What goes wrong next."""

    codes: deque[int] = field(default_factory=deque)  # errcodes of the next webhook/send
    drop_next: int = 0  # connections of webhook/send that break
    dead: set[str] = field(default_factory=set)  # keys of robots that were removed


@dataclass
class Posted:
    """A message in the group of the robot with this key."""

    key: str
    kind: str
    text: str
    at: float
    file: tuple[str, bytes] | None = None


class RobotStandIn:
    """`posted` is the log of what the groups see; `calls` counts requests to webhook/send."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.faults = Faults()
        self.posted: list[Posted] = []
        self.calls = 0
        self.full_after: dict[int, int] = {}  # so many posted → so often full then
        self._uploads: dict[str, tuple[str, str, bytes]] = {}
        self._posted_one = asyncio.Event()

    def webhook(self, key: str) -> str:
        """The address that the client shows for a robot."""
        return f"{self.base}/cgi-bin/webhook/send?key={key}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30 * MB)
        app.router.add_post("/cgi-bin/webhook/send", self._send)
        app.router.add_post("/cgi-bin/webhook/upload_media", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def wait_for_posted(self, count: int, seconds: float = 30.0) -> list[Posted]:
        async with asyncio.timeout(seconds):
            while len(self.posted) < count:
                self._posted_one.clear()
                await self._posted_one.wait()
        return self.posted

    async def _send(self, request: web.Request) -> web.Response:
        self.calls += 1
        if self.faults.drop_next:
            self.faults.drop_next -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        key = request.query.get("key", "")
        if key not in self.keys or key in self.faults.dead:
            return _error(93000, f"invalid webhook url, hint: [1], from ip: 203.0.113.9, key {key}")
        if self.full_after.get(len(self.posted)):
            self.full_after[len(self.posted)] -= 1
            return _error(45009, "api freq out of limit")
        if self.faults.codes:
            return _error(self.faults.codes.popleft(), "refused")
        body = json.loads(await request.read())
        kind = str(body.get("msgtype"))
        posted = Posted(key, kind, "", time.monotonic())
        if error := self._wrong(posted, body.get(kind) or {}):
            return error
        recent = [p for p in self.posted if p.key == key and p.at > posted.at - 60]
        if len(recent) >= PER_MINUTE:
            return _error(45009, "api freq out of limit")
        self.posted.append(posted)
        self._posted_one.set()
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _wrong(self, posted: Posted, content: dict[str, Any]) -> web.Response | None:
        """What is wrong with a message; else what it shows is put into `posted`."""
        if posted.kind == "text":
            posted.text = content.get("content", "")
            if not posted.text.strip():
                return _error(44004, "empty content")
            if len(posted.text.encode()) > 2048:
                return _error(45002, "content too long")
        elif posted.kind == "image":
            picture = base64.b64decode(content.get("base64", ""))
            if not picture.startswith(PICTURES) or len(picture) > 2 * MB:
                return _error(40009, "invalid image size")
            if hashlib.md5(picture).hexdigest() != content.get("md5"):
                return _error(301019, "image md5 not match")
            posted.file = ("", picture)
        elif posted.kind == "file":
            owner, name, data = self._uploads.get(content.get("media_id", ""), ("", "", b""))
            if owner != posted.key:
                return _error(40007, "invalid media_id")
            posted.file = (name, data)
        else:
            return _error(40008, "invalid message type")
        return None

    async def _upload(self, request: web.Request) -> web.Response:
        key = request.query.get("key", "")
        if key not in self.keys or key in self.faults.dead:
            return _error(93000, "invalid webhook url")
        part = (await request.post()).get("media")
        if request.query.get("type") != "file" or not isinstance(part, web.FileField):
            return _error(40004, "invalid media type")
        content = part.file.read()
        if not 5 <= len(content) <= 20 * MB:
            return _error(45001, "media size out of limit")
        media_id = f"robot-media-{len(self._uploads)}"
        self._uploads[media_id] = (key, part.filename, content)
        return web.json_response({"errcode": 0, "type": "file", "media_id": media_id})


def _error(code: int, message: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": message})
