"""群发 /broadcast: whom and what is shown first, one tap sends it, and the receipt tells who got it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

from domain.audience import read_audience, resolve, unread_receiver
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Person, Position
from domain.rules import Rules
from domain.standing import standing
from handlers.base import Command, Context
from handlers.budget import URGENT
from handlers.cards import rows
from handlers.planning import with_digest
from storage import broadcasts, outbox, people, reports
from storage.journal import audit

MAX_TEXT = 1000
_ACT = re.compile(r"(send|urgent|later|cancel|show)\s+(\d{1,12})")
_STATES = {
    "waiting": "等待发出",
    "sending": "正在发出",
    "sent": "已送达",
    "failed": "无法送达",
    "unknown": "是否送达不明",
    "merged": "与另一条合并",
}


def broadcast(text: str, ctx: Context) -> Reply:
    if act := _ACT.fullmatch(text.strip()):
        return _act(act[1], int(act[2]), ctx)
    if not text.strip():
        raise Refused("broadcast_how")
    words, message = read_audience(text, ctx.book)
    if not words:
        word = unread_receiver(text)
        raise Refused("no_such_unit", name=word, near=ctx.book.near(word))
    if not message:
        raise Refused("broadcast_what", receivers="、".join(words))
    if len(message) > MAX_TEXT:
        raise Refused("broadcast_too_long", length=len(message), limit=MAX_TEXT)
    return _preview(words, message, ctx)


def _preview(words: tuple[str, ...], message: str, ctx: Context) -> Reply:
    """Freeze the receivers and show exactly who gets what; nothing is sent yet."""
    latest = reports.latest(ctx.tx)
    everything = [
        standing(task, latest.get(task.code, {}), ctx.today, ctx.rules) for task in ctx.book.tasks
    ]
    audience = resolve(words, everything, ctx.book)
    if not audience.units:
        raise Refused("broadcast_nobody", audience=audience.words)
    receivers = people.liaisons_of(ctx.tx, audience.units)
    held = {unit for person in receivers for unit in person.units_as(Position.LIAISON)}
    number = broadcasts.draft(
        ctx.tx,
        author_id=ctx.person.id,
        text=message,
        audience=audience.words,
        units=audience.units,
        people=tuple(person.id for person in receivers),
        now=ctx.now,
    )
    quiet = not ctx.rules.may_disturb(ctx.now)
    cancel = Button("取消", f"/broadcast cancel {number}")
    if not receivers:
        buttons = rows([cancel])
    elif quiet:
        later = f"{_when(ctx.now, ctx.rules)} 发送"
        buttons = rows(
            [
                Button(later, f"/broadcast later {number}"),
                Button("现在就发送", f"/broadcast urgent {number}"),
                cancel,
            ],
            2,
        )
    else:
        urgent = Button("加急发送", f"/broadcast urgent {number}")
        buttons = rows([Button("发送", f"/broadcast send {number}"), urgent, cancel])
    return Reply(
        "broadcast_preview",
        {
            "audience": audience.words,
            "units": len(audience.units),
            "people": [_receiver(person, audience.units) for person in receivers],
            "unbound": [unit for unit in audience.units if unit not in held],
            "text": message,
            "author": _signature(ctx.person),
            "quiet": quiet,
        },
        buttons=buttons,
    )


def _act(act: str, number: int, ctx: Context) -> Reply:
    found = broadcasts.one(ctx.tx, number)
    if found is None:
        raise Refused("no_such_broadcast")
    if act == "show":
        return receipt(found, ctx)
    if act == "cancel":
        if not broadcasts.settle(ctx.tx, number, "cancelled", ctx.now):
            raise Refused("broadcast_settled", state=found.state)
        audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.cancel", str(number))
        return Reply("broadcast_cancelled")
    if not broadcasts.settle(ctx.tx, number, "sent", ctx.now):
        raise Refused("broadcast_settled", state=found.state)
    at = ctx.rules.next_digest(ctx.now, today_is_done=False) if act == "later" else ctx.now
    message = Reply(
        "broadcast", {"text": found.text, "author": _signature(ctx.person)}, rows(_TO_ALL)
    )
    for person_id in found.people:
        outbox.add(
            ctx.tx,
            key=f"broadcast:{number}:{person_id}",
            kind=URGENT if act == "urgent" else "broadcast",
            person_id=person_id,
            broadcast_id=number,
            reply=message,
            now=at
            if act == "urgent"
            else max(at, with_digest(ctx.tx, person_id, ctx.now, ctx.rules)),
        )
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.send", str(number), people=len(found.people))
    return Reply(
        "broadcast_sent",
        {"people": len(found.people), "later": _when(ctx.now, ctx.rules) if at > ctx.now else ""},
        buttons=rows([Button("看回执", f"/broadcast show {number}")]),
    )


_TO_ALL = (Button("我的任务", "/tasks"),)


def receipt(found: broadcasts.Broadcast, ctx: Context) -> Reply:
    """Who got it and who could not be reached, and why."""
    told = broadcasts.receipts(ctx.tx, found.id)
    names = {person.id: person for person in people.by_ids(ctx.tx, found.people)}
    held = {unit for person in names.values() for unit in person.units_as(Position.LIAISON)}
    missed = [r for r in told if r.state in ("failed", "unknown")]
    return Reply(
        "receipt",
        {
            "text": found.text,
            "audience": found.audience,
            "state": found.state,
            "total": len(told),
            "counts": {_STATES[s]: n for s, n in Counter(r.state for r in told).items()},
            "missed": [
                {
                    "name": _receiver(names[r.person_id], found.units)
                    if r.person_id in names
                    else r.name,
                    "state": _STATES[r.state],
                    "reason": r.reason or "",
                }
                for r in missed
            ],
            "unbound": [unit for unit in found.units if unit not in held],
        },
        buttons=rows([Button("刷新回执", f"/broadcast show {found.id}")]),
    )


def _when(now: datetime, rules: Rules) -> str:
    at = rules.next_digest(now, today_is_done=False).astimezone(rules.zone)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def _receiver(person: Person, units: tuple[str, ...]) -> str:
    held = [unit for unit in person.units_as(Position.LIAISON) if unit in units]
    return f"{person.name}（{'、'.join(held)}）" if held else person.name


def _signature(person: Person) -> str:
    return f"督查员 {person.name}" if Position.COORDINATOR in person.positions else person.name


BROADCAST = Command(
    name="broadcast",
    words=("群发", "群发通知"),
    summary="给单位发通知：先看名单，再发送",
    usage="群发 逾期 请本周五前报送最新进展",
    run=broadcast,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
)
