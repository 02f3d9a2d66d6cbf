"""What a coordinator says to the bot beside the text to send: 就说…, 语气重一点, 先别发我看一下名单."""

from __future__ import annotations

import re

from domain.language.numerals import read_integer

_TONE = (
    r"(?:把)?(?:话|语气|口气|措辞|态度|内容|字)?(?:要)?(?:说|讲|写|放|弄|改)?得?(?:稍微|尽量)?"
    r"(?:重|硬|严厉|严肃|严|狠|客气|委婉|温和|软|和气|简短|简单|短|正式|急)(?:一点儿?|点儿?|一些|些)"
)
_HOLD = (
    r"(?:但|不过)?(?:先)?(?:别|不要|不用|不)(?:急着|着急|忙着|急)?(?:发|发送|群发)(?:出去|走)?"
    r"|(?:但|不过)?(?:先|等)?(?:给|让|叫)?我?(?:先|再)?(?:看|过|审|核|瞅|瞧)(?:一下|一眼|看|过目?|一遍|下|目)?"
    r"(?:一?下)?(?:名单|对象|内容|稿子|人数|效果)?(?:了|后|完|之后|以后)?(?:再|才)(?:定|说|发|决定|发出去|通知)"
    r"|(?:先)?(?:给|让)我(?:先)?(?:看看?|过)(?:一?[下眼遍]|目)?(?:名单|对象|内容|稿子|人数|效果)?"
    r"|(?:发之?前|发送前)(?:先)?(?:给|让)我(?:看|过)(?:一?[下眼遍]|看|目)?"
)
_REST = (
    r"(?:别的|其他的?|其余的?|别人)(?:单位|人)?(?:都|先|就|暂时?)?(?:不用?|别)(?:再)?"
    r"(?:发|通知|催|管|提醒)了?"
)
_ASIDE = re.compile(rf"(?:{_TONE}|{_HOLD}|{_REST})[吧啊了哈呢]?")
_UNANSWERED = re.compile(
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})(?P<u>天|周)(?:之?内)?(?:还)?(?:没|不|没有)(?:有)?(?:回音|回话|回复|回|动静|报|答复)(?:的)?(?:话)?"
    r"(?:我|咱|我们)(?:再|就|亲自|自己|可)[^,，。;；\s]{1,10}"
)
# 就说今天是最后一天: what follows is the text, these words are not.
_OPENS = re.compile(
    r"[\s,，。:：;；的都]*(?:就(?:说|写|讲|发|告诉[他她]们|这么[说写发]|这?一句话?(?=[\s:：,，])|提一句)"
    r"|内容(?:就)?(?:是|写)(?!否)|原话(?:就)?是?(?=[\s:：,，])|(?:大概)?意思(?:就)?是|大意(?:就)?是|话(?:就)?(?:这么说|是)|写上|(?:用|发)?(?:下面|以下)(?:这|的)?(?:一)?(?:句|段|条)(?:话|内容)?(?=[\s:：,，]))"
    r"[\s:：,，]*"
)
_BREAK = re.compile(r"([\s,，。;；!！]+)")


def without_asides(text: str) -> tuple[str, tuple[str, ...], bool]:
    """The text to send, the clauses left out because they speak to the bot, and whether it is quoted (就说…).

    两天没回音我再打电话 leaves what it means for the receivers: 请两天内回复.
    """
    pieces = _BREAK.split(text)
    left, asides = list[str](), list[str]()
    for place in range(0, len(pieces), 2):
        clause, pause = pieces[place], "".join(pieces[place + 1 : place + 2])
        if _ASIDE.fullmatch(clause):
            asides.append(clause)
            continue
        if (waits := _UNANSWERED.fullmatch(clause)) and read_integer(waits["n"]):
            asides.append(clause)
            clause = f"请{waits['n']}{waits['u']}内回复"
        left += [clause, pause]
    if not asides and not _OPENS.match(text):
        return text, (), False
    message = "".join(left).strip(" ,，、;；\n\t")
    opened = _OPENS.match(message)
    return (message[opened.end() :] if opened else message), tuple(asides), opened is not None
