"""The blocks of a document → drafts of tasks, each with its code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.plan import Source
from seed.blocks import Block, Row
from seed.draft import Draft
from seed.duties import Rules
from seed.paragraphs import paragraph_drafts
from seed.rows import row_drafts

# Main tasks are called by this word: 任务2.1.
_MAIN = "任务"


def read_drafts(blocks: list[Block], sources: dict[int, Source]) -> list[Draft]:
    """Every task of a document, in its order, each with its code."""
    rules = Rules.of("\n".join(_words(blocks)))
    return [
        *_main_codes(paragraph_drafts(blocks, rules)),
        *_row_codes(row_drafts(blocks, sources, rules)),
    ]


def _words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield "\t".join(block.cells) if isinstance(block, Row) else block.text


def _main_codes(drafts: list[Draft]) -> Iterator[Draft]:
    """任务 with the shortest end of its numbers that tells all tasks apart: 任务2.1, or 任务14."""
    paths = [tuple(number for number in draft.path if number) or (0,) for draft in drafts]
    if len(set(paths)) < len({draft.path for draft in drafts}):  # 1.0.2 beside 1.2
        paths = [draft.path for draft in drafts]
    for depth in (1, 2, 3, 4):
        ends = [path[-depth:] for path in paths]
        if len(set(ends)) == len(ends):
            break
    yield from _unique(
        replace(draft, code=_MAIN + ".".join(map(str, end)))
        for draft, end in zip(drafts, ends if drafts else [], strict=True)
    )


def _row_codes(drafts: Iterable[Draft]) -> Iterator[Draft]:
    return _unique(replace(each, code=f"{each.list.value}{each.path[0]}") for each in drafts)


def _unique(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """A number that several rows share becomes 政策2-1, 政策2-2."""
    every = list(drafts)
    times = Counter(each.code for each in every)
    seen: Counter[str] = Counter()
    for each in every:
        seen[each.code] += 1
        several = times[each.code] > 1
        yield replace(each, code=f"{each.code}-{seen[each.code]}") if several else each
