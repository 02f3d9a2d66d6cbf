"""The rehearsal of a broadcast: how many, who, what one of them will see, who gets nothing, the cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.audience import miscounted
from domain.broadcasting import filled
from domain.messages import Button, Paper, Reply
from domain.people import Person, Position
from domain.rules import Rules
from handlers.base import Context
from handlers.broadcast.gathering import Gathered, burden
from handlers.cards import rows
from storage import reach, rooms
from storage.broadcasts import Broadcast
from storage.receivers import Receiver

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sentence said to the bot: `asides` are not part of the text, `each` is 每月25号."""

    asides: tuple[str, ...] = ()
    each: str = ""


NOTHING = Beside()


def preview(
    found: Broadcast,
    gathered: Gathered,
    ctx: Context,
    at: datetime | None = None,
    beside: Beside = NOTHING,
) -> Reply:
    receivers, n = gathered.receivers, found.id
    dead = reach.unreachable(ctx.tx, n)
    first = next((r for r in receivers if r.person_id not in dead), None) or next(
        iter(receivers), None
    )
    quiet = not ctx.rules.may_disturb(ctx.now)
    carried = rooms.open_ones(ctx.tx, found.rooms)
    return Reply(
        "broadcast_preview",
        {
            "audience": found.audience,
            "units": len(found.units),
            "miscounted": [
                {"said": said, "kind": kind, "there": there}
                for said, kind, there in miscounted(found.query, ctx.book)
            ],
            "total": len(receivers),
            "people": [_named(each) for each in receivers[:MOST_NAMED]],
            "unbound": gathered.unbound,
            "unreachable": [
                {"name": r.name, "reason": dead[r.person_id]}
                for r in receivers
                if r.person_id in dead
            ],
            "away": [{"name": name, "stand_in": stand_in} for name, stand_in in gathered.away],
            "reported": [{"name": each.name, "what": each.what} for each in gathered.reported],
            "example": first.name if first and "{" in found.text.replace("｛", "{") else "",
            "text": filled(found.text, first.fields) if first else found.text,
            "author": signature(ctx.person),
            **ask_data(found),
            "files": [file.name for file in found.files],
            "rooms": [room.name for room in carried],
            "quiet": quiet,
            "everyone": found.everyone,
            "zones": _zones_left_out(found, ctx),
            "asides": list(beside.asides),
            "each": beside.each,
            "next": moment_words(at, ctx.rules) if at and beside.each else "",
            **burden(n, ctx),
        },
        buttons=_buttons(found, gathered, ctx, at, quiet=quiet),
        papers=tuple(Paper.of(file) for file in found.files),
    )


def _zones_left_out(found: Broadcast, ctx: Context) -> list[str]:
    """The 开发区 that an order to 各县市区 may mean too and that it did not name; none where it did."""
    phrases = (*found.query.include, *found.query.exclude)
    kinds = {kind for phrase in phrases for kind in phrase.kinds}
    zones = [unit for unit in ctx.book.holders if ctx.book.kinds.get(unit) == "开发区"]
    said = "开发区" in kinds or any(unit in zones for phrase in phrases for unit in phrase.units)
    counties = any("县区" in phrase.kinds for phrase in found.query.include)
    return zones if counties and not said else []


def _named(receiver: Receiver) -> str:
    return f"{receiver.name}{receiver.note and f'[{receiver.note}]'}"


def _buttons(
    found: Broadcast, gathered: Gathered, ctx: Context, at: datetime | None, *, quiet: bool
) -> tuple[tuple[Button, ...], ...]:
    n = found.id
    edit, cancel = Button("修改", f"/broadcast edit {n}"), Button("取消", f"/broadcast cancel {n}")
    if not gathered.receivers:
        return rows([edit, cancel])
    first = [Button("发送", f"/broadcast send {n}"), Button("定时", f"/broadcast at {n}")]
    urgent = Button("加急发送", f"/broadcast urgent {n}")
    if quiet:
        later = f"{_when(ctx.now, ctx.rules)} 发送"
        first = [Button(later, f"/broadcast later {n}"), Button("定时", f"/broadcast at {n}")]
        urgent = Button("现在就发送", f"/broadcast urgent {n}")
    more = [Button(f"名单（{len(gathered.receivers)}人）", f"/broadcast names {n}"), urgent]
    if _zones_left_out(found, ctx):
        more.append(Button("也发开发区", f"/broadcast edit {n} zones"))
    if gathered.reported and len(gathered.reported) < len(gathered.receivers):
        more.append(Button("只发未报的", f"/broadcast edit {n} unreported"))
    if at is not None:
        first = [at_button(n, at, ctx.rules), Button("现在发送", f"/broadcast send {n}"), first[1]]
    return (*rows([*first, edit, cancel]), *rows(more))


def _when(now: datetime, rules: Rules) -> str:
    return moment_words(rules.next_digest(now, today_is_done=False), rules)


def at_button(number: int, at: datetime, rules: Rules, word: str = " 发送") -> Button:
    return Button(
        f"{moment_words(at, rules)}{word}", f"/broadcast at {number} {at:%Y-%m-%dT%H:%MZ}"
    )


def moment_words(at: datetime, rules: Rules) -> str:
    local = at.astimezone(rules.zone)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def ask_data(found: Broadcast) -> dict[str, Any]:
    """What is asked for, as the templates show it."""
    ask = found.ask
    return {
        "kind": ask.kind,
        "asked": ask.words,
        "measure": ask.measure,
        "options": list(ask.options),
        "until": ask.until.isoformat() if ask.until else "",
    }


def signature(person: Person) -> str:
    return f"督查员 {person.name}" if Position.COORDINATOR in person.positions else person.name
