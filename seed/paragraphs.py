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
_LEAST_TEXT = 12
_STOPS = ("。", "；", "！", "：", ":")
_RANKS = (PART, SECTION, _ITEM, _POINT)


@dataclass(slots=True)
class _Outline:
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


def paragraph_drafts(blocks: list[Block], rules: Rules = NO_RULES) -> list[Draft]:
    """Paragraphs that name responsible units, in brackets or behind labels.

    An item whose units come at the end of a later paragraph, or on lines of their own, takes those in.
    Units that a heading names are those of every item under it that names none.
    """
    found: list[Draft] = []
    outline = _Outline()
    closing = _labels_close_sections(blocks, rules)
    for block in blocks:
        if not isinstance(block, Paragraph):
            outline.open, outline.tail, outline.under, outline.over = [], [], None, None
            continue
        said = read_assignment(block.text, rules)
        if said is not None and not said.text.strip("。；;、 "):
            _label_line(block, outline, found, rules, closing=closing)
            continue
        rank = _rank(block.text)
        if outline.over and rank and rank <= outline.over[0]:
            outline.over = None
        if said is None or not said.names:
            _without_units(block, rank, outline, found)
            continue
        if rank:
            _turn(outline)
        draft = _draft(block, said, outline)
        found.append(replace(draft, notes=_skipped(rank, outline)))
        if rank in (1, 2) and not draft.target:
            _stand_over(rank, block, draft, outline, found)
        outline.open, outline.passed, outline.tail = [], [], []
        outline.under, outline.depth = found[-1], rank
    return _without_headings(found)


def _without_units(block: Paragraph, rank: int, outline: _Outline, found: list[Draft]) -> None:
    """A heading, an heir of one, more of the item above, or what still waits for its units."""
    if outline.over and rank and (outline.heirs in (0, rank)):
        outline.heirs = rank
        _turn(outline)
        _inherit(block, outline, found)
    elif outline.under is not None and found and _goes_on(block, rank, outline, found[-1]):
        above = found[-1]
        source = Source(above.source.first_line, block.last)
        joint = "" if not above.target or above.target.endswith(_STOPS) else "。"
        found[-1] = replace(above, target=above.target + joint + block.text, source=source)
        outline.under = found[-1]
    else:
        if rank:
            _turn(outline)
        if not _enter(block, outline):
            outline.open.append(block)


def _goes_on(block: Paragraph, rank: int, outline: _Outline, above: Draft) -> bool:
    """Whether a paragraph without units is more text of the item above it."""
    if _MORE.match(block.text):
        return True
    if rank == 0:  # 二、做好教育工作（市教育局牵头）, and then what is to be done
        return bool(outline.over or above.inherits) and len(block.text) > _LEAST_TEXT
    return rank > outline.depth > 0


def _turn(outline: _Outline) -> None:
    """Something numbered begins: what waited before it has found no units."""
    outline.passed += outline.open[:1]
    outline.open, outline.tail, outline.under = [], [], None


def _stand_over(
    rank: int, block: Paragraph, draft: Draft, outline: _Outline, found: list[Draft]
) -> None:
    """A heading that names units: its title is the section of what follows."""
    if rank == 1:
        outline.part_title = draft.title
    else:
        outline.section_title = draft.title
    outline.enter(block.first)
    outline.over, outline.heirs = (rank, len(found) - 1), 0


def _inherit(block: Paragraph, outline: _Outline, found: list[Draft]) -> None:
    heading = found[outline.over[1]] if outline.over else found[-1]
    said = Assignment(block.text, heading.names, heading.dated)
    names = "、".join(name for name, _ in heading.names)
    note = f"没有写责任单位，按上级标题「{heading.title[:20]}」记为{names}，请核对。"
    found.append(replace(_draft(block, said, outline), notes=(note,), inherits=True))
    outline.under, outline.depth = found[-1], outline.heirs


