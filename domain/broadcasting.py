"""What a broadcast says and asks: fields for each receiver, the answer that is wanted, by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from domain.audience import Query
from domain.language.dates import find_dates
from domain.language.quantities import find_quantities
from domain.language.text import plain
from domain.measures import in_unit

FIELDS = ("单位", "姓名", "事项", "事项数", "逾期数", "未报数", "最近到期")
MOST_OPTIONS = 6
_FIELD = re.compile(r"[{｛]\s*([^{}｛｝]{1,10}?)\s*[}｝]")

KINDS = {
    "number": "一个数字",
    "words": "一句话",
    "choice": "选一项",
    "file": "文件",
    "progress": "事项进展",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind` is one of KINDS, or "" where no answer is asked for; `measure` is a number's unit."""

    kind: str = ""
    options: tuple[str, ...] = ()
    measure: str = ""
    until: date | None = None

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "until": self.until and self.until.isoformat()}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Ask:
        until = data.get("until")
        return cls(
            data.get("kind", ""),
            tuple(data.get("options", ())),
            data.get("measure", ""),
            date.fromisoformat(until) if until else None,
        )

    @property
    def words(self) -> str:
        """What is asked, as people are told it: 一个数字（万元）."""
        more = "、".join(self.options) or self.measure
        return f"{KINDS[self.kind]}（{more}）" if self.kind and more else KINDS.get(self.kind, "")


_OPTIONS = re.compile(
    r"(?:选项|请选择|请选|选择|回复)[:：\s]*[（(「]?(?P<list>[^，,。;；\s（）()「」]{1,20}(?:[/／、|]|还是|或者?)[^，,。;；（）()「」]{1,60})"
)
_NUMBER = re.compile(
    r"(?:报|填|统计|反馈|回复|提供|汇总)[^，,。;；]{0,24}?(?:多少|数量|个数|人数|家数|户数|项数|数字|数据|投资额|金额|总额|完成数|数目|面积|产值|几个|几家|几人|几项|台数|场次|亩数|额度|余额)"
    r"|(?:数字|数量|个数|人数|家数|金额|总额)[^，,。;；]{0,6}?(?:报(?!告)|填|反馈|提供)"
    r"|(?:回复?|报)(?:一?个)?数(?!据|字化|量化)|(?:回复|报|填)(?:一?个)?数字"
)
_FILE = re.compile(
    r"(?:报|交|上传|发|提供|回复|补)[^，,。;；]{0,14}?(?:总结|材料|报告|方案|台账|清单|照片|图片|扫描件|佐证|附件|表格|电子版|文件|计划|小结|简报|汇报稿|截图|名单)"
)
_CHOICE = re.compile(
    r"是否|能否|可否|有没有|参不参加|能不能|(?:请)?(?:确认|回复)(?:一下)?(?:能|会)?参加"
)
_PROGRESS = re.compile(
    r"(?:报|更新|反馈|填|补)[^，,。;；]{0,10}?(?:进展|进度|情况|动态)"
    r"|(?:进展|进度)[^，,。;；]{0,10}?(?:报|更新|反馈|补)"
)
_WORDS = re.compile(
    r"(?:反馈|回复|提出|说明|报)[^，,。;；]{0,12}?(?:意见|建议|原因|想法|打算|措施|困难|问题|一句话|简要情况|说明)|写[^，,。;；]{0,4}说明|征求意见"
)
_MEASURE = re.compile(
    r"[（(](?:单位[:：]?\s*)?(?P<unit>[万亿千百]{0,2}[\u4e00-\u9fff㎡%]{1,4})[）)]"
)
_NO_MEASURE = re.compile(r"单位|见附件|附件|选|含|不含|如有")


def read_ask(message: str, today: date) -> Ask:
    """What answer `message` asks for, and by which day; the coordinator sees and may change it."""
    text = plain(message)
    until = _deadline(text, today)
    if (found := _OPTIONS.search(text)) and (options := _options(found["list"])):
        return Ask("choice", options, until=until)
    if _NUMBER.search(text):
        unit = next((m["unit"] for m in _MEASURE.finditer(text)), "")
        return Ask("number", measure="" if _NO_MEASURE.search(unit) else unit, until=until)
    if _FILE.search(text):
        return Ask("file", until=until)
    if _CHOICE.search(text):
        options = ("参加", "不参加") if "参加" in text else ("是", "否")
        return Ask("choice", options, until=until)
    if _WORDS.search(text):
        return Ask("words", until=until)
    return Ask("progress" if _PROGRESS.search(text) else "", until=until)


def _options(listed: str) -> tuple[str, ...]:
    options = [each.strip() for each in re.split(r"[/／、|]|还是|或者?", listed) if each.strip()]
    fits = 2 <= len(options) <= MOST_OPTIONS and all(len(each) <= 12 for each in options)
    return tuple(dict.fromkeys(options)) if fits else ()


def _deadline(text: str, today: date) -> date | None:
    for phrase in find_dates(text, today):
        behind = text[phrase.end : phrase.end + 6]
        before = phrase.limited or re.match(r"(?:\d{1,2}[点时:])?\S{0,3}(?:下班)?前|下班", behind)
        if phrase.day and phrase.day >= today and (before or re.match(r"[^,。]{0,3}报", behind)):
            return phrase.day
    return None


def unknown_fields(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _FIELD.findall(text) if name not in FIELDS))


def filled(text: str, fields: Mapping[str, str]) -> str:
    """`text` as one receiver gets it; a name that is no field stays as it was typed."""
    return _FIELD.sub(lambda match: fields.get(match[1], match[0]), text)


def standard_text(query: Query) -> str:
    """What a reminder says when the coordinator gave no words of their own."""
    conditions = {key for phrase in query.include for key in phrase.conditions}
    days = next((p.due_within for p in query.include if p.due_within is not None), None)
    about = any(phrase.about_tasks for phrase in query.include)
    if "unreported" in conditions:
        return "本期进展还没有收到，请尽快报送：{事项}"
    if "overdue" in conditions:
        return "以下事项已超过完成时限，请尽快报送最新进展和预计完成时间：{事项}"
    if days is not None:
        return f"以下事项{days}天内到期，请抓紧推进并报送最新进展：{{事项}}"
    if "soon" in conditions:
        return "以下事项即将到期，请抓紧推进并报送最新进展：{事项}"
    return "请尽快报送最新进展：{事项}" if about else "请尽快报送所承担事项的最新进展。"


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
    folded = plain(text.strip())
    if _NONE.fullmatch(folded):
        return Figure(0.0, measure)
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
    said = plain(text).strip()
    return bool(_NONE.fullmatch(said) or _ALONE.fullmatch(said))


def pick(text: str, options: Iterable[str]) -> str | None:
    """The option an answer names, by itself or by its number."""
    said = text.strip().strip("。.!！")
    listed = list(options)
    if said.isascii() and said.isdigit():
        place = int(said)
        return listed[place - 1] if 1 <= place <= len(listed) else None
    exact = next((each for each in listed if each == said), None)
    if exact:
        return exact
    held = [each for each in sorted(listed, key=len, reverse=True) if each in said]
    return held[0] if held and all(each in held[0] for each in held) else None
