"""Files that come by a platform: fetched before the message is handled, and only for who is bound."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from bot.files import MAX_BYTES, FileStore
from domain.errors import Refused
from domain.messages import Inbound, InboundKind


class Intake:
    """`is_bound(channel, account)`: a stranger's files are not even looked at."""

    def __init__(self, files: FileStore, is_bound: Callable[[str, str], Awaitable[bool]]) -> None:
        self._files = files
        self._is_bound = is_bound

    async def wants(self, inbound: Inbound) -> bool:
        """Whether the file of this event is to be fetched at all."""
        if inbound.kind is not InboundKind.FILE or not inbound.private:
            return False
        return await self._is_bound(inbound.channel, inbound.account)

    async def take(
        self, inbound: Inbound, name: str, size: int, chunks: AsyncIterator[bytes]
    ) -> Inbound:
        """The event with its file stored; Refused when the file is not one we take.

        `size` in bytes as the platform says it, 0 where it does not.
        """
        if size > MAX_BYTES:
            raise Refused("file_large", name=name, limit=MAX_BYTES // 1024 // 1024)
        stored = await self._files.add(name, chunks)
        return replace(inbound, files=(stored,))
