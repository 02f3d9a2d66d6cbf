"""Status and percent of a report, read from its words. Numbers alone never say done, 100 % does."""

from __future__ import annotations

import re

from domain.language.numerals import read_integer
from domain.language.references import same_length
from domain.reporting import Status

_BEHIND = re.compile(
    r"滞后|落后|偏慢|推迟|延后|比计划慢|慢于|欠序时|完不成|来不及|跟不上|拖后|延误|耽误"
)
_BLOCKED = re.compile(r"停工|暂停|搁置|卡住|卡着了|推不动|停滞|受阻|叫停|无法推进|推进不了|停摆")
_NOT_STARTED = re.compile(
    r"(?:尚未|还没有?|没有?|暂未|未)(?:正式)?(?:启动|开工|开展|开始|动工|实施|进场)|未启动|没启动"
)
_DONE = re.compile(
    r"(?:已经?|全部|全面|均已?|都已?|圆满|提前|超额|任务|年度任务|全年任务)(?:经|部|全)?(?:办结|完成|完工|建成|竣工|验收|投用|办完|完了)"
    r"|^完成了?[!！。]*$|通过(?:了)?(?:竣工|最终|省级|市级)?验收|办结|完工|竣工|建成通车|100\s*%|百分之百"
)
_OPEN = re.compile(
    r"基本完成|完成(?:了|率|进度)?\s*(?:约|近)?\s*\d|部分|剩余|还差|尚差|正在|未完成|没完成|等待|等批|待批|其余|另"
    r"|预计|争取|计划|力争|\d+\s*%|[一二三四五六七八九]成"
)
_NUMBER = r"(?P<number>-?\d+(?:\.\d+)?)"
_PERCENT = re.compile(
    rf"(?:完成|进度|完成率|完成度|推进到|推进至|达到?|到了?|占|形象进度|总体|累计|大约|约|计划的|任务的|目标的)"
    rf"[^\d%。;；,，]{{0,10}}?{_NUMBER}\s*%|^\s*{_NUMBER.replace('number', 'bare')}\s*%"
)
_OTHER_RATE = re.compile(
    r"(?:覆盖|机械化|整改|到位|增长|同比|环比|占比|合格|达标|满意|良种|利用|使用)率?[^\d]{0,6}$"
    r"|占比|同比|增长|提高"
)
_SPOKEN = re.compile(r"百分之(?P<number>[零〇一二两三四五六七八九十百\d.]+)")
_TENTHS = re.compile(
    r"(?<!建)(?P<whole>[一二三四五六七八九两])成(?P<half>半|[一二三四五六七八九])?(?![立为果员本功])"
)


def read_status(fact: str) -> Status:
    """The status the words say; a part stopped while the whole is called behind is behind."""
    plain = same_length(fact)
    percent = read_percent(fact)
    if _BEHIND.search(plain):
        return Status.BEHIND
    if _BLOCKED.search(plain):
        return Status.BLOCKED
    if percent is not None and percent >= 100:
        return Status.DONE
    if _DONE.search(plain) and not _OPEN.search(plain.replace("100%", "")):
        return Status.DONE
    if _NOT_STARTED.search(plain):
        return Status.NOT_STARTED
    return Status.IN_PROGRESS


def read_percent(fact: str) -> float | None:
    """The percent of completion, the last one that is said; other rates are not it."""
    plain = same_length(fact)
    found = None
    for match in _PERCENT.finditer(plain):
        place = match.start("number") if match["number"] else match.start()
        before = plain[max(0, match.start() - 8) : place]
        if match["bare"] or not _OTHER_RATE.search(before):
            found = float(match["number"] or match["bare"])
    if found is None and (spoken := _SPOKEN.search(plain)):
        number = read_integer(spoken["number"])
        found = None if number is None else float(number)
    if found is None and (tenths := _TENTHS.search(plain)):
        half = tenths["half"]
        tail = 5 if half == "半" else read_integer(half) if half else 0
        found = float((read_integer(tenths["whole"]) or 0) * 10 + (tail or 0))
    return found
