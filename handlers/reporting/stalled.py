"""无进展 as an honest one-tap report: from a task's card, with a reason, or a reason given afterwards."""

from __future__ import annotations

import re
from dataclasses import replace

from domain import access
from domain.drafts import Entry
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.reporting import Status
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.reporting.saving import REASONS, reason_buttons, save, saved_reply
from storage import own_reports

_STALLED = re.compile(r"(?P<code>\S+?)(?:\s+(?P<reason>\d))?\s*$")
_BECAUSE = re.compile(r"(?P<report>\d{1,12})(?:\s+(?P<reason>\d))?\s*$")


def stalled(text: str, ctx: Context) -> Reply:
    """`/stalled CODE` asks for the reason, `/stalled CODE 2` reports it."""
    match = _STALLED.fullmatch(text.strip())
    tasks = access.visible_rows(ctx.person, ctx.book, match["code"]) if match else ()
    task = next((each for each in tasks if access.reporting_unit(ctx.person, each)), None)
    if match is None or task is None:
        raise Refused("no_such_task", code=text.strip()[:20])
    if match["reason"] is None:
        return Reply(
            "stalled",
            {"code": task.code, "title": task.title},
            buttons=rows(
                [Button(word, f"/stalled {task.code} {n}") for n, word in enumerate(REASONS, 1)], 3
            ),
            about=task.code,
        )
    reason = _reason(match["reason"])
    entry = _entry(f"本期无进展，{reason}", task.code, reason)
    return saved_reply(save(entry, ctx), ctx)


def because(text: str, ctx: Context) -> Reply:
    """`/because R 2`: the reason of a report of no progress; the fuller one takes its place.

    `/because R` alone offers the usual reasons.
    """
    match = _BECAUSE.fullmatch(text.strip())
    found = own_reports.one(ctx.tx, int(match["report"]), ctx.person.id) if match else None
    if match is None or found is None or found.withdrawn:
        raise Refused("nothing_to_undo")
    if found.superseded:
        raise Refused("reason_given", code=found.code)
    if match["reason"] is None:
        title = ctx.book.by_code[found.code].title if found.code in ctx.book.by_code else ""
        return Reply(
            "stalled",
            {"code": found.code, "title": title},
            buttons=reason_buttons(found.id),
            about=found.code,
        )
    reason = _reason(match["reason"])
    entry = _entry(f"{found.text.rstrip('。，, ')}，{reason}", found.code, reason)
    entry = replace(entry, status=found.status, percent=found.percent, supersedes=found.id)
    return saved_reply(save(entry, ctx), ctx)


def _reason(number: str) -> str:
    place = int(number) - 1
    if not 0 <= place < len(REASONS):
        raise Refused("no_such_number", number=int(number), last=len(REASONS))
    return REASONS[place]


def _entry(text: str, code: str, reason: str) -> Entry:
    return Entry(text, Status.IN_PROGRESS, code, obstacle=reason, found_by="code")


STALLED = Command(
    name="stalled",
    words=("报无进展",),
    summary="如实报本期无进展，选一个原因",
    usage="/stalled 政策12",
    run=stalled,
    allowed=frozenset({Position.LIAISON}),
    in_menu=False,
)
BECAUSE = Command(
    name="because",
    words=("补原因",),
    summary="给无进展补上原因",
    usage="/because 12 1",
    run=because,
    allowed=frozenset({Position.LIAISON}),
    in_menu=False,
)
