"""A stand-in of WeCom on a real socket: the API of a self-built app, and its callbacks.

It checks what the platform checks (bytes, counts, task ids, response codes), says what the platform
says, and delivers an event up to three times while no 200 comes within five seconds. Its envelope is
written here anew, from the platform's description, so that ours is not checked by itself.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PATIENCE = 5.0
DELIVERIES = 3
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
NOW = 1750208400


@dataclass
class Faults:
    """What goes wrong next."""

    codes: deque[int] = field(default_factory=deque)  # errcodes of the next message/send
    drop_next: int = 0  # connections of message/send that break
    outside: set[str] = field(default_factory=set)  # members outside the app's range
    unlicensed: set[str] = field(default_factory=set)
    lose_acks: int = 0  # 200s of callbacks that do not arrive
    no_cards: bool = False  # a deployment without template cards
    no_pictures: bool = False
    untrusted_ip: bool = False
    token_calls: deque[int] = field(default_factory=deque)  # errcodes of the next gettoken
    closed: bool = False
    bare: bool = False  # a deployment that has no agent/get


@dataclass
class Sent:
    """A message that was accepted. A card's text is its title and its line."""

    user: str
    kind: str
    text: str
    at: float
    message_id: str
    card: dict[str, Any] | None = None
    file: tuple[str, bytes] | None = None

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return self.card["button_list"] if self.card else []


