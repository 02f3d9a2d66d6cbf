"""Plain text → blocks: page breaks inside a sentence, table rows, line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.blocks import Paragraph, Row, read_blocks, tidy
from seed.formats.text import read_lines

CHINESE = st.text(alphabet="推动科技创新平台建设加快发展", min_size=4, max_size=40)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("向 5 市倾斜", "向5市倾斜"),
        ("到 2025 年,达到 98%。", "到2025年,达到98%。"),
        ("(八) 扎实促进", "(八)扎实促进"),
        ("推进 G309 青兰线", "推进G309青兰线"),
        ("工作。 2023年", "工作。2023年"),
        ("关键技术 with 产业", "关键技术with产业"),
        ("　　首行缩进", "首行缩进"),
        ("ISO 9001", "ISO 9001"),
    ],
)
def test_blanks_of_typesetting_go_and_punctuation_stays(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@given(CHINESE, st.integers(1, 39), st.integers(1, 4))
def test_a_sentence_cut_by_a_page_is_one_again(text: str, cut: int, blank_lines: int) -> None:
    cut = min(cut, len(text) - 1)
    lines = [f"1. {text[:cut]}", *[""] * blank_lines, f"{text[cut:]}。"]
    blocks = read_blocks(lines)
    assert blocks == [Paragraph(f"1.{text}。", 1, len(lines))]


@given(st.lists(CHINESE, min_size=1, max_size=6))
def test_numbered_paragraphs_are_never_glued(texts: list[str]) -> None:
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    assert [block.first for block in read_blocks(lines) if isinstance(block, Paragraph)] == [
        *range(1, len(texts) + 1)
    ]


@given(st.lists(st.lists(CHINESE, min_size=2, max_size=5), min_size=1, max_size=5))
def test_rows_keep_their_cells_and_lines(rows: list[list[str]]) -> None:
    lines = [line for row in rows for line in ("", "\t".join(row))]
    assert read_blocks(lines) == [
        Row(tuple(row), number) for number, row in zip(range(2, 99, 2), rows, strict=False)
    ]


def test_a_row_ends_an_open_paragraph() -> None:
    assert read_blocks(["没有句号", "1\t甲", "后文。"]) == [
        Paragraph("没有句号", 1, 1),
        Row(("1", "甲"), 2),
        Paragraph("后文。", 3, 3),
    ]


def test_a_heading_is_not_joined_with_what_follows() -> None:
    blocks = read_blocks(["二、主要任务", "（一）加快发展", "做好工作。"])
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "二、主要任务",
        "（一）加快发展",
        "做好工作。",
    ]


def test_a_document_that_lost_its_line_breaks_is_cut_at_its_item_marks() -> None:
    items = [
        "（一）甲事。（甲局负责）具体措施：",
        "1．子项。（乙局负责）",
        "2．2020年底前完成。（丙局负责）",
    ]
    blocks = read_blocks(["前言。" * 700 + "".join(items)])
    assert [block.text for block in blocks if isinstance(block, Paragraph)][1:] == items


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_older_encodings_and_line_ends_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    file = tmp_path / "清单.txt"
    file.write_bytes(f"第一行{end}第二行".encode(encoding))
    assert read_lines(file) == ("第一行", "第二行")
