"""Which messages answer a broadcast: what quotes its notice, names it, was asked for, or fits alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.collection import settles
from domain.errors import Refused
from domain.language.figure_answers import corrected, is_figure, to_come, without_parts
from domain.language.frame import PROGRESS, Frame, understand
from domain.language.references import find_references
from domain.language.text import plain
from domain.messages import InboundKind, Reply
from domain.people import Position
from handlers.base import Context
from handlers.broadcast.answering import answered_for, land, undo
from handlers.broadcast.broadcasts import ordered
from handlers.commands import find
from handlers.reporting.landing import LASTS
from handlers.sentence import answer_sentence, situation_of
from storage import answers, broadcasts, journal, own_reports

LONGEST_OPTION = 12  # characters
ASKED_LASTS = timedelta(minutes=30)
UNDO_LASTS = timedelta(hours=24)
_TABLE = re.compile(r"\.(?:xlsx?|csv|et|docx?|wps|pdf)$", re.IGNORECASE)
ALBUM_LASTS = timedelta(minutes=10)
_NOTICE = re.compile(r"通知编号\s*(\d{1,12})")
_NAMED = re.compile(
    r"^\s*回复\s*(?:通知)?\s*(?:编号)?\s*(?P<n>\d{1,12})[\s:：，,号]+(?P<text>\S.*)$", re.DOTALL
)
_NO_REPORT = ("not_understood", "only_liaisons_report", "no_such_task")
_UNDO = re.compile(r"(?:撤销|撤回)[。!！]?")
_LIKE_A_CHOICE = re.compile(r"^\s*\d{1,2}\s*$")


def answer_broadcast(ctx: Context) -> Reply | None:
    """The answer to what was stored as one, or None when the message is about something else."""
    inbound = ctx.inbound
    text = inbound.text.strip()
    if inbound.kind is InboundKind.BUTTON or inbound.edited or text.startswith("/"):
        return None
    if (named := _NAMED.match(text)) and _receives(int(named["n"]), ctx):
        return land(int(named["n"]), named["text"], ctx)
    quoted = {int(number) for number in _NOTICE.findall(inbound.quoted)}
    mine = [number for number in sorted(quoted) if _receives(number, ctx)]
    if len(mine) == 1 and not find(text):  # several in one message: the words must say which
        return _said(mine[0], text, ctx)
    asked = answers.asked_next(ctx.tx, ctx.person.id, ctx.now - ASKED_LASTS)
    if asked and not find(text):
        return _said(asked, text, ctx)
    if _UNDO.fullmatch(text) and (last := answers.newest_of(ctx.tx, ctx.person.id)):
        report = own_reports.last_of(ctx.tx, ctx.person.id)
        if ctx.now - last.at <= UNDO_LASTS and (report is None or report.created_at < last.at):
            return undo(last.id, ctx)
    return _fitting(text, ctx)


def _receives(number: int, ctx: Context) -> bool:
    return answered_for(number, ctx) is not None


def _said(number: int, text: str, ctx: Context) -> Reply | None:
    """Words that were meant for this broadcast; those that name a task are its report too."""
    found = broadcasts.one(ctx.tx, number)
    if found is None:
        return None
    frame = understand(text, situation_of(text, ctx)) if text else None
    if frame and _is_report(frame, ctx):
        if found.ask.kind == "progress":
            return None  # the report lands here by itself, by code at once and else when confirmed
        if frame.references and found.ask.kind in ("", "words"):
            return _together(land(number, text, ctx), answer_sentence(text, ctx))
    return land(number, text, ctx)


def _is_report(frame: Frame, ctx: Context) -> bool:
    return (
        Position.LIAISON in ctx.person.positions
        and frame.intent in PROGRESS
        and bool(frame.references or frame.task or frame.candidates)
    )


def _together(first: Reply, second: Reply | None) -> Reply:
    """Two answers as one message."""
    if second is None:
        return first
    parts = [{"template": each.template, "data": dict(each.data)} for each in (first, second)]
    return Reply(
        "several",
        {"parts": parts},
        buttons=(*first.buttons, *second.buttons),
        choices=second.choices,
        about=second.about,
        papers=second.papers,
    )


def _fitting(text: str, ctx: Context) -> Reply | None:
    """A bare number, a file or an option alone, where exactly one broadcast waits for such a thing."""
    waiting = _waiting(ctx)
    if not waiting:
        return None
    if figure := _again(text, waiting, ctx):
        return figure
    files = ctx.inbound.kind is InboundKind.FILE and bool(ctx.inbound.files)
    number = bool(text) and all(
        is_figure(each) for each in _without_units(without_parts(text), ctx)
    )
    if to_come(text) and not find_references(plain(text)):
        wanted = [b for b, _ in waiting if b.ask.kind in ("number", "file")]
        wanted = [b for b in wanted if _is_open(b, ctx)]
        return land(wanted[0].id, text, ctx) if len(wanted) == 1 else None
    if not (files and not text) and not number and not 0 < len(text) <= LONGEST_OPTION:
        return None
    if find(text):
        return None
    unanswered = [(each, at) for each, at in waiting if _is_open(each, ctx)]
    if files and not text:
        asking_files = [each for each, _ in waiting if each.ask.kind == "file"]
        counted = [each for each, _ in unanswered if each.ask.kind == "number"]
        # A table in place of the number that is asked for: kept, and the number is still missing.
        in_place = not asking_files and len(counted) == 1 and _is_table(ctx)
        return land(counted[0].id, "", ctx) if in_place else _file(asking_files, ctx)
    if number:
        asking = [(b, at) for b, at in unanswered if b.ask.kind == "number"]
        if _LIKE_A_CHOICE.match(text):
            # A short number may mean an entry of the list that was shown last.
            asking = [x for x in asking if not journal.asked_since(ctx.tx, ctx.inbound, x[1])]
        if len(asking) > 1:
            raise Refused("answer_which", numbers=[b.id for b, _ in asking], text=text)
        return land(asking[0][0].id, text, ctx) if asking else None
    chosen = [b for b, _ in unanswered if b.ask.kind == "choice" and text in b.ask.options]
    return land(chosen[0].id, text, ctx) if len(chosen) == 1 else None


Waiting = list[tuple[broadcasts.Broadcast, datetime]]


def _waiting(ctx: Context) -> Waiting:
    """What this person was asked; a 分管领导 who was not may answer what their unit was asked."""
    found = answers.open_for(ctx.tx, ctx.person.id, ctx.now - LASTS)
    own = () if found else ctx.person.units_as(Position.SUPERVISOR)
    return found or [
        each for unit in own for each in answers.open_for_unit(ctx.tx, unit, ctx.now - LASTS)
    ]


def _is_open(found: broadcasts.Broadcast, ctx: Context) -> bool:
    """Whether this person has not given yet what it asks for; 数据下周给 gives nothing yet."""
    last = answers.last_of(ctx.tx, found.id, ctx.person.id)
    return last is None or not settles(last, found.ask.kind)


def _again(text: str, waiting: Waiting, ctx: Context) -> Reply | None:
    """更正：36家, or 36家 once more: the number that was given to the one broadcast that counts such."""
    fixed = corrected(text)
    said = text if fixed is None else fixed
    if not said or not is_figure(said):
        return None
    given = [
        each.id
        for each, _ in waiting
        if each.ask.kind == "number"
        and (last := answers.last_of(ctx.tx, each.id, ctx.person.id))
        and ctx.now - last.at <= UNDO_LASTS
        and (
            fixed is not None
            or (each.ask.measure and said.rstrip("。.!！").endswith(each.ask.measure))
        )
    ]
    unanswered = any(each.ask.kind == "number" and _is_open(each, ctx) for each, _ in waiting)
    if len(given) != 1 or (fixed is None and unanswered):
        return None
    return land(given[0], said, ctx)


def _is_table(ctx: Context) -> bool:
    return any(_TABLE.search(file.name) for file in ctx.inbound.files)


def _without_units(text: str, ctx: Context) -> list[str]:
    """市财政局30，市税务局20 → 30 and 20, each to be looked at by itself."""
    clauses = [each for each in re.split(r"[、;；\n]|[,，](?!\d{3})", text) if each.strip()]
    return [ctx.book.unit_words.find(each)[1].strip(" :：") for each in clauses]


def _file(asking: Sequence[broadcasts.Broadcast], ctx: Context) -> Reply | None:
    """A file alone: one more of an album, or the answer to the one broadcast that asks for a file."""
    for each in asking:
        last = answers.last_of(ctx.tx, each.id, ctx.person.id)
        if last and ctx.inbound.album and ctx.now - last.at <= ALBUM_LASTS:
            answers.add_files(ctx.tx, last.id, ctx.inbound.files)
            return Reply(
                "answer_more_files",
                {"number": each.id, "files": [file.name for file in ctx.inbound.files]},
            )
    open_ones = [b for b in asking if _is_open(b, ctx)]
    if len(open_ones) > 1:
        raise Refused("answer_which", numbers=[b.id for b in open_ones], text="")
    return land(open_ones[0].id, "", ctx) if open_ones else None


def answer_in_words(text: str, ctx: Context) -> Reply | None:
    """A sentence; one that means nothing else is the answer to a broadcast that asks for words."""
    # What wants something of units is for them; who reports too may name a task to report on it.
    reports = Position.LIAISON in ctx.person.positions and find_references(plain(text))
    if not reports and (order := ordered(text, ctx)):
        return order
    try:
        with ctx.tx.savepoint():
            return answer_sentence(text, ctx)
    except Refused as refused:
        if refused.template in _NO_REPORT and (order := ordered(text, ctx)):
            return order
        if refused.template != "not_understood":
            raise
        for found, _ in answers.open_for(ctx.tx, ctx.person.id, ctx.now - LASTS):
            asks = found.ask.kind == "words"
            if asks and _is_open(found, ctx):
                return land(found.id, text, ctx)
        raise
