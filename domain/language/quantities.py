"""Business quantities of a message: 1.1万个 → 11000 个, 23.5万亩 stays, 六成 and 五分之四 are shares.

Source: SPEC.md, figures. Not quantities: dates, durations, ordinals, list numbers, roads (G220), models
(1210模式), 3号泵站, numbers inside fixed phrases (四好农村路), the value a sender takes back, the one
before an arrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.language.numerals import ARABIC, CHINESE, SPOKEN, read_number
from domain.language.text import Span, mask

# 万 and 亿 stay before these: one says 85万亩 and 3.2亿元, but 1万个 is 10000 个.
_KEEPING = (
    "元|亩|吨标准煤|吨标煤|吨|千瓦时|千瓦|度电|斤|公斤|平方米|立方米|方|标箱|欧元|美元|港元|元人民币|平米|㎡"
    "|m3"
)
_COUNTING = (
    "人次|个百分点|百分点|户次|家次|场次|车次|班次|架次|批次|列次|件次|课时|学时|张床位|张床|台套|台件"
    "|平方公里|公里|千米|毫米|厘米|米|公顷|兆瓦时|兆瓦|千克|克|升|立方|伏安|千伏安|万千瓦"
    "|个|家|名|人|位|户|项|处|座|台|套|辆|条|张|份|件|批|期|笔|宗|起|场|次|本|册|部|篇|块|间|栋|幢|所|门|头|只"
    "|羽|匹|株|棵|孔|根|基|道|段|眼|口|盏|支|片|艘|架|列|组|队|对|村|镇|县|街道|社区|园|倍|票|单|例|款|种|类"
    "|箱|车|枚|面|粒|袋|桶|瓶|杆|级台阶|节|轮|站|点位|床|桩|枪|井|井次|集|首|幅|堂|课|岁|页|字|幢|扇|标段|路|亿次|TEU|MW|GW|kW|KW|km|MWh|mu"
)
_UNIT = "|".join(sorted({*_KEEPING.split("|"), *_COUNTING.split("|")}, key=len, reverse=True))
_UNIT_OK = rf"(?:{_UNIT})(?!(?<=[县村镇])[里级区城域市民庄委]|(?<=基)[地础站金本层数因])"
_SCALE = {"万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7, "百万": 10**6}
_SCALE |= {"十万": 10**5, "万": 10**4, "千": 1000, "百": 100}
_MORE = "余|多|来|几"
_QUANTITY = re.compile(
    rf"(?:(?<![A-Za-z\d.])|(?<=\d)(?=[{CHINESE}]))(?P<sign>[-负](?=\d))?(?P<n>{ARABIC}"
    rf"|{SPOKEN})\s*(?:{_MORE})?\s*"
    r"(?:(?P<percent>%|个百分点|百分点)"
    rf"|(?:(?:个(?=亿))?(?P<scale>{'|'.join(_SCALE)})(?![瓦克米伏])\s*(?:{_MORE})?)?(?P<unit>{_UNIT_OK})?"
    rf"|\s*(?P<apart>{_UNIT_OK}))"
)
_DURATION = re.compile(
    r"\s*(?:余|多|来)?\s*(?:年|个?半?月|天|日|周|个?星期|个?礼拜|小时|个小时|分钟|秒|个工作日|工作日|季度|个季度|点(?!位)|时(?!间)|时段|旬|度(?!电))"
)
_ORDINAL_BEFORE = re.compile(
    r"(?:第|[A-Za-z](?!\s)|(?<![A-Za-z])[A-Za-z]|附件|公式|版本|编号|№|#)\s*$"
)
_NAMED_BEHIND = re.compile(
    r"\s*(?:号(?!召)|#|级(?!台)|星级|星|[A-Za-z](?!EU|W|m|u)|(?<=[一二三四五六七八九])期|(?<=\d)期(?!\d)|模式|型|线|分之"
    r"|楼|层|标段|标(?!准煤|煤|箱)|区(?!块)|[、.]\s*(?=[\u4e00-\u9fff]))"
)
# 培训2期 are two courses, 2期 alone is the second stage of the work.
_HELD = re.compile(
    r"(?:培训|举办|开办|办|开|组织|发行|出刊|刊发|编发|印发)(?:班|了|过|简报|专刊)?$"
)
_SPOKEN = re.compile(f"[{CHINESE}]")
# Words that hold a numeral and count nothing.
_FIXED = re.compile(
    r"四好农村路|七纵九横|[三五]年(?:滚动|行动)|一区多园|双百工程|双全双百|三支一扶|一网通办|一带一路|百园千镇万村|五有|五为"
    r"|一单制|十[一二三四五]五|一次(?:申报|查验|放行|办好|办成|性)|[35五三]市(?=企业|政策|县)|三农|两高|一事一议|四个区分|五个减量"
    r"|千亿(?:斤粮食|大关)|一体|一二三产业|三产|三级|二级|四级|两级|一级|两会|一批|一些|一直|一下|一步|一定|一样|一起|一致|一般|一律|一并|一同|一旦"
    r"|一方面|一揽子|一项一策|一企一策|一件事|一张网|一张图|一盘棋|一家亲|统一|进一步|第一|唯一|同一|单一|万一|千万别|三重一大|五一|六一|七一|八一|(?<![二三四五六七八九])十一(?![家个名人处户项条座台套所亩吨万亿千百点公])"
    r"|百日|百分|百强|千亿级|百亿级|双千|一(?:家家|个个|户户|条条|件件|项项|村村)|双万|三区三线|三调|四上|五上|一一|三三|三天两头|十有八九|七七八八|八九不离十|差不多|一口气|一刀切|两山|三保|四新"
    r"|两新|两重|三资|三变|三权|双一流"
    r"|千家万户|成千上万|千方百计|百姓|万物|万里|一季|二季|三季|四季|周[一二三四五六]|星期[一二三四五六]|零距离|零跑腿|零差错|零星"
    r"|一企|一户一|一村一|一县一|一乡一|半[年月天]|一半|两半|二维|三维|二次|一次|几个|几家|三孩|一老一小|十四五|双碳|双减"
)
_VAGUE = re.compile(
    r"\s*(?:问题|方面|阶段|环节|月|星期|礼拜|原因|困难|难题|部门|小时|工作日|季度|意见|建议|说法|情况|办法|思路|方向|层面|劲|样|左右|是|个)"
)
_RETRACTED = re.compile(
    r"(?:不是|并非|原报|误报(?:为|成)?|错报(?:为|成)?|(?:之前|上次|刚才|前面|原来|昨天|早上|上午)(?:误?报|写|填|说)的?(?:是|为|成)?"
    r"|(?:误|错)?(?:写|填|打)成了?|误写为|把)"
    r"[^,，。;；是应]{0,8}?$"
)
_ONWARD = re.compile(rf"\s*(?:-+>|=+>|→|➡️?|⇒|——>|>>)\s*(?:{ARABIC}|{SPOKEN})")
_WRONG = re.compile(
    r"(?:不是|并非|而非|误报(?:为|成|了)?|错报(?:为|成|了)?|误写(?:为|成)|(?:写|填|报)错成?了?)\s*$"
)
_FROM = re.compile(r"(?:由|从)\s*$")
# 4家，不对，是6家
_MEANT = re.compile(
    r"[了啊吧哦呀]*[\s,，。.…—-]*(?:哦|啊|噢)?[,，]?(?:不对|(?:说|写|打|报|记|数)错了?|口误|更正)[^\d。;；]{0,8}(?=\d)"
)
_CHANGED = re.compile(r"\s*(?:改|更正|修正|调整|更改)(?:为|成)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` of `unit` (a measure word, % included), read at `span`; `loose` where % was said in words."""

    value: float
    unit: str
    span: Span


