"""What was confirmed goes out: now, later, in pieces; stopped, recalled, urged once more."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.broadcasting import filled
from domain.errors import Refused
from domain.language.moments import read_moment
from domain.messages import Button, Paper, Reply
from domain.people import Address
from domain.rules import Rules
from handlers.base import Context
from handlers.broadcast.carriers import carry
from handlers.broadcast.previews import ask_data, at_button, moment_words, signature
from handlers.broadcast.receipts import Account
from handlers.cards import rows
from handlers.ladder.budget import URGENT
from handlers.ladder.planning import with_digests
from storage import boards, broadcasts, outbox, people, receivers, rooms
from storage.broadcasts import Broadcast
from storage.database import Transaction
from storage.journal import audit

AT_ONCE = (
    200  # messages put into the outbox in one transaction, so that nobody waits for a long one
)
RECALL_LASTS = timedelta(hours=48)
FURTHEST = timedelta(days=90)
_MY_TASKS = Button("我的任务", "/tasks")


def send(found: Broadcast, rest: str, ctx: Context, *, urgent: bool = False) -> Reply:
    """Send now; one to everyone is asked for twice."""
    if found.state == "drafted" and found.everyone and rest != "sure":
        act = "urgent" if urgent else "send"
        return _sure(found, f"/broadcast {act} {found.id} sure", ctx)
    return _confirm(found, ctx.now, ctx, urgent=urgent)


def _sure(found: Broadcast, command: str, ctx: Context) -> Reply:
    people_count = receivers.count(ctx.tx, found.id)
    return Reply(
        "broadcast_sure",
        {"units": len(found.units), "people": people_count},
        buttons=rows(
            [Button("确认发给全部", command), Button("取消", f"/broadcast cancel {found.id}")]
        ),
    )


def schedule(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """Send at a moment that is typed, or at the next hour of reminders (later)."""
    if found.state != "drafted":
        raise Refused("broadcast_settled", state=found.state)
    sure = rest.endswith("sure")
    words = rest.removesuffix("sure").strip()
    following = ctx.rules.next_digest(ctx.now, today_is_done=False)
    if words == "later":
        at = following
    elif not words:
        broadcasts.expect(ctx.tx, found.id, "time")
        return Reply(
            "broadcast_when",
            {"quiet": _quiet_words(ctx.rules)},
            buttons=rows(
                [
                    at_button(found.id, each, ctx.rules, "")
                    for each in dict.fromkeys((following, _next_morning(ctx)))
                    if each > ctx.now
                ]
            ),
        )
    else:
        at = _moment(words, ctx)
    if found.everyone and not sure:
        command = f"/broadcast at {found.id} {at:%Y-%m-%dT%H:%MZ} sure"
        return _sure(found, command, ctx)
    return _confirm(found, at, ctx)


def said_moment(words: str, ctx: Context) -> datetime | None:
    """The moment that a sentence begins with (明早8点给…发); None where it is past or no moment."""
    try:
        return _moment(words, ctx)
    except Refused:
        return None


def _moment(words: str, ctx: Context) -> datetime:
    try:
        at = datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError:
        local = ctx.now.astimezone(ctx.rules.zone)
        read = read_moment(words, local, ctx.rules.digest_at)
        if read is None:
            raise Refused("broadcast_no_moment") from None
        at = read
    if at.tzinfo is None:
        at = at.replace(tzinfo=ctx.rules.zone)
    at = at.astimezone(ctx.now.tzinfo)
    if at <= ctx.now or at > ctx.now + FURTHEST:
        raise Refused("broadcast_no_moment")
    return at


def _next_morning(ctx: Context) -> datetime:
    return ctx.rules.next_digest(ctx.now, today_is_done=True)


def _quiet_words(rules: Rules) -> str:
    return f"{rules.quiet[0]:%H:%M}至次日{rules.quiet[1]:%H:%M}"


def _confirm(found: Broadcast, at: datetime, ctx: Context, *, urgent: bool = False) -> Reply:
    if not broadcasts.confirm(ctx.tx, found.id, at, ctx.now, urgent=urgent):
        raise Refused("broadcast_settled", state=found.state)
    total = receivers.count(ctx.tx, found.id)
    audit(
        ctx.tx,
        ctx.now,
        ctx.person.id,
        "broadcast.send",
        str(found.id),
        people=total,
        at=at.isoformat(),
    )
    inbound = ctx.inbound
    if inbound.private:
        address = Address(inbound.channel, inbound.account, inbound.chat)
        boards.put(ctx.tx, found.id, address, ctx.now)
    later = moment_words(at, ctx.rules) if at > ctx.now else ""
    buttons = [Button("看回执", f"/broadcast show {found.id}")]
    if later:
        buttons.append(Button("取消", f"/broadcast cancel {found.id}"))
    else:
        post(ctx.tx, found.id, ctx.now, ctx.rules)
    return Reply("broadcast_sent", {"people": total, "later": later}, buttons=rows(buttons))


def post(tx: Transaction, number: int, now: datetime, rules: Rules) -> None:
    """Put the next messages of a confirmed broadcast into the outbox: one unit of the clock's work."""
    found = broadcasts.one(tx, number)
    if found is None or found.state not in ("scheduled", "sending"):
        return
    author = next(iter(people.by_ids(tx, [found.author_id])), None)
    sender = signature(author) if author else ""
    batch = receivers.unposted(tx, number, AT_ONCE)
    hours = with_digests(tx, [each.person_id for each in batch], now, rules)
    for each in batch:
        at = now if found.urgent else max(now, hours[each.person_id])
        outbox.add(
            tx,
            key=f"broadcast:{number}:{each.person_id}",
            kind=URGENT if found.urgent else "broadcast",
            person_id=each.person_id,
            broadcast_id=number,
            reply=notice(found, each.fields, sender),
            now=at,
        )
    if batch:
        receivers.mark_posted(tx, number, batch[-1].person_id)
    carry(tx, found, sender, now)
    broadcasts.go_on(tx, number, now if len(batch) == AT_ONCE else None)


