"""A question with a condition that nobody understands never gives the figure of the question without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import demo
from tests.handlers import test_asked_otherwise, test_plain_questions, test_questions
from tests.world import World

# Templates that tell figures or tasks of what was asked.
FIGURES = {
    "status",
    "status_table",
    "tasks",
    "units",
    "parts",
    "changes",
    "trend",
    "why",
    "paper",
    "requests",
}
KNOWN = sorted(
    {
        *(question for question, *_ in test_questions.QUESTIONS),
        *(question for question, _ in test_plain_questions.TASKS),
        *(question for question, _ in test_plain_questions.UNITS),
        *(question for question, _ in test_asked_otherwise.TASKS),
        *(question for question, _ in test_asked_otherwise.UNITS),
    }
)
# Nothing in the plan and no figure of the bot has any of these.
STRANGE = [
    "省里挂过号的",
    "老大难的",
    "涉密的",
    "带星号的",
    "网上吵得凶的",
    "被巡视点过名的",
    "没开过现场会的",
    "信访多的",
    "换过科长的",
    "没盖章的",
    "书记盯着的",
    "去年结转下来的",
    "打了折扣的",
    "临门一脚的",
    "配了专班的",
    "拖累全局的",
    "媒体曝光的",
    "群众骂得多的",
    "亿元级的",
    "靠外包干的",
]
PLACES = (
    "{strange}{question}",
    "{question}，只看{strange}",
    "{bare}，{question}",
    "{question} 要{strange}",
)


@pytest.fixture(scope="module")
def office() -> Iterator[World]:
    world = World(now=demo.DEMO_START)
    demo.seed_people(world.tx, world.now, world.rules)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.at("2025-06-18 09:00")
    yield world
    world.close()


@settings(max_examples=300, deadline=None)
@given(
    question=st.sampled_from(KNOWN),
    strange=st.sampled_from(STRANGE),
    place=st.sampled_from(PLACES),
)
def test_a_strange_condition_gives_no_figure(
    office: World, question: str, strange: str, place: str
) -> None:
    said = place.format(question=question, strange=strange, bare=strange.removesuffix("的"))
    reply = office.reply("陈静", said)
    assert reply.template not in FIGURES, (said, office.render(reply).texts)


@settings(max_examples=150, deadline=None)
@given(question=st.sampled_from(KNOWN), number=st.integers(201, 989))
def test_a_number_that_fits_nowhere_gives_no_figure(
    office: World, question: str, number: int
) -> None:
    said = f"{question}，得分{number}的"
    reply = office.reply("陈静", said)
    assert reply.template not in FIGURES, (said, office.render(reply).texts)


@settings(max_examples=100, deadline=None)
@given(strange=st.sampled_from(STRANGE), what=st.sampled_from(["几项", "哪些单位", "有多少家"]))
def test_of_a_liaison_neither(office: World, strange: str, what: str) -> None:
    reply = office.reply("李敏", f"我们局{strange}任务有{what}")
    assert reply.template not in FIGURES, office.render(reply).texts
