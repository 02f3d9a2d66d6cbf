"""Two versions of a list: what was added, changed and withdrawn. Codes of kept tasks stay as they are.

A task is found again by its text, not by its number, since a row put in the middle renumbers all that
follow. Reports hang on the code, so a kept task keeps its code even when the document renumbers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from domain.plan import Task, TaskList

SAME_CODE = 0.5  # with the same code, half of the text is enough to be the same task
OTHER_CODE = 0.75
FIELDS = ("title", "target", "section", "category", "units", "due")
FIELD_WORDS = {
    "title": "标题",
    "target": "目标",
    "section": "章节",
    "category": "类别",
    "units": "责任单位",
    "due": "完成时限",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One task in both versions; `fields` are those of FIELDS that differ."""

    old: Task
    new: Task
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`tasks` is the new version whole, in its order, with the codes the tasks are stored under."""

    tasks: tuple[Task, ...]
    added: tuple[Task, ...]
    changed: tuple[Change, ...]
    withdrawn: tuple[Task, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.withdrawn)


def compare(old: Sequence[Task], new: Sequence[Task], used: Iterable[str] = ()) -> Difference:
    """What leads from `old` to `new`. `used` are codes that were ever given: none is given twice."""
    old = [_as_issued(task) for task in old]
    pairs = _pair(old, new)
    taken = {*used, *(task.code for task in old)}
    tasks: list[Task] = []
    added: list[Task] = []
    changed: list[Change] = []
    for place, task in enumerate(new):
        before = pairs.get(place)
        if before is None:
            kept = replace(task, code=_free_code(task, taken))
            taken.add(kept.code)
            added.append(kept)
        else:
            kept = replace(task, code=before.code)
            fields = tuple(name for name in FIELDS if getattr(before, name) != getattr(kept, name))
            if fields:
                changed.append(Change(before, kept, fields))
        tasks.append(kept)
    kept_codes = {task.code for task in pairs.values()}
    withdrawn = tuple(task for task in old if task.code not in kept_codes)
    return Difference(tuple(tasks), tuple(added), tuple(changed), withdrawn)


def _as_issued(task: Task) -> Task:
    """With the deadline that the document gave: an extension is no change of the document."""
    return replace(task, due=task.first_due or task.due, first_due=None)


def compare_in(
    mark: str, old: Sequence[Task], new: Sequence[Task], used: Iterable[str] = ()
) -> Difference:
    """The same for a plan whose stored codes begin with a mark of its own (乙事项3), which the document
    does not know."""
    plain = [replace(task, code=task.code.removeprefix(mark)) for task in old]
    own = [code.removeprefix(mark) for code in used if code.startswith(mark)]
    found = compare(plain, new, own)
    if not mark:
        return found

    def marked(task: Task) -> Task:
        return replace(task, code=mark + task.code)

    return Difference(
        tasks=tuple(map(marked, found.tasks)),
        added=tuple(map(marked, found.added)),
        changed=tuple(Change(marked(c.old), marked(c.new), c.fields) for c in found.changed),
        withdrawn=tuple(map(marked, found.withdrawn)),
    )


def _pair(old: Sequence[Task], new: Sequence[Task]) -> dict[int, Task]:
    """Place in `new` → the task of `old` it continues: the same text, then the same code, then the
    likest text of the same list."""
    pairs: dict[int, Task] = {}
    left = {task.code: task for task in old}
    by_text = {(task.list, task.title, task.target): task for task in old}
    for place, task in enumerate(new):
        same = by_text.get((task.list, task.title, task.target))
        if same is not None and same.code in left:
            pairs[place] = left.pop(same.code)
    for place, task in enumerate(new):
        same = left.get(task.code)
        if place not in pairs and same is not None and _likeness(same, task) >= SAME_CODE:
            pairs[place] = left.pop(task.code)
    scored = sorted(
        (
            (_likeness(before, task), place, before.code)
            for place, task in enumerate(new)
            if place not in pairs
            for before in left.values()
            if before.list is task.list
        ),
        reverse=True,
    )
    for likeness, place, code in scored:
        if likeness >= OTHER_CODE and place not in pairs and code in left:
            pairs[place] = left.pop(code)
    return pairs


def _likeness(old: Task, new: Task) -> float:
    """0 to 1. Of title and target the liker counts: one of them is often rewritten whole."""
    return max(
        Indel.normalized_similarity(old.title, new.title, score_cutoff=SAME_CODE),
        Indel.normalized_similarity(old.target, new.target, score_cutoff=SAME_CODE),
    )


def _free_code(task: Task, taken: set[str]) -> str:
    """The task's own code, or the next number of its list (or section) that was never given."""
    if task.code not in taken:
        return task.code
    stem = task.list.value
    if task.list is TaskList.MAIN:
        stem = task.code.rsplit(".", 1)[0] + "."
    numbers = [
        int(match[1]) for code in taken if (match := re.match(rf"{re.escape(stem)}(\d+)", code))
    ]
    return f"{stem}{max(numbers, default=0) + 1}"
