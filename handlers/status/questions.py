"""Questions in plain words: figures, tasks, units in an order, changes, papers."""

from __future__ import annotations

import re
from dataclasses import replace

from domain import access
from domain.errors import Refused
from domain.language import asked as asked_words
from domain.language import smalltalk
from domain.language.excluded import Excluded, read_excluded
from domain.language.filters import Filters, lists_named
from domain.language.frame import Frame
from domain.language.inquiries import NEWLY, NUDGED
from domain.language.intent import Intent
from domain.language.leftover import left_over
from domain.language.orders import told_to_us
from domain.language.periods import find_period
from domain.language.persons import OF_PERSON
from domain.language.placed import BY_PLACE, read_places
from domain.language.question import Question, Shown
from domain.language.questions import read_question
from domain.language.situation import Situation, read_filters
from domain.language.sizes import without_size
from domain.language.synonyms import spelt
from domain.language.text import plain
from domain.language.unmet import unmet
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import Role
from domain.selection import Selection, select
from domain.span import Of, in_words
from handlers.base import Command, Context
from handlers.cards import rows, seen_by
from handlers.people import PEOPLE
from handlers.status import counties
from handlers.status.apart import answer_apart, entry
from handlers.status.causes import show_causes
from handlers.status.changes import show_change
from handlers.status.comparing import compare_units
from handlers.status.followups import Counted, follow_up
from handlers.status.nudged import show_nudged
from handlers.status.ordered import ordered_tasks
from handlers.status.papers import BULLETIN, CHART, LEDGER, named_issue, send_part
from handlers.status.parts import compare_counties, compare_kinds, compare_lists
from handlers.status.punctual import show_punctual
from handlers.status.question_scope import scope_of
from handlers.status.status import show_figures, show_status
from handlers.status.tables import show_table
from handlers.status.trends import show_trend
from handlers.status.turned import show_turned
from handlers.status.why import explain
from storage import asked, people

_ASKED = frozenset({Intent.LIST, Intent.SUMMARY})
_NEVER = frozenset({Intent.UNDO, Intent.ACK, Intent.HELP, Intent.BROADCAST, Intent.CLOSE})
_PAPERS: dict[str, Command] = {command.name: command for command in (BULLETIN, CHART, LEDGER)}
_OF_UNITS = frozenset({Shown.UNITS, Shown.GROUPS, Shown.PAPER, Shown.PUNCTUAL, Shown.NUDGED})


_INQUIRIES = frozenset({Shown.CAUSES, Shown.TURNED, Shown.PUNCTUAL, Shown.NUDGED})
_CLOSURE = frozenset({"accepted", "unaccepted"})
_SHORTLY = re.compile(
    r"(?:归类|分类|统计|汇总)(?:一下)?[。!！\s]*$|几[项个条件次]|多少|哪[些几个]|谁|率(?:是多少|呢|怎么样|如何)?[?？。\s]*$|[?？]"
)


def ask(frame: Frame, text: str, situation: Situation, ctx: Context) -> Reply | None:
    """The answer to a question about the plan; None where the sentence asks nothing of it.

    Whoever oversees the plan and reports nothing is asking even where a liaison would be reporting.
    """
    if frame.references or told_to_us(text):
        return None
    if apart := answer_apart(frame, text, situation, ctx):
        return apart
    urged = NUDGED.search(text) is not None
    if frame.intent in _NEVER and not urged:
        return None
    if opened := entry(text, ctx):
        return opened
    going_on = follow_up(text, situation, ctx)
    counted = going_on if isinstance(going_on, Counted) else None
    whole = going_on.before if isinstance(going_on, Counted) else going_on
    said = spelt(plain((whole or text).strip()), ctx.book.county_numbers)
    if asked_words.BESIDE.search(said):
        said = ctx.book.unit_words.beside(said)
    if asked_words.BOUND.search(said) and PEOPLE.open_to(ctx.person):
        return PEOPLE.run("", ctx)
    excluded, said = read_excluded(without_size(said, ctx.book.tasks), ctx.book.unit_words)
    places, said = read_places(said, ctx.book.unit_words, ctx.book.kinds)
    filters = read_filters(said, situation)
    several = len({unit for unit, *_ in ctx.book.unit_words.find_all(said)}) > 1
    question = read_question(
        said, filters, ctx.today, lambda word: _in_plan(word, ctx), several=several
    )
    if places:
        question = replace(question, strong=True)
    if not (whole or urged or _asks(frame, question, text, ctx)):
        return None
    answer = _answered(question, filters, excluded, places, said, ctx, whole or text)
    return _how_counted(counted, answer) if counted else answer


