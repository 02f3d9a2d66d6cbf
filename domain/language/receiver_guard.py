"""Words that limit whom a sentence is for and that were not understood: to be asked about, never dropped."""

from __future__ import annotations

import re
from itertools import pairwise

from domain.language import receiver_terms as terms
from domain.language.numerals import read_integer
from domain.language.receiver_words import Word
from domain.planbook import PlanBook

_LONGEST = 12  # characters of one limit
_ENDS = (
    r"(?=[\s,，。:：;；、)）]|$|都|也|全|再|请|务必|抓紧|尽快|赶紧|必须|要(?!求)|先|这次"
    r"|周|本周|明|今|月底|\d)"
)
_HOLDERS = (
    r"(?:牵头|责任|配合|属地)?(?:单位|部门|县市区|县区|区县|县|市区|开发区|园区"
    r"|企业|国企|公司|高校|院校|学校|乡镇|镇街|街道|科室|地方|那[几些][个家]?|几家|这[几些][个家]?)"
)
# 涉农的 / 涉农单位 / 涉农的单位, right behind the receivers that were read.
_LIMIT = re.compile(
    rf"^(?:的|里面?|中|当中|之中|其中)?(?P<join>[\s,，、]*(?:和|及|与|以及|还有)?)[\s,，、]*(?:其中|只|仅|限|尤其是?|特别是|主要是)?"
    rf"(?P<limit>(?P<what>[\u4e00-\u9fffA-Za-z0-9]{{2,{_LONGEST}}}?)(?:的{_HOLDERS}|的|{_HOLDERS}))(?P<behind>{_ENDS}|发(?![展改现生])|催|通知|提醒|问(?!题))"
)
# 给涉农的单位发个通知, 各沿黄县区把…: where nothing at all of the receivers was read.
_BEGIN = re.compile(
    r"^(?:(?:那个|嗯|就)[\s,，]*)?"
    r"(?P<told>(?:请|再|帮我?|麻烦)?(?:给|向|对|跟|让|叫|催|通知|提醒|告诉|问|发给|把)(?:一?下)?)?(?:请)?"
    rf"(?P<all>各个?|所有的?|全体|全部|全市)?(?P<limit>(?P<what>[\u4e00-\u9fffA-Za-z0-9]{{2,{_LONGEST}}}?)"
    rf"(?:的{_HOLDERS}|{_HOLDERS}|的))(?P<behind>{_ENDS}|发(?![展改现生])|催|通知|提醒|问(?!题)|把|将|报|说)"
)
_BRACKET = re.compile(r"^\s*[(（](?P<limit>[^()（）]{2,30})[)）]")
_IN_BRACKET = re.compile(
    r"(?:的|类|口|以上|以下|单位|部门|县|区|除外|为主)$|^(?:仅|只|限|不含|除|其中)"
)
_ABOUT = re.compile(
    rf"(?P<what>[\u4e00-\u9fffA-Za-z0-9]{{2,16}})的(?:任务|事项|项目|政策|{_HOLDERS})$"
)
# What a text to send begins with and what is no limit: 上次说的, 我说的, 各自的, 相关的.
_NO_LIMIT = re.compile(
    r"^(?:我|你|他|她|它|咱|大家|自己|各自|本|这|那|目前|现在|有关|相关|其他|其余|剩下|别的|关于|按照?|根据"
    r"|为|把|将|对|由|请|尽快|抓紧|务必|是|什么|怎么|为什么|谁|哪)"
    r"|(?:说|讲|要|定|布置|安排|交办|部署|强调|提到?|要求|规定|下发|通知)$"
)
# 报送…, 周五前报…: what they are to do; 整改不力, 完成率低 say how they are.
_DOES = re.compile(
    r"^(?:报送?|上报|交(?!通)|填|反馈|回复|参加|开会|更新|完成|整改|准备|推进|落实|核对|配合|联系|提供|上传)"
    r"(?![不没未慢差率较缓低晚少])"
    r"|[周前日号天要][^的]{0,6}?(?:报(?!名)|交(?!通)|填|回|参加|开会|完成)"
)
_NOT_DONE = re.compile(
    r"(?:没有?|未|不|尚未|有)[\u4e00-\u9fff]{0,2}(?:报送?|上报|交|填|反馈|回复|更新|完成|参加)"
)
_OUTSIDE = re.compile(
    r"[,，;；。\s(（](?P<head>除了?|不含|不包括|排除|剔除|去掉)?(?P<who>[^,，;；。()（）\s]{2,16}?)(?P<tail>除外|以外|之外"
    r"|(?:就|都|先|这次|暂时)*不(?:用|必|需要?|要)?(?:再)?(?:报|发|通知|催|提醒|管)了?)[)）]?[。!！~\s]*$"
)
_AS_LIMIT = re.compile(rf"(?:的|类|口|{_HOLDERS}|局|委|办)$")


