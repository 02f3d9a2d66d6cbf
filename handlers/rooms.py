"""In a working group: 绑定本群 by who may broadcast; everything else belongs into the private chat."""

from __future__ import annotations

import re

from domain import access
from domain.errors import Refused
from domain.messages import Reply
from domain.people import Address
from handlers.base import Context
from storage import rooms
from storage.journal import audit

LONGEST_NAME = 20
_BIND = re.compile(r"[/\s]*(?:绑定本?群|启用本?群)\s*[:：]?\s*(?P<name>.*?)[。\s]*")
_RELEASE = re.compile(r"[/\s]*(?:解绑本?群|解除绑定|停用本?群)[。\s]*")


def in_room(ctx: Context) -> Reply:
    """The bot was addressed in a group. Nothing personal and nothing of a task is said there."""
    text, inbound = ctx.inbound.text.strip(), ctx.inbound
    if ctx.person.id and access.oversees_daily(ctx.person):
        if match := _BIND.fullmatch(text):
            name = match["name"][:LONGEST_NAME] or "工作群"
            number = rooms.bind(
                ctx.tx,
                Address(inbound.channel, inbound.chat, inbound.chat),
                name,
                ctx.person.id,
                ctx.now,
            )
            audit(ctx.tx, ctx.now, ctx.person.id, "room.bind", str(number), name=name)
            return Reply("room_bound", {"name": name})
        if _RELEASE.fullmatch(text):
            rooms.release(ctx.tx, inbound.channel, inbound.chat, "已解绑")
            audit(ctx.tx, ctx.now, ctx.person.id, "room.release", inbound.chat)
            return Reply("room_released")
    raise Refused("private_only")