def _skipped(rank: int, outline: _Outline) -> tuple[str, ...]:
    """Items beside this one that name nobody were taken for no tasks; that is said."""
    alike = [each for each in outline.passed if rank > 2 and _rank(each.text) == rank]
    return tuple(
        f"第{each.first}行「{each.text[:20]}」没有写责任单位，未单列为事项，请核对。"
        for each in alike
    )


def _labels_close_sections(blocks: list[Block], rules: Rules) -> bool:
    """Whether a line of labels stands for all the numbered items above it, up to the heading.

    It does where no heading has two such lines under it, and some have several items above one.
    """
    lines, items, several = 0, 0, False
    before_label = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            continue
        said = read_assignment(block.text, rules)
        is_label = said is not None and not said.text.strip("。；;、 ")
        if is_label and said and not before_label:
            lines += 1
            several = several or items > 1
            if lines > 1 and items:
                return False
        elif said is not None and said.names:
            items = 0
        elif (rank := _rank(block.text)) in (1, 2):
            lines, items = 0, 0
        elif rank == 3:
            items += 1
        before_label = is_label
    return several


def _without_headings(drafts: list[Draft]) -> list[Draft]:
    """二、组织实施（甲局牵头） is a heading, no task, where tasks of its own stand under it."""
    deeper = {draft.path[0] for draft in drafts if len(draft.path) > 1}
    handed_on = {draft.path[:2] for draft in drafts if draft.inherits and len(draft.path) > 2}
    return [
        draft
        for draft in drafts
        if draft.target
        or not (draft.path[0] in deeper if len(draft.path) == 1 else draft.path in handed_on)
    ]


def _label_line(
    block: Paragraph, outline: _Outline, found: list[Draft], rules: Rules, *, closing: bool
) -> None:
    """A line that says nothing but who and by when: it belongs to the text above it."""
    outline.tail.append(block.text.strip("。；; 　"))
    names, dated = read_names("；".join(_unbracketed(outline.tail)), rules) or ([], "")
    said = Assignment("", tuple(names), dated)
    if outline.under is None:
        heading = not outline.open and bool(outline.section_title or outline.part_title)
        if not names or not (outline.open or heading):
            return  # a deadline before its units waits with them in the tail
        outline.depth = _rank(outline.open[0].text) if outline.open else 0
        if closing and outline.passed:
            found.append(_whole_section(block, said, outline))
        else:
            found.append(_draft(block, said, outline))
        if heading and not found[-1].target:
            rank = len(found[-1].path)
            outline.over, outline.heirs = (rank, len(found) - 1), 0
        outline.open, outline.passed = [], []
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
        outline.under = found[-1]
        return
    outline.under = found[-1]


def _whole_section(block: Paragraph, said: Assignment, outline: _Outline) -> Draft:
    """（一）实施甲工程, its items, and one line of labels for all of them: one task."""
    texts = [each.text for each in (*outline.passed, *outline.open)]
    path: tuple[int, ...] = (outline.part, outline.section)
    return Draft(
        list=TaskList.MAIN,
        path=path if outline.section_title else path[:1],
        section=outline.part_title if outline.section_title else "",
        title=(outline.section_title or outline.part_title).rstrip("。"),
        target="".join(texts),
        names=said.names,
        source=Source(outline.head or block.first, block.last),
        dated=said.said,
    )


def _unbracketed(lines: list[str]) -> list[str]:
    return [
        line[1:-1] if line[:1] in "（([【" and line[-1:] in "）)]】" else line for line in lines
    ]


def _rank(text: str) -> int:
    """How deep the mark is that a paragraph begins with, from 1; 0 without one."""
    return next((place for place, mark in enumerate(_RANKS, 1) if mark.match(text)), 0)


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
        outline.enter(block.first)
        return len(block.text) <= _LONGEST_HEADING
    if section := SECTION.match(block.text):
        outline.section, outline.section_title = read_integer(section[1]) or 0, section[2].strip()
        outline.item = 0
        outline.enter(block.first)
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
