"""What a question asks to be shown: figures, tasks, units in an order, a change, a paper.

Read after the intent is known, from the same sentence: `Filters` say whose tasks, this says which of
them and how. Pure; `strong` tells whether the words alone make it a question whatever the intent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.language import asked
from domain.language.filters import Filters
from domain.language.numerals import read_number
from domain.language.text import plain


class Shown(StrEnum):
    FIGURES = "figures"
    TASKS = "tasks"
    UNITS = "units"
    WHY = "why"  # of an issue that is named
    GROUPS = "groups"  # one of the views of /status
    CHANGES = "changes"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Question:
    """`conditions` are keys of domain.conditions; `top` is how many are asked for, most first.

    `without`: units that have none of it. `order` sorts tasks: overdue, slow, due. `name` is the view
    or the paper. `word` is a topic that no filter names and that the tasks' own text has; `about`: it
    is asked of that topic, so where the intent is none the sentence is a question after all.
    """

    shown: Shown
    conditions: tuple[str, ...] = ()
    top: int | None = None
    most: bool = False
    without: bool = False
    order: str = ""
    name: str = ""
    word: str | None = None
    due_within: int | None = None
    above: float | None = None
    below: float | None = None
    strong: bool = False
    about: bool = False


def read_question(
    text: str, filters: Filters, today: date, in_plan: Callable[[str], bool]
) -> Question:
    """`in_plan(word)` tells whether any task's text has a word."""
    text = plain(text.strip())
    for name, words in asked.PAPERS:
        if words.search(text):
            return Question(Shown.PAPER, name=name, strong=True)
    if asked.CHANGED.search(text):
        return Question(Shown.CHANGES, strong=True)
    conditions = _conditions(text, filters)
    most = asked.MOST.search(text) is not None
    top = _top(text)
    rate = asked.RATE.search(text) is not None
    several = sum(key in ("red", "yellow", "green", "blue", "grey") for key in conditions) > 1
    group = next((name for name, words in asked.GROUPS if words.search(text)), "")
    without = asked.WITHOUT.search(text) is not None or asked.ALL_REPORTED.search(text) is not None
    if group and not (group in ("units", "counties") and (conditions or most)):
        return Question(Shown.GROUPS, name=group, strong=True)
    if conditions and asked.ISSUE.search(text):
        return Question(Shown.WHY, conditions, strong=True)
    ranked = most and re.search(r"排名|排行", text) and not re.search(r"任务|事项|项目|几项", text)
    units = asked.UNITS.search(text) or ranked or group in ("units", "counties")
    if units and not _of_named_unit(text, filters):
        if conditions or most or without:
            name = "counties" if re.search(r"县", text) else ""
            return Question(
                Shown.UNITS, conditions, top, most, without=without, name=name, strong=True
            )
        if re.search(r"单位|部门", text):
            return Question(Shown.GROUPS, name="units")
    if several or rate or (not conditions and asked.LIT.search(text)):
        return Question(Shown.FIGURES, word=_topic(text, filters, in_plan), strong=True)
    above, below = _share(text)
    if above is not None or below is not None:
        return Question(Shown.TASKS, conditions, above=above, below=below, strong=True)
    if asked.EVERY.search(text) and not conditions:
        return Question(Shown.TASKS, strong=True)
    order = _order(text) if most or top else ""
    if order in ("slow", "fast"):
        conditions = tuple(key for key in conditions if key not in ("late", "green"))
    if conditions or order or _due_within(text, today) is not None:
        return Question(
            Shown.TASKS,
            conditions,
            top,
            most,
            order=order,
            due_within=_due_within(text, today),
            word=_topic(text, filters, in_plan) if conditions else None,
            strong=True,
        )
    asks = asked.ASKING.search(text) is not None
    topic = _topic(text, filters, in_plan)
    named = filters.unit is not None and topic is None and asks
    listed = re.search(r"任务|哪些|有几|几[项个条]|事项|政策|项目|牵头|配合", text)
    tells = re.search(r"情况|进展|咋样|怎么样|怎样|如何|总体|整体|进度|汇总|统计", text)
    by_deadline = filters.due_within_days is not None
    narrowed = filters.unit or filters.list or filters.section or filters.role or topic
    if by_deadline or (narrowed and listed and not tells):
        return Question(Shown.TASKS, word=topic, strong=named or by_deadline)
    named_part = topic or filters.section or filters.list or filters.role
    strong = named or asked.OVER_ALL.search(text) is not None
    return Question(
        Shown.FIGURES,
        word=topic,
        strong=strong,
        about=asks and (named_part is not None or (tells is not None and len(text) <= asked.SHORT)),
    )


