"""What a question asks to be shown: figures, tasks, units in an order, a change, a paper.

Read after the intent is known, from the same sentence: `Filters` say whose tasks, this says which of
them and how. Pure; `strong` tells whether the words alone make it a question whatever the intent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from domain.language import asked
from domain.language.bounded import bounded, counted, of_lights
from domain.language.changed import COMPARED, read_change
from domain.language.dates import find_dates
from domain.language.filters import Filters
from domain.language.inquiries import read_inquiry
from domain.language.narrowed import (
    LIGHT_KEYS,
    half_a_year,
    of_named_unit,
    read_conditions,
    read_day_due,
    read_due_within,
    read_order,
    read_shares,
    read_span,
    read_top,
    read_topic,
)
from domain.language.periods import Period, find_period
from domain.language.question import Question, Shown
from domain.language.thresholds import read_bounds, read_counts, without_bounds
from domain.language.twofold import read_opposites, read_other_lights, without_other_lights
from domain.span import Of, Span


def read_question(
    text: str,
    filters: Filters,
    today: date,
    in_plan: Callable[[str], bool],
    *,
    several: bool = False,
) -> Question:
    """The question in a sentence as `spelt` gives it. `in_plan(word)`: whether a task's text has it;
    `several`: more than one unit is named."""
    bounds, counts = read_bounds(text), read_counts(text)
    others = read_other_lights(text)
    bare = without_other_lights(asked.DAYS_LATE.sub("逾期", without_bounds(text)))
    question = _read(bare, filters, today, in_plan, several)
    period = find_period(text, today)
    if period and period.start > today and question.span is None and question.due_within is None:
        question = replace(question, unclear=text[slice(*period.at)])
    if match := asked.UNCLEAR.search(text):
        question = replace(question, unclear=match[0])
    if question.shown in _OF_NOW and not (period or question.span or filters.due_within_days):
        question = replace(question, unclear=question.unclear or _past_day(text, today))
    if question.shown in _OF_NOW and (match := asked.ISSUE.search(text) or _BEGINNING.search(text)):
        question = replace(question, unclear=match[0])
    if (both := read_opposites(bare)) and question.shown in (Shown.TASKS, Shown.FIGURES):
        question = replace(question, shown=Shown.FIGURES, conditions=(), asked=both, strong=True)
    if others:
        question = of_lights(others, question)
    if counts:
        question = counted(counts, question, text, filters, period, today)
    if question.shown is Shown.UNITS and bounds.of_percent and not _OF_PROGRESS.search(text):
        question = replace(
            question, unclear="%"
        )  # 一半以上没报的单位: of its tasks, not of the work
    return bounded(bounds, question) if bounds.given else question


_INSIDE = re.compile(r"(?:的|了)(?:任务|事项)?(?:里头?面?|当中|之中|其中|中间|中)")


def _within(text: str, filters: Filters, period: Period | None) -> tuple[str, ...]:
    """The conditions of what is counted in: 本期已报的里头绿灯几个红灯几个 asks of those reported."""
    match = _INSIDE.search(text)
    return read_conditions(text[: match.start()], filters, period) if match else ()


_OF_PROGRESS = re.compile(r"进度|完成率|完成度|实报|干了|完成")


_BEGINNING = re.compile(
    r"(?:今年|去年)?年[初中](?!以来|至今|到现在|计划|前|底)|季度?初(?!以来|至今)"
)
_OF_A_DAY = re.compile(r"[月旬季]|[\d一二三四五六七八九十][日号]|[上去前]")


def _past_day(text: str, today: date) -> str:
    """The words of a day or period that nothing was made of: its figures are not those of now."""
    due = asked.FALLS_DUE.search(text) is not None
    for phrase in find_dates(text, today):
        said = text[phrase.start : phrase.end]
        if due:
            if phrase.day and phrase.day < today:
                return said
        elif not phrase.limited and _OF_A_DAY.search(said) and not re.search("[本这今当]", said):
            return said
    return ""


_OF_NOW = frozenset({Shown.FIGURES, Shown.TASKS, Shown.UNITS, Shown.GROUPS})


def _read(
    text: str, filters: Filters, today: date, in_plan: Callable[[str], bool], several: bool
) -> Question:
    period = find_period(text, today)
    untimed = text if period is None else f"{text[: period.at[0]]}　{text[period.at[1] :]}"
    conditions = read_conditions(text, filters, period)
    if inquiry := read_inquiry(text, conditions, period, today):
        return inquiry
    kind = next((kind for kind, words in asked.KINDS if words.search(text)), "")
    named = conditions
    if "alert" in conditions and asked.EACH_OF.search(text):
        rest = (key for key in conditions if key != "alert")
        conditions = ("red", "yellow", *rest)
    span, conditions = read_span(text, conditions, period, today)
    if span is None and (day_due := read_day_due(text, today)):
        span, conditions = day_due, tuple(key for key in conditions if key not in ("soon", "open"))
    monthly = asked.MONTHLY.search(text) is not None and "图" not in text
    for name, words in asked.PAPERS:
        if words.search(text) and not monthly:
            word = (
                None
                if conditions or span or name != "ledger"
                else read_topic(untimed, filters, in_plan)
            )
            return Question(
                Shown.PAPER, conditions, name=name, span=span, kind=kind, word=word, strong=True
            )
    if monthly or (period and asked.RATE.search(text) and (period.end - period.start).days > 62):
        start, end = (period.start, period.end) if period else (half_a_year(today), today)
        keys = named if not asked.RATE.search(text) or named else read_shares(text, ())
        return Question(Shown.TREND, keys, months=(start, min(end, today)), strong=True)
    if change := read_change(text, today):
        one_way = change.turns is not None or change.better is not None
        within = None
        if period and period.end < today and not COMPARED.search(text):
            within = Span(Of.STATE, period.start, period.end)  # 上周新增红灯: in it, not since
        shown = Shown.TURNED if within and one_way else Shown.CHANGES
        return Question(shown, named, change=change, span=within, strong=True)
    most = asked.MOST.search(text) is not None
    least = asked.LEAST_OF.search(text) is not None
    top = read_top(text)
    rate = asked.RATE.search(text) is not None
    average = asked.AVERAGE.search(text) is not None
    lights = [key for key in conditions if key in LIGHT_KEYS]
    group = next((name for name, words in asked.GROUPS if words.search(text)), "")
    every = asked.EVERY_ONE.search(text) is not None and bool(lights)
    every = every or asked.NOT_ONE.search(text) is not None
    without = asked.WITHOUT.search(text) is not None or asked.ALL_REPORTED.search(text) is not None
    if "never" in conditions and asked.UNITS.search(text) and not re.search("任务|事项", text):
        every = True
    ranked = (
        most and re.search(r"排名|排行", text) and not re.search(r"任务(?!数)|事项|项目|几项", text)
    )
    by_place = asked.BY_PLACE.search(text) and not re.search(r"任务(?!数)|事项|项目|几项", text)
    if not (conditions or rate) and (most or by_place) and asked.LAST_PLACED.search(text):
        # 倒数五名 by nothing that is named: those that are furthest behind.
        conditions, most, least = ("late",), True, False
    part = filters.unit or filters.section or filters.list
    by_day = any(key in ("today-reported", "yesterday-reported") for key in conditions)
    told_in = period and period.end < today and asked.LATEST.search(text)
    if told_in and period and part and not conditions:
        span = Span(Of.REPORTED, period.start, period.end)
    if asked.LATEST.search(text) and (part or by_day):
        kept = tuple(key for key in conditions if period or key != "reported")
        return Question(Shown.TASKS, kept, order="latest", span=span, strong=True)
    measured = conditions or span or rate or average or asked.MEASURED.search(text)
    if (kind or by_place) and not (measured or several) and asked.PLACED.search(text):
        return Question(Shown.GROUPS, name="counties" if kind == "县区" else "units", strong=True)
    units = by_place or asked.UNITS.search(text) or ranked or kind or group in ("units", "counties")
    if several and asked.BESIDE.search(text):
        if not (conditions or span or rate or most or re.search("任务|事项|项", text)):
            return Question(Shown.GROUPS, name="units", strong=True)  # each with all its figures
        return Question(
            Shown.UNITS,
            ("reported",) if rate and asked.REPORT_RATE.search(text) else conditions,
            top,
            most or asked.WHICH_MORE.search(text) is not None,
            least,
            rate=rate and asked.REPORT_RATE.search(text) is not None,
            span=span,
            strong=True,
        )
    kinds = tuple(kind for kind, words in asked.KINDS if words.search(text))
    if len(kinds) > 1 and (asked.BESIDE.search(text) or "哪边" in text):
        if rate or not conditions:
            return Question(Shown.UNITS, unclear="比", strong=True)
        return Question(Shown.UNITS, conditions, kinds=kinds, span=span, strong=True)
    lists_named = len({*asked.LISTS_NAMED.findall(text)}) > 1
    if lists_named and asked.BESIDE.search(text):
        keys = read_shares(text, conditions) if rate else conditions
        return Question(Shown.GROUPS, name="lists", asked=keys[:1], strong=True)
    by_rate = rate and asked.REPORT_RATE.search(text) is not None
    done_rate = rate and not by_rate and re.search("完成率|办结率", text) is not None
    rated = "reported" if by_rate else "done" if done_rate else ""
    of_all = units or (done_rate and (most or least))
    if rated and of_all and not of_named_unit(text, filters):
        during = span if by_rate else None
        found = Question(Shown.UNITS, (rated,), top, most or least, least, rate=True, kind=kind)
        return replace(found, span=during, strong=True)
    compared = conditions or span or most
    if group and not (group in ("units", "counties") and compared and not (rate or lights[1:])):
        rates = read_shares(text, conditions)[:1] if rate and group == "lists" else ()
        return Question(Shown.GROUPS, name=group, asked=rates, strong=True)
    if conditions and asked.ISSUE.search(text):
        return Question(Shown.WHY, conditions, strong=True)
    if units and not of_named_unit(text, filters) and not (rate or average):
        if conditions or most or without or span:
            return Question(
                Shown.UNITS,
                conditions,
                top,
                most,
                least,
                without=without,
                every=every,
                kind=kind,
                span=span,
                strong=True,
            )
        if kind and not re.search(r"任务|事项|政策|项目|几项", text):
            return Question(
                Shown.GROUPS, name="counties" if kind == "县区" else "units", strong=True
            )
        if re.search(r"单位|部门", text):
            return Question(Shown.GROUPS, name="units")
    asks_twice = len(asked.HOW_MANY.findall(text)) > 1 and bool(conditions)
    asks_twice = asks_twice and (span is None or span.of is Of.DUE)
    if asks_twice and not rate and asked.WHAT_OF.search(text):
        inside = _within(text, filters, period)
        told = tuple(key for key in conditions if key not in inside)
        if told:
            return Question(Shown.FIGURES, inside, asked=told, span=span, strong=True)
    several_asked = len(conditions) > 1 and asked.EACH_COUNTED.search(text) is not None
    if several_asked and not rate and not span:
        return Question(Shown.FIGURES, asked=conditions, strong=True)
    if len(lights) > 1 or rate or average or (not conditions and asked.LIT.search(text)):
        keys = ("average",) if average else read_shares(text, conditions) if rate else tuple(lights)
        return Question(
            Shown.FIGURES,
            () if rate or average else tuple(key for key in conditions if key not in keys),
            asked=keys,
            span=span,
            word=read_topic(untimed, filters, in_plan),
            strong=True,
        )
    if asked.EVERY.search(text) and not conditions and not span:
        return Question(Shown.TASKS, strong=True)
    order = read_order(text) if most or top else ""
    if order in ("slow", "fast"):
        conditions = tuple(key for key in conditions if key not in ("late", "green"))
    due_within = read_due_within(text, today)
    state = span is not None and span.of is Of.STATE
    if conditions or order or (span and not state) or due_within is not None:
        return Question(
            Shown.TASKS,
            conditions,
            top,
            most,
            order=order,
            due_within=due_within,
            span=span,
            word=read_topic(untimed, filters, in_plan) if conditions or span else None,
            strong=True,
        )
    return replace(_open(text, filters, in_plan, untimed), span=span)


def _open(text: str, filters: Filters, in_plan: Callable[[str], bool], untimed: str) -> Question:
    """A question that names no condition: of a unit, a part of the plan, a topic, or of all."""
    asks = asked.ASKING.search(text) is not None
    topic = read_topic(untimed, filters, in_plan)
    named = filters.unit is not None and topic is None and asks
    listed = re.search(r"任务|哪些|有几|几[项个条件]|事项|政策|项目|牵头|配合", text)
    tells = re.search(r"情况|进展|咋样|怎么样|怎样|如何|总体|整体|进度|汇总|统计", text)
    by_deadline = filters.due_within_days is not None
    narrowed = filters.unit or filters.list or filters.section or filters.role or topic
    exact = filters.role is not None and (filters.unit or filters.list) is not None
    if by_deadline or (narrowed and listed and not tells):
        return Question(Shown.TASKS, word=topic, strong=bool(named or by_deadline or exact))
    named_part = topic or filters.section or filters.list or filters.role
    strong = named or asked.OVER_ALL.search(text) is not None
    return Question(
        Shown.FIGURES,
        word=topic,
        strong=strong,
        about=asks and (named_part is not None or (tells is not None and len(text) <= asked.SHORT)),
    )
