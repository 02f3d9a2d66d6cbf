"""The few calls of WeCom's API that we make. The secret and the token appear in no error and no log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import Message
from time import monotonic
from typing import Any

import aiohttp

from bot.channels.wecom.http import (
    READ_TIMEOUT,
    UPLOAD_TIMEOUT,
    ApiError,
    Calls,
    encoded,
    upload,
)

EARLY = 300  # seconds before its end at which a token is renewed
_STALE = (40001, 40014, 42001)  # a token that is no longer good: all are seen when it has expired
# Of gettoken: the secret or the corp id. Asked again and again, WeCom bars the IP.
_WRONG = (40001, 40013)
WRONG_LASTS = 60.0

ONCE_LASTS = 4 * 3600  # seconds; the longest that WeCom remembers


@dataclass(frozen=True, slots=True)
class Media:
    """A file that somebody sent: `name` and `size` (bytes) as far as the platform says them."""

    name: str
    size: int
    chunks: AsyncIterator[bytes]


class WecomApi:
    """One access token for all who call; it is fetched by one of them while the others wait."""

    def __init__(
        self,
        corp_id: str,
        secret: str,
        agent_id: int,
        api_base: str,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.agent_id = agent_id
        self._corp_id = corp_id
        self._secret = secret
        self._calls = Calls(api_base, lambda: (self._secret, self._token))
        self._now = now
        self._token, self._good_until = "", 0.0
        self._wrong, self._wrong_until = ApiError(0, ""), 0.0
        self._renewing = asyncio.Lock()

    async def open(self) -> None:
        await self._calls.open()

    async def close(self) -> None:
        await self._calls.close()

    async def send(
        self, user: str, kind: str, content: Mapping[str, Any], *, once: bool = False
    ) -> dict[str, Any]:
        """A message (`kind`: text, markdown, template_card, image, file) to one member.

        `once`: WeCom keeps the same content from the member when it comes again within `ONCE_LASTS`.
        """
        body = {"touser": user, "msgtype": kind, "agentid": self.agent_id, kind: content}
        if once:
            body |= {"enable_duplicate_check": 1, "duplicate_check_interval": ONCE_LASTS}
        return await self._post("message/send", body)

    async def recall(self, message_id: str) -> None:
        """Take a message back, within 24 hours; it goes in WeCom's own client alone."""
        await self._post("message/recall", {"msgid": message_id})

    async def update_card(self, user: str, response_code: str, card: Mapping[str, Any]) -> None:
        """Put another card in the place of one; a response code is good once."""
        body = {
            "userids": [user],
            "agentid": self.agent_id,
            "response_code": response_code,
            "template_card": card,
        }
        await self._post("message/update_template_card", body)

    async def set_menu(self, buttons: list[dict[str, Any]]) -> None:
        await self._post("menu/create", {"button": buttons}, agentid=str(self.agent_id))

    async def sign_in(self) -> None:
        """Fetch the access token, if there is none: ApiError says what is wrong with the keys."""
        await self._fresh_token()

    async def agent(self) -> dict[str, Any]:
        """What the app is: its name, whether it is switched off (`close`), who sees it."""
        return await self._call("GET", "agent/get", {"agentid": str(self.agent_id)})

    async def upload(self, kind: str, name: str, content: bytes, mime: str) -> str:
        """The media id of a file (`kind`: image or file), good for three days."""

        answer = await self._call(
            "POST",
            "media/upload",
            {"type": kind},
            upload(name, content, mime),
            patience=UPLOAD_TIMEOUT,
        )
        return str(answer["media_id"])

    @asynccontextmanager
    async def media(self, media_id: str) -> AsyncIterator[Media]:
        """A file that somebody sent; ApiError when it is gone (they are kept three days)."""
        for attempt in (1, 2):
            token = await self._fresh_token()
            query = {"access_token": token, "media_id": media_id}
            async with self._calls.request("GET", "media/get", query) as response:
                named = "Content-Disposition" in response.headers
                if named or response.content_type not in ("application/json", "text/plain"):
                    name, size = _file_name(response.headers), response.content_length or 0
                    yield Media(name, size, _pieces(response))
                    return
                error = _error_in(await response.content.read(4096))
                if error.code not in _STALE or attempt == 2:
                    raise error
                self._forget(token)

    async def _post(self, path: str, body: Any, **query: str) -> dict[str, Any]:
        return await self._call("POST", path, query, encoded(body))

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Callable[[], Any] | None = None,
        patience: float = READ_TIMEOUT,
    ) -> dict[str, Any]:
        """The JSON of a call that went well. A token that was refused is renewed once, never in a loop."""
        for attempt in (1, 2):
            token = await self._fresh_token()
            try:
                return await self._calls.json(
                    method, path, {"access_token": token, **query}, body, patience
                )
            except ApiError as error:
                if error.code not in _STALE or attempt == 2:
                    raise
                self._forget(token)
        raise AssertionError("unreachable")

    async def _fresh_token(self) -> str:
        if self._token and self._now() < self._good_until:
            return self._token
        async with self._renewing:
            if not self._token or self._now() >= self._good_until:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        if self._now() < self._wrong_until:
            raise self._wrong
        query = {"corpid": self._corp_id, "corpsecret": self._secret}
        try:
            answer = await self._calls.json("GET", "gettoken", query)
        except ApiError as error:
            if error.code in _WRONG:
                self._wrong, self._wrong_until = error, self._now() + WRONG_LASTS
            raise
        self._token = str(answer["access_token"])
        lasts = int(answer.get("expires_in", 7200))
        self._good_until = self._now() + max(lasts - EARLY, lasts / 2)

    def _forget(self, token: str) -> None:
        """Not a token that another caller has fetched meanwhile."""
        if self._token == token:
            self._token = ""


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async for chunk in response.content.iter_chunked(64 * 1024):
        yield chunk


def _error_in(content: bytes) -> ApiError:
    """What came where a file was asked for."""
    try:
        answer = json.loads(content)
        return ApiError(int(answer["errcode"]), str(answer.get("errmsg", ""))[:300])
    except (ValueError, KeyError, TypeError):
        return ApiError(0, "neither a file nor an error")


def _file_name(headers: Mapping[str, str]) -> str:
    """The name in Content-Disposition: raw UTF-8 is read as Latin-1 on the way, and put right here."""
    message = Message()
    message["Content-Disposition"] = headers.get("Content-Disposition", "")
    name = message.get_filename("")
    try:
        return name.encode("latin-1").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name
