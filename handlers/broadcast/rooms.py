"""Working groups: 工作群 /groups in private; in a group itself 绑定本群 and 订阅, and no more."""

from __future__ import annotations

import re

from domain import access
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Address, Position
from handlers.base import Command, Context
from handlers.broadcast.carriers import carriers
from handlers.cards import rows
from handlers.ladder.budget import URGENT
from handlers.status.summaries import EVERY, choose
from storage import outbox, rooms, summaries
from storage.journal import audit
from storage.rooms import Room
from storage.summaries import Receiver

LONGEST_NAME = 20
_BIND = re.compile(r"[/\s]*(?:绑定本?群|启用本?群)\s*[:：]?\s*(?P<name>.*?)[。\s]*")
_SUBSCRIBE = re.compile(
    r"[/\s]*订阅\s*(?P<every>周报|每周|月报|每月|停|取消|退订|停止|不要)[了。\s]*"
)
_ACT = re.compile(r"(?P<act>on|off|test)\s+(?P<number>\d{1,9})")
_KEY = re.compile(r"webhook/send\?\S*key=", re.IGNORECASE)
MOST_BUTTONS = 8  # groups with buttons
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
            return choose([match["every"]], _receiver(room), room.name, ctx)
    raise Refused("private_only")


def holds_key(text: str) -> bool:
    """Whether somebody pastes the address of a group robot: who has its key can post as the robot."""
    return _KEY.search(text) is not None


def groups(text: str, ctx: Context) -> Reply:
    """工作群: which groups there are and whether they can be posted to; /groups on, off or test N."""
    if not access.oversees_daily(ctx.person):
        raise Refused("not_allowed", name="工作群")
    carriers(ctx)  # takes in those that the config names
    if not (match := _ACT.fullmatch(text.strip())):
        return _listed("", ctx)
    found = next((each for each in rooms.every(ctx.tx) if each.id == int(match["number"])), None)
    if found is None:
        raise Refused("no_such_group")
    match match["act"]:
        case "on":
            rooms.reopen(ctx.tx, found.id)
        case "off":
            rooms.release(ctx.tx, found.address.channel, found.address.chat, "手动停用")
        case _:
            _try(found, ctx)
            return _listed(found.name, ctx)
    audit(ctx.tx, ctx.now, ctx.person.id, f"room.{match['act']}", str(found.id))
    return _listed("", ctx)


def _try(room: Room, ctx: Context) -> None:
    """Post a word now, at any hour: who asks wants to see it."""
    outbox.add(
        ctx.tx,
        key=f"room-test:{room.id}:{ctx.now.isoformat()}",
        kind=URGENT,
        person_id=ctx.person.id,
        reply=Reply("room_test", {"name": room.name}),
        now=ctx.now,
        room_id=room.id,
    )


def _listed(tried: str, ctx: Context) -> Reply:
    known = rooms.every(ctx.tx)
    told = [
        {
            "name": room.name,
            "closed": room.closed,
            "every": [EVERY[each] for each in summaries.of(ctx.tx, _receiver(room))],
        }
        for room in known
    ]
    buttons: list[Button] = []
    for room in known[:MOST_BUTTONS]:
        name = room.name[:8]
        if room.closed:
            buttons.append(Button(f"启用 {name}", f"/groups on {room.id}"))
            continue
        buttons.append(Button(f"试发 {name}", f"/groups test {room.id}"))
        buttons.append(Button(f"停用 {name}", f"/groups off {room.id}"))
    return Reply("groups", {"groups": told, "tried": tried}, buttons=rows(buttons, 2))


def _receiver(room: Room) -> Receiver:
    return Receiver(room.id, is_room=True)


GROUPS = Command(
    name="groups",
    words=("工作群", "群列表"),
    summary="能带通知的工作群：试发、停用、启用",
    usage="工作群",
    run=groups,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
)
