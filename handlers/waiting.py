"""What a typed answer means to the draft that waits: yes, no, the task, other words."""

from __future__ import annotations

import re
from dataclasses import replace

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
from handlers.drafts import card, choose, confirm, drop
from storage import drafts

_YES = re.compile(
    r"^(?:确认(?:无误|提交|一下)?|确定|提交|对的?|没错|是的?|正确|无误|没问题|可以的?|好的?|行|嗯+|ok|okay|yes|y)[了的啊呀吧!！。.~～\s]*$",
    re.IGNORECASE,
)
_CONFIRMS = re.compile(r"^(?:确认|确定|提交)[了吧!！。\s]*$")
_NO = re.compile(r"^(?:取消|不报了|算了|不用了|先不报|不要了|作废|no|n)[了吧!！。.~～\s]*$", re.I)
_REVISES = re.compile(r"^\W*(?:不对|不是|错了|改成|改为|应该?是|应为|更正|要改)")
_ASKS = frozenset({Intent.LIST, Intent.DETAIL, Intent.HISTORY, Intent.SUMMARY, Intent.HELP})


def answer_waiting(text: str, ctx: Context) -> Reply | None:
    """What `text` means to the draft that waits, or None when it is about something else."""
    found = drafts.last(ctx.tx, ctx.inbound, ctx.person.id, ctx.now) if ctx.has_drafts else None
    if found is None:
        if _CONFIRMS.match(text):
            raise Refused("no_draft")
        return None
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