def _how_counted(counted: Counted, answer: Reply) -> Reply:
    """How the figures of the last answer come about, with its buttons into the tasks behind them."""
    parts = answer.data.get("asked") or []
    if answer.template != "status":
        parts = []
    return Reply(
        "how_counted",
        {
            "before": counted.before[:40],
            "said": counted.said,
            "known": not counted.said
            or counted.said.rstrip("%％")
            in {f"{part['percent']:g}" for part in parts if part["percent"] is not None}
            | {str(part["count"]) for part in parts}
            | {str(answer.data.get("total"))},
            "parts": parts,
            "total": answer.data.get("total"),
        },
        buttons=answer.buttons,
        choices=answer.choices,
    )


def _asks(frame: Frame, question: Question, text: str, ctx: Context) -> bool:
    """Whether a sentence with this intent is a question of the plan."""
    if frame.intent in _ASKED:
        return True
    reports_none = not ctx.person.units_as(Position.LIAISON)
    may_mean = reports_none and access.sees_all(ctx.person)
    none = frame.intent is Intent.NONE
    if none and smalltalk.is_chat(text):
        return False
    # 我局滞后原因归类, 报完成没验收的有几项: no report, though it has the words of one.
    short = len(text) <= asked_words.SHORT + 4 and "%" not in plain(text)
    inquires = question.shown in _INQUIRIES or not _CLOSURE.isdisjoint(question.conditions)
    if short and inquires and _SHORTLY.search(text):
        return True
    counts = may_mean and asked_words.COUNTS.search(text) is not None
    return (
        counts or (question.strong and (may_mean or none)) or (question.about and may_mean and none)
    )


def _names_a_person(said: str, ctx: Context) -> bool:
    for _, start, end in reversed(ctx.book.unit_words.find_all(said)):
        said = f"{said[:start]}　{said[end:]}"
    known = any(person.name in said for person in people.everybody(ctx.tx))
    match = OF_PERSON.search(said)
    return known or (match is not None and not _in_plan(match["who"] or match["charge"], ctx))


def _in_plan(word: str, ctx: Context) -> bool:
    return any(word in task.title or word in task.target for task in ctx.book.tasks)


def _answered(
    question: Question,
    filters: Filters,
    excluded: Excluded,
    places: tuple[str, ...],
    said: str,
    ctx: Context,
    text: str,
) -> Reply:
    if filters.unit and not access.may_see_unit(ctx.person, filters.unit):
        raise Refused("not_your_unit")
    scope = replace(scope_of(question, filters, said, ctx), places=places)
    if not all(access.may_see_unit(ctx.person, unit) for unit in scope.units):
        raise Refused("not_your_unit")
    of_person = _names_a_person(said, ctx)
    if of_person and question.shown is not Shown.PAPER:
        raise Refused("asked_of_person")
    left = (
        excluded.unknown
        or unmet(said, question, filters, ctx.today)
        or left_over(
            NEWLY.sub("　", said) if question.shown is Shown.TURNED else said,
            names=ctx.book.unit_words,
            sections=filters.section or "",
            word=question.word or "",
            today=ctx.today,
        )
    )
    if (
        scope.role is Role.COOP
        and not (scope.unit or scope.units)
        and question.shown not in _OF_UNITS
    ):
        left = left or "配合"  # a task as a whole is seen by its leading units
    left = left or question.unclear
    if excluded.units and not excluded.kind and question.shown in (Shown.TASKS, Shown.FIGURES):
        scope = replace(scope, but=excluded.units)
    elif excluded.any and question.shown not in _OF_UNITS - {Shown.GROUPS}:
        left = left or excluded.words
    if question.shown is Shown.GROUPS and not left:
        named = asked_words.LEADING_UNITS.search(said) is not None  # 各牵头单位: whose table it is
        whose = replace(scope, plan=None, units=(), role=None if named else scope.role)
        left = replace(whose, list=None if question.name == "lists" else scope.list).words(ctx.book)
    if left:
        return _nearest(left, question, scope, ctx)
    asked.keep(ctx.tx, ctx.inbound, text, ctx.now)
    if question.name == "counties" and counties.are_alone(text, ctx.book):
        question = replace(question, name="alone")
    return _answer(question, scope, excluded, said, ctx)


