"""PDF with text: the tables that its lines draw, and the lines of text around them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from seed.blocks import goes_on
from seed.document import Document, Progress, unheard
from seed.formats.archive import check_size
from seed.names import is_collective, looks_like_unit, split_names
from seed.refusal import Unreadable

_MOST_PAGES = 300
_MOST_UNPACKED = 150 * 1024 * 1024
_MOST_CHARS = 60_000  # on one page
_FEWEST_CHARS = 20
_PAGE_NUMBER = re.compile(r"^[\s\-—–－·第]*\d{1,4}[\s\-—–－·页]*(?:/\s*\d+)?$")
_ZLIB_HEADS = (b"\x78", b"\x58", b"\x48", b"\x68", b"\x08")
_CHUNK = 64 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_SENTENCES = re.compile(r"[。；;：:\d%]")
_CHAINED = re.compile(rb"/Filter\s*\[(?:\s*/(?:FlateDecode|Fl|LZWDecode|LZW)){2,}")
_BROKEN = "这个 PDF 文件已损坏，打不开；请重新导出一份再发。"


def read(file: Path, progress: Progress = unheard) -> Document:
    check_size(file)
    _refuse_bombs(file.read_bytes())
    lines: list[str] = []
    merged: dict[int, frozenset[int]] = {}
    tables: set[int] = set()
    places: dict[int, str] = {}
    chars, before = 0, _Line("", is_row=True)
    try:
        with pdfplumber.open(file) as pdf:
            pages = pdf.pages
            if len(pages) > _MOST_PAGES:
                raise Unreadable(f"PDF 超过 {_MOST_PAGES} 页，请只留责任清单部分再发。")
            for number, page in enumerate(pages, 1):
                chars += len(page.chars)
                if len(page.chars) > _MOST_CHARS:
                    raise Unreadable("PDF 里有一页的内容多得不正常，请重新导出一份再发。")
                for line in _page(page):
                    if _continues(before, line):
                        lines[-1] += line.text
                    else:
                        lines.append(line.text)
                        places[len(lines)] = f"第{number}页"
                    if line.continued:
                        merged[len(lines)] = line.continued
                    if line.opens:
                        tables.add(len(lines))
                    before = line
                page.close()
                progress(number, len(pages))
    except PDFPasswordIncorrect as error:
        raise Unreadable("PDF 加了密码，请去掉密码后再发。") from error
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise Unreadable("PDF 加了密码，请去掉密码后再发。") from error
        raise Unreadable(_BROKEN) from error
    except (PDFException, KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise Unreadable(_BROKEN) from error
    except (RecursionError, AssertionError, zlib.error) as error:
        raise Unreadable(_BROKEN) from error
    if chars < _FEWEST_CHARS:
        raise Unreadable("这个 PDF 是扫描件，里面没有文字；请发 Word、Excel，或先做文字识别再发。")
    return Document(tuple(lines), merged, frozenset(tables), places, wrapped=False)


def _continues(before: _Line, line: _Line) -> bool:
    if before.is_row or line.is_row or line.indented:
        return False
    return goes_on(before.text, line.text, full=before.full)


def _refuse_bombs(raw: bytes) -> None:
    """Unpack each stream as far as is allowed and no further, before anything else does."""
    if not raw.lstrip()[:5] == b"%PDF-":
        raise Unreadable("内容不是 PDF 文件，请重新导出一份再发。")
    if _CHAINED.search(raw):
        raise Unreadable("PDF 的结构不正常，没有打开；请重新导出一份再发。")
    left = _MOST_UNPACKED
    for match in _STREAM.finditer(raw):
        if raw[match.end() : match.end() + 1] in _ZLIB_HEADS:
            left -= _unpacked_size(raw, match.end(), left)
        if left <= 0:
            raise Unreadable("PDF 解开后太大，没有打开；请重新导出一份再发。")


def _unpacked_size(raw: bytes, at: int, limit: int) -> int:
    """How large the stream at this place unpacks, counted as far as `limit`."""
    unpacker, size, chunk = zlib.decompressobj(), 0, raw[at : at + _CHUNK]
    try:
        while chunk and not unpacker.eof and size < limit:
            size += len(unpacker.decompress(chunk, _CHUNK * 16))
            if unpacker.unconsumed_tail:
                chunk = unpacker.unconsumed_tail
            else:
                at += _CHUNK
                chunk = raw[at : at + _CHUNK]
    except zlib.error:
        pass
    return size


@dataclass(slots=True)
class _Line:
    """One line of the document to be; `full` text reaches the right margin, so it may go on."""

    text: str
    continued: frozenset[int] = frozenset()
    opens: bool = False
    is_row: bool = False
    full: bool = False
    indented: bool = False


def _page(page: Any) -> Iterator[_Line]:
    """The lines of a page from top to bottom; a table's rows stand where the table does."""
    found = page.find_tables()
    outside = page
    for table in found:
        outside = outside.outside_bbox(_within(table.bbox, page.bbox))
    lines = [
        line
        for line in outside.extract_text_lines(return_chars=False)
        if not _PAGE_NUMBER.match(line["text"])
    ]
    left = min((line["x0"] for line in lines), default=0)
    right = max((line["x1"] for line in lines), default=0)
    pieces: list[tuple[float, list[_Line]]] = []
    for line in lines:
        size = line["bottom"] - line["top"]
        full, indented = line["x1"] > right - 2 * size, line["x0"] > left + 1.5 * size
        pieces.append((line["top"], [_Line(line["text"], full=full, indented=indented)]))
    pieces += [(table.bbox[1], list(_rows(table))) for table in found]
    for _, rows in sorted(pieces, key=lambda piece: piece[0]):
        yield from rows


def _within(box: Any, page: Any) -> Any:
    return (
        max(box[0], page[0]),
        max(box[1], page[1]),
        min(box[2], page[2]),
        min(box[3], page[3]),
    )


def _rows(table: Any) -> Iterator[_Line]:
    """Cells by grid column. Where there is none, the one above reaches down, or the left one over."""
    above: list[str] = []
    reach: list[float] = []
    for number, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True)):
        cells: list[str] = []
        continued: set[int] = set()
        bottoms = [box[3] if box else 0.0 for box in row.cells]
        for place, text in enumerate(texts):
            if row.cells[place] is None and place < len(reach) and reach[place] > row.bbox[1] + 1:
                cells.append(above[place])
                continued.add(place)
                bottoms[place] = reach[place]
            else:
                cells.append(_unwrapped(text or ""))
        above, reach = cells, bottoms
        text = "\t".join([*cells, ""] if len(cells) == 1 else cells)
        yield _Line(text, frozenset(continued), number == 0, is_row=True)


def _unwrapped(text: str) -> str:
    """A cell's lines as one: a line that ends with a whole name ends it, others were cut by the width."""
    if _SENTENCES.search(text):
        return text.replace("\n", "").replace("\t", " ").strip()
    joined = ""
    for line in (line.strip() for line in text.replace("\t", " ").split("\n")):
        names = split_names(joined)
        whole = bool(names) and (looks_like_unit(names[-1]) or is_collective(names[-1]))
        joined += (" " if whole else "") + line
    return joined
