"""The conditions that a task can be counted and listed by: one table for chat, papers and pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.lights import Light, Pace
from domain.reporting import Status

if TYPE_CHECKING:
    from domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` goes into buttons, `word` is shown and typed; `words` are other ways to say it."""

    key: str
    word: str
    holds: Callable[[Standing], bool]
    words: tuple[str, ...] = ()


def _status(status: Status) -> Callable[[Standing], bool]:
    return lambda s: s.judged is not None and s.judged.status is status


def _light(light: Light, *words: str) -> Condition:
    said = (f"{light.word}的", f"亮{light.word}灯", f"{light.word}牌", light.word, *words)
    return Condition(light.value, f"{light.word}灯", lambda s: s.lit.light is light, said)


def _pace(key: str, pace: Pace, *words: str) -> Condition:
    return Condition(key, pace.value, lambda s: s.lit.pace is pace, words)


CONDITIONS: tuple[Condition, ...] = (
    Condition("overdue", "逾期", lambda s: s.overdue, ("超期", "过期", "已逾期")),
    Condition("soon", "临期", lambda s: s.soon, ("快到期", "即将到期", "临近", "到期")),
    Condition(
        "unreported", "本期未报", lambda s: s.owes_report, ("未报", "没报", "未上报", "还没报")
    ),
    Condition("reported", "本期已报", lambda s: s.reported, ("已报", "已上报")),
    Condition("done", "报完成", lambda s: s.done, ("已完成", "完成的", "办结")),
    Condition(
        "unaccepted", "报完成未验收", lambda s: s.done and not s.accepted, ("未验收", "待验收")
    ),
    Condition("accepted", "已验收", lambda s: s.accepted, ("验收通过", "已销号")),
    Condition("open", "未完成", lambda s: not s.done, ("没完成", "未办结", "在办")),
    Condition("extended", "已延期", lambda s: s.task.first_due is not None, ("延期的", "延过期")),
    Condition("behind", "滞后", _status(Status.BEHIND), ("落后",)),
    Condition("blocked", "受阻", _status(Status.BLOCKED), ("卡住", "停滞")),
    _light(Light.RED),
    _light(Light.YELLOW),
    _light(Light.GREEN),
    _light(Light.BLUE),
    _light(Light.GREY),
    Condition("alert", "红黄灯", lambda s: s.lit.light in (Light.RED, Light.YELLOW), ("预警",)),
    Condition("caught-up", "已补齐", lambda s: s.caught_up, ("补齐", "补上")),
    _pace("ahead", Pace.AHEAD, "超进度"),
    _pace("on-time", Pace.ON_TIME, "达进度", "按序时"),
    _pace("late", Pace.LATE, "欠进度", "慢序时"),
    _pace("other", Pace.OTHER, "其它"),
    Condition("asking", "待答复", lambda s: s.asks, ("请求", "申请", "待批", "待答复请求")),
    Condition("week-owing", "本周未报", lambda s: s.owes_this_week, ("这周未报", "本周没报")),
    Condition("week-reported", "本周已报", lambda s: s.reported_this_week, ("这周已报",)),
    Condition("today-reported", "今日已报", lambda s: s.reported_days_ago(0), ("今天已报",)),
    Condition("yesterday-reported", "昨日已报", lambda s: s.reported_days_ago(1), ("昨天已报",)),
    Condition("trouble", "有困难", lambda s: s.in_trouble, ("困难", "有问题")),
    Condition("unstarted", "未启动", _status(Status.NOT_STARTED), ("没启动", "未开工")),
    Condition("never", "从未报过", lambda s: s.report is None, ("没报过",)),
)
BY_KEY = {condition.key: condition for condition in CONDITIONS}
LIGHTS = tuple(light.value for light in Light)
PACES = {"done": Pace.DONE, "ahead": Pace.AHEAD, "on-time": Pace.ON_TIME, "late": Pace.LATE}
PACES["other"] = Pace.OTHER
