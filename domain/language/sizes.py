"""How many there are at all, said in passing: 这122项里, 项目那10个, 政策清单40项. It narrows nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.language.numerals import read_number
from domain.plan import Task, TaskList

_N = r"(?P<n>\d{1,5}|[一二两三四五六七八九十百]{1,5})"
_PASSING = re.compile(
    rf"(?:(?P<list>政策|事项|项目|主要任务)(?:清单|类)?(?:的|里)?(?:那|这|共|一共|总共|全部)?|(?:全市|全部|所有|这|总共|一共)(?:的|这)?)(?:这|那)?{_N}[项个件条](?:任务|事项|项目|政策)?(?:里头?面?|当中|中)?"
)
_BEHIND = re.compile(
    rf"(?<![\d前头]){_N}(?:项|个|条)(?:重点|重大)?(?P<list>政策|事项|项目|主要任务)(?!清单)"
)
_ROW = re.compile(r"-\d+$")


def without_size(text: str, tasks: Sequence[Task]) -> str:
    """The text without a number that only repeats how many tasks there are, in all or on the list named."""

    def said(match: re.Match[str]) -> str:
        named = [t for t in tasks if match["list"] and t.list is TaskList(match["list"])] or tasks
        sizes = {len(named), len({_ROW.sub("", task.code) for task in named})}
        number = read_number(match["n"])
        return (f"{match['list']}清单的" if match["list"] else "") if number in sizes else match[0]

    def behind(match: re.Match[str]) -> str:
        named = [t for t in tasks if t.list is TaskList(match["list"])]
        sizes = {len(named), len({_ROW.sub("", task.code) for task in named})}
        return f"{match['list']}清单" if read_number(match["n"]) in sizes else match[0]

    return _BEHIND.sub(behind, _PASSING.sub(said, text))
