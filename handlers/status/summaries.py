"""订阅 /subscribe: the weekly or monthly summary with its picture, and its sending by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import access
from domain.conditions import BY_KEY
from domain.errors import Refused
from domain.figures import figures
from domain.messages import Button, Paper, Reply
from domain.people import Person, Position
from domain.rules import Rules
from domain.snapshot import Snapshot, since
from handlers.base import Command, Context
from handlers.broadcast.carriers import carriers
from handlers.cards import rows
from handlers.status.freeze import freeze, load
from handlers.status.status import figures_data
from storage import outbox, people, rooms, summaries
from storage.database import Transaction
from storage.journal import audit
from storage.summaries import Receiver

MOST_ROOMS = 6  # as buttons
EVERY = {"week": "周报", "month": "月报"}
_WORDS = {
    "周报": "week",
    "每周": "week",
    "week": "week",
    "月报": "month",
    "每月": "month",
    "month": "month",
}
_STOP = frozenset({"停", "取消", "退订", "停止", "off", "不要"})
_TOLD = ("red", "yellow", "reported", "overdue", "done")


def subscribe(text: str, ctx: Context) -> Reply:
    """`订阅 周报`, `订阅 月报`, `订阅 停`; an admin may add another person's name or that of a group."""
    words = text.split()
    names = [word for word in words if word not in _WORDS and word not in _STOP]
    if names:
        to, name = _whom(names[0], ctx)
    else:
        to, name = Receiver(ctx.person.id), ""
    return choose(words, to, name, ctx)


def choose(words: Sequence[str], to: Receiver, name: str, ctx: Context) -> Reply:
    """Begin or end what the words say for this receiver; `name` is empty for whoever asks."""
    stop = any(word in _STOP for word in words)
    every = next((_WORDS[word] for word in words if word in _WORDS), None)
    if stop:
        summaries.unsubscribe(ctx.tx, to)
    elif every:
        summaries.subscribe(ctx.tx, to, every, next_time(every, ctx.now, ctx.rules))
    subject = f"room{to.id}" if to.is_room else str(to.id)
    if stop or every:
        audit(ctx.tx, ctx.now, ctx.person.id, "summary.set", subject, every=every or "none")
    whose = f" {name}" if name else ""
    buttons = [
        Button("每周", f"/subscribe week{whose}"),
        Button("每月", f"/subscribe month{whose}"),
        Button("不要了", f"/subscribe off{whose}"),
    ]
    carried = carriers(ctx) if not name and _may_name(ctx) else []
    groups = [Button(f"群：{r.name[:10]}", f"/subscribe room{r.id}") for r in carried[:MOST_ROOMS]]
    return Reply(
        "subscribed",
        {
            "name": name,
            "every": [EVERY[each] for each in summaries.of(ctx.tx, to)],
            "next": ctx.rules.day(next_time(every, ctx.now, ctx.rules)).isoformat()
            if every and not stop
            else None,
        },
        buttons=(*rows(buttons), *rows(groups, 2)) if ctx.inbound.private else (),
    )


def _may_name(ctx: Context) -> bool:
    return ctx.person.holds_for_all(Position.ADMIN)


def _whom(name: str, ctx: Context) -> tuple[Receiver, str]:
    """The one person or group of this name; `room3` is a group by its number."""
    if not _may_name(ctx):
        raise Refused("subscribe_how")
    name = name.removeprefix("群").lstrip("：:") or name
    found = [
        (Receiver(person.id), person.name)
        for person in people.everybody(ctx.tx)
        if person.name == name
    ]
    found += [
        (Receiver(room.id, is_room=True), room.name)
        for room in carriers(ctx)
        if name in (f"room{room.id}", room.name, f"{room.name}群")
    ]
    if len(found) != 1:
        raise Refused("subscribe_how")
    return found[0]


def next_time(every: str, now: datetime, rules: Rules) -> datetime:
    """The digest hour of the first work day of the next week or month."""
    today = rules.day(now)
    if every == "week":
        day = today + timedelta(days=7 - today.weekday())
    else:
        day = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return rules.moment(rules.calendar.on_or_after(day), rules.digest_at)


def send_summary(tx: Transaction, to: Receiver, now: datetime, rules: Rules) -> None:
    """Put a summary that is due into the outbox; a person's goes with the day's one message.

    In quiet hours and on days off it is not made yet.
    """
    due = summaries.due(tx, to, now)
    if due and not rules.may_disturb(now):
        summaries.postpone(tx, due, rules.next_open(now))
    elif due:
        _send(tx, due, now, rules)


def _send(tx: Transaction, due: summaries.Due, now: datetime, rules: Rules) -> None:
    if due.to.is_room:
        carried = rooms.open_ones(tx, [due.to.id])
        person, room = None, carried[0] if carried else None
    else:
        found = [each for each in people.by_ids(tx, [due.to.id]) if each.posts]
        person, room = found[0] if found else None, None
    if person is None and room is None:
        summaries.unsubscribe(tx, due.to)
        return
    number = freeze(tx, now, rules, 0)
    snapshot = load(tx, number)
    if snapshot is None:
        raise LookupError(number)
    before = load(tx, due.snapshot_id) if due.snapshot_id else None
    subject = f"room{room.id}" if room else str(due.to.id)
    outbox.add(
        tx,
        key=f"summary:{due.every}:{subject}:{rules.day(now).isoformat()}",
        kind="group" if room else "summary",
        person_id=room.person_id if room else due.to.id,
        reply=summary(person, due.every, snapshot, before, rules),
        now=now,
        room_id=room.id if room else None,
    )
    summaries.postpone(tx, due, next_time(due.every, now, rules), number)
    audit(tx, now, 0, "summary.add", subject, snapshot=number)


def summary(
    person: Person | None, every: str, snapshot: Snapshot, before: Snapshot | None, rules: Rules
) -> Reply:
    """What one person, or (None) a group, is sent: the figures, what moved, the picture; a single line
    where nothing did. A group gets the figures of the whole and of its units, and nothing to press."""
    units = () if person is None or access.sees_all(person) else access.own_units(person)
    if units:
        snapshot = snapshot.only(units)
        before = before.only(units) if before else None
    changed = since(before, snapshot.lines) if before else None
    title = "、".join(units) or "总体情况"
    day = snapshot.day.isoformat()
    if changed is not None and changed.nothing:
        return Reply(
            "summary_nothing",
            {"every": EVERY[every], "number": changed.number, "since": changed.day.isoformat()},
        )
    moves = [
        {"word": BY_KEY[key].word, "by": changed.moves[key]}
        for key in _TOLD
        if changed and key in changed.moves
    ]
    return Reply(
        "summary",
        {
            "every": EVERY[every],
            "title": title,
            "number": snapshot.number,
            "day": day,
            "cycle": snapshot.cycle,
            "moves": moves,
            "before": changed.number if changed else None,
            "in_group": person is None,
            **figures_data(figures(snapshot.lines)),
        },
        buttons=rows([Button("总体情况", "/status"), Button("变化", "/changes")]) if person else (),
        papers=(
            Paper(
                "chart",
                {"snapshot": snapshot.number, "units": list(units), "zone": str(rules.zone)},
            ),
        ),
    )


SUBSCRIBE = Command(
    name="subscribe",
    words=("订阅",),
    summary="每周或每月收到汇总和图",
    usage="订阅 周报",
    run=subscribe,
)
