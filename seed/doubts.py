"""What looks misread in a text. It is only said: nothing is altered without a correction or a yes."""

from __future__ import annotations

import re

_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,4})\1|([量下的了是在])\2")
_FOREIGN = re.compile(r"(?<=[\u4e00-\u9fff])\s*([a-z]{2,})\s*(?=[\u4e00-\u9fff])")
_REAL_DOUBLES = frozenset({"人人", "家家"})


def doubts_in(title: str, target: str) -> tuple[str, ...]:
    """One sentence for each place that looks misread."""
    found = []
    for place, text in (("标题", title), ("目标", target)):
        for match in _DOUBLED.finditer(text):
            if match.group() not in _REAL_DOUBLES:
                found.append(f"{place}中「{_around(text, match)}」疑似重复识别，请对照原文。")
        for match in _FOREIGN.finditer(text):
            found.append(f"{place}中「{_around(text, match)}」夹有英文，疑似误读，请对照原文。")
        for odd in ("电商电子商务", "德鄆", "电高+"):
            if odd in text:
                found.append(f"{place}中「{odd}」疑似误读，请对照原文。")
    return tuple(dict.fromkeys(found))


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 3) : match.end() + 3].strip()
