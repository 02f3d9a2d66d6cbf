"""Status of a report, read from its words. Numbers alone never say done, 100 % does (SPEC.md, status)."""

from __future__ import annotations

import re

from domain.reporting import Status

# What is denied or over does not count: 没有滞后, 已复工.
_DENIED = re.compile(
    r"(?:没有?|未|不|无|并未|并没有?|没出现|未出现|不存在|避免|防止|不会|以免)(?:明显|任何|什么|再|有|发生|出现)?"
    r"(?:滞后|落后|延误|停工|耽误|拖延|推迟|延期|卡住|逾期|停|受影响|影响)|(?:滞后|落后|延误|停工|耽误)的?(?:局面|情况|问题|进度)?(?:已经?"
    r"|正在|得到|全部)?(?:扭转|解决|赶上|追上|追回|补上|补回|消除)"
    r"|(?:耽误|耽搁|拖|慢|滞后|延误)[^。;；]{0,10}[,，](?:现在?|目前|如今)(?:已经?|都)(?=谈妥|谈好|谈拢|说通|做通|解决|协调好|理顺|化解|赶上|同意)"
    r"|(?:已经?|全面|都|现已|陆续)?(?<![没未能])复工|(?<![没未能])恢复(?:施工|生产|建设|正常)|(?:抢|追|赶)(?:回|上)[^,，。;；]{0,6}(?:进度|工期)"
    r"|把[^,，。;；]{0,8}(?:追|赶|补|抢)[回上]来?"
)
_RESUMED = re.compile(
    r"(?:已经?|又|现已?|重新|全面|昨天|今天|本周|上周|陆续)(?:全面|正式|顺利)?(?:复工|恢复(?:施工|生产|建设|推进)|重启|重新(?:启动|开工))|复工了|恢复了(?=[,，。;；!！\s]|$)"
)
_BEHIND = re.compile(
    r"滞后|落后|偏慢|[Dd]elay|DELAY|推迟|延后|延迟|拖后|拖延|比[^,，。;；]{0,6}?(?:计划|预期|预计|序时|去年|时序|进度)[^,，。;；]{0,4}?(?:慢|晚|迟|低)|[慢晚][俩两半几\d一二三四五六七八九十]+\s*个?(?:多?月|周|星期|天)|慢于"
    r"|晚于(?:计划|预期)|欠序时|欠进度|欠账|完不成|不可能[^,，。;；]{0,8}(?:完成|完工|交付|投用|达到)|难以(?:按期|如期|按时)?完成"
    r"|无法(?:按期|如期|按时)完成"
    r"|(?:不能|没法|没能|未能|未|没)(?:按期|如期|按时|按计划)(?:完成|推进|交付|开工|投用)?|来不及|赶不[上及]|[进度展]不(?:快|理想)|慢得很|[点些]拖(?=[,，。;；!！\s]|$)|够呛|悬了|晚了(?=[半\d一二两三四五六七八九十])|任务[没未]过半|(?<!人手)(?<!人员)(?<!资金)(?<!补贴)(?<!经费)(?<!材料)(?<!设备)(?<!供应)(?<!供货)(?<!师资)跟不上|延误|延期了|耽误|耽搁|误了?(?=工期|[\d一二三两几半])"
    r"|误期|逾期|超期(?!服役)|落下|掉队|缓慢|(?:进度|进展|推进|速度|施工)(?:有些|有点|比较|较|还是|稍|略|明显|严重|太|很|非常|相对)?(?:慢"
    r"|迟缓)"
    r"|有[点些]慢|慢了|不及预期|不达预期|未达(?:到)?(?:序时|预期|时序|进度)|没(?:达到|跟上|赶上)(?:序时|预期|时序|进度|计划)?|低于(?:序时"
    r"|预期|时序|计划|时间)|拖(?:了|着)|[推拖](?:到|至)(?=[\d一二三四五六七八九十下明年月])|落在后面"
)
_BLOCKED = re.compile(
    r"停工|停摆|停建|(?:施工队|队伍|机械|设备|挖机|工人)[^,，。;；]{0,4}?进不(?:[去来]|了场)|进不了场|(?<![雨雪风])停了(?!解)(?![\d一二两三四五六七八九十]+天(?!了))|(?:没|未)能?(?:复工|恢复施工)|[搁撂晾]着|停下来|停着|放一放|搁一搁|暂停|中止|搁置|搁浅|卡住|卡死|卡壳|卡着|卡在|停滞|叫停|停止(?:施工|推进|建设)|(?:无法|没法"
    r"|不能)(?:继续)?(?:推进|开展|施工|进行|进场|实施|继续|往下|落地)"
    r"|谈崩|暂缓(?:实施|推进|建设)|(?:推进|进行|干|做|继续|谈|走|弄)不(?:下去|动|了)|推不(?:动|下去|走|进)|动不了|干不了|做不了|办不(?:了|成)|僵(?:住|持|局)|陷入停顿"
    r"|停顿|趴窝|黄了|泡汤|搞不下去|没法干|开展不了|终止"
)
_PARTLY = re.compile(
    r"另有|另外|部分|个别|其中|有的|少数|一段|一处|局部|还有|剩余|剩下|其余|余下|[\d一二两三四五六七八九十]+\s*(?:个|处|家|条|座|项|户|段|标段"
    r"|公里|台|件|宗|所|名)"
)
_ALL = re.compile(r"(?:全部?|均|统统|全线|一律|(?<!其他)(?<!其余)都)(?:已经?|被|给)?$")
_PLACE = re.compile(r"[那这有][一]?[处段家座条户]")
# 完工15个 停工2个: so many of them, not the work.
_COUNTED_STOP = re.compile(
    r"(?:停工|停建|暂停|搁置|停了|卡住)(?:了|的)?\s*[\d一二两三四五六七八九十]+\s*(?:个(?!多?半?(?:月|礼拜|星期|季度|工作日))|处|家|条|座|项|段|台)"
)
_NOT_STARTED = re.compile(
    r"(?:尚未|还?没有?|还没有?|暂未|暂没|未|仍未|一直没有?|都没|均未|都还没)(?:能|正式|实质性|真正|全面|有效|来得及|怎么)?(?:启动|开工|开展"
    r"|开始|动工|动土|实施|动手|行动|起步|着手|展开|进场施工|破土|动起来|推动|弄|搞)"
    r"|没动(?!静)|未动工|未动(?:[,，。;；\s]|$)|还没动(?:静)?(?:[,，。;；\s]|$)|待启动|待开工|没开工|没启动|没开始|[尚还]未进场|零进度"
)
_STRONG_DONE = re.compile(
    r"(?:全部|全面|全线|均已|都已经?|都|已全|圆满|提前|超额|如期|按期|顺利|整体)(?:已经?)?(?:[\u4e00-\u9fff]{0,4}?)(?:办结"
    r"|完成|完工|建成|竣工|投用|办完|完了|弄妥|投入使用|投入运行|通车|交付|落实到位|到位|发放到位|拨付|达标|清零|收官|搞定|弄完|做完|干完|挂牌|验收)"
    r"|(?:任务|目标|指标)(?:已经?|都|均|全部|提前|超额|圆满|顺利|也|就)*(?:完成|达成|实现|达到)|(?:完成|实现|达到|达成|超过|超出"
    r"|突破)(?:了)?(?:(?:全年|年度|今年|本年度?|既定|预定|规定|计划|考核|上级|省定|[\d.一二三四五六七八九十百千万两]++\s*[^\s\d任目一二三四五六七八九十]{1,3}?的?)*)(?:任务"
    r"|目标)(?!的?\s*(?:\d|[一二三四五六七八九]成|百分|过半|一半))"
    r"|超额完成|提前完成|办结(?!时|率|量|件|数|的)|销号|大功告成|收官|圆满结束|画上句号|100\s*%(?:完成|办结)|(?:验收|评审|审批|考核)(?:也"
    r"|都|已经?|全部|均)?(?:已经?)?通过了?|通过终验|通过了?(?:[\u4e00-\u9fff]{0,8}?)(?:竣工|最终|终期|省级|省厅|省里|国家|市级|部里"
    r"|专家|综合|现场|整体)?[\u4e00-\u9fff]{0,3}?验收|创建成功|成功(?:创建|获批|入选|升级)|已?获批复?|搞定|完事|收工|超(?:过"
    r"|出)?(?:年度|全年|今年|既定|计划)?(?:目标|任务|计划)(?:值|数)?(?:了|的)?(?=\d|[,，。;；!！\s]|$)|(?:^"
    r"|[\s,，。;；])(?:都|全部?|已经?|就|也|均)?完成了(?=[\s,，。;；!！]|$)"
)
_DONE = re.compile(
    r"\bdone\b|(?:入选|获评|[评选]上)了(?=[,，。;；!！\s]|$)|已经?(?:于?[^,，。;；]{0,10}?)?(?:完成|完工|建成|竣工|投用|投入使用|投入运行|办完|完了|做完|干完|弄完|落地|交付|通车|运营|开园|开业|印发|出台"
    r"|发布|挂牌|上线|结束|验收|签约|到位|设立|成立|组建|开馆|结题|兑现|发放|移交)|(?:完成|完工|建成|竣工|投用|办完|做完|干完|弄完|验收|挂牌|上线|投运|投入使用|开通"
    r"|通车|结束|搞完|发完|装完|修完)了?(?=[,，。;；!！\s]|$)"
    r"|完工了|竣工了|建成通车|(?:完成|办理|办|弄|做|干|修|建|改造|装|铺|发放|发|栽|种)(?:完毕|完了|好了)|已完(?:[,，。;；\s]|$)|已办"
)
_OPEN = re.compile(
    r"(?i:pending|ongoing|wip|in progress|to ?do\b|next|waiting|\bleft\b|tbd|not yet)"
    r"|除了?[^,，。;；]{1,12}(?:以外|别的|其他|其它|其余|都)|基本|大体|大致|初步|部分|剩余|剩下|[还就只]剩|剩(?:最后|下)?\s*\d|还差|尚差|差\s*\d|只差|就差|还有|另有|其余|余下|正在|正(?=办|编"
    r"|推|走|组|开展|进行|申|施|抓|积极|修|准|加|在|装|建|对)|未完|没完|没(?:结|做|弄|干|办|装|建|修|验|批|到|报|开|定|下|签|改|过)|(?:尚"
    r"|还|仍)(?:未|没|需|要|在|待)|等(?:[^,，。;；]{0,6}(?:反馈|意见|回复|批复|答复|复函|回音|结果|公示|验收|评审)|待|批|评|验|结果|省|上级|审|专家|着|文|通知|部|国家|市|复|公示|第三方)|(?<!接)(?<!期)(?<!招)(?<!对)待(?!遇)|预计|争取(?![^,，。;；预计划]{0,16}(?:资金|经费|补助|奖补|政策)[^,，。;；]{0,6}\d)"
    r"|计划(?!的?(?:任务|目标|内|完成))|力争|打算|准备(?!金|工作(?:全部|已|均|都))|将(?!其)|拟(?!定(?:了|完))|申报中|办理中|在建"
    r"|在办|在走|在编|在谈|在批|在审|在推|在做|在改|在报|在修|在装|进行中|推进中|施工中|建设中|即将|马上|快(?:了|要|完|弄)|差不多|接近|大部分|多数"
    r"|大半|一半|过半|收尾|扫尾|阶段性|第一阶段|(?:一|首)期|首批|第一批|前期|准备中|过程中"
    r"|\d\s*[%％]|[一二三四五六七八九]成(?:[^立]|$)|分之"
)
_COUNTED_DONE = re.compile(
    r"(?:完成|建成|办结|完工|竣工|验收|投用|改造|发放|落实|到位)(?:了|的)?[^,，。;；]{0,10}?\d"
    r"|其中[^,，。;；]{0,4}?\d+\s*\S{1,2}?(?:已经?)?(?:完工|完成|建成|竣工|投用|验收)"
    r"|(?:签约|组建|成立|设立|挂牌)(?:了|的)?[^,，。;；\d]{0,10}?\d+\s*(?![\d年月日号%％])"
)


