"""Whom a sentence addresses, as coordinators write: a table of sentence | audience | text to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audience import Query
from domain.broadcasting import read_ask
from domain.language.orders import asks_of_sent, gives_order
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
    assert not asks_of_sent(text)


def every_message() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "messages").glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


QUESTIONS = (
    "各县区报了多少",
    "红灯的有哪些",
    "逾期的统计一下",
    "通知收到了吗",
    "昨天那条通知有几家没回",
    "上次那个通知财政局回了吗",
    "群里发的那个通知大家都看了没",
    "平时这通知都是谁发的",
    "你们那个通知写得太长了 没人看完",
    "给我看看没报的县区有哪些",
    "各单位报送率多少",
    "统计一下逾期情况",
    "给我看看各县区的进展",
    "市科技局的台账发我",
    "没报的单位有几家",
    "把通报发我",
    "各牵头单位本周五前要交什么",
    "待答复的请示还有几件",
    "通知发了没有",
    "谁还没回复通知",
    "昨天群发给了多少人",
    "提醒是几点发的",
    "上次催报后有几家报了",
    "催办了几次财政局",
    "科技局收到通知了吗",
    "发改委让我们周五前报总结",
    "要不要给逾期的单位发个提醒",
    "别再给市水利局发提醒了",
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


WORDS = (
    "红灯", "黄灯的", "牵头单位", "通知", "给", "都", "催一下", "，", "。", "（", "）", "、",
    "和", "除", "除了", "除外", "不用", "市科技局", "财政局", "县区", "各单位", "@", "：",
    "政策12", "13", "到15", "任务1.1", "逾期10天以上", "没报的", "7天内到期", "明天", "9点",
    "周五前", "报", "总结", "多少", "请", "那项", "的", "项目", "（万元）", "选择", "/",
    "是否", "其他", "发", "发给", "让他们", "李敏", "督查员", "12月", "到期", "？", "几个",
    "县里", "\n", "{单位}",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_anything_is_read_without_trouble(book: PlanBook, text: str) -> None:
    found = read_receivers(text, book, TODAY, people={"李敏": 1})
    gives_order(text, found)
    read_ask(found.message, TODAY)
    assert found.query == Query.of_data(found.query.as_data())
    assert found.query.words(book) or not found.query.include


@pytest.mark.parametrize("part", ["红灯", "、", "政策1、", "市科技局，", "，通知各", "明天", "催"])
def test_a_long_text_of_one_part_is_read_at_once(book: PlanBook, part: str) -> None:
    text = (part * 3000)[:3000]
    read_ask(text, TODAY)
    assert gives_order(text, read_receivers(text, book, TODAY)) in (True, False)
