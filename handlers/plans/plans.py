"""方案 /plans: the plans that are there, ending one, and handing its open tasks on to another (结转)."""

from __future__ import annotations

import re

from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import Task
from domain.plans import PlanEntry
from domain.standing import standing
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.status.freeze import write_down
from storage import reports, watches
from storage.journal import audit
from storage.plan_list import (
    carry_over,
    close_plan,
    list_plans,
    tasks_of_plan,
    tell_territories,
)

_TERRITORIES = re.compile(
    r"(?:territories\s+(?P<plan>\d{1,6})\s+|属地提醒\s*)(?P<to>on|off|开启?|打开|关闭?|关掉)"
)
_ACT = re.compile(r"close\s+(?P<plan>\d{1,6})(?:\s+(?P<sure>yes)(?:\s+(?P<into>\d{1,6}))?)?")


def run(text: str, ctx: Context) -> Reply:
    entries = list_plans(ctx.tx)
    if switch := _TERRITORIES.fullmatch(text.strip()):
        return _tell_territories(entries, switch, ctx)
    act = _ACT.fullmatch(text.strip())
    if act is None:
        return _list(entries, ctx)
    plan = next((entry for entry in entries if entry.id == int(act["plan"])), None)
    if plan is None or plan.closed:
        raise Refused("no_such_plan")
    others = [entry for entry in entries if not entry.closed and entry.id != plan.id]
    left = _open_tasks(plan, ctx)
    if not act["sure"]:
        return _ask(plan, left, others)
    into = next((entry for entry in others if str(entry.id) == act["into"]), None)
    if act["into"] and into is None:
        raise Refused("no_such_plan")
    return _close(plan, left, into, ctx)


def _tell_territories(entries: list[PlanEntry], switch: re.Match[str], ctx: Context) -> Reply:
    """Whether counties are told what falls due in them: of one plan, or of all that are open."""
    on = switch["to"] in ("on", "开", "开启", "打开")
    meant = [
        entry for entry in entries if not entry.closed and switch["plan"] in (None, str(entry.id))
    ]
    if not meant:
        raise Refused("no_such_plan")
    for entry in meant:
        if entry.tells_territories is not on:
            tell_territories(ctx.tx, entry.id, on=on)
            audit(ctx.tx, ctx.now, ctx.person.id, "plan.territories", entry.number, on=on)
    watches.touch(ctx.tx)
    return _list(list_plans(ctx.tx), ctx)


def _list(entries: list[PlanEntry], ctx: Context) -> Reply:
    buttons = []
    for entry in entries:
        if not entry.closed:
            to, word = ("off", "关闭") if entry.tells_territories else ("on", "开启")
            buttons.append(Button(f"结束 {entry.title[:12]}", f"/plans close {entry.id}"))
            if ctx.book.by_territory:
                buttons.append(Button(f"{word}属地提醒", f"/plans territories {entry.id} {to}"))
    plans = [
        {
            "title": entry.title,
            "number": entry.number,
            "mark": entry.mark,
            "ends_on": entry.ends_on.isoformat(),
            "tasks": entry.tasks,
            "closed": entry.closed,
            "tells_territories": entry.tells_territories,
        }
        for entry in entries
    ]
    return Reply("plans", {"plans": plans}, buttons=rows(buttons, 2))


def _open_tasks(plan: PlanEntry, ctx: Context) -> tuple[Task, ...]:
    """The tasks that nobody has reported as done."""
    latest = reports.latest(ctx.tx)
    return tuple(
        task
        for task in tasks_of_plan(ctx.tx, plan.id)
        if not standing(task, latest.get(task.code, {}), ctx.today, ctx.rules).done
    )


def _ask(plan: PlanEntry, left: tuple[Task, ...], others: list[PlanEntry]) -> Reply:
    buttons = []
    if left:
        buttons += [
            Button(f"结转到{entry.title[:14]}", f"/plans close {plan.id} yes {entry.id}")
            for entry in others[:4]
        ]
    word = "结束，不结转" if left else "确认结束"
    buttons += [Button(word, f"/plans close {plan.id} yes"), Button("取消", "/plans")]
    return Reply(
        "plan_close",
        {
            "title": plan.title,
            "tasks": plan.tasks,
            "left": len(left),
            "shown": [{"code": task.code, "title": task.title} for task in left[:8]],
            "others": len(others),
        },
        buttons=rows(buttons, 1),
    )


def _close(plan: PlanEntry, left: tuple[Task, ...], into: PlanEntry | None, ctx: Context) -> Reply:
    carried = 0
    write_down(ctx.tx)
    if into is not None:
        carried = carry_over(ctx.tx, plan.id, into.id, [task.code for task in left])
        for task in left:
            audit(ctx.tx, ctx.now, ctx.person.id, "plan.carry", task.code, into=into.number)
    close_plan(ctx.tx, plan.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "plan.close", plan.number, carried=carried)
    data = {"title": plan.title, "carried": carried, "into": into.title if into else ""}
    return Reply("plan_closed", data)


PLANS = Command(
    name="plans",
    words=("方案",),
    summary="方案：查看、结束、结转，属地提醒开关",
    usage="方案 属地提醒 开",
    run=run,
    allowed=frozenset({Position.ADMIN}),
)
