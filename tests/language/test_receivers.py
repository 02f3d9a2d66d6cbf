"""Whom a sentence addresses, as coordinators write: a table of sentence | audience | text to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.broadcasting import read_ask
from domain.language.orders import gives_order
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


ORDERS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "orders.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


@pytest.mark.parametrize(
    ("text", "audience", "message", "asked", "until"), ORDERS, ids=[line[0] for line in ORDERS]
)
def test_what_a_coordinator_types(
    book: PlanBook, text: str, audience: str, message: str, asked: str, until: str
) -> None:
    """Whom, what, which answer and by when; and that it is something to pass on at all."""
    found = read_receivers(text, book, TODAY, people={"李敏": 1, "王建国": 2})
    ask = read_ask(found.message, TODAY)
    words = f"？{found.unknown}" if found.unknown else found.query.words(book)
    kind = "/".join(ask.options) or " ".join(filter(None, (ask.kind, ask.measure))) or "-"
    assert (words, found.message or "-", kind, str(ask.until or "-")) == (
        audience,
        message,
        asked,
        until,
    )
    assert gives_order(text, found)


def every_message() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "messages").glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


QUESTIONS = (
    "各县区报了多少",
    "红灯的有哪些",
    "逾期的统计一下",
    "通知收到了吗",
    "各单位报送率多少",
    "统计一下逾期情况",
    "给我看看各县区的进展",
    "市科技局的台账发我",
    "没报的单位有几家",
    "把通报发我",
    "各牵头单位本周五前要交什么",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_not_passed_on(book: PlanBook, text: str) -> None:
    assert not gives_order(text, read_receivers(text, book, TODAY))


@pytest.mark.parametrize(
    "row",
    [row for row in every_message() if row["role"] != "liaison"],
    ids=lambda row: str(row["id"]),
)
def test_what_is_passed_on_among_all_messages(book: PlanBook, row: dict[str, Any]) -> None:
    found = read_receivers(row["text"], book, date.fromisoformat(row["today"]))
    assert gives_order(row["text"], found) == (row["expect"]["intent"] == "broadcast")
