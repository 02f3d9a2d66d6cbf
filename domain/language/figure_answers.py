"""The number that an answer gives: 约三十五家, 35家，其中规上12家, 没有; corrections, and 数据下周给."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.language.numerals import CHINESE, read_number
from domain.language.quantities import find_quantities
from domain.language.text import plain
from domain.measures import in_unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was answered, in `measure` (the asked one where it can be turned into that)."""

    value: float
    measure: str


_NONE = re.compile(
    r"(?:无|零|没有|暂无|暂时没有|零报告|0报告|(?:一|1)[\u4e00-\u9fff]都?没有?|都没有)[。.!！]*"
)
_ALONE = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?\s*[万亿千百]?[\u4e00-\u9fff㎡%]{0,3}[。.!！]?")
_BARE = re.compile(r"^\D{0,12}?(-?\d+(?:,\d{3})*(?:\.\d+)?)\s*([万亿]?)\D{0,6}$")


def read_figure(text: str, measure: str) -> Figure | None:
    """The one number an answer gives; None where there is none, or more than one it could be."""
    if _NONE.fullmatch(plain(text.strip())):
        return Figure(0.0, measure)
    folded = bare(text)
    if (match := _IN_CHINESE.fullmatch(folded)) and match["unit"] in ("", measure):
        count = read_number(match["n"])
        return None if count is None else Figure(count, measure)
    found = find_quantities(folded)
    fitting = [(q, in_unit(q.value, q.unit, measure)) for q in found] if measure else []
    turned = [value for _, value in fitting if value is not None]
    if len(turned) == 1:
        return Figure(turned[0], measure)
    if match := _BARE.match(folded):
        value = float(match[1].replace(",", ""))
        if len(found) == 1 and found[0].unit and not measure:
            return Figure(found[0].value, found[0].unit)
        scale = {"万": 10**4, "亿": 10**8}.get(match[2], 1)
        said = found[0].unit if len(found) == 1 else ""
        if measure and said and said != measure and not measure.endswith(said):
            return None
        return Figure(value if match[2] and measure[:1] == match[2] else value * scale, measure)
    if len(found) == 1:
        return Figure(found[0].value, measure or found[0].unit)
    return None


def is_figure(text: str) -> bool:
    """Whether a message is nothing but one number, with its unit perhaps; 没有 is one too."""
    said = bare(text)
    alone = _NONE.fullmatch(plain(text).strip()) or _ALONE.fullmatch(said)
    return bool(alone or (said and _IN_CHINESE.fullmatch(said)) or _RANGE.fullmatch(said))


_CORRECTS = re.compile(
    r"^\s*(?:刚才|刚刚|上面|前面|之前)?(?:那个)?(?:数字?|数据)?(?:我)?(?:发|写|说|报|填|打)?(?:错了?|的?不对)(?:了|啊|哈)?"
    r"|^\s*(?:更正|更改|纠正|订正|修正|修改|改一?下|改成|改为|应该?是|应为|重新报|重报)(?:一?下)?"
)
_LINKS = re.compile(r"^[\s,，:：。]*(?:应该?)?(?:是|为|改成|改为)?[\s:：]*")
# The words around a number that change nothing of it.
_AROUND = re.compile(
    r"^\s*(?:我们?(?:这边|单位|局|县|区|市)?|本(?:单位|县|区|局))?(?:目前|现在|截至目前|到现在|今年|已经|已)?(?:一共|总共|共计|合计|共|累计|是|有)*"
    r"(?:大约|大概|约摸?|差不多|接近|近|将近|估计|预计|应该)?(?:是|有)?\s*|\s*(?:左右|上下|的?样子|这样)?[吧哈啊呢的了]*[。.!！~\s]*$"
)
_PARTS = re.compile(r"[,，;；。\s(（]+(?:其中|里面|包括|含|比上|比去年|同比|较上).*$", re.DOTALL)
_RANGE = re.compile(
    r"\d+(?:\.\d+)?\s*[-~—到至]\s*\d+(?:\.\d+)?\s*[\u4e00-\u9fff㎡%]{0,4}"
)  # no one number
_IN_CHINESE = re.compile(rf"(?P<n>[{CHINESE}百千万亿]+)(?P<unit>[\u4e00-\u9fff㎡%]{{0,3}}?)")
_TO_COME = re.compile(
    r"(?:数据?|数字|统计|汇总|核实|核对|报表|表格?|材料|还|正在|稍)[^。;；]{0,14}?(?:下周|下午|晚上|明天|明早|后天|周[一二三四五六日]|过[几两一]?天|稍后|晚点|晚些|月底|等)[^。;；]{0,8}?(?:给|报|出|交|发|补|定)"
    r"|(?:数据?|数字|材料|表)?(?:还|尚)?(?:没|未|正在|还在)(?:有)?(?:统计|汇总|核实|核对|核|算|整理|收)(?:出来|完|好|齐|上来|中)?(?:呢|中|了)?[。.!！\s]*$"
    r"|(?:下周|下月|下个?季度|下半年|年底|月底)(?:才|再)(?:有|能|出|报|统计)[^,，。;；]{0,6}[。.!！\s]*$"
    r"|(?:下周|明天|后天|稍后|晚点|晚些|周[一二三四五])[^,，。;；]{0,4}(?:再)?(?:给|报)(?:数据?|数字|您|你们?)?[。.!！\s]*$"
)


def corrected(text: str) -> str | None:
    """What a correction (发错了 是35家, 更正：36家) puts in place; None where the text is none."""
    said = plain(text).strip()
    if (match := _CORRECTS.match(said)) is None:
        return None
    return _LINKS.sub("", said[match.end() :], count=1)


def to_come(text: str) -> bool:
    """数据下周给, 还在汇总: what is asked for is not there yet."""
    return len(text) <= 40 and _TO_COME.search(plain(text)) is not None


def without_parts(text: str) -> str:
    """35家，其中规上12家 → 35家."""
    return _PARTS.sub("", plain(text).strip())


def bare(text: str) -> str:
    """An answer without what stands around its number, and without what is said of its parts."""
    said = plain(text).strip()
    fixed = corrected(said)
    said = _PARTS.sub("", said if fixed is None else fixed)
    return _AROUND.sub("", said)