class WecomStandIn:
    """`sent` is the log of accepted messages; `callback` is where events are delivered to."""

    corp_id = "ww0123456789abcdef"
    agent_id = 1000002
    secret = "s3cret-of-the-app-0123456789abcdefghijklmnop"
    token = "CallbackToken01"

    def __init__(self) -> None:
        self.aes_key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        self.callback = ""
        self.faults = Faults()
        self.sent: list[Sent] = []
        self.updated: list[dict[str, Any]] = []
        self.recalled: list[str] = []
        self.menu: list[dict[str, Any]] = []
        self.files: dict[str, tuple[str, str, bytes]] = {}
        self.fetched: list[str] = []
        self.access_tokens: list[str] = []
        self.expired: set[str] = set()
        self.delivered: list[tuple[str, int]] = []
        self.given_up: list[str] = []
        self.pause = 0.2  # between two deliveries of an event that nobody took
        self._uploads: dict[str, tuple[str, str, bytes]] = {}
        self._codes: dict[str, str] = {}
        self._tasks: set[str] = set()
        self._once: dict[str, str] = {}  # what a duplicate check has seen: content → msgid
        self._numbers = iter(range(1, 1_000_000))
        self._last: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._sent_one, self._updated_one = asyncio.Event(), asyncio.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def config(self) -> str:
        """The [wecom] section that fits."""
        return (
            f'[wecom]\ncorp_id = "{self.corp_id}"\nagent_id = {self.agent_id}\n'
            f'secret = "{self.secret}"\ntoken = "{self.token}"\n'
            f'encoding_aes_key = "{self.aes_key}"\napi_base = "{self.base}"\n'
        )

    async def __aenter__(self) -> WecomStandIn:
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        for method, path, work in (
            ("POST", "message/send", self._send),
            ("POST", "message/recall", self._recall),
            ("POST", "message/update_template_card", self._update),
            ("POST", "media/upload", self._upload),
            ("GET", "media/get", self._media),
            ("POST", "menu/create", self._menu),
            ("GET", "agent/get", self._agent),
        ):
            app.router.add_route(method, f"/cgi-bin/{path}", self._guarded(work))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self._client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._client.close()
        await self._runner.cleanup()

    # What members do

    def says(self, user: str, text: str, **fields: Any) -> str:
        return self.sends(user, "text", Content=text, **fields)

    def sends(self, user: str, kind: str, **fields: Any) -> str:
        """A message of a member; its MsgId."""
        number = str(fields.pop("MsgId", 7_000_000_000 + next(self._numbers)))
        self.deliver(user, number, MsgType=kind, MsgId=number, **fields)
        return number

    def presses(self, user: str, key: str, card: dict[str, Any] | None = None) -> str:
        """A button of a card, with a fresh response code."""
        code = f"rc-{next(self._numbers)}"
        self._codes[code] = user
        task_id = card["task_id"] if card else f"old-{next(self._numbers)}"
        name = f"{user}:{key}:{task_id}"
        self.deliver(
            user,
            name,
            MsgType="event",
            Event="template_card_event",
            EventKey=key,
            TaskId=task_id,
            CardType="button_interaction",
            ResponseCode=code,
        )
        return code

    def event(self, user: str, name: str, key: str = "") -> None:
        self.deliver(user, f"{user}:{name}", MsgType="event", Event=name, EventKey=key)

    def keeps(self, name: str, content: bytes, mime: str = "application/octet-stream") -> str:
        """A file that a member sends lies here; its media id."""
        media_id = f"in-{next(self._numbers)}"
        self.files[media_id] = (name, mime, content)
        return media_id

    def deliver(self, user: str, name: str, **fields: Any) -> None:
        """One event after the other of a member, each until it is taken or three times in vain."""
        common = {"ToUserName": self.corp_id, "FromUserName": user, "AgentID": self.agent_id}
        xml = as_xml({**common, "CreateTime": NOW + next(self._numbers), **fields})
        task = asyncio.create_task(self._deliver(self._last.get(user), name, xml))
        self._last[user] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def wait_until_taken(self, seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while self._running:
                await asyncio.wait(set(self._running))

    async def wait_for_sent(self, count: int, seconds: float = 30.0) -> list[Sent]:
        async with asyncio.timeout(seconds):
            while len(self.sent) < count:
                self._sent_one.clear()
                await self._sent_one.wait()
        return self.sent

    async def wait_for_update(self, seconds: float = 30.0) -> None:
        async with asyncio.timeout(seconds):
            await self._updated_one.wait()

    async def _deliver(self, before: asyncio.Task[None] | None, name: str, xml: str) -> None:
        if before is not None:
            await asyncio.wait([before])
        for number in range(1, DELIVERIES + 1):
            self.delivered.append((name, number))
            if await self._taken(xml):
                return
            await asyncio.sleep(self.pause)
        self.given_up.append(name)

    async def _taken(self, xml: str) -> bool:
        status, _ = await self.post(xml)
        if status == 200 and self.faults.lose_acks:
            self.faults.lose_acks -= 1
            return False
        return status == 200

    async def post(self, xml: str, **query: str) -> tuple[int, str]:
        """One delivery in its envelope: the status (0: nobody answered in time) and the body."""
        sealed = self.seal(xml)
        body = as_xml({"ToUserName": self.corp_id, "AgentID": self.agent_id, "Encrypt": sealed})
        try:
            async with self._client.post(
                self.callback,
                params={**self.signed(sealed), **query},
                data=body.encode(),
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
            ) as response:
                return response.status, await response.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, ""

    async def verify(self, echo: str, **query: str) -> tuple[int, bytes]:
        """What the admin's form does when it is saved."""
        sealed = self.seal(echo)
        params = {**self.signed(sealed), "echostr": sealed, **query}
        async with self._client.get(self.callback, params=params) as response:
            return response.status, await response.read()

    def signed(self, sealed: str) -> dict[str, str]:
        timestamp, nonce = str(NOW), os.urandom(5).hex()
        words = "".join(sorted([self.token, timestamp, nonce, sealed]))
        signature = hashlib.sha1(words.encode()).hexdigest()
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def seal(self, text: str) -> str:
        key = base64.b64decode(self.aes_key + "=")
        content = text.encode()
        plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + self.corp_id.encode()
        pad = 32 - len(plain) % 32
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        sealed = cipher.update(plain + bytes([pad] * pad)) + cipher.finalize()
        return base64.b64encode(sealed).decode()

    # What the app calls

    def _guarded(self, work: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def checked(request: web.Request) -> web.StreamResponse:
            token = request.query.get("access_token", "")
            if not token:
                return _error(41001, "access_token missing")
            if token not in self.access_tokens:
                return _error(40014, "invalid access_token")
            if token in self.expired:
                return _error(42001, "access_token expired")
            if self.faults.untrusted_ip:
                return _error(60020, "not allow to access from your ip, from ip: 203.0.113.9")
            return await work(request)  # type: ignore[no-any-return]

        return checked

    async def _gettoken(self, request: web.Request) -> web.Response:
        if self.faults.token_calls:
            return _error(self.faults.token_calls.popleft(), "refused")
        if request.query.get("corpid") != self.corp_id:
            return _error(40013, "invalid corpid")
        if request.query.get("corpsecret") != self.secret:
            return _error(40001, "invalid credential")
        await asyncio.sleep(0.01)
        self.access_tokens.append(f"access-{os.urandom(16).hex()}")
        return _ok(access_token=self.access_tokens[-1], expires_in=7200)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        if self.faults.drop_next:
            self.faults.drop_next -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if self.faults.codes:
            return _error(self.faults.codes.popleft(), "refused")
        body = json.loads(await request.read())
        users = body.get("touser", "").split("|")
        kind = body.get("msgtype")
        if body.get("agentid") != self.agent_id:
            return _error(301002, "not allow operate another agent")
        if not users[0]:
            return _error(82001, "touser is empty")
        if kind not in ("text", "markdown", "template_card", "image", "file"):
            return _error(40008, "invalid message type")
        if error := self._wrong(kind, body.get(kind) or {}):
            return error
        invalid = [u.lower() for u in users if u.lower() in self.faults.outside]
        unlicensed = [u.lower() for u in users if u.lower() in self.faults.unlicensed]
        if len(invalid) == len(users) and len(users) > 1:
            return _error(81013, "all touser invalid")
        number = f"msg-{next(self._numbers)}"
        if body.get("enable_duplicate_check"):
            repeated = json.dumps([users, kind, body[kind]], ensure_ascii=False)
            if repeated in self._once:
                return _ok(msgid=self._once[repeated], invaliduser="", unlicenseduser="")
            self._once[repeated] = number
        for user in users:
            if user.lower() not in invalid + unlicensed:
                self._accept(user, kind, body[kind], number)
        return _ok(msgid=number, invaliduser="|".join(invalid), unlicenseduser="|".join(unlicensed))

    def _wrong(self, kind: str, content: dict[str, Any]) -> web.Response | None:
        if kind in ("text", "markdown"):
            text = content.get("content", "")
            if not text.strip():
                return _error(44004, "empty content")
            if len(text.encode()) > 2048:  # the platform cuts it; for us that is a mistake
                return _error(45002, "content too long")
        elif kind == "template_card":
            return self._wrong_card(content)
        elif content.get("media_id") not in self._uploads:
            return _error(40007, "invalid media_id")
        elif kind == "image" and self.faults.no_pictures:
            return _error(40058, "invalid picture")
        return None

    def _wrong_card(self, card: dict[str, Any]) -> web.Response | None:
        if self.faults.no_cards:
            return _error(40008, "invalid message type")
        buttons = card.get("button_list", [])
        keys = [b.get("key") for b in buttons]
        right = (
            card.get("card_type") == "button_interaction"
            and 1 <= len(buttons) <= 6
            and len(set(keys)) == len(keys)
            and all(b.get("text") and 1 <= len(b["key"].encode()) <= 1024 for b in buttons)
            and 1 <= len(card.get("main_title", {}).get("title", "")) <= 36
            and len(card.get("sub_title_text", "")) <= 160
            and TASK_ID.fullmatch(card.get("task_id", ""))
            and card["task_id"] not in self._tasks
        )
        if not right:
            return _error(40058, "invalid template card")
        self._tasks.add(card["task_id"])
        return None

    def _accept(self, user: str, kind: str, content: dict[str, Any], number: str) -> None:
        sent = Sent(user, kind, content.get("content", ""), time.monotonic(), number)
        if kind == "template_card":
            title, line = content["main_title"]["title"], content.get("sub_title_text", "")
            sent.card, sent.text = content, f"{title}\n{line}".strip()
        elif kind in ("image", "file"):
            name, _, data = self._uploads[content["media_id"]]
            sent.file = (name, data)
        self.sent.append(sent)
        self._sent_one.set()

    async def _update(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        if self._codes.pop(body["response_code"], None) is None:
            return _error(42046, "invalid response_code")
        if error := self._wrong_card(body["template_card"]):
            return error
        self.updated.append(body)
        self._updated_one.set()
        return _ok()

    async def _recall(self, request: web.Request) -> web.Response:
        number = json.loads(await request.read())["msgid"]
        if number not in [s.message_id for s in self.sent]:
            return _error(40058, "invalid msgid")
        self.recalled.append(number)
        return _ok()

    async def _upload(self, request: web.Request) -> web.Response:
        part = (await request.post()).get("media")
        if not isinstance(part, web.FileField):
            return _error(44001, "empty media data")
        content = part.file.read()
        kind = request.query.get("type")
        limit = {"image": 2, "file": 20}.get(str(kind), 0) * 1024 * 1024
        if not 5 <= len(content) <= limit:
            return _error(45001, "media size out of limit")
        if kind == "image" and not content.startswith((b"\x89PNG", b"\xff\xd8")):
            return _error(40005, "invalid file type")
        media_id = f"out-{next(self._numbers)}"
        self._uploads[media_id] = (part.filename, part.content_type, content)
        return _ok(type=kind, media_id=media_id)

    async def _media(self, request: web.Request) -> web.Response:
        media_id = request.query.get("media_id", "")
        self.fetched.append(media_id)
        if media_id not in self.files:
            return _error(40007, "invalid media_id")
        name, mime, content = self.files[media_id]
        disposition = f'attachment; filename="{name}"'
        return web.Response(
            body=content, content_type=mime, headers={"Content-Disposition": disposition}
        )

    async def _menu(self, request: web.Request) -> web.Response:
        if request.query.get("agentid") != str(self.agent_id):
            return _error(40056, "invalid agentid")
        buttons = json.loads(await request.read())["button"]
        for top in buttons:
            inner = top.get("sub_button", [])
            if len(top["name"].encode()) > 16 or len(inner) > 5 or not (inner or top.get("key")):
                return _error(40055, "invalid menu")
        if not 1 <= len(buttons) <= 3:
            return _error(40055, "invalid menu")
        self.menu = buttons
        return _ok()

    async def _agent(self, request: web.Request) -> web.Response:
        if self.faults.bare:
            return web.Response(status=404, text="<html>")
        if request.query.get("agentid") != str(self.agent_id):
            return _error(301002, "not allow operate another agent")
        return _ok(agentid=self.agent_id, name="督办", close=int(self.faults.closed))


def as_xml(fields: dict[str, Any]) -> str:
    inner = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{value}]]></{name}>"
        if "]]>" not in str(value)
        else f"<{name}>{escape(str(value))}</{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inner}</xml>"


def _ok(**fields: Any) -> web.Response:
    return web.json_response({"errcode": 0, "errmsg": "ok", **fields})


def _error(code: int, message: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": message})
