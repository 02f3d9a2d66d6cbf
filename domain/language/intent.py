"""What a sender wants: to report, to ask, to apply, to have something sent, or none of these."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from domain.language import begging, earlier, smalltalk, wording
from domain.language.acks import heard, is_ack, promises_papers
from domain.language.dates import find_dates
from domain.language.expected import expected_day
from domain.language.grams import gram_set
from domain.language.obstacles import find_obstacle
from domain.language.quantities import find_quantities, without_quantities
from domain.language.references import Reference
from domain.language.situation import FoundBy, Named, Situation, read_filters
from domain.language.status import said_status
from domain.language.text import Span, mask
from domain.plan import Task

# Characters; a shorter message without a word of progress only names a thing.
_SHORTEST_REPORT = 8
_SHORT_QUESTION = 16  # asks even without a question mark or a verb of asking
_EDGES = " \t\n:：,，、;；。.-—"


class Intent(StrEnum):
    """The eleven of SPEC.md and `none`."""

    REPORT = "report"
    COORDINATE = "coordinate"
    EXTEND = "extend"
    CLOSE = "close"
    LIST = "list"
    DETAIL = "detail"
    HISTORY = "history"
    SUMMARY = "summary"
    BROADCAST = "broadcast"
    ACK = "ack"
    UNDO = "undo"
    HELP = "help"
    NONE = "none"


def decide(
    text: str,
    rest: str,
    references: tuple[Reference, ...],
    named: Named,
    situation: Situation,
) -> Intent:
    """The first of these that holds; what names a task and says something of it is a report."""
    if wording.HELP.match(text.strip()) or wording.HOW_TO.search(rest):
        return Intent.HELP
    if is_ack(text) and not references:
        return Intent.ACK
    if promises_papers(text) and not references and not situation.sends:
        return Intent.NONE
    if earlier.takes_back(rest):
        return Intent.UNDO
    asks = wording.is_question(rest if references else text)
    if situation.sends and wording.BROADCAST.search(text) and not wording.asks_back(text):
        return Intent.BROADCAST
    if wording.CLOSE.search(rest) and not re.search(
        r"(?:没|未|还没|尚未)(?:有)?(?:办结|销号|销账)|(?:办结|销号)的?(?:有)?(?:几|多少|哪[些几])|(?:几|多少|哪[些几])[^,，]{0,8}(?:办结|销号)了?\W*$|"
        r"(?:同意|批准|批)[^,，]{0,6}[吗没]\W*$|(?:才能|才可|后再|暂不|还不能|不能)[^,，]{0,6}(?:办结|销号)",
        rest,
    ):
        return Intent.CLOSE
    if begging.asks_for_time(rest):
        return Intent.EXTEND
    one = named.code or re.search(r"[那这该](?:个|项|条)", rest)
    if earlier.asks_for_earlier(rest, asks=asks):
        of_one = one or references or named.candidates or _LAST_ONE.search(rest)
        return Intent.HISTORY if of_one else Intent.SUMMARY
    if begging.asks_for_help(rest, asks=asks) and begging.is_main_point(rest):
        return Intent.COORDINATE
    progress = wording.has_progress(rest) or _tells(rest, situation.today)
    if references:
        return _of_named(text, rest, asks=asks, progress=progress)
    return _of_unnamed(text, named, situation, asks=asks, progress=progress)


def _of_named(text: str, rest: str, *, asks: bool, progress: bool) -> Intent:
    if not rest.strip(_EDGES) or wording.only_detail_words(rest):
        return Intent.DETAIL
    if wording.SUMMARY.search(rest) and not progress and len(rest.strip()) < 14:
        return Intent.DETAIL
    if asks and (wording.asks_detail(rest) or not progress or _asks_how_many(rest)):
        return Intent.DETAIL
    said = "".join(rest.split())
    if wording.asks_detail(text) and len(said) <= _SHORT_QUESTION and not re.search(r"\d", said):
        return Intent.DETAIL
    if not progress and heard(rest):
        return Intent.ACK
    if not progress and _tells_nothing(text, rest):
        return Intent.NONE
    return Intent.REPORT


def _tells_nothing(text: str, rest: str) -> bool:
    """Beside a code too: 事项3的附件发不出去, 材料下午发您, 今天真热. A liaison may have nothing sent."""
    return (
        wording.BROADCAST.search(text) is not None
        or promises_papers(rest)
        or smalltalk.is_of_others(rest)
        or smalltalk.is_private(rest)
        or (smalltalk.is_chat(rest) and rest.strip()[:1].isalnum())
    )


def _asks_how_many(rest: str) -> bool:
    """今年要投用哪几家养老机构呀, 完成60%了吗: a day or a share is named and yet nothing is told."""
    if _ASKS_ALL.match(rest):
        return True
    tells = _STATED.search(rest) or said_status(rest)
    return _HOW_MANY.search(rest) is not None and not tells


def _of_unnamed(
    text: str, named: Named, situation: Situation, *, asks: bool, progress: bool
) -> Intent:
    """Without a code: a question about many, about one, small talk, or a report."""
    stated = _STATED.search(text) is not None
    requests = asks or wording.asks_detail(text) or wording.is_request(text)
    shown = named.by in (FoundBy.CONTEXT, FoundBy.ONLY)
    if shown and _OF_THIS.match(text) and (requests or "看" in text):
        return Intent.DETAIL
    if smalltalk.is_of_others(text) or (
        smalltalk.is_private(text)
        and named.by is not FoundBy.TOPIC
        and said_status(without_quantities(text)) is None
    ):
        return Intent.NONE
    said = without_quantities(text)
    works = wording.has_progress(said) or _is_stated(said)
    if smalltalk.is_elsewhere(text) and not (
        works if named.by is FoundBy.TOPIC else _AT_WORK.search(said)
    ):
        return Intent.NONE
    if named.by is None:
        # Without a task or a topic figures alone are anybody's: 12 of what?
        progress = progress and (_AT_WORK.search(said) is not None or _is_stated(said))
    elif shown and not (works or _AT_WORK.search(said) or wording.corrects(text)):
        progress = progress and _may_be_of(text, said, named.code, situation)
    if many := _about_many(text, named, situation, asks=asks, requests=requests, stated=stated):
        return many
    if wording.SUMMARY.search(text) and not progress and not named.code:
        return Intent.SUMMARY
    on_topic = named.by is FoundBy.TOPIC and progress
    measured = re.search(r"\d\s*%|[一二三四五六七八九]成", text)
    if smalltalk.is_spam(text) or (smalltalk.is_chat(text) and not (measured or on_topic)):
        return Intent.NONE
    known = bool(named.code or named.candidates or named.by is FoundBy.TOPIC)
    if known and (asks or wording.asks_detail(text)):
        if _asks_of_one(text, named, stated=stated):
            return Intent.DETAIL
        if asks and not stated:
            return Intent.NONE
    if named.by is FoundBy.TOPIC and wording.only_detail_words(text):
        return Intent.DETAIL
    told = named.is_sure and len(text) >= _SHORTEST_REPORT
    alone = not situation.sends and not _UNDECIDED.search(text)
    reports = told or (progress and (known or alone))
    return Intent.REPORT if reports else Intent.NONE


def _is_stated(said: str) -> bool:
    """Whether the words say how far a work is, or what hinders it."""
    return (
        said_status(said) is not None or find_obstacle(said) is not None or wording.says_same(said)
    )


def _may_be_of(text: str, said: str, code: str | None, situation: Situation) -> bool:
    """Whether figures may be of the task just shown: what they count is not said, or the task's own word.

    今年高考全省人数69万 is nobody's progress, 又加了12家 is.
    """
    task = situation.book.by_code.get(code or "")
    if task and {each.unit for each in find_quantities(text)} & _own_units(task):
        return True
    counted = mask(said, [Span(each.start, each.end) for each in find_dates(said, situation.today)])
    subject = _ADDED.sub("", counted)
    if task is None or len(re.findall(r"[\u4e00-\u9fff]", subject)) < _SUBJECT:
        return True
    return bool(gram_set(subject) & _grams_of(task))


def _own_units(task: Task) -> set[str]:
    """万亩, 亿斤, 万千瓦: units of its targets that one does not count everything in."""
    return {
        each.unit for each in task.metrics if each.unit[:1] in "万亿" and each.unit[-1:] != "元"
    }


@lru_cache(maxsize=512)
def _grams_of(task: Task) -> frozenset[str]:
    return gram_set("。".join((task.title, task.target, *(metric.name for metric in task.metrics))))


def _about_many(
    text: str, named: Named, situation: Situation, *, asks: bool, requests: bool, stated: bool
) -> Intent | None:
    """SUMMARY or LIST where the words ask for figures or for several tasks."""
    listed, summed = wording.LIST.search(text), wording.SUMMARY.search(text)
    which = _WHICH.search(text)
    if (requests or len(text) <= _SHORT_QUESTION) and not (stated and not asks):
        if summed and not (listed and which):
            return Intent.SUMMARY
        of_one = named.code and _ASKS_OF_ONE.match(text)
        if listed and not of_one and not _asks_of_topic(text, named):
            return Intent.LIST
    if asks:
        filters = read_filters(text, situation)
        if filters.unreported or filters.overdue or (which and not filters.is_empty):
            return Intent.LIST
    return None


def _asks_of_one(text: str, named: Named, *, stated: bool) -> bool:
    if named.by is FoundBy.TOPIC:
        asked = wording.asks_detail(text) or _ASKED.search(text) is not None
        return asked and _OF_TASK.search(text) is not None
    if named.by is not None and _OF_TARGET.search(text):
        return True
    shown = named.by in (FoundBy.CONTEXT, FoundBy.ONLY) and not stated
    asks = wording.is_question(text) or wording.asks_detail(text)
    return shown and asks and _OF_SHOWN.search(text) is not None


# What is said of works, and not of prices, meals and the weather.
_AT_WORK = re.compile(
    r"完成|完工|竣工|投用|验收|开工|停工|复工|施工|工期|工程|项目|进度|滞后|招标|中标|新增|签约|影响|受阻|导致|办结|建成|改造|进场|任务|目标|整改"
    r"|[通弄办做干建装修改铺]完|[弄办做建修搞]好(?!准备)|剩下|余下|其余|评审|可研|环评|批复|申报|立项|备案|兑现|补贴|资金|企业[^,，。;；]{0,6}\d|到账|到位|拨付|接待|参观|发放|举办|培训|落户|入库"
)
_LAST_ONE = re.compile(r"上(?:一)?[次回]|最近一次")
_SUBJECT = 4  # characters that say what is counted
_ADDED = re.compile(
    r"又|再|共|已经?|目前|现在|截至|截止|累计|一共|总共|总数|合计|今年|去年|本月|上月|季度|上半年|一季度|增加|新增|增长|减少|提高|达到|达|为|比|同比|环比|年初|上次|上期|月底|到"
    r"|了|的|是|有|还|差|剩|报|数|我们|我局|这|那|个|其中|完成|左右|余|多|约|接待|服务|受理|办理|发放|培训|吸引|帮扶|惠及|检查|走访|团体|任务|目标|更新|调整|变成|改成|增至|升至"
)
# Words that state a fact even in a short sentence.
_STATED = re.compile(
    r"已|完成\S{0,6}(?:\d|[一二三四五六七八九]成)|\d\s*%|[\d.]+\s*(?:万|亿)|还差|正在"
)
_HOW_MANY = re.compile(
    r"[?？]|哪|多少|(?<!没)(?<!没有)(?<!无)(?:什么|啥)(?!都)|啥时候|何时|几时|(?<![好十余前后近])几[座处家个项条所亩台]|是不是|是否|[呀呢吗]\W*$|没(?:有)?\W*$|灯还是"
)
# One clause that ends as questions do.
_ASKS_ALL = re.compile(r"[^,，。;；!！\n]*(?:吗|[了期成]没(?:有)?)[?？。\s]*$")
_UNDECIDED = re.compile(r"想好|考虑好|商量|定下来|拿不定|不知道|不清楚|不确定")
_ASKS_OF_ONE = re.compile(
    r"\W*(?:(?:是|到)?(?:哪[天月]|几号|[啥什]么?时候|何时)|(?:牵头|配合|责任|主责)单位(?:都|是|有))"
)
_WHICH = re.compile(r"哪些|哪几|几(?:条|项|个)")
_ASKED = re.compile(r"什么|啥|何时|多久|谁|多少|哪|怎么样|咋|如何|几|吗|呢|没\W*$|\?|？")
_OF_SHOWN = re.compile(
    r"到哪|怎么样了|咋样了|目标|责任单位|牵头|配合|负责|时限|期限|截止|到期|进展|进度|要求|内容|详情|原文|指标|状态|任务|完成了?[没吗]|办结了?[没吗]|来得及|[干做](?:啥|什么|哪些)|[那这该][个项条]\S{0,6}情况"
)
_OF_TARGET = re.compile(r"(?:目标|指标|要求|时限)[^,，。;；]{0,12}(?:吗|哪|多少|几|什么|啥)")
_OF_TASK = re.compile(
    rf"{_OF_SHOWN.pattern}|责任|情况|[个项条事]呢|怎么样|咋样|咋了|如何|到哪|多少|啥|什么时候|看|查|谁"
)
_OF_THIS = re.compile(
    r"^\W*(?:我们|咱们?|我)?(?:这|该|它|本)(?![周月天年季次两几里边会时])(?:个|项|条|件)?(?:任务|事项|政策|项目|工作)?"
)


def _tells(rest: str, today: date) -> bool:
    """A quantity, a day by which something will be, an obstacle: as good as a verb of progress."""
    return (
        bool(find_quantities(rest))
        or any(each.limited for each in find_dates(rest, today))
        or expected_day(find_dates(rest, today), rest, today) is not None
        or said_status(rest) is not None
        or find_obstacle(rest) is not None
    )


def _asks_of_topic(text: str, named: Named) -> bool:
    return bool(
        named.by is FoundBy.TOPIC
        and (named.code or named.candidates)
        and re.search(r"责任单位|牵头单位|谁|目标|时限|期限|什么时候|啥时候|何时|截止|单位", text)
        is not None
        and re.search(r"任务|事项(?!的)|政策|项目(?!的)", text) is None
    )
