"""The blocks of a document → drafts of tasks: what each row says, before names and dates are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from domain.language.numerals import read_integer
from domain.plan import Role, Source, TaskList
from seed.columns import Columns, read_header
from seed.formats.text import Block, Paragraph, Row, tidy
from seed.notation import Assignment, read_assignment, read_names
from seed.units import split_names

# Main tasks are called by this word: 任务2.1.
_MAIN = "任务"
_CHINESE = "一二三四五六七八九十"
_PART = re.compile(rf"^([{_CHINESE}]+)、\s*(.+)$", re.DOTALL)
_SECTION = re.compile(rf"^[（(]\s*([{_CHINESE}]+)\s*[）)]\s*(.+)$", re.DOTALL)
_ITEM = re.compile(
    r"^(\d{1,3})\s*(?:[.．、﹒]|(?=(?![年月日个家项万亿号名])[\u4e00-\u9fff]))\s*(?!\d(?!\d\d\d年))(.+)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as the document gives it. `path` holds its numbers: part, section, item."""

    list: TaskList
    path: tuple[int, ...]
    section: str
    title: str
    target: str
    names: tuple[tuple[str, Role], ...]
    source: Source
    category: str | None = None
    dated: str = ""
    code: str = ""


@dataclass(slots=True)
class _Outline:
    """Where in the headings a paragraph stands."""

    part: int = 0
    section: int = 0
    part_title: str = ""
    section_title: str = ""
    running: int = 0
    open: list[Paragraph] = field(default_factory=list)


def read_drafts(blocks: list[Block], sources: dict[int, Source]) -> list[Draft]:
    """Every task of a document, in its order, each with its code."""
    return [*_main_codes(_paragraph_drafts(blocks)), *_row_codes(_row_drafts(blocks, sources))]


def _paragraph_drafts(blocks: list[Block]) -> list[Draft]:
    """Paragraphs with a bracket of responsible units, under the headings they stand under.

    An item whose units come at the end of a later paragraph takes that paragraph in.
    """
    found: list[Draft] = []
    outline = _Outline()
    first_leads = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            outline.open = []
            continue
        said = read_assignment(block.text, first_leads=first_leads)
        if _is_marked(block.text):
            outline.open = []
        if said is None:
            if not _enter(block, outline):
                outline.open.append(block)
            continue
        first_leads = said.first_leads
        found.append(_draft(block, said, outline))
        outline.open = []
    return found


def _is_marked(text: str) -> bool:
    return any(mark.match(text) for mark in (_PART, _SECTION, _ITEM))


def _enter(block: Paragraph, outline: _Outline) -> bool:
    """Take note of a heading; whether the block was nothing but one."""
    if heading := _PART.match(block.text):
        outline.part, outline.part_title = read_integer(heading[1]) or 0, heading[2].strip()
        outline.section, outline.section_title, outline.running = 0, "", 0
        return len(block.text) <= 40
    if heading := _SECTION.match(block.text):
        outline.section, outline.section_title = read_integer(heading[1]) or 0, heading[2].strip()
        return "。" not in block.text
    return False


def _draft(block: Paragraph, said: Assignment, outline: _Outline) -> Draft:
    waiting = outline.open
    text = "".join([*(each.text for each in waiting), said.text])
    path: tuple[int, ...] = (outline.part, outline.section)
    section = outline.section_title or outline.part_title
    if heading := _SECTION.match(text):
        outline.section, outline.section_title = read_integer(heading[1]) or 0, ""
        path, text, section = (outline.part, outline.section), heading[2], outline.part_title
    elif item := _ITEM.match(text):
        path, text = (*path, int(item[1])), item[2]
    elif outline.section_title:
        text, section = f"{outline.section_title}。{text}", outline.part_title
    else:
        outline.running += 1
        path, text, waiting = (outline.part, outline.running), said.text, []
    title, _, target = text.partition("。")
    return Draft(
        list=TaskList.MAIN,
        path=path,
        section=section,
        title=title.strip(),
        target=target.strip(),
        names=said.names,
        source=Source(waiting[0].first if waiting else block.first, block.last),
        dated=said.said,
    )


def _row_drafts(blocks: Iterable[Block], sources: dict[int, Source]) -> list[Draft]:
    """Rows of the tables under their group headings."""
    columns: Columns | None = None
    section = ""
    found: list[Draft] = []
    for block in blocks:
        if not isinstance(block, Row):
            continue
        if header := read_header(block.cells):
            if columns is None or header.list is not columns.list:
                section = ""
            columns = header
            continue
        filled = [cell for cell in block.cells if cell]
        if len(filled) == 1 and (group := _PART.match(filled[0])):
            section = tidy(group[2])
        elif columns is not None and filled:
            _add_row(found, block, columns, section, sources.get(block.line))
    return found


def _add_row(
    found: list[Draft], row: Row, columns: Columns, section: str, source: Source | None
) -> None:
    """A row without a number is one more target of the row above, or, without units, its end."""
    cells = columns.read(row.cells)
    number = read_integer(cells.number.strip(". 、"))
    names = tuple(_cell_names(cells.units, cells.coops))
    draft = Draft(
        list=columns.list,
        path=(number or 0,),
        section=section,
        title=tidy(cells.title),
        target=tidy(cells.target),
        names=names,
        source=source or Source(row.line, row.line),
        category=tidy(cells.category) or None,
        dated=cells.dated,
    )
    if number is not None:
        found.append(draft)
    elif found and names and draft.target:
        above = found[-1]
        found.append(
            replace(
                draft,
                path=above.path,
                title=draft.title or above.title,
                category=draft.category or above.category,
                source=source or Source(above.source.first_line, row.line),
            )
        )
    elif found:
        above = found[-1]
        found[-1] = replace(
            above,
            title=above.title + draft.title,
            target=above.target + draft.target,
            names=(*above.names, *names),
            source=Source(above.source.first_line, row.line),
        )


def _cell_names(units: str, coops: str) -> Iterator[tuple[str, Role]]:
    """A bare column of units leads; beside a column of 牵头 it cooperates."""
    if read := read_names(units):
        yield from read[0]
    else:
        yield from ((name, Role.LEAD) for name in split_names(units))
    yield from ((name, Role.COOP) for name in split_names(coops) if name not in ("无", "/", "—"))


def _main_codes(drafts: list[Draft]) -> Iterator[Draft]:
    """任务 with the shortest end of its numbers that tells all tasks apart: 任务2.1, or 任务14."""
    for depth in (1, 2, 3):
        ends = [draft.path[-depth:] for draft in drafts]
        if len(set(ends)) == len(ends):
            break
    yield from _unique(
        replace(draft, code=_MAIN + ".".join(map(str, end)))
        for draft, end in zip(drafts, ends if drafts else [], strict=True)
    )


def _row_codes(drafts: Iterable[Draft]) -> Iterator[Draft]:
    return _unique(replace(each, code=f"{each.list.value}{each.path[0]}") for each in drafts)


def _unique(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """A number that several rows share becomes 政策2-1, 政策2-2."""
    every = list(drafts)
    times = Counter(each.code for each in every)
    seen: Counter[str] = Counter()
    for each in every:
        seen[each.code] += 1
        several = times[each.code] > 1
        yield replace(each, code=f"{each.code}-{seen[each.code]}") if several else each
