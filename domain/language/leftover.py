"""What a question says that nobody understood: an answer that leaves it out would be another question's."""

from __future__ import annotations

import re
from datetime import date

from domain.language import asked
from domain.language.changed import MOVES
from domain.language.dates import find_dates
from domain.language.filters import ASKED_PARTS, UnitNames
from domain.language.inquiries import INQUIRIES
from domain.language.periods import find_period
from domain.language.references import find_references

_LONGEST = 3  # characters that may be left over and mean nothing
_SMALL = re.compile(
    r"还有|还|又|再|就|才|那个|那些|那几|这个|这些|那|这|其中|里头|里面|里|中|手里|手上|手头|名下|口子|口|条线|系统|系|块|家的|家|的|了|着|过|吗|呢|啊|吧"
    r"|呀|嘛|没有|没|有|是不是|是否|是|不是|不|都|也|只|各|每|共|总共|一共|合计|加起来|加|和|跟|与|或|及|把|给|让|被|请|问|下|一下|我|你|他|咱|俺|们|大家"
    r"|领导|同志|看|查|说|讲|列|拉|出|来|去|到|在|从|按|对|于|由|为啥|为什么|为何|怎么|咋|啥|什么|哪|几|多|少|个|项|件|条|家|起|份|张|位|名|次|轮|数|量|总"
    r"|目前|现在|眼下|当前|截至|截止|今年|如今|一直|仍|已经|已|曾|刚|最|前|后|内|外|上|下|左右|以上|以下|之|等|情况|进展|进度|任务|事项|工作|问题|东西|事|活"
    r"|单位|部门|地方|名单|单子|清单|明细|表|图|给我|发我|帮我|麻烦|详细|具体|好|行|可以|能|要|想|需要|应该|会|该|得|做|干|办|搞|弄|算|比较|比一比|比|占|率|成"
    r"|提|反映|动静|拖|差|慢|快|新|旧|老|大|小|高|低|全|整体|总体|全市|市里|里边|方面|类|性质|相关|有关|涉及|关于|牵扯|牵头|配合|参与|负责|主办|责任|共同"
    r"|一起|联合|部分|另外|另|以及|或者|如果|的话|今天|昨天|本|期|周|月|日|号|年|天|够|红|黄|绿|蓝|灰|灯|亮|数字|数据|报|填|交|完|成|结果|怎样|咋样|如何|谁|ok|OK|word|Word|WORD|文档|docx|pdf|PDF|版"
    r"|[,，。.?？!！、:：;；\s\"“”'‘’()（）【】\[\]~～…—-]"
)
_UNIT_LIKE = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:局(?![面部])|委(?![托员])|厅|署|镇(?!化)|乡(?!村)|街道)"
    r"|[\u4e00-\u9fff]{2}(?<![全我各本])[县市省](?!里)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s*[%％]?")

# 完犊子的项目: which of them, in words that nobody knows.
_OF_TASKS = re.compile(r"([\u4e00-\u9fff]{2,6})的(?:项目|任务|事项|政策|单位|部门)")


def _attribute(text: str, known: tuple[str, ...]) -> str:
    """The words before 的任务 of which nothing was made."""
    said = (*asked.MEASURES, *MOVES, asked.TOP, asked.DONE, asked.UNREPORTED, asked.REPORTED)
    for words in (*said, *(words for _, words in asked.CONDITIONS)):
        text = words.sub("　", text)
    for match in _OF_TASKS.finditer(text):
        bare = match[1]
        for each in filter(None, known):
            bare = bare.replace(each, "")
        for words in ASKED_PARTS:
            bare = words.sub("", bare)
        bare = _SMALL.sub("", asked.without_asking(bare)).strip("　 ")
        if len(bare) > 1:
            return match[1]
    return ""


def left_over(text: str, *, names: UnitNames, sections: str, word: str, today: date) -> str:
    """The first words of a question (as `spelt` gives it) that nothing was made of, "" where all is.

    `sections` and `word` are what the question was narrowed to. Words of asking are no loss.
    """
    for _, start, end in reversed(names.find_all(text)):
        text = text[:start] + "　" * (end - start) + text[end:]
    if period := find_period(text, today):
        start, end = period.at
        text = text[:start] + "　" * (end - start) + text[end:]
    for phrase in reversed(find_dates(text, today)):
        text = f"{text[: phrase.start]}　{text[phrase.end :]}"
    for reference in reversed(find_references(text)):
        text = text[: reference.start] + "　" + text[reference.end :]
    if unread := _attribute(text, (sections, word)):
        return unread
    for words in (asked.TOP, *INQUIRIES, *asked.MEASURES, *MOVES, *ASKED_PARTS):
        text = words.sub("　", text)
    text = asked.without_asking(text)
    if match := _UNIT_LIKE.search(text):
        return match[0]
    for known in filter(None, (sections, word)):
        text = text.replace(known, "　")
    if match := _NUMBER.search(text):
        return match[0].strip()
    text = _SMALL.sub("　", text)
    runs = re.findall(r"[\u4e00-\u9fffA-Za-z]+", text)
    longest = max(runs, key=len, default="")
    return longest if len(longest) >= _LONGEST else ""
