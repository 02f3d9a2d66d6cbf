"""A Word document laid out as GB/T 9704 asks of an official paper: margins, type, page numbers.

A4; 37 mm above, 35 below, 28 left, 26 right; 22 lines of 28 characters: 3号 (16 pt) 仿宋, title 2号
小标宋, first headings 黑体, second 楷体; page numbers 4号 宋体 between dashes, outside. Offices have these
typefaces; where they are missing the font table names what to take instead.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bot.papers.headings import lines

TITLE, BODY, FIRST, SECOND, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
_INSTEAD = {TITLE: "STZhongsong", BODY: "FangSong", FIRST: "SimHei", SECOND: "KaiTi"}
_INSTEAD[PLAIN] = "SimSun"
THIRD_SIZE, SECOND_SIZE, FOURTH_SIZE, TABLE_SIZE = Pt(16), Pt(22), Pt(14), Pt(10.5)
TITLE_WIDTH = 20  # characters of 22 pt on 156 mm
LINE = Pt(29)  # 22 lines on 225 mm
RED = RGBColor(0xE6, 0x00, 0x12)
_CENTER, _RIGHT, _LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)


class Official:
    """Write from top to bottom, then take `content`."""

    def __init__(self, title: str, author: str, at: datetime) -> None:
        self._document: Any = Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = title, author, ""
        properties.created = properties.modified = at.replace(tzinfo=None)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        self._document.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer, _RIGHT)
        _page_number(section.even_page_footer, _LEFT)
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", THIRD_SIZE
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        for told in self._document.styles.element.iter(qn("w:lang")):
            told.set(qn("w:eastAsia"), "zh-CN")  # or marks are set the way of other countries
        _name_substitutes(self._document)

    def head(self, name: str, number: str, office: str, day: str, *, red: bool) -> None:
        """版头: the paper's name, its number, who issues it and when, the separating line."""
        colour = RED if red else None
        self._line(name, TITLE, Pt(40), _CENTER, exact=Pt(56), colour=colour)
        self._line(number, BODY, THIRD_SIZE, _CENTER)
        paragraph = self._line(f"{office}\t{day}", BODY, THIRD_SIZE, _LEFT)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)  # right
        _rule(paragraph, "E60012" if red else "000000")
        self._line("", BODY, THIRD_SIZE, _LEFT)

    def title(self, text: str) -> None:
        self._titled(text)
        self._line("", BODY, THIRD_SIZE, _LEFT)

    def _titled(self, text: str) -> None:
        told = "\n".join(lines(text, TITLE_WIDTH))
        self._line(told, TITLE, SECOND_SIZE, _CENTER, exact=Pt(34))

    def addressed(self, text: str) -> None:
        self._line(text, BODY, THIRD_SIZE, _LEFT)

    def first(self, text: str) -> None:
        self._indented(text, FIRST, heads=True)

    def second(self, text: str) -> None:
        self._indented(text, SECOND, heads=True)

    def say(self, text: str) -> None:
        self._indented(text, BODY)

    def named_annex(self, title: str) -> None:
        """附件说明: one line below the text, two characters in."""
        self._line("", BODY, THIRD_SIZE, _LEFT)
        self.say(f"附件：{title}")

    def signed(self, office: str, day: str) -> None:
        """Two characters from the right; the day begins two characters behind the office, or where it is
        the longer one, the office two characters before the day."""
        self._line("", BODY, THIRD_SIZE, _LEFT)
        behind = _points(office) - _points(day)
        for text, right in (
            (office, 32 if behind >= 0 else 64 - behind),
            (day, max(0.0, behind) if behind >= 0 else 32),
        ):
            paragraph = self._line(text, BODY, THIRD_SIZE, _RIGHT)
            paragraph.paragraph_format.right_indent = Pt(right)

    def annex(self, name: str, title: str, note: str = "") -> None:
        """附件 begins a page of its own, laid across for its table; its title stands on the third line."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(16)
        self._line(name, FIRST, THIRD_SIZE, _LEFT)
        self._line("", BODY, THIRD_SIZE, _LEFT)
        self._titled(title)
        if note:
            self._line(note, SECOND, TABLE_SIZE, _CENTER)

    def table(
        self,
        names: Sequence[str],
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        left: Collection[str] = (),
    ) -> None:
        """`widths` in mm; the head is repeated on every page, no row is torn. The columns of `left` are
        set to the left, the others in the middle."""
        table = self._document.add_table(rows=0, cols=len(names), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow_cells(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for number, row in enumerate([names, *rows]):
            made = table.add_row()
            properties = made._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, text, width, name in zip(made.cells, row, widths, names, strict=True):
                cell.width = Mm(width)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.alignment = _LEFT if number and name in left else _CENTER
                _run(paragraph, text, FIRST if number == 0 else BODY, TABLE_SIZE)

    def content(self) -> bytes:
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _indented(self, text: str, font: str, *, heads: bool = False) -> None:
        """Two characters in; a heading does not stand alone at the foot of a page."""
        paragraph = self._line(text, font, THIRD_SIZE, WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Pt(32)  # two characters
        paragraph.paragraph_format.keep_with_next = heads

    def _line(
        self,
        text: str,
        font: str,
        size: Any,
        alignment: Any,
        *,
        exact: Any = LINE,
        colour: RGBColor | None = None,
    ) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = alignment
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, exact
        _run(paragraph, text, font, size, colour)
        return paragraph


def _run(paragraph: Any, text: str, font: str, size: Any, colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", size
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if font in (TITLE, FIRST):  # figures in a heading are set like its words
        run._element.rPr.rFonts.set(qn("w:ascii"), font)
        run._element.rPr.rFonts.set(qn("w:hAnsi"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _points(text: str) -> float:
    """How wide a line of 3号 is; figures are half as wide as characters, and a quarter of a character
    stands between the two, as word processors set it."""
    between = sum(a.isascii() != b.isascii() for a, b in pairwise(text))
    return sum(8.0 if char.isascii() else 16.0 for char in text) + 4.0 * between


def _narrow_cells(table: Any) -> None:
    """A millimetre left and right of the text in each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _page_number(footer: Any, alignment: Any) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    for indent in ("left_indent", "right_indent"):
        setattr(paragraph.paragraph_format, indent, FOURTH_SIZE)
    _run(paragraph, "— ", PLAIN, FOURTH_SIZE)
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size, run.font.name = FOURTH_SIZE, PLAIN
        if kind is None:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = "PAGE"
            run._r.append(code)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    _run(paragraph, " —", PLAIN, FOURTH_SIZE)


def _rule(paragraph: Any, colour: str) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "4"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _name_substitutes(document: Any) -> None:
    """The font table: for each typeface the one to take where it is not installed."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
                '<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
                for name, other in _INSTEAD.items()
            )
            xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">'
            relation.target_part._blob = f"{xml}{fonts}</w:fonts>".encode()
