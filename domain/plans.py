"""Several plans side by side: each but the first has a mark that its codes begin with (乙事项3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MARKS = "乙丙丁戊己庚辛壬癸"
_MARK = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,4}")
# These begin or end other ways to name a task, or are said of every plan.
_TAKEN = re.compile(r"任务|事项|项目|政策|附件|主要|重点|第|号|[一二三四五六七八九十]|甲")


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A stored plan beside its tasks."""

    id: int
    number: str
    title: str
    mark: str
    ends_on: date
    tasks: int
    closed: bool
    tells_territories: bool = False
    lights: str = ""  # the preset it has chosen; empty: the place's own


def key_of(number: str, title: str) -> str:
    """What a plan is known again by: its document number, or its title where it has none."""
    return number or title


def is_mark(mark: str) -> bool:
    """Whether people can say this before a code without it being read as something else."""
    return _MARK.fullmatch(mark) is not None and _TAKEN.search(mark) is None


def free_mark(used: Iterable[str]) -> str:
    """The first plan needs none; the second is 乙, as lists are counted."""
    taken = set(used)
    if not taken:
        return ""
    return next((mark for mark in _MARKS if mark not in taken), f"方案{len(taken) + 1}")
