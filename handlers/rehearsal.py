"""预演 /rehearse: exactly what would be sent to whom on which day, from a copy and the same functions.

The clock jumps from one due moment to the next. What the ladder plans, tells, merges and holds back is
done by `do_due` and `admit`, the ones that do it in earnest; only the sending is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.rules import Rules
from handlers.base import Command, Context
from handlers.budget import admit
from handlers.cards import rows
from handlers.tick import do_due, realign
from storage import outbox, people, preferences
from storage.agenda import next_moment
from storage.copies import copied
from storage.database import Transaction

LONGEST = timedelta(days=31)  # in chat, since the answer is waited for
AT_ONCE = 500
MOST_PEOPLE = 20
_MONTH = re.compile(r"(?:(20\d\d)\s*[-年/.]\s*)?(1[0-2]|0?[1-9])\s*月?份?")


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


Between = Callable[[Transaction, datetime], None]
"""Called whenever the clock has moved and everything due is done: what people do meanwhile."""


def play(
    tx: Transaction, start: datetime, end: datetime, rules: Rules, between: Between | None = None
) -> Iterator[Sending]:
    """Let the clock run from `start` to `end` on this very database, and send nothing."""
    now = start
    while now < end:
        while do_due(tx, now, rules):
            pass
        yield from _send_all(tx, now, rules)
        if between:
            between(tx, now)
        coming = next_moment(tx)
        now = max(coming, now + timedelta(seconds=1)) if coming else end


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
            usable = [a for a, why in people.addresses(tx, parcel.person_id) if not why]
            if not usable:
                outbox.finish(tx, admitted.id, "failed", now, "没有可用的联系方式")
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


def show(text: str, ctx: Context) -> Reply:
    """`/rehearse 6月 [三明]`: a month as the rules stand; with a preset, what would be different."""
    name = next((preset for preset in ctx.rules.presets if preset in text), "")
    start, end, title = _span(text.replace(name, ""), ctx)
    planned = rehearse(ctx.tx, ctx.now, start, end, ctx.rules)
    if not name:
        return _summary(planned, title, ctx)
    ladder, cycles = ctx.rules.presets[name]
    other = replace(ctx.rules, ladder=ladder, cycles=cycles)
    return _difference(planned, rehearse(ctx.tx, ctx.now, start, end, other), title, name, ctx)


def _span(text: str, ctx: Context) -> tuple[datetime, datetime, str]:
    match = _MONTH.search(text)
    if not match:
        if text.strip():
            raise Refused("rehearse_how", presets=list(ctx.rules.presets))
        end = ctx.rules.moment(ctx.today + LONGEST, time.min)
        return ctx.now, end, "今后一个月"
    month = int(match[2])
    year = int(match[1]) if match[1] else ctx.today.year + (month < ctx.today.month)
    first = date(year, month, 1)
    following = (first + LONGEST).replace(day=1)
    start = max(ctx.rules.moment(first, time.min), ctx.now)
    end = ctx.rules.moment(following, time.min)
    if end <= ctx.now or (first - ctx.today).days > 366:
        raise Refused("rehearse_how", presets=list(ctx.rules.presets))
    return start, end, f"{year}年{month}月"


def _summary(planned: list[Sending], title: str, ctx: Context) -> Reply:
    counts = Counter(each.person_id for each in planned)
    known = {person.id: person for person in people.by_ids(ctx.tx, counts)}
    days: dict[date, Counter[str]] = {}
    for each in planned:
        days.setdefault(ctx.rules.day(each.at), Counter())[each.kind] += 1
    told = [
        {"name": known[n].name, "posts": people.posts_in_words(known[n]), "count": counts[n]}
        for n in sorted(counts)
        if n in known
    ]
    return Reply(
        "rehearsal",
        {
            "title": title,
            "total": len(planned),
            "people": told[:MOST_PEOPLE],
            "more": max(0, len(told) - MOST_PEOPLE),
            "days": [
                {
                    "day": day.isoformat(),
                    "digests": sum(n for kind, n in found.items() if kind != "escalation"),
                    "escalations": found["escalation"],
                }
                for day, found in sorted(days.items())
            ],
        },
        rows([Button(f"对比 {name}", f"/rehearse {name}") for name in list(ctx.rules.presets)[:4]]),
    )


def _difference(
    before: list[Sending], after: list[Sending], title: str, name: str, ctx: Context
) -> Reply:
    """The change that another ladder would make, before it takes effect."""
    old, new = ({_key(each, ctx.rules) for each in sendings} for sendings in (before, after))
    per_person = Counter(key[1] for key in new)
    per_person.subtract(Counter(key[1] for key in old))
    known = {person.id: person.name for person in people.by_ids(ctx.tx, per_person)}
    changes = [
        {"name": known.get(n, ""), "change": per_person[n]}
        for n in sorted(per_person)
        if per_person[n]
    ]
    by_day = Counter(key[0] for key in new - old)
    gone = Counter(key[0] for key in old - new)
    days = sorted({*by_day, *gone})
    return Reply(
        "rehearsal_difference",
        {
            "title": title,
            "name": name,
            "before": len(before),
            "after": len(after),
            "days": [{"day": d.isoformat(), "more": by_day[d], "less": gone[d]} for d in days],
            "people": changes[:MOST_PEOPLE],
            "more": max(0, len(changes) - MOST_PEOPLE),
        },
    )


def _key(each: Sending, rules: Rules) -> tuple[date, int, str, str, tuple[str, ...]]:
    return (rules.day(each.at), each.person_id, each.kind, each.stage, each.tasks)


REHEARSE = Command(
    name="rehearse",
    words=("预演",),
    summary="预演一个月的提醒：谁、哪天、几条",
    usage="预演 6月（可加另一套规则的名字来对比）",
    run=show,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
)
