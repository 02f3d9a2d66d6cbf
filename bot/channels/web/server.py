"""The HTTP server: the page, its WebSocket, uploads, downloads, health and metrics."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, web

from bot.channels.web.board import page
from bot.channels.web.sessions import Sessions
from bot.files import MAX_BYTES
from bot.render import Dialect, Renderer
from domain.errors import Refused
from domain.messages import Attachment, Reply

if TYPE_CHECKING:
    from bot.channels.web.channel import WebChannel

STATIC = Path(__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REMEMBERED_UPLOADS = 2000
_PLAIN = Renderer(Dialect())


class Server:
    """Routes of the web chat around one channel."""

    def __init__(
        self,
        channel: WebChannel,
        sessions: Sessions,
        *,
        host: str,
        port: int,
        extra_routes: Sequence[web.AbstractRouteDef],
    ) -> None:
        self._channel = channel
        self._sessions = sessions
        self._host = host
        self.port = port
        # What an account uploaded but has not sent yet; a restart only asks for it again.
        self._uploads: OrderedDict[tuple[str, str], Attachment] = OrderedDict()
        self._app = web.Application(client_max_size=MAX_BYTES + 1024 * 1024, middlewares=[_harden])
        self._app.add_routes(
            [
                web.get("/", self._page),
                web.static("/static", STATIC),
                web.get("/ws", self._socket),
                web.post("/upload", self._upload),
                web.get("/files/{sha256:[0-9a-f]{64}}", self._download),
                web.post("/persona/{key}", self._persona),
                web.get("/board", self._board),
                web.get("/healthz", self._health),
                web.get("/metrics", self._metrics),
                *extra_routes,
            ]
        )
        self._app.on_shutdown.append(self._close)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self.port)
            await site.start()
            self.port = runner.addresses[0][1]
            yield
        finally:
            await runner.cleanup()

    def uploaded(self, account: str, sha256: str) -> Attachment | None:
        return self._uploads.get((account, sha256))

    async def _close(self, _app: web.Application) -> None:
        await self._channel.close_sockets()

    async def _page(self, request: web.Request) -> web.StreamResponse:
        response = web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-store"})
        if self._sessions.account(request) is None:
            personas = self._channel.personas
            self._sessions.give(response, personas[0].account if personas else None)
        return response

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        account = self._sessions.account(request)
        if account is None or not _same_origin(request):
            return web.Response(status=403)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=256 * 1024)
        await socket.prepare(request)
        await self._channel.converse(account, socket)
        return socket

    async def _persona(self, request: web.Request) -> web.Response:
        """The demo only: speak as somebody else. Without personas there is no such page."""
        found = next(
            (p for p in self._channel.personas if p.key == request.match_info["key"]), None
        )
        if found is None or not _same_origin(request):
            return web.Response(status=404)
        response = web.json_response({"ok": True})
        self._sessions.give(response, found.account)
        return response

    async def _upload(self, request: web.Request) -> web.Response:
        """One file of somebody who is bound; others are told nothing more than that."""
        account = self._sessions.account(request)
        if account is None or not _same_origin(request):
            return web.Response(status=403)
        if await self._channel.backend.identity(account) is None:
            return _refusal(Refused("unbound"), 403)
        try:
            reader = await request.multipart()
            part = await reader.next()
        except (ValueError, AssertionError):
            return web.Response(status=400)
        if not isinstance(part, BodyPartReader) or not part.filename:
            return web.Response(status=400)
        try:
            stored = await self._channel.files.add(part.filename, _chunks(part))
        except Refused as refused:
            return _refusal(refused, 422)
        self._uploads[account, stored.sha256] = stored
        while len(self._uploads) > REMEMBERED_UPLOADS:
            self._uploads.popitem(last=False)
        return web.json_response(
            {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "mime": stored.mime}
        )

    async def _download(self, request: web.Request) -> web.StreamResponse:
        account = self._sessions.account(request)
        sha256 = request.match_info["sha256"]
        if account is None:
            return web.Response(status=404)
        stored = self.uploaded(account, sha256)
        stored = stored or await self._channel.backend.may_download(account, sha256)
        path = self._channel.files.path(sha256)
        if stored is None or not path.is_file():
            return web.Response(status=404)
        kind = "inline" if stored.mime.startswith("image/") else "attachment"
        return web.FileResponse(
            path,
            headers={
                "Content-Type": stored.mime,
                "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(stored.name)}",
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, max-age=3600",
            },
        )

    async def _board(self, request: web.Request) -> web.Response:
        """The dashboard of whoever is signed in."""
        account, issue = self._sessions.account(request), request.query.get("issue", "")
        shown = None
        if account is not None:
            number = int(issue) if issue.isascii() and issue.isdigit() and len(issue) < 9 else None
            show = request.query.get("show")
            shown = await self._channel.backend.board(
                account, show[:100] if show is not None else None, number
            )
        return web.Response(
            text=page(shown),
            status=200 if shown else 403,
            content_type="text/html",
            charset="utf-8",
            headers={"Cache-Control": "no-store"},
        )

    async def _health(self, _request: web.Request) -> web.Response:
        health = await self._channel.backend.health()
        return web.json_response(health, status=200 if health.get("ok", True) else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        text = await self._channel.backend.metrics()
        return web.Response(text=text, content_type="text/plain", charset="utf-8")


@web.middleware
async def _harden(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    response = await handler(request)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _same_origin(request: web.Request) -> bool:
    """Browsers say where a page came from; another site's page must not speak for this session."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _refusal(refused: Refused, status: int) -> web.Response:
    text = _PLAIN.texts(Reply(refused.template, refused.data))[0]
    return web.json_response({"error": text}, status=status)


async def _chunks(part: BodyPartReader) -> Any:
    while chunk := await part.read_chunk(64 * 1024):
        yield chunk
