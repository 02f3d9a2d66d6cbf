"""What a broadcast says and asks: fields for each receiver, the answer that is wanted, by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from domain.audience import Query
from domain.language.dates import find_dates
from domain.language.text import plain

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
    def is_courtesy(self) -> bool:
        """Whether all that is asked for is a 收到, which nobody must give."""
        return self.kind == "choice" and self.options == RECEIVED

    @property
    def words(self) -> str:
        """What is asked, as people are told it: 一个数字（万元）."""
        if self.is_courtesy:
            return "点一下「收到」（不强制，不催）"
        more = "、".join(self.options) or self.measure
        return f"{KINDS[self.kind]}（{more}）" if self.kind and more else KINDS.get(self.kind, "")


_OPTIONS = re.compile(
    r"(?:投票|选项|请选择|请选|选择|回复|[,，\s请]\s*回(?![复个来话信])|选一?[下个])(?:[^,，。;；:：/]{0,10}[:：])?[:：\s]*[（(「]?(?P<list>[^，,。;；\s（）()「」:：]{1,20}(?:[/／、|]|还是|或者?)[^，,。;；（）()「」]{1,60})"
)
# 定周三还是周四: a choice that is told, not listed.
_EITHER = re.compile(
    r"(?:^|[,，\s]|定在?|放在?|选|是|要|用|走|约)(?P<list>[^,，。;；\s定放选是要用走约]{1,8}还是[^,，。;；\s?？]{1,8})"
)
_COMES = re.compile(r"来不来|去不去|参不参加|能不能[来去参到]|能否(?:参|到|来)")
_REASON = re.compile(r"(?:请)?(?:说明|写明|讲明|报)(?:一下)?(?:原因|理由|情况)")
# 看到了回个收到: asked for as a courtesy; nobody must, and nobody is urged.
RECEIVED = ("收到",)
# What was given to them, or need not be given, is not asked for.
_HANDED_OUT = re.compile(
    r"(?:不用|不必|无需|暂停|停止)(?:再)?(?:上?报|交|填)[^,，。;；\s]*|[^,，。;；\s]*(?:已下发|下发了|已印发|印发给|发下去|发给(?:你们|大家|各)|已?发(?:到)?群里|已发|发到)[^,，。;；\s]{0,8}"
)
_RECEIPT = re.compile(
    r"回(?:复|个|一下|一个|一声)?[“\"「]?收到|(?:收到|看到|知悉|知道)(?:后|了|的)?(?:请|都|就)?(?:回(?!执)|吱|确认|说)"
)
_COUNTS = (
    r"(?:多少|数量|个数|人数|家数|户数|项数|数字|数据|投资额|投资|产值|金额|总额|完成数|数目|面积|(?<![那这])几[个家人项场]|台数|场次|亩数"
    r"|额度|余额|到位资金|资金|增加值|营收|销售额|完成率|比例|件数|次数|套数|里程|总数|存量|库存|[\u4e00-\u9fff]{2}数(?=[,，。;；\s]|$))"
)
_GIVE = r"(?:上报|报送|填报|补报|(?<!申)报|交|填写|填|统计|反馈|回复|提供|汇总|发)"
_NUMBER = re.compile(
    rf"{_GIVE}[^,，。;；]{{0,24}}?{_COUNTS}|{_COUNTS}[^。;；]{{0,16}}?{_GIVE}(?!告)"
    r"|(?:回复?|报|要|把)(?:一?个|个)?数(?!据|字|量)|(?:回复|报|填)(?:一?个)?数字|(?:有|是)(?:多少|几[个家人项场户台件])"
)
_PAPER = (
    r"(?:总结|材料|报告|方案|台账|台帐|清单|照片|图片|扫描件|佐证|附件|表格|电子版|电子档|文件|计划|小结|简报|汇报稿|截图|名单|报表|统计表"
    r"|汇总表|明细|纪要|文本|盖章版|PPT|ppt|日报|周报|年报|快报|情况说明|自查表|表(?![示扬达率决态]))"
)
_FILE = re.compile(
    rf"(?:报|交|上传|发|提供|回复|补|反馈|填)[^,，。;；]{{0,18}}?{_PAPER}"
    rf"|{_PAPER}[^。;；]{{0,16}}?(?:报(?!告)|交(?!通)|发(?!展|改)|补|没传|未传|上传|提供|反馈|截止|给(?:我|过来)|要(?!求|点)|(?:word|Word|WORD|pdf|PDF|电子|纸质|盖章)版)"
)
_SEVERAL = re.compile(
    rf"{_COUNTS}(?:[（(][^（）()]{{1,8}}[)）])?(?:[、和及]|以及)[^,，。;；\s、]{{0,10}}?{_COUNTS}"
)
# 报送专项资金使用情况表: a table, whatever it counts.
_ENDS_IN_PAPER = re.compile(
    rf"{_GIVE}[^,，。;；]{{2,24}}(?:情况|使用|明细|统计|汇总|自查|进度)(?:表|报告|总结|台账|清单)(?=[,，。;；!！\s]|$)"
)
_CHOICE = re.compile(
    r"是否|能否|可否|有没有|有无|参不参加|能不能|来不来|同不同意|(?:请)?(?:确认|回复)(?:一下)?(?:能|会)?参加"
)
_PROGRESS = re.compile(
    r"(?:报|更新|反馈|填|补)[^,，。;；]{0,10}?(?:进展|进度|情况(?!说明)|动态)"
    r"|(?:进展|进度|推进情况|落实情况|完成情况)[^,，。;；]{0,12}?(?:报|更新|反馈|补)"
    r"|(?:必须|务必|抓紧|赶紧|赶快|尽快|尽早|前|内|下班|再|及时|按时|全部|都)(?:完成)?(?:上报|报送|补报|填报|报)(?:齐|完|到位|上来|过来|一次|一下|一遍)?(?=[,，。;；!！\s]|$)"
)
_WORDS = re.compile(
    r"(?:反馈|回复|提出|说明|报|写|讲|说|提)[^,，。;；]{0,14}?(?:意见|建议|原因|想法|打算|措施|困难|问题|难点|一句话|简要情况|说明|为什么|怎么|姓名|电话|联系方式|联系人|联络员|理由|堵点|诉求|思路|名字)"
    r"|(?:意见|建议|原因|措施|困难|问题|姓名|名字|电话|联系方式|联系人|联络员|诉求)[^。;；]{0,14}?(?:反馈|回复|报|提)|写[^,，。;；]{0,4}说明|说明(?:一下)?情况|(?:说说|讲讲|说一下|讲一下)|给(?:个|一个)?(?:说法|交代|解释)|征求意见|怎么还没|为什么|(?:办|干|走|进行|推进)?到哪(?:一步|步)?了|(?:咋|怎么)(?:一?回事|样了)|(?:什么|啥)情况|为啥"
)
_OPINION = re.compile(
    r"(?:反馈|提出?|回复|征求|报送?)[^,，。;；]{0,14}?(?:意见|建议)|(?:意见|建议)[^,，。;；]{0,10}?(?:反馈|回复|报)"
)
_UNITS = (
    r"[万亿千百]{0,2}(?:吨标准?煤|千瓦时|公顷|平方千米|立方|人天|元|美元|个|家|人次|人|户|亩|项|台|套|公里|千米|吨|件|场|次|份|处|座|所|名|辆|平方米|平方公里"
    r"|㎡|立方米|千瓦|度|株|只|头|斤|条|批|宗|岗|%|％|个百分点)"
)
_MEASURE = re.compile(
    rf"[（(]\s*(?:单位|计量单位)?[:：]?\s*(?P<unit>{_UNITS})\s*[)）]|单位[:：为是]?\s*(?P<bare>{_UNITS})"
)


def read_ask(message: str, today: date) -> Ask:
    """What answer `message` asks for, and by which day; the coordinator sees and may change it."""
    text = _EACH.sub("", plain(message))
    until = _deadline(text, today)
    for listed in (_OPTIONS, _EITHER):
        if (found := listed.search(text)) and (options := _options(found["list"])):
            return Ask("choice", options, until=until)
    measure = _MEASURE.search(text)
    unit = (measure["unit"] or measure["bare"]) if measure else ""
    if not unit and _ENDS_IN_PAPER.search(text):
        return Ask("file", until=until)
    if _SEVERAL.search(text):
        return Ask("words", until=until)  # more than one figure: one line says them all
    if _NUMBER.search(text) or (unit and (until or re.search(_GIVE, text))):
        return Ask("number", measure=unit, until=until)
    for kind in _first_asked(_HANDED_OUT.sub(" ", text)):
        if kind != "choice":
            return Ask(kind, until=until)
        options = ("参加", "不参加") if "参加" in text or _COMES.search(text) else ("是", "否")
        return Ask("choice", options, until=until)
    return Ask("choice", RECEIVED, until=until) if _RECEIPT.search(text) else Ask(until=until)


def _first_asked(text: str) -> list[str]:
    """The kinds that the words ask for, the surest first."""
    rules = (
        ("words", _OPINION),
        ("file", _FILE),
        ("choice", _CHOICE),
        ("words", _WORDS),
        ("progress", _PROGRESS),
    )
    return [kind for kind, pattern in rules if pattern.search(text)]


def _options(listed: str) -> tuple[str, ...]:
    options = [each.strip() for each in re.split(r"[/／、|]|还是|或者?", listed) if each.strip()]
    if len(options) == 2 and _REASON.fullmatch(options[1]):  # 回参加或者说明原因
        options[1] = f"不{options[0]}"
    fits = 2 <= len(options) <= MOST_OPTIONS and all(len(each) <= 12 for each in options)
    return tuple(dict.fromkeys(options)) if fits else ()


_HOUR = (
    r"(?:上午|中午|下午|傍晚|晚上|晚|早上|一早)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?"
    r"(?:[点时:：](?:半|\d{0,2}分?)?)?"
)
_BEFORE = re.compile(
    rf"\s*{_HOUR}\s*(?:下班)?(?:之|以)?(?:前|截止|为止)|下班|[^,，。;；]{{0,12}}?(?:报(?!告)|交(?!通)|补|回(?!来)|反馈|填|发(?!展|改|放)|更新|提供|上传|说明|审|办(?!公)|完成)"
)
_AS_OF = re.compile(r"截至\s*$")  # 截至5月底领军人才数: what is counted, not by when
_UNTIL = re.compile(r"\s*(?:下班)?(?:之|以)?(?:前|内|截止|为止|底|末)")
_TODAY = re.compile(
    r"(?:^|[,，。;；\s])(?:下班|今晚|(?:上午|中午|下午|晚上)\s*(?:[\d一二三四五六七八九十]{1,3}[点时:：]\S{0,3}?)?)前"
)
_EACH = re.compile(
    r"(?:每个?|逐)(?:月|周|季度?|天|日|旬)(?:\d{1,2}[日号])?前?[^,，。;；]{0,6}报送?"
)
_CLOSES = re.compile(
    r"(?:截止|限期?|期限|时限|最晚|最迟|不晚于|不迟于)(?:日期|时间|到|至|为|是|于|[:：\s])*$"
)

_PERIOD = re.compile(r"(?:年|月份?|旬|季度?|周|星期|礼拜)$")


def _deadline(text: str, today: date) -> date | None:
    """The day by which an answer is wanted: 周五前, 25号截止, 截止时间6月25日, 明天补上."""
    for phrase in find_dates(_EACH.sub(lambda each: "，" * len(each[0]), text), today):
        if not phrase.day or phrase.day < today or text[phrase.end : phrase.end + 1] == "起":
            continue
        if _AS_OF.search(text, 0, phrase.start):
            continue
        period = not phrase.limited and _PERIOD.search(text, phrase.start, phrase.end)
        if period and not _UNTIL.match(text, phrase.end):  # 上半年的数据: what it is about
            continue
        if (
            phrase.limited
            or _BEFORE.match(text, phrase.end)
            or _CLOSES.search(text, 0, phrase.start)
        ):
            return phrase.day
    return today if _TODAY.search(text) else None


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
    if conditions & {"unreported", "week-owing"}:
        return "本期进展还没有收到，请尽快报送：{事项}"
    if "overdue" in conditions:
        return "以下事项已超过完成时限，请尽快报送最新进展和预计完成时间：{事项}"
    if days is not None:
        return f"以下事项{days}天内到期，请抓紧推进并报送最新进展：{{事项}}"
    if "soon" in conditions:
        return "以下事项即将到期，请抓紧推进并报送最新进展：{事项}"
    return "请尽快报送最新进展：{事项}" if about else "请尽快报送所承担事项的最新进展。"


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
