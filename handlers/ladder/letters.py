"""督办单 /letter: drafted when a task reaches the coordinators, sent or dropped by one of them."""

from __future__ import annotations

import re
from typing import Any

from domain import access
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.rules import days_between
from handlers.base import Command, Context
from handlers.cards import rows
from storage import letters, outbox, people, reports
from storage.journal import audit

MOST_LISTED = 10
ANSWER_DAYS = 3  # work days that a unit has for its answer
_LETTER = re.compile(r"(\d{1,12})(?:\s+(send|drop))?")


def letter(text: str, ctx: Context) -> Reply:
    """Show a drafted 督办单, send it to the unit, or drop it. The first who decides has decided."""
    if not text.strip():
        return _listed(ctx)
    match = _LETTER.fullmatch(text.strip())
    found = letters.one(ctx.tx, int(match[1])) if match else None
    if not match or found is None or not access.may_see_unit(ctx.person, found.unit):
        raise Refused("no_such_letter")
    act = match[2]
    if act and not letters.settle(
        ctx.tx, found.id, "sent" if act == "send" else "dropped", ctx.person.id, ctx.now
    ):
        raise Refused("letter_settled", state=found.state, by=found.settled_by)
    content = _letter_content(found, ctx)
    if not act:
        buttons = rows(
            [Button("发出", f"/letter {found.id} send"), Button("不发", f"/letter {found.id} drop")]
        )
        return Reply("letter", content, buttons if found.state == "drafted" else ())
    audit(ctx.tx, ctx.now, ctx.person.id, f"letter.{act}", str(found.id), unit=found.unit)
    reached = 0
    if act == "send":
        for position in (Position.SUPERVISOR, Position.LIAISON):
            for person in people.holders_of(ctx.tx, position, [found.unit]):
                reached += outbox.add(
                    ctx.tx,
                    key=f"letter:{found.id}:{person.id}",
                    kind="letter",
                    person_id=person.id,
                    reply=Reply("letter", {**content, "draft": False}),
                    now=ctx.now,
                    tasks=found.codes,
                )
    return Reply("letter_done", {"sent": act == "send", "unit": found.unit, "people": reached})


def _listed(ctx: Context) -> Reply:
    """The letters that wait for a decision, oldest first."""
    found = [each for each in letters.drafted(ctx.tx) if access.may_see_unit(ctx.person, each.unit)]
    shown = found[:MOST_LISTED]
    return Reply(
        "letters",
        {
            "total": len(found),
            "letters": [
                {"unit": each.unit, "day": each.day.isoformat(), "count": len(each.codes)}
                for each in shown
            ],
        },
        buttons=rows(Button(each.unit[:12], f"/letter {each.id}") for each in shown),
        choices=tuple(f"/letter {each.id}" for each in shown),
    )


def _letter_content(found: letters.Letter, ctx: Context) -> dict[str, Any]:
    latest = reports.latest(ctx.tx, codes=found.codes)
    tasks = []
    for code in found.codes:
        task = ctx.book.by_code.get(code)
        if task is None:
            continue
        report = latest.get(code, {}).get(found.unit)
        tasks.append(
            {
                "code": code,
                "title": task.title,
                "target": task.target,
                "due": task.due.isoformat(),
                "days_left": days_between(ctx.today, task.due),
                "reported": ctx.rules.day(report.created_at).isoformat() if report else "",
            }
        )
    answer_by = ctx.rules.calendar.after(ctx.today, ANSWER_DAYS)
    return {
        "number": found.id,
        "year": found.day.year,
        "unit": found.unit,
        "day": found.day.isoformat(),
        "tasks": tasks,
        "answer_by": answer_by.isoformat(),
        "state": found.state,
        "by": found.settled_by,
        "draft": found.state == "drafted",
    }


LETTER = Command(
    "letter",
    ("督办单",),
    "督办单：看、发出或不发",
    "/letter 编号",
    letter,
    frozenset({Position.COORDINATOR, Position.ADMIN}),
    in_menu=False,
)
