"""订阅 /subscribe: the weekly or monthly summary with its picture, and its sending by the clock."""

from __future__ import annotations

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
from handlers.cards import rows
from handlers.freeze import freeze, load
from handlers.status import figures_data
from storage import outbox, people, summaries
from storage.database import Transaction
from storage.journal import audit

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
    """`订阅 周报`, `订阅 月报`, `订阅 停`; an admin may add another person's name."""
    words = text.split()
    stop = any(word in _STOP for word in words)
    every = next((_WORDS[word] for word in words if word in _WORDS), None)
    names = [word for word in words if word not in _WORDS and word not in _STOP]
    person = _whom(names[0], ctx) if names else ctx.person
    if stop:
        summaries.unsubscribe(ctx.tx, person.id)
    elif every:
        summaries.subscribe(ctx.tx, person.id, every, next_time(every, ctx.now, ctx.rules))
    if stop or every:
        audit(ctx.tx, ctx.now, ctx.person.id, "summary.set", str(person.id), every=every or "none")
    return Reply(
        "subscribed",
        {
            "name": "" if person.id == ctx.person.id else person.name,
            "every": [EVERY[each] for each in summaries.of_person(ctx.tx, person.id)],
            "next": ctx.rules.day(next_time(every, ctx.now, ctx.rules)).isoformat()
            if every and not stop
            else None,
        },
        buttons=rows(
            [
                Button("每周", "/subscribe week"),
                Button("每月", "/subscribe month"),
                Button("不要了", "/subscribe off"),
            ]
        ),
    )


def _whom(name: str, ctx: Context) -> Person:
    if not ctx.person.holds_for_all(Position.ADMIN):
        raise Refused("subscribe_how")
    found = [person for person in people.everybody(ctx.tx) if person.name == name]
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


def send_summary(tx: Transaction, person_id: int, now: datetime, rules: Rules) -> None:
    """Put a person's summary that is due into the outbox, where it goes with the day's one message.

    In quiet hours and on days off it is not made yet.
    """
    due = summaries.due(tx, person_id, now)
    if due and not rules.may_disturb(now):
        summaries.postpone(tx, due, rules.next_open(now))
    elif due:
        _send(tx, due, now, rules)


def _send(tx: Transaction, due: summaries.Due, now: datetime, rules: Rules) -> None:
    found = people.by_ids(tx, [due.person_id])
    if not found or not found[0].posts:
        summaries.unsubscribe(tx, due.person_id)
        return
    number = freeze(tx, now, rules, 0)
    snapshot = load(tx, number)
    if snapshot is None:
        raise LookupError(number)
    before = load(tx, due.snapshot_id) if due.snapshot_id else None
    outbox.add(
        tx,
        key=f"summary:{due.every}:{due.person_id}:{rules.day(now).isoformat()}",
        kind="summary",
        person_id=due.person_id,
        reply=summary(found[0], due.every, snapshot, before, rules),
        now=now,
    )
    summaries.postpone(tx, due, next_time(due.every, now, rules), number)
    audit(tx, now, 0, "summary.add", str(due.person_id), snapshot=number)


def summary(
    person: Person, every: str, snapshot: Snapshot, before: Snapshot | None, rules: Rules
) -> Reply:
    """What one person is sent: the figures, what moved, the picture; a single line where nothing did."""
    units = () if access.sees_all(person) else access.own_units(person)
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
            **figures_data(figures(snapshot.lines)),
        },
        buttons=rows([Button("总体情况", "/status"), Button("变化", "/changes")]),
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
