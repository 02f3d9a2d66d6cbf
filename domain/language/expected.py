"""Which of a message's days is the one by which the work will be finished (SPEC.md, eta)."""

from __future__ import annotations

import re
from datetime import date

from domain.language.days import DatePhrase
from domain.language.text import clause_at

_FINISH = (
    r"出(?:终稿|初稿|成果|结果|方案|图|报告|来)|过(?=$|[,，。;；\s会审])|完成|完工|竣工|建成|投用|投入使用|投产|投运|交付|交工|通车|验收|办结|办完"
    r"|结束|收尾|收官|封顶|定稿|印发|出台|报批|报送省|上报|报出|报省|报市|上会|批复|获批|批下来|通过|落地|运营|开业|开园|开馆|开放|达到|达标|达|实现|到位"
    r"|拨付|发放|兑现|挂牌|签约|签订|签|编完|编制|完|交|拿到|拿下|到账|到货|拿证|发证|试车|试运|办好|办妥|办出来|整改|搬|装|铺|修|播种|种|栽|贯通|合龙|合拢|并网|上线|清零|销号|调试|验"
    r"|见效|评审|评完|招满|配齐|补齐|解决|弄好|弄完|搞定|做完|干完|能行|能成|好|突破|超过|超|可(?:以|达)|干到|报完|用上|公示|入库|认定|建好|启用|试运行"
    r"|出结果|出成果|出方案|形成|全覆盖|挂网公示|齐|发完|撤场|拆完|腾退|兜底|见底"
)
_FINISHES = re.compile(_FINISH)
_STARTS = re.compile(
    r"开工|启动|开始|进场|招标|挂网|动工|动土|奠基|开标|着手|开建|破土|组织实施|动手|开展(?!完)|起步|施工(?!完|图)|推进(?!会)|铺开|复工|恢复施工"
    r"|进行|首次申报|申报(?!完|成功|通过)|上马|再干|出发|召开|开(?:会|调度会|现场会|推进会|专题会|座谈会|评审会)"
)
_OFFICE = re.compile(
    r"(?:附件|材料|佐证|照片|图片|表格?|台账|文件|数据|报告|总结|明细|详细|具体(?:情况|数据)|情况|说明|纸质版|电子版|盖章版"
    r"|截图)[^,，。;；]{0,10}?(?:发|补|传|给你|报给|报来|送|提供|再报)|(?:再|补|发|传|报|送|告诉|汇报|回复|反馈|联系"
    r"|说)(?:给)?(?:你们?|您|贵办|督查|办公室|咱)|再(?:报|补报|说|汇报|反馈|更新|补充)|补(?:报|传|发|充)|稍后|随后"
)
_NEVER = re.compile(
    r"完不成|不可能|无法|难以|不能|没法|赶不上|来不及|未能|不会|没戏|悬|够呛|没希望|没把握|做不到|达不到|不敢保证|不好说|难(?:说|保证|度)|没(?:能"
    r"|有把握)|(?<!没)(?<!无)(?<!没啥)(?<!没有)(?<!没什么)困难|不现实|不太可能|未必|不一定|保不住|交不了|完不了|干不完|做不完|弄不完"
)
_PAST = re.compile(
    r"^\s*(?:就|我们|我局|项目|工程|方案)?(?:已经?|刚|就已|便已|均已|都已|完成了|通过了|召开了|印发了|(?![^,，。;；]*[就能可将要])[^,，。;；]{0,12}(?:了$|过$|的$))"
)
_PAST_BEFORE = re.compile(
    r"(?:截至|截止|截止到|截至到|自|从|早在|于|以来|上次|曾|已于|经|在)\s*$|(?:原(?:计划|定|本|来|先|拟)|本(?:应|来|该|计划|打算)"
    r"|按(?:计划|原计划)应?|应(?:于|在|该)|按要求|要求|时限|任务时限|截止日期|规定|考核期)[^,，。;；]{0,6}$"
)
_FUTURE_BEFORE = re.compile(
    r"(?:预计|计划|争取|力争|确保|拟|将|打算|准备|估计|预期|有望|可望|保证|承诺|目标|最迟|最晚|最快|推迟到|推到|延(?:期)?(?:到|至)|延后到"
    r"|顺延(?:到|至)|展期(?:到|至)|推迟至|放宽(?:到|至)|宽限(?:到|至)|延长(?:到|至)|改(?:到|为|至)|到|至|赶在|在|要|得|能|可|想"
    r"|(?:完成|完工|竣工|交付|投用|办结)(?:时间|日期|节点)(?:是|为|:)?|希望|全部|大概|大约|基本|应该|也就|说是|定在|定于|ddl:?|ETA:?|eta:?|due|live|调整(?:到|为|至)|请求|申请|恳请)\s*$"
)
_STATED_TARGET = re.compile(r"^\s*的?(?:目标|任务|计划|考核|指标|预算|工作要点|工作|度)")
_MOVED_TO = re.compile(
    r"(?:延期|延|推迟|推|放宽|宽限|展期|顺延|延长|延后|延缓|缓|改|调整|展|拖|后延|往后延|变更|顺)(?:办结|完成|报送|完工|时间|期限|时限"
    r"|工期)?[^,，。;；]{0,6}?(?:到|至|为)\s*$"
)
_PLANNED_ON = re.compile(r"(?:预计|计划|争取|力争|确保|拟|将|定|安排|打算)(?:在|于)$")
_LENGTH = re.compile(r"[\d一二两三四五六七八九十半]")
_FROM_THEN = re.compile(r"\s*(?:以来|起|开始|后(?!续))")
_SURELY_WORK = re.compile(r"完工|竣工|投用|验收|省|国家")
_HAPPENED = re.compile(r"了(?:[\d一二两三四五六七八九十]|$)")
_NOW = re.compile(r"今年|本年度?|当年|本月|这个?月|本周|这周|今天|今日|当前|当日|本季度?|这个?季度")
_STILL_TO_COME = re.compile(r"\s*(?:能|可|就能|就可|肯定|一定|应该|要|得|将|内)")
_MORE_THAN_ANNOUNCED = 300  # days; who speaks of a day so far off says its year
_LENGTH_ONLY = re.compile(r"(?:延期|延长|推迟|宽限|顺延|展期|延后|缓)\s*$")