def unread_limit(rest: str) -> str:
    """The limit with which the text behind an audience begins, as said; "" where it begins with none."""
    if match := _BRACKET.match(rest):
        more = match["limit"].startswith(("含", "包括"))
        return match["limit"] if _IN_BRACKET.search(match["limit"]) and not more else ""
    match = _LIMIT.match(rest)
    if match is None or not _limits(match["what"]):
        return ""
    return match["limit"]


def _limits(what: str) -> bool:
    """Whether words may say which of them; 上个月没报 may, 周五前要报 is what they are to do."""
    return not (_NO_LIMIT.search(what) or _DOES.search(_NOT_DONE.sub("", what)))


def unread_begin(text: str) -> tuple[str, int, bool] | None:
    """The limit of a text in which no receiver was read, where what is said of it begins, and whether a
    verb of passing on goes with it; None where it names nobody like that."""
    match = _BEGIN.match(text)
    if match is None or not _limits(match["what"]):
        return None
    if not (match["told"] or match["all"] or match["limit"].endswith("的")):
        return None
    at = match.end("limit")
    sends = terms.SEND.match(text[at:].lstrip(" ,，")) is not None
    return match["limit"], at, bool(match["told"]) or sends


def unread_before(head: str) -> str:
    """涉农的，给各县区发个通知: the limit that stands before an audience and a pause; "" where none does."""
    last = re.split(r"[,，。;；!！?？\s]+", head.strip(" ,，。;；"))[-1]
    if last.startswith("除"):
        return last
    if about := _ABOUT.search(last):  # 还没启动的任务 牵头单位来说明
        return last if _limits(about["what"]) else ""
    what = last.removesuffix("的")
    limits = last != what and 2 <= len(what) <= _LONGEST and not _NO_LIMIT.search(what)
    return last if limits else ""


def unread_exclusion(rest: str) -> str:
    """…，涉农的除外, said last and not understood; "" where nothing is left out."""
    match = _OUTSIDE.search(rest)
    if match is None or not (match["head"] or _AS_LIMIT.search(match["who"])):
        return ""
    return match.group().strip(" ,，;；。(（)）!！")


def miscounted(words: list[Word], text: str) -> str:
    """市财政局、市税务局三家: a count that is not that of the units named before it; "" where they agree."""
    named = 0
    for word in words:
        if "units" in word.data:
            named += 1
        elif word.kind == "except":
            named = 0
        elif "generic" in word.data and named:
            said = terms.HOW_MANY.search(text[word.start : word.end])
            count = read_integer(said["n"]) if said else None
            if count and named > 1 and count != named:
                return text[word.start : word.end].strip("()（）")
            named = 0
        elif word.kind == "noun":
            named = 0
    return ""


def of_a_county(words: list[Word], text: str, book: PlanBook) -> str:
    """各县区的商务局, 冠县财政局: an office of a county, which the list does not hold; "" for none."""
    for before, word in pairwise(words):
        if "units" not in word.data:
            continue
        said = text[word.start : word.end]
        follows = before.end == word.start and not said.startswith("市")
        kinds = [book.kinds.get(unit) for unit in before.data.get("units", ())]
        county = "县区" in (*kinds, *before.data.get("kinds", ()))
        small = before.kind == "small" and text[before.start : before.end] == "的"
        if small:
            place = words.index(before)
            first = words[place - 1] if place else None
            kinds = [book.kinds.get(u) for u in first.data.get("units", ())] if first else []
            county = first is not None and "县区" in (*kinds, *first.data.get("kinds", ()))
            before = first or before
        if county and (small or follows) and book.kinds.get(word.data["units"][0]) != "县区":
            return text[before.start : word.end]
    return ""
