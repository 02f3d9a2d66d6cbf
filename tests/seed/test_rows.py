"""What is doubtful in a table's numbers."""

from __future__ import annotations

from seed.blocks import read_blocks
from seed.rows import row_drafts

HEADER = "序号\t工作任务\t责任单位"


def notes(*rows: str) -> list[tuple[str, ...]]:
    return [draft.notes for draft in row_drafts(read_blocks([HEADER, *rows]), {})]


def test_missing_numbers_are_said() -> None:
    assert notes("1\t甲事\t市教育局", "2\t乙事\t市教育局", "5\t丙事\t市教育局") == [
        (),
        (),
        ("序号从2跳到5，中间可能缺行，请核对。",),
    ]


def test_a_row_without_a_number_at_the_beginning_is_said() -> None:
    assert notes("\t甲事\t市教育局") == [("这一行没有序号，请核对。",)]


def test_numbers_may_begin_again() -> None:
    assert notes("1\t甲事\t市教育局", "2\t乙事\t市教育局", "1\t丙事\t市教育局") == [(), (), ()]
