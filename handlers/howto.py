"""Questions about reporting itself: its form, who sees it, when. Nothing is recorded from them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from domain import access
from domain.cycles import cycle_of
from domain.language.frame import Frame
from domain.language.howto import Topic, read_topic_of_help
from domain.language.text import plain
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import Role
from domain.standing import Standing
from handlers.base import Context
from handlers.cards import report_data, rows, standings
from storage import own_reports, people

MOST_CODES = 8
_MEANT = re.compile(r"(?:报|写|说|填|应该|实际)(?:的)?(?:是|为)\s*(\d{1,3})(?!\d)")
_OWN = frozenset({Topic.COOP, Topic.ROLES, Topic.OWED, Topic.AGAIN, Topic.WRONG})


def answer_how_to(frame: Frame, text: str, ctx: Context) -> Reply | None:
    """None where nothing of that kind is asked, or where the sentence names a task or tells a figure."""
    topic = read_topic_of_help(plain(text.strip()))
    if topic is None or frame.references:
        return None
    if frame.percent is not None and topic not in (Topic.WRONG, Topic.AGAIN):
        return None
    units = ctx.person.units_as(Position.LIAISON)
    if topic in _OWN and not units:
        return None
    own = [s for s in standings(ctx) if s.role in (Role.LEAD, Role.COOP)] if units else []
    data = {**_data(topic, own, ctx), "said": _meant(text)}
    return Reply("howto", data, buttons=rows(_buttons(topic, own, ctx)))


def _data(topic: Topic, own: list[Standing], ctx: Context) -> dict[str, Any]:
    leads = [s for s in own if s.role is Role.LEAD]
    coops = [s for s in own if s.role is Role.COOP]
    owed = [s for s in leads if s.owes_report]
    cycle = cycle_of(ctx.today, ctx.rules.cycle_day)
    after = cycle_of(cycle.closes + timedelta(days=1), ctx.rules.cycle_day)
    example = (leads or own)[0].task.code if own else "政策12"
    return {
        "topic": topic.value,
        "day": ctx.today.isoformat(),
        "example": example,
        "leads": _codes(leads),
        "coops": _codes(coops),
        "owed": _codes(owed),
        "reported": _codes([s for s in leads if s.reported]),
        "counts": {
            "leads": len(leads),
            "coops": len(coops),
            "owed": len(owed),
            "reported": sum(1 for s in leads if s.reported),
        },
        "cycle": {"name": cycle.name, "due": cycle.due.isoformat()},
        "after": {
            "name": after.name,
            "opens": after.opens.isoformat(),
            "due": after.due.isoformat(),
        },
        "last": _last(ctx) if topic is Topic.WRONG else None,
        "others": _others(ctx),
        "owing": sum(1 for s in leads if not s.done),
    }


def _meant(text: str) -> str:
    """The number that somebody says it should be: 我报的是17."""
    match = _MEANT.search(plain(text))
    return match[1] if match else ""


def _last(ctx: Context) -> dict[str, Any] | None:
    """What this person reported last."""
    report = own_reports.last_of(ctx.tx, ctx.person.id)
    return report_data(report, ctx.rules, ctx.today) if report else None


def _others(ctx: Context) -> list[str]:
    """The coordinators by name: who is asked where the program cannot help."""
    return [
        person.name
        for person in people.everybody(ctx.tx)
        if Position.COORDINATOR in person.positions and person.id != ctx.person.id
    ][:3]


def _codes(items: list[Standing]) -> list[str]:
    return [s.task.code for s in items[:MOST_CODES]]


def _buttons(topic: Topic, own: list[Standing], ctx: Context) -> list[Button]:
    if not own:
        return [Button("帮助", "/help")]
    if topic in (Topic.OWED, Topic.AGAIN, Topic.ROUND, Topic.STAND_IN):
        return [Button("本期未报", "/tasks unreported"), Button("我的任务", "/tasks")]
    if topic in (Topic.ROLES, Topic.COOP):
        return [Button("牵头", "/tasks lead"), Button("配合", "/tasks coop")]
    if topic is Topic.WRONG:
        last = own_reports.last_of(ctx.tx, ctx.person.id)
        return [Button("历史进展", f"/history {last.code}")] if last else []
    if topic is Topic.LIGHTS and access.own_units(ctx.person):
        return [Button("红黄灯", "/tasks alert"), Button("我的任务", "/tasks")]
    return [Button("我的任务", "/tasks")]
