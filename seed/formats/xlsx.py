"""Excel: every visible sheet, row by row; merged cells as a reader sees them."""

from __future__ import annotations

import zipfile
import zlib
from bisect import bisect_left, bisect_right
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from seed.columns import read_header
from seed.document import Document, Progress, unheard
from seed.formats.archive import check_archive
from seed.refusal import Unreadable

_MOST_ROWS, _MOST_COLUMNS, _MOST_CELLS, _MOST_MERGED = 20_000, 100, 600_000, 200_000
_STEP = 500
_FAULTS = (
    InvalidFileException,
    BadZipFile,
    expat.ExpatError,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
)
_BROKEN = "这个 .xlsx 文件已损坏，打不开；请重新另存一份再发。"


def read(file: Path, progress: Progress = unheard) -> Document:
    check_archive(file, "xl/workbook.xml", ".xlsx")
    try:
        _refuse_vast_merges(file)
        with file.open("rb") as source:  # by its path openpyxl would judge the file's ending
            book = load_workbook(source, data_only=True, keep_links=False)
    except _FAULTS as error:
        raise Unreadable(_BROKEN) from error
    lines: list[str] = []
    merged: dict[int, frozenset[int]] = {}
    places: dict[int, str] = {}
    tables: set[int] = set()
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    rows_of = [_rows(sheet) for sheet in sheets]
    total = sum(len(rows) for rows, _ in rows_of)
    if total > _MOST_ROWS:
        raise Unreadable(f"表格超过 {_MOST_ROWS} 行，请分成几份再发。")
    done = 0
    for sheet, (rows, continued) in zip(sheets, rows_of, strict=True):
        has_header = False
        tables.add(len(lines) + 1)
        for number in sorted(rows):
            cells = rows[number]
            has_header = has_header or read_header(tuple(cells)) is not None
            filled = [cell for cell in cells if cell]
            # Above the table a line with one cell is a title or a note.
            lines.append(filled[0] if len(filled) == 1 and not has_header else "\t".join(cells))
            places[len(lines)] = f"「{sheet.title}」第{number}行"
            if number in continued:
                merged[len(lines)] = frozenset(continued[number])
            done += 1
            if done % _STEP == 0 or done == total:
                progress(done, total)
    return Document(tuple(lines), merged, frozenset(tables), places, wrapped=False)


def _refuse_vast_merges(file: Path) -> None:
    """openpyxl makes an object of every cell that a merge covers, and a merge may cover a sheet."""
    covered = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal covered
        if name.rsplit(":", 1)[-1] == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes.get("ref", "A1"))
            covered += ((right or 1) - (left or 1) + 1) * ((bottom or 1) - (top or 1) + 1)
            if covered > _MOST_MERGED:
                raise Unreadable("表格里合并的单元格太多，请取消整列、整页的合并后再发。")

    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                parser = expat.ParserCreate()
                parser.StartElementHandler = start
                with archive.open(part) as source:
                    while piece := source.read(1 << 18):
                        parser.Parse(piece, False)


def _rows(sheet: Any) -> tuple[dict[int, list[str]], dict[int, set[int]]]:
    """Row number → its cells from column A, and which of them go on from the row above.

    The cells that are there are gone through, not the sheet's extent: a colour put on whole columns
    makes that a million rows.
    """
    texts = {
        (row, column): text
        for (row, column), cell in sheet._cells.items()
        if column <= _MOST_COLUMNS and (text := _text(cell))
    }
    if len(texts) > _MOST_CELLS:
        raise Unreadable("表格太大，请删去多余的内容或分成几份再发。")
    numbers = sorted({row for row, _ in texts})
    continued: dict[int, set[int]] = {}
    filled = 0
    for area in sheet.merged_cells.ranges:
        shown = texts.get((area.min_row, area.min_col))
        if shown is None or area.max_row == area.min_row:
            continue
        first = bisect_left(numbers, area.min_row + 1)
        below = numbers[first : bisect_right(numbers, area.max_row)]
        filled += len(below)
        if filled > _MOST_MERGED:
            raise Unreadable("表格里合并的单元格太多，请整理后再发。")
        for row in below:
            texts[row, area.min_col] = shown
            continued.setdefault(row, set()).add(area.min_col - 1)
    width = max((column for _, column in texts), default=0)
    rows: dict[int, list[str]] = {row: [""] * max(width, 2) for row in numbers}
    for (row, column), text in texts.items():
        rows[row][column - 1] = text
    return rows, continued


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{round(value * 100, 6):g}%"
        return f"{round(value, 6):.12g}"
    return " ".join(str(value).split())
