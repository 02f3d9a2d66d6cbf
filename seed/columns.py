"""The columns of a responsibility table, found by what their headers mean, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import TaskList

_NUMBER = re.compile(r"^(?:序号|编号|序列)$")
_LEADS = re.compile(r"^牵头(?:责任)?(?:单位|部门)$|^主要责任单位$|^主办单位$")
_UNITS = re.compile(r"^(?:责任|负责|落实|指导)(?:单位|部门|主体)$")
_COOPS = re.compile(r"^(?:协同)?(?:配合|协办|协同|参加|参与)(?:责任)?(?:单位|部门)$|^其他责任单位$")
_TARGET = re.compile(r"目标|主要内容|具体内容|任务内容|工作内容|工作举措|主要任务措施|重点内容")
_DATED = re.compile(r"时限|完成时间|时间节点|进度安排")
_CATEGORY = re.compile(r"类别|分类|类型|领域")
_NO_TASK = re.compile(r"责任人|责任领导|牵头领导|联系人|电话|进展|备注|推广范围|科室|处室|分值")


@dataclass(frozen=True, slots=True)
class Cells:
    """One row by meaning; a column that the table does not have is empty."""

    number: str = ""
    title: str = ""
    target: str = ""
    units: str = ""
    coops: str = ""
    dated: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each meaning stands, and which list the table is."""

    list: TaskList
    places: dict[str, int]

    def read(self, cells: tuple[str, ...]) -> Cells:
        return Cells(
            **{
                meaning: cells[place] if place < len(cells) else ""
                for meaning, place in self.places.items()
            }
        )


def read_header(cells: tuple[str, ...]) -> Columns | None:
    """The columns, if this row is a header: a number, a title and somebody responsible."""
    names = [re.sub(r"\s+", "", cell) for cell in cells]
    number = _first(names, _NUMBER)
    leads, bare = _first(names, _LEADS), _first(names, _UNITS)
    units = leads if leads is not None else bare
    if number is None or units is None:
        return None
    coops = _first(names, _COOPS)
    if coops is None and leads is not None:
        coops = bare
    found = {
        "number": number,
        "units": units,
        "coops": coops,
        "category": _first(names, _CATEGORY),
        "dated": _first(names, _DATED),
        "target": _first(names, _TARGET),
    }
    places = {meaning: place for meaning, place in found.items() if place is not None}
    free = [
        place
        for place, name in enumerate(names)
        if name and place not in places.values() and not _NO_TASK.search(name)
    ]
    if not free and "target" not in places:
        return None
    places["title"] = free[0] if free else places.pop("target")
    return Columns(_list_of(names[places["title"]]), places)


def _list_of(title: str) -> TaskList:
    """重点支持政策 is a list of 政策; a table that says nothing is one of 事项."""
    annexes = (TaskList.POLICY, TaskList.MATTER, TaskList.PROJECT)
    return next((each for each in annexes if title.endswith(each.value)), TaskList.MATTER)


def _first(names: list[str], meaning: re.Pattern[str]) -> int | None:
    return next((place for place, name in enumerate(names) if meaning.search(name)), None)
