"""Files that come by WeCom: fetched by their media id alone, never from an address in the message."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.channels.intake import Intake
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.http import ApiError
from bot.channels.wecom.inbound import Arrival
from domain.errors import Refused
from domain.messages import Inbound

# What a picture begins with: it has no name, and what the platform calls it is not always so.
_PICTURES = {
    b"\xff\xd8\xff": ".jpg",
    b"\x89PNG": ".png",
    b"GIF8": ".gif",
    b"RIFF": ".webp",
}
_BUSY = (-1, 45009, 45033)


async def fetch(api: WecomApi, intake: Intake, arrival: Arrival) -> Inbound:
    """The event with its file stored; Refused when it cannot be had, or is not one we take."""
    inbound = arrival.inbound
    try:
        async with api.media(arrival.media_id) as media:
            head = await anext(media.chunks, b"")
            name = arrival.file_name or _picture_name(inbound, head) or media.name or "文件"
            return await intake.take(inbound, name, media.size, _whole(head, media.chunks))
    except ApiError as error:
        if error.code in _BUSY:
            raise  # it is delivered again
        raise Refused("file_not_fetched", name=arrival.file_name or "图片") from None


def _picture_name(inbound: Inbound, head: bytes) -> str:
    ending = next((e for magic, e in _PICTURES.items() if head.startswith(magic)), "")
    return f"照片{inbound.message[-6:]}{ending}" if ending else ""


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if head:
        yield head
    async for chunk in rest:
        yield chunk
