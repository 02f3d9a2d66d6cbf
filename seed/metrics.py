"""Quantified targets in a text: what is measured, how much, in which unit and by when."""

from __future__ import annotations

import re
from datetime import date

from domain.plan import Metric
from seed.dating import Span
from seed.promises import Promise

# Amounts keep 万 and 亿 (万亩, 亿元, 亿斤); counts are multiplied out (1.3万个 → 13000 个).
_AMOUNTS = (
    r"[万亿]?元|[万亿]?斤|公斤|[万亿]?亩|[万亿]?平方[公千]?[米里]|万?公里|[万亿]?千瓦时?|兆瓦"
    r"|[万亿]?吨|[万亿]?立方米|公顷|%|％|个百分点"
)
_COUNTS = (
    r"人次|件次|家次|家|个(?!月|百分点|工作日|小时)|名|人|户|处|所|项|座|条|台|套|辆|件|张|批|场"
    r"|艘|头|只|株|支|门"
)
_NUMBER = re.compile(
    r"(?<![\dA-Za-z.:：第—-])(?P<low>\d+(?:\.\d+)?)(?:\s*[—–~～-]\s*(?P<high>\d+(?:\.\d+)?))?"
    rf"(?:(?P<amount>{_AMOUNTS})|(?P<scale>[百千万亿]?)(?P<more>余|多)?(?P<count>{_COUNTS}))"
)
# “千亿大关” is a figure too.
_ROUND_SUM = re.compile(r"[“\"]?(?P<digits>[百千万])亿(?:元)?大关[”\"]?")
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_BEFORE = re.compile(
    r"(?:(?P<most>不超过|不高于|不多于|低于|控制在|降至|降到|压减至)|(?P<about>约|近|大约)"
    r"|(?P<least>达到|达|突破|超过|超|不低于|不少于|至少|大于|高于)|稳定在|保持在|为)$"
)
_AFTER = re.compile(r"\s*(?:(?P<least>及?以上)|(?P<about>左右|上下)|(?P<most>以内|以下)|水平)")
_GROWS = re.compile(r"(?:增长|提高|增加|下降|降低)(?:到|至)?$")
_NEW = re.compile(r"新增")

_BACKGROUND_BEFORE = re.compile(
    r"(?:最高|上限|为期|承担|投入|给予|约占|占地|面向|对|向|每|同比|总投资)$"
)
_NOUN_AFTER = re.compile(r"(?!以上|左右|以内|水平|的)[\u4e00-\u9fff]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_NAMED = re.compile(r"《[^》]*》")
_THING_AFTER = re.compile(
    r"(?P<of>的?)(?P<thing>[\u4e00-\u9fff“”\w(](?:[\u4e00-\u9fff“”\w·()+-]|、)*)"
)
# The next figure of an enumeration does not belong to the name of this one: 培育中心1家、机构6家.
_NEXT_FIGURE = re.compile(r"、[^、]*\d.*$")

# What is said before the thing itself; taken off its name, again and again.
_LEADS = re.compile(
    r"^(?:(?:到|至)?20\d\d年?(?:—20\d\d年)?(?:年?[底末])?前?|每年|三年滚动|进一步|积极|力争|争取|确保|保障|实现"
    r"|保证|努力|并|使|推动|推进|完成|累计|建成|建设|重点|培育|争创|创建|打造|遴选|落实|集聚|实施|组织|选派|同步"
    r"|发展|新建|成功|我市|全[市省县区]|新增|在[^，,]{2,10}领域|指导各县\(市、区\)|从[^，,]{2,30}选派)+"
)
_TRAILS = re.compile(r"(?:的目标|任务|的)$")
# 40名干部到对口部门锻炼 counts 干部.
_WHERE_TO = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<!达)到(?!\d).*$")
_BREAKS = "，,。；;：:"