_TO_COME = re.compile(r"(?:拟|将|预计|计划|争取|力争|打算|准备|下一步|下步)[^,，。;；]*")


def read_status(text: str, percent: float | None, *, awaits: bool = False) -> Status:
    """The status that the words of a report (as `plain` gives them) say.

    `awaits`: a day is named by which something will be finished, so not all is.
    """
    if _RESUMED.search(text):
        text = _BLOCKED.sub("正常", text)
    text = _DENIED.sub(lambda match: "正常" + " " * (len(match.group()) - 2), text)
    blocked, behind = _BLOCKED.search(text), _BEHIND.search(text)
    if blocked and not _is_part(text, blocked.start()):
        return Status.BLOCKED
    if behind:
        return Status.BEHIND
    if percent is not None and percent >= 100:
        return Status.DONE
    if blocked:
        return Status.IN_PROGRESS
    if _is_done(text, percent, awaits=awaits):
        return Status.DONE
    if (idle := _NOT_STARTED.search(text)) and not _has_begun(text, idle, percent):
        return Status.NOT_STARTED
    return Status.IN_PROGRESS


def said_status(text: str) -> Status | None:
    """Behind or blocked where the words say so; for requests, which need not have a status."""
    text = _DENIED.sub("正常", text)
    if (blocked := _BLOCKED.search(text)) and not _is_part(text, blocked.start()):
        return Status.BLOCKED
    if _BEHIND.search(text):
        return Status.BEHIND
    return Status.NOT_STARTED if _NOT_STARTED.search(text) else None


