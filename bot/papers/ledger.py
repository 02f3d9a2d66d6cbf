"""The 台账: one sheet for each list, one of reports, one of figures. Rows are streamed to the file.

The columns are the union of those in issued ledgers (高唐, 二连浩特, 泾县, 大洼, 江干, 致远). Text that a
spreadsheet would take for a formula is written as text, so nothing that a unit reports can run.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from bot.papers.base import Made, PaperKind
from bot.papers.issue import Issue, gather
from domain.conditions import BY_KEY
from domain.figures import Figures, by_list, by_section, by_unit, figures
from domain.lights import Light
from domain.plan import Role, TaskList
from domain.reporting import Report
from domain.snapshot import Line
from storage.database import Transaction

_FILLS = {"红": "F8C9C4", "黄": "FFE9A8", "绿": "C9EBD5", "蓝": "CFE0F5", "灰": "E4E7EB"}
_SIDE = Side(style="thin", color="C5CBD3")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_HEAD = PatternFill("solid", fgColor="1F4E79")
MOST_LINES = 20  # of a row's height; the whole text is in the cell
_OPERATORS = {">=": "≥", "<=": "≤", "=": "", "~": "约"}
_LONGEST = 32_000  # characters; a cell takes 32,767


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    width: int
    value: Callable[[Line], Any]


def _report(read: Callable[[Report], Any]) -> Callable[[Line], Any]:
    return lambda line: read(line.report) if line.report else None


def _milestones(line: Line) -> str:
    return "\n".join(f"{m.due.isoformat()} {m.text}" for m in line.task.milestones)


def _metrics(line: Line) -> str:
    return "\n".join(
        f"{m.name}{_OPERATORS[m.op]}{m.value:g}{f'—{m.max:g}' if m.max else ''}{m.unit}"
        for m in line.task.metrics
    )


def _light(line: Line) -> str:
    return f"{line.lit.light.shape} {line.lit.light.word}"


def _remarks(line: Line) -> str:
    said = []
    if line.slipped and "caught-up" in line.marks:
        said.append(f"已补齐（{line.slipped.isoformat()}曾亮红黄灯）")
    if "overdue" in line.marks:
        said.append(f"逾期{-line.days_left}天")
    if line.report and line.report.sample:
        said.append("示例")
    return "；".join(said)


def _coordination(report: Report) -> str | None:
    return (report.obstacle or report.text) if report.kind == "coordinate" else None


COLUMNS: tuple[Column, ...] = (
    Column("序号", 6, lambda line: None),
    Column("编号", 10, lambda line: line.task.code),
    Column("类别", 16, lambda line: line.task.section),
    Column("任务事项", 34, lambda line: line.task.title),
    Column("目标", 56, lambda line: line.task.target),
    Column("量化指标", 24, _metrics),
    Column("牵头单位", 20, lambda line: "、".join(line.task.leads)),
    Column("配合单位", 20, lambda line: "、".join(line.task.coops)),
    Column("属地", 14, lambda line: "、".join(line.task.territories)),
    Column("牵头领导", 10, lambda line: "、".join(line.leaders)),
    Column("联络员", 10, lambda line: "、".join(line.liaisons)),
    Column("来源文号", 16, lambda line: line.task.plan and line.task.plan.number),
    Column("起始日期", 12, lambda line: line.task.plan and line.task.plan.starts_on),
    Column("完成时限", 12, lambda line: line.task.due),
    Column("原时限", 12, lambda line: line.task.first_due),
    Column("阶段节点", 30, _milestones),
    Column("应达%", 8, lambda line: line.lit.expected),
    Column("实报%", 8, lambda line: line.lit.actual),
    Column("状态灯", 8, _light),
    Column("序时", 9, lambda line: line.lit.pace.value),
    Column("亮灯依据", 30, lambda line: line.lit.sentence),
    Column("报告状态", 10, _report(lambda report: report.word)),
    Column("最新进展", 44, _report(lambda report: report.text)),
    Column("存在问题", 24, _report(lambda report: report.obstacle)),
    Column("需协调", 24, _report(_coordination)),
    Column("预计完成", 12, _report(lambda report: report.eta)),
    Column("佐证", 18, lambda line: "、".join(line.evidence)),
    Column("反馈单位", 16, _report(lambda report: report.unit)),
    Column("反馈日期", 12, lambda line: line.reported_on),
    Column("报完成日期", 12, lambda line: line.reported_on if "done" in line.marks else None),
    Column("延期申请次数", 9, lambda line: line.extensions or None),
    Column("备注", 18, _remarks),
)
_REPORTS: tuple[tuple[str, int], ...] = (
    ("序号", 7),
    ("日期", 12),
    ("编号", 10),
    ("单位", 20),
    ("报告人", 10),
    ("状态", 10),
)
_REPORTS += (("完成%", 8), ("进展", 60), ("存在问题", 24), ("预计完成", 12), ("备注", 8))
_FIGURES: tuple[str, ...] = (
    "total",
    "reported",
    "unreported",
    "overdue",
    "soon",
    "asking",
    "caught-up",
)
_FIGURES += ("red", "yellow", "green", "blue", "grey", "done", "ahead", "on-time", "late", "other")
_WORDS = {"total": "总数", "done": "已完成"}


def gather_ledger(tx: Transaction, args: Mapping[str, Any]) -> Issue:
    return gather(tx, args, with_reports=True)


def make(issue: Issue) -> Made:
    snapshot = issue.snapshot
    book = Workbook(write_only=True)
    for each in TaskList:
        lines = [line for line in snapshot.lines if line.task.list is each]
        if lines:
            _list_sheet(book, each.value, lines)
    _reports_sheet(book, issue)
    _figures_sheet(book, issue)
    buffer = io.BytesIO()
    book.save(buffer)
    number = f"第{snapshot.number}期 " if snapshot.number else ""
    return Made(f"督办台账 {number}{snapshot.day.isoformat()}.xlsx", buffer.getvalue())


def _list_sheet(book: Workbook, name: str, lines: Sequence[Line]) -> None:
    sheet = book.create_sheet(name)
    _prepare(sheet, [column.width for column in COLUMNS], len(lines), frozen="E2")
    light = get_column_letter(1 + [c.name for c in COLUMNS].index("状态灯"))
    for each in Light:
        area = f"{light}2:{light}{len(lines) + 1}"
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'RIGHT({light}2,1)="{each.word}"'],
            fill=PatternFill("solid", bgColor=_FILLS[each.word], fgColor=_FILLS[each.word]),
        )
        sheet.conditional_formatting.add(area, rule)
    _head(sheet, [column.name for column in COLUMNS])
    widths = [column.width for column in COLUMNS]
    for number, line in enumerate(lines, 1):
        _row(sheet, [number, *(column.value(line) for column in COLUMNS[1:])], number + 1, widths)


def _reports_sheet(book: Workbook, issue: Issue) -> None:
    sheet = book.create_sheet("进展")
    _prepare(sheet, [width for _, width in _REPORTS], len(issue.reports), frozen="C2")
    _head(sheet, [name for name, _ in _REPORTS])
    widths = [width for _, width in _REPORTS]
    for number, report in enumerate(issue.reports, 1):
        day = report.created_at.astimezone(issue.zone).date()
        _row(
            sheet,
            [
                number,
                day,
                report.code,
                report.unit,
                report.person,
                report.word,
                report.percent,
                report.text,
                report.obstacle,
                report.eta,
                "示例" if report.sample else None,
            ],
            number + 1,
            widths,
        )


def _figures_sheet(book: Workbook, issue: Issue) -> None:
    snapshot = issue.snapshot
    numbers = {name: place for place, name in enumerate(snapshot.units, 1)}
    rows: list[tuple[str, str, Figures]] = [("总体", issue.title, figures(snapshot.lines))]
    rows += [("清单", group.name, group.figures) for group in by_list(snapshot.lines)]
    sections = by_section(snapshot.lines, snapshot.sections)
    rows += [("章节", group.name, group.figures) for group in sections]
    seen = snapshot.seen(issue.units or None)
    for role in (Role.LEAD, Role.COOP):
        rows += [(f"单位{role.word}", g.name, g.figures) for g in by_unit(seen, numbers, role)]
    sheet = book.create_sheet("统计")
    _prepare(sheet, [10, 28, *(9 for _ in _FIGURES), 9], len(rows), frozen="C2")
    words = [_WORDS.get(key) or BY_KEY[key].word for key in _FIGURES]
    _head(sheet, ["范围", "名称", *words, "报送率%"])
    for kind, name, each in rows:
        counts = [each.total if key == "total" else each[key] for key in _FIGURES]
        _row(sheet, [kind, name, *counts, each.reported_percent])
    _row(sheet, [])
    for key, (count, percent) in snapshot.figures.paces.items():
        word = _WORDS.get(key) or BY_KEY[key].word
        _row(sheet, ["占比", word, count, f"{percent:g}%"])
    number = f"第{snapshot.number}期，" if snapshot.number else ""
    note = f"{number}{snapshot.day.isoformat()}，亮灯规则：{snapshot.rule}"
    _row(sheet, ["说明", note])


def _prepare(sheet: Any, widths: Sequence[int], rows: int, *, frozen: str) -> None:
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


def _head(sheet: Any, names: Iterable[str]) -> None:
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


def _row(
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


LEDGER = PaperKind("ledger", gather_ledger, make)
