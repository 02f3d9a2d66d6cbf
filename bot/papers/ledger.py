"""The 台账: one sheet for each list, one of reports, one of figures. Rows are streamed to the file.

The columns are the union of those in issued ledgers (高唐, 二连浩特, 泾县, 大洼, 江干, 致远).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from bot.papers.base import Made, PaperKind
from bot.papers.issue import Issue, gather
from bot.papers.sheets import head, prepare, row
from domain.conditions import BY_KEY
from domain.figures import Figures, by_list, by_section, by_unit, figures
from domain.lights import Light
from domain.plan import Role, TaskList
from domain.reporting import Report
from domain.snapshot import Line
from domain.supervisors import by_supervisor
from storage.database import Transaction

_FILLS = {"红": "F8C9C4", "黄": "FFE9A8", "绿": "C9EBD5", "蓝": "CFE0F5", "灰": "E4E7EB"}
_OPERATORS = {">=": "≥", "<=": "≤", "=": "", "~": "约"}


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
    if line.report and line.report.stands_for:
        said.append(f"{line.report.by}报")
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
    prepare(sheet, [column.width for column in COLUMNS], len(lines), frozen="E2")
    light = get_column_letter(1 + [c.name for c in COLUMNS].index("状态灯"))
    for each in Light:
        area = f"{light}2:{light}{len(lines) + 1}"
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f'RIGHT({light}2,1)="{each.word}"'],
            fill=PatternFill("solid", bgColor=_FILLS[each.word], fgColor=_FILLS[each.word]),
        )
        sheet.conditional_formatting.add(area, rule)
    head(sheet, [column.name for column in COLUMNS])
    widths = [column.width for column in COLUMNS]
    for number, line in enumerate(lines, 1):
        row(sheet, [number, *(column.value(line) for column in COLUMNS[1:])], number + 1, widths)


def _reports_sheet(book: Workbook, issue: Issue) -> None:
    sheet = book.create_sheet("进展")
    prepare(sheet, [width for _, width in _REPORTS], len(issue.reports), frozen="C2")
    head(sheet, [name for name, _ in _REPORTS])
    widths = [width for _, width in _REPORTS]
    for number, report in enumerate(issue.reports, 1):
        day = report.created_at.astimezone(issue.zone).date()
        row(
            sheet,
            [
                number,
                day,
                report.code,
                report.unit,
                report.by,
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
    counties = [line for line in seen if line.unit in issue.counties]
    rows += [("县区", g.name, g.figures) for g in by_unit(counties, numbers)]
    above = by_supervisor(snapshot, issue.supervisors)
    rows += [("分管领导", g.name, g.figures) for g in above if g.figures.total]
    sheet = book.create_sheet("统计")
    prepare(sheet, [10, 28, *(9 for _ in _FIGURES), 9], len(rows), frozen="C2")
    words = [_WORDS.get(key) or BY_KEY[key].word for key in _FIGURES]
    head(sheet, ["范围", "名称", *words, "报送率%"])
    for kind, name, each in rows:
        counts = [each.total if key == "total" else each[key] for key in _FIGURES]
        row(sheet, [kind, name, *counts, each.reported_percent])
    row(sheet, [])
    for key, (count, percent) in snapshot.figures.paces.items():
        word = _WORDS.get(key) or BY_KEY[key].word
        row(sheet, ["占比", word, count, f"{percent:g}%"])
    number = f"第{snapshot.number}期，" if snapshot.number else ""
    note = f"{number}{snapshot.day.isoformat()}，亮灯规则：{snapshot.rule}"
    row(sheet, ["说明", note])


LEDGER = PaperKind("ledger", gather_ledger, make)
