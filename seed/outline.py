"""The outline of a document: what the marks of its headings and items are, and where a paragraph stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from domain.language.numerals import read_integer
from domain.plan import Source, TaskList
from seed.blocks import Paragraph
from seed.draft import Draft
from seed.notation import Assignment

_CHINESE = "一二三四五六七八九十百"
PART = re.compile(
    rf"^([{_CHINESE}]+)、\s*(.+)$|^第([{_CHINESE}]+)[条项章]\s*[:：、]?\s*(.+)$", re.DOTALL
)
SECTION = re.compile(rf"^[（(]\s*([{_CHINESE}]+)\s*[）)]\s*(.+)$", re.DOTALL)
_ITEM = re.compile(
    r"^(?:(?:任务|事项)?(\d{1,3})\s*(?:[.．、﹒:：]|(?=(?![年月日个家项万亿号名])[\u4e00-\u9fff]))"
    r"\s*(?!\d(?!\d\d\d年))"
    rf"|【?(?:重点|整改|主要)?(?:任务|事项|措施|举措|问题)\s*([{_CHINESE}]{{1,3}}|\d{{1,3}})\s*[】:：.、]\s*)(.+)$",
    re.DOTALL,
)
_POINT = re.compile(r"^(?:[（(]\s*(\d{1,3})\s*[)）]|(\d{1,2})[)）]|([①-⑳]))\s*(.+)$", re.DOTALL)
_LONGEST_HEADING = 40
_RANKS = (PART, SECTION, _ITEM, _POINT)


@dataclass(slots=True)
class Outline:
    """Where in the headings a paragraph stands, and what waits there for its units."""

    part: int = 0
    section: int = 0
    item: int = 0
    part_title: str = ""
    section_title: str = ""
    running: int = 0
    head: int = 0  # the line of the innermost heading
    open: list[Paragraph] = field(default_factory=list)
    passed: list[Paragraph] = field(default_factory=list)  # under this heading, without units
    tail: list[str] = field(default_factory=list)  # label lines since the last item, as written
    under: Draft | None = None  # the draft that these lines belong to
    depth: int = 0  # the rank of that draft
    over: tuple[int, int] | None = None  # a heading that names units: its rank, its place in found
    heirs: int = 0  # the rank of what inherits from it

    def enter(self, line: int) -> None:
        """Under a new heading nothing has been said yet."""
        self.head, self.passed = line, []


def rank_of(text: str) -> int:
    """How deep the mark is that a paragraph begins with, from 1; 0 without one."""
    return next((place for place, mark in enumerate(_RANKS, 1) if mark.match(text)), 0)


def _part(text: str) -> tuple[int, str] | None:
    match = PART.match(text)
    if match is None:
        return None
    return read_integer(match[1] or match[3]) or 0, (match[2] or match[4]).strip()


def _heading(text: str) -> str:
    """The heading's own words, where its paragraph goes on with others."""
    return text.strip().partition("。")[0]


def _item(text: str) -> tuple[int, str] | None:
    """1.推进…, 任务一：推进…, 【任务1】推进… → its number and what follows."""
    match = _ITEM.match(text)
    return (read_integer(match[1] or match[2]) or 0, match[3]) if match else None


def enter_heading(block: Paragraph, outline: Outline) -> bool:
    """Take note of a heading; whether the block was nothing but one."""
    if heading := _part(block.text):
        outline.part, outline.part_title = heading[0], _heading(heading[1])
        outline.section, outline.section_title, outline.running, outline.item = 0, "", 0, 0
        outline.enter(block.first)
        return len(block.text) <= _LONGEST_HEADING
    if section := SECTION.match(block.text):
        outline.section, outline.section_title = read_integer(section[1]) or 0, _heading(section[2])
        outline.item = 0
        outline.enter(block.first)
        return "。" not in block.text
    if item := _item(block.text):
        outline.item = item[0]
    return False


def draft_of(block: Paragraph, said: Assignment, outline: Outline) -> Draft:
    waiting = outline.open
    text = "".join([*(each.text for each in waiting), said.text])
    path: tuple[int, ...] = (outline.part, outline.section)
    section = outline.section_title or outline.part_title
    if part := _part(text):
        outline.part, outline.part_title = part[0], ""
        outline.section, outline.section_title, outline.item = 0, "", 0
        path, text, section = (part[0],), part[1], ""
    elif heading := SECTION.match(text):
        outline.section, outline.section_title = read_integer(heading[1]) or 0, ""
        outline.item = 0
        path, text, section = (outline.part, outline.section), heading[2], outline.part_title
    elif item := _item(text):
        outline.item, text = item
        path = (*path, outline.item)
    elif point := _POINT.match(text):
        number = point[1] or point[2]
        place = int(number) if number else "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳".index(point[3]) + 1
        path, text = (*path, outline.item, place), point[4]
    elif outline.section_title:
        text, section = f"{outline.section_title}。{text}", outline.part_title
    elif outline.part_title and not text:
        path, text, section = (outline.part,), outline.part_title, ""
    else:
        outline.running += 1
        path = (outline.part, outline.running)
        waiting = [] if said.text else waiting[-1:]
        text = said.text or "".join(each.text for each in waiting)
    title, _, target = text.partition("。")
    return Draft(
        list=TaskList.MAIN,
        path=path,
        section=section,
        title=title.strip().rstrip("；;"),
        target=target.strip(),
        names=said.names,
        source=Source(waiting[0].first if waiting else block.first, block.last),
        dated=said.said,
    )


def depth_of(outline: Outline) -> int:
    return rank_of(outline.open[0].text) if outline.open else 0
