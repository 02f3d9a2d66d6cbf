"""减负 /burden: the month's account of unasked messages, by unit and person. It ranks nobody."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from domain import access
from domain.errors import Refused
from domain.language.periods import month_of, whole_month
from domain.language.text import plain
from domain.messages import Reply
from domain.people import Person
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows
from storage import burden, people

PAGE = 15
_PAGE = re.compile(r"\bp(\d{1,3})\b")
_APART = ("escalation", "press", "letter")


def show(text: str, ctx: Context) -> Reply:
    """Overseers see all units in the order of the plan, everybody else only what they got themselves."""
    month = _month(text, ctx)
    first, last = month_of(month.year, month.month)
    start = ctx.rules.moment(first, time.min)
    end = ctx.rules.moment(last + timedelta(days=1), time.min)
    account = burden.account(ctx.tx, start, end, first, last)
    mine = (
        account.by_person
        if access.sees_all(ctx.person)
        else {n: kinds for n, kinds in account.by_person.items() if n == ctx.person.id}
    )
    total = sum(sum(kinds.values()) for kinds in mine.values())
    apart = sum(kinds.get(kind, 0) for kinds in mine.values() for kind in _APART)
    urgent = sum(kinds.get("urgent", 0) for kinds in mine.values())
    everybody = access.sees_all(ctx.person)
    lines = _by_unit(mine, ctx) if everybody else []
    match = _PAGE.search(text)
    shown, page, pages = paged(lines, int(match[1]) if match else 1, PAGE)
    name = f"{month.year}-{month.month:02}月"
    days = ctx.rules.calendar.between(first - timedelta(days=1), min(last, ctx.today))
    return Reply(
        "burden",
        {
            "title": f"{month.year}年{month.month}月",
            "everybody": everybody,
            "total": total,
            "usual": total - apart - urgent,
            "escalations": apart,
            "urgent": urgent,
            "people": len(mine),
            "workdays": days,
            "cap": ctx.rules.daily_cap,
            "lines": account.lines if everybody else 0,
            "merged": account.merged,
            "silenced": account.silenced,
            "failed": account.failed,
            "units": shown,
            "page": page,
            "pages": pages,
        },
        rows(pager(lambda n: f"/burden {name} p{n}", page, pages)),
    )


def _month(text: str, ctx: Context) -> date:
    """The first day of the month asked for: this one where none is named."""
    said = plain(_PAGE.sub("", text)).strip(" 的账吧呢?？。")
    if not said:
        return ctx.today.replace(day=1)
    month = whole_month(said, ctx.today, ahead=False)
    if month is None or month > ctx.today:
        raise Refused("burden_how")
    return month


def _by_unit(found: dict[int, dict[str, int]], ctx: Context) -> list[dict[str, object]]:
    """One line a unit, in the order of the plan, its people in the order in which they were bound."""
    known = {person.id: person for person in people.by_ids(ctx.tx, found)}
    by_unit: dict[str, list[Person]] = {}
    for person in known.values():
        by_unit.setdefault((access.own_units(person) or ("督查与管理",))[0], []).append(person)
    order = {unit: place for place, unit in enumerate(ctx.book.holders)}
    return [
        {
            "unit": unit,
            "total": sum(sum(found[p.id].values()) for p in members),
            "people": [{"name": p.name, "count": sum(found[p.id].values())} for p in members],
        }
        for unit, members in sorted(by_unit.items(), key=lambda each: order.get(each[0], 999))
    ]


BURDEN = Command(
    name="burden",
    words=("减负", "减负账"),
    summary="本月发出了多少提醒，合并、省去了多少",
    usage="减负 6月",
    run=show,
)
