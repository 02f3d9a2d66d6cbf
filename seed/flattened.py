"""A table that was copied out of a page with every cell on a line of its own → rows again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from seed.columns import Columns, read_header
from seed.document import Document
from seed.names import is_collective, looks_like_unit
from seed.outline import PART

_FEWEST, _MOST = 3, 10
_NUMBER = re.compile(r"^\d{1,3}$")
_DATED = re.compile(r"\d+\s*月|年底|季度|半年|全年|持续|长期|^20\d\d")
_LARGEST_JUMP = 20


def restore(document: Document) -> Document:
    """The document with such a table as tab rows; the lines keep their numbers."""
    lines = list(document.lines)
    filled = [place for place, line in enumerate(lines) if line.strip(" \u3000")]
    at = 0
    while at < len(filled):
        header = _header(lines, filled, at)
        if header is None:
            at += 1
            continue
        columns, width = header
        _put(lines, filled[at : at + width], [line.strip() for line in columns.names])
        at = _rows(lines, filled, at + width, columns)
    return replace(document, lines=tuple(lines))


def _header(lines: list[str], filled: list[int], at: int) -> tuple[Columns, int] | None:
    """The columns of a header that begins here: its words line by line, then the number 1."""
    if lines[filled[at]].strip() not in ("序号", "编号", "序"):
        return None
    for width in range(_FEWEST, _MOST + 1):
        if at + width >= len(filled):
            return None
        if lines[filled[at + width]].strip() in ("1", "一", "01"):
            names = tuple(lines[place].strip() for place in filled[at : at + width])
            columns = read_header(names)
            return (columns, width) if columns else None
    return None


def _rows(lines: list[str], filled: list[int], at: int, columns: Columns) -> int:
    """Turn what follows into rows; where the table ends."""
    number = 0
    while at < len(filled):
        text = lines[filled[at]].strip()
        if PART.match(text) and len(text) <= 40:
            _put(lines, [filled[at]], [text, *[""] * (columns.width - 1)])
            at += 1
            continue
        if not (_NUMBER.match(text) and number < int(text) <= number + _LARGEST_JUMP):
            return at
        number = int(text)
        end = at + 1
        while end < len(filled) and not _begins(lines[filled[end]].strip(), number):
            end += 1
        taken = _spread(lines, filled[at:end], text, columns)
        if taken < end - at and end == len(filled):
            return at + taken  # behind the last row stands the rest of the page
        at = end
    return at


def _begins(text: str, number: int) -> bool:
    if _NUMBER.match(text):
        return number < int(text) <= number + _LARGEST_JUMP
    return PART.match(text) is not None and len(text) <= 40


def _spread(lines: list[str], places: list[int], number: str, columns: Columns) -> int:
    """Cells in the order of the columns, names and days told by their shape; how many lines it took.

    What is left over begins a row of its own, as one more target under the same number.
    """
    texts = [lines[place].strip() for place in places]
    order = [_kind(place, columns) for place in range(1, columns.width)]
    taken, first = 1, number
    while taken < len(texts):
        begin = taken
        cells = [first]
        exact = len(texts) - taken == len(order)
        for place, kind in enumerate(order):
            end = taken + 1 if exact else _cell_end(texts, taken, kind, order[place + 1 :])
            cells.append(" ".join(texts[taken:end]))
            taken = end
        if taken == begin:
            break
        row = places[0:1] if first else places[begin : begin + 1]
        _put(lines, [*row, *(p for p in places[begin:taken] if p not in row)], cells)
        first = ""
        if not any(_fits(text, "units") or _fits(text, "dated") for text in texts[taken:]):
            break
    return taken


def _cell_end(texts: Sequence[str], start: int, kind: str, following: Sequence[str]) -> int:
    """Where a cell ends: names and days by their shape, text where the next of those begins."""
    end = start
    if kind in ("units", "dated"):
        while end < len(texts) and _fits(texts[end], kind):
            end += 1
        # Where a column of units follows, the first line is the leading unit, the others cooperate.
        return min(end, start + 1) if kind == "units" and following[:1] == ["units"] else end
    if not following or following[0] == "text":
        return min(start + 1, len(texts))
    shapes = [shape for shape in following if shape != "text"]
    while end < len(texts) and not any(_fits(texts[end], shape) for shape in shapes):
        end += 1
    return end


def _kind(place: int, columns: Columns) -> str:
    for kind, meanings in (("units", ("units", "coops")), ("dated", ("dated",))):
        if place in [columns.places.get(meaning) for meaning in meanings]:
            return kind
    return "text"


def _fits(text: str, kind: str) -> bool:
    if kind == "units":
        names = re.split(r"[、，,\s]+", text)
        return all(looks_like_unit(name) or is_collective(name) for name in names if name)
    return kind == "dated" and len(text) <= 20 and _DATED.search(text) is not None


def _put(lines: list[str], places: Sequence[int], cells: Sequence[str]) -> None:
    for place in places:
        lines[place] = ""
    lines[places[0]] = "\t".join(cells)
