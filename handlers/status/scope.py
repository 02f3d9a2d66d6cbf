"""Whose tasks words mean: a selection as it is typed or pressed, with what this person may see of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain import access
from domain.errors import Refused
from domain.language.filters import Filters
from domain.people import Position
from domain.selection import Selection, parse_selection, sections_of
from handlers.base import Context
from storage import people


def read_scope(words: Iterable[str], ctx: Context) -> tuple[Selection, tuple[str, ...]]:
    """The selection and the words that were not understood; Refused where it is not theirs to see."""
    selection, unknown = parse_selection(words, ctx.book)
    if unknown:
        return selection, unknown
    if selection.supervisor is not None:
        found = people.by_ids(ctx.tx, [selection.supervisor])
        units = found[0].units_as(Position.SUPERVISOR) if found else ()
        if not units:
            raise Refused("no_such_person")
        selection = replace(selection, units=units)
    named = (selection.unit,) if selection.unit else selection.units
    if not all(access.may_see_unit(ctx.person, unit) for unit in named):
        raise Refused("not_your_unit")
    return selection, ()


def of_filters(filters: Filters, ctx: Context) -> Selection:
    """The selection that the filters of a sentence name; Refused where it is not theirs to see."""
    if filters.unit and not access.may_see_unit(ctx.person, filters.unit):
        raise Refused("not_your_unit")
    sections = sections_of(filters.section, ctx.book) if filters.section else ()
    return Selection(role=filters.role, list=filters.list, sections=sections[:6], unit=filters.unit)
