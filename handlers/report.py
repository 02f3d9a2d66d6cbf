"""A report by explicit code, saved at once with 撤销, and the withdrawal."""

from __future__ import annotations

from datetime import timedelta

from domain import access
from domain.errors import Refused
from domain.language.frame import Frame
from domain.messages import Button, Reply
from domain.people import Position
from domain.reporting import MAX_TEXT, Status
from handlers.base import Command, Context
from handlers.cards import report_data, rows
from handlers.tasks import which_row
from storage import reports
from storage.journal import audit

UNDO_LASTS = timedelta(hours=24)


def report(frame: Frame, ctx: Context) -> Reply:
    """Save what `frame` says of the task it names. Refused leaves nothing behind."""
    codes = tuple(dict.fromkeys(reference.code for reference in frame.references))
    if len(codes) > 1:
        raise Refused("one_at_a_time", codes=list(codes)[:6])
    tasks = access.visible_rows(ctx.person, ctx.book, codes[0])
    if not tasks:
        raise Refused("no_such_task", code=codes[0])
    mine = tuple(task for task in tasks if access.reporting_unit(ctx.person, task))
    if not mine:
        raise Refused("only_liaisons_report", code=codes[0])
    if len(mine) > 1:
        return which_row(mine)
    if len(frame.fact) > MAX_TEXT:
        raise Refused("report_too_long", length=len(frame.fact), limit=MAX_TEXT)
    task = mine[0]
    unit = access.reporting_unit(ctx.person, task) or ""
    report_id = reports.add(
        ctx.tx,
        code=task.code,
        unit=unit,
        person_id=ctx.person.id,
        text=frame.fact,
        status=frame.status or Status.IN_PROGRESS,
        percent=frame.percent,
        now=ctx.now,
    )
    reports.add_evidence(ctx.tx, report_id, ctx.inbound.files)
    audit(ctx.tx, ctx.now, ctx.person.id, "report.add", task.code, report=report_id, unit=unit)
    saved = reports.one(ctx.tx, report_id, ctx.person.id)
    if saved is None:
        raise LookupError(report_id)
    return Reply(
        "report_saved",
        {
            "title": task.title,
            "files": [file.name for file in ctx.inbound.files],
            **report_data(saved, ctx.rules, ctx.today),
        },
        buttons=rows([Button("撤销", f"/undo {report_id}"), Button("查看", f"/task {task.code}")]),
    )


def undo(text: str, ctx: Context) -> Reply:
    """Withdraw a report of one's own: the one that is named, or the last one that stands."""
    number = text.strip()
    if number.isascii() and number.isdigit() and len(number) < 16:
        found = reports.one(ctx.tx, int(number), ctx.person.id)
    elif not number:
        found = reports.last_of(ctx.tx, ctx.person.id)
    else:
        raise Refused("undo_what")
    if found is None:
        raise Refused("nothing_to_undo")
    if ctx.now - found.created_at > UNDO_LASTS:
        raise Refused("too_late_to_undo", code=found.code)
    if not reports.withdraw(ctx.tx, found.id, ctx.now):
        raise Refused("undone_before", code=found.code)
    audit(ctx.tx, ctx.now, ctx.person.id, "report.withdraw", found.code, report=found.id)
    return Reply(
        "report_withdrawn",
        report_data(found, ctx.rules, ctx.today),
        buttons=rows([Button("查看", f"/task {found.code}")]),
    )


UNDO = Command(
    name="undo",
    words=("撤销", "撤回"),
    summary="撤销刚才报的进展",
    usage="撤销",
    run=undo,
    allowed=frozenset({Position.LIAISON}),
)
