"""Whether a report says enough: one friendly question at most, never a refusal (practice.md, 质量)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.measures import measured
from domain.plan import Task
from domain.reporting import Report, Status


class Doubt(StrEnum):
    """What a reviewer should look at; the value is the key that is stored with the report."""

    SAME_TEXT = "same_text"
    PERCENT_DOWN = "percent_down"
    NO_EVIDENCE = "no_evidence"
    BELOW_TARGET = "below_target"
    FAR_ABOVE_TARGET = "far_above_target"
    NO_REASON = "no_reason"
    NO_FACT = "no_fact"
    LATE = "late"
    NO_NEW_DAY = "no_new_day"


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says, as far as substance goes."""

    text: str
    status: Status
    percent: float | None = None
    eta: date | None = None
    obstacle: str | None = None
    has_figures: bool = False
    files: int = 0
    corrects: bool = False
    kind: str = "report"


_FAR = 3  # a value that is this many times the target is rather a slip of the thumb
_UNCHANGED = re.compile(
    r"^(?:(?:本月|本周|本期|目前|暂|暂时|暂无|仍|还是)?(?:无|没有?|未有?|零)(?:什么|啥|新|明显|任何)?(?:变化|进展|新增|更新|情况|动静)"
    r"|(?:还是|还|仍)?(?:(?:同|跟|和|与)(?:上(?:期|月|次|周)|之前|以前|原来)(?:一样|相同)?|不变|照旧|老样子|没动))了?[。!！,，\s]*$"
)
_NO_WORD = re.compile(r"[^\u4e00-\u9fff]*$")  # 60, done, 👍
_VAGUE = re.compile(
    r"^(?:[,，。;；、\s]|目前|现在|已|正在?|各项|工作|任务|项目|此项|该项|我局|我们|积极|有序|稳步|扎实|持续|全力|加快|抓紧"
    r"|按照?(?:计划|要求|序时|方案)|推进|推动|开展|落实|进行|进展|进度|实施|组织|中|顺利|正常|良好|较好|可控|进一步|情况|一切|都|在|办|做|弄|着|了|呢|的)+$"
)


def doubts(said: Said, task: Task, last: Report | None) -> tuple[Doubt, ...]:
    """What may be asked about a report, the weightiest first. `last` is the unit's report before."""
    return tuple(doubt for doubt, holds in _RULES if holds(said, task, last))


def _same_text(said: Said, _: Task, last: Report | None) -> bool:
    if last is None or _UNCHANGED.match(said.text):
        return False
    return _bare(said.text) == _bare(last.text)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _percent_down(said: Said, _: Task, last: Report | None) -> bool:
    known = last is not None and last.percent is not None and said.percent is not None
    return known and not said.corrects and said.percent < last.percent  # type: ignore[operator, union-attr]


def _no_evidence(said: Said, _: Task, __: Report | None) -> bool:
    return said.status is Status.DONE and not said.files


def _below_target(said: Said, task: Task, _: Report | None) -> bool:
    if said.status is not Status.DONE:
        return False
    # A metric with a value for each year is met by the first of them.
    lowest: dict[str, float] = {}
    for metric in task.metrics:
        if metric.op == ">=":
            lowest[metric.name] = min(metric.value, lowest.get(metric.name, metric.value))
    return any(
        value < lowest.get(task.metrics[place].name, value)
        for place, value in measured(task, said.text).items()
    )


def _far_above(said: Said, task: Task, _: Report | None) -> bool:
    if said.percent is not None and (said.percent > 200 or said.percent < 0):
        return True
    values = measured(task, said.text)
    return any(value > _FAR * task.metrics[place].value > 0 for place, value in values.items())


def _no_reason(said: Said, _: Task, __: Report | None) -> bool:
    return _UNCHANGED.match(said.text) is not None


def _no_fact(said: Said, _: Task, __: Report | None) -> bool:
    told = said.percent is not None or said.has_figures or said.eta or said.obstacle
    return not (told or said.files) and any(p.match(said.text) for p in (_VAGUE, _NO_WORD))


def _late(said: Said, task: Task, _: Report | None) -> bool:
    applies = said.kind == "extend" or said.status is Status.DONE
    return said.eta is not None and said.eta > task.due and not applies


def _no_new_day(said: Said, _: Task, __: Report | None) -> bool:
    return said.kind == "extend" and said.eta is None


_Rule = Callable[[Said, Task, Report | None], bool]
_RULES: tuple[tuple[Doubt, _Rule], ...] = (
    (Doubt.NO_NEW_DAY, _no_new_day),
    (Doubt.FAR_ABOVE_TARGET, _far_above),
    (Doubt.PERCENT_DOWN, _percent_down),
    (Doubt.SAME_TEXT, _same_text),
    (Doubt.BELOW_TARGET, _below_target),
    (Doubt.NO_REASON, _no_reason),
    (Doubt.NO_FACT, _no_fact),
    (Doubt.LATE, _late),
    (Doubt.NO_EVIDENCE, _no_evidence),
)
