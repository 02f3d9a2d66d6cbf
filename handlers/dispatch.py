"""One message, one transaction: the duplicate check, the answer, the journal. Knows no channel."""

from __future__ import annotations

import re
from datetime import datetime

from domain.errors import Refused
from domain.messages import Inbound, InboundKind, Reply
from domain.people import Address, Person, Position, Post
from domain.rules import Rules
from handlers.answers import answer_broadcast, answer_in_words
from handlers.base import Context
from handlers.broadcast.broadcasts import files_for_broadcast, typed_for_broadcast
from handlers.broadcast.rooms import holds_key, in_room
from handlers.commands import find, run
from handlers.people import read_code, redeem
from handlers.plans.imports import begin as begin_import
from handlers.reporting.edits import answer_edit
from handlers.reporting.evidence import files_alone
from handlers.reporting.waiting import answer_waiting
from storage import drafts, journal, people
from storage.database import Transaction

MAX_TEXT = 3000  # beyond this nobody typed it on a phone; nothing reads it further
_NUMBER = re.compile(r"^\s*(\d{1,3})\s*[.。、]?\s*$")
_NOBODY = Person(id=0, name="")


def dispatch(tx: Transaction, inbound: Inbound, now: datetime, rules: Rules) -> Reply | None:
    """Answer one event. A redelivered event gets the same reply again and changes nothing."""
    known = journal.seen(tx, inbound)
    if known is not None:
        return known.reply
    person = _who(tx, inbound, now, rules)
    ctx = Context(tx, inbound, person, now, rules)
    try:
        with tx.savepoint():
            reply = _answer(ctx)
    except Refused as refused:
        reply = Reply(refused.template, refused.data)
    # What an unbound account types may be a code or meant for somebody else: it is not kept.
    private = not person.id or _may_be_code(inbound.text) or holds_key(inbound.text)
    said = "" if private else (inbound.label or inbound.text)[:MAX_TEXT]
    journal.remember(tx, inbound, reply, now, said=said)
    if reply is None:
        return None
    journal.expect(tx, inbound, reply, now)
    if reply.about:
        drafts.show(tx, inbound, reply.about, now)
    return reply


def may_take_long(inbound: Inbound) -> bool:
    """Whether it may ask for something that takes long: by a command, or by a number typed."""
    found = find(inbound.text)
    return inbound.private and bool(found[0].aside if found else _NUMBER.match(inbound.text))


def answer_aside(tx: Transaction, inbound: Inbound, now: datetime, rules: Rules) -> Reply | None:
    """The answer to what takes long, from a reader's connection; None for everything else."""
    person = people.by_account(tx, inbound.channel, inbound.account)
    if person is None:
        return None
    if f"{inbound.channel}:{inbound.account}" in rules.admins:
        person = Person(person.id, person.name, (*person.posts, Post(Position.ADMIN)))
    ctx = Context(tx, inbound, person, now, rules)
    try:
        found = find(_number_to_command(ctx))
        return run(*found, ctx) if found and found[0].aside else None
    except Refused:
        return None  # the transaction says so


def _who(tx: Transaction, inbound: Inbound, now: datetime, rules: Rules) -> Person:
    """The person behind an account. Accounts named in the config are admins while they stand there."""
    found = people.at_address(tx, inbound.channel, inbound.account)
    person, chat, unreachable = found or (None, inbound.chat, None)
    if f"{inbound.channel}:{inbound.account}" in rules.admins:
        if person is None:
            name = inbound.name[:20] or "管理员"
            digest_at = rules.first_digest(now)
            number = people.add_person(tx, name, now, digest_at)
            address = Address(inbound.channel, inbound.account, inbound.chat)
            people.bind(tx, address, number, now)
            journal.audit(tx, now, number, "bind", "config")
            person = Person(number, name)
        admin = Post(Position.ADMIN)
        if admin not in person.posts:
            person = Person(person.id, person.name, (*person.posts, admin))
    if person is None:
        return _NOBODY
    if inbound.private and (unreachable or chat != inbound.chat):
        people.mark_reachable(tx, inbound.channel, inbound.account, inbound.chat)
    return person


def _answer(ctx: Context) -> Reply | None:
    inbound = ctx.inbound
    if not inbound.private:
        return in_room(ctx)
    if not ctx.person.id or not ctx.person.posts:
        return _answer_stranger(ctx)
    if holds_key(inbound.text):
        raise Refused("robot_key")
    if inbound.listing is not None and inbound.files:
        return begin_import(inbound.listing, ctx)
    if inbound.kind is InboundKind.OTHER:
        raise Refused("unsupported", what=inbound.text or "这种消息")
    if not inbound.text.strip():
        if inbound.kind is InboundKind.FILE:
            return files_for_broadcast(ctx) or answer_broadcast(ctx) or files_alone(ctx)
        raise Refused("empty")
    if len(inbound.text) > MAX_TEXT:
        raise Refused("too_long", length=len(inbound.text), limit=MAX_TEXT)
    if inbound.edited and (edited := answer_edit(ctx)):
        return edited
    if answered := answer_broadcast(ctx):
        return answered
    return _answer_text(_number_to_command(ctx), ctx)


def _answer_stranger(ctx: Context) -> Reply:
    """Somebody who is not bound gets one sentence and no data, whatever they say."""
    command = find(ctx.inbound.text)
    rest = command[1] if command and command[0].name == "start" else ctx.inbound.text
    code = read_code(rest)
    return redeem(code, ctx) if code else Reply("unbound")


def _number_to_command(ctx: Context) -> str:
    """A bare number is a press: of an entry of the list that was shown last, or of a button."""
    text = ctx.inbound.text
    match = _NUMBER.match(text)
    if not match:
        return text
    choices = journal.choices(ctx.tx, ctx.inbound, ctx.now)
    number = int(match[1])
    if not choices:
        raise Refused("number_of_what", number=number)
    if not 1 <= number <= len(choices):
        raise Refused("no_such_number", number=number, last=len(choices))
    return choices[number - 1]


def _answer_text(text: str, ctx: Context) -> Reply | None:
    found = find(text)
    if found and found[0].aside and ctx.inbound.answered:
        return ctx.inbound.answered
    if found:
        return run(*found, ctx)
    pressed = journal.labelled(ctx.tx, ctx.inbound, text.strip())
    if pressed and (found := find(pressed)):
        return run(*found, ctx)  # what stands on a button, typed, is the press
    if text.lstrip().startswith("/"):
        raise Refused("no_such_command", name=text.split()[0][:20])
    if code := read_code(text):
        return redeem(code, ctx)
    return answer_waiting(text, ctx) or typed_for_broadcast(text, ctx) or answer_in_words(text, ctx)


def _may_be_code(text: str) -> bool:
    found = find(text)
    return read_code(found[1] if found and found[0].name == "start" else text) is not None
