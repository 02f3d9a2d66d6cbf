"""`duban understand`: labelled lines in, frames out; or one sentence, and what was read from which words."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from bot.clock import Clock
from domain.language.filters import Filters
from domain.language.frame import Frame, understand
from domain.language.situation import FoundBy, Situation
from domain.planbook import PlanBook
from domain.reporting import status_word
from domain.rules import SHANGHAI
from seed.read import builtin_plan

_INTENTS = {
    "report": "报进展",
    "coordinate": "请求协调",
    "extend": "申请延期",
    "close": "申请办结",
    "list": "查清单",
    "detail": "看一项",
    "history": "看历史",
    "summary": "看汇总",
    "broadcast": "群发提醒",
    "ack": "收到",
    "undo": "撤回",
    "help": "求助",
    "none": "与任务无关",
}
_FOUND_BY = {
    FoundBy.CODE: "按编号",
    FoundBy.TOPIC: "按说法",
    FoundBy.CONTEXT: "接着上一项",
    FoundBy.ONLY: "只有这一项",
}
_READ = {
    "task": "事项线索",
    "percent": "完成比例",
    "eta": "预计完成",
    "figure": "数字",
    "blocker": "困难",
}


@cache
def _book() -> PlanBook:
    return PlanBook.of(builtin_plan())


def _today() -> date:
    return Clock().now().astimezone(SHANGHAI).date()


def understand_line(line: dict[str, Any]) -> dict[str, Any]:
    """One line of labelled messages → its frame, with every key of the frame (SPEC.md)."""
    book = _book()
    unit = book.unit(str(line.get("sender_unit") or ""))
    situation = Situation(
        book,
        date.fromisoformat(line["today"]) if line.get("today") else _today(),
        (unit,) if unit else (),
        line.get("context_task"),
        line.get("role", "liaison") != "liaison",
    )
    return {
        "id": line.get("id"),
        "frame": as_json(understand(str(line.get("text", "")), situation)),
    }


def as_json(frame: Frame) -> dict[str, Any]:
    return {
        "intent": frame.intent.value,
        "task": frame.task,
        "candidates": list(frame.candidates),
        "status": frame.status and frame.status.value,
        "percent": frame.percent,
        "figures": [{"value": each.value, "unit": each.unit} for each in frame.figures],
        "eta": frame.eta and frame.eta.isoformat(),
        "filter": _filters_as_json(frame.filters),
        "has_blocker": frame.has_blocker,
    }


def _filters_as_json(filters: Filters) -> dict[str, Any]:
    said: dict[str, Any] = {
        "unit": filters.unit,
        "list": filters.list and filters.list.value,
        "section": filters.section,
        "role": filters.role and filters.role.value,
        "overdue": filters.overdue or None,
        "unreported": filters.unreported or None,
        "due_within_days": filters.due_within_days,
    }
    return {key: value for key, value in said.items() if value is not None}


def explain(sentence: str, today: date | None = None) -> str:
    """What is read from a sentence, each with the words it was read from."""
    frame = understand(sentence, Situation(_book(), today or _today()))
    lines = [f"意图：{_INTENTS[frame.intent.value]}（{frame.intent.value}）"]
    if frame.task and frame.found_by:
        title = _book().by_code[frame.task].title
        lines.append(f"事项：{frame.task} {title[:30]}（{_FOUND_BY[frame.found_by]}）")
    elif frame.candidates:
        lines.append(f"事项：{'、'.join(frame.candidates)} 中的一项，会先问清楚")
    elif frame.unknown_code:
        lines.append(f"事项：方案里没有 {frame.unknown_code}")
    if frame.status:
        lines.append(f"状态：{status_word(frame.status, frame.fact, frame.obstacle)}")
    if frame.percent is not None:
        lines.append(f"完成：{frame.percent:g}%")
    lines += [f"数字：{each.value:g}{each.unit}" for each in frame.figures]
    if frame.eta:
        lines.append(f"预计完成：{frame.eta.isoformat()}")
    lines += [f"依据：{_READ[name]} ← 「{words}」" for name, words in frame.read]
    said = _filters_as_json(frame.filters)
    return "\n".join([*lines, *(f"筛选：{key} = {value}" for key, value in said.items())])
