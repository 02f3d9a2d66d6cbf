"""回执 /receipt: the broadcasts that went out, and how each stands."""

from __future__ import annotations

import re
from typing import Any

from domain import access
from domain.errors import Refused
from domain.messages import Reply
from domain.people import Position
from handlers.base import Command, Context
from handlers.broadcast.receipts import show
from storage import broadcasts
from storage.broadcasts import Broadcast

LISTED = 8


def mine(number: int, ctx: Context) -> Broadcast:
    """A broadcast of one's own; of anybody for who oversees all units."""
    found = broadcasts.one(ctx.tx, number)
    if found is None or not (found.author_id == ctx.person.id or access.oversees_daily(ctx.person)):
        raise Refused("no_such_broadcast")
    return found


def listed(ctx: Context) -> Reply:
    found = _recent(ctx)
    choices = tuple(f"/broadcast show {each.id}" for each in found)
    return Reply("broadcast_list", {"broadcasts": _lines(found)}, choices=choices)


def again_which(ctx: Context) -> Reply:
    """Which of them is to go out once more; whom to is asked next."""
    found = _recent(ctx)
    choices = tuple(f"/broadcast like {each.id}" for each in found)
    return Reply("broadcast_again", {"broadcasts": _lines(found)}, choices=choices)


def _recent(ctx: Context) -> list[Broadcast]:
    author = None if access.oversees_daily(ctx.person) else ctx.person.id
    return list(broadcasts.recent(ctx.tx, author, LISTED))


def _lines(found: list[Broadcast]) -> list[dict[str, Any]]:
    return [{"id": b.id, "audience": b.audience, "text": b.text, "state": b.state} for b in found]


def sent_ones(text: str, ctx: Context) -> Reply:
    """回执: what was sent, to choose from; 回执 3: how that one stands."""
    said = text.strip()
    return show(mine(int(said), ctx), "", ctx) if re.fullmatch(r"\d{1,12}", said) else listed(ctx)


RECEIPT = Command(
    name="receipt",
    words=("回执", "看回执", "群发回执", "看看回执"),
    summary="发过的群发：谁收到、谁答复了",
    usage="回执",
    run=sent_ones,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
    in_menu=False,
)
