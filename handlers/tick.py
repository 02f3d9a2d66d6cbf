"""What the clock does: one unit of work in one transaction, and whether there is more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, time, timedelta

import structlog

from domain.rules import Rules
from handlers.broadcast.sending import post
from handlers.chores import do_chore
from handlers.ladder.digest import tell
from handlers.ladder.planning import plan_unit
from handlers.status.freeze import keep_warm
from handlers.status.summaries import send_summary
from storage import agenda, people, watches
from storage.agenda import Item
from storage.database import Transaction
from storage.journal import audit, last_moment
from storage.summaries import Receiver

log = structlog.get_logger()
RETRY = timedelta(hours=1)

_WORK: dict[str, Callable[[Transaction, Item, datetime, Rules], None]] = {
    "unit": lambda tx, item, now, rules: plan_unit(tx, item.id, now, rules),
    "person": lambda tx, item, now, rules: tell(tx, item.id, item.at or now, now, rules),
    "broadcast": lambda tx, item, now, rules: post(tx, item.id, now, rules),
    "summary": lambda tx, item, now, rules: send_summary(tx, Receiver(item.id), now, rules),
    "room": lambda tx, item, now, rules: send_summary(
        tx, Receiver(item.id, is_room=True), now, rules
    ),
}
_FAILED = {
    "unit": "plan.failed",
    "person": "digest.failed",
    "broadcast": "broadcast.failed",
    "summary": "summary.failed",
    "room": "summary.failed",
}


def tick_one(tx: Transaction, now: datetime, rules: Rules) -> bool:
    """Do one unit of what is due; where nothing is, judge ahead a little of what will be asked for.

    False when there is nothing more to do, which costs one indexed query.
    """
    return do_due(tx, now, rules) or keep_warm(tx, now, rules)


def do_due(tx: Transaction, now: datetime, rules: Rules) -> bool:
    """Look at the tasks of one unit that are due for it, tell one person whose hour has come, put the
    next messages of a broadcast into the outbox, or do what else the day asks for.

    What fails is pushed back an hour and reported, and never stops the others.
    """
    item = agenda.next_item(tx, now)
    if item is None:
        return False
    try:
        with tx.savepoint():
            _WORK.get(item.kind, do_chore)(tx, item, now, rules)
    except Exception:
        log.exception("a due item failed", action="tick_failed", kind=item.kind, subject=item.id)
        agenda.push_back(tx, item, now + RETRY)
        audit(tx, now, 0, _FAILED.get(item.kind, "chore.failed"), str(item.id))
    return True


def realign(tx: Transaction, now: datetime, rules: Rules) -> None:
    """At start: nothing sleeps longer than the rules and the clock of today would have it sleep.

    Digests are pulled to the next work day (the hour was changed, a day became a work day). All tasks
    are looked at again when the ladder, the rounds or the calendar are others than at the last start,
    or when the clock was set back.
    """
    following = rules.calendar.next_workday(rules.day(now))
    people.pull_digests(
        tx,
        later_than=rules.moment(following, time.max),
        to=rules.next_digest(now, today_is_done=False),
    )
    fingerprint = hashlib.sha256(rules.in_words().encode()).hexdigest()
    before = last_moment(tx)
    if agenda.remembered(tx, "rules") != fingerprint or (before and before > now + RETRY):
        watches.touch(tx)
        agenda.wake_chores(tx)
        agenda.remember(tx, "rules", fingerprint)
