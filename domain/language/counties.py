"""八个县市区: a number that is said of the counties."""

from __future__ import annotations

from typing import Any

from domain.language.numerals import read_integer
from domain.planbook import PlanBook


def counted(number: str, before: str, book: PlanBook) -> dict[str, Any] | None:
    """The kinds that are meant by so many counties: with the zones where only so the number is right.

    None where the units named `before` are what is counted: 东阿、冠县、莘县三个县.
    """
    if any(end == len(before) for *_, end in book.unit_words.find_all(before)):
        return None
    said = int(read_integer(number) or 0)
    counties, whole = book.county_numbers
    together = counties < whole == said
    return {"kinds": ("县区", "开发区") if together else ("县区",), "counted": said}
