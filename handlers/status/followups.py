"""Questions that go on from the last one: 那市发改委呢, 其中牵头的, 把县区的去掉, 导出来, 这个怎么算的.

The last question is kept as words, and what follows is put into them, so that both are read alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.language import asked
from domain.language.periods import find_period
from domain.language.situation import Situation, read_filters
from domain.language.synonyms import spelt
from domain.language.text import plain
from handlers.base import Context
from storage.asked import last

_LEADS_IN = re.compile(
    r"^(?:那么?|那要是|再看看?|换成?|换|改成|改看|只看|只要|单看|其中|里面|这里面|这些里|当中)[,，\s]*"
)
_ENDS = re.compile(
    r"[\s,，]*(?:的)?(?:情况)?(?:呢|又?怎么样|咋样|又?如何|有几个|有多少|有哪些|是哪些)?[?？。!！\s]*$"
)
_OUT = re.compile(
    r"^(?:把[^,，。]{1,14}?(?:去掉|除外|剔除|排除|拿掉|扣掉|去除)|(?:除了?|不含|不算|去掉|剔除)[^,，。几多哪谁]{1,14})(?:再[看算]|呢|吧|之外|以外|外)?[。!！\s]*$"
)
_EXPORT = re.compile(
    r"^(?:请|帮我|给我|把)?(?:这个|这些|它|上面的?|刚才的?)?(?:导出来?|导一份|下载|(?:整|做|弄|列|导)成(?:个|一个|一张)?表格?|发(?:我|个)?(?:表|excel|Excel|EXCEL)|要(?:个|张)?表)(?:给我|发我|一下|吧)?[。!！\s]*$"
)
_WHICH = re.compile(
    r"^(?:都|分别)?(?:是|有)?(?:哪些|哪几[个项家条]|什么|啥|谁)(?:任务|事项|单位)?[?？。\s]*$"
    r"|^(?:展开|列一下|列出来|详细|具体)(?:看看|说说|点)?[。\s]*$"
)
_COUNTED = re.compile(
    r"(?:怎么|咋|如何)(?:算|来|得|统计)(?:出来|得)?的|(?:怎么|咋)来的|(?:怎么|咋)算|口径是"
)
_SAID = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[%％]|(\d{1,5})\s*[项个家]")
_SHORT = 16  # characters; a longer sentence stands for itself


@dataclass(frozen=True, slots=True)
class Counted:
    """It is asked how a figure of the last answer, perhaps the one `said`, was counted."""

    before: str
    said: str


def follow_up(text: str, situation: Situation, ctx: Context) -> str | Counted | None:
    """The whole question that a text goes on with, `Counted` where it asks how a figure was counted,
    None where it stands for itself."""
    said = spelt(plain(text.strip()), ctx.book.county_numbers)
    if len(said) > _SHORT + 8:
        return None
    before = last(ctx.tx, ctx.inbound, ctx.now)
    if not before:
        return None
    before = spelt(plain(before), ctx.book.county_numbers)
    if _COUNTED.search(said):
        match = _SAID.search(said)
        return Counted(before, "".join(match[0].split()).rstrip("项个家") if match else "")
    if _EXPORT.match(said):
        return f"{before}，导出表格"
    if _WHICH.match(said):
        return f"{before}，有哪些" if asked.UNITS.search(before) else f"{before}，列出任务有哪些"
    if _OUT.match(said):
        return f"{before}，{said}"
    if len(said) > _SHORT:
        return None
    led = _LEADS_IN.match(said)
    asks = said.rstrip("?？。 ").endswith("呢")
    if not led and not asks:
        return None
    rest = _ENDS.sub("", _LEADS_IN.sub("", said))
    return _merged(before, rest, situation, ctx) if rest else None


def _of_one(before: str, name: str) -> str:
    """红灯最多的单位 → 那财政局呢: the same of one unit, which is not put into an order."""
    words = [match[0] for _, pattern in asked.CONDITIONS if (match := pattern.search(before))]
    return f"{name}{'、'.join(words)}的有哪些" if words else f"{name}的情况"


def _merged(before: str, rest: str, situation: Situation, ctx: Context) -> str | None:
    """The last question with a unit, a part, a period, a condition or a view put in place of its own;
    None where `rest` says more than that."""
    for _, words in asked.GROUPS:
        if words.search(rest):
            return f"{rest}，{before}"
    names = ctx.book.unit_words.find_all(rest)
    if names:
        if len(re.sub(r"[的和与、\s]", "", rest)) > sum(end - start for _, start, end in names):
            return None  # it asks something else of the unit, and stands for itself
        old = ctx.book.unit_words.find_all(before)
        if not old and (asked.MOST.search(before) or asked.PLACED.search(before)):
            return _of_one(before, rest[names[0][1] : names[-1][2]])
        name = rest[names[0][1] : names[-1][2]]
        if old:
            return before[: old[0][1]] + name + before[old[-1][2] :]
        return f"{name}的{before}"
    if period := find_period(rest, ctx.today):
        word = rest[slice(*period.at)]
        old_period = find_period(before, ctx.today)
        if old_period:
            return before[: old_period.at[0]] + word + before[old_period.at[1] :]
        return f"{word}{before}"
    filters = read_filters(rest, situation)
    known = read_filters(before, situation)
    if filters.role is not None:
        return f"{re.sub('牵头|配合|主办|协办', '', before)}，{rest}的"
    if filters.section or filters.list:
        old_word = known.section if filters.section else known.list and known.list.value
        if old_word and old_word in before:
            return before.replace(old_word, rest, 1)
        return f"{rest}的{before}"
    if any(words.search(rest) for _, words in asked.CONDITIONS) or (
        asked.DONE.search(f"{rest}的")
        or asked.UNREPORTED.search(rest)
        or asked.REPORTED.search(rest)
    ):
        bare = before
        for _, words in asked.CONDITIONS:
            bare = words.sub("", bare)
        for words in (asked.UNREPORTED, asked.REPORTED, asked.DONE):
            bare = words.sub("", bare)
        return f"{bare}{rest}的" if bare != before else f"{before}，{rest}的"
    return None
