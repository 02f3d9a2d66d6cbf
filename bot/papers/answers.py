"""What came back to a broadcast, as a workbook: one row a unit or person, who is missing, the total."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bot.papers.base import Made, PaperKind
from bot.papers.sheets import harmless
from domain.collection import Answer, counting, newest_by_unit, outliers, total
from domain.rules import SHANGHAI
from handlers.broadcast.receipts import STATE_WORDS, Account
from storage import broadcasts, people
from storage.database import Transaction

HEAD = (
    "序号",
    "单位",
    "联络员",
    "送达",
    "答复",
    "数值",
    "单位（量）",
    "附件",
    "事项",
    "答复时间",
    "说明",
)
COLUMNS = ("units", "name", "state", "text", "value", "measure", "files", "code", "at", "note")
WIDTHS = (6, 30, 18, 12, 40, 12, 10, 26, 12, 17, 30)
_HEADED = PatternFill("solid", fgColor="DDE6F0")
_ODD = PatternFill("solid", fgColor="FFF2CC")


def gather(tx: Transaction, args: Mapping[str, Any]) -> dict[str, Any]:
    found = broadcasts.one(tx, int(args["broadcast"]))
    if found is None:
        raise LookupError(args["broadcast"])
    account = Account.of(tx, found)
    kept = counting(account.answers)
    odd = {answer.id for answer in outliers(kept)} if found.ask.kind == "number" else set()
    of_unit = newest_by_unit(kept)
    of_person: dict[int, list[Answer]] = {}
    for each_answer in kept:
        of_person.setdefault(each_answer.person_id, []).append(each_answer)
    receiving = {each.person_id for each in account.receipts}
    # A 分管领导 who was not asked may answer for the unit; it stands in the row of who was.
    for_them = {a.id: a for a in kept if a.person_id not in receiving}
    names = {p.id: p.name for p in people.by_ids(tx, (a.person_id for a in for_them.values()))}
    rows = []
    for each in account.receipts:
        own: list[Answer | None] = [*of_person.get(each.person_id, ())]
        instead = [a for a in for_them.values() if {*a.units} & {*each.units}]
        own += [for_them.pop(answer.id) for answer in instead]
        own += [a for a in account.promised if a.person_id == each.person_id and not own]
        covered = any(unit in of_unit for unit in each.units)
        base = {
            "units": "、".join(each.units),
            "name": each.name.split("（")[0],
            "state": STATE_WORDS[each.state],
            "reason": each.reason,
        }
        for answer in own or [None]:
            note = base["reason"]
            if answer is None:
                note = "同单位已答复" if covered else (note or "未答复" if found.ask.kind else note)
            elif answer.id in odd:
                note = "与其他单位相差较大，请核实"
            elif answer in account.promised:
                note = f"还没给{'数字' if found.ask.kind == 'number' else '文件'}"
            elif answer in instead:
                note = f"由{names.get(answer.person_id, '同单位')}答复"
            rows.append(
                {
                    **base,
                    "units": "、".join(answer.units) if answer and answer.units else base["units"],
                    "text": answer.text if answer else "",
                    "value": answer.value if answer else None,
                    "measure": answer.measure if answer else "",
                    "files": "、".join(answer.files) if answer else "",
                    "code": answer.code if answer else "",
                    "at": answer.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
                    if answer
                    else "",
                    "note": note,
                    "odd": bool(answer and answer.id in odd),
                }
            )
    held = {unit for each in account.receipts for unit in each.units}
    return {
        "number": found.id,
        "text": found.text,
        "audience": found.audience,
        "at": datetime.fromisoformat(args["at"]).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        "rows": rows,
        "unbound": [unit for unit in found.units if unit not in held],
        "counts": account.counts(),
        "answered": len(account.answered),
        "total": len(account.receipts),
        "sum": total(kept) if found.ask.kind == "number" else None,
        "measure": found.ask.measure,
    }


def make(data: dict[str, Any]) -> Made:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "结果"
    _line(sheet, 1, [f"群发结果（编号{data['number']}）：{data['text'][:200]}"])
    counts = "，".join(f"{word}{n}" for word, n in data["counts"].items())
    told = f"对象：{data['audience']}；共{data['total']}人，{counts}，已答复{data['answered']}"
    told += f"；统计于{data['at']}"
    _line(sheet, 2, [told])
    _line(sheet, 3, list(HEAD))
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), _HEADED
    at = 4
    for number, row in enumerate(data["rows"], 1):
        _line(
            sheet,
            at,
            [number, *(row[key] for key in COLUMNS)],
        )
        if row["odd"]:
            sheet.cell(at, 6).fill = _ODD
        at += 1
    for unit in data["unbound"]:
        _line(sheet, at, [at - 3, unit, "", "没有联络员"])
        at += 1
    if data["sum"] is not None:
        _line(sheet, at, ["", "合计", "", "", "", data["sum"], data["measure"]])
        for cell in sheet[at]:
            cell.font = Font(bold=True)
    sheet.freeze_panes = "A4"
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    return Made(f"群发结果-{data['number']}.xlsx", content.getvalue())


def _line(sheet: Worksheet, at: int, values: list[Any]) -> None:
    """What people wrote is text, also where it begins like a formula."""
    for column, value in enumerate(values, 1):
        cell = sheet.cell(at, column)
        cell.value = harmless(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=at > 2)


ANSWERS = PaperKind("answers", gather, make)
