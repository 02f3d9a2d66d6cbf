"""In a working group: 绑定本群 and 订阅 by who may broadcast; all else is private."""

from __future__ import annotations

import re

from domain import access
from domain.errors import Refused
from domain.messages import Reply
from domain.people import Address
from handlers.base import Context
from handlers.status.summaries import choose
from storage import rooms
from storage.journal import audit
from storage.summaries import Receiver

LONGEST_NAME = 20
_BIND = re.compile(r"[/\s]*(?:绑定本?群|启用本?群)\s*[:：]?\s*(?P<name>.*?)[。\s]*")
_SUBSCRIBE = re.compile(
    r"[/\s]*订阅\s*(?P<every>周报|每周|月报|每月|停|取消|退订|停止|不要)[了。\s]*"
)
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
        if (match := _SUBSCRIBE.fullmatch(text)) and (
            room := rooms.at(ctx.tx, inbound.channel, inbound.chat)
        ):
            return choose([match["every"]], Receiver(room.id, is_room=True), room.name, ctx)
    raise Refused("private_only")
