"""An edited message: what it reported before is superseded by what it says now."""

from __future__ import annotations

from dataclasses import replace

from domain.drafts import Draft, DraftState, Entry, entry_of
from domain.errors import Refused
from domain.language.frame import PROGRESS, Frame, understand
from domain.language.several import split
from domain.language.situation import FoundBy, Situation
from domain.messages import Reply
from domain.people import Position
from domain.reporting import MAX_TEXT, Report
from handlers.base import Context
from handlers.reporting.drafts import card, new_draft
from handlers.reporting.saving import save, saved_reply, source_of
from storage import drafts, evidence, own_reports


def answer_edit(ctx: Context) -> Reply | None:
    """None when the message became no report: then it is answered like a new one."""
    source, person = source_of(ctx.inbound), ctx.person
    before = own_reports.of_source(ctx.tx, source, person.id) if source else []
    waiting = drafts.of_source(ctx.tx, source, person.id) if source and not before else None
    if not before and waiting is None:
        return None
    text = ctx.inbound.text.strip()
    if len(text) > MAX_TEXT:
        raise Refused("report_too_long", length=len(text), limit=MAX_TEXT)
    first = before[0].code if before else waiting.entries[0].code if waiting else None
    frames = _read(text, first, ctx)
    if not frames:
        raise Refused("edit_is_no_report", codes=[each.code for each in before])
    entries = tuple(_entry(frame, before, first, ctx) for frame in frames)
    if waiting is not None:
        changed = replace(waiting, entries=entries, state=DraftState.OPEN)
        drafts.save(ctx.tx, changed)
        return card(changed, ctx)
    kept = {entry.supersedes for entry in entries}
    dropped = tuple(each.id for each in before if each.id not in kept)
    if len(entries) == 1 and not dropped and frames[0].found_by is FoundBy.CODE:
        if entries[0].text == before[0].text and entries[0].code == before[0].code:
            return Reply("edit_changes_nothing", {"code": before[0].code})
        files = tuple(evidence.of_report(ctx.tx, before[0].id))
        return saved_reply(save(entries[0], ctx, files=files, source=source), ctx)
    return new_draft(Draft(entries, source=source, withdraws=dropped), ctx)


def _read(text: str, code: str | None, ctx: Context) -> list[Frame]:
    """The frames of the new words, which speak of `code` where they name no other task."""
    situation = Situation(ctx.book, ctx.today, ctx.person.units_as(Position.LIAISON), code)
    frames = [understand(part, situation) for part in split(text, ctx.book.marks)]
    return frames if all(frame.intent in PROGRESS for frame in frames) else []


def _entry(frame: Frame, before: list[Report], code: str | None, ctx: Context) -> Entry:
    entry = entry_of(frame)
    if entry.code not in ctx.book.by_code:
        entry = entry.on(code) if code and not frame.references else replace(entry, code=None)
    same = next((each for each in before if each.code == entry.code), None)
    return replace(entry, supersedes=same.id if same else None)
