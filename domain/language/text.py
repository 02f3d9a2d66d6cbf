"""What every reader of a message shares: one width of letters, clauses, and spans that keep their place."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

SEPARATORS = ",，。;；!！?？\n\r"
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_CLAUSE = re.compile(rf"[^{SEPARATORS}]+")
_CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_SPOKEN = str.maketrans("123456789", "一二三四五六七八九")
_FROM_CAPITALS = str.maketrans(_CAPITALS, "一二三四五六七八九十百千万亿")
# How people speak at home, in words of the same length.
_DIALECT = {
    **{"莫得": "没有", "木有": "没有", "冇得": "没有", "没得": "没有"},
    **{"咋个": "怎么", "啥子": "什么", "么子": "什么", "晓得": "知道", "搞掂": "搞定", "俺": "我"},
}
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
    (re.compile(r"按排|布署"), lambda m: "安排" if m.group() == "按排" else "部署"),
    (re.compile(r"到帐|海棉"), lambda m: {"到帐": "到账", "海棉": "海绵"}[m.group()]),
    (re.compile(r"(?<=[\u4e00-\u9fff])[啦喽咯](?=\W|$)"), "了"),
    # 8成5 is 八成五.
    (
        re.compile(
            r"(?<![\d.])[1-9]成(?:[1-9](?![\d.%万亿个家]))?(?![立为果员本功效熟品交长都型份人])"
        ),
        lambda m: m.group().translate(_SPOKEN),
    ),
    (re.compile(r"尚末|末完成"), lambda m: m.group().replace("末", "未")),
    # 贰仟叁佰万元, 政策肆, 玖家: the numerals of cheques, not 陆港, 队伍 or 收拾.
    (
        re.compile(
            rf"[{_CAPITALS}][{_CAPITALS}零万亿点]+|(?<=[策项目务第])[{_CAPITALS}]"
            rf"|(?<![队大])(?:[壹贰叁肆伍柒捌玖]|陆(?!家))(?=[家个户名人项万亿成月日号])"
        ),
        lambda m: m.group().translate(_FROM_CAPITALS),
    ),
    (re.compile(rf"(?:{'|'.join(_DIALECT)})(?![到出])"), lambda m: _DIALECT[m.group()]),
)


# No number is that long; a reader that looks for numbers would try each of its ends from each start.
_ENDLESS_FROM = 40
_ENDLESS = re.compile(rf"[\d.,%+-]{{{_ENDLESS_FROM},}}")
# Every one of these has one of them; each begins with a character, so a search skips all others.
_SLIPPERY = re.compile(
    r"己|以[完办建投通启开上到经]|按排|布署|到帐|海棉|[啦喽咯]|尚末|末完成|成(?<=[1-9]成)|"
    + "|".join([*_CAPITALS, *_DIALECT])
)


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


def any_of(words: str) -> str:
    """A pattern for one of the words, the longest first, so that it can be repeated for good (*+)."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


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


_PAUSE = re.compile(
    r"(?<=[\u4e00-\u9fff%)）]) (?=[\u4e00-\u9fff])(?!(?<=[一二三四五六七八九十百千万亿] )[个家名户人亩项])"
)


_EMOJI = re.compile("(?<=[\u4e00-\u9fff])[\U0001f300-\U0001faff\u2600-\u26ff\u2700-\u2793\ufe0f]+")


def spaced(text: str) -> str:
    """On a phone a blank between two words is a comma, a picture behind one a blank; of the same length."""
    return _PAUSE.sub("，", _EMOJI.sub(lambda match: " " * len(match.group()), text))


_COURTESY = re.compile(
    r"^\W*(?!好的|收到|明白|知道|行)(?:尊敬的)?(?:各位|[\u4e00-\u9fff]{0,2})(?:领导|主任|科长|处长|局长|老师|同志)们?[,，]?\s*"
    r"(?:[您你]们?好|(?:早上|上午|中午|下午|晚上)?好)?[!！,，。:：~\s]+"
    r"|^\W*(?:[您你]们?好|(?:早上|上午|中午|下午|晚上)好)[!！,，。:：~\s]+"
    r"|(?:妥否|当否|可否|是否妥当)[,，]?\s*请[^,，。;；]{0,8}[。!！]?\s*$|特此(?:报告|汇报|说明)[。!！]?\s*$"
    r"|请(?:领导|您)?(?:审阅|知悉|知晓|查收|查阅|指正|批评指正)[。!！]?\s*$"
)


def without_courtesy(text: str) -> str:
    """`text` of the same length without 各位领导下午好 before it and 妥否，请批示 behind."""
    bare = _COURTESY.sub(lambda match: " " * len(match.group()), text)
    return bare if len(bare.strip()) > _GREETING else text


_GREETING = 4  # characters; what is no longer is itself the message


def mask(text: str, spans: Iterable[Span], filler: str = " ") -> str:
    """`text` of the same length with `spans` blanked."""
    chars = list(text)
    for span in spans:
        chars[span.start : span.end] = filler * (min(span.end, len(chars)) - span.start)
    return "".join(chars)


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span: from the separator before it to the one behind it."""
    breaks = _breaks(text)
    before, behind = bisect_left(breaks, start), bisect_left(breaks, end)
    left = breaks[before - 1] + 1 if before else 0
    return left, breaks[behind] if behind < len(breaks) else len(text)


@lru_cache(maxsize=64)  # the readers of one message ask for its clauses again and again
def _breaks(text: str) -> list[int]:
    return [match.start() for match in _SEPARATOR.finditer(text)]


def clauses(text: str) -> list[Span]:
    """All clauses in order, without the separators."""
    return [Span(match.start(), match.end()) for match in _CLAUSE.finditer(text)]
