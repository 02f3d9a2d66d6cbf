"""核对表: the workbook of a parse as it comes back corrected. It is the plan itself, codes and all."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from domain.plan import Role, Source, TaskList
from seed.about import About
from seed.document import Document
from seed.draft import Draft
from seed.names import split_names
from seed.refusal import Unreadable

MARKER = "督办核对表"
HEAD = ("title", "number", "issuer", "issued_on", "starts_on", "ends_on")
COLUMNS = (
    "编号",
    "清单",
    "章节",
    "类别",
    "任务",
    "目标",
    "牵头单位",
    "配合单位",
    "完成时限",
    "原文行",
    "存疑",
)
_CHANGED = "核对表的表头被改动了，读不出来；请点「核对表」重新取一份，在原来的列里改。"


def is_checked(document: Document) -> bool:
    return bool(document.lines) and document.lines[0].startswith(MARKER)


def read_checked(document: Document) -> tuple[About, list[Draft]]:
    """What the workbook says of the plan, and its rows; Unreadable when its columns are not there."""
    rows = [line.split("\t") for line in document.lines]
    if len(rows) < 3 or [cell.strip() for cell in rows[2][: len(COLUMNS)]] != list(COLUMNS):
        raise Unreadable(_CHANGED)
    told = dict(zip(HEAD, (cell.strip() for cell in rows[1]), strict=False))
    try:
        about = About(
            title=told["title"],
            number=told["number"],
            issuer=told["issuer"],
            issued_on=_day(told["issued_on"]),
            starts_on=_day(told["starts_on"]),
            ends_on=_day(told["ends_on"]),
        )
    except (KeyError, ValueError) as error:
        raise Unreadable(_CHANGED) from error
    drafts: list[Draft] = []
    counts: Counter[str] = Counter()
    for number, row in enumerate(rows[3:], 4):
        cells = dict(
            zip(COLUMNS, (*(cell.strip() for cell in row), *[""] * len(COLUMNS)), strict=False)
        )
        if cells["任务"] or cells["目标"]:
            drafts.append(_draft(cells, number, counts))
    codes = [draft.code for draft in drafts]
    if doubled := next((code for code in codes if codes.count(code) > 1), None):
        raise Unreadable(f"核对表里编号 {doubled} 出现了两次，请改正后再发；新增的行编号留空。")
    return about, drafts


def _draft(cells: dict[str, str], number: int, counts: Counter[str]) -> Draft:
    try:
        kind = TaskList(cells["清单"])
    except ValueError:
        kind = TaskList.MATTER
    code = re.sub(r"\s+", "", cells["编号"])
    if not code:
        counts[kind.value] += 1
        code = (
            f"{kind.value}9{counts[kind.value]:02}"  # a number of its own is given with the import
        )
    lines = [int(part) for part in re.findall(r"\d+", cells["原文行"])]
    return Draft(
        list=kind,
        path=(number,),
        section=cells["章节"],
        title=_text(cells["任务"]),
        target=_text(cells["目标"]),
        names=(
            *((name, Role.LEAD) for name in split_names(cells["牵头单位"])),
            *((name, Role.COOP) for name in split_names(cells["配合单位"])),
        ),
        source=Source(lines[0], lines[-1]) if lines else Source(number, number),
        category=cells["类别"] or None,
        dated=_iso(cells["完成时限"]),
        code=code,
    )


def _iso(text: str) -> str:
    """A day as it was written into the workbook, or as somebody typed it over."""
    parts = re.findall(r"\d+", text)
    if re.fullmatch(r"\D*20\d\d\D+\d{1,2}\D+\d{1,2}\D*", text):
        return "-".join((parts[0], parts[1].zfill(2), parts[2].zfill(2)))
    return text


def _text(cell: str) -> str:
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell


def _day(text: str) -> date:
    """2025-12-31, or as Excel turns it: 2025年12月31日."""
    year, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
    return date(year, month, day)
