"""What a sender asks of those above: more time, or that they solve what one cannot solve alone."""

from __future__ import annotations

import re

from domain.language import wording
from domain.language.obstacles import without_solved

_N = r"(?:\d+|[一二两俩三四五六七八九十半几]+)"
_MOVED = r"(?:延|缓|推迟|往后[推挪放拖移]|晚[点些几\d一二两半]|改到|放到|挪到|宽限|放宽|多给|再给|给[点些])"
_AGREED = r"(?:可以|行|成|中|好)(?:[不吗]|不[行成好可中])|呗|能批"
_MORE_TIME = re.compile(
    rf"[再多]给[^,，。;；\d]{{0,4}}?{_N}\s*个?(?:多月|天|周|星期|礼拜|月|工作日)"
    rf"|{_MOVED}[^,，。;；]{{0,12}}?(?:{_AGREED})|给(?:我们?)?[点些]时间"
    rf"|[容让请](?:我们?|我局|咱们?)(?:再)?(?:缓|延|拖|晚)"
    rf"|(?:能不能|能否|可否|可不可以|能)[^,，。;；]{{0,6}}?(?:缓缓|往后(?:放放|推推|挪挪|拖拖))"
)


def asks_for_time(text: str) -> bool:
    """能不能缓缓, 再给三周: a later day is asked for."""
    return wording.EXTEND.search(text) is not None or _MORE_TIME.search(text) is not None


_ABOVE = r"(?:市政府|市里|市委|市领导|领导|上级|省厅|省里|督查室|贵办|你们|您)"
_ACTS = (
    r"(?:说一[声说]|说说|[递给]个?话|打个?招呼|想(?:想|个|点)?办法|出个?面|拍个?板|发个?函|点个?头|牵个?头|出马|支援"
    r"|帮|协调|解决|对接)"
)
_FOR_US = re.compile(
    rf"(?:恳请|恳求|请求|敬请|盼)[^,，。;；]{{0,2}}?{_ABOVE}(?![^,，。;；]{{0,6}}(?:审[阅批核示]|批准|批示|知悉|查收|指正|放心))|{_ABOVE}(?:能)?给?指[条个]路|"
    rf"(?:需要?|请|求|望|盼|麻烦|拜托|得|还得|能不能|能否|可否)[^,，。;；]{{0,6}}?{_ABOVE}[^,，。;；]{{0,10}}?{_ACTS}"
    r"|[求盼望]支援"
    rf"|{_ABOVE}(?:能|可|得|要)[^,，。;；]{{0,6}}?{_ACTS}"
)
# 感谢领导支持, 以后还请多支持 asks for nothing; 市里帮着协调完了 did.
_COURTEOUS = re.compile(
    r"(?:感谢|谢谢|多谢)[^,，。;；]{0,14}(?:支持|帮助|关心|指导|关照)"
    r"|(?:以后|今后|往后|[请望])[^,，。;；]{0,6}?(?:多多?|继续|一如既往)[^,，。;；]{0,3}(?:支持|关照|帮助|指导)"
    r"|(?:帮|协调|支持|出面)[^,，。;；]{0,8}?(?:完了|好了|过了|解决了|成了|下来了|通了)"
)
_MAY_BE_COURTEOUS = re.compile(r"谢|多支|多关|多帮|多指|多多|继续|一如|[完好过决成来通]了")
# 需要市里协调吗, 谁来协调 ask; 能不能帮着说说 begs.
_BEGS = re.compile(r"能不能|能否|可否|可不可以|能[^,，。;；]{1,12}[不吗么]\W*$|[行好成中]不\W*$")
_ASKS_WHAT = re.compile(r"哪|谁|多少|什么|几[个项条]|需要[^,，。;；]*[吗么]\W*$")


def asks_for_help(text: str, *, asks: bool) -> bool:
    """请市里出面协调, 能不能帮着说说: somebody above is to act."""
    text = without_solved(text)
    if _MAY_BE_COURTEOUS.search(text):
        text = _COURTEOUS.sub("。", text)
    if asks and (_ASKS_WHAT.search(text) or not _BEGS.search(text)):
        return False
    return wording.COORDINATE.search(text) is not None or _FOR_US.search(text) is not None


def is_main_point(text: str) -> bool:
    """A request is the main point unless progress is told beside it."""
    told = wording.COORDINATE.sub(" ", text)
    told = re.sub(
        r"(?:资金|缺口|还差|尚差|差|缺|不足)[^,，。;；]{0,10}\d[\d.]*\s*\S{0,3}", " ", told
    )
    return _TOLD.search(told) is None


_TOLD = re.compile(
    r"\d\s*%|[一二三四五六七八九]成|过半|百分之"
    r"|(?:签订|签约|推广|引进|培育|新增|投放|发放|举办|改造|培训)[^,，。;；]{0,14}\d"
    r"|已经?(?:完成|建|开工|启动|编|报|上报|签|培|引|新增|办|达|铺|改|验|到|通过|申报|落实|安排|发|投|获|实)"
    r"|完成(?:了)?\s*\d|完成(?:投资|率|量|进度)|累计|上报|编完|完工|开工|前(?:完成|编完|投用|完工)"
    r"|预计|争取\S{0,8}完成"
)
