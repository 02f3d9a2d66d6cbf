"""预演 /rehearse: a month in figures, a day line by line, and what another ladder would change."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain import access
from domain.errors import Refused
from domain.language.dates import find_dates
from domain.language.periods import find_period, month_of, whole_month
from domain.language.text import plain
from domain.messages import Button, Reply
from domain.people import Position
from domain.rules import Rules
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows
from handlers.rehearsal import KIND_WORDS, Sending, rehearse, stage_word
from storage import people

LONGEST = timedelta(days=31)  # in chat, since the answer is waited for
FARTHEST = 366  # days ahead
LINES = 12
SHOWN = 6  # tasks on a line
MOST_PEOPLE = 20
_PAGE = re.compile(r"\bp(\d{1,3})\b")


def show(text: str, ctx: Context) -> Reply:
    """`/rehearse 6月 [三明]`: a month as the rules stand, or one day line by line; with a preset, what
    would be different."""
    if not access.sees_all(ctx.person):
        raise Refused("not_allowed", name="预演")
    name = next((preset for preset in ctx.rules.presets if preset in text), "")
    match = _PAGE.search(text)
    page = int(match[1]) if match else 1
    span = _span(_PAGE.sub("", text).replace(name, ""), ctx)
    planned = rehearse(ctx.tx, ctx.now, span.start, span.end, ctx.rules)
    if not name:
        return _day(planned, [], span, "", page, ctx) if span.day else _summary(planned, span, ctx)
    ladder, cycles = ctx.rules.presets[name]
    rules = replace(ctx.rules, ladder=ladder, cycles=cycles)
    other = rehearse(ctx.tx, ctx.now, span.start, span.end, rules)
    if span.day:
        return _day(other, planned, span, name, page, ctx)
    return _difference(planned, other, span, name, ctx)


@dataclass(frozen=True, slots=True)
class Span:
    """What is rehearsed; `day` where it is a single one, `month` where one was named."""

    start: datetime
    end: datetime
    title: str
    day: date | None = None
    month: str = ""


def _span(text: str, ctx: Context) -> Span:
    rules, today = ctx.rules, ctx.today
    if not text.strip():
        return Span(ctx.now, rules.moment(today + LONGEST, time.min), "今后一个月")
    month, day = "", None
    said = plain(text.strip())
    period = find_period(said, today)
    if first := whole_month(said, today, ahead=True):
        last = month_of(first.year, first.month)[1]
        title = month = f"{first.year}年{first.month}月"
    elif period and period.at == (0, len(said)) and period.start < period.end:  # 下周
        first, last = period.start, period.end
        title = f"{said}（{first.month}月{first.day}日至{last.month}月{last.day}日）"
    else:
        first = last = day = _only_day(said, ctx)
        title = ""
    start = max(rules.moment(first, time.min), ctx.now)
    end = rules.moment(last + timedelta(days=1), time.min)
    if end <= ctx.now or (first - today).days > FARTHEST or last - first > LONGEST:
        raise Refused("rehearse_how", presets=list(rules.presets))
    return Span(start, end, title, day, month)


def _only_day(said: str, ctx: Context) -> date:
    """The day that is all that was said: a name that no set of rules has must not be passed over."""
    found = find_dates(said, ctx.today)
    rest = said[: found[0].start] + said[found[0].end :] if found else said
    if len(found) != 1 or found[0].day is None or re.sub(r"当天|那天|的|提醒|\W", "", rest):
        raise Refused("rehearse_how", presets=list(ctx.rules.presets))
    return found[0].day


def _day(
    planned: list[Sending], before: list[Sending], span: Span, name: str, page: int, ctx: Context
) -> Reply:
    """One day line by line; against the ladder that holds now, only what comes and what goes."""
    lines = [(each, "") for each in planned]
    if name:
        old, new = ({_key(each, ctx.rules) for each in some} for some in (before, planned))
        lines = [(each, "-") for each in before if _key(each, ctx.rules) not in new]
        lines += [(each, "+") for each in planned if _key(each, ctx.rules) not in old]
    lines.sort(key=lambda line: (line[0].at, line[0].person_id))
    shown, page, pages = paged(lines, page, LINES)
    known = {p.id: p for p in people.by_ids(ctx.tx, {each.person_id for each, _ in shown})}
    day = span.day.isoformat() if span.day else ""
    return Reply(
        "rehearsal_day",
        {
            "day": day,
            "name": name,
            "total": len(lines),
            "page": page,
            "pages": pages,
            "lines": [
                {
                    "change": change,
                    "at": f"{each.at.astimezone(ctx.rules.zone):%H:%M}",
                    "name": known[each.person_id].name if each.person_id in known else each.to,
                    "kind": KIND_WORDS.get(each.kind, each.kind),
                    "stage": stage_word(each.stage),
                    "codes": list(each.tasks[:SHOWN]),
                    "total": len(each.tasks),
                }
                for each, change in shown
            ],
        },
        rows(pager(lambda n: f"/rehearse {day} {name} p{n}".replace("  ", " "), page, pages)),
    )


def _summary(planned: list[Sending], span: Span, ctx: Context) -> Reply:
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
            "title": span.title,
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
        rows(
            [
                Button(f"对比 {name}", f"/rehearse {span.month} {name}".replace("  ", " "))
                for name in list(ctx.rules.presets)[:4]
            ]
        ),
    )


def _difference(
    before: list[Sending], after: list[Sending], span: Span, name: str, ctx: Context
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
            "title": span.title,
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
    usage="预演 6月，预演 6月18日（可加另一套规则的名字来对比）",
    run=show,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
    aside=True,
)
