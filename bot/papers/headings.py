"""How a title is broken into lines: 词意完整, never inside a word, a date or a pair of marks."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"[\d.—\-]+年?(?:\d+月)?(?:\d+日)?|实施方案|实施意见|行动计划|工作方案|工作要点|落实情况|进展情况|关于|贯彻|落实|推进|推动|突破|崛起|三年|五年|年度|行动|计划|实施|方案|意见|措施|要点|工作|重点"
    r"|任务|清单|情况|通报|进展|政策|项目|事项|建设|发展|优化|营商|环境|经济|高质量|人民政府|办公室|通知|若干|促进|加快|加强|全市"
)
_CLOSING, _OPENING = "》）」』”’，。、；：！？的", "《（「『“‘"
_UNEVEN, _NEAR, _TORN = 1.0, 12.0, 60.0


def lines(title: str, width: float) -> list[str]:
    """`title` in as few lines of at most `width` characters (two half-width ones are one) as it takes."""
    least = -(-_length(title) // width)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}  # end → (cost, where its line begins)
    inside = {n for match in _WORDS.finditer(title) for n in range(match.start() + 1, match.end())}
    found_words = [match.span() for match in _WORDS.finditer(title)]
    edges = ({start for start, _ in found_words}, {end for _, end in found_words})
    for end in range(1, len(title) + 1):
        for start in range(end):
            long = _length(title[start:end])
            if start not in best or long > width:
                continue
            last = end == len(title)
            cost = best[start][0] + _UNEVEN * (_length(title) / least - long) ** 2
            if not last:
                cost += _break(title, end, inside, edges)
            if end not in best or cost < best[end][0]:
                best[end] = (cost, start)
    found, end = [], len(title)
    while end > 0:
        start = best[end][1]
        found.append(title[start:end])
        end = start
    return found[::-1]


def _break(title: str, at: int, inside: set[int], edges: tuple[set[int], set[int]]) -> float:
    """What it costs to go to a new line before the character at `at`."""
    before, after = title[at - 1], title[at]
    if after in _CLOSING or before in _OPENING or at in inside:
        return 1e6
    if before in "》）" or after in "（《":
        return 0.0
    return (0.0, _NEAR, _TORN)[2 - sum(at in each for each in edges)]


def _length(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)
