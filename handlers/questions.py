"""Questions in plain words: figures, tasks, units in an order, changes, papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import access
from domain.conditions import BY_KEY
from domain.errors import Refused
from domain.figures import Group, by_unit, figures
from domain.language import smalltalk
from domain.language.filters import Filters
from domain.language.frame import Frame
from domain.language.intent import Intent
from domain.language.questions import Question, Shown, read_question
from domain.language.situation import Situation, read_filters
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import Role
from domain.selection import Selection, sections_of, select
from domain.standing import Standing
from handlers.base import Command, Context
from handlers.cards import rows, standings, task_buttons, task_line
from handlers.papers import BULLETIN, CHART, LEDGER, named_issue
from handlers.seen import Sight
from handlers.status import COUNTIES, shorten, show_figures, show_status
from handlers.tasks import task_list
from handlers.why import explain, show_changes

_ASKED = frozenset({Intent.LIST, Intent.SUMMARY})
_NEVER = frozenset({Intent.UNDO, Intent.ACK, Intent.HELP, Intent.BROADCAST, Intent.CLOSE})
_PAPERS: dict[str, Command] = {command.name: command for command in (BULLETIN, CHART, LEDGER)}
MOST_SHOWN = 20
MOST_BUTTONS = 12


def ask(frame: Frame, text: str, situation: Situation, ctx: Context) -> Reply | None:
    """The answer to a question about the plan; None where the sentence asks nothing of it.

    Whoever oversees the plan and reports nothing is asking even where a liaison would be reporting.
    """
    if frame.references or frame.intent in _NEVER:
        return None
    filters = read_filters(text, situation)
    question = read_question(text, filters, ctx.today, lambda word: _in_plan(word, ctx))
    if frame.intent not in _ASKED:
        reports_none = not ctx.person.units_as(Position.LIAISON)
        may_mean = reports_none and access.sees_all(ctx.person)
        none = frame.intent is Intent.NONE
        if none and (smalltalk.is_chat(text)):
            return None
        if not (question.strong and (may_mean or none)) and not (
            question.about and may_mean and none
        ):
            return None
    return _answer(question, filters, text, ctx)


def _in_plan(word: str, ctx: Context) -> bool:
    return any(word in task.title or word in task.target for task in ctx.book.tasks)


def _answer(question: Question, filters: Filters, text: str, ctx: Context) -> Reply:
    if filters.unit and not access.may_see_unit(ctx.person, filters.unit):
        raise Refused("not_your_unit")
    scope = _scope(question, filters, ctx)
    match question.shown:
        case Shown.PAPER:
            command = _PAPERS[question.name]
            if not command.open_to(ctx.person):
                raise Refused("not_allowed", name=command.words[0])
            return command.run(_paper_words(text, scope), ctx)
        case Shown.CHANGES:
            return show_changes(text, ctx)
        case Shown.GROUPS:
            return show_status(question.name, ctx)
        case Shown.WHY:
            words = replace(scope, conditions=question.conditions).command(ctx.book)
            return explain(f"{named_issue(text)} {words.removeprefix('/tasks')}", ctx)
        case Shown.UNITS:
            return _units(question, scope, ctx)
        case Shown.TASKS:
            return _tasks(question, scope, ctx)
        case _:
            return show_figures(ctx, scope)


def _scope(question: Question, filters: Filters, ctx: Context) -> Selection:
    """Whose tasks: what the filters name; a list is left out where its word only means tasks."""
    section = filters.section
    if section == "协调" and {"asking", "trouble"} & {*question.conditions}:
        section = None  # what is asked for, not the section on regions
    sections = sections_of(section, ctx.book) if section else ()
    return Selection(
        role=filters.role,
        list=filters.list,
        sections=sections[:6],
        unit=filters.unit,
        due_within=filters.due_within_days if question.due_within is None else question.due_within,
        word=question.word,
        above=question.above,
        below=question.below,
    )


def _paper_words(text: str, scope: Selection) -> str:
    """What a paper's command understands of a sentence: the issue or month, the unit."""
    return " ".join(filter(None, (named_issue(text), scope.unit)))


