"""Files without a word: evidence for the report just made, or for the one that comes next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from domain import access
from domain.drafts import Draft, DraftState
from domain.errors import Refused
from domain.messages import Attachment, Button, Paper, Reply
from domain.people import Position
from domain.reporting import Report
from handlers.base import Command, Context
from handlers.cards import rows, view_button
from handlers.reporting.quoted import quoted_code
from handlers.tasks import find_task, which_task
from storage import drafts, own_reports
from storage import evidence as kept
from storage.journal import audit

FRESH = timedelta(days=3)  # a report this old may still be given its evidence by one tap
MOST_OFFERED = 3
MOST_FILES = 20
MOST_SHOWN = 9
_ACT = re.compile(r"(?P<act>to|drop)\s+(?P<number>\d{1,12})(?:\s+(?P<report>\d{1,12}))?\s*$")


def files_alone(ctx: Context) -> Reply | None:
    """Files that came without text. Those of one album belong to what its first one became."""
    inbound, person = ctx.inbound, ctx.person
    if not inbound.files:
        raise Refused("file_alone", files=[])
    if Position.LIAISON not in person.positions:
        raise Refused("only_liaisons_send_files")
    if inbound.album:
        if known := own_reports.of_album(ctx.tx, inbound.album, person.id):
            attach(known, inbound.files, ctx)
            return None  # the answer to the album's first file stands for all
        if waiting := drafts.of_album(ctx.tx, inbound.album, person.id):
            drafts.save(ctx.tx, replace(waiting, files=_more(waiting.files, inbound.files)))
            return None
    code = quoted_code(ctx)
    answered = own_reports.last_on(ctx.tx, code, person.id) if code else None
    if answered and ctx.now - answered.created_at <= FRESH:
        return _attached(answered, inbound.files, ctx)
    return _ask(ctx)


def _more(files: tuple[Attachment, ...], new: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    together = tuple(dict.fromkeys((*files, *new)))
    if len(together) > MOST_FILES:
        raise Refused("files_too_many", limit=MOST_FILES)
    return together


def _ask(ctx: Context) -> Reply:
    """Keep the files for the report that follows, and offer the reports just made."""
    waiting = drafts.last(ctx.tx, ctx.inbound, ctx.person.id, ctx.now, (DraftState.FILES,))
    if waiting:
        waiting = replace(waiting, files=_more(waiting.files, ctx.inbound.files))
        drafts.save(ctx.tx, waiting)
    else:
        fresh = Draft((), ctx.inbound.files, DraftState.FILES, album=ctx.inbound.album)
        waiting = drafts.add(ctx.tx, ctx.inbound, ctx.person.id, fresh, ctx.now)
    recent = own_reports.recent_of(ctx.tx, ctx.person.id, ctx.now - FRESH, MOST_OFFERED)
    offered = [
        Button(f"补到 {each.code}", f"/evidence to {waiting.id} {each.id}") for each in recent
    ]
    return Reply(
        "files_wait",
        {"files": [file.name for file in waiting.files], "offered": bool(offered)},
        buttons=rows([*offered, Button("取消", f"/evidence drop {waiting.id}")]),
    )


def evidence(text: str, ctx: Context) -> Reply:
    """`/evidence CODE` shows a task's files; `/evidence to N R`: the waiting files N belong to report
    R; `/evidence drop N`: to none.
    """
    match = _ACT.fullmatch(text.strip())
    if match is None:
        return _show(text, ctx)
    stored = drafts.one(ctx.tx, int(match["number"]), ctx.person.id, ctx.now)
    if stored is None or stored[0].state is not DraftState.FILES or stored[1]:
        raise Refused("files_gone")
    waiting = stored[0]
    if match["act"] == "drop":
        drafts.save(ctx.tx, replace(waiting, state=DraftState.DROPPED))
        return Reply("files_dropped")
    report = own_reports.one(ctx.tx, int(match["report"] or 0), ctx.person.id)
    if report is None or report.withdrawn:
        raise Refused("files_gone")
    drafts.save(ctx.tx, replace(waiting, state=DraftState.SAVED))
    return _attached(report, waiting.files, ctx)


def _show(text: str, ctx: Context) -> Reply:
    tasks = find_task(text, ctx)
    if len(tasks) > 1:
        return which_task([task.code for task in tasks], "/evidence", ctx)
    code = tasks[0].code
    files = kept.on_task(ctx.tx, code, MOST_SHOWN)
    return Reply(
        "evidence",
        {"code": code, "title": tasks[0].title, "files": [file.name for file in files]},
        buttons=view_button(code),
        about=code,
        papers=tuple(Paper.of(file) for file in files),
    )


def _attached(report: Report, files: tuple[Attachment, ...], ctx: Context) -> Reply:
    attach(report, files, ctx)
    return Reply(
        "files_attached",
        {"code": report.code, "files": [file.name for file in files], "text": report.text},
        buttons=view_button(report.code),
        about=report.code,
    )


def attach(report: Report, files: tuple[Attachment, ...], ctx: Context) -> None:
    """Add evidence to a standing report of one's own, if the task is still one's to report on."""
    task = ctx.book.by_code.get(report.code)
    if task is None or not access.reporting_unit(ctx.person, task):
        raise Refused("no_such_task", code=report.code)
    kept.add(ctx.tx, report.id, files)
    names = [file.name for file in files]
    audit(
        ctx.tx, ctx.now, ctx.person.id, "evidence.add", report.code, report=report.id, files=names
    )


EVIDENCE = Command(
    name="evidence",
    words=("佐证",),
    summary="一项任务的佐证文件",
    usage="佐证 政策12",
    run=evidence,
    in_menu=False,
)
