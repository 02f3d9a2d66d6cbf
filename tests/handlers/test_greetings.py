"""你好 and 谢谢 are answered in one sentence; who is not bound learns nothing by being polite."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.mark.parametrize("said", ["你好", "在吗？", "谢谢", "辛苦了", "您好，在吗", "谢谢啦！"])
def test_a_greeting_is_no_mistake(world: World, said: str) -> None:
    assert world.reply("李敏", said).template == "greeting"


@pytest.mark.parametrize("said", ["哈哈", "今天天气真好", "你好吗政策"])
def test_more_than_a_greeting_is_none(world: World, said: str) -> None:
    assert world.reply("李敏", said).template != "greeting"


@pytest.mark.parametrize("said", ["你好", "谢谢", "在吗"])
def test_a_stranger_gets_the_one_sentence(world: World, said: str) -> None:
    assert world.reply("谁也不是", said).template == "unbound"