def _tasks(question: Question, scope: Selection, ctx: Context) -> Reply:
    selection = replace(scope, conditions=question.conditions)
    if not question.order:
        return task_list(ctx, selection)
    found = list(select(standings(ctx, selection.unit), selection, ctx.book))
    found.sort(key=lambda s: _weight(s, question.order))
    if question.order != "due":
        found = [s for s in found if not s.done]
    shown = found[: min(question.top or 5, MOST_SHOWN)]
    words = {"overdue": "逾期最久", "slow": "进度最慢", "fast": "进度最快", "due": "最先到期"}
    codes = [s.task.code for s in shown]
    title = " · ".join(filter(None, (selection.words(ctx.book), words[question.order])))
    return Reply(
        "tasks",
        {
            "title": title,
            "total": len(shown),
            "page": 1,
            "pages": 1,
            "filtered": True,
            "tasks": [task_line(s, ctx.rules, ctx.today, why=True) for s in shown],
            "several_units": selection.unit is None,
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _weight(s: Standing, order: str) -> tuple[bool, float]:
    if order in ("overdue", "due"):
        return (order == "due" and s.days_left < 0, s.days_left)
    if s.lit.actual is None:
        return (True, 0.0)
    gap = s.lit.actual - s.lit.expected
    return (False, gap if order == "slow" else -gap)


def _units(question: Question, scope: Selection, ctx: Context) -> Reply:
    """Units that have (or, `without`, have none of) what is asked for. Units may be compared.

    What is asked of units is asked of those that lead, unless the question says otherwise.
    """
    units: Sequence[str] = (
        tuple(ctx.book.unit_ids) if access.sees_all(ctx.person) else access.own_units(ctx.person)
    )
    if question.name == "counties":
        units = [unit for unit in units if ctx.book.kinds.get(unit) in COUNTIES]
    narrow = replace(scope, unit=None, role=scope.role or Role.LEAD)
    seen = select(Sight.now(ctx.tx, ctx.today, ctx.rules).of_units(units), narrow, ctx.book)
    key = question.conditions[0] if question.conditions else ""
    counted = [
        (group, group.figures[key] if key else group.figures.total, group.figures)
        for group in by_unit(seen, ctx.book.unit_ids, narrow.role)
    ]
    if question.without:
        owing_none = key in ("unreported", "week-owing")
        found = [each for each in counted if not each[1] and (each[2].owing or not owing_none)]
    else:
        found = [each for each in counted if each[1]]
    more, total = 0, len(found)
    if question.most:
        found.sort(key=lambda each: -each[1])
        top = question.top or 5
        more = sum(1 for each in found[top:] if each[1] == found[top - 1][1])
        found = found[:top]
    codes = {s.task.code for s in seen if key in s.marks}
    whole = select(standings(ctx), replace(narrow, role=None), ctx.book)
    whole = tuple(s for s in whole if s.task.code in codes)

    def opens(group: Group) -> str:
        return " ".join(filter(None, ("/tasks", key, group.key)))

    return Reply(
        "units",
        {
            "title": _units_title(question, scope, key, ctx),
            "day": ctx.today.isoformat(),
            "total": total,
            "tasks": figures(whole)[key] if key and not question.without else None,
            "most": question.most,
            "more": more,
            "units": [
                {"name": group.name, "count": count, "total": all_.total}
                for group, count, all_ in found
            ],
        },
        buttons=rows(
            (
                Button(f"{shorten(group.name)} {count or group.figures.total}", opens(group))
                for group, count, _ in found[:MOST_BUTTONS]
            ),
            2,
        ),
    )


def _units_title(question: Question, scope: Selection, key: str, ctx: Context) -> str:
    word = BY_KEY[key].word if key else "任务"
    if question.without:
        said = "都已报" if key in ("unreported", "week-owing") else f"没有{word}"
    else:
        said = f"{word}最多" if question.most else word
    return " · ".join(filter(None, (replace(scope, unit=None).words(ctx.book), f"{said}的单位")))
