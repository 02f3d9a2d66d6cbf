"""Rehearsing: exactly what would be sent to whom on which day, from a copy and the same functions.

The clock jumps from one due moment to the next. What the ladder plans, tells, merges and holds back is
done by `do_due` and `admit`, the ones that do it in earnest; only the sending is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.rules import Rules
from handlers.ladder.budget import admit
from handlers.ladder.findings import tell_unreachable
from handlers.tick import do_due, realign
from storage import outbox, people, preferences
from storage.agenda import next_moment
from storage.copies import copied
from storage.database import Transaction

AT_ONCE = 500


KIND_WORDS = {
    "digest": "每日提醒",
    "escalation": "升级",
    "broadcast": "群发",
    "urgent": "加急",
    "decision": "申请结果",
    "press": "督促",
    "letter": "督办单",
    "summary": "汇总",
}


@dataclass(frozen=True, slots=True)
class Sending:
    """One message as it would leave. `to` is the account on `channel`; `stage` the most urgent rung."""

    at: datetime
    person_id: int
    to: str
    channel: str
    kind: str
    stage: str
    tasks: tuple[str, ...]


Between = Callable[[Transaction, datetime], datetime | None]
"""Called whenever the clock has moved and everything due is done: what people do meanwhile, and when
they will do something next."""


def play(
    tx: Transaction, start: datetime, end: datetime, rules: Rules, between: Between | None = None
) -> Iterator[Sending]:
    """Let the clock run from `start` to `end` on this very database, and send nothing."""
    now = start
    while now < end:
        while do_due(tx, now, rules):
            pass
        yield from _send_all(tx, now, rules)
        wanted = between(tx, now) if between else None
        coming = min(filter(None, (next_moment(tx), wanted)), default=end)
        now = max(coming, now + timedelta(seconds=1))


def rehearse(
    tx: Transaction, now: datetime, start: datetime, end: datetime, rules: Rules
) -> list[Sending]:
    """What would be sent from `start` to `end` if nobody did anything; what is stored stays as it is."""
    begin = min(now, start)  # up to `start` the clock runs unseen, so that the state is right then
    with copied(tx, begin) as copy:
        realign(copy, begin, rules)
        return [each for each in play(copy, begin, end, rules) if each.at >= start]


def _send_all(tx: Transaction, now: datetime, rules: Rules) -> Iterator[Sending]:
    while parcels := outbox.due(tx, now, AT_ONCE):
        for parcel in parcels:
            admitted = admit(tx, parcel, now, rules)
            if admitted is None:
                continue
            known = people.addresses(tx, parcel.person_id)
            usable = [address for address, why in known if not why]
            if not usable:
                reason = next((why for _, why in known if why), "")
                outbox.finish(tx, admitted.id, "failed", now, reason or "没有可用的联系方式")
                if reason:
                    tell_unreachable(tx, parcel.person_id, reason, now, rules)
                continue
            preferred = preferences.of(tx, parcel.person_id).channel
            address = next((a for a in usable if a.channel == preferred), usable[0])
            outbox.claim(tx, admitted, address.channel, address.account)
            outbox.finish(tx, admitted.id, "sent", now)
            yield Sending(
                now,
                parcel.person_id,
                address.account,
                address.channel,
                admitted.kind,
                admitted.stage,
                admitted.tasks,
            )


def stage_word(stage: str) -> str:
    """T-7 → 还有7天, T+3 → 逾期3个工作日, cycle-7 → 调度."""
    if not stage or stage.startswith("cycle"):
        return "调度" if stage else ""
    days = int(stage[1:] or 0)
    return f"逾期{days}个工作日" if days > 0 else (f"还有{-days}天" if days else "当天到期")
