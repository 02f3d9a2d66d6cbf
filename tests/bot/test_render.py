from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import Dialect, Renderer, split, utf16_units
from bot.typography import chinese_date, figure, full_width, percent_bar
from domain.errors import PayloadTooLong
from domain.messages import Button, Reply
from tests.world import World

HTML = Renderer(Dialect(html=True, limit=4096, measure=utf16_units))
PLAIN = Renderer(Dialect(html=False, buttons=False))


def test_what_people_wrote_is_escaped_and_marks_are_ours() -> None:
    reply = Reply("broadcast", {"text": "<b>注意</b> & 5 < 6", "author": "督查员 <i>"})
    (text,) = HTML(reply).texts
    assert "&lt;b&gt;注意&lt;/b&gt; &amp; 5 &lt; 6" in text
    assert text.startswith("<b>督办通知</b>")
    assert PLAIN(reply).texts[0].startswith("督办通知\n\n<b>注意</b>")


def test_a_channel_without_buttons_numbers_them_after_the_entries() -> None:
    buttons = ((Button("政策12", "/task 政策12"), Button("下一页", "/tasks p2")),)
    reply = Reply("broadcast_cancelled", {}, buttons, choices=("/task 政策12",))
    assert PLAIN(reply).texts[0].endswith("回复 2 下一页")
    assert PLAIN(reply).buttons == ()


def test_a_button_longer_than_platforms_carry_is_a_mistake_of_ours() -> None:
    with pytest.raises(PayloadTooLong):
        Button("长", "/status " + "国" * 22)


@given(st.text(max_size=300), st.integers(1, 50))
def test_parts_fit_and_lose_nothing_but_line_ends(text: str, limit: int) -> None:
    parts = split(text, limit, len)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_lines_stay_whole_where_they_can() -> None:
    assert split("一二三\n四五六\n七", 7, len) == ("一二三\n四五六", "七")


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_card_of_the_list_fits_telegram_in_one_valid_text(world: World) -> None:
    for task in world.book.tasks:
        texts = HTML(world.reply("孙书记", f"/task {task.code}")).texts
        assert len(texts) == 1
        checker = _Balanced()
        checker.feed(texts[0])
        assert checker.open == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("积极做好对上争取,对国家和省安排的财政资金", "积极做好对上争取，对国家和省安排的财政资金"),
        ("各县(市、区)", "各县（市、区）"),
        ("2:2:2:4的四级分险", "2:2:2:4的四级分险"),
        ("1,200家", "1,200家"),
    ],
)
def test_punctuation_as_print_has_it(text: str, shown: str) -> None:
    assert full_width(text) == shown


def test_dates_figures_and_bars() -> None:
    assert chinese_date("2025-06-03") == "2025年6月3日"
    assert chinese_date(date(2025, 6, 3), date(2025, 1, 1)) == "6月3日"
    assert [figure(v) for v in (100000, 97.7, 0.5, 13000.0)] == ["100000", "97.7", "0.5", "13000"]
    assert [percent_bar(p) for p in (0, 3, 50, 100, 180)] == [
        "▱" * 10,
        "▰" + "▱" * 9,
        "▰" * 5 + "▱" * 5,
        "▰" * 10,
        "▰" * 10,
    ]
