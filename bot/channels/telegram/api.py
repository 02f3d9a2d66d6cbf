"""The few Bot API calls we make, as plain JSON. The token appears in no error and no log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData

from bot.channels.telegram.request import AiohttpRequest

UPLOAD_TIMEOUT = 60.0
UPDATES = ("message", "edited_message", "callback_query")


class _Fields:
    """Parameters of a call, in the shape in which a request takes them.

    PTB would build a RequestParameter for each and parse each answer into objects; a bot that
    answers a thousand messages a second does better without.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.contains_files = False
        self.multipart_data: dict[str, tuple[str, bytes, str]] = {}
        self.json_parameters = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in fields.items()
            if value is not None
        }


class BotApi:
    """`call("sendMessage", chat_id=…, text=…)`; errors are telegram.error's."""

    def __init__(self, token: str, api_base: str) -> None:
        self._url = f"{api_base.rstrip('/')}/bot{token}"
        self._file_url = f"{api_base.rstrip('/')}/file/bot{token}"
        self._request = AiohttpRequest(api_base)

    async def open(self) -> None:
        await self._request.initialize()

    async def close(self) -> None:
        await self._request.shutdown()

    async def call(self, method: str, read_timeout: float | None = None, **fields: Any) -> Any:
        timeouts: dict[str, Any] = {} if read_timeout is None else {"read_timeout": read_timeout}
        data = cast(RequestData, _Fields(fields))
        return await self._request.post(f"{self._url}/{method}", request_data=data, **timeouts)

    async def upload(
        self, method: str, field: str, file: tuple[str, bytes, str], **fields: Any
    ) -> Any:
        """A call that carries a file: its name, content and media type."""
        data = _Fields(fields)
        data.contains_files = True
        data.multipart_data = {field: file}
        return await self._request.post(
            f"{self._url}/{method}",
            request_data=cast(RequestData, data),
            write_timeout=UPLOAD_TIMEOUT,
            read_timeout=UPLOAD_TIMEOUT,
        )

    async def download(self, file_id: str) -> AsyncIterator[bytes]:
        """A file's content in pieces (the Bot API gives files up to 20 MB)."""
        found = await self.call("getFile", file_id=file_id)
        async for chunk in self._request.stream(f"{self._file_url}/{found['file_path']}"):
            yield chunk


def wait_of(error: RetryAfter) -> float:
    """The seconds the platform asks to wait."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int) else wait.total_seconds())


async def check_token(token: str, api_base: str) -> str:
    """What is wrong with a token or an address, in plain words; "" when it works."""
    api = BotApi(token, api_base)
    await api.open()
    try:
        await api.call("getMe", read_timeout=10)
    except InvalidToken:
        return "令牌无效，请向 @BotFather 核对 [telegram] token。"
    except TelegramError as error:
        return f"连不上 {api_base}（{error.message}），请检查网络或 [telegram] api_base。"
    finally:
        await api.close()
    return ""
