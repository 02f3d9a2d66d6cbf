"""A question without its words of asking: what is left names a field of work, or was not understood."""

from __future__ import annotations

import re

from domain.language import asked

_DULL = re.compile(
    r"情况|进展|进度|比例|占比|比重|平均|共同|县区|联合|单子|名单|配合|牵头|集中|分布|咋样|咋了|怎么样|怎样|如何|方面|有哪些|哪些|多少|几[项个条件家]|任务|事项|政策|项目|工作|看看|看下|看一下|查一下|查查|一下|那块|这块"
    r"|这一块|那一块|现在|目前|整体|总体|全市|全部|汇总|统计|小结|总结|本月|本周|本期|这个月|这周|今天|最近|近期|相关|有关|领域|板块|清单|主要|解决|处理|整改|需要|可能|风险|问题|原因|为什么|怎么回事|名单|列表|列出|详细|具体|数量|年底|月底|季度|今年|明年|全年|要|前|重点|新增|困难|协调|连续|仍然|一直|严重|完成|推进|落实|还有"
    r"|是什么|什么|有没有|给我|帮我|请|领导|想|知道|了解|报告|报送|单位|部门|大家|得|的|了|吗|呢|啊|吧|呀|类|和|与|跟|还|都|有|在|到|是|咋|个|率|[,，。?？!！\s]"
)


def without_asking(text: str, *, dull: bool = True) -> str:
    """The text with blanks for every word that asks for something: what is left names a field of work.

    `dull`: for the words beside it too, of which no field is named.
    """
    text = text.replace("有没有", "有无")
    conditions = dict(asked.CONDITIONS)
    first = (conditions[key] for key in ("never", "late", "open", "unstarted"))
    for words in (
        asked.LATEST,
        asked.NOT_ONE,
        *first,
        *conditions.values(),
        asked.ALL_REPORTED,
        asked.UNREPORTED,
        asked.REPORTED,
        asked.DONE,
        asked.ORDERED,
    ):
        text = words.sub(" ", text)
    for words in (*(words for _, words in (*asked.GROUPS, *asked.KINDS, *asked.PAPERS)), *_ASKED):
        text = words.sub(" ", text)
    return _DULL.sub(" ", text) if dull else text


_ASKED = (
    asked.RATE,
    asked.AVERAGE,
    asked.WEEK,
    asked.TODAY,
    asked.UNITS,
    asked.TOP,
    asked.MOST,
    asked.MOVED,
    asked.CHANGED,
    asked.FALLS_DUE,
)
