"""The web channel: what is said over the sockets, and what is pushed to them."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from bot.channels.base import Handle, Pace
from bot.channels.web.backend import Line, Persona, WebBackend
from bot.channels.web.server import Server
from bot.channels.web.sessions import Sessions
from bot.files import FileStore
from bot.render import Dialect, Rendered, Renderer
from domain.messages import Attachment, Inbound, InboundKind, Reply
from domain.people import Address

log = structlog.get_logger()
NAME = "web"
PAGE = 30
MAX_TEXT = 20_000  # longer texts are cut here; the bot answers that they are too long
MAX_FILES = 9
BURST, BURST_SECONDS = 20, 10.0


class WebChannel:
    """`port` 0 takes any free port; `bound_port` tells which while it listens."""

    name = NAME
    dialect = Dialect(html=True, limit=100_000)
    pace = Pace()

    def __init__(
        self,
        backend: WebBackend,
        files: FileStore,
        *,
        host: str,
        port: int,
        session_key: str,
        secure: bool = False,
        personas: Sequence[Persona] = (),
        about: str = "",
        extra_routes: Sequence[web.AbstractRouteDef] = (),
    ) -> None:
        self.backend = backend
        self.files = files
        self.personas = tuple(personas)
        self.about = about  # one line on the plan, under the demo's personas
        self._sockets: dict[str, set[web.WebSocketResponse]] = {}
        self._handle: Handle | None = None
        self._apology = Renderer(self.dialect)(Reply("trouble"))
        self._server = Server(
            self,
            Sessions(session_key, secure=secure),
            host=host,
            port=port,
            extra_routes=extra_routes,
        )

    @property
    def bound_port(self) -> int:
        return self._server.port

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        self._handle = handle
        async with self._server.running():
            yield

    async def send(self, address: Address, message: Rendered) -> str:
        """Push to every open page of the account; one that is closed finds it in the history."""
        return await self._show(address.account, message)

    async def edit(self, address: Address, ref: str, message: Rendered) -> None:
        """Put a text in the place of one that was shown; a closed page finds it so in the history."""
        line = replace(self._line(message), id=ref)
        await self._push(address.account, {"type": "edit", "line": line.as_json()})

    async def recall(self, address: Address, ref: str) -> None:
        """Open pages read their history anew, in which what is taken back is no more."""
        await self._push(address.account, {"type": "reload"})

    async def converse(self, account: str, socket: web.WebSocketResponse) -> None:
        """Serve one open page until it closes."""
        self._sockets.setdefault(account, set()).add(socket)
        recent: deque[float] = deque(maxlen=BURST)
        try:
            await self._tell_identity(account, socket)
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    continue
                try:
                    event = frame.json()
                except ValueError:
                    continue
                if isinstance(event, dict):
                    await self._take(account, socket, event, recent)
        except ConnectionError:
            pass  # the page closed while it was being answered; the history has the answer
        finally:
            self._sockets[account].discard(socket)
            if not self._sockets[account]:
                del self._sockets[account]

    async def close_sockets(self) -> None:
        for socket in [s for sockets in self._sockets.values() for s in sockets]:
            await socket.close(code=1001, message=b"restart")

    async def _take(
        self,
        account: str,
        socket: web.WebSocketResponse,
        event: dict[str, Any],
        recent: deque[float],
    ) -> None:
        match event.get("type"):
            case "history":
                before = event.get("before")
                lines = await self.backend.history(account, PAGE, before if before else None)
                data = [line.as_json() for line in lines]
                await socket.send_json(
                    {"type": "history", "lines": data, "more": len(data) >= PAGE}
                )
            case "say" | "press":
                clock = self.backend.now().timestamp()
                if len(recent) == BURST and clock - recent[0] < BURST_SECONDS:
                    await socket.send_json({"type": "slow", "id": event.get("id")})
                    return
                recent.append(clock)
                await self._say(account, socket, event)

    async def _say(
        self, account: str, socket: web.WebSocketResponse, event: dict[str, Any]
    ) -> None:
        inbound = await self._inbound(account, event)
        if inbound is None or self._handle is None:
            return
        try:
            message = await self._handle(inbound)
        except Exception:
            log.exception("handling failed", action="handle_failed", inbound=inbound.event_id)
            message = self._apology
        await socket.send_json({"type": "ack", "id": event["id"]})
        if message is not None:
            async for part in message.parts():
                await self._show(account, part)
        await self._tell_identity(account, socket)

    async def _inbound(self, account: str, event: dict[str, Any]) -> Inbound | None:
        """A page's event → Inbound; a malformed one is None."""
        try:
            number = str(uuid.UUID(str(event["id"])))
        except (KeyError, ValueError):
            return None
        pressed = event["type"] == "press"
        text = event.get("command" if pressed else "text")
        if not isinstance(text, str):
            return None
        files: list[Attachment] = []
        for sha256 in event.get("files", ())[:MAX_FILES] if not pressed else ():
            stored = self._server.uploaded(account, str(sha256))
            if stored:
                files.append(stored)
        kind = InboundKind.BUTTON if pressed else InboundKind.FILE if files else InboundKind.TEXT
        label = event.get("label", "") if pressed else ""
        return Inbound(
            channel=NAME,
            account=account,
            chat=account,
            event_id=f"{account}:{number}",
            sent_at=self.backend.now(),
            text=text[:MAX_TEXT],
            kind=kind,
            files=tuple(files),
            label=str(label)[:60],
            numbers=False,
        )

    async def _tell_identity(self, account: str, socket: web.WebSocketResponse) -> None:
        await socket.send_json({"type": "identity", **await self.describe(account)})

    async def describe(self, account: str) -> dict[str, Any]:
        """Who the page speaks as, what it may press, and (the demo) whom else it may be."""
        identity = await self.backend.identity(account)
        return {
            "bound": identity is not None,
            "name": identity.name if identity else "",
            "posts": identity.posts if identity else "",
            "quick": [list(pair) for pair in identity.quick] if identity else [],
            "now": self.backend.now().isoformat(),
            "zone": self.backend.zone,
            "about": self.about,
            "personas": [
                {
                    "key": p.key,
                    "name": p.name,
                    "subtitle": p.subtitle,
                    "chosen": p.account == account,
                }
                for p in self.personas
            ],
        }

    async def _show(self, account: str, message: Rendered) -> str:
        line = self._line(message)
        if line.texts or line.files:
            await self._push(account, {"type": "message", "line": line.as_json()})
        return line.id

    def _line(self, message: Rendered) -> Line:
        return Line(
            id=f"live-{uuid.uuid4().hex[:16]}",  # a receipt keeps it over a restart
            at=self.backend.now(),
            mine=False,
            texts=message.texts,
            buttons=message.buttons,
            files=tuple(sheet.file for sheet in message.files),
        )

    async def _push(self, account: str, data: dict[str, Any]) -> None:
        for socket in list(self._sockets.get(account, ())):
            try:
                await socket.send_json(data)
            except (ConnectionError, RuntimeError):
                self._sockets.get(account, set()).discard(socket)
