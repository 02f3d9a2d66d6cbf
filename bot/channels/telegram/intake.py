"""Files that come by Telegram: fetched before the message is handled, and only for who is bound."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.inbound import NAME, upload_in
from bot.channels.telegram.polling import Update
from bot.files import MAX_BYTES, FileStore
from domain.errors import Refused
from domain.messages import Inbound


class Intake:
    """`is_bound(channel, account)`: a stranger's files are not even looked at."""

    def __init__(self, files: FileStore, is_bound: Callable[[str, str], Awaitable[bool]]) -> None:
        self._files = files
        self._is_bound = is_bound

    async def take(self, api: BotApi, inbound: Inbound, update: Update) -> Inbound:
        """The event with its file stored; Refused when the file is not one we take."""
        upload = upload_in(update)
        if upload is None or not inbound.private:
            return inbound
        if not await self._is_bound(NAME, inbound.account):
            return inbound
        if upload.size > MAX_BYTES:
            raise Refused("file_large", name=upload.name, limit=MAX_BYTES // 1024 // 1024)
        stored = await self._files.add(upload.name, api.download(upload.file_id))
        return replace(inbound, files=(stored,))
