"""Titles broken into lines: none too long, nothing lost, no word, date or pair of marks torn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.headings import _length, lines

PLAN = "聊城市贯彻落实突破菏泽鲁西崛起三年行动计划（2023—2025年）实施方案"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            f"关于《{PLAN}》2025年6月落实情况的通报",
            "关于《聊城市贯彻落实突破菏泽鲁西崛起/三年行动计划（2023—2025年）/实施方案》2025年6月落实情况的通报",
        ),
        ("任务进展情况表", "任务进展情况表"),
    ],
)
def test_a_title_is_broken_between_words(title: str, told: str) -> None:
    assert "/".join(lines(title, 20)) == told


@given(st.text(alphabet="关于《市实施方案》（2025年）6月落实情况，通报的abc ", max_size=80))
def test_nothing_is_lost_and_no_line_is_too_long(title: str) -> None:
    found = lines(title, 20)
    assert "".join(found) == title
    assert all(_length(line) <= 20 for line in found)
