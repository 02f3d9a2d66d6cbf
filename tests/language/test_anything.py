"""Whatever is typed: no exception, no crawl, and what is read lies within the text."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.drafts import entry_of
from domain.language.frame import understand
from domain.language.intent import Intent
from domain.language.quantities import find_quantities
from domain.language.several import split
from domain.language.situation import Situation
from domain.language.text import plain
from domain.measures import measured
from tests.language.fuzz import hostile, messages
from tests.language.reading import TODAY, book, read

CHINESE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "政策事项任务项目附件第一二三四五六七八九十百千万亿0123456789.%％-—→（）()，。；、年月日号周前底完成"
        ),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=120,
)


@given(text=st.one_of(st.text(max_size=300), CHINESE))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    situation = Situation(book(), TODAY, ("市科技局",), "任务1.1")
    for part in split(text):
        frame = understand(part, situation)
        assert frame.task is None or frame.task in book().by_code
        assert set(frame.candidates) <= set(book().by_code)
        assert not (frame.task and frame.candidates)
        if frame.intent in (Intent.LIST, Intent.HELP, Intent.ACK, Intent.NONE, Intent.SUMMARY):
            assert (frame.status, frame.percent, frame.figures, frame.eta) == (None, None, (), None)
        entry_of(frame)


@given(text=CHINESE)
@settings(max_examples=200, deadline=None)
def test_quantities_lie_within_the_text_and_do_not_overlap(text: str) -> None:
    text = plain(text)
    spans = sorted((each.span.start, each.span.end) for each in find_quantities(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for task in book().tasks[:5]:
        measured(task, text)


@pytest.mark.parametrize("before", ["", "好", "以前", "没有", "完成", "政策12完成"])
@pytest.mark.parametrize(
    "word", ["嗯", "哦", "好的", "刚刚", "我们", "我们局", "上报", "查看", "需要", "一", "请帮我"]
)
def test_what_is_said_again_and_again_is_read_in_one_pass(before: str, word: str) -> None:
    """Each way to take it apart tried in turn would last for years."""
    read(f"{before}{word * 60}x85%", "市商务局")


@pytest.mark.parametrize("seed", range(3))
def test_hostile_texts_are_read(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(150):
        read(hostile(dice), shown="任务7.2")


def test_messages_cut_glued_and_misspelt_are_read() -> None:
    dice = random.Random(7)
    for _ in range(400):
        read(messages(dice))
