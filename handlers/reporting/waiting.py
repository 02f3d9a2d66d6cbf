"""What a typed answer means to the draft that waits: yes, no, the task, other words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from domain.drafts import Draft, DraftState, entry_of
from domain.errors import Refused
from domain.language.frame import PROGRESS, understand
from domain.language.intent import Intent
from domain.language.references import find_references
from domain.language.situation import FoundBy, Situation
from domain.messages import Reply
from domain.people import Position
from domain.reporting import MAX_TEXT
from handlers.base import Context
from handlers.reporting.drafts import card, choose, confirm, drop
from handlers.reporting.saving import save, saved_reply, source_of
from storage import drafts, own_reports

_YES = re.compile(
    r"^(?:确认(?:无误|提交|一下)?|确定|提交|对的?|没错|是的?|正确|无误|没问题|可以的?|好的?|行|嗯+|ok|okay|yes|y)[了的啊呀吧!！。.~～\s]*$",
    re.IGNORECASE,
)
_CONFIRMS = re.compile(r"^(?:确认|确定|提交)[了吧!！。\s]*$")
_NO = re.compile(r"^(?:取消|不报了|算了|不用了|先不报|不要了|作废|no|n)[了吧!！。.~～\s]*$", re.I)
_REVISES = re.compile(r"^\W*(?:不对|不是|错了|改成|改为|应该?是|应为|更正|要改)")
_DAY = re.compile(r"[月日号底旬周天年季]")
_SHORT, _ASKED_LASTS = 60, timedelta(minutes=30)
_ASKS = frozenset({Intent.LIST, Intent.DETAIL, Intent.HISTORY, Intent.SUMMARY, Intent.HELP})


def answer_waiting(text: str, ctx: Context) -> Reply | None:
    """What `text` means to the draft that waits, or None when it is about something else."""
    found = drafts.last(ctx.tx, ctx.inbound, ctx.person.id, ctx.now) if ctx.has_drafts else None
    if found is None:
        if _CONFIRMS.match(text) or text.strip() == "取消":
            raise Refused("no_draft")
        return _new_day(text, ctx)
    if _YES.match(text) and found.state is DraftState.OPEN:
        return confirm(found, ctx)
    if _NO.match(text):
        return drop(found, ctx)
    references = find_references(text, ctx.book.marks)
    asks_task = found.state is DraftState.CHOOSING or any(e.code is None for e in found.entries)
    if asks_task and references and not text[references[0].end :].strip(" 。.，,的吧"):
        return choose(found, references[0].code, ctx)
    if len(found.entries) != 1:
        return None
    revises = found.state is DraftState.RETYPING or (_REVISES.match(text) and not references)
    return _retyped(found, text, ctx) if revises else None


def _new_day(text: str, ctx: Context) -> Reply | None:
    """The day that an application for more time was asked for: the two together take its place."""
    if len(text) > _SHORT or not _DAY.search(text) or find_references(text, ctx.book.marks):
        return None
    last = own_reports.last_of(ctx.tx, ctx.person.id)
    if (
        last is None
        or (last.kind, last.eta, last.withdrawn) != (Intent.EXTEND, None, False)
        or ctx.now - last.created_at > _ASKED_LASTS
    ):
        return None
    units = ctx.person.units_as(Position.LIAISON)
    situation = Situation(ctx.book, ctx.today, units, last.code)
    said = understand(text, situation)
    frame = understand(f"{last.text}，{text}", situation)
    if said.percent is not None or said.figures or frame.intent is not Intent.EXTEND:
        return None
    entry = replace(entry_of(frame), code=last.code, candidates=(), supersedes=last.id)
    return saved_reply(save(entry, ctx, source=source_of(ctx.inbound)), ctx) if entry.eta else None


def _retyped(found: Draft, text: str, ctx: Context) -> Reply | None:
    """Read `text` as the draft's new words; what was not said again of a correction stays."""
    before = found.entries[0]
    retyping = found.state is DraftState.RETYPING
    situation = Situation(ctx.book, ctx.today, ctx.person.units_as(Position.LIAISON), before.code)
    frame = understand(text, situation)
    if frame.intent in _ASKS or (frame.intent not in PROGRESS and not retyping):
        return None
    entry = entry_of(frame)
    code = entry.code if frame.found_by is FoundBy.CODE and entry.code else before.code
    if not retyping and not entry.eta:
        entry = replace(entry, eta=before.eta)
    if len(entry.text) > MAX_TEXT:
        raise Refused("report_too_long", length=len(entry.text), limit=MAX_TEXT)
    entry = replace(
        entry,
        code=code,
        candidates=() if code else before.candidates,
        supersedes=before.supersedes,
        found_by=before.found_by,
    )
    found = replace(found, entries=(entry,), state=DraftState.OPEN)
    drafts.save(ctx.tx, found)
    return card(found, ctx)
