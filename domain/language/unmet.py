"""Conditions that a question's words carry and that its reading has not: an answer without them would be
another question's. `left_over` finds words that nothing was made of, this what was made and then not used."""

from __future__ import annotations

import re
from datetime import date

from domain.language import asked
from domain.language.dates import find_dates
from domain.language.filters import Filters
from domain.language.narrowed import LIGHT_KEYS, read_conditions
from domain.language.periods import find_period
from domain.language.question import Question, Shown
from domain.language.thresholds import without_bounds
from domain.language.twofold import without_other_lights
from domain.plan import Role
from domain.span import Of

# Of these no figure is kept, however well the rest is understood.
_UNKEPT = re.compile(
    r"催(?:了|过|办|报|促)?(?:\d|[一二两三四五六七八九十几])*(?:次|遍|回)?"
    r"|上午|下午|早上|早晨|中午|晚上|凌晨|夜里|\d点钟?(?:以?[前后]|左右)?"
    r"|(?:没|未|已|有没有|有)?(?:有)?验收(?:了|过|没|的)|没(?:有)?(?:报|填|写)(?:过)?(?:比例|百分比|数字|进度数)"
    r"|联合牵头|(?:只有?|仅|就)一[个家](?:牵头|责任)?(?:单位|部门)?|单独牵头|独家|报(?:了|过)?(?:几|多少)[次回遍]"
    r"|(?:逾期|超期|过期|拖)(?:了)?\S{0,4}(?:天|周|月|年)(?:以内|之内|以下|内)|(?:逾期|超期|拖)(?:了)?(?:不到|不足|没到)"
    r"|(?:每|各)(?:家|个?单位|个?部门|个?县)(?:的)?平均|平均(?:每|一[家个]|下来)|平均(?:有|是)?(?:几|多少)[项个件]"
    r"|谁(?:给)?(?:批|签|审|定|同意|验收|通过|拍板)(?:的|了)"
    r"|(?:因为|由于|归因于?)(?!啥|什么|何)[^,，。]{1,6}|卡在[^哪啥什,，。]{1,4}|(?:缺|差|没)(?:钱|资金|经费|人手?|地|指标)(?!标|区|方|市|县|报|办|完|管|员)"
    r"|(?:资金|土地|用地|审批|人手|手续)(?:上)?(?:不足|短缺|不够|没到位|没批|没下来|有问题|的?原因|的?问题)"
    r"|越来越[多少好差快慢]|(?:反复|多次|屡次|再三|屡屡)|(?:第一次|首次|头一回|最后一次)"
    r"|(?:其[他它余]|别的|兄弟|隔壁|周边|邻)(?:的)?(?:县|区|市|单位|部门|局|家)"
    r"|(?:重点|重要|关键|紧急|严重|挂号|挂牌|省级|国家级|市级|民生)(?:的)?(?:项目|任务|事项|单位|工作)?(?=里|中|的|有|还|，|,|$)"
)
_APART = frozenset({Shown.TURNED, Shown.CAUSES, Shown.PUNCTUAL, Shown.NUDGED})
"""Read whole by `inquiries`; what is left over of them is found by `left_over` alone."""
_CLOSURE = frozenset({"accepted", "unaccepted"})
_OR = re.compile(r"或者?(?!是?(?:以上|以下|单位|部门))|要么")
_SAYS_ROLE = {Role.LEAD: re.compile(r"牵头|主办|主责"), Role.COOP: re.compile(r"配合|协办|协同")}
_COMPARES = re.compile(
    r"(?:超过|高于|大于|多于|低于|不到|不足|小于|少于|达到|至少|不少于|不低于|不超过|至多)\s*\d"
    r"|\d\s*\S?(?:以上|以下)|之间"
)
# 没逾期的里面: the opposite of a condition, which only units are asked for (没有红灯的单位).
_OPPOSITE = re.compile(
    r"(?<!有)(?:没有|没|未|不|并非|不是|无)(?:逾期|超期|过期|滞后|落后|受阻|卡住|延期|临期|困难|[红黄绿蓝灰]灯)"
)
_SAYS_REPORTED = re.compile(r"(?<![没未])报(?:的(?!最|得)|上来的|过的)(?=里|当中|中|[,，]|有|几)")
_FROM_LIGHT = re.compile(r"[从由][红黄绿蓝灰]\S{0,4}")
_AGAIN = re.compile(r"不对[,，]|说错|更正|哦不")
# A condition that is told by another of the same kind, or by what the question shows.
_ALSO = {
    "unreported": {"week-owing", "reported", "never"},
    "week-owing": {"unreported"},
    "reported": {"unreported", "asking"},
    "late": {"behind"},
    "green": {"on-time"},
    "open": {"overdue", "soon", "unreported", "never"},
    "trouble": {"asking", "blocked"},
    "soon": set(),
}
_BY_ORDER = {
    "overdue": {"overdue"},
    "slow": {"late"},
    "fast": {"green", "ahead"},
    "due": {"soon"},
    "latest": {"reported", "week-reported"},
}
_BY_SPAN = {
    Of.OWING: {"unreported", "week-owing", "never"},
    Of.REPORTED: {"reported"},
    Of.FINISHED: {"done"},
    Of.DUE: {"soon", "open"},
    Of.STATE: set(),
}


