"""The text to send: what stands behind the audience, without the words that pass it on."""

from __future__ import annotations

import re
from datetime import date

from domain.language import wording
from domain.language.dates import find_dates
from domain.language.text import plain

_FORWARD = re.compile(
    r"^[\s,，。.:：;；、的都)）]*(?:的?(?:任务|事项|工作)[,，:：]\s*)?(?:(?:让|叫|要求|请|告诉|问问|问一?下|麻烦)(?:他们?|她们?|其|大家|对方|各单位|它们)|要求|让|叫|问问|问一?下|问(?!题|卷|候|责|政|询)|(?:麻烦)?提醒(?:一下)?[他她]们?|请?注意了?(?=[,，:：!！])|的单位|[吧啊])?[\s,，:：]*(?:内容(?:为|是|如下)?[:：]\s*)?"
)
_ASKS_TO = re.compile(
    r"报|交|更新|填|反馈|完成|参加|核对|抓紧|赶紧|尽快|尽早|补|确认|做好|落实|推进|注意|准备|提供|回复|整改|说明|认真|务必|及时"
)
_WANTS = re.compile(r"要(?:一?[下份个张条些])(?=[\u4e00-\u9fff])")
_GATHERS = re.compile(r"催|收|征")  # what follows is the thing that is wanted
_COUNTS_UP = re.compile(r"统计|摸")  # the same, where an answer is asked for
_BEGINS = re.compile(
    rf"{_ASKS_TO.pattern}|[把将于在按再先都也]|抓|赶|尽|本|这|立即|马上|提前|按时|准时|配合|写|加"
)
_POLITE = re.compile(r"^请|^限|^务必|^各|^为|^根据|^按|^关于|^经|^现|^兹|^您|^[^,，。]{0,12}[:：]")


def message_of(rest: str, spoken: list[str], today: date) -> str:
    """The text to send; one that only says what to do is asked for politely."""
    passed_on = _FORWARD.match(rest)
    message = rest[passed_on.end() :].strip() if passed_on else rest.strip()
    if wanted := _WANTS.match(message):
        return f"请报送{message[wanted.end() :]}"
    if not spoken or not message or _POLITE.match(message):
        return message
    if spoken[-1].strip() == "请" and not re.match(r"[\s,，:：]", rest):
        return f"请{message}"
    first = re.split(r"[,，;；。:：]", message, maxsplit=1)[0]
    if _ASKS_TO.search(first):
        days = find_dates(plain(message), today)
        begins = _BEGINS.match(message) or any(day.start == 0 for day in days)
        return f"请{message}" if begins else message
    asks = wording.is_question(first)
    verb = " ".join(spoken)
    counts = _COUNTS_UP.search(verb) and re.search(r"前|回复|反馈", message)
    gathers = not asks and (_GATHERS.search(verb) or counts)
    return f"请报送{message}" if gathers else message
