"""The burden budget (减负): how many unasked messages reach a person a day. What is later merges or waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from domain.messages import Reply
from domain.rules import Rules
from handlers.ladder.planning import with_digest
from storage import outbox, preferences
from storage.database import Transaction
from storage.outbox import Parcel

URGENT = "urgent"
LADDER = ("digest", "escalation", "summary")
# Counted, but not held back; "group" goes to a working group and is nobody's burden.
APART = (URGENT, "escalation", "press", "letter", "group")


def admit(tx: Transaction, parcel: Parcel, now: datetime, rules: Rules) -> Parcel | None:
    """What may be sent of this parcel now: itself, merged with all that waits, or nothing yet.

    1. Only an urgent word of a coordinator or admin disturbs quiet hours, lunch and days off.
    2. What the ladder sends does not leave at a full or half hour, when every other system sends.
    3. Escalations go alone.
    4. Whoever has had the day's message waits for the next digest hour, whoever is still to get the
       day's digest waits for that.
    5. Everything else that is due for the same person goes with it.
    """
    if not outbox.is_waiting(tx, parcel.id):
        return None
    if parcel.kind == URGENT:
        return parcel
    if not rules.may_disturb(now):
        outbox.postpone(tx, parcel.id, rules.next_open(now), "等待工作时间")
        return None
    if parcel.kind in APART:
        return None if _avoids(tx, parcel, now, rules) else parcel
    if had_today(tx, parcel.person_id, now, rules):
        hour = rules.hour_of(parcel.person_id, preferences.of(tx, parcel.person_id).digest_at)
        later = rules.next_digest(now, today_is_done=True, at=hour)
        outbox.postpone(tx, parcel.id, later, "今天已发过一条")
        return None
    if parcel.kind != "digest":
        hour_today = with_digest(tx, parcel.person_id, now, rules)
        if hour_today > now:
            outbox.postpone(tx, parcel.id, hour_today, "与今天的提醒一起发")
            return None
    waiting = outbox.waiting_for(tx, parcel.person_id, now, APART)
    if all(each.kind in LADDER for each in waiting) and _avoids(tx, parcel, now, rules):
        return None  # but a coordinator's word has the hour that was chosen for it
    if len(waiting) == 1:
        return parcel
    first = min(waiting, key=lambda each: (each.kind != "digest", each.id))
    others = [each for each in waiting if each.id != first.id]
    merged = _merged([first, *others])
    outbox.merge(tx, merged, others)
    return merged


def _avoids(tx: Transaction, parcel: Parcel, now: datetime, rules: Rules) -> bool:
    """Whether a message of the ladder that is late (else it has its hour) waits for the next minute."""
    if parcel.kind not in LADDER or not rules.is_busy_minute(now):
        return False
    outbox.postpone(tx, parcel.id, now + timedelta(minutes=1), "避开整点和半点")
    return True


def had_today(tx: Transaction, person_id: int, now: datetime, rules: Rules) -> bool:
    """Whether the person has had as many unasked messages today as one gets a day."""
    today = rules.day(now)
    start, end = (rules.moment(day, time.min) for day in (today, today + timedelta(days=1)))
    return outbox.had_between(tx, person_id, start, end, APART) >= rules.daily_cap


def _merged(parcels: Sequence[Parcel]) -> Parcel:
    """One message: the digest first, then what else waited, each part as it would have come alone."""
    parts = [part for each in parcels for part in _parts(each.reply)]
    reply = Reply(
        "several",
        {"parts": parts},
        buttons=tuple(row for each in parcels for row in each.reply.buttons),
        choices=tuple(choice for each in parcels for choice in each.reply.choices),
        papers=tuple(paper for each in parcels for paper in each.reply.papers),
    )
    tasks = tuple(dict.fromkeys(code for each in parcels for code in each.tasks))
    stage = next((each.stage for each in parcels if each.stage), "")
    return replace(parcels[0], reply=reply, stage=stage, tasks=tasks)


def _parts(reply: Reply) -> list[dict[str, object]]:
    if reply.template == "several":
        return list(reply.data["parts"])
    return [{"template": reply.template, "data": dict(reply.data)}]
