"""各县市区 means the counties with their zones (开发区), 八个县市区 by its number the counties alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domain.figures import Group
from domain.language import asked
from domain.language.numerals import read_integer
from domain.language.synonyms import spelt
from domain.language.text import plain
from domain.planbook import PlanBook

COUNTIES = frozenset({"县区", "开发区"})


def among(units: Sequence[str], view: str, book: PlanBook) -> list[str]:
    """The units of a view: all, or of `counties` these with the zones, of `alone` without them."""
    if view not in ("counties", "alone"):
        return list(units)
    kinds = {"县区"} if view == "alone" else COUNTIES
    return [unit for unit in units if book.kinds.get(unit) in kinds]


def made_of(found: Sequence[Group], view: str, book: PlanBook) -> list[tuple[str, int]]:
    """How many counties and zones there are, where the table of both has both."""
    if view != "counties":
        return []
    kinds = Counter(book.kinds[group.name] for group in found)
    return kinds.most_common() if len(kinds) > 1 else []


def are_alone(said: str, book: PlanBook) -> bool:
    """Whether the number that was said is that of the counties without the zones."""
    counties, whole = book.county_numbers
    match = asked.COUNTIES_COUNTED.search(spelt(plain(said)))
    return match is not None and counties < whole and read_integer(match["n"]) == counties
