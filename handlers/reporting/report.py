"""A report that tells something is saved at once by explicit code; all else is a draft to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain import access
from domain.drafts import Draft, Entry, entry_of
from domain.errors import Refused
from domain.language.frame import Frame
from domain.language.situation import FoundBy
from domain.messages import Reply
from domain.people import Position
from domain.plan import Task
from domain.reporting import MAX_TEXT
from handlers.base import Command, Context
from handlers.cards import report_data, view_button
from handlers.reporting.drafts import card_above, drop_shown, new_draft, still_waits
from handlers.reporting.saving import save, saved_reply, source_of, superseding
from storage import drafts, own_reports, reports
from storage.journal import audit

UNDO_LASTS = timedelta(hours=24)


def report(frames: Sequence[Frame], ctx: Context) -> Reply:
    """What `frames` say of the tasks they name: several in one message are confirmed together.

    Refused leaves nothing behind.
    """
    frames, missing = _without_others(frames, ctx)
    found = [_tasks(frame, ctx) for frame in frames]
    above = card_above(ctx) if ctx.has_drafts else None
    entries = [
        superseding(_on(entry_of(frame), tasks), ctx)
        for frame, tasks in zip(frames, found, strict=True)
    ]
    for entry in entries:
        if len(entry.text) > MAX_TEXT:
            raise Refused("report_too_long", length=len(entry.text), limit=MAX_TEXT)
    waiting = (
        drafts.take_files(ctx.tx, ctx.inbound, ctx.person.id, ctx.now) if ctx.has_drafts else ()
    )
    files = tuple(dict.fromkeys((*waiting, *ctx.inbound.files)))
    source, album = source_of(ctx.inbound), ctx.inbound.album
    named = all(frame.found_by is FoundBy.CODE and frame.tells for frame in frames)
    if len(entries) == 1 and named and entries[0].code and not missing:
        saved = save(entries[0], ctx, files=files, source=source, album=album)
        return still_waits(saved_reply(saved, ctx), above)
    reply = new_draft(Draft(tuple(entries), files, source=source, album=album), ctx)
    reply = replace(reply, data={**reply.data, "missing": missing})
    return still_waits(reply, above)


def _without_others(
    frames: Sequence[Frame], ctx: Context
) -> tuple[Sequence[Frame], tuple[str, ...]]:
    """Of several reports in one message those on tasks one may see, and the codes of the others."""
    named = [frame.references[0].code if frame.references else "" for frame in frames]
    missing = [
        code for code in named if code and not access.visible_rows(ctx.person, ctx.book, code)
    ]
    if len(frames) < 2 or len(missing) == len(frames):
        return frames, ()
    kept = [frame for frame, code in zip(frames, named, strict=True) if code not in missing]
    return kept, tuple(missing)


def _tasks(frame: Frame, ctx: Context) -> tuple[Task, ...]:
    """The tasks this person may report on that the frame can mean; none where it must be asked."""
    named = bool(frame.references)
    code = frame.references[0].code if named else frame.task
    codes = (code,) if code else frame.candidates
    seen = [task for each in codes for task in access.visible_rows(ctx.person, ctx.book, each)]
    mine = tuple(task for task in seen if access.reporting_unit(ctx.person, task))
    if named and not seen:
        raise Refused("no_such_task", code=code)
    if seen and not mine and frame.found_by is not FoundBy.CONTEXT:
        raise Refused("only_liaisons_report", code=seen[0].code)
    if not mine and Position.LIAISON not in ctx.person.positions:
        raise Refused("not_understood", example="")
    return mine


def _on(entry: Entry, tasks: tuple[Task, ...]) -> Entry:
    if len(tasks) == 1:
        return entry.on(tasks[0].code)
    return replace(entry, code=None, candidates=tuple(task.code for task in tasks))


def undo(text: str, ctx: Context) -> Reply:
    """Withdraw a report of one's own: that of this number, the last on the task named, or the last.

    Right under the card of a draft 撤销 means that draft: nothing of it was recorded yet.
    """
    number = text.strip()
    if number.isascii() and number.isdigit() and len(number) < 16:
        found = own_reports.one(ctx.tx, int(number), ctx.person.id)
    elif not number:
        if dropped := drop_shown(ctx):
            return dropped
        found = own_reports.last_of(ctx.tx, ctx.person.id)
    elif number in ctx.book.by_code:
        found = own_reports.last_on(ctx.tx, number, ctx.person.id)
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
        buttons=view_button(found.code),
        about=found.code,
    )


UNDO = Command(
    name="undo",
    words=("撤销", "撤回"),
    summary="撤销刚才报的进展",
    usage="撤销",
    run=undo,
    allowed=frozenset({Position.LIAISON}),
)
