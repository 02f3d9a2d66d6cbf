"""One message → one Frame: what the sender wants, which task, which progress. Pure and explainable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.language.references import Reference, find_references, same_length
from domain.language.status import read_percent, read_status
from domain.reporting import Status


class Intent(StrEnum):
    REPORT = "report"
    LIST = "list"
    DETAIL = "detail"
    HISTORY = "history"
    SUMMARY = "summary"
    HELP = "help"
    UNDO = "undo"
    ACK = "ack"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Frame:
    """`references` are the tasks named by number; `fact` is the text without the reference."""

    intent: Intent
    references: tuple[Reference, ...] = ()
    fact: str = ""
    status: Status | None = None
    percent: float | None = None


_ASKS = re.compile(
    r"[?？]$|^(?:查一?下?|看一?下?|看看|打开|查看|详情)|(?:吗|呢|什么|怎么样|哪些|哪几|多少)$"
)
_HISTORY = re.compile(r"历史|以前报|上次报|报过什么|报送记录|进展记录")
_HELP = re.compile(
    r"^(?:帮助|怎么用|使用说明|说明|你能做什么|功能|菜单|help)[?？!！。]*$", re.IGNORECASE
)
_ACK = re.compile(r"^(?:收到|好的|好|知道了|明白|已阅|收悉|ok|嗯|谢谢)[!！。~～]*$", re.IGNORECASE)
_UNDO = re.compile(r"^(?:撤销|撤回|上一?条作废|刚才.{0,6}(?:发错|报错|作废|撤回))")
_SUMMARY = re.compile(r"总体情况|整体情况|汇总|总体进展|进展情况怎么样|统计")
_LIST = re.compile(r"(?:我|本|咱|哪).{0,8}(?:任务|事项|政策|项目|清单)")
_EDGES = " \t\n:：,，、;；。.-—"


def understand(text: str) -> Frame:
    """Read one message. What names a task and says something of it is a report on it."""
    text = text.strip()
    plain = same_length(text)
    references = find_references(text)
    fact = _without(text, references).strip(_EDGES)
    if _HELP.match(plain):
        return Frame(Intent.HELP)
    if _UNDO.match(plain) and not references:
        return Frame(Intent.UNDO)
    if references:
        if _HISTORY.search(fact):
            return Frame(Intent.HISTORY, references)
        if not fact or _ASKS.search(plain) or fact in ("情况", "进展", "详情", "的情况", "目标"):
            return Frame(Intent.DETAIL, references)
        return Frame(Intent.REPORT, references, fact, read_status(fact), read_percent(fact))
    if _ACK.match(plain):
        return Frame(Intent.ACK)
    if _SUMMARY.search(plain):
        return Frame(Intent.SUMMARY)
    if _LIST.search(plain) or _ASKS.search(plain):
        return Frame(Intent.LIST) if _LIST.search(plain) else Frame(Intent.NONE)
    return Frame(Intent.NONE, fact=fact)


def _without(text: str, references: tuple[Reference, ...]) -> str:
    for reference in reversed(references):
        text = text[: reference.start] + " " + text[reference.end :]
    return text
