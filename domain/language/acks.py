"""收到, 好的, 收到马上办: heard, and at most a promise to act."""

from __future__ import annotations

import re

ACK = re.compile(
    r"^\W*(?:(?:好的?|收到|收悉|知悉|已?阅|明白|知道|了解|清楚|遵照|照办|没问题|可以|行|嗯+呐?|哦+|噢|要得|得嘞|中嘞|ok|okay|okk|roger|1|得|妥"
    r"|好嘞|好滴|好哒|好咧|中|成|是的?|懂了?|遵命|已?收|己收|已收到|已收悉|己收悉|已知悉|已知晓|已阅|谢谢提醒|感谢提醒|谢谢通知|抱拳)(?:了|的|啦|呢"
    r"|吧|哈|您|领导|主任|科长|老师|通知|提醒|消息|文件|信息|任务|要求|辛苦了?|谢谢|感谢|多谢)*\W*)+$",
    re.IGNORECASE,
)
_ACK_HEAD = re.compile(
    r"^\W*(?:(?:好的?|收到|收悉|知悉|已阅|明白|知道了?|了解|清楚了?|嗯+|ok|行|没问题|已收到|已收悉|己收悉|己收到|好嘞|好滴|遵照|照办)(?:了|的|啦|呢|哈)?\W*)+",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"(?:按要求|按通知|按照要求|马上|尽快|立即|立刻|抓紧|这就|稍后|回头|一会儿?|等会儿?|认真|遵照|严格|及时|我(?:们|局|这边|单位)?(?:会|将|马上"
    r"|尽快|抓紧|这就|来|去|先|再|安排)?|安排|转|通知|落实|办理|执行|照办|谢谢|感谢|辛苦|领导|主任|科长|按时|发[您你过]|传过?|报送?|上报|填报?|提交|反馈|更新|核实"
    r"|核对|推进|研究|去办|就办|下午|上午|今天|明天|下班前|完成|整理|组织|准备|开始|对接|跟进|处理|汇报|回复|给您|给你|一下|的|了|吧|哈|材料|数据"
    r"|进展|办|会|将|马|上|部署|传达|相关|科室|同志|单位|尽量|争取|各|并|好|让|补上?|弄|要求|通知|此|件|精神|做好|工作|后|和|就|报|来|您|你|我们|我局|我县"
    r"|我办|我区|本单位|一定|\W)*"
)
_STICKER = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,4}\]")  # as WeChat writes them: [抱拳]
_THUMBS = re.compile(r"\s*[👌👍🙏🆗🫡🤝]+\s*$")


def is_ack(text: str) -> bool:
    """收到, 好的, 收到马上办: heard, and at most a promise to act."""
    text = _STICKER.sub("", text)
    if ACK.match(text) or _THUMBS.match(text):
        return True
    head = _ACK_HEAD.match(text)
    return head is not None and _PROMISE.fullmatch(text[head.end() :]) is not None
