"""回复 /reply: the answer to a broadcast, stored at once with 撤销."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.broadcasting import KINDS, pick
from domain.errors import Refused
from domain.language.figure_answers import Figure, read_figure, to_come
from domain.messages import Button, Reply
from domain.people import Position
from handlers.base import Command, Context
from handlers.cards import rows
from storage import answers, broadcasts
from storage.broadcasts import Broadcast
from storage.journal import audit

MAX_TEXT = 1000
_CLAUSE = re.compile(r"[,，、;；\n]")
_PLACE = re.compile(r"(?P<number>\d{1,12})(?:\s+(?P<rest>\S.*))?", re.DOTALL)


def reply(text: str, ctx: Context) -> Reply:
    """`/reply N 内容` answers, `/reply N` waits for the words, `/reply undo A` takes an answer back."""
    said = text.strip()
    if match := re.fullmatch(r"undo\s+(\d{1,12})", said):
        return undo(int(match[1]), ctx)
    if (match := _PLACE.fullmatch(said)) is None:
        raise Refused("reply_how")
    number, rest = int(match["number"]), (match["rest"] or "").strip()
    if rest or ctx.inbound.files:
        return land(number, rest, ctx)
    found = received(number, ctx)
    answers.ask_next(ctx.tx, number, ctx.person.id, ctx.now)
    return Reply("reply_type", {"number": number, "text": found.text, "asked": found.ask.words})


def received(number: int, ctx: Context) -> Broadcast:
    """A broadcast that this person got; another's or a guessed number reveals nothing."""
    found = broadcasts.one(ctx.tx, number)
    if found is None or answered_for(number, ctx) is None:
        raise Refused("no_such_notice", number=number)
    return found


def answered_for(number: int, ctx: Context) -> tuple[str, ...] | None:
    """The units a person may answer a broadcast for: those they got it for, or, for a 分管领导, their own
    that others got it for; None where neither."""
    units = answers.receives(ctx.tx, number, ctx.person.id)
    if units is not None:
        return units
    own = ctx.person.units_as(Position.SUPERVISOR)
    return answers.received_by_unit(ctx.tx, number, own) or None if own else None


def land(number: int, text: str, ctx: Context) -> Reply:
    """Store an answer for the units it is about; Refused, with what is wanted, where it does not fit."""
    found = received(number, ctx)
    units = answered_for(number, ctx) or ()
    before = answers.last_of(ctx.tx, number, ctx.person.id)
    if len(text) > MAX_TEXT:
        raise Refused("report_too_long", length=len(text), limit=MAX_TEXT)
    given = list(_read(found, text, units, ctx))
    stored = [
        answers.add(
            ctx.tx,
            broadcast_id=number,
            person_id=ctx.person.id,
            units=of,
            text=words,
            value=figure.value if figure else None,
            measure=figure.measure if figure else "",
            files=ctx.inbound.files,
            now=ctx.now,
        )
        for of, words, figure in given
    ]
    for answer in stored:
        audit(ctx.tx, ctx.now, ctx.person.id, "answer.add", str(number), answer=answer)
    return Reply(
        "answer_saved",
        {
            "number": number,
            "given": [
                {
                    "units": "、".join(of) if len(given) > 1 or len(units) > 1 else "",
                    "text": words,
                    "value": figure.value if figure else None,
                    "measure": figure.measure if figure else "",
                }
                for of, words, figure in given
            ],
            "files": [file.name for file in ctx.inbound.files],
            "was": {"value": before.value, "measure": before.measure}
            if before and before.value is not None
            else None,
            "wants": _still_wanted(found, given, ctx),
            "late": bool(found.ask.until and ctx.today > found.ask.until),
        },
        buttons=rows([Button("撤销", f"/reply undo {stored[-1]}")] if len(stored) == 1 else []),
    )


Given = tuple[tuple[str, ...], str, Figure | None]


def _still_wanted(found: Broadcast, given: list[Given], ctx: Context) -> str:
    """数字 or 文件, where the answer gives none yet."""
    if found.ask.kind == "number" and all(figure is None for _, _, figure in given):
        return "数字"
    return "文件" if found.ask.kind == "file" and not ctx.inbound.files else ""


def _read(found: Broadcast, text: str, units: tuple[str, ...], ctx: Context) -> Iterable[Given]:
    """What the answer says, for which of the person's units."""
    ask, named = found.ask, _named(text, units, ctx)
    if ask.kind == "choice":
        option = pick(text, ask.options)
        if option is None:
            raise Refused("answer_choice", options=list(ask.options))
        yield named, option, None
    elif ask.kind == "file":
        if not ctx.inbound.files and not to_come(text):
            raise Refused("answer_file", number=found.id)
        yield named, text, None
    elif ask.kind == "number":
        yield from _figures(found, text, units, named, ctx)
    elif not text:
        raise Refused("answer_words", number=found.id, asked=KINDS.get(ask.kind, ""))
    else:
        yield named, text, None


def _figures(
    found: Broadcast, text: str, units: tuple[str, ...], named: tuple[str, ...], ctx: Context
) -> Iterable[Given]:
    """One number for all, or 市财政局30，市税务局20: one for each unit. A file in place of the number,
    or 数据下周给, is kept, and the number is still missing."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause.strip()]
    each = [(_only(clause, units, ctx), clause.strip()) for clause in clauses]
    if len(units) > 1 and len(each) > 1 and all(unit for unit, _ in each):
        for unit, clause in each:
            figure = read_figure(_without(clause, ctx), found.ask.measure)
            if figure is None:
                raise Refused("answer_number", number=found.id, measure=found.ask.measure)
            yield (unit,), clause, figure
        return
    figure = read_figure(_without(text, ctx), found.ask.measure) if text else None
    if figure is None and not ctx.inbound.files and not to_come(text):
        raise Refused("answer_number", number=found.id, measure=found.ask.measure)
    yield named, text, figure


def _only(clause: str, units: tuple[str, ...], ctx: Context) -> str:
    unit, _ = ctx.book.unit_words.find(clause)
    return unit if unit in units and unit else ""


def _without(text: str, ctx: Context) -> str:
    return ctx.book.unit_words.find(text)[1].strip(" :：")


def _named(text: str, units: tuple[str, ...], ctx: Context) -> tuple[str, ...]:
    unit = _only(text, units, ctx)
    return (unit,) if unit else units


def undo(answer: int, ctx: Context) -> Reply:
    number = answers.withdraw(ctx.tx, answer, ctx.person.id, ctx.now)
    if number is None:
        raise Refused("nothing_to_undo")
    audit(ctx.tx, ctx.now, ctx.person.id, "answer.withdraw", str(number), answer=answer)
    return Reply("answer_withdrawn", {"number": number})


REPLY = Command(
    name="reply",
    words=("回复通知",),
    summary="回复一条通知",
    usage="回复通知 12 35家",
    run=reply,
    in_menu=False,
)
