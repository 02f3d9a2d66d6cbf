"""One message, one transaction: the duplicate check, the answer, the journal. Knows no channel."""

from __future__ import annotations

import re
from datetime import datetime

from domain import access
from domain.errors import Refused
from domain.language.frame import Frame, understand
from domain.language.intent import Intent
from domain.language.situation import Situation
from domain.messages import Inbound, InboundKind, Reply
from domain.people import Address, Person, Position, Post
from domain.rules import Rules
from handlers.base import Command, Context
from handlers.commands import find
from handlers.people import read_code, redeem, welcome
from handlers.questions import ask
from handlers.report import report, undo
from handlers.tasks import show_history, show_task
from storage import journal, people
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
    private = not person.id or _may_be_code(inbound.text)
    said = "" if private else (inbound.label or inbound.text)[:MAX_TEXT]
    journal.remember(tx, inbound, reply, now, said=said)
    if reply.numbered():
        journal.expect(tx, inbound, reply.numbered(), now)
    return reply


def _who(tx: Transaction, inbound: Inbound, now: datetime, rules: Rules) -> Person:
    """The person behind an account. Accounts named in the config are admins while they stand there."""
    found = people.at_address(tx, inbound.channel, inbound.account)
    person, chat, unreachable = found or (None, inbound.chat, None)
    if f"{inbound.channel}:{inbound.account}" in rules.admins:
        if person is None:
            name = inbound.name[:20] or "管理员"
            digest_at = rules.next_digest(now, today_is_done=False)
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


def _answer(ctx: Context) -> Reply:
    inbound = ctx.inbound
    if not inbound.private:
        raise Refused("private_only")
    if not ctx.person.id or not ctx.person.posts:
        return _answer_stranger(ctx)
    if inbound.kind is InboundKind.OTHER:
        raise Refused("unsupported", what=inbound.text or "这种消息")
    if not inbound.text.strip():
        if inbound.kind is InboundKind.FILE:
            raise Refused("file_alone", files=[file.name for file in inbound.files])
        raise Refused("empty")
    if len(inbound.text) > MAX_TEXT:
        raise Refused("too_long", length=len(inbound.text), limit=MAX_TEXT)
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


def _answer_text(text: str, ctx: Context) -> Reply:
    found = find(text)
    if found:
        return _run(*found, ctx)
    if text.lstrip().startswith("/"):
        raise Refused("no_such_command", name=text.split()[0][:20])
    if code := read_code(text):
        return redeem(code, ctx)
    situation = _situation(ctx)
    frame = understand(text, situation)
    answer = None if ctx.inbound.files else ask(frame, text, situation, ctx)
    return answer or _answer_sentence(frame, text, ctx)


def _situation(ctx: Context) -> Situation:
    """What is known before the sentence is read."""
    person = ctx.person
    return Situation(ctx.book, ctx.today, access.own_units(person), sends=access.sees_all(person))


def _run(command: Command, rest: str, ctx: Context) -> Reply:
    if not command.open_to(ctx.person):
        raise Refused("not_allowed", name=command.words[0])
    return command.run(rest, ctx)


def _answer_sentence(frame: Frame, text: str, ctx: Context) -> Reply:
    if ctx.inbound.kind is InboundKind.FILE and frame.intent is not Intent.REPORT:
        raise Refused("file_alone", files=[file.name for file in ctx.inbound.files])
    match frame.intent:
        case Intent.REPORT if frame.references:
            return report(frame, ctx)
        case Intent.DETAIL:
            return show_task(text, ctx)
        case Intent.HISTORY:
            return show_history(text, ctx)
        case Intent.UNDO:
            return _run_named("undo", ctx) or undo("", ctx)
        case Intent.HELP:
            return _run_named("help", ctx) or welcome(ctx.person, ctx)
        case Intent.ACK:
            return Reply("ack")
        case _:
            raise Refused("not_understood", example=_own_code(ctx))


def _run_named(name: str, ctx: Context) -> Reply | None:
    found = find(f"/{name}")
    return _run(found[0], "", ctx) if found else None


def _own_code(ctx: Context) -> str:
    """A code that this person could report on, for an example that works; "" for who reports none."""
    tasks = ctx.book.tasks_of(ctx.person.units_as(Position.LIAISON))
    return tasks[0].code if tasks else ""


def _may_be_code(text: str) -> bool:
    found = find(text)
    return read_code(found[1] if found and found[0].name == "start" else text) is not None
