"""Numbered paragraphs with their units → drafts, under the headings they stand under."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.plan import Source, TaskList
from seed.blocks import Block, Paragraph
from seed.draft import Draft
from seed.duties import NO_RULES, Rules, read_bare, read_names
from seed.notation import Assignment, is_unclosed, read_assignment
from seed.outline import Outline, depth_of, draft_of, enter_heading, rank_of

_MORE = re.compile(
    r"^(?:[年季月]度|阶段性?|工作|主要|具体|重点|推进)*(?:目标|任务|措施|举措|内容|安排|要求)+[:：]"
)
# What stands behind the last item of a document.
_FOOT = re.compile(
    r"^-?\s*(?:附件|附表|附\s*[:：]|抄送|抄报|主送|联系人|备?注\s*[:：]|（此件)|印发$|^20\d\d年.{1,6}日$"
)
_LEAST_TEXT = 12
_STOPS = ("。", "；", "！", "：", ":")


def paragraph_drafts(blocks: list[Block], rules: Rules = NO_RULES) -> list[Draft]:
    """Paragraphs that name responsible units, in brackets or behind labels.

    An item whose units come at the end of a later paragraph, or on lines of their own, takes those in.
    Units that a heading names are those of every item under it that names none.
    """
    found: list[Draft] = []
    outline = Outline()
    read = [
        (block, read_assignment(block.text, rules) if isinstance(block, Paragraph) else None)
        for block in blocks
    ]
    closing = _labels_close_sections(read)
    for block, said in read:
        if not isinstance(block, Paragraph):
            outline.open, outline.tail, outline.under, outline.over = [], [], None, None
            continue
        if _is_labels(said):
            _label_line(block, outline, found, rules, closing=closing)
            continue
        rank = rank_of(block.text)
        if outline.over and rank and rank <= outline.over[0]:
            outline.over = None
        if said is None or not said.names:
            _without_units(block, rank, outline, found)
            continue
        points = len(outline.open) > 1 and rank > depth_of(outline) > 2
        if rank and not points:  # else the last of an item's points says who it is for
            _turn(outline)
            _close_above(rank, outline, found)
        depth = depth_of(outline) or rank
        draft = draft_of(block, said, outline)
        lost = ("责任单位的括号没有写完，请核对。",) if is_unclosed(block.text) else ()
        found.append(replace(draft, notes=(*_skipped(depth, outline), *lost)))
        if rank in (1, 2) and not draft.target:
            _stand_over(rank, block, draft, outline, found)
        outline.open, outline.passed, outline.tail = [], [], []
        outline.under, outline.depth = found[-1], depth
    _turn(outline)
    _close_above(1, outline, found)
    return _without_headings(_gathered(found))


def _without_units(block: Paragraph, rank: int, outline: Outline, found: list[Draft]) -> None:
    """A heading, an heir of one, more of the item above, or what still waits for its units."""
    if outline.over and rank and (outline.heirs in (0, rank)):
        outline.heirs = rank
        _turn(outline)
        _inherit(block, outline, found)
    elif outline.under is not None and found and _goes_on(block, rank, outline, found[-1]):
        above = found[-1]
        source = Source(above.source.first_line, block.last)
        joint = "" if not above.target or above.target.endswith(_STOPS) else "。"
        found[-1] = replace(
            above,
            target=above.target + joint + block.text,
            inherits=above.inherits and above.inherits + block.text,
            source=source,
        )
        outline.under = found[-1]
    else:
        # Points of an item that still waits for its units wait with it.
        if rank and not (rank > 2 and rank > depth_of(outline) > 0):
            _turn(outline)
            _close_above(rank, outline, found)
        if not enter_heading(block, outline):
            outline.open.append(block)
            outline.tail = []


def _close_above(rank: int, outline: Outline, found: list[Draft]) -> None:
    """A heading ends what stood before it: items behind the last task that named nobody are said there."""
    if rank in (1, 2) and found and found[-1].source.first_line > outline.head:
        notes = _skipped(outline.depth, outline)
        found[-1] = replace(found[-1], notes=(*found[-1].notes, *notes))
        outline.passed = []


def _goes_on(block: Paragraph, rank: int, outline: Outline, above: Draft) -> bool:
    """Whether a paragraph without units is more text of the item above it."""
    if _MORE.match(block.text):
        return True
    if rank == 0 and _FOOT.search(block.text):
        outline.over = None
        return False
    if rank == 0:  # 二、做好教育工作（市教育局牵头）, and then what is to be done
        return bool(outline.over or above.inherits) and len(block.text) > _LEAST_TEXT
    return rank > outline.depth > 0


def _turn(outline: Outline) -> None:
    """Something numbered begins: what waited before it has found no units."""
    outline.passed += [each for each in outline.open if rank_of(each.text)] or outline.open[:1]
    outline.open, outline.tail, outline.under = [], [], None


def _stand_over(
    rank: int, block: Paragraph, draft: Draft, outline: Outline, found: list[Draft]
) -> None:
    """A heading that names units: its title is the section of what follows."""
    if rank == 1:
        outline.part_title = draft.title
    else:
        outline.section_title = draft.title
    outline.enter(block.first)
    outline.over, outline.heirs = (rank, len(found) - 1), 0


def _inherit(block: Paragraph, outline: Outline, found: list[Draft]) -> None:
    heading = found[outline.over[1]] if outline.over else found[-1]
    said = Assignment(block.text, heading.names, heading.dated)
    names = "、".join(name for name, _ in heading.names)
    note = f"没有写责任单位，按上级标题「{heading.title[:20]}」记为{names}，请核对。"
    found.append(replace(draft_of(block, said, outline), notes=(note,), inherits=block.text))
    outline.under, outline.depth = found[-1], outline.heirs


def _skipped(rank: int, outline: Outline) -> tuple[str, ...]:
    """Items beside this one that name nobody were taken for no tasks; that is said."""
    alike = [each for each in outline.passed if rank > 2 and rank_of(each.text) == rank]
    return tuple(
        f"第{each.first}行「{each.text[:20]}」没有写责任单位，未单列为事项，请核对。"
        for each in alike
    )


def _is_labels(said: Assignment | None) -> bool:
    """Whether a paragraph says nothing but who and by when."""
    return said is not None and not said.text.strip("。；;、 ")


def _labels_close_sections(read: list[tuple[Block, Assignment | None]]) -> bool:
    """Whether a line of labels stands for all the numbered items above it, up to the heading.

    It does where no heading has two such lines under it, and some have several items above one.
    """
    lines, items, several = 0, 0, False
    before_label = False
    for block, said in read:
        if not isinstance(block, Paragraph):
            continue
        is_label = _is_labels(said)
        if is_label and not before_label:
            lines += 1
            several = several or items > 1
            if lines > 1 and items:
                return False
        elif said is not None and said.names:
            items = 0
        elif (rank := rank_of(block.text)) in (1, 2):
            lines, items = 0, 0
        elif rank == 3:
            items += 1
        before_label = is_label
    return several


def _is_under(head: Draft, draft: Draft) -> bool:
    return len(draft.path) > len(head.path) and draft.path[: len(head.path)] == head.path


def _gathered(drafts: list[Draft]) -> list[Draft]:
    """（一）优化审批（甲局牵头） over 1.…, 2.… of which none names units is one task, and they its text."""
    found: list[Draft] = []
    at = 0
    while at < len(drafts):
        head, at = drafts[at], at + 1
        end = at
        while len(head.path) == 2 and end < len(drafts) and _is_under(head, drafts[end]):
            end += 1
        points = drafts[at:end]
        if points and not head.target and all(each.inherits for each in points):
            text = "".join(each.inherits for each in points)
            source = Source(head.source.first_line, points[-1].source.last_line)
            head, at = replace(head, target=text, source=source), end
        found.append(head)
    return found


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
    block: Paragraph, outline: Outline, found: list[Draft], rules: Rules, *, closing: bool
) -> None:
    """A line that says nothing but who and by when: it belongs to the text above it."""
    outline.tail.append(block.text.strip("。；; 　"))
    words = "；".join(_unbracketed(outline.tail))
    names, dated = read_names(words, rules) or read_bare(words, rules) or ([], "")
    said = Assignment("", tuple(names), dated)
    if outline.under is None or (outline.open and names):
        heading = not outline.open and bool(outline.section_title or outline.part_title)
        if not names or not (outline.open or heading):
            return  # a deadline before its units waits with them in the tail
        outline.depth = depth_of(outline)
        if closing and outline.passed:
            found.append(_whole_section(block, said, outline))
        else:
            notes = _skipped(outline.depth, outline)
            found.append(replace(draft_of(block, said, outline), notes=notes))
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


def _whole_section(block: Paragraph, said: Assignment, outline: Outline) -> Draft:
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
        line[1:-1] if line[:1] in "（([【〔［" and line[-1:] in "）)]】〕］" else line
        for line in lines
    ]