def expected_day(
    dates: tuple[DatePhrase, ...], text: str, today: date, *, extends: bool = False
) -> DatePhrase | None:
    """The day of finishing, or, for a request to extend, the new day asked for."""
    if extends:
        moved = [each for each in dates if _MOVED_TO.search(text[: each.start])]
        if moved:
            last = moved[-1]
            # 延到春节后2月28日: the day says which.
            last = next((each for each in dates if 0 <= each.start - last.end <= 1), last)
            return last if last.day else None
    chosen = [each for each in dates if _is_finish(each, dates, text, today, extends=extends)]
    if not chosen:
        return None
    whole = [
        each
        for each in chosen
        if re.search(r"全部|全线|整体|全面|竣工", _behind(each, dates, text))
    ]
    best = (whole or chosen)[-1]
    return best if best.day else None


def is_coming(phrase: DatePhrase, text: str, today: date) -> bool:
    """Whether a day is spoken of as still to come: 7月初开工, but not 八月底就干完了."""
    if phrase.day is None:
        return phrase.limited  # 4月31日前: no day, but something still to come
    if phrase.day <= today:
        return False
    behind = _behind(phrase, (phrase,), text)
    if _PAST.match(behind) or _PAST_BEFORE.search(_before(phrase, (phrase,), text)):
        return False
    return phrase.limited or _STARTS.search(behind) is not None


def _behind(phrase: DatePhrase, dates: tuple[DatePhrase, ...], text: str) -> str:
    """The rest of the clause up to the next day that is named."""
    _, right = clause_at(text, phrase.start, phrase.end)
    right = min([right, *(each.start for each in dates if each.start >= phrase.end)])
    return text[phrase.end : right]


def _before(phrase: DatePhrase, dates: tuple[DatePhrase, ...], text: str) -> str:
    left, _ = clause_at(text, phrase.start, phrase.end)
    left = max([left, *(each.end for each in dates if each.end <= phrase.start)])
    return text[left : phrase.start]


def _is_finish(
    phrase: DatePhrase, dates: tuple[DatePhrase, ...], text: str, today: date, *, extends: bool
) -> bool:
    """Whether the words around a day say that something will be finished by it."""
    before, behind = _before(phrase, dates, text), _behind(phrase, dates, text)
    said = text[phrase.start : phrase.end]
    if _is_something_else(phrase, said, before, behind, extends=extends):
        return False
    finish = _FINISHES.search(behind)
    if said.endswith("后"):
        return _FINISHES.match(behind.lstrip("再就才能可以")) is not None
    if _just_passed(phrase, today) and not _FUTURE_BEFORE.search(before):
        return False
    if phrase.day is not None and phrase.day < today:
        # A day that is over counts only where it was named as the limit, with its year.
        due = phrase.limited and (finish is not None or not behind.strip())
        return phrase.year_said and due
    if phrase.limited:
        return True
    future = _FUTURE_BEFORE.search(before) is not None
    if future and (finish or not behind.strip()):
        return True
    if finish is None or (_HAPPENED.search(behind) and not future):
        return False
    # A bare period such as 今年 or 本月 beside a verb is when it happened, unless something still comes.
    now = _NOW.fullmatch(said) or said == f"{today.year}年"
    return not now or _STILL_TO_COME.match(behind) is not None


def _is_something_else(
    phrase: DatePhrase, said: str, before: str, behind: str, *, extends: bool
) -> bool:
    """A day in the past, of a start, of a target that is restated, of sending papers, or not to be met."""
    planned = _PLANNED_ON.search(before) or (before.endswith("在") and phrase.limited)
    if _PAST_BEFORE.search(before) and not planned:
        return True
    if extends and _LENGTH_ONLY.search(before) and _LENGTH.search(said) and not phrase.limited:
        return True
    if not phrase.limited and _STATED_TARGET.match(behind):
        return True
    moved = _MOVED_TO.search(before) and not behind.strip("了")  # 推到下半年了 is still to come
    if _FROM_THEN.match(behind) or (_PAST.match(behind) and not moved):
        return True
    if _NEVER.search(behind) or _NEVER.search(before[-6:]):
        return True
    if _OFFICE.search(before[-8:] + behind[:10]) and not _SURELY_WORK.search(behind):
        return True
    return _is_start(behind)


def _just_passed(phrase: DatePhrase, today: date) -> bool:
    """3月20日通过验收, said on the 27th: not the one of next year."""
    if phrase.year_said or phrase.limited or phrase.day is None:
        return False
    return (phrase.day - today).days > _MORE_THAN_ANNOUNCED


def _is_start(behind: str) -> bool:
    start, finish = _STARTS.search(behind), _FINISHES.search(behind)
    if start is None or (finish and finish.start() < start.start()):
        return False
    return not (finish and finish.end() > start.end() and "完" in behind)