def notice(found: Broadcast, fields: dict[str, str], sender: str, *, again: bool = False) -> Reply:
    """The message as one receiver gets it."""
    n, kind = found.id, found.ask.kind
    buttons = [_MY_TASKS] if kind in ("", "progress") else []
    if kind == "choice":
        buttons = [
            Button(word, f"/reply {n} {place}") for place, word in enumerate(found.ask.options, 1)
        ]
    elif kind in ("words", "file"):
        buttons = [Button("回复", f"/reply {n}")]
    return Reply(
        "broadcast",
        {
            "text": filled(found.text, fields),
            "author": sender,
            "number": n,
            "again": again,
            **ask_data(found),
        },
        buttons=rows(buttons),
        papers=() if again else tuple(Paper.of(file) for file in found.files),
    )


def cancel(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """Nothing has gone out yet: nobody gets anything."""
    if found.state == "sending":
        return stop(found, rest, ctx)
    if not broadcasts.settle(ctx.tx, found.id, "cancelled", ctx.now):
        raise Refused("broadcast_settled", state=found.state)
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.cancel", str(found.id))
    return Reply("broadcast_cancelled")


def stop(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """The rest is not sent; how many are out already."""
    if found.state == "scheduled":
        return cancel(found, rest, ctx)
    before = Account.of(ctx.tx, found)
    if not before.pending or not broadcasts.stop(ctx.tx, found, ctx.now):
        raise Refused("broadcast_nothing_to_stop", out=before.out)
    after = Account.of(ctx.tx, found)
    boards.look(ctx.tx, found.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.stop", str(found.id), out=after.out)
    return Reply(
        "broadcast_stopped",
        {"out": after.out, "kept": after.total - after.out - after.failed},
        buttons=rows(
            [
                Button("看回执", f"/broadcast show {found.id}"),
                Button("撤回已发的", f"/broadcast recall {found.id}"),
            ]
        ),
    )


def recall(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """Take it out of the chats again, where the platform can; asked for twice."""
    since = ctx.now - RECALL_LASTS
    if found.state not in broadcasts.OUT:
        raise Refused("broadcast_settled", state=found.state)
    if rest != "sure":
        return Reply(
            "broadcast_recall_sure",
            {"out": Account.of(ctx.tx, found).out},
            buttons=rows([Button("确认撤回", f"/broadcast recall {found.id} sure")]),
        )
    stopped = broadcasts.stop(ctx.tx, found, ctx.now)
    count = broadcasts.recall(ctx.tx, found, since)
    boards.look(ctx.tx, found.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.recall", str(found.id), messages=count)
    return Reply(
        "broadcast_recalled",
        {"count": count, "stopped": stopped, "kept": _kept_in(found, ctx)},
        buttons=rows([Button("看回执", f"/broadcast show {found.id}")]),
    )


def _kept_in(found: Broadcast, ctx: Context) -> list[str]:
    """The groups where the notice stays, since it cannot be taken back there."""
    return [each.name for each in rooms.notices(ctx.tx, found) if each.state == "sent"]


def remind(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """只催未答复: once a work day, to those who have it and have not answered."""
    if not found.ask.kind or found.ask.is_courtesy or found.state not in broadcasts.LIVE:
        raise Refused("broadcast_nothing_to_remind")
    account = Account.of(ctx.tx, found)
    waiting = [each for each in account.silent if each.state in ("sent", "unknown")]
    if not waiting:
        raise Refused("broadcast_nothing_to_remind")
    if not ctx.rules.calendar.is_workday(ctx.today):
        raise Refused("broadcast_remind_workday")
    if not broadcasts.remind(ctx.tx, found.id, ctx.today):
        raise Refused("broadcast_reminded")
    frozen = {each.person_id: each for each in receivers.of(ctx.tx, found.id)}
    hours = with_digests(ctx.tx, [each.person_id for each in waiting], ctx.now, ctx.rules)
    for each in waiting:
        at = max(ctx.now, hours[each.person_id])
        reply = notice(found, frozen[each.person_id].fields, signature(ctx.person), again=True)
        key = f"again:{found.id}:{each.person_id}:{ctx.today.isoformat()}"
        outbox.add(ctx.tx, key=key, kind="broadcast", person_id=each.person_id, reply=reply, now=at)
    audit(ctx.tx, ctx.now, ctx.person.id, "broadcast.remind", str(found.id), people=len(waiting))
    return Reply(
        "broadcast_reminding",
        {"people": len(waiting)},
        buttons=rows([Button("看回执", f"/broadcast show {found.id}")]),
    )
