"""Calls of WeCom's API over HTTP: the JSON of what went well, or why not. No secret is in an error."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

CONNECTIONS = 32
CONNECT_TIMEOUT, READ_TIMEOUT, UPLOAD_TIMEOUT = 10.0, 20.0, 60.0


class ApiError(Exception):
    """WeCom said no: `code` is its errcode, `message` its errmsg."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


class Unreachable(Exception):
    """No answer. `sent`: the request may have arrived all the same."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class Calls:
    """`api_base` with or without /cgi-bin; `secrets` gives what must be in no error's words."""

    def __init__(self, api_base: str, secrets: Callable[[], tuple[str, ...]]) -> None:
        base = api_base.rstrip("/").removesuffix("/cgi-bin")
        self._base = f"{base}/cgi-bin"
        self._secrets = secrets
        scheme, host = urlsplit(base).scheme, urlsplit(base).hostname or ""
        self._proxy = None if proxy_bypass(host) else getproxies().get(scheme)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def json(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Callable[[], Any] | None = None,
        patience: float = READ_TIMEOUT,
    ) -> dict[str, Any]:
        """`body` makes what is posted, anew for each try; `patience` in seconds."""
        async with self.request(method, path, query, body, patience) as response:
            content = await response.read()
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"no JSON but HTTP {response.status}", sent=True)
        if code := int(answer.get("errcode", 0)):
            raise ApiError(code, self._scrubbed(str(answer.get("errmsg", ""))))
        return answer

    @asynccontextmanager
    async def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Callable[[], Any] | None = None,
        patience: float = READ_TIMEOUT,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """`from None` everywhere: the exceptions hold the URL, and the URL holds the secrets."""
        if self._session is None:
            raise Unreachable("the channel is not open", sent=False)
        limits = aiohttp.ClientTimeout(sock_connect=CONNECT_TIMEOUT, sock_read=patience)
        try:
            async with self._session.request(
                method,
                f"{self._base}/{path}",
                params=query,
                data=body() if body else None,
                timeout=limits,
                proxy=self._proxy,
            ) as response:
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise Unreachable("no connection", sent=False) from None
        except TimeoutError:
            raise Unreachable("no answer in time", sent=True) from None
        except aiohttp.ClientError as error:
            raise Unreachable(f"the connection broke: {type(error).__name__}", sent=True) from None

    def _scrubbed(self, text: str) -> str:
        for secret in filter(None, self._secrets()):
            text = text.replace(secret, "***")
        return text[:300]


def encoded(body: Any) -> Callable[[], bytes]:
    data = json.dumps(body, ensure_ascii=False).encode()
    return lambda: data


def upload(name: str, content: bytes, mime: str) -> Callable[[], aiohttp.FormData]:
    """The form of an upload; a Chinese name goes as it is."""

    def form() -> aiohttp.FormData:
        made = aiohttp.FormData(quote_fields=False)
        made.add_field("media", BytesIO(content), filename=name, content_type=mime)
        return made

    return form
