"""Whether a sentence of a coordinator is to be passed on, or asks the bot itself something."""

from __future__ import annotations

import re

from domain.language import wording
from domain.language.receivers import Addressed
from domain.language.text import plain

_DO = (
    r"(?:上报|报送|填报|补报|报|提交|上交|交|填写|填|回复|反馈|更新|上传|提供|发|补|选择|参加|参会|完成|说明|写|准备"
    r"|核对|整改|确认|推进|落实|梳理|自查|联系)"
)
_BY = r"(?:(?<!以)前|截止|为止|之内|以内|天内|日内|周内|下班)"
_DAY = (
    r"(?:今天|今日|今晚|明天|明日|明早|后天|(?:本|下|这)?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|[\d一二三四五六七八九十]+[日号])"
)
_WHETHER = (
    r"(?:来不来|去不去|参不参加|能不能[来去参到]|几个人(?:[来去到]|参加)(?!了|过)|[来去]几个"
    r"|几人(?:[来去到]|参[加会])(?!了|过))"
)
_DEMANDS = re.compile(
    r"^请(?![问示假求])|[,，;；。]\s*请(?![问示假求])|请(?:于|在|尽快|尽早|抓紧|按|及时|各|务必|将|把|报|填|反馈|回复|参加|准备|确认|核对|补|做好|认真|主要|分管)"
    r"|务必|必须|抓紧|尽快|赶紧|赶快|加快(?:进度|推进)|注意(?:了|:|：|查收|安全|事项)?|不得|严禁|要(?:高度)?重视"
    rf"|{_BY}[^。;；]{{0,30}}?{_DO}|{_DO}[^。;；]{{0,30}}?{_BY}"
    rf"|(?:今天|今日|今晚|明天|明日|明早|后天|(?:本|下|这)?(?:周|星期|礼拜)[一二三四五六日天]|[\d一二三四五六七八九十]+[日号])[^。;；]{{0,16}}?(?:{_DO}|来|到(?!期)|去|带|开会|会议|开调度会|培训|约谈|停电|放假|检查|督查)"
    r"|^(?:上报|报送|填报|补报|反馈|回复|提供|报)(?:一?下|个|来|上来)"
    r"|[把将][^,，。;；]{1,20}(?:报|交|发|填|补|传)(?:过来|上来|一?下|来|给)|[,，;；]\s*回(?!来)"
    r"|回个?[话信]|回我|核一?下|核实|对一?下|^选一?[下个]|(?:报|交|发|传)(?:过来|上来)|报我|例?会(?:议)?(?:取消|改)|推迟|改期"
    r"|^(?:[把将]|再|先|别|不要|记得|配合|按|写(?!\S{0,3}(?:小结|通报|简报|总结))|补|准备|整改|自查|上传|上报|报|交|填|更新|核对|反馈|回复|提供|参加|签收)(?!了|过|的|得|没|几|多|情况|单|告|表|率|送率)"
    r"|[,，]\s*(?:别|不要|不准)|上点心|签字"
    # 每家报一个联系人, 周四下午现场会, 各自盯住在建工地, 明天有暴雨
    rf"|^(?:每家|各家|每个?(?:单位|县|局)|一家|分别|各自?)(?:都)?(?:再)?(?:{_DO}|定|出|派|指定|明确|推荐|安排)|(?:^|[,，;；\s])(?:上报|报送|报|交|填)(?:一?[个下份名]|我|来|上来)"
    rf"|{_DAY}[^。;；]{{0,16}}?(?:[\u4e00-\u9fff]{{2}}会(?![员计展晤])|上会|暴雨|大风|大雾|高温|降温|寒潮|台风|停工|停产|值班)"
    r"|^(?:不用|不必|无需|暂停|停止)(?:再)?(?:上?报|交|填|参加|更新)"
    r"|(?:推荐|选派|指定|确定|明确|派|出)[一两\d][名个位人]|[数率额量积单员名]报(?:一?下|来|上来)"
    r"|各自(?!的)|随时|24小时|值守|盯[住紧牢]|(?:[看收]到|知道)(?:后|了|的)?(?:请|都|就)?(?:回|吱)|回个?[“\"]?收到|对照整改|亲自(?:过问|抓|盯)|加[把点]劲"
    rf"|(?:{_DAY}|月底|年底|下班)(?:下班)?(?:之?前|要(?!求)|截止)\W*$|(?:word|Word|WORD|pdf|PDF|电子|纸质|盖章)版|{_WHETHER}"
    r"|[把将][^,，。;；]{1,20}(?:拉|列|理|整理|梳理|汇总|弄)(?:给我|一?下|出来|过来|一份|个)"
    r"|(?:系统|平台)[^,，。]{0,10}(?:维护|升级|停用)"
)
# What a coordinator wants to be shown of the units that were named.
_LOOKS = re.compile(
    r"情况|调|进展|进度|看|查|列|汇总|统计|排|图|表|台账|通报|名单|任务|事项|多少|完成率|明细|详情|历史|记录|逾期|到期|灯|目标|负责|牵头|配合|报告|简报"
)
# 统计下各单位报送情况: the bot itself knows that, nobody has to be asked.
# 超期的按牵头单位数一数, 县区按红灯排一排: units in an order, nothing that they should do.
_ARRANGES = re.compile(
    r"按(?:照)?[^,，。;；]{1,12}?(?:排|拉|摆|数一?数|分|算|列|统计|归类|归拢|汇总|合计|对比)|(?:排|数|比)一(?:排|数|比)|排个?(?:队|序|名)|(?:前|头)[三五十\d]名|从(?:多到少|少到多|高到低|低到高)"
)
_SHOWS = re.compile(
    r"\W*(?:请|帮我?|麻烦|给我)?(?:统计|汇总|盘点|梳理|看|查|列)(?:一?下|出)?[^,，。;；]*(?:报送|完成|推进|落实|办理)?(?:情况|进展|进度)[吧。!！\s]*$"
)
# 各单位按时报送率: a figure that the bot knows.
_OF_RATE = re.compile(
    r"(?:报送|上报|填报|反馈|完成|办结)率(?:是|有|的)?(?:多少|几|百分之几|怎么样|如何|咋样|情况|排名|排行|最高|最低|多高)?\W*$"
)
_ANSWER = re.compile(
    rf"{_WHETHER}|(?:^|[,，;；\s])报(?:一?个|一?下|我)|让[他她]们选|选一?[下个]|回(?!来)|反馈|说说|讲讲|请(?![示假求])|报一?下|说明|写|告知|报送(?!率)|上报(?!率)|报上来"
)
_NOT_TOLD = re.compile(r"了吗|了没|没有\W*$|过吗|哪些|谁|几次|多少次|什么时候发|记录")

