"""A stand-in of Telegram's Bot API on a real socket: long polling, redelivery, limits, faults.

Runs inside a test (`async with BotApiStandIn() as api`) or as a process of its own
(`python -m tests.standins.telegram --port 0`), which prints its port and is steered over /control.
What getUpdates was not told to forget comes again, as the real one does.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote"}


@dataclass
class Faults:
    """What goes wrong next: a queue of errors for sendMessage, chats that refuse, a delay for all."""

    delay: float = 0.0
    next_sends: deque[tuple[int, dict[str, Any]]] = field(default_factory=deque)
    drop_next: int = 0
    blocked: set[str] = field(default_factory=set)
    migrated: dict[str, int] = field(default_factory=dict)


@dataclass
class Sent:
    """A message that was accepted."""

    chat: str
    text: str
    buttons: list[list[dict[str, str]]]
    at: float
    message_id: int
    file: tuple[str, bytes] | None = None  # the name and content of a document or photo
    photo: bool = False
    edits: int = 0  # how often its text was changed
    deleted: bool = False


class BotApiStandIn:
    """`token` is the only valid one; `sent` is the log of accepted messages in order."""

    def __init__(self, token: str = "12345:stand-in", port: int = 0) -> None:
        self.token = token
        self.port = port
        self.faults = Faults()
        self.sent: list[Sent] = []
        self.answered: list[str] = []
        self.files: dict[str, bytes] = {}
        self.actions: list[tuple[str, str]] = []
        self.acted = asyncio.Event()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: dict[str, str] = {}
        self.polls = 0
        self.queue: OrderedDict[int, dict[str, Any]] = OrderedDict()
        self.confirmed_at: dict[int, float] = {}
        self._next_update = 1
        self._arrived = asyncio.Event()
        self._sent_one = asyncio.Event()
        self._confirmed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> BotApiStandIn:
        app = web.Application()
        app.router.add_post("/control/{what}", self._control)
        app.router.add_get("/control/{what}", self._control)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        self._arrived.set()
        await self._runner.cleanup()

    def says(self, user: int, text: str, **message: Any) -> int:
        """A private message of `user`; its update id."""
        return self.enqueue(
            {"message": _message(self._next_update, user, {"text": text, **message})}
        )

    def sends(self, user: int, **content: Any) -> int:
        """A message of `user` that is no plain text: a photo, a document, a sticker."""
        return self.enqueue({"message": _message(self._next_update, user, content)})

    def edits(self, user: int, text: str, message_id: int) -> int:
        content = {"text": text, "message_id": message_id, "edit_date": 1750208500}
        return self.enqueue({"edited_message": _message(0, user, content)})

    def says_in_group(self, user: int, group: int, text: str) -> int:
        message = _message(self._next_update, user, {"text": text})
        message["chat"] = {"id": group, "type": "supergroup", "title": "工作群"}
        return self.enqueue({"message": message})

    def presses(self, user: int, data: str) -> int:
        query = {"id": f"q{self._next_update}", "from": _user(user), "data": data}
        return self.enqueue(
            {
                "callback_query": {
                    **query,
                    "message": _message(self._next_update, user, {"text": ""}),
                }
            }
        )

    def enqueue(self, update: dict[str, Any]) -> int:
        number = self._next_update
        self._next_update += 1
        self.queue[number] = {"update_id": number, **update}
        self._arrived.set()
        return number

    async def wait_for_sent(self, count: int, seconds: float = 30.0) -> list[Sent]:
        """The log, once it holds `count` messages."""
        async with asyncio.timeout(seconds):
            while len(self.sent) < count:
                self._sent_one.clear()
                await self._sent_one.wait()
        return self.sent

    async def wait_until_confirmed(self, seconds: float = 60.0) -> None:
        """Return once every update so far was confirmed by a later offset."""
        async with asyncio.timeout(seconds):
            while self.queue:
                self._confirmed.clear()
                await self._confirmed.wait()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _error(401, "Unauthorized")
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            fields = dict(await request.post())
        method = getattr(self, f"_{request.match_info['method'].lower()}", None)
        if method is None:
            return _error(404, "Not Found")
        return await method(fields, request)  # type: ignore[no-any-return]

    async def _getme(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        return _ok({"id": 12345, "is_bot": True, "first_name": "督办", "username": "duban_bot"})

    async def _getupdates(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        self.polls += 1
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        now = time.monotonic()
        while self.queue and next(iter(self.queue)) < offset:
            number, _ = self.queue.popitem(last=False)
            self.confirmed_at[number] = now
        self._confirmed.set()
        if not self.queue:
            self._arrived.clear()
            try:
                async with asyncio.timeout(float(fields.get("timeout", 0)) or 0.001):
                    await self._arrived.wait()
            except TimeoutError:
                return _ok([])
        found = []
        for update in self.queue.values():
            found.append(update)
            if len(found) == limit:
                break
        return _ok(found)

    async def _sendmessage(
        self, fields: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        chat, text = str(fields["chat_id"]), str(fields["text"])
        if (fault := self._fault(chat, request)) is not None:
            return fault
        shown = text
        if fields.get("parse_mode") == "HTML":
            trouble, shown = _check_html(text)
            if trouble:
                return _error(400, f"Bad Request: can't parse entities: {trouble}")
        if not shown.strip() or len(shown.encode("utf-16-le")) // 2 > 4096:
            return _error(400, "Bad Request: message is empty or too long")
        markup = _object(fields.get("reply_markup"))
        buttons = markup.get("inline_keyboard", [])
        for row in buttons:
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64 or not button["text"]:
                    return _error(400, "Bad Request: BUTTON_DATA_INVALID")
        if sum(len(row) for row in buttons) > 100 or any(len(row) > 8 for row in buttons):
            return _error(400, "Bad Request: reply markup is too long")
        return self._accept(chat, shown, buttons)

    async def _senddocument(
        self, fields: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        return self._take_file(fields, request, "document")

    async def _sendphoto(self, fields: dict[str, Any], request: web.Request) -> web.StreamResponse:
        return self._take_file(fields, request, "photo")

    def _take_file(
        self, fields: dict[str, Any], request: web.Request, what: str
    ) -> web.StreamResponse:
        chat, part = str(fields["chat_id"]), fields.get(what)
        if (fault := self._fault(chat, request)) is not None:
            return fault
        if not isinstance(part, web.FileField) or not part.filename:
            return _error(400, f"Bad Request: there is no {what} in the request")
        content = part.file.read()
        if not content:
            return _error(400, "Bad Request: file must be non-empty")
        if what == "photo" and not content.startswith((b"\x89PNG", b"\xff\xd8")):
            return _error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        return self._accept(chat, "", [], (part.filename, content), photo=what == "photo")

    def _fault(self, chat: str, request: web.Request) -> web.StreamResponse | None:
        """What is to go wrong with this sending, if anything is."""
        if self.faults.drop_next:
            self.faults.drop_next -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if self.faults.next_sends:
            status, parameters = self.faults.next_sends.popleft()
            return _error(status, "Too Many Requests" if status == 429 else "refused", parameters)
        if chat in self.faults.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if chat in self.faults.migrated:
            moved = {"migrate_to_chat_id": self.faults.migrated[chat]}
            return _error(400, "Bad Request: group chat was upgraded", moved)
        return None

    def _accept(
        self,
        chat: str,
        text: str,
        buttons: list[list[dict[str, str]]],
        file: tuple[str, bytes] | None = None,
        *,
        photo: bool = False,
    ) -> web.Response:
        number = len(self.sent) + 1
        self.sent.append(Sent(chat, text, buttons, time.monotonic(), number, file, photo))
        self._sent_one.set()
        chat_json = {"id": int(chat), "type": "private"}
        return _ok({"message_id": number, "date": 1750208400, "chat": chat_json, "text": text})

    async def _sendchataction(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        self.actions.append((str(fields["chat_id"]), str(fields["action"])))
        self.acted.set()
        return _ok(True)

    async def _editmessagetext(
        self, fields: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        message = self._own(fields)
        if message is None:
            return _error(400, "Bad Request: message to edit not found")
        trouble, shown = _check_html(str(fields["text"]))
        if trouble:
            return _error(400, f"Bad Request: can't parse entities: {trouble}")
        buttons = _object(fields.get("reply_markup")).get("inline_keyboard", [])
        if (shown, buttons) == (message.text, message.buttons):
            return _error(400, "Bad Request: message is not modified")
        message.text, message.buttons = shown, buttons
        message.edits += 1
        self._sent_one.set()
        return _ok({"message_id": message.message_id, "text": shown})

    async def _deletemessage(
        self, fields: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        message = self._own(fields)
        if message is None:
            return _error(400, "Bad Request: message to delete not found")
        message.deleted = True
        return _ok(True)

    def _own(self, fields: dict[str, Any]) -> Sent | None:
        """The message that a call names, if it stands in that chat."""
        number = int(fields["message_id"])
        found = self.sent[number - 1] if 0 < number <= len(self.sent) else None
        if found is None or found.deleted or found.chat != str(fields["chat_id"]):
            return None
        return found

    async def _getfile(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        if fields["file_id"] not in self.files:
            return _error(400, "Bad Request: file is temporarily unavailable")
        return _ok({"file_id": fields["file_id"], "file_path": fields["file_id"]})

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return web.Response(status=404)
        return web.Response(body=self.files[request.match_info["name"]])

    async def _answercallbackquery(
        self, fields: dict[str, Any], request: web.Request
    ) -> web.Response:
        self.answered.append(str(fields["callback_query_id"]))
        return _ok(True)

    async def _setmycommands(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        scope = _object(fields.get("scope"))
        self.commands[str(scope.get("chat_id", ""))] = _object(fields["commands"])
        return _ok(True)

    async def _deletewebhook(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        self.webhook = {}
        return _ok(True)

    async def _setwebhook(self, fields: dict[str, Any], request: web.Request) -> web.Response:
        self.webhook = {"url": str(fields["url"]), "secret": str(fields.get("secret_token", ""))}
        return _ok(True)

    async def _control(self, request: web.Request) -> web.Response:
        """Steer it from another process."""
        what = request.match_info["what"]
        data = await request.json() if request.can_read_body else {}
        if what == "say":
            for user, text in data["messages"]:
                self.says(int(user), text)
        elif what == "delay":
            self.faults.delay = float(data["seconds"])
        elif what == "reset":
            self.sent.clear()
            self.confirmed_at.clear()
        elif what == "drain":
            self.queue.clear()
        elif what == "wait":
            await self.wait_for_sent(int(data["count"]), float(data.get("seconds", 120)))
        elif what == "count":
            count = sum(1 for s in self.sent if data["words"] in s.text)
            return web.json_response({"count": count})
        elif what == "sent":
            return web.json_response([[s.chat, s.text, s.at] for s in self.sent])
        return web.json_response(
            {"sent": len(self.sent), "queued": len(self.queue), "now": time.monotonic()}
        )


def _object(value: Any) -> Any:
    """Objects come as such in a JSON body, and as JSON text in a form."""
    return json.loads(value) if isinstance(value, str) else value or {}


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"用户{number}"}


def _message(number: int, user: int, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": number,
        "date": 1750208400,
        "chat": {"id": user, "type": "private", "first_name": f"用户{user}"},
        "from": _user(user),
        **content,
    }


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    data = {"ok": False, "error_code": code, "description": description}
    if parameters:
        data["parameters"] = parameters
    return web.json_response(data, status=code)


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.trouble = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.trouble = f'unsupported start tag "{tag}"'
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.trouble = f'unexpected end tag "{tag}"'

    def handle_data(self, data: str) -> None:
        self.text += data


def _check_html(text: str) -> tuple[str, str]:
    """(what is wrong, the text without its marks)."""
    if "<" not in text and "&" not in text:
        return "", text
    checker = _Checker()
    checker.feed(text)
    checker.close()
    if checker.open and not checker.trouble:
        checker.trouble = f'no end tag for "{checker.open[-1]}"'
    return checker.trouble, checker.text


async def _serve(port: int, delay: float) -> None:
    api = BotApiStandIn(port=port)
    api.faults.delay = delay
    async with api:
        print(api.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay-ms", type=float, default=0)
    chosen = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(chosen.port, chosen.delay_ms / 1000))
