"""What was told before: a sentence asks to see it, or takes it back."""

from __future__ import annotations

import re

from domain.language import wording

_BEFORE = (
    r"(?:上(?:一|个)?(?:次|回|期|月|季度?)|前[一二两三四几]?(?:次|回|期)|以前|之前|往期|历次|去年"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?=[^,，。;；]{0,4}[报填交]的))"
)
_TOLD = r"(?:报(?!省|国家|名)|填|交(?![付通易工])|写|的?(?:情况|进展|数据?|内容|记录))"
_SHOW = r"(?:[看瞅瞧翻查]|调[出一取]|找出|参考|对照|发(?:给?我|来))"
_ASKED = r"(?:什么|啥|多少|几[家个户条项处]|[咋哪]|怎么)"
_ASKS = re.compile(
    rf"(?<![比跟和与同较]){_BEFORE}[^,，。;；]{{0,10}}?{_TOLD}[^。;；]{{0,10}}?(?:{_SHOW}|{_ASKED})"
    rf"|{_ASKED}[^。;；]{{0,8}}(?:上[次回]|之前|以前)[说报填写]的\W*$"
    rf"|{_SHOW}[^,，。;；]{{0,4}}?{_BEFORE}[^,，。;；]{{0,8}}?(?:{_TOLD}|的)"
)
# 比上次报的又多了2家, 上次报的那个园区已经验收了: told, not asked.
_SINCE = re.compile(
    rf"[比较]{_BEFORE}|已经?[^,，。;；]{{1,8}}了|又[多增少新]|都[^,，。;；]{{1,6}}了"
)


def asks_for_earlier(text: str, *, asks: bool) -> bool:
    """上次填的是几家来着, 给我看看上次报的: what was reported before is asked for."""
    if wording.SAME_AS_LAST.search(text) or (not asks and _SINCE.search(text)):
        return False
    return wording.HISTORY.search(text) is not None or _ASKS.search(text) is not None


_SENT = (
    r"(?:刚[才刚]?|上一?[条次]|[上下]午|早上|今早|昨[天晚]|前天|那[条次份]|[报发填交]的|的?数据?)"
)
_TAKEN = r"(?:[别不]算|不作数|[先]?别用|不要了|[当算]我?没|撤(?![场资离诉并走出村县]|销案)|作废|删)"
_TAKES_BACK = re.compile(rf"{_SENT}[^。;；]{{0,12}}?{_TAKEN}")
# What else may be void: a plan, a tender, a meeting.
_ANOTHER = re.compile(
    r"(?:方案|会议|通知|合同|协议|招标|流标|中标|规划|公告|证|票)[^,，。;；]{0,4}(?:作废|不作数|取消|撤)"
    r"|发错[群人]|工资条|(?:格式|表|链接|电话|时间|地点)[^,，。;；\d]{0,4}(?:不对|错)"
)
_INSTEAD = re.compile(r"为准\W*(?=[^\W\d]{4})")
_NEW_VALUE = re.compile(r"\d|[一二三四五六七八九]成|百分之|应为|应该是|更正")


def takes_back(text: str) -> bool:
    """刚才那条不作数, 昨天报的数别算: without a value or a report in its place."""
    if _NEW_VALUE.search(text) or _ANOTHER.search(text):
        return False
    if (instead := _INSTEAD.search(text)) and wording.has_progress(text[instead.end() :]):
        return False
    return wording.UNDO.search(text) is not None or _TAKES_BACK.search(text) is not None
