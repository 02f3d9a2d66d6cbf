"""The columns of a responsibility table, found by what their headers mean, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from domain.plan import TaskList
from seed.names import without_persons

_NUMBER = re.compile(r"^(?:序号|编号|序列|序|任务编号|事项编号|项目编号|No\.?)$", re.IGNORECASE)
_LEVEL = r"(?:[省市区县州]?(?:[级直])?)"
_LEADS = re.compile(
    rf"^{_LEVEL}(?:(?:总|主)?牵头(?:责任|负责|实施|落实)?(?:单位|部门|处室|科室|机构)|主要责任(?:单位|部门)|主责(?:单位|部门)"
    r"|主办(?:单位|部门)|第一责任单位|牵头$)"
)
_UNITS = re.compile(
    rf"^{_LEVEL}(?:(?:责任|负责|落实|指导|承办|实施|承担|执行|完成|具体责任)(?:单位|部门|主体|处室|科室)|责任主体|责任分工|单位|部门)"
    r"(?:及?.{0,4})?$"
)
_COOPS = re.compile(
    rf"^{_LEVEL}(?:(?:协同|协助)?(?:配合|协办|协同|参加|参与|协作|协助|支持)(?:责任)?(?:单位|部门|处室|科室)?|(?:其他|其它|相关)责任(?:单位|部门)"
    r"|责任[（(]配合[)）]单位)$"
)
_TARGET = re.compile(r"目标|内容|举措|措施|任务措施|要求|标准|指标|成果|做法")
_DATED = re.compile(
    r"时限|完成时间|时间进度|时间表|进度要求|完成期限|时间节点|进度安排|时间安排|时间要求|办结时间|截止|完成日期|计划完成|期限|^时间$"
)
_CATEGORY = re.compile(r"类别|分类|类型|领域|板块|大类|^专项|^方面$|^章节$")
_NO_TASK = re.compile(
    r"责任人|责任领导|领导|负责人|联系人|电话|进展|备注|推广范围|分值|得分|权重|资金|投资|来源|依据|是否|状态|问题|佐证|地点"
    r"|联络员|督办|督导|督查|评分|说明|工作量|完成情况|落实情况"
)
_TITLE = re.compile(r"任务|事项|项目|政策|举措|工作|名称|民生实事|措施|内容")
_LONGEST_HEADER = 24


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
    """Where each meaning stands, and which list the table is. `targets` may be several columns."""

    list: TaskList
    places: dict[str, int]
    targets: tuple[int, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)

    @property
    def leads(self) -> bool:
        """Whether the column of units is one of leading units by its header."""
        place = self.places.get("units")
        return place is not None and place < len(self.names) and "牵头" in self.names[place]

    @property
    def width(self) -> int:
        return len(self.names)

    def read(self, cells: tuple[str, ...], skipped: frozenset[int] = frozenset()) -> Cells:
        """`skipped`: columns to leave empty, since their text belongs to the row above."""

        def at(place: int) -> str:
            return cells[place] if place < len(cells) and place not in skipped else ""

        found = {meaning: at(place) for meaning, place in self.places.items()}
        for meaning in ("units", "coops"):
            place = self.places.get(meaning)
            if place is not None and place < len(self.names) and "人" in self.names[place]:
                found[meaning] = without_persons(found[meaning])
        return Cells(target=_joined([at(place) for place in self.targets]), **found)


def _joined(texts: list[str]) -> str:
    """Several columns of content as one text: 目标 and 措施 are sentences of their own."""
    text = ""
    for each in filter(None, texts):
        text += ("" if not text or text.endswith(("。", "；", "！")) else "。") + each
    return text


def read_header(cells: tuple[str, ...]) -> Columns | None:
    """The columns, if this row is a header: what is to be done, who does it, and each a short word."""
    names = [re.sub(r"[\s*：:]+", "", cell) for cell in cells]
    if any(len(name) > _LONGEST_HEADER or "。" in name for name in names):
        return None
    number = _first(names, _NUMBER)
    leads, bare = _first(names, _LEADS), _first(names, _UNITS)
    units = leads if leads is not None else bare
    if units is None or (number is None and sum(map(bool, names)) < 2):
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
    }
    places = {meaning: place for meaning, place in found.items() if place is not None}
    free = [
        place
        for place, name in enumerate(names)
        if name and place not in places.values() and not _NO_TASK.search(name)
    ]
    title = _title_of(names, free)
    if title is None:
        return None
    if number is None and not (_TITLE.search(names[title]) or _TARGET.search(names[title])):
        return None
    places["title"] = title
    targets = tuple(place for place in free if place != title)
    return Columns(_list_of(names[title]), places, targets, tuple(names))


def names_parts(cells: tuple[str, ...]) -> bool:
    """Whether a row under a header only says what its wide cells are made of: 牵头单位, 配合单位."""
    names = [name for cell in cells if (name := re.sub(r"\s+", "", cell))]
    parts = [name for name in names if _LEADS.search(name) or _COOPS.search(name)]
    return bool(parts) and all(len(name) <= 12 and not name.isdigit() for name in names)


def _title_of(names: list[str], free: list[int]) -> int | None:
    """The first column of content that is no target; one that is, where there is no other."""
    plain = [place for place in free if not _TARGET.search(names[place])]
    titled = [place for place in plain if _TITLE.search(names[place])]
    return next(iter((*titled, *plain, *free)), None)


def _list_of(title: str) -> TaskList:
    """重点支持政策 is a list of 政策; a table that says nothing is one of 事项."""
    annexes = (TaskList.POLICY, TaskList.MATTER, TaskList.PROJECT)
    return next((each for each in annexes if title.endswith(each.value)), TaskList.MATTER)


def _first(names: list[str], meaning: re.Pattern[str]) -> int | None:
    return next((place for place, name in enumerate(names) if meaning.search(name)), None)
