"""Word: paragraphs with their automatic numbers, tables with merged cells, in the document's order."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document as open_docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from seed.document import Document, Progress, unheard
from seed.formats.archive import check_archive
from seed.formats.numbering import Numbering
from seed.refusal import Unreadable

_TEXT, _TAB, _BREAK = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
_MOVED = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_ROWS = 20_000
_STEP = 500
_FAULTS = (
    OpcError,
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
)


def read(file: Path, progress: Progress = unheard) -> Document:
    check_archive(file, "word/document.xml", ".docx")
    try:
        opened = open_docx(str(file))
        body = opened.element.body
        numbering = Numbering.of(opened)
    except _FAULTS as error:
        raise Unreadable("这个 .docx 文件已损坏，打不开；请重新另存一份再发。") from error
    lines: list[str] = []
    merged: dict[int, frozenset[int]] = {}
    places: dict[int, str] = {}
    tables: set[int] = set()
    blocks = list(_blocks(body))
    for done, block in enumerate(blocks, 1):
        if block.tag == qn("w:p"):
            lines.extend((numbering.label(block) + _text(block)).split("\n"))
            continue
        tables.add(len(lines) + 1)
        for number, (cells, continued) in enumerate(_rows(block), 1):
            lines.append("\t".join(cells))
            places[len(lines)] = f"第{len(tables)}个表第{number}行"
            if continued:
                merged[len(lines)] = continued
            if len(lines) > _MOST_ROWS:
                raise Unreadable(f"表格超过 {_MOST_ROWS} 行，请分成几份再发。")
            if number % _STEP == 0:
                progress(number, len(block))
        progress(done, len(blocks))
    return Document(tuple(lines), merged, frozenset(tables), places, wrapped=False)


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, also inside content controls (w:sdt)."""
    for child in body:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[tuple[list[str], frozenset[int]]]:
    """Cells by grid column; a cell that goes on from the row above repeats its text and is told."""
    above: list[str] = []
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue  # a table inside a cell
        cells: list[str] = [""] * _grid_before(row)
        continued: set[int] = set()
        for cell in _cells(row):
            place = len(cells)
            text = " ".join(filter(None, (_text(p).strip() for p in _paragraphs(cell))))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart" and place < len(above):
                text = above[place]
                continued.add(place)
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = int(span.get(qn("w:val")) or 1) if span is not None else 1
            cells += [text.replace("\t", " "), *[""] * (min(width, 200) - 1)]
        above = cells
        yield cells, frozenset(continued)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _cells(child)


def _paragraphs(cell: Any) -> Iterator[Any]:
    return (child for child in _blocks(cell) if child.tag == qn("w:p"))


def _grid_before(row: Any) -> int:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return min(int(before.get(qn("w:val")) or 0), 200) if before is not None else 0


def _text(paragraph: Any) -> str:
    """What is written, insertions under review as accepted and deletions as gone."""
    found: list[str] = []
    for node in paragraph.iter():
        if node.tag == _TEXT and not _is_fallback(node):
            found.append((node.text or "").replace("\t", " ").replace("\n", " "))
        elif node.tag == _TAB and node.getparent().tag == qn("w:r"):
            found.append(" ")
        elif node.tag in _BREAK and node.get(qn("w:type")) != "page":
            found.append("\n" if paragraph.getparent().tag == qn("w:body") else " ")
    return "".join(found)


def _is_fallback(node: Any) -> bool:
    """A picture's text is there twice, once for older programs."""
    return next(node.iterancestors(_MOVED), None) is not None
