"""Units beside each other: who has, or has none of, what is asked for; most or fewest first.

Units may be compared; persons never are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain import access
from domain.bounds import NO_BOUNDS
from domain.conditions import BY_KEY, LIGHTS
from domain.figures import Figures, by_unit
from domain.language.excluded import Excluded
from domain.language.question import Question
from domain.messages import Button, Reply
from domain.plan import Role
from domain.selection import Selection, select
from domain.span import Of
from handlers.base import Context
from handlers.cards import rows, seen_by
from handlers.record import reach
from handlers.seen import Sight
from handlers.status.tables import shorten

MOST_BUTTONS = 12
_OF_REPORTING = frozenset({"unreported", "reported", "week-owing", "week-reported", "never"})
_REPORTED = frozenset({Of.OWING, Of.REPORTED})


@dataclass(frozen=True, slots=True)
class _Row:
    """One unit: the tasks of `codes` have what is asked for; `figures` are of all of them."""

    name: str
    key: str
    codes: frozenset[str]
    figures: Figures
    led: int

    @property
    def count(self) -> int:
        return len(self.codes)

    def rate(self, key: str) -> float | None:
        """报送率 of what was to be reported, else the part of all tasks that has `key`."""
        if key == "reported":
            return self.figures.reported_percent
        return round(100 * self.figures[key] / self.figures.total, 1)


def compare_units(question: Question, scope: Selection, excluded: Excluded, ctx: Context) -> Reply:
    """What is asked of units is asked of those that lead, unless the question says otherwise."""
    asked_for = question.conditions or (scope.span is not None and scope.span.words)
    every_role = question.every and "never" in question.conditions
    named = bool(scope.units)  # each as it stands in full
    role = scope.role or (Role.LEAD if asked_for and not every_role and not named else None)
    narrow = replace(scope, unit=None, role=role)
    hit = replace(narrow, conditions=() if question.rate else question.conditions)
    found = _rows(question, narrow, hit, excluded, ctx)
    total_hit = sum(row.count for row in found)
    everybody = found
    if question.rate:
        key = question.conditions[0]
        found = [row for row in found if key != "reported" or row.figures.owing]
        if question.most:
            sign = 1 if question.least else -1
            found.sort(key=lambda row: sign * (row.rate(key) or 0.0))
    elif question.without:
        owing = {"unreported", "week-owing"} & {*question.conditions}
        found = [row for row in found if not row.count and (row.figures.owing or not owing)]
    elif question.counts:
        least, most = question.counts
        found = [
            row
            for row in found
            if row.count >= (least or 0) and (most is None or row.count <= most)
        ]
        found.sort(key=lambda row: -row.count)
    elif question.every:
        owes = {"unreported", "week-owing"} & {*question.conditions} or narrow.span is not None
        found = [
            row
            for row in found
            if row.count and row.count == row.figures.total - (row.figures["done"] if owes else 0)
        ]
    elif question.least:
        found.sort(key=lambda row: row.count)
    else:
        found = [row for row in found if row.count or named]
        if question.most:
            found.sort(key=lambda row: -row.count)
    total, more = len(found), 0
    reporting = [row for row in everybody if row.figures.owing]
    if (question.most or question.least) and not question.counts:
        top = question.top or 5
        last = found[top - 1] if len(found) >= top else None
        more = sum(
            1 for row in found[top:] if last and _value(row, question) == _value(last, question)
        )
        found = found[:top]
    silent = question.every and "never" not in question.conditions and not _lit(question)
    exact = not (question.without or question.rate or silent)
    counted = whole = None
    if asked_for and exact:
        only = found if question.every else None
        counted = len({code for row in everybody if not only or row in only for code in row.codes})
        whole = _tasks_behind(hit, only, question, excluded, ctx)
    return Reply(
        "units",
        {
            "title": _title(question, scope, excluded, ctx),
            "day": (scope.span.seen_on(ctx.today) if scope.span else ctx.today).isoformat(),
            "total": total,
            "tasks": counted,
            "whole": whole if whole != counted else None,
            "sum": total_hit if question.kind and exact else None,
            "owing": len(reporting) if question.conditions == ("unreported",) and exact else None,
            "settled": sum(1 for row in reporting if not row.count),
            "most": question.most or question.least,
            "rate": question.rate,
            "more": more,
            "units": [
                {
                    "name": row.name,
                    "count": 0 if question.without else row.count,
                    "total": row.figures.total,
                    "led": None if role else row.led,
                    **_rate(row, question),
                }
                for row in found
            ],
        },
        buttons=rows(
            (_button(row, hit, question, ctx) for row in found[:MOST_BUTTONS]),
            2,
        ),
    )


def _lit(question: Question) -> bool:
    return any(key in LIGHTS for key in question.conditions)


def _value(row: _Row, question: Question) -> float | None:
    return row.rate(question.conditions[0]) if question.rate else row.count


def _rate(row: _Row, question: Question) -> dict[str, float | None]:
    if not question.rate:
        return {}
    key = question.conditions[0]
    of = row.figures.owing if key == "reported" else row.figures.total
    return {"percent": row.rate(key), "part": row.figures[key], "of": of}


def _rows(
    question: Question, narrow: Selection, hit: Selection, excluded: Excluded, ctx: Context
) -> list[_Row]:
    """Every unit that is asked of, in the order of the plan."""
    day = narrow.span.seen_on(ctx.today) if narrow.span else ctx.today
    if narrow.span and narrow.span.of is Of.STATE:
        reach(ctx.tx, day, ctx.today, ctx.rules, question.conditions)
    sight = Sight.at(ctx.tx, day, ctx.today, ctx.rules)
    units = _units(question, excluded, ctx)
    if narrow.units:
        units = [unit for unit in units if unit in narrow.units]
    seen = sight.of_units(units)
    base = select(seen, replace(narrow, span=None, bounds=NO_BOUNDS), ctx.book)
    behind = select(base, hit, ctx.book)
    hits: dict[str, set[str]] = {}
    for s in behind:
        if narrow.role in (None, s.role):
            hits.setdefault(s.unit or "", set()).add(s.task.code)
    led = {g.name: g.figures.total for g in by_unit(behind, ctx.book.unit_ids, Role.LEAD)}
    return [
        _Row(
            group.name,
            group.key,
            frozenset(hits.get(group.name, ())),
            group.figures,
            led.get(group.name, 0),
        )
        for group in by_unit(base, ctx.book.unit_ids, narrow.role)
    ]


def _units(question: Question, excluded: Excluded, ctx: Context) -> list[str]:
    units: Sequence[str] = (
        tuple(ctx.book.unit_ids) if access.sees_all(ctx.person) else access.own_units(ctx.person)
    )
    if _OF_REPORTING & {*question.conditions} or (question.span and question.span.of in _REPORTED):
        units = [
            unit for unit in units if unit not in ctx.book.collectives
        ]  # nobody reports for it
    kinds = ctx.book.kinds
    return [
        unit
        for unit in units
        if excluded.keeps(unit, kinds) and (not question.kind or kinds.get(unit) == question.kind)
    ]


def _tasks_behind(
    hit: Selection,
    only: list[_Row] | None,
    question: Question,
    excluded: Excluded,
    ctx: Context,
) -> int:
    """How many tasks there are behind the units' counts, each once, as the plan's own figure counts them."""
    whole = select(seen_by(ctx, replace(hit, unit=None)), replace(hit, role=None), ctx.book)
    names = {*_units(question, excluded, ctx)} if only is None else {row.name for row in only}
    return sum(
        1
        for s in whole
        if any(d.name in names and hit.role in (None, d.role) for d in s.task.units)
    )


def _button(row: _Row, hit: Selection, question: Question, ctx: Context) -> Button:
    opened = replace(hit, unit=row.name, units=())
    if question.without or question.rate:
        opened = Selection(unit=row.name, role=hit.role)
    count = row.figures.total if question.without or question.rate else row.count
    return Button(f"{shorten(row.name)} {count}", opened.command(ctx.book))


def _title(question: Question, scope: Selection, excluded: Excluded, ctx: Context) -> str:
    word = "、".join(BY_KEY[key].word for key in question.conditions) or "任务"
    if scope.span and not question.conditions:
        word = ""
    if question.rate:
        word = "报送率" if question.conditions[0] == "reported" else "完成率"
        said = f"{word}最低" if question.least else f"{word}最高" if question.most else word
    elif question.counts:
        least, fewest = question.counts
        said = f"{word}{f'{least}项以上' if least is not None else f'不超过{fewest}项'}"
    elif question.without:
        owing = {"unreported", "week-owing"} & {*question.conditions}
        said = "都已报" if owing else f"没有{word}"
    elif question.every:
        whole = {"never": "一次都没报过", "unreported": "一项都没报"}
        said = next((whole[key] for key in question.conditions if key in whole), f"全是{word}")
        said = "一项都没报" if scope.span and not question.conditions else said
    else:
        said = f"{word}最少" if question.least else f"{word}最多" if question.most else word
    if scope.span and not question.conditions and said in ("最少", "最多"):
        said = scope.span.words + said
        scope = replace(scope, span=None)
    bare = replace(scope, unit=None, units=(), span=scope.span if said else None)
    said = said or (scope.span.words if scope.span else "")
    whose = question.kind or "单位"
    return " · ".join(filter(None, (bare.words(ctx.book), f"{said}的{whose}", excluded.words)))
