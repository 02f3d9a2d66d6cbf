"""The Liaocheng list as an office would send it in Word, Excel or PDF: other headers, another order of
the columns, cells merged over the targets of one row, each annex a table or a sheet of its own."""

from __future__ import annotations

import textwrap
import zlib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import openpyxl

from domain.plan import Role, TaskList
from seed.blocks import Paragraph, read_blocks
from seed.companion import SHIPPED, load_companion
from seed.corrections import mend
from seed.document import Document
from seed.draft import Draft
from seed.drafts import read_drafts
from seed.formats.text import read_lines

HEAD_LINES = 30
# The columns of each annex in the order in which this writer puts them, and how it heads them.
HEADS = {
    TaskList.POLICY: {
        "units": "牵头单位",
        "number": "编号",
        "target": "工作目标",
        "title": "支持政策",
        "other": "备注",
    },
    TaskList.MATTER: {
        "number": "序 号",
        "title": "重点事项",
        "units": "责任部门",
        "target": "具体目标",
    },
    TaskList.PROJECT: {
        "target": "建设内容及目标",
        "category": "项目类别",
        "number": "序号",
        "title": "重大项目",
        "units": "责任单位",
        "other": "进展情况",
    },
}


@dataclass(frozen=True)
class Table:
    """`rows` are groups (a heading alone) or the targets of one numbered row."""

    list: TaskList
    rows: tuple[str | tuple[Draft, ...], ...]


def paragraphs() -> list[str]:
    """What is said before the annexes; the lines of the head are paragraphs of their own."""
    lines = read_lines(SHIPPED[0] / "document.txt")
    found: list[str] = []
    for block in _blocks():
        if isinstance(block, Paragraph) and block.last <= HEAD_LINES:
            head = lines[block.first - 1 : block.last]
            found.extend(line.strip() for line in head if line.strip())
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def tables() -> list[Table]:
    drafts = [draft for draft in read_drafts(_blocks(), {}) if draft.list is not TaskList.MAIN]
    found = []
    for kind, of_list in groupby(drafts, lambda draft: draft.list):
        rows: list[str | tuple[Draft, ...]] = []
        section, count = "", 0
        for (heading, _), targets in groupby(of_list, lambda draft: (draft.section, draft.path)):
            if heading != section:
                count += 1
                section = heading
                rows.append(f"{'一二三四五六七八九十'[count - 1]}、{heading}")
            rows.append(tuple(targets))
        found.append(Table(kind, tuple(rows)))
    return found


def _blocks() -> list[Any]:
    folder = SHIPPED[0]
    lines = read_lines(folder / "document.txt")
    return read_blocks(Document(mend(lines, load_companion(folder).corrections).lines))


def cells(draft: Draft, columns: list[str], *, separator: str = "、") -> list[str]:
    names = separator.join(name for name, role in draft.names if role is Role.LEAD)
    values = {
        "number": str(draft.path[0]),
        "title": draft.title,
        "target": draft.target,
        "category": draft.category or "",
        "units": names,
    }
    return [values.get(column, "") for column in columns]


def as_docx(file: Path) -> None:
    document = docx.Document()
    for text in paragraphs():
        document.add_paragraph(text)
    for table in tables():
        columns = list(HEADS[table.list])
        made = document.add_table(rows=1, cols=len(columns))
        for cell, head in zip(made.rows[0].cells, HEADS[table.list].values(), strict=True):
            cell.text = head
        for row in table.rows:
            if isinstance(row, str):
                heading = made.add_row().cells
                heading[0].merge(heading[-1]).text = row
                continue
            first = len(made.rows)
            for draft in row:
                for cell, text in zip(
                    made.add_row().cells, cells(draft, columns, separator="\n"), strict=True
                ):
                    cell.text = text
            for place in _merged_columns(row, columns):
                top, bottom = made.cell(first, place), made.cell(first + len(row) - 1, place)
                kept = top.text
                top.merge(bottom).text = kept
        document.add_paragraph("")
    document.save(str(file))


