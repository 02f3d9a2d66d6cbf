"""Files that come by WeCom: fetched by their media id alone, never from an address in the message."""

from __future__ import annotations

from bot.channels.intake import Intake
from bot.channels.wecom.api import ApiError, WecomApi
from bot.channels.wecom.inbound import Arrival
from domain.errors import Refused
from domain.messages import Inbound

_ENDINGS = {"image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
_BUSY = (-1, 45009, 45033)


async def fetch(api: WecomApi, intake: Intake, arrival: Arrival) -> Inbound:
    """The event with its file stored; Refused when it cannot be had, or is not one we take."""
    inbound = arrival.inbound
    try:
        async with api.media(arrival.media_id) as media:
            name = arrival.file_name or _picture_name(inbound, media.mime)
            return await intake.take(inbound, name, media.size, media.chunks)
    except ApiError as error:
        if error.code in _BUSY:
            raise  # it is delivered again
        raise Refused("file_not_fetched", name=arrival.file_name or "图片") from None


def _picture_name(inbound: Inbound, mime: str) -> str:
    """Pictures have no name; the ending is what the platform says of the content."""
    return f"照片{inbound.message[-6:]}{_ENDINGS.get(mime, '.jpg')}"
