"""Numbered paragraphs with their units → drafts, under the headings they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from domain.language.numerals import read_integer
from domain.plan import Source, TaskList
from seed.blocks import Block, Paragraph
from seed.draft import Draft
from seed.notation import NO_RULES, Assignment, Rules, read_assignment, read_names

_CHINESE = "一二三四五六七八九十百"
PART = re.compile(
    rf"^([{_CHINESE}]+)、\s*(.+)$|^第([{_CHINESE}]+)[条项章]\s*[:：、]?\s*(.+)$", re.DOTALL
)
SECTION = re.compile(rf"^[（(]\s*([{_CHINESE}]+)\s*[）)]\s*(.+)$", re.DOTALL)
_ITEM = re.compile(
    r"^(?:任务|事项)?(\d{1,3})\s*(?:[.．、﹒:：]|(?=(?![年月日个家项万亿号名])[\u4e00-\u9fff]))"
    r"\s*(?!\d(?!\d\d\d年))(.+)$",
    re.DOTALL,
)
_POINT = re.compile(r"^(?:[（(]\s*(\d{1,3})\s*[)）]|(\d{1,2})[)）]|([①-⑳]))\s*(.+)$", re.DOTALL)
_MORE = re.compile(
    r"^(?:[年季月]度|阶段性?|工作|主要|具体|重点|推进)*(?:目标|任务|措施|举措|内容|安排|要求)+[:：]"
)
_LONGEST_HEADING = 40


@dataclass(slots=True)
class _Outline:
    """Where in the headings a paragraph stands, and what waits there for its units."""

    part: int = 0
    section: int = 0
    item: int = 0
    part_title: str = ""
    section_title: str = ""
    running: int = 0
    open: list[Paragraph] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)  # label lines since the last item, as written
    under: Draft | None = None  # the draft that these lines belong to


def paragraph_drafts(blocks: list[Block], rules: Rules = NO_RULES) -> list[Draft]:
    """Paragraphs that name responsible units, in brackets or behind labels.

    An item whose units come at the end of a later paragraph, or on lines of their own, takes those in.
    """
    found: list[Draft] = []
    outline = _Outline()
    for block in blocks:
        if not isinstance(block, Paragraph):
            outline.open, outline.tail, outline.under = [], [], None
            continue
        said = read_assignment(block.text, rules)
        if said is not None and not said.text.strip("。；;、 "):
            _label_line(block, outline, found, rules)
            continue
        if _is_marked(block.text):
            outline.open, outline.tail, outline.under = [], [], None
        if said is None or not said.names:
            if outline.under is not None and found and _MORE.match(block.text):
                above = found[-1]
                source = Source(above.source.first_line, block.last)
                found[-1] = replace(above, target=above.target + block.text, source=source)
            elif not _enter(block, outline):
                outline.open.append(block)
            continue
        found.append(_draft(block, said, outline))
        outline.open, outline.tail = [], []
        outline.under = found[-1]
    return _without_headings(found)


def _without_headings(drafts: list[Draft]) -> list[Draft]:
    """二、组织实施（甲局牵头） is a heading, no task, where tasks of its own stand under it."""
    deeper = {draft.path[0] for draft in drafts if len(draft.path) > 1}
    return [
        draft
        for draft in drafts
        if len(draft.path) > 1 or draft.target or draft.path[0] not in deeper
    ]


def _label_line(block: Paragraph, outline: _Outline, found: list[Draft], rules: Rules) -> None:
    """A line that says nothing but who and by when: it belongs to the text above it."""
    outline.tail.append(block.text.strip("。；; 　"))
    names, dated = read_names("；".join(_unbracketed(outline.tail)), rules) or ([], "")
    said = Assignment("", tuple(names), dated)
    if outline.under is None:
        heading = not outline.open and bool(outline.section_title or outline.part_title)
        if not names or not (outline.open or heading):
            return  # a deadline before its units waits with them in the tail
        found.append(_draft(block, said, outline))
        outline.open = []
    else:
        above = outline.under
        known = dict(above.names) if not outline.tail[:-1] and above.names else {}
        merged = tuple({**known, **dict(said.names)}.items())
        found[-1] = replace(
            above,
            names=merged or above.names,
            dated="，".join(dict.fromkeys(filter(None, (above.dated, said.said)))),
            source=Source(above.source.first_line, block.last),
        )
        return
    outline.under = found[-1]


def _unbracketed(lines: list[str]) -> list[str]:
    return [
        line[1:-1] if line[:1] in "（([【" and line[-1:] in "）)]】" else line for line in lines
    ]


def _is_marked(text: str) -> bool:
    return any(mark.match(text) for mark in (PART, SECTION, _ITEM, _POINT))


def _part(text: str) -> tuple[int, str] | None:
    match = PART.match(text)
    if match is None:
        return None
    return read_integer(match[1] or match[3]) or 0, (match[2] or match[4]).strip()


def _enter(block: Paragraph, outline: _Outline) -> bool:
    """Take note of a heading; whether the block was nothing but one."""
    if heading := _part(block.text):
        outline.part, outline.part_title = heading
        outline.section, outline.section_title, outline.running, outline.item = 0, "", 0, 0
        return len(block.text) <= _LONGEST_HEADING
    if section := SECTION.match(block.text):
        outline.section, outline.section_title = read_integer(section[1]) or 0, section[2].strip()
        outline.item = 0
        return "。" not in block.text
    if item := _ITEM.match(block.text):
        outline.item = int(item[1])
    return False


def _draft(block: Paragraph, said: Assignment, outline: _Outline) -> Draft:
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
    elif item := _ITEM.match(text):
        outline.item = int(item[1])
        path, text = (*path, outline.item), item[2]
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
        title=title.strip(),
        target=target.strip(),
        names=said.names,
        source=Source(waiting[0].first if waiting else block.first, block.last),
        dated=said.said,
    )
