"""Plain text → paragraphs and table rows with their line numbers. Page breaks are mended by joining."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# A line that begins like this starts something new, whatever the line before ended with.
_STARTS = re.compile(
    r"^\s*(?:[（(]\s*[一二三四五六七八九十]+\s*[）)]|[一二三四五六七八九十]+、|\d{1,3}\s*[.．、](?!\d(?!\d\d\d年))"
    r"|-?\s*附件|注\s*[:：])"
)
# Where a copy has lost its line breaks, a new item begins behind an end mark: …负责）2．…
_LONG_LINE = 2000
_LOST_BREAK = re.compile(
    r"(?<=[。）)：])(?=[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[．.](?!\d(?!\d\d\d年))|[一二三四五六七八九十]{1,3}、)"
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


def read_lines(file: Path) -> tuple[str, ...]:
    """The lines of a text file in UTF-8 or in the older GB18030; their numbers are places from 1."""
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return tuple(text.replace("\r\n", "\n").split("\n"))


def read_blocks(lines: Sequence[str]) -> list[Block]:
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
        if len(line) > _LONG_LINE:
            pieces = _LOST_BREAK.split(line)
            blocks.extend(Paragraph(tidy(piece), number, number) for piece in pieces)
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