def find_quantities(text: str, taken: tuple[Span, ...] = ()) -> tuple[Quantity, ...]:
    """Every quantity of `text` (as `plain` gives it) outside `taken`, each once, percentages included."""
    return _find(text, taken)


@lru_cache(maxsize=256)  # a message is asked for them several times
def _find(text: str, taken: tuple[Span, ...]) -> tuple[Quantity, ...]:
    spoken = _SPOKEN.search(text) is not None
    fixed = [Span(*match.span()) for match in _FIXED.finditer(text)] if spoken else []
    found: list[Quantity] = list(_shares(text, taken))
    found.extend(_lower_ends(text, taken))
    for match in _QUANTITY.finditer(text):
        span = Span(match.start("sign") if match["sign"] else match.start("n"), match.end())
        if any(span.touches(other) for other in (*taken, *(each.span for each in found))):
            continue
        number = Span(match.start("n"), match.end("n"))
        if not match["n"][0].isdigit() and any(number.touches(each) for each in fixed):
            continue
        quantity = _read(match, text, span)
        if quantity is not None:
            found.append(quantity)
    found = [
        each for each in sorted(found, key=lambda q: q.span.start) if not _is_old(each, text, found)
    ]
    return tuple({(each.value, each.unit): each for each in reversed(found)}.values())[::-1]


def without_quantities(text: str) -> str:
    """`text` of the same length with its quantities blanked out."""
    return mask(text, [each.span for each in find_quantities(text)])


_RANGE = re.compile(
    rf"(?<![A-Za-z\d.])(?P<low>{ARABIC})\s*(?:-|—|–|~|至|到)+\s*(?P<high>{ARABIC})(?P<scale>万"
    rf"|亿)?(?P<unit>{_UNIT_OK})"
)


def _lower_ends(text: str, taken: tuple[Span, ...]) -> list[Quantity]:
    """3至5名 gives 3 名 here; its upper end is read like any quantity."""
    found = []
    for match in _RANGE.finditer(text):
        span = Span(match.start("low"), match.end("low"))
        low = read_number(match["low"])
        if low is not None and not any(span.touches(other) for other in taken):
            found.append(_scaled(low, match["scale"], match["unit"], span))
    return found


