"""A sentence in plain words: the frame's intent leads to the handler that its command also uses."""

from __future__ import annotations

import re
from dataclasses import replace

from domain import access
from domain.errors import Refused
from domain.language.frame import PROGRESS, Frame, understand
from domain.language.intent import Intent
from domain.language.references import find_references
from domain.language.several import split
from domain.language.situation import Named, Situation
from domain.language.smalltalk import greeting, is_chat
from domain.language.text import plain, spaced
from domain.messages import Button, InboundKind, Reply
from domain.people import Position
from handlers.base import Context
from handlers.cards import rows
from handlers.commands import run_named
from handlers.howto import answer_how_to
from handlers.reporting.evidence import files_alone
from handlers.reporting.quoted import quoted_codes
from handlers.reporting.report import report
from handlers.status.questions import ask
from handlers.tasks import show_history, show_task, which_task
from storage import drafts

# 报一下政策36 says that somebody wants to report, and nothing yet.
_WANTS_TO_REPORT = re.compile(
    r"(?:我)?(?:要|想|来|需要)*(?:上报|填报|汇报|报送|补报|报|更新|填)(?:个|一?下|一个)?(?:的?(?:进展|进度|情况))?[吧了。!！]*"
)


def answer_sentence(text: str, ctx: Context) -> Reply | None:
    situation = situation_of(text, ctx)
    frames = [understand(part, situation) for part in split(text, ctx.book.marks)]
    if len(frames) > 1 and any(frame.intent not in PROGRESS for frame in frames):
        frames = [understand(text, situation)]
    frame = frames[0]
    alone = len(frames) == 1 and not ctx.inbound.files
    if alone and (greeted := greeting(text)) and frame.intent is Intent.NONE:
        return Reply("greeting", {"thanks": greeted == "thanks", "example": _own_code(ctx)})
    if alone and (help_given := answer_how_to(frame, text, ctx)):
        return help_given
    if alone and (answer := ask(frame, text, situation, ctx)):
        return answer
    if alone and frame.references and _WANTS_TO_REPORT.fullmatch(_without_code(text, ctx)):
        return show_task(frame.references[0].code, ctx)  # how to is written under the card
    if alone and not frame.references and (answer := _asked_of_a_task(frame, text, situation, ctx)):
        return answer
    if frame.intent in PROGRESS:
        if len(frames) == 1 and not (frame.references or frame.task or frame.candidates):
            # An answer to a reminder of several tasks is about one of them.
            frames = [replace(frame, candidates=quoted_codes(ctx))]
        return report(frames, ctx)
    if ctx.inbound.kind is InboundKind.FILE and frame.intent is not Intent.BROADCAST:
        return files_alone(ctx)
    return _answer(frame, text, ctx)


def _answer(frame: Frame, text: str, ctx: Context) -> Reply:
    match frame.intent:
        case Intent.DETAIL if frame.candidates:
            return which_task(frame.candidates, "/task", ctx)
        case Intent.DETAIL:
            return show_task(_named(frame, text), ctx)
        case Intent.HISTORY if frame.candidates:
            return which_task(frame.candidates, "/history", ctx)
        case Intent.HISTORY:
            return show_history(_named(frame, text), ctx)
        case Intent.UNDO:
            return run_named("undo", frame.task or "", ctx)
        case Intent.HELP:
            return run_named("help", "", ctx)
        case Intent.BROADCAST:
            return run_named("broadcast", text, ctx)
        case Intent.ACK:
            return acknowledge(ctx)
        case _ if _speaks_of_own_reminders(text, ctx):
            return run_named("settings", "", ctx)  # what can be set, and the words that set it
        case _ if access.sees_all(ctx.person):
            return Reply("not_understood", {"example": _own_code(ctx)}, buttons=rows(_NEAREST))
        case _:
            raise Refused("not_understood", example=_own_code(ctx))


# 每天8点半提醒我, 提醒太多了, 我要休假: nothing is changed by guessing.
_REMINDERS = re.compile(r"提醒|休假|请假|销假")
_OWN = re.compile(r"我|自己|休假|请假|销假")


def _speaks_of_own_reminders(text: str, ctx: Context) -> bool:
    """Who oversees the units speaks of theirs too (提醒他们), unless the words are of oneself."""
    if not _REMINDERS.search(text) or find_references(plain(text), ctx.book.marks):
        return False
    return bool(_OWN.search(text)) or not access.sees_all(ctx.person)


def _without_code(text: str, ctx: Context) -> str:
    """The words around the first code."""
    found = find_references(plain(text), ctx.book.marks)
    said = plain(text)
    return (said[: found[0].start] + said[found[0].end :]).strip() if found else said


_NEAREST = (
    Button("总体情况", "/status"),
    Button("按单位", "/status units"),
    Button("本期未报", "/tasks unreported"),
    Button("逾期", "/tasks overdue"),
)
_QUESTION = re.compile(
    r"(?:没|没有|吗|呢|么|不)[了啊呀]?[?？。!！\s]*$|多少|几|哪|啥|咋|怎|什么|[?？]"
)
_CLOSE = 5.0  # what a task must know of the words to be offered as one that may be meant
_TELLS = frozenset({*PROGRESS, Intent.NONE})


def _asked_of_a_task(frame: Frame, text: str, situation: Situation, ctx: Context) -> Reply | None:
    """The card of the task whose words a question has, from whoever oversees the plan and reports nothing:
    积水潭医院那个钱解决了没 is no report of theirs."""
    if ctx.person.units_as(Position.LIAISON) or not access.sees_all(ctx.person):
        return None
    if frame.intent not in _TELLS or not _QUESTION.search(text) or is_chat(text):
        return None
    named = Named.find((), spaced(plain(text.strip())), replace(situation, context_task=None))
    if named.candidates:
        return which_task(named.candidates, "/task", ctx)
    if named.code:
        return show_task(named.code, ctx)
    ranked = ctx.book.topics.rank(spaced(plain(text.strip())), situation.tasks)
    close = [match.task.code for match in ranked[:4] if match.covered >= _CLOSE]
    return which_task(close, "/task", ctx) if close else None


def acknowledge(ctx: Context) -> Reply:
    """收到 of a liaison quiets the reminders it answers for a while; nobody must say it."""
    if Position.LIAISON in ctx.person.positions:
        return run_named("got", "", ctx)
    return Reply("ack")


def situation_of(text: str, ctx: Context) -> Situation:
    """What is known before the sentence is read; an answered message says which task is meant."""
    person = ctx.person
    units = person.units_as(Position.LIAISON) or access.own_units(person)
    quoted = quoted_codes(ctx)
    shown = quoted[0] if len(quoted) == 1 else None
    if not quoted and not find_references(plain(text), ctx.book.marks):
        shown = drafts.shown(ctx.tx, ctx.inbound, ctx.now)
    sends = access.sees_all(person)
    return Situation(ctx.book, ctx.today, units, shown, sends=sends and not units)


def _named(frame: Frame, text: str) -> str:
    """The code that was said or found; the text itself where there is none."""
    return frame.references[0].code if frame.references else frame.task or text


def _own_code(ctx: Context) -> str:
    """A code that this person could report on, for an example that works; "" for who reports none."""
    tasks = ctx.book.tasks_of(ctx.person.units_as(Position.LIAISON))
    return tasks[0].code if tasks else ""