def as_xlsx(file: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "主要任务"
    for text in paragraphs():
        sheet.append([text])
    for table in tables():
        sheet = book.create_sheet(f"重点支持{table.list.value}")
        columns = list(HEADS[table.list])
        sheet.append([f"附件：重点{table.list.value}清单"])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
        sheet.append([])
        sheet.append(list(HEADS[table.list].values()))
        for row in table.rows:
            at = sheet.max_row + 1
            if isinstance(row, str):
                sheet.append([row])
                sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(columns))
                continue
            for draft in row:
                sheet.append(
                    [int(c) if c.isdigit() else c for c in cells(draft, columns, separator="\n")]
                )
            for place in _merged_columns(row, columns):
                sheet.merge_cells(
                    start_row=at,
                    end_row=at + len(row) - 1,
                    start_column=place + 1,
                    end_column=place + 1,
                )
    hidden = book.create_sheet("旧版")
    hidden.append(["序号", "事项", "责任单位"])
    hidden.append([1, "已废止", "市科技局"])
    hidden.sheet_state = "hidden"
    book.save(file)


def _merged_columns(row: tuple[Draft, ...], columns: list[str]) -> list[int]:
    """Number, title and category stand once for all targets; so do units that are all the same."""
    if len(row) == 1:
        return []
    shared = {"number", "title", "category"}
    if len({draft.names for draft in row}) == 1:
        shared.add("units")
    return [place for place, column in enumerate(columns) if column in shared]


def as_pdf(file: Path) -> None:
    """Text in lines of one width, and tables with drawn lines that go on over the pages."""
    pages = [Page()]
    for text in paragraphs():
        for piece in textwrap.wrap(text, 70):
            if pages[-1].y < 40:
                pages.append(Page())
            pages[-1].text(40, pages[-1].y, piece)
            pages[-1].y -= 11
    for table in tables():
        pages += _pdf_table(table)
    write_pdf(file, pages)


def _pdf_table(table: Table) -> list[Page]:
    widths = {"number": 4, "title": 18, "target": 36, "units": 13, "category": 6, "other": 4}
    columns = list(HEADS[table.list])
    edges = [30.0]
    for column in columns:
        edges.append(edges[-1] + widths[column] * 7.2)
    rows = [list(HEADS[table.list].values())]
    for row in table.rows:
        if isinstance(row, str):
            rows.append([row])
            continue
        for number, draft in enumerate(row):
            texts = cells(draft, columns, separator="\n")
            merged = [c for c in _merged_columns(row, columns) if columns[c] != "units"]
            rows.append(
                ["" if number and place in merged else text for place, text in enumerate(texts)]
            )
    pages = [Page()]
    for row in rows:
        wrapped = (
            [[row[0]]]
            if len(row) == 1
            else [
                [piece for part in text.split("\n") for piece in textwrap.wrap(part, widths[c])]
                or [""]
                for c, text in zip(columns, row, strict=True)
            ]
        )
        height = max(map(len, wrapped)) * 8 + 6
        if pages[-1].y - height < 30:
            pages.append(Page())
        page = pages[-1]
        shown = edges if len(row) > 1 else [edges[0], edges[-1]]
        for left, pieces in zip(shown, wrapped, strict=False):
            for number, piece in enumerate(pieces):
                page.text(left + 2, page.y - 9 - number * 8, piece)
        for x in shown:
            page.line(x, page.y, x, page.y - height)
        for y in (page.y, page.y - height):
            page.line(edges[0], y, edges[-1], y)
        page.y -= height
    return pages


class Page:
    """One page of 595 by 842 points, drawn with the operators of PDF themselves."""

    def __init__(self) -> None:
        self.y = 800.0
        self.drawn: list[str] = []

    def text(self, x: float, y: float, text: str) -> None:
        coded = text.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F1 7 Tf {x:.1f} {y:.1f} Td <{coded}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.drawn.append(f"{x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S")


def write_pdf(file: Path, pages: list[Page]) -> None:
    """A PDF in the font that every Chinese viewer has, so that none need be put into it."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
        " /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880"
        " /StemV 93 >> >>",
    ]
    streams: dict[int, bytes] = {}
    for number, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Contents {6 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        streams[len(objects)] = content = zlib.compress("\n".join(page.drawn).encode("ascii"))
        objects.append(f"<< /Length {len(content)} /Filter /FlateDecode >>")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\n".encode()
        if number - 1 in streams:
            out += b"stream\n" + streams[number - 1] + b"\nendstream\n"
        out += b"endobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    file.write_bytes(bytes(out))
