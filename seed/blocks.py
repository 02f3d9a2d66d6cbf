"""Lines → paragraphs and table rows with their line numbers. Page breaks are mended by joining."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seed.document import Document

# A line that begins like this starts something new, whatever the line before ended with.
_STARTS = re.compile(
    r"^\s*(?:[（(]\s*[一二三四五六七八九十]+\s*[）)]|[一二三四五六七八九十]+、|\d{1,3}\s*[.．、﹒](?!\d(?!\d\d\d年))"
    r"|[（(]\d{1,2}[)）]|[①-⑳]|(?:重点|整改|主要)?(?:任务|事项|措施|举措|问题)[一二三四五六七八九十\d]{1,3}\s*[:：.、]|第[一二三四五六七八九十]+[条项章]"
    r"|-?\s*附件|注\s*[:：]|【|[省市区县]?(?:[级直])?(?:总?牵头|责任|负责|主办|主责|主要责任|配合|协办|协同|参与|参加|落实|承办|完成"
    r"|时间|时限|整改|分管|包保|联系)[\u4e00-\u9fff]{0,8}\s*[:：]|(?:工作|主要|具体|重点|目标|年度)[\u4e00-\u9fff]{0,4}[:：])"
)
_LABELLED = re.compile(r"^[\u4e00-\u9fff]{2,12}\s*[:：]")
# Where a copy has lost its line breaks, a new item begins behind an end mark: …负责）2．…
_LONG_LINE = 2000
_LOST_BREAK = re.compile(
    r"(?<=[。）)：】])\s*(?=[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[．.、](?!\d(?!\d\d\d年))|[一二三四五六七八九十]{1,3}、)"
)
# The same in a line of any length, where the bracket before it says who is responsible.
_LOST_AFTER_UNITS = re.compile(
    r"[）)〕】\]]\s*(?=[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[．.、](?!\d(?!\d\d\d年))"
    r"|[一二三四五六七八九十]{1,3}、)"
)
# 市发改委、市财政局牵头落实: a line of its own that says who, though no mark ends it.
_WHO = re.compile(
    r"^(?:[国省市区县州旗盟各]|自治区)[^，。；：（）]{1,60}(?:牵头|负责|配合|落实|参与|承办)(?:负责|落实|实施)?$"
)
# 具体措施：1.…（甲局负责）: the first of the items stands in the line of their heading.
_MEASURES = re.compile(
    r"(?<=.)(?:具体|主要|重点|工作)(?:措施|举措|任务|内容)\s*[:：]\s*(?=\d{1,2}[．.、﹒](?!\d)[^（(]*[（(])"
)
_ASSIGNS = re.compile(r"(?:单位|部门|主体)[:：]|牵头|负责|配合|落实|参与|参加|实施")
_LONGEST_BRACKET = 400
_ENDS = ("。", "！", "？", "：", ":", ")", "）", "”", "〉", "】", "]")
_LATIN = "A-Za-z0-9"
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—"
_BETWEEN_UNITS = r"(?<=[局委办厅府院头合责])[ \t]+[省市县区州旗各]"  # 县公安局 县司法局
_STRAY = re.compile(
    rf"(?<=[{_CJK}])(?!{_BETWEEN_UNITS})[ \t]+(?=[{_CJK}{_LATIN}])|(?<=[{_LATIN}%.,;:!?)(])[ \t]+(?=[{_CJK}])"
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
    """One table row: its cells as written (names in a cell stand between blanks), `line` from 1.

    `merged` are the columns that go on from the row above; `opens` says that a table begins here.
    """

    cells: tuple[str, ...]
    line: int
    merged: frozenset[int] = frozenset()
    opens: bool = False


Block = Paragraph | Row


def read_blocks(document: Document | Sequence[str]) -> list[Block]:
    """All paragraphs and rows in order; a paragraph that a page break cut is one again."""
    if not isinstance(document, Document):
        document = Document(tuple(document))
    blocks: list[Block] = []
    open_paragraph = False
    for number, line in enumerate(document.lines, 1):
        if not line.strip(" \t\r\n\u3000"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) > 1 and all(_LABELLED.match(cell) for cell in cells if cell):
            line = "；".join(filter(None, cells))  # 牵头单位：甲局 ⇥ 责任单位：乙局 is no table
        elif len(cells) > 1:
            merged = document.merged.get(number, frozenset())
            blocks.append(Row(cells, number, merged, number in document.tables))
            open_paragraph = False
            continue
        pieces = _LOST_BREAK.split(line) if len(line) > _LONG_LINE else _split_items(line)
        if len(pieces) > 1:
            blocks.extend(Paragraph(tidy(piece), number, number) for piece in pieces)
            open_paragraph = False
            continue
        text = tidy(line)
        before = blocks[-1] if blocks else None
        if (
            open_paragraph
            and isinstance(before, Paragraph)
            and (not _begins(text, before.text) or _closes(text, before.text))
        ):
            whole = tidy(before.text + text)
            blocks[-1] = Paragraph(whole, before.first, number)
        else:
            whole = text
            blocks.append(Paragraph(text, number, number))
        open_paragraph = (
            document.wrapped
            and (not text.endswith(_ENDS) or _opened(whole) > 0)
            and not _is_heading(blocks[-1])
            and not _WHO.match(text)
        )
    return blocks


def _opened(text: str) -> int:
    """How many brackets are open at the end of a paragraph, short as those of units are."""
    text = text[-_LONGEST_BRACKET:]
    return sum(text.count(mark) for mark in "（(〔【") - sum(text.count(mark) for mark in "）)〕】")


def _closes(text: str, before: str) -> bool:
    """责任单位：…） within the bracket that the line before has opened begins nothing new."""
    return _LABELLED.match(text) is not None and _opened(before) > 0 > _opened(text)


def _begins(text: str, before: str) -> bool:
    """Whether a line begins something new; under one label (牵头单位：) any other label does."""
    return bool(_STARTS.match(text) or (_LABELLED.match(text) and _LABELLED.match(before)))


def _split_items(line: str) -> list[str]:
    """Two items on one line: the second begins behind the bracket with the units of the first."""
    pieces: list[str] = []
    if said := _MEASURES.search(line):
        return [line[: said.end()], *_split_items(line[said.end() :])]
    start = 0
    for match in _LOST_AFTER_UNITS.finditer(line):
        opened = max(line.rfind(mark, start, match.start()) for mark in "（(〔【[")
        opened = max(opened, match.start() - _LONGEST_BRACKET)
        if opened >= start and _ASSIGNS.search(line, opened, match.start()):
            pieces.append(line[start : match.end()])
            start = match.end()
    return [*pieces, line[start:]]


def goes_on(before: str, text: str, *, full: bool) -> bool:
    """Whether a line of a page goes on with the one before it, which reached the margin or not."""
    return full and not (_STARTS.match(text) and before.endswith(_ENDS))


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
