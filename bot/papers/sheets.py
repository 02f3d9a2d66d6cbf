"""How a sheet of ours looks: widths, frozen panes, print set-up, cells. Text is written as text.

What a spreadsheet would take for a formula is made harmless, so nothing that a unit reports can run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

_SIDE = Side(style="thin", color="C5CBD3")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD = PatternFill("solid", fgColor="1F4E79")
MOST_LINES = 20  # of a row's height; the whole text is in the cell
_LONGEST = 32_000  # characters; a cell takes 32,767


def prepare(sheet: Any, widths: Sequence[int], rows: int, *, frozen: str) -> None:
    """Widths, frozen panes, filter and print set-up: a streamed sheet takes them before its rows."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{rows + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.page_setup.fitToWidth = 1 + (sum(widths) > 300)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A　第&P页，共&N页"
    sheet.print_title_rows = "1:1"
    sheet.print_title_cols = "A:B"


def head(sheet: Any, names: Iterable[str]) -> None:
    cells = []
    for name in names:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(name="宋体", size=11, bold=True, color="FFFFFF")
        cell.fill, cell.border = _HEAD, _THIN
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cells.append(cell)
    sheet.append(cells)


_TEXT = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(horizontal="center", vertical="top")
_BODY = Font(name="宋体", size=10)


def row(
    sheet: Any, values: Sequence[Any], place: int = 0, widths: Sequence[int] | None = None
) -> None:
    """`place` is the row's number: not every program grows a row to its text, so its height is set."""
    if widths:
        lines = max(
            sum(-(-2 * len(part) // width) or 1 for part in value.split("\n"))
            for value, width in zip(values, widths, strict=True)
            if isinstance(value, str)
        )
        sheet.row_dimensions[place].height = 4 + 13.5 * min(lines, MOST_LINES)
    sheet.append([_cell(sheet, value) for value in values])


def _cell(sheet: Any, value: Any) -> Any:
    """A body cell. Its style is worked out once for each sheet and kind, then given as it is: with
    100,000 cells that is most of the time a ledger takes."""
    kept = vars(sheet).setdefault("kept_styles", {})
    kind = "date" if isinstance(value, date) else "text" if isinstance(value, str) else "figure"
    cell: Any = WriteOnlyCell(sheet, harmless(value) if isinstance(value, str) else value)
    if kind not in kept:
        cell.font, cell.border = _BODY, _THIN
        cell.alignment = _TEXT if kind == "text" else _FIGURE
        if kind == "date":
            cell.number_format = "yyyy-mm-dd"
        kept[kind] = cell._style
    else:
        cell._style = kept[kind]
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with, it is text
    return cell


def harmless(text: str) -> str:
    """Text as a cell may hold it; what a program could take for a formula gets a space before it."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]
    return f" {text}" if text[:1] in "=+-@\t\r|%" and text[:1] else text
