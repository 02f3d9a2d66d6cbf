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


FEW = Renderer(Dialect(most_buttons=2, longest_label=4))


def test_a_channel_that_takes_few_buttons_numbers_what_it_cannot_take() -> None:
    two = ((Button("确认", "/draft yes 1"), Button("取消", "/draft no 1")),)
    shown = FEW(Reply("broadcast_cancelled", {}, two))
    assert (shown.buttons, shown.numbered) == (two, ("/draft yes 1", "/draft no 1"))
    assert "回复" not in shown.texts[0]
    three = (*two, (Button("改任务", "/draft task 1"),))
    too_many = FEW(Reply("broadcast_cancelled", {}, three))
    assert (too_many.buttons, too_many.numbered) == ((), ())
    assert too_many.texts[0].endswith("回复 1 确认\n回复 2 取消\n回复 3 改任务")
    too_long = FEW(Reply("broadcast_cancelled", {}, ((Button("沿用近期进展", "/reuse"),),)))
    assert too_long.texts[0].endswith("回复 1 沿用近期进展")
    entries = tuple((Button(f"政策{n}", f"/task 政策{n}"),) for n in (1, 2))
    listed = (*entries, (Button("下一页", "/tasks p2"),))
    commands = tuple(row[0].command for row in entries)
    beside = FEW(Reply("broadcast_cancelled", {}, listed, choices=commands))
    assert beside.buttons == ((Button("下一页", "/tasks p2"),),)
    assert beside.numbered == (*commands, "/tasks p2")  # so it is number 3


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
