"""Where the work of the tasks that are asked for lies: 落在冠县或者高唐的, 茌平境内的, 按属地排."""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.language.filters import UnitNames

COUNTIES = frozenset({"县区", "开发区"})
BY_PLACE = re.compile(
    r"按(?:照)?(?:所在)?(?:属地|所在地|所在县区?|辖区|地域|地盘)(?:的|来|上)?|属地(?:上|来)?看"
)
_BEFORE = re.compile(
    r"(?:落地?|坐落|座落|位|建|放|布局|分布)(?:在|于|到)|属地(?:是|为|在|：|:)?|在$|涉及(?:到)?$"
)
_BEHIND = re.compile(
    r"(?:的)?(?:境内|辖区(?:内|里)?|地界(?:上|内)?|地面上|地盘上?|属地(?:的|上)?|那边落地的|行政区域)"
)
_BETWEEN = re.compile(r"\s*(?:或者?|和|跟|与|及|以及|、|还有)?\s*(?:在|落在)?\s*")


def read_places(
    text: str, names: UnitNames, kinds: Mapping[str, str]
) -> tuple[tuple[str, ...], str]:
    """The counties (as units) in which the work lies, and the text without saying so."""
    found = [each for each in names.find_all(text) if kinds.get(each[0]) in COUNTIES]
    for place, (unit, start, end) in enumerate(found):
        before = _BEFORE.search(text[max(0, start - 6) : start])
        at_end = before is not None and before.end() == len(text[max(0, start - 6) : start])
        units, last = [unit], end
        for other, begins, ends in found[place + 1 :]:
            if not _BETWEEN.fullmatch(text[last:begins]):
                break
            units.append(other)
            last = ends
        behind = _BEHIND.match(text, last)
        if not at_end and behind is None:
            continue
        first = (
            start - (6 if start >= 6 else start) + before.start() if before and at_end else start
        )
        last = behind.end() if behind else last
        return tuple(units), f"{text[:first]}　{text[last:]}"
    return (), text