def _answer(
    question: Question, scope: Selection, excluded: Excluded, text: str, ctx: Context
) -> Reply:
    match question.shown:
        case Shown.PAPER:
            return _paper(question, scope, excluded, text, ctx)
        case Shown.CHANGES if question.change:
            return show_change(question.change, question.conditions, scope, text, ctx)
        case Shown.TURNED if question.change:
            return show_turned(question.change, scope, ctx)
        case Shown.CAUSES:
            return show_causes(replace(scope, conditions=question.conditions), ctx)
        case Shown.PUNCTUAL:
            return show_punctual(question, scope, excluded, ctx)
        case Shown.NUDGED:
            return show_nudged(question, scope, excluded, ctx)
        case Shown.GROUPS if question.asked and question.name == "lists":
            return compare_lists(question, lists_named(text), scope, ctx)
        case Shown.UNITS if question.kinds:
            return compare_kinds(question, scope, ctx)
        case Shown.UNITS | Shown.GROUPS | Shown.TASKS if BY_PLACE.search(text):
            return compare_counties(question, scope, ctx)
        case Shown.GROUPS if scope.units:
            return show_table(ctx, "units", only=scope.units)
        case Shown.GROUPS:
            return show_status(question.name, ctx)
        case Shown.TREND if question.months:
            return show_trend(question.months, question.conditions, scope, ctx)
        case Shown.WHY:
            words = replace(scope, conditions=question.conditions).command(ctx.book)
            return explain(f"{named_issue(text)} {words.removeprefix('/tasks')}", ctx)
        case Shown.UNITS:
            return compare_units(question, scope, excluded, ctx)
        case Shown.TASKS:
            return _titled(ordered_tasks(question, scope, ctx), scope, text, ctx)
        case _:
            return show_figures(ctx, replace(scope, conditions=question.conditions), question.asked)


def _titled(reply: Reply, scope: Selection, text: str, ctx: Context) -> Reply:
    """下周到期（2025年6月23日—29日）: what falls due is told by the words it was asked with."""
    if scope.span is None or scope.span.of is not Of.DUE:
        return reply
    start, end = scope.span.start, scope.span.end
    said = f"{end.month}月{end.day}日{'' if start == end else '前'}"
    if (period := find_period(text, ctx.today)) and period.end == end:
        said = text[slice(*period.at)]
    words = f"{said}到期（{in_words(start, end)}）"
    title = str(reply.data["title"]).replace(scope.span.words, words)
    return replace(reply, data={**reply.data, "title": title})


def _paper(
    question: Question, scope: Selection, excluded: Excluded, text: str, ctx: Context
) -> Reply:
    command = _PAPERS[question.name]
    if not command.open_to(ctx.person):
        raise Refused("not_allowed", name=command.words[0])
    narrowed = replace(scope, conditions=question.conditions)
    if question.name == "bulletin" or (narrowed.whole and not question.kind and not excluded.any):
        plan = f"plan{scope.plan}" if scope.plan else ""
        words = (named_issue(text), scope.unit or "", plan)
        return command.run(" ".join(filter(None, words)), ctx)
    found = select(seen_by(ctx, narrowed), narrowed, ctx.book)
    kept = [s for s in found if excluded.keeps_task(s.task, question.kind, ctx.book.kinds)]
    title = " · ".join(filter(None, (narrowed.words(ctx.book), question.kind, excluded.words)))
    return send_part(question.name, title, [s.task.code for s in kept], named_issue(text), ctx)


def _nearest(left: str, question: Question, scope: Selection, ctx: Context) -> Reply:
    """Some words were not understood, so no figure is given: what is closest to choose from."""
    narrowed = replace(scope, conditions=question.conditions)
    closest = narrowed.words(ctx.book)
    buttons = [Button(closest[:20], narrowed.command(ctx.book))] if closest else []
    buttons += [Button("总体情况", "/status"), Button("按单位", "/status units")]
    buttons += [Button("本期未报", "/tasks unreported"), Button("变化", "/changes")]
    return Reply("asked_else", {"left": left[:20]}, buttons=rows(buttons, 2))