# 发改委让我们周五前报总结: told of, not to be passed on.
_TO_US = re.compile(r"(?:让|叫|要求|通知|催|请)(?:我们?|咱们?|俺们?)(?![市局委办县区院校])")

# 催过了还是没报的: those that were urged before, whom nobody urges now.
_URGED = re.compile(r"\W*(?:已经?|都)?(?:催办?|提醒|通知|督促)过")

_SHOW = re.compile(r"(?:请|麻烦)?(?:你)?(?:给我|帮我)?(?:列出|列一下|查一?下|看一?下|看看|导出)")
_ASKED_FOR = re.compile(r"几(?=[个项家条件])|多少|(?:的|单位|任务|几项)[。\s]*$|分一下$")
_SHORT = 24  # characters; what is longer is written to be sent


def asks_the_bot(text: str) -> bool:
    """Whether what is typed where a text to send was wanted asks something of the bot instead."""
    said = plain(text.strip())
    if _SHOW.match(said):
        return True
    if len(said) > _SHORT or _ANSWER.search(said) or _DEMANDS.search(said):
        return False
    return wording.is_question(said) or _ASKED_FOR.search(said) is not None


# 通知发了没有, 谁还没回复通知: of what was sent.
_OF_SENT = re.compile(
    r"(?:通知|群发|公告|催报|催办|提醒|消息)[^,，。]{0,6}?(?:发了[没吗]|发出去了?[没吗]|(?:是|都)?(?:几点|什么时候|啥时候|何时)发|发?给了?(?:谁|多少|几|哪)|收到(?:了)?[没吗])"
    r"|(?:谁|哪些|哪几|几[个家]|多少)[^,，。]{0,8}?(?:回复|答复|收到|看到)(?:了)?(?:这个|这条|上次|上个|昨天)?的?(?:通知|群发|公告|消息|提醒)"
    r"|(?:上次|上回|昨天|前天|刚才)的?(?:催报|催办|催|群发|通知|提醒)(?:之?后|了)?[^,，。]{0,6}(?:几|多少|谁|哪些)"
    r"|(?:收到|回复|答复|看到)(?:了)?(?:通知|群发|公告)(?:了)?(?:吗|没)"
    r"|(?:上次|上回|昨天|前天|刚才|那个|那条|这个|这条)[^,，。]{0,3}(?:通知|群发|公告|消息)[^,，。]{0,10}(?:回|回复|答复|看|收到|报)了(?:吗|没)"
    r"|(?:昨天|前天|上次|上回|上午|下午|刚才|今天|早上|周[一二三四五]|群里)?[^,，。]{0,4}(?:那个|那条|发的|的)(?:通知|群发|公告|消息|提醒)[^,，。]{0,4}(?:有|还有|还剩)?(?:几|多少|谁|哪|都看|都收|都回|大家)[^,，。]{0,8}(?:没回|没看|没答|没收|没反馈|没理|回了|看了|答了|收到|回复)"
)


_SHOW_ME = re.compile(
    r"(?:给|帮|让|叫|请)(?:我|咱|俺)们?(?:先|再|也)?(?:看|查|瞧|了解|知道|列|导|统计|汇总)"
)


def told_to_us(text: str) -> bool:
    """发改委让我们周五前报进展: what others want of us, which asks nothing of the bot. 让我看看 does ask."""
    said = plain(text)
    asks = wording.is_question(said) or _ASKED_FOR.search(said) or _SHOW_ME.search(said)
    return _TO_US.search(said) is not None and not asks


def asks_of_sent(text: str) -> bool:
    """Whether a question is about a broadcast that has gone out: whom it reached, who answered."""
    return _OF_SENT.search(plain(text.strip())) is not None


def gives_order(text: str, found: Addressed) -> bool:
    """Whether what `found` was read from wants something of its receivers.

    A verb of passing on (通知, 催) says so; else the words behind the audience must: a polite demand,
    something to do by a day, a meeting. A question is none, unless an answer to it is asked for.
    """
    if not (found.query.include or found.limits) or _TO_US.search(plain(text)):
        return False
    if _URGED.match(plain(text)):
        return False
    said = plain(found.message)
    if _OF_RATE.search(said):
        return False
    if found.told:
        last = [part for part in re.split(r"[,。;?!]", plain(text)) if part.strip()][-1:]
        return bool(said) or not any(map(_NOT_TOLD.search, last))
    if _SHOWS.match(plain(text)) or (not found.told and _ARRANGES.search(plain(text))):
        return False
    if wording.is_question(said) and not _ANSWER.search(said):
        return False
    wants = _DEMANDS.search(said) is not None
    return wants or (found.apart and len(said) > 2 and _LOOKS.search(said) is None)
