"""A document → a Plan: its blocks, then main tasks by their headings and annex rows by their tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.language.numerals import read_integer
from domain.plan import COLLECTIVE, Duty, Plan, Role, Source, Task, TaskList, Unit
from seed.corrections import apply, load_corrections
from seed.doubts import doubts_in
from seed.formats.text import Block, Paragraph, Row, read_blocks, tidy
from seed.notation import read_bracket
from seed.promises import Span, find_milestones, span_of
from seed.units import Register, is_collective, load_register, resolve, split_names

BUILTIN = Path(__file__).parent / "liaocheng_2023"
_SECTION = re.compile(r"^[（(]\s*([一二三四五六七八九十]+)\s*[）)]\s*(.+)$")
_PART = re.compile(r"^([一二三四五六七八九十]+)、(.+)$")
_ITEM = re.compile(r"^(\d{1,3})\s*[.．、]\s*(.+)$", re.DOTALL)
_NUMBER = "序号"
_UNITS = "责任单位"
_TARGET = "目标任务"
_CATEGORY = "类别"


@dataclass(frozen=True, slots=True)
class _Found:
    """A task as the document gives it, before names, dates and doubts are read."""

    code: str
    list: TaskList
    section: str
    title: str
    target: str
    names: tuple[tuple[str, Role], ...]
    source: Source
    category: str | None = None


def builtin_plan() -> Plan:
    """The Liaocheng list that we ship."""
    return read_file(BUILTIN / "document.txt")


def read_file(file: Path) -> Plan:
    """Read a document with what lies beside it: plan.toml, units.toml and corrections.toml."""
    folder = file.parent
    about = tomllib.loads((folder / "plan.toml").read_text(encoding="utf-8"))
    register = load_register(folder / "units.toml")
    corrections = load_corrections(folder / "corrections.toml")
    raw = file.read_text(encoding="utf-8").split("\n")
    blocks = read_blocks(apply(raw, corrections))
    moved = {c.line: Source(*c.source) for c in corrections if c.source}
    span = Span(about["starts_on"], about["ends_on"])
    tasks = tuple(
        _finish(found, register, span)
        for found in (*_main_tasks(blocks), *_split_rows(list(_table_tasks(blocks, moved))))
    )
    named = {duty.name for task in tasks for duty in task.units}
    known = {unit.name for unit in register.units}
    return Plan(
        title=about["title"],
        number=about["number"],
        issuer=about["issuer"],
        issued_on=about["issued_on"],
        starts_on=about["starts_on"],
        ends_on=about["ends_on"],
        tasks=tasks,
        units=(
            *(unit for unit in register.units if unit.name in named),
            *(_stranger(name) for name in sorted(named - known)),
        ),
    )


def _stranger(name: str) -> Unit:
    """A unit that the register does not know."""
    return Unit(name, kind=COLLECTIVE) if is_collective(name) else Unit(name)


def _main_tasks(blocks: list[Block]) -> Iterator[_Found]:
    """Numbered paragraphs under a （一） heading that end with a bracket of responsible units."""
    section, title = 0, ""
    for block in blocks:
        if not isinstance(block, Paragraph):
            continue
        if heading := _SECTION.match(block.text):
            section, title = read_integer(heading[1]) or 0, heading[2].strip()
        elif (item := _ITEM.match(block.text)) and (said := read_bracket(item[2])):
            head, _, rest = said.text.partition("。")
            yield _Found(
                code=f"任务{section}.{int(item[1])}",
                list=TaskList.MAIN,
                section=title,
                title=head.strip(),
                target=rest.strip(),
                names=said.names,
                source=Source(block.first, block.last),
            )


def _table_tasks(blocks: list[Block], moved: dict[int, Source]) -> Iterator[_Found]:
    """Rows of the annex tables; a row without a number is one more target of the row above."""
    columns: dict[str, int] = {}
    listed, section = TaskList.MAIN, ""
    above: _Found | None = None
    for block in blocks:
        if not isinstance(block, Row):
            continue
        cells = block.cells
        if _NUMBER in cells and _UNITS in cells:
            columns, listed = _columns(cells)
            continue
        if group := _PART.match(cells[0]):
            section = group[2].strip()
            continue
        number = cells[columns[_NUMBER]]
        source = moved.get(block.line, Source(block.line, block.line))
        if number:
            title, code = tidy(cells[columns["title"]]), f"{listed.value}{int(number)}"
        elif above is not None:
            title, code = above.title, above.code
            source = moved.get(block.line, Source(above.source.first_line, block.line))
        else:
            continue
        above = _Found(
            code=code,
            list=listed,
            section=section,
            title=title,
            target=tidy(cells[columns[_TARGET]]),
            names=tuple((name, Role.LEAD) for name in split_names(cells[columns[_UNITS]])),
            source=source,
            category=cells[columns[_CATEGORY]] if _CATEGORY in columns else None,
        )
        yield above


def _columns(cells: tuple[str, ...]) -> tuple[dict[str, int], TaskList]:
    """Where each column stands, and which list this is: both are said by the header row."""
    columns = {name: cells.index(name) for name in (_NUMBER, _UNITS, _TARGET) if name in cells}
    for place, name in enumerate(cells):
        if name.endswith(_CATEGORY):
            columns[_CATEGORY] = place
    columns["title"] = next(n for n in range(len(cells)) if n not in columns.values())
    header = cells[columns["title"]]
    listed = next((each for each in TaskList if header.endswith(each.value)), TaskList.MATTER)
    return columns, listed


def _split_rows(found: list[_Found]) -> Iterator[_Found]:
    """A number that several target rows share becomes 政策2-1, 政策2-2."""
    codes = [each.code for each in found]
    seen: dict[str, int] = {}
    for each in found:
        seen[each.code] = seen.get(each.code, 0) + 1
        if codes.count(each.code) == 1:
            yield each
        else:
            code = f"{each.code}-{seen[each.code]}"
            yield _Found(
                code,
                each.list,
                each.section,
                each.title,
                each.target,
                each.names,
                each.source,
                each.category,
            )


def _finish(found: _Found, register: Register, span: Span) -> Task:
    roles: dict[str, Role] = {}
    warnings: list[str] = []
    for name, role in found.names:
        resolved = resolve([name], register)
        warnings.extend(resolved.warnings)
        for canonical in resolved.names:
            if roles.get(canonical) is not Role.LEAD:  # the stronger role wins
                roles[canonical] = role
    milestones = find_milestones(found.target, span)
    due, basis = span_of(milestones, span)
    return Task(
        code=found.code,
        list=found.list,
        section=found.section,
        title=found.title,
        target=found.target,
        units=tuple(Duty(name, role) for name, role in roles.items()),
        source=found.source,
        due=due,
        due_basis=basis,
        category=found.category,
        milestones=milestones,
        warnings=(*warnings, *doubts_in(found.title, found.target)),
    )