def find_metrics(text: str, promises: tuple[Promise, ...], span: Span) -> tuple[Metric, ...]:
    """Every quantified target of `text`; its day is its promise's, else the plan's last."""
    shown = _blank(text)
    figures = sorted(
        (*_NUMBER.finditer(shown), *_ROUND_SUM.finditer(shown)), key=lambda match: match.start()
    )
    found: list[tuple[int, Metric]] = []
    done = 0
    for match in figures:
        start = max(done, _clause_start(shown, match.start()))
        before, after = shown[start : match.start()], shown[match.end() :]
        done = match.end()
        word, tail = _BEFORE.search(before), _AFTER.match(after)
        if _is_background(match, before, after, word, tail):
            continue
        if tail:
            done += tail.end()
            after = after[tail.end() :]
        name = _name(before, after, counted=match.groupdict().get("count") is not None)
        name = name or _name_above(shown, start, found)
        value, high, unit = _quantity(match)
        due = _due(match.start(), promises, span)
        operator = _operator(before, word, tail, match)
        found.append((match.start(), Metric(name, operator, value, unit, due, high)))
    return tuple(metric for _, metric in found)


def _blank(text: str) -> str:
    """The text with figures in brackets and titles made unreadable, its length kept."""

    def hide(match: re.Match[str]) -> str:
        return "〇" * len(match.group()) if re.search(r"\d", match.group()) else match.group()

    return _NAMED.sub(hide, _BRACKETED.sub(hide, text))


def _is_background(
    match: re.Match[str],
    before: str,
    after: str,
    word: re.Match[str] | None,
    tail: re.Match[str] | None,
) -> bool:
    """Figures that describe and do not promise: a river's basin, a rate of subsidy, a ceiling."""
    if _BACKGROUND_BEFORE.search(before):
        return True
    amount = match.groupdict().get("amount")
    if amount is None:
        return False
    compared = bool(word or (tail and tail.lastgroup) or _GROWS.search(before))
    if amount in ("%", "％", "个百分点"):
        return not compared
    if re.search(r"公里|平方", amount):  # 1公里范围内, 200—3000平方公里中小河流
        return not compared and _NOUN_AFTER.match(after) is not None
    return re.match(r"以[上下]的", after) is not None  # 500万元以上的科技人员


def _operator(
    before: str, word: re.Match[str] | None, tail: re.Match[str] | None, match: re.Match[str]
) -> str:
    said = [found.groupdict() for found in (word, tail) if found]
    for key, operator in (("most", "<="), ("about", "~"), ("least", ">=")):
        if any(groups.get(key) for groups in said):
            return operator
    return ">=" if match.groupdict().get("more") or _NEW.search(before) else "="


def _quantity(match: re.Match[str]) -> tuple[float, float | None, str]:
    """The value, the upper end of a range, and the unit."""
    groups = match.groupdict()
    if "digits" in groups:
        return float(_SCALES[groups["digits"]]), None, "亿元"
    scale = _SCALES[groups["scale"] or ""]
    high = None if groups["high"] is None else round(float(groups["high"]) * scale, 6)
    unit = (groups["amount"] or groups["count"]).replace("％", "%")
    return round(float(groups["low"]) * scale, 6), high, unit


def _due(place: int, promises: tuple[Promise, ...], span: Span) -> date:
    """The day of the promise that runs over this place; a nested one stands later and is stronger."""
    around = [each for each in promises if each.start <= place < each.end]
    return around[-1].milestone.due if around else span.ends_on


def _name(before: str, after: str, *, counted: bool) -> str:
    """新增2家企业 names it after the figure, 示范社达到650家 before it, 70%的补助 on both sides."""
    said = _stripped(_BEFORE.sub("", before))
    follows = _THING_AFTER.match(after)
    if not follows:
        return said
    thing = _stripped(_WHERE_TO.sub("", _NEXT_FIGURE.sub("", follows["thing"])))
    return thing if counted or not follows["of"] else said + thing


def _stripped(words: str) -> str:
    name = words.strip(" 、")
    return _TRAILS.sub("", _LEADS.sub("", name)).strip(" 、")


def _name_above(text: str, start: int, found: list[tuple[int, Metric]]) -> str:
    """A figure that names nothing (2024年达到60万亩) is of the thing named before it."""
    sentence = text.rfind("。", 0, start) + 1
    if found and found[-1][0] >= sentence:
        return found[-1][1].name
    named = [_stripped(part) for part in re.split(f"[{_BREAKS}]", text[sentence:start])]
    last = next((name for name in reversed(named) if name), "")
    return re.sub(r"(?:建设|工作)$", "", last)


def _clause_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in _BREAKS) + 1