def _read(match: re.Match[str], text: str, span: Span) -> Quantity | None:
    number, scale, unit = match["n"], match["scale"], match["unit"] or match["apart"]
    value = read_number(number)
    if value is None or _ORDINAL_BEFORE.search(text[: match.start()]):
        return None
    if match["sign"]:
        value = -value
    if match["percent"]:
        kind = "%" if match["percent"] == "%" else "个百分点"
        return Quantity(value, kind, span)
    courses = unit == "期" and _HELD.search(text[max(0, match.start() - 8) : match.start()])
    if not scale and not courses:
        behind = match.end("n")
        if _DURATION.match(text, behind) or _NAMED_BEHIND.match(text, behind):
            return None
    spoken = not number[0].isdigit()
    if unit is None and scale is None and not number.endswith(("万", "亿")):
        return None
    if spoken:
        if unit is None and not (number.endswith(("万", "亿")) or scale):
            return None
        if unit and not scale and not _counts(number, unit, value, text, match.end()):
            return None
        for large, factor in (("亿", 10**8), ("万", 10**4)):
            if number.endswith(large) and scale is None:
                value, scale = value / factor, large
                break
    return _scaled(value, scale, unit, span)


_SAID_OF_ANYTHING = frozenset("个项次期点面种类路级对起位部节道片段站")
_SAID_OF_ONE = frozenset("家人批门块条件份张口场支头组手县村镇园单")  # 一条心, 一手抓


def _counts(number: str, unit: str, value: float, text: str, end: int) -> bool:
    """Whether a spoken numeral counts something: 两个标段 does, 一个问题 and 一次 do not."""
    if unit in _SAID_OF_ANYTHING:
        some = value >= 2 or re.search(
            r"(?:有|剩|只|就|差|报了|建成|新增|获批|落地|引进|签约|认定|完成)了?$",
            text[: end - len(number) - len(unit)],
        )
        return (
            bool(some)
            and not _VAGUE.match(text, end)
            and len(number) <= 8
            and unit not in ("起", "面", "路", "部", "节")
        )
    return not (
        value == 1 and unit in _SAID_OF_ONE and (unit == "块" or text[end : end + 1] in "起块直同")
    )


def _scaled(value: float, scale: str | None, unit: str | None, span: Span) -> Quantity:
    if scale is None:
        return Quantity(value, unit or "", span)
    if unit is None:
        return (
            Quantity(value, f"{scale}元", span)
            if scale in ("万", "亿", "万亿")
            else Quantity(round(value * _SCALE[scale], 6), "元", span)
        )
    if scale in ("万", "亿", "万亿") and re.fullmatch(_KEEPING, unit):
        return Quantity(round(value, 6), scale + unit, span)
    return Quantity(round(value * _SCALE[scale], 6), unit, span)


_TENTHS = re.compile(
    r"(?P<whole>[一二三四五六七八九十])成(?P<half>半|[一二三四五六七八九])?(?!立|为|果|员|本|功|效|熟|品|交|长|都|型|份|人)"
)
_FRACTION = re.compile(rf"(?:百分之|(?P<below>\d+|[{CHINESE}]+)分之)(?P<above>{ARABIC}|{SPOKEN})")
_HALF = re.compile(
    r"(?:过|近|超|达|约|大约)半(?!年|个|天|月|小时|数以)|(?:完成|进度|干|修|建|做|推进)[^,，。;；]{0,4}?一半|一大?半了?"
)


def _shares(text: str, taken: tuple[Span, ...]) -> list[Quantity]:
    """Shares said in words: 六成, 九成二, 五分之四, 百分之七十五, 过半."""
    found: list[Quantity] = []

    def add(value: float, match: re.Match[str]) -> None:
        span = Span(match.start(), match.end())
        if not any(span.touches(other) for other in (*taken, *(q.span for q in found))):
            found.append(Quantity(round(value, 2), "%", span))

    for match in _FRACTION.finditer(text):
        above = read_number(match["above"])
        below = 100.0 if match["below"] is None else read_number(match["below"])
        if above is not None and below:
            add(above * 100 / below, match)
    for match in _TENTHS.finditer(text):
        whole = read_number(match["whole"]) or 0
        half = match["half"]
        add(whole * 10 + (5 if half == "半" else (read_number(half) or 0) if half else 0), match)
    for match in _HALF.finditer(text):
        add(50, match)
    return found


def _is_old(quantity: Quantity, text: str, found: list[Quantity]) -> bool:
    """Whether the sender takes the value back, or an arrow leads on from it."""
    before, behind = text[: quantity.span.start], text[quantity.span.end :]
    if _ONWARD.match(behind):
        return True
    if (meant := _MEANT.match(behind)) and any(
        other.unit == quantity.unit and other.span.start == quantity.span.end + meant.end()
        for other in found
    ):
        return True
    if _WRONG.search(before):
        return len(found) > 1
    later = [other for other in found if other.span.start > quantity.span.start]
    replaced = _FROM.search(before) or any(other.unit == quantity.unit for other in later)
    if replaced and _CHANGED.match(behind):
        return True
    return bool(later) and _RETRACTED.search(before) is not None
