"""Questions with an answer of their own: why things lag by kind, who reported on time, who was urged."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from domain.language import asked
from domain.language.changed import COMPARED, ENTERED, Change
from domain.language.narrowed import read_top
from domain.language.periods import Period
from domain.language.question import Question, Shown
from domain.span import Of, Span

_WHY = r"(?:原因|困难|难点|难处|堵点|卡点|症结|瓶颈|问题)"
_CAUSES = re.compile(
    rf"(?:各|每|哪几?)(?:个|一)?[类种](?:不同的?)?{_WHY}|{_WHY}(?:的|是|都|一共|分别)*(?:有)?哪些?(?:几)?(?:类型|种类|[类种]|个?方面)"
    rf"|{_WHY}(?:的|是|都|主要|分|做个|按|进行|，|,)*(?:一下)?(?:归(?:个|一下)?类|分(?:个|一下)?类|归纳|归集|类型|种类|类别|构成|分布|统计|汇总|梳理|占比|比例|排行|排名|集中|有哪几[类种]|是哪几[类种]|有几[类种])"
    rf"|(?:归类|归纳|按|分|汇总|统计|梳理|盘点)(?:一下|下|出|各)*(?:[^,，。]{{0,6}}的?)?{_WHY}(?:归?类|来?分|统计|$)"
    rf"|(?:哪|几)[类种]{_WHY}|{_WHY}(?:最多的?|为主)|(?:什么|啥|哪个){_WHY}(?:最多|为主|占)|(?:主要|根本|共性|普遍)的?{_WHY}(?:是|有|在)?(?:什么|哪|啥|[?？]|$)|(?:主要|都|一般)(?:是)?(?:卡|堵|难|慢|差)在(?:了)?(?:哪些|什么|哪里|哪儿|哪)"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("money", r"资金|经费|缺钱|没钱|钱"),
    ("land", r"用地|征地|拆迁|土地"),
    ("permit", r"手续|审批|批复|环评"),
    ("equipment", r"设备|材料|供货"),
    ("weather", r"天气|下雨|汛期|高温"),
    ("people", r"人员|人手|缺人"),
    ("coordination", r"协调(?!的)|部门配合|不配合|扯皮"),
)
_OF_KIND = tuple(
    (
        key,
        re.compile(
            rf"(?:因为?|由于|受|卡在|堵在|差在)(?:了)?(?:{words})|(?:{words})(?:的|上的?)?(?:迟迟|一直|还)?(?:(?:原因|问题)(?:影响)?|(?:办|批)不(?:下来|了|成)|短缺|缺口|不到位|没到位|未到位|不足|没批|影响|没下来)"
            rf"|(?:{words})(?:卡住|拖后腿|拖累)"
        ),
    )
    for key, words in _KINDS
)
_UNSTATED = re.compile(
    r"(?:没有?|未|不)(?:说|写|讲|给|填|报|注)(?:明|清楚?|出)?(?:过|滞后|逾期|具体)*的?(?:原因|理由)|(?:原因|理由)(?:不明|不清|没说|没写|未说明|没讲)"
)
# Said as a cause, so that it asks for what lags even where that is not said.
_AS_CAUSE = re.compile(r"原因|影响|不足|不到位|没到位|未到位|没批|没下来|办不|批不|缺口|短缺|卡|拖")
_COUNTS = re.compile(r"几[项个条件]|多少|哪些|哪几")
_LAGGING = frozenset(
    {"late", "red", "yellow", "alert", "overdue", "behind", "blocked", "trouble", "unstarted"}
)
_SLOW = frozenset({"late", "behind", "blocked", "trouble"})  # 卡住 is here only how one says it
_KEPT = re.compile(
    r"(?:及时|按时|准时|按期)率|(?:按[时期]|及时|准时)(?:的)?(?:上)?(?:报送?|交|填)(?:率)?"
)
_MISSED = re.compile(
    r"(?:没|未|没有|不)(?:能|有)?(?:按[时期]|及时|准时)(?:的)?(?:上)?(?:报|交|填)|(?:迟|晚)报|超时(?:上)?报|过(?:了)?(?:期|时限)才报|逾期(?:报送|上报|才报)"
)
_ASKS = re.compile(
    r"率|几|多少|哪|谁|单位|情况|统计|怎么样|咋样|如何|吗|没有?[?？]?$|名单|比例|的$"
)
NUDGED = re.compile(
    r"(?:催办|催报|催促|催|提醒|督促|督办)(?:了|过|他们|它|人家)*[^,，。]{0,8}?(?:几|多少)[次回遍趟]|(?:几|多少)[次回遍趟](?:催|提醒|督促|督办)"
    r"|(?:催办|提醒|督促|催报|被催|督办)(?:的)?(?:次数|记录)|(?:催办|催报|被催)(?:的)?(?:情况|统计)|(?:被)?催(?:办|报)?(?:得|的)(?:次数)?(?:最|比较)(?:多|少|勤)|被催(?:了)?(?:几|多少|最)|(?:催|催办|催报|提醒|督促)(?:了|过)(?:哪些|哪几)(?:个|家)?(?:单位|部门|局)"
)


INQUIRIES = (NUDGED, _MISSED, _KEPT, _CAUSES, _UNSTATED, *(words for _, words in _OF_KIND))
"""What these questions say of themselves."""


def read_inquiry(
    text: str, conditions: tuple[str, ...], period: Period | None, today: date
) -> Question | None:
    """None where the question is an ordinary one of figures and tasks."""
    span = Span(Of.STATE, period.start, min(period.end, today)) if period else None
    if span and span.start > today:
        return None
    if span is None and (match := _ROUND.search(text)):
        day = today if match[0][0] in "本这" else today.replace(day=1) - timedelta(days=1)
        span = Span(Of.STATE, day, day)  # the round that it lies in
    most, least = asked.MOST.search(text) is not None, asked.LEAST_OF.search(text) is not None
    kind = next((kind for kind, words in asked.KINDS if words.search(text)), "")
    each = bool(kind or asked.UNITS.search(text) or _GROUP.search(text))
    name = "units" if each else ""
    top = read_top(text)
    if NUDGED.search(text):
        found = Question(Shown.NUDGED, name=name, kind=kind, top=top, most=most, least=least)
        return _spanned(found, span)
    if _MISSED.search(text) and _ASKS.search(text):
        found = Question(Shown.PUNCTUAL, ("missed",), name=name, kind=kind, top=top)
        return _spanned(found, span)
    if _KEPT.search(text) and _ASKS.search(text):
        found = Question(
            Shown.PUNCTUAL,
            name=name,
            kind=kind,
            top=top,
            most=most or least,
            least=least,
            every=asked.RATE.search(text) is None and _WHICH.search(text) is not None,
        )
        return _spanned(found, span)
    if span and NEWLY.search(text) and not COMPARED.search(text):
        entered = next((key for key in conditions if key in ENTERED), "")
        if entered:
            return _spanned(Question(Shown.TURNED, change=Change(entered=entered)), span)
    past = span if span and span.end < today else None
    if _CAUSES.search(text):
        lagging = tuple(key for key in conditions if key in _LAGGING)
        if "trouble" in lagging and len(lagging) > 1:
            lagging = tuple(key for key in lagging if key != "trouble")
        return _spanned(Question(Shown.CAUSES, lagging or ("late",)), past)
    if _UNSTATED.search(text):
        kept = tuple(key for key in conditions if key in _LAGGING) or ("late",)
        return _spanned(Question(Shown.TASKS, kept, cause="unstated"), past)
    for key, words in _OF_KIND:
        match = words.search(text)
        lags = _LAGGING.intersection(conditions) and bool(conditions)
        if match and (lags or (_AS_CAUSE.search(match[0]) and _COUNTS.search(text))):
            slow = _SLOW.issuperset(conditions) or not lags
            kept = ("late",) if slow else conditions
            return _spanned(Question(Shown.TASKS, kept, cause=key), past)
    return None


NEWLY = re.compile(r"新(?:增|出现|添|发生)")
_WHICH = re.compile(r"哪|谁|几[个家]|多少[个家]?(?:单位|部门|县区)")
_ROUND = re.compile(r"(?:本|这一?|上一?)(?:期|轮|个?周期|次)")
_GROUP = re.compile(r"(?:各|每个?|按|分|所有)(?:责任|牵头|家)?(?:单位|部门)|排名|排行")


def _spanned(question: Question, span: Span | None) -> Question:
    return replace(question, span=span, strong=True)
