"""Plain text → paragraphs and table rows with their line numbers. Page breaks are mended by joining."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A line that begins like this starts something new, whatever the line before ended with.
_STARTS = re.compile(
    r"^\s*(?:[（(]\s*[一二三四五六七八九十]+\s*[）)]|[一二三四五六七八九十]+、|\d{1,3}\s*[.．、](?!\d)"
    r"|-?\s*附件|注\s*[:：])"
)
_ENDS = ("。", "！", "？", "：", ":", ")", "）", "”", "〉")
_LATIN = "A-Za-z0-9"
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—"
_STRAY = re.compile(
    rf"(?<=[{_CJK}])[ \t]+(?=[{_CJK}{_LATIN}])|(?<=[{_LATIN}%.,;:!?)(])[ \t]+(?=[{_CJK}])"
    rf"|(?<=[{_CJK}])[ \t]+(?=[(])"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `first` and `last` are lines of the document, from 1."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Row:
    """One table row: its cells as written (names in a cell stand between blanks), `line` from 1."""

    cells: tuple[str, ...]
    line: int


Block = Paragraph | Row


def read_blocks(lines: list[str]) -> list[Block]:
    """All paragraphs and rows in order; a paragraph that a page break cut is one again."""
    blocks: list[Block] = []
    open_paragraph = False
    for number, line in enumerate(lines, 1):
        if not line.strip(" \t\r\n\u3000"):
            continue
        if "\t" in line:
            blocks.append(Row(tuple(cell.strip() for cell in line.split("\t")), number))
            open_paragraph = False
            continue
        text = tidy(line)
        before = blocks[-1] if blocks else None
        if open_paragraph and isinstance(before, Paragraph) and not _STARTS.match(text):
            blocks[-1] = Paragraph(tidy(before.text + text), before.first, number)
        else:
            blocks.append(Paragraph(text, number, number))
        open_paragraph = not text.endswith(_ENDS) and not _is_heading(blocks[-1])
    return blocks


def _is_heading(block: Block) -> bool:
    """Short and numbered in Chinese, without a full stop: a heading has no end mark to wait for."""
    return (
        isinstance(block, Paragraph)
        and len(block.text) <= 40
        and "。" not in block.text
        and re.match(r"^[（(]?[一二三四五六七八九十]+[、）)]", block.text) is not None
    )


def tidy(text: str) -> str:
    """Without the blanks that typesetting put between Chinese characters and figures."""
    return _STRAY.sub("", text.strip(" \t\r\n\u3000"))
