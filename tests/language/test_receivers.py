"""Whom a sentence addresses, as coordinators write: a table of sentence | audience | text to send."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.language.receivers import read_receivers
from domain.planbook import PlanBook
from tests.world import plan

TODAY = date(2025, 6, 18)
LINES = [
    line.split(" | ")
    for line in (Path(__file__).parent / "receivers.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.fixture(scope="module")
def book() -> PlanBook:
    return PlanBook.of(plan())


@pytest.mark.parametrize(("text", "audience", "message"), LINES, ids=[line[0] for line in LINES])
def test_audience_and_text(book: PlanBook, text: str, audience: str, message: str) -> None:
    found = read_receivers(text, book, TODAY, people={"李敏": 1, "王建国": 2})
    words = found.query.words(book) if found.query.include else f"？{found.unknown}"
    if found.unknown and found.query.include:
        words = f"？{found.unknown}"
    assert (words, "-" if words.startswith("？") else found.message or "-") == (audience, message)
