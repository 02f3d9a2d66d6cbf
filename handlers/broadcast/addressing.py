"""Whom a coordinator's sentence addresses; what was not understood of it is asked back."""

from __future__ import annotations

import re

from domain.audience import Query
from domain.errors import Refused
from domain.language.receiver_vague import names_nobody, pointed_at, titled
from domain.language.receivers import Addressed, read_receivers
from handlers.base import Context
from storage import people, rooms

MOST_NEAR = 4
# 发个公告，…, 别再给…: no receiver is meant by these words.
_NAMES_NOBODY = re.compile(
    r"发[个一布条]|别|不要|先别|要不要|催办?了|上次|昨天|(?:通知|提醒)(?:是|发)"
)


def read_people(text: str, ctx: Context) -> bool:
    """Whether a sentence addresses people by their names: 通知李敏、韩梅 明天开会."""
    known = people.names(ctx.tx)
    found = read_receivers(text, ctx.book, ctx.today, people=known)
    return any(phrase.people for phrase in found.query.include) and bool(found.message)


def read_audience(text: str, ctx: Context) -> tuple[Query, str]:
    """Whom a text addresses and what is to be sent; Refused where a receiver is not known."""
    found = receivers_of(text, ctx)
    return found.query, found.message


def receivers_of(text: str, ctx: Context) -> Addressed:
    """The receivers of a sentence; Refused, with what is not clear, where anything of them is not."""
    found = addressed(text, ctx)
    if who := pointed_at(text):
        raise Refused("broadcast_whom", said=who)
    if found.query.include and not found.unknown:
        return found
    if not found.query.include and names_nobody(text):
        raise Refused("broadcast_whom", said="")
    if found.limits:
        raise Refused("broadcast_limit", limit=found.unknown)
    who, name = titled(text)
    if who:
        near = [known for known in people.names(ctx.tx) if known.startswith(name)][:MOST_NEAR]
        raise Refused("broadcast_person", said=who, name=name, near=near)
    if _NAMES_NOBODY.match(found.unknown):
        raise Refused("broadcast_how")
    raise Refused("no_such_unit", name=found.unknown, near=ctx.book.near(found.unknown))


def addressed(text: str, ctx: Context) -> Addressed:
    known = people.names(ctx.tx)
    saved = rooms.audiences(ctx.tx)
    return read_receivers(text, ctx.book, ctx.today, people=known, saved=saved)