def unmet(text: str, question: Question, filters: Filters, today: date) -> str:
    """The first words of a question (as `spelt` gives it) that its reading leaves out, "" where none."""
    if question.shown in _APART or question.name == "supervisors":
        return ""  # the table of all, with every light: persons are put in no order
    for beyond in _UNKEPT.finditer(text):
        kept = (
            (beyond[0].startswith("越来越") and question.shown is Shown.TREND)
            or (
                "验收" in beyond[0]
                and not _CLOSURE.isdisjoint({*question.conditions, *question.asked})
            )
            or question.cause is not None
        )
        if not kept:
            return beyond[0]
    if question.change is None and (match := _FROM_LIGHT.search(text)):
        return match[0]
    match = _OPPOSITE.search(without_other_lights(text).replace("未达", "　"))
    if match and not question.without:
        return match[0]
    if match := _AGAIN.search(text):
        return match[0]
    if question.shown is Shown.PAPER or question.name in ("bulletin", "chart"):
        return ""
    return _condition(text, question, filters, today) or _rest(text, question, filters, today)


def _condition(text: str, question: Question, filters: Filters, today: date) -> str:
    """A condition that was said and is not told."""
    told = {*question.conditions, *question.asked} | _BY_ORDER.get(question.order, set())
    if question.span is not None:
        told |= _BY_SPAN[question.span.of]
    if question.change is not None or question.shown in (Shown.TREND, Shown.GROUPS, Shown.WHY):
        return ""
    if "alert" in told:
        told |= {"red", "yellow"}
    if {"red", "yellow"} <= told:
        told.add("alert")
    if question.bounds.late is not None:
        told.add("overdue")
    if question.bounds.behind is not None:
        told.add("late")
    if question.due_within is not None:
        told |= {"soon", "open"}
    if question.cause is not None:
        told |= {"late", "behind", "blocked", "trouble"}  # 用地问题卡住的: how the cause is said
    text = without_other_lights(without_bounds(text))
    reports = {"reported", "unreported", "never", "week-reported", "today-reported"}
    told_by = told & {*reports, "yesterday-reported"} or question.order == "latest"
    if (match := _SAYS_REPORTED.search(text)) and not told_by:
        return match[0]
    said = read_conditions(text, filters, find_period(text, today))
    for key in said:
        if key in told or _ALSO.get(key, set()) & told:
            continue
        if key not in LIGHT_KEYS and key != "alert" and question.without:
            continue
        words = next((words for name, words in asked.CONDITIONS if name == key), None)
        match = words.search(text) if words else None
        return match[0] if match else {"done": "完成", "unreported": "没报"}.get(key, "报")
    return ""


def _rest(text: str, question: Question, filters: Filters, today: date) -> str:
    """A period, a role, a bound or an alternative that was said and is not told."""
    period = find_period(text, today)
    timed = (
        question.span is not None
        or question.due_within is not None
        or question.months is not None
        or question.change is not None
        or any("-" in key for key in question.conditions)
    )
    if period and period.end < today and not timed:
        return text[slice(*period.at)]
    dated = timed or filters.due_within_days is not None or question.order == "latest"
    for phrase in find_dates(text, today):
        if phrase.day is not None and phrase.day != today and period is None and not dated:
            return text[phrase.start : phrase.end]
    if question.shown is Shown.GROUPS and (match := asked.TOP.search(text)):
        return match[0]
    for role, words in _SAYS_ROLE.items():
        match = words.search(text)
        if match and filters.role is None and question.shown is Shown.TASKS and role is Role.COOP:
            return match[0]
    ordered = question.top or question.most or question.least or question.order
    ranked = text.replace("最近", "　")  # a time, no order
    if not ordered and (match := asked.ORDERED.search(ranked) or asked.TOP.search(ranked)):
        return match[0]
    bounded = question.bounds.given or question.counts or question.due_within is not None
    match = _COMPARES.search(text)
    if match and not (bounded or question.span or question.top):
        return match[0]
    lists = {*asked.LISTS_NAMED.findall(text)}
    if len(lists) > 1 and question.shown is not Shown.GROUPS and filters.list is None:
        return "、".join(sorted(lists))
    match = _OR.search(text)
    if match and not {"alert", "red"} & {*question.conditions, *question.asked}:
        return match[0]
    return ""
