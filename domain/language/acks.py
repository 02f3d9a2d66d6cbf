"""收到, 好的, 收到马上办: heard, and at most a promise to act.

People type 嗯嗯嗯嗯嗯 and 好的好的好的: words are tried longest first and never given back (*+), so that
what is no acknowledgement in the end is found out in one pass.
"""

from __future__ import annotations

import re

from domain.language.text import any_of

_HEARD = any_of(
    "好 好的 好嘞 好滴 好哒 好咧 收到 收悉 收 已收 已收到 已收悉 已知悉 已知晓 己收 己收到 己收悉 知悉 知道"
    " 阅 已阅 明白 了解 清楚 遵照 遵命 照办 没问题 可以 行 噢 要得 得嘞 中嘞 ok okay okk roger 1"
    " 收道 收倒 受到"
    " 得 妥 中 成 是 是的 懂 懂了 抱拳 谢谢提醒 感谢提醒 谢谢通知"
)
_KINDLY = any_of(
    "了 的 啦 呢 吧 哈 您 领导 主任 科长 老师 通知 提醒 消息 文件 信息 任务 要求 辛苦 辛苦了 谢谢 感谢"
    " 多谢 各位 大家 你们 同志们"
)
_ACK = re.compile(rf"\W*+(?:(?:嗯++呐?|哦++|{_HEARD})(?:{_KINDLY})*+\W*+)++$", re.IGNORECASE)
_OPENS = any_of(
    "好 好的 好嘞 好滴 收到 已收到 收悉 已收悉 己收到 己收悉 知悉 已阅 明白 知道 了解 清楚 ok 行 没问题"
    " 遵照 照办 收道 收倒"
)
_HEAD = re.compile(
    rf"\W*+(?:(?:嗯++|受到(?=[,，。!！\s])|{_OPENS})[了的啦呢哈]?+\W*+)++", re.IGNORECASE
)
_SOON = any_of(
    "按要求 按通知 按照要求 马上 尽快 立即 立刻 抓紧 这就 稍后 回头 一会 一会儿 等会 等会儿 认真 严格 及时"
    " 按时 尽量 争取 遵照 我 我们 我局 我这边 我单位 我县 我办 我区 本单位 会 将 来 去 先 再 安排 转 通知"
    " 落实 办理 执行 照办 办 谢谢 感谢 辛苦 领导 主任 科长 同志 您 你 给您 给你 发您 发你 发过 传 传过 报"
    " 报送 上报 填报 填 提交 反馈 更新 核实 核对 推进 研究 去办 就办 上午 下午 今天 明天 下班前 完成 整理"
    " 组织 准备 开始 对接 跟进 处理 汇报 回复 一下 的 了 吧 哈 材料 数据 进展 马 上 部署 传达 相关 科室"
    " 单位 各 并 好 让 补 补上 弄 要求 此 件 精神 做好 工作 后 和 就 一定"
    " 周一 周二 周三 周四 周五 周六 周日 下周 下周一 本周 这周 明天 后天 明早 今晚 晚上 月底 月初 节前 节后"
    " 各位 大家 你们 记 记下 记住 记着 前 之前 内 今儿 明儿 晚点 晚些 待会 待会儿 尽早"
    " 汇总 统一 盖章 签字 台账 表 表格 情况 办公室 贵办 交 送 跟 同事"
)
_PROMISE = re.compile(rf"(?:{_SOON}|\d{{1,2}}(?:月|号|日|点)|\W)*+")
_HEARD_ONLY = re.compile(
    r"\W*(?:嗯|好的|好[嘞滴哒咧]|收到|收悉|知悉|已阅|阅|明白|知道|了解|清楚|遵照|照办)"
)
# A promise in any words: something that one does soon with papers and figures, and no fact of the work.
_DEED = re.compile(
    r"报(?![批建审省国部])|交(?![付通工易底])|发(?![放包布行货展改])|补(?![助贴偿])|办(?![结完公证])|转(?![让移型])|送(?!审)"
    r"|填|传|催|弄|落实|安排|整理|汇总|核[实对]|反馈|提供|准备|处理|通知|跟进|更新|回复"
)
_ONESELF_SOON = re.compile(
    r"马上|立即|立刻|尽快|抓紧|这就|稍后|回头|一会|等|今[天晚]|明[天早]|后天|[上下]午|晚上|周[一二三四五六日内]|月底|前|我|让|会|一定"
    r"|按|认真|已[转安通部布传]|在整理"
)
_FACT = re.compile(
    r"\d(?![\d.]*\s*(?:[月日号点天]|小时|个?工作日|分))|[没未卡停缺差难%?？吗请帮]|[一二三四五六七八九]成|[滞落]后|困难|问题|完(?=[了工,，。]|$)|办[结完]|完成(?!情况)|过半|但|不过|只是|能不能|可否"
    r"|已(?![转安通部布传])|了(?=[,，。;；!！\s]|$)|在[报编建修审办]|多久"
)
_GOT = re.compile(
    r"[^\d没未还?？]{0,10}(?:通知|文件|表|材料|消息|提醒|邮件|函|短信)(?:已经?|都)?收到了?[\s。!！~👌🙏]*$"
)
# Without a word of having heard, the promise says to whom or what: 明早8点前给您报, 完成情况我下午发.
_TO_THE_OFFICE = re.compile(
    r"^(?!.*(?:各|通知|提醒|催|大家|他们|给(?![您你]))).*?(?:[给发报交传][您你]|回复|[报发交传]过[来去]|[报发交传填补]上[来去]?\W*$|^\W*(?:完成)?(?:情况|材料|数据|进展)[^,，。;；]{0,10}[报发交传]\W*$)"
)
_LONGEST_PROMISE = 30  # characters
_STICKER = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,4}\]")  # as WeChat writes them: [抱拳]
_THUMBS = re.compile(r"\s*[👌👍🙏🆗🫡🤝]+\s*$")


def is_ack(text: str) -> bool:
    """收到, 好的, 收到马上办: heard, and at most a promise to act."""
    text = _STICKER.sub("", text)
    if _ACK.match(text) or _THUMBS.match(text) or _GOT.match(text):
        return True
    head = _HEAD.match(text)
    if head is None:
        return False
    rest = text[head.end() :]
    return _PROMISE.fullmatch(rest) is not None or _promises(rest)


def heard(text: str) -> bool:
    """收到, 好的: what beside a code may not be told of the work, as ok and 没问题 may."""
    return is_ack(text) and _HEARD_ONLY.match(text) is not None


def promises_papers(text: str) -> bool:
    """材料下午发您: without a word of having heard, it only says that something will be sent."""
    return _TO_THE_OFFICE.search(text) is not None and _promises(text)


def _promises(text: str) -> bool:
    """等局长签完字就报, 我让小李今天填上来."""
    promised = _DEED.search(text) and _ONESELF_SOON.search(text)
    return len(text) <= _LONGEST_PROMISE and bool(promised) and not _FACT.search(text)
