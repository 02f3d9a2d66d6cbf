"""The built-in plan as a book, and one way to read a sentence in the tests."""

from __future__ import annotations

from datetime import date
from functools import cache

from domain.language.frame import Frame, understand
from domain.language.situation import Situation
from domain.planbook import PlanBook
from seed.read import builtin_plan

TODAY = date(2025, 6, 18)  # a Wednesday


@cache
def book() -> PlanBook:
    return PlanBook.of(builtin_plan())


def read(
    text: str,
    unit: str = "市商务局",
    *,
    shown: str | None = None,
    sends: bool = False,
    today: date = TODAY,
) -> Frame:
    return understand(text, Situation(book(), today, (unit,), shown, sends))
