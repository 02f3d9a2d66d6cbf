"""高企 for 高新技术企业: a name whose characters stand in order in a task's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from domain.plan import Task

_SPREAD = 3  # characters of the full name for each of the short one's
_PHRASE = re.compile(r"[\u4e00-\u9fffA-Za-z\d]+")


def abbreviated(name: str, among: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks that `name` may stand for, the tightest first; a word as it is before one cut short,
    one of the title before one of the target and the metrics. Empty where no task has it.
    """
    tasks = tuple(among)
    wide = _SPREAD * len(name)
    whole, short = re.escape(name), _in_order(name)
    for pattern, longest in ((whole, len(name)), (short, wide)):
        for part in (_title, _text):
            found = [
                (length, place, task)
                for place, task in enumerate(tasks)
                if (length := _tightest(pattern, part(task))) <= longest
            ]
            if found:
                least = min(found)[0]
                return tuple(task for length, _, task in sorted(found) if length == least)
    return ()


@lru_cache(maxsize=64)
def _in_order(name: str) -> str:
    """A lookahead, so that every place where the name may begin is tried."""
    inner = r"[\u4e00-\u9fff]{0,4}?".join(map(re.escape, name))
    return rf"(?=({inner}))"


def _tightest(pattern: str, text: str) -> int:
    """The length of the shortest piece of `text` that holds the name; very long where none does."""
    found = re.finditer(pattern, text, re.IGNORECASE)
    return min((len(match[1] if match.re.groups else match[0]) for match in found), default=10**6)


def _title(task: Task) -> str:
    return task.title


def _text(task: Task) -> str:
    return "。".join((task.target, *(metric.name for metric in task.metrics)))
