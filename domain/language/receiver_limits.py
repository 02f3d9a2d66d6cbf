"""What narrows receivers down, at one place of a text: 逾期的, 7天内到期, 红灯, 政策里, 金融类, 古城那项."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.conditions import BY_KEY, CONDITIONS, LIGHTS
from domain.language import receiver_terms as terms
from domain.language.asked import CONDITIONS as ASKED
from domain.language.days import DatePhrase
from domain.planbook import PlanBook
from domain.selection import sections_of

_ENDS = re.compile(r"[的灯牌、,/和及跟与\s红黄绿蓝灰]|$")
_OTHERWISE = frozenset({"other"})  # 其他单位 are the other units, not those whose pace is 其他


def limit_at(
    text: str, at: int, book: PlanBook, dates: Mapping[int, DatePhrase], today: date
) -> tuple[int, dict[str, Any]] | None:
    """Where the limit that begins at `at` ends, and what it sets of a `Phrase`; None where none does.

    `dates`: place → the day that begins there.
    """
    match = terms.OVERDUE_BY.match(text, at)
    if match and (days := terms.days_in(match["n"], match["u"])):
        return match.end(), {"overdue_by": days}
    if match := terms.WITHIN.match(text, at):
        ends = match.group().endswith(("内", "到期", "截止", "到时限"))
        if ends and (days := terms.days_in(match["n"], match["u"])):
            return match.end(), {"due_within": days}
    phrase = dates.get(at)
    if phrase and phrase.day and phrase.day >= today:
        due, within = terms.DUE.match(text, phrase.end), (phrase.day - today).days
        if due:
            return due.end(), {"due_within": within}
    if match := terms.FREE_OF.match(text, at):
        said = match["what"] or match["all"]
        keys = [key for key, asked in ASKED if asked.search(said)]
        return match.end(), {"free_of": tuple(keys[:1])}
    if match := terms.LIGHT_NOT.match(text, at):
        light = next(
            (key for key in LIGHTS if text.startswith(BY_KEY[key].word[0], match.end())),
            "",
        )
        return match.end() + 2, {"lacking": (light,)}
    for key_of, table in (("conditions", terms.NARROW), ("lacking", terms.LACKING)):
        for pattern, key in table:
            if match := re.compile(pattern).match(text, at):
                return match.end(), {key_of: (key,)}
    for condition in (each for each in CONDITIONS if each.key not in _OTHERWISE):
        for name in sorted((condition.word, *condition.words), key=len, reverse=True):
            # 黄河 is no yellow light: a light's one character needs an end.
            if text.startswith(name, at) and (len(name) > 1 or _ENDS.match(text, at + 1)):
                return at + len(name), {"conditions": (condition.key,)}
    if match := terms.NEVER.match(text, at):
        return match.end(), {"conditions": ("never",)}
    for key, asked in terms.CONDITION_WORDS:
        if match := asked.match(text, at):
            return match.end(), {"conditions": (key,)}
    for pattern, name in terms.LISTS:
        if match := re.compile(pattern).match(text, at):
            return match.end(), {"lists": (name,)}
    if (match := terms.SECTION.match(text, at)) and (places := sections_of(match[1], book)):
        return match.end(), {"sections": places}
    if match := terms.TOPIC.match(text, at):
        if match["more"] and (places := sections_of(match["words"], book)):
            return match.end(), {"sections": places}
        topic = book.topics.find(match["words"], book.tasks)
        named = [topic.task] if topic.task else [*topic.candidates]
        named = named or [t for t in book.tasks if match["words"] in t.title]
        if named:
            return match.end(), {"codes": tuple(t.code for t in named)}
    if match := terms.OF_TITLE.match(text, at):
        among = [t for t in book.tasks if match["list"] in (t.list.value, "任务", "工作")]
        titled = [t for t in among if match["word"] in t.title]
        titled = titled or [t for t in among if match["word"] in t.target]
        if titled:
            codes = tuple(t.code for t in titled)
            return match.end(), {"codes": codes}
    return None
