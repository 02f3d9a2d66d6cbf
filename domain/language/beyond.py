"""Questions that no figure of the plan answers: what will be, who is to blame, money, other cities."""

from __future__ import annotations

import re
from enum import StrEnum

from domain.language.text import any_of


class Beyond(StrEnum):
    """What is asked; the value is what the answer goes by."""

    FUTURE = "future"
    BLAME = "blame"
    PERSON = "person"
    MONEY = "money"
    ELSEWHERE = "elsewhere"


_CITIES = any_of(
    "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 滨州 菏泽"
    " 邯郸 安阳 濮阳 邢台 郑州 北京 上海 石家庄"
)
_FORMS: tuple[tuple[Beyond, re.Pattern[str]], ...] = (
    (
        Beyond.BLAME,
        re.compile(
            r"约谈|问责|追责|处分|免职|撤职|该(?:不该)?(?:批评|骂|罚|处理|表扬|通报批评|敲打|换|撤)(?:哪|谁|掉)?|(?:批评|处理|敲打|表扬|撤换)(?:一下)?(?:谁|哪个|哪位)"
            r"|评优|评先|称职|打分|绩效|考核(?:分|成绩|等次)"
        ),
    ),
    (
        Beyond.PERSON,
        re.compile(
            r"(?:谁|哪个|哪位|他俩|她俩|俩人|两个人)[^,，。]{0,6}(?:回(?:消息|复|信)?(?:得)?(?:快|慢|积极|勤)|最?(?:懒|勤快|上心|积极|负责任|听话|能干|靠谱))"
            r"|(?:哪个|哪位|谁是)(?:局长|主任|书记|县长|区长|科长|同志|联络员|人)(?:最|该|干|报|不)"
            r"|[小老][\u4e00-\u9fff]{1}(?:和|跟|与|、)?[小老][\u4e00-\u9fff]{1}[^,，。]{0,6}(?:谁|哪个)"
        ),
    ),
    (
        Beyond.MONEY,
        re.compile(
            r"(?:拨|花|投|批|给|用|争取|到账|下达)(?:付|入|出去?)?(?:了|过)?(?:多少|几)(?:个)?(?:钱|资金|万|亿|经费|块)|(?:花|拨|投)[^,，。]{0,6}多少钱|(?:经费|预算|资金)(?:是|有|还剩)?多少"
        ),
    ),
    (
        Beyond.ELSEWHERE,
        re.compile(
            rf"(?:{_CITIES})[^,，。]{{0,8}}(?:比|相比|对比|差距)|(?:跟|和|与|同|比)(?:{_CITIES})[^,，。]{{0,6}}(?:比|差|快|慢|怎|如何)|(?:{_CITIES})(?:市|那边|那里)?(?:的)?(?:进度|进展|情况|完成)"
            r"|(?:全省|省里|全国)(?:排|第几|名次|位次|里排)|(?:外市|别的市|兄弟市|周边(?:城市|地市)|其他(?:地市|城市))"
        ),
    ),
    (
        Beyond.FUTURE,
        re.compile(
            r"(?:估摸|估计|预计|预测|猜|你看|你觉得|照这样|[按照]这(?:个|种)?(?:速度|进度|势头|样子))[^,，。]{0,14}(?:能|会|完成|多少|几)"
            r"|(?:年底|月底|到时候?|明年|下个?月|[一二三四]季度)[^,，。]{0,8}(?:能(?:不能)?(?:完成|办完|办结|达标)|完得成|完成得了|会有|会不会|有望)"
            r"|来得及吗|赶得上吗|完得成吗|能不能按[期时]"
        ),
    ),
)


def read_beyond(text: str) -> Beyond | None:
    """What a question asks that nothing here can answer, None where it may be answered."""
    return next((kind for kind, words in _FORMS if words.search(text)), None)
