"""The rows of tables → drafts, under their group headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.language.numerals import read_integer
from domain.plan import Role, Source
from seed.blocks import Block, Row, tidy
from seed.columns import Cells, Columns, names_parts, read_header
from seed.draft import Draft
from seed.duties import NO_RULES, Rules, read_cell
from seed.outline import PART, SECTION

_NUMBER = re.compile(r"^[（(]?\s*(\d{1,4})(?:\s*[.．\-—、]\s*(\d{1,3}))?\s*[)）.．、]?$")
_LONGEST_GROUP = 60


@dataclass(slots=True)
class _Table:
    """The table that is being read: its columns, the group its rows stand under, the last header."""

    columns: Columns | None = None
    section: str = ""
    header: tuple[str, ...] = ()
    running: int = 0
    last: int = 0  # the number of the row before


def row_drafts(
    blocks: Iterable[Block], sources: dict[int, Source], rules: Rules = NO_RULES
) -> list[Draft]:
    """Every row of every table that has a header, in its order."""
    table = _Table()
    found: list[Draft] = []
    for block in blocks:
        if not isinstance(block, Row):
            table.header = ()
            continue
        if block.opens and not (table.columns and len(block.cells) == table.columns.width):
            table.columns, table.section, table.last = None, "", 0
        if _take_header(block, table):
            continue
        filled = [(place, cell) for place, cell in enumerate(block.cells) if cell]
        if not filled or table.columns is None:
            continue
        if len(filled) == 1 and (group := _group(*filled[0], table.columns)):
            table.section = group
        else:
            _add_row(found, block, table, sources.get(block.line), rules)
    return found


def _take_header(row: Row, table: _Table) -> bool:
    """Whether the row is a header, or the second line of one (责任单位 over 牵头单位, 配合单位)."""
    header = read_header(row.cells)
    if header is None and table.header and names_parts(row.cells):
        both = tuple(
            below or above
            for above, below in zip(
                table.header, _padded(row.cells, len(table.header)), strict=True
            )
        )
        header = read_header(both)
        if header is not None and both != table.header:
            table.columns = header
            table.header = ()
            return True
        header = None
    if header is None:
        table.header = ()
        return False
    if table.columns is None or header.list is not table.columns.list:
        table.section = ""
    if header != table.columns:
        table.last = 0
    table.columns = header
    table.header = row.cells
    return True


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * width)[:width]


def _group(place: int, cell: str, columns: Columns) -> str | None:
    """The heading that a row with a single cell is, if it is one: 一、产业方面（共5项）."""
    if len(cell) > _LONGEST_GROUP:
        return None
    for mark in (PART, SECTION):
        if match := mark.match(cell):
            return tidy(next(group for group in reversed(match.groups()) if group))
    first = columns.places.get("number", 0)
    if (
        place == first
        and "number" in columns.places
        and _numbers(cell) is None
        and "。" not in cell
    ):
        return tidy(cell)
    return None


def _add_row(
    found: list[Draft], row: Row, table: _Table, source: Source | None, rules: Rules
) -> None:
    """A row without a number is one more target of the row above, or, without units, its end."""
    columns = table.columns
    if columns is None:
        return
    goes_on = columns.places.get("number") in row.merged
    titles = {columns.places["number"], columns.places["title"]} if goes_on else set()
    cells = columns.read(row.cells, frozenset(titles) & row.merged)
    numbers = _numbers(cells.number)
    if "number" not in columns.places and cells.title and columns.places["title"] not in row.merged:
        table.running += 1
        numbers = (table.running,)
    names = tuple(_cell_names(cells, rules, leads=columns.leads))
    draft = Draft(
        list=columns.list,
        path=numbers or (0,),
        section=table.section,
        title=tidy(cells.title),
        target=tidy(cells.target),
        names=names,
        source=source or Source(row.line, row.line),
        category=tidy(cells.category) or None,
        dated=cells.dated,
    )
    above = found[-1] if found else None
    if numbers is not None or above is None:
        if numbers is None and not (names and (draft.title or draft.target)):
            return
        found.append(replace(draft, notes=_number_doubt(numbers, table)))
        table.last = numbers[0] if numbers else table.last
    elif _is_target_of_its_own(draft, above) and not _is_same_target(columns, row):
        found.append(
            replace(
                draft,
                names=names or above.names,
                path=above.path,
                title=draft.title or above.title,
                category=draft.category or above.category,
                source=source or Source(above.source.first_line, row.line),
            )
        )
    else:
        added = "" if _is_same_target(columns, row) else draft.target
        found[-1] = replace(
            above,
            title=above.title + draft.title,
            target=above.target + added,
            names=(*above.names, *(name for name in names if name not in above.names)),
            source=Source(above.source.first_line, row.line),
        )


def _number_doubt(numbers: tuple[int, ...] | None, table: _Table) -> tuple[str, ...]:
    """A row without a number, or numbers between which some are missing."""
    if numbers is None:
        return ("这一行没有序号，请核对。",)
    if table.last and numbers[0] > table.last + 1:
        return (f"序号从{table.last}跳到{numbers[0]}，中间可能缺行，请核对。",)
    return ()


def _is_target_of_its_own(draft: Draft, above: Draft) -> bool:
    """Text with units or with a day of its own is a task; without them it is the end of one."""
    if draft.names and draft.dated and (draft.title or draft.target):
        return True
    if draft.names:
        return bool(draft.target or (draft.title and not above.target))
    return bool(draft.dated and above.dated and (draft.title or draft.target))


def _is_same_target(columns: Columns, row: Row) -> bool:
    """One target cell over several rows of units: the rows are one task."""
    return bool(columns.targets) and all(place in row.merged for place in columns.targets)


def _numbers(text: str) -> tuple[int, ...] | None:
    """3, 3., （3）, 三 → (3,); 3.2 → (3, 2)."""
    text = text.strip()
    if match := _NUMBER.match(text):
        return tuple(int(group) for group in match.groups() if group)
    number = read_integer(text.strip(". 、（）()"))
    return None if number is None else (number,)


def _cell_names(cells: Cells, rules: Rules, *, leads: bool) -> Iterator[tuple[str, Role]]:
    """A bare column of units leads; beside a column of 牵头 it cooperates. In a column that is of
    leading units by its header, all lead, whatever the document says of the first."""
    yield from read_cell(cells.units, Role.LEAD, NO_RULES if leads else rules)
    yield from read_cell(cells.coops, Role.COOP, rules)
