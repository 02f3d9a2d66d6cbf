"""核对表: what was read of a list as a workbook, to be corrected and sent back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.papers.base import Made, PaperKind
from domain.plan import Plan, Task
from seed.checked import COLUMNS, HEAD, MARKER
from storage import imports
from storage.database import Transaction

_WIDTHS = {
    "编号": 12,
    "任务": 36,
    "目标": 60,
    "牵头单位": 24,
    "配合单位": 24,
    "存疑": 40,
    "章节": 16,
}
_FIRST_ROW = 4


def gather(tx: Transaction, args: Mapping[str, Any]) -> Plan:
    found = imports.one(tx, int(args["import"]))
    if found is None:
        raise LookupError(args["import"])
    return found.plan


def make(plan: Plan) -> Made:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "核对表"
    sheet.append(
        [MARKER, "改好后把本文件发回即可。编号请不要改；新增的行编号留空，删掉的行就是撤销。"]
    )
    sheet.append([_of(plan, field) for field in HEAD])
    sheet.append(list(COLUMNS))
    for task in plan.tasks:
        sheet.append([_safe(text) for text in _row(task)])
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 14)
        cell = sheet.cell(_FIRST_ROW - 1, place)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", "FFDDE7F3")
    for row in sheet.iter_rows(min_row=_FIRST_ROW):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B4"
    target = io.BytesIO()
    book.save(target)
    return Made(f"核对表 {plan.title[:40]}.xlsx", target.getvalue())


def _of(plan: Plan, field: str) -> str:
    value = getattr(plan, field)
    return str(value) if isinstance(value, str) else str(value.isoformat())


def _row(task: Task) -> list[str]:
    return [
        task.code,
        task.list.value,
        task.section,
        task.category or "",
        task.title,
        task.target,
        "、".join(task.leads),
        "、".join(task.coops),
        task.due.isoformat() if task.due_basis == "text" else "",
        f"{task.source.first_line}-{task.source.last_line}",
        "\n".join(task.warnings),
    ]


def _safe(text: str) -> str:
    """A cell that begins like a formula is text all the same."""
    return f"'{text}" if text[:1] in "=+-@" and len(text) > 1 else text


LISTING = PaperKind("listing", gather, make)
