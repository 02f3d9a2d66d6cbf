"""Whose tasks a question is about: a selection of what its words name."""

from __future__ import annotations

import re
from datetime import timedelta

from domain.language.excluded import Excluded
from domain.language.filters import Filters
from domain.language.question import Question
from domain.selection import Selection, plan_named, sections_of
from domain.span import Of, Span
from handlers.base import Context

_DAYS_AHEAD = re.compile(r"[天日周月](?:之|以)?内")


def scope_of(question: Question, filters: Filters, text: str, ctx: Context) -> Selection:
    """Whose tasks: what the filters name; a list is left out where its word only means tasks."""
    section, its_list = filters.section, filters.list
    if section == "协调" and {"asking", "trouble"} & {*question.conditions}:
        section = None  # what is asked for, not the section on regions
    names = tuple(dict.fromkeys(unit for unit, *_ in ctx.book.unit_words.find_all(text)))
    several = len(names) > 1
    both = several and Excluded.both(text)
    if both and section and section in "共同":
        section = None
    sections = sections_of(section, ctx.book) if section else ()
    if its_list and sections and all(ctx.book.sections[n - 1][0] is not its_list for n in sections):
        its_list = None  # 人才类有哪些事项: no item of 事项 is meant
    plan = plan_named(text, ctx.book)
    due_within = filters.due_within_days if question.due_within is None else question.due_within
    span = question.span
    if span:
        due_within = None  # the same words, read as a period
    elif due_within is not None and not _DAYS_AHEAD.search(text):
        span = Span(Of.DUE, ctx.today, ctx.today + timedelta(days=due_within))
        due_within = None
    return Selection(
        role=filters.role,
        list=its_list,
        sections=sections[:6],
        unit=None if several else filters.unit,
        units=names if several else (),
        both=both,
        plan=plan.id if plan and len(ctx.book.plans) > 1 else None,
        span=span,
        due_within=due_within,
        word=question.word,
        bounds=question.bounds,
        cause=question.cause,
    )