def _conditions(text: str, filters: Filters) -> tuple[str, ...]:
    found = [key for key, words in asked.CONDITIONS if words.search(text)]
    if "late" in found and "on-time" in found and re.search(r"[未没有]达", text):
        found.remove("on-time")
    if "alert" in found:
        found = [key for key in found if key not in ("red", "yellow")]
    if filters.overdue and "overdue" not in found:
        found.append("overdue")
    if asked.DONE.search(text) and not asked.OVERALL.search(text) and "ahead" not in found:
        found.append("done")
    if "never" not in found:
        week, day = asked.WEEK.search(text), asked.TODAY.search(text)
        if asked.ALL_REPORTED.search(text) or asked.UNREPORTED.search(text) or filters.unreported:
            found.append("week-owing" if week else "unreported")
        elif asked.REPORTED.search(text) and "asking" not in found:
            when = "yesterday" if "昨" in text else "today" if day else "week" if week else ""
            found.append(f"{when}-reported" if when else "reported")
        elif re.search(r"报(?:得|的)最(?:慢|差|少|晚)", text):
            found.append("unreported")
        elif re.search(r"报(?:得|的)最(?:好|快|多|早|积极)", text):
            found.append("reported")
    if not found and re.search(r"完成(?:得|的|任务|情况)?(?:最|排)", text):
        found.append("done")
    if not found and re.search(
        r"(?:最|做得|干得|表现|进展)(?:比较|较)?(?:慢|差|落后|靠后|不力|不好)", text
    ):
        found.append("late")
    if not found and re.search(r"(?:最|做得|干得|表现|进展)(?:比较|较)?(?:好|快|靠前|不错)", text):
        found.append("green")
    return tuple(dict.fromkeys(found))


def _share(text: str) -> tuple[float | None, float | None]:
    """(above, below) what percent of completion is asked for."""
    match = asked.SHARE.search(text)
    if match is None:
        return None, None
    value = float(match["n"] or match["n2"])
    return (value, None) if match["above"] or match["above2"] else (None, value)


def _of_named_unit(text: str, filters: Filters) -> bool:
    """市财政局是谁牵头 asks of one unit, not for units."""
    return filters.unit is not None and re.search(r"哪些|哪几|哪个|谁|几家", text) is None


def _top(text: str) -> int | None:
    if match := asked.TOP.search(text) or asked.TOP_FIRST.search(text):
        number = read_number(match[1])
        return int(number) if number and 0 < number <= 100 else None
    if re.search(
        r"(?:哪个|哪家|哪一家|哪一个|谁)[^,，。]{0,8}最|最[^,，。]{1,5}的?(?:是|单位是)?(?:哪个|哪家|谁)",
        text,
    ):
        return 1
    return None


def _order(text: str) -> str:
    if re.search(r"逾期|超期|最久|最长", text):
        return "overdue"
    if re.search(r"最(?:先|早|近)[^,，。]{0,3}到期|最急|最紧", text):
        return "due"
    return "fast" if asked.LEAST.search(text) else "slow"


def _due_within(text: str, today: date) -> int | None:
    if asked.MONTH_DUE.search(text):
        last = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return (last - today).days
    return 6 - today.weekday() if asked.WEEK_DUE.search(text) else None


def _topic(text: str, filters: Filters, in_plan: Callable[[str], bool]) -> str | None:
    """A word that names a field of work where no filter does: 教育方面的情况 → 教育."""
    if filters.unit or filters.section:
        return None
    for _, words in asked.CONDITIONS:
        text = words.sub(" ", text)
    for words in (
        asked.DONE,
        asked.UNREPORTED,
        asked.REPORTED,
        asked.WEEK,
        asked.TODAY,
        asked.UNITS,
        asked.TOP,
        asked.DULL,
    ):
        text = words.sub(" ", text)
    pieces = sorted(re.findall(r"[\u4e00-\u9fff]{2,8}", text), key=len, reverse=True)
    windows = (
        piece[at : at + width]
        for piece in pieces
        for width in range(len(piece), 1, -1)
        for at in range(len(piece) - width + 1)
    )
    return next((window for window in windows if in_plan(window)), None)
