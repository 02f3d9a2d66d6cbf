"""亮灯规则 /lights: by which preset each plan's lights are judged, and choosing another one."""

from __future__ import annotations

import re
from dataclasses import replace

from domain.errors import Refused
from domain.figures import figures
from domain.lights import BY_NAME, PRESETS, Light
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import PlanHead
from domain.selection import plan_named
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.seen import Sight
from handlers.status.freeze import settle_lights, write_down
from storage.journal import audit
from storage.plan_list import choose_lights

_OWN = re.compile(r"默认|default")  # back to what the config says


def lights(text: str, ctx: Context) -> Reply:
    """`/lights` shows the rules; `/lights [plan] 致远` shows what it would change, `… yes` does it."""
    name = next((preset.name for preset in PRESETS if preset.name in text), None)
    if name is None and _OWN.search(text):
        name = ""
    if name is None:
        return _shown(ctx)
    if not ctx.person.holds_for_all(Position.ADMIN):
        raise Refused("not_allowed", name="亮灯规则")
    plan = plan_named(text, ctx.book)
    if plan is None and len(ctx.book.plans) != 1:
        return _which(name, ctx)
    plan = plan or ctx.book.plans[0]
    if not text.endswith(" yes"):
        return _ask(plan, name, ctx)
    if name != plan.lights:
        _choose(plan, name, ctx)
        ctx = replace(ctx)  # which reads the plan anew
    return _shown(ctx)


def _choose(plan: PlanHead, name: str, ctx: Context) -> None:
    settle_lights(ctx.tx, ctx.now, ctx.rules)  # what days and reports have changed until now
    write_down(ctx.tx)
    choose_lights(ctx.tx, plan.id, name)
    settle_lights(ctx.tx, ctx.now, ctx.rules, by_rule=True)
    audit(ctx.tx, ctx.now, ctx.person.id, "plan.lights", plan.number, preset=name or "default")


def _shown(ctx: Context) -> Reply:
    may = ctx.person.holds_for_all(Position.ADMIN)
    plans = [
        {
            "title": plan.title,
            "mark": plan.mark,
            "preset": plan.lights or ctx.rules.lights,
            "own": bool(plan.lights),
        }
        for plan in ctx.book.plans
    ]
    alone = len(ctx.book.plans) == 1
    buttons = [
        Button(
            preset.name if alone else f"{plan.mark or '甲'}：{preset.name}",
            _command(plan, preset.name),
        )
        for plan in ctx.book.plans
        for preset in PRESETS
        if may and preset.name != (plan.lights or ctx.rules.lights)
    ]
    return Reply(
        "lights",
        {
            "plans": plans,
            "presets": [{"name": each.name, "summary": each.summary} for each in PRESETS],
            "default": ctx.rules.lights,
            "may": may,
        },
        buttons=rows(buttons, 3),
    )


def _command(plan: PlanHead, name: str) -> str:
    return f"/lights plan{plan.id} {name or 'default'}"


def _which(name: str, ctx: Context) -> Reply:
    buttons = [Button(plan.title[:16], _command(plan, name)) for plan in ctx.book.plans]
    return Reply("which_plan", {"what": "要改哪个方案的亮灯规则"}, buttons=rows(buttons, 1))


def _ask(plan: PlanHead, name: str, ctx: Context) -> Reply:
    """What the other rule would change, before anything is changed."""
    seen = [
        each
        for each in Sight.now(ctx.tx, ctx.today, ctx.rules).whole()
        if each.task.plan and each.task.plan.id == plan.id
    ]
    other = replace(plan, lights=name)
    then = [replace(each, task=replace(each.task, plan=other)) for each in seen]
    now_, then_ = figures(seen), figures(then)
    chosen = BY_NAME[name or ctx.rules.lights]
    return Reply(
        "lights_change",
        {
            "title": plan.title,
            "before": plan.lights or ctx.rules.lights,
            "name": chosen.name,
            "summary": chosen.summary,
            "lights": [
                {"key": light.value, "before": now_[light.value], "now": then_[light.value]}
                for light in Light
            ],
            "changed": sum(a.lit.light is not b.lit.light for a, b in zip(seen, then, strict=True)),
        },
        buttons=rows(
            [Button("确认改用", f"{_command(plan, name)} yes"), Button("不改", "/lights")]
        ),
    )


LIGHTS = Command(
    name="lights",
    words=("亮灯规则", "灯的规则", "亮灯标准"),
    summary="各方案按什么规则亮灯，换一种",
    usage="亮灯规则 致远",
    run=lights,
    allowed=frozenset({Position.ADMIN, Position.COORDINATOR, Position.VIEWER}),
)