def _is_part(text: str, place: int) -> bool:
    """Whether what is stopped is a part: 另有3个卡着, 部分标段停工 while the rest goes on."""
    if _COUNTED_STOP.match(text, place):
        return True
    if _ALL.search(text, max(0, place - 6), place):  # 8个站点全部停工
        return False
    left = max(text.rfind(mark, 0, place) for mark in ",，。;；!！\n ") + 1
    if not text[left:place].strip("就先也已经都又"):  # 大张那处业主反悔，停了: it is that place
        left = max(text.rfind(mark, 0, max(0, left - 1)) for mark in ",，。;；!！\n ") + 1
        return _PLACE.search(text[left:place]) is not None
    return _PARTLY.search(text[left:place]) is not None


def _is_done(text: str, percent: float | None, *, awaits: bool) -> bool:
    if awaits or (percent is not None and percent < 100):
        return False
    strong = _STRONG_DONE.search(text)
    rest = text if strong is None else text[: strong.start()] + " " + text[strong.end() :]
    # 已超额完成20亿元目标 counts; 下一步抓好管护 behind a finished work leaves nothing open.
    if percent is None:
        rest = re.sub(r"\d+(?:\.\d+)?\s*%", "", rest)
    rest = re.sub(r"(?:下一步|后续|接下来|今后)[^。;；]*$", "", rest) if strong else rest
    if _OPEN.search(rest) or _NOT_STARTED.search(rest):
        return False
    if strong:
        return True
    return _DONE.search(text) is not None and not _COUNTED_DONE.search(text)


def _has_begun(text: str, idle: re.Match[str], percent: float | None) -> bool:
    """One part done and another not started is work in progress."""
    if percent or re.search(r"其中[^,，。;；]*$", text[: idle.start()]):
        return True
    rest = _TO_COME.sub(" ", text[: idle.start()] + " " + text[idle.end() :])
    return (
        re.search(
            r"已经?(?!经)(?!久)|完成|完了|正在|了(?=[\d\u4e00-\u9fff,，。;；\s])(?!解)|\d\s*(?:家|个|处|座|亩|万"
            r"|亿|公里|户|所|名|人)",
            rest,
        )
        is not None
    )
