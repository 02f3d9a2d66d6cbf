"""Groups that carry a notice. All eyes read it there: no fields, names or answers of anybody."""

from __future__ import annotations

from datetime import datetime

from domain import access
from domain.broadcasting import filled
from domain.collection import newest_by_unit
from domain.errors import Refused
from domain.messages import Paper, Reply
from domain.people import Address
from handlers.base import Context
from handlers.broadcast.previews import ask_data
from handlers.broadcast.receipts import Account
from storage import outbox, rooms
from storage.broadcasts import Broadcast
from storage.database import Transaction
from storage.journal import audit
from storage.rooms import Room

_IN_PRIVATE = "（见私聊）"
_TO_ALL = {
    "单位": "各单位",
    "姓名": "",
    "事项": _IN_PRIVATE,
    "事项数": "若干",
    "逾期数": "若干",
    "未报数": "若干",
    "最近到期": _IN_PRIVATE,
}


def carriers(ctx: Context) -> list[Room]:
    """The groups that can be posted to. One that the config names is taken in by the first of those
    in charge who looks."""
    if access.oversees_daily(ctx.person):
        known = {(r.address.channel, r.address.chat) for r in rooms.every(ctx.tx)}
        for group in ctx.rules.groups:
            channel, _, chat = group.partition(":")
            if (channel, chat) not in known:
                address = Address(channel, chat, chat)
                number = rooms.bind(ctx.tx, address, chat, ctx.person.id, ctx.now)
                audit(ctx.tx, ctx.now, ctx.person.id, "room.bind", str(number), name=chat)
    return rooms.open_ones(ctx.tx)


def carry(tx: Transaction, found: Broadcast, sender: str, now: datetime) -> None:
    """Put the notice into the outbox for each of its groups: once, however often it is asked for."""
    for room in rooms.open_ones(tx, found.rooms):
        reply = Reply(
            "room_notice",
            {
                "text": filled(found.text, _TO_ALL),
                "author": sender,
                "audience": _audience(found),
                **ask_data(found),
            },
            papers=tuple(Paper.of(file) for file in found.files),
        )
        outbox.add(
            tx,
            key=found.notice_key(room.id),
            kind="group",
            person_id=found.author_id,
            reply=reply,
            now=now,
            room_id=room.id,
        )


def _audience(found: Broadcast) -> str:
    """Whom it addresses, where that names no persons."""
    if any(phrase.people for phrase in (*found.query.include, *found.query.exclude)):
        return "有关单位" if found.units else "有关人员"
    return found.audience


def urge_rooms(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """Name the units that have not answered in the groups that carried it: units, never persons."""
    account = Account.of(ctx.tx, found)
    units = [
        unit
        for unit in found.units
        if any(unit in each.units for each in account.silent)
        and unit not in newest_by_unit(account.answers)
    ]
    carried = rooms.open_ones(ctx.tx, found.rooms)
    if not units or not carried or not found.ask.kind:
        raise Refused("broadcast_nothing_to_remind")
    key = f"room-again:{found.id}:{{}}:{ctx.today.isoformat()}"
    text = filled(found.text, _TO_ALL)
    reply = Reply("room_missing", {"text": text, "units": units, **ask_data(found)})
    added = [
        outbox.add(
            ctx.tx,
            key=key.format(room.id),
            kind="group",
            person_id=ctx.person.id,
            reply=reply,
            now=ctx.now,
            room_id=room.id,
        )
        for room in carried
    ]
    if not any(added):
        raise Refused("broadcast_reminded")
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.rooms", str(found.id), units=len(units))
    return Reply("broadcast_in_rooms", {"rooms": [room.name for room in carried], "units": units})
