"""What every reader of a message shares: one width of letters, clauses, and spans that keep their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SEPARATORS = ",，。;；!！?？\n\r"
_CLAUSE = re.compile(rf"[^{SEPARATORS}]+")
# Slips of the thumb that change nothing but a character: 己完成, 以完成.
_SLIPS = (
    (re.compile(r"己(?=[完经报收办全建投通落到签印开启达复补重])"), "已"),
    (
        re.compile(
            r"(?<![予可加所得难足])以(?=(?:完成|完工|办结|建成|投用|通过|启动|开工|上报|到位))"
        ),
        "已",
    ),
    (re.compile(r"以经"), "已经"),
    (re.compile(r"按排"), "安排"),
    (re.compile(r"尚末|末完成"), lambda m: m.group().replace("末", "未")),
)


# No number is that long; a reader that looks for numbers would try each of its ends from each start.
_ENDLESS_FROM = 40
_ENDLESS = re.compile(rf"[\d.,%+-]{{{_ENDLESS_FROM},}}")
_SLIPPERY = re.compile("己|以[完办建投通启开上到经]|按排|尚末|末完成")  # every slip has one


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a message something was read: positions in the text as typed."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class _Folding(dict[int, int]):
    """Code point → that of its half-width form where it is one character; filled as they come."""

    def __missing__(self, code: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(code))
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLDING = _Folding({ord("。"): ord("。"), ord("〇"): ord("零")})


def same_length(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, every position kept."""
    return text.translate(_FOLDING)


def plain(text: str) -> str:
    """`text` as the readers want it, of the same length: one width, common slips mended."""
    folded = text.translate(_FOLDING)
    if len(folded) > _ENDLESS_FROM:
        folded = _ENDLESS.sub(lambda match: " " * len(match.group()), folded)
    if _SLIPPERY.search(folded):
        for slip, right in _SLIPS:
            folded = slip.sub(right, folded)
    return folded


_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff%)）]) (?=[\u4e00-\u9fff])")


def spaced(text: str) -> str:
    """On a phone a blank between two words is a comma; of the same length."""
    return _PAUSE.sub("，", text)


def mask(text: str, spans: Iterable[Span], filler: str = " ") -> str:
    """`text` of the same length with `spans` blanked."""
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = filler * (min(span.end, len(chars)) - span.start)
    return "".join(chars)


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span: from the separator before it to the one behind it."""
    left = max((text.rfind(mark, 0, start) for mark in SEPARATORS), default=-1) + 1
    right = min((at for mark in SEPARATORS if (at := text.find(mark, end)) >= 0), default=len(text))
    return left, right


def clauses(text: str) -> list[Span]:
    """All clauses in order, without the separators."""
    return [Span(match.start(), match.end()) for match in _CLAUSE.finditer(text)]
