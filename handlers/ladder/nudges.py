"""What a liaison may answer to a reminder: 稍后提醒 /snooze, 收到 /got, 沿用 /reuse."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain import access
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.plan import Task
from domain.reporting import MAX_TEXT
from domain.silence import LONGEST, Silence, SilenceKind, ack_until, snooze_until
from domain.watch import deadlines
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.tasks import find_task
from storage import nudges, reports, watches
from storage.journal import audit

OFFERED = 6
_CODE_AND_DAYS = re.compile(r"^(.*\S)\s+(\d{1,2})\s*(?:个?工作日|天|日)?(?:后)?$")
_LIAISONS = frozenset({Position.LIAISON})


def snooze(text: str, ctx: Context) -> Reply:
    """`/snooze 政策12 2`: silent for up to three work days, twice, never past the deadline."""
    if not text.strip():
        return _offer(ctx)
    match = _CODE_AND_DAYS.match(text.strip())
    name, days = (match[1], int(match[2])) if match else (text.strip(), LONGEST)
    task = find_task(name, ctx)[0]
    unit = access.reporting_unit(ctx.person, task)
    if unit is None:
        raise Refused("only_liaisons_report", code=task.code)
    due = next((day for day, _ in deadlines(task, ctx.today) if day > ctx.today), task.due)
    before = [
        silence
        for held_by, silence in watches.silences_of(ctx.tx, task.code)
        if held_by == unit and silence.due == due and silence.kind is SilenceKind.SNOOZE
    ]
    until = snooze_until(days, due, ctx.today, len(before), ctx.rules.calendar, task.code)
    silence = Silence(SilenceKind.SNOOZE, due, ctx.today, until)
    watches.silence(ctx.tx, task.code, unit, ctx.person.id, silence)
    watches.touch(ctx.tx, units=[unit], code=task.code)
    audit(ctx.tx, ctx.now, ctx.person.id, "snooze", task.code, until=until.isoformat())
    return Reply(
        "snoozed",
        {"code": task.code, "until": until.isoformat(), "times": len(before) + 1},
        rows([Button(task.code, f"/task {task.code}")]),
    )


def _offer(ctx: Context) -> Reply:
    """The tasks of the last reminders that can still be put off, each with its days."""
    since = ctx.today - timedelta(days=14)
    told = nudges.last_told(ctx.tx, ctx.person.id, since)
    codes = [
        code
        for code in dict.fromkeys(code for code, _, _ in told)
        if code in ctx.book.by_code and _next_due(ctx.book.by_code[code], ctx.today)
    ][:OFFERED]
    if not codes:
        raise Refused("nothing_to_snooze")
    buttons = [
        tuple(
            Button(f"{code} {days}天" if days == 1 else f"{days}天", f"/snooze {code} {days}")
            for days in range(1, LONGEST + 1)
        )
        for code in codes
    ]
    return Reply("snooze_which", {"codes": codes, "most": LONGEST}, tuple(buttons))


def _next_due(task: Task, today: date) -> date | None:
    return next((day for day, _ in deadlines(task, today) if day > today), None)


def got(text: str, ctx: Context) -> Reply:
    """收到: silences what was told in the last days, once a deadline, and lapses without a report."""
    since = ctx.today - timedelta(days=7)
    until = ack_until(ctx.today, ctx.rules.calendar)
    latest = reports.latest(ctx.tx, units=ctx.person.units_as(Position.LIAISON))
    noted: list[str] = []
    for code, unit, rung in nudges.last_told(ctx.tx, ctx.person.id, since):
        if code in noted or rung.startswith("cycle"):
            continue
        due = date.fromisoformat(rung[:10])
        report = latest.get(code, {}).get(unit)
        reported = ctx.rules.day(report.created_at) if report else date.min
        if any(
            held_by == unit and s.due == due and s.kind is SilenceKind.ACK and s.since >= reported
            for held_by, s in watches.silences_of(ctx.tx, code)
        ):
            continue  # said before, and nothing followed
        silence = Silence(SilenceKind.ACK, due, ctx.today, until)
        watches.silence(ctx.tx, code, unit, ctx.person.id, silence)
        noted.append(code)
    if not noted:
        return Reply("ack")
    audit(ctx.tx, ctx.now, ctx.person.id, "ack", ",".join(noted))
    return Reply("got", {"codes": noted[:12], "total": len(noted), "until": until.isoformat()})


def reuse(text: str, ctx: Context) -> Reply:
    """沿用: what was reported shortly before the round stands for it, as a report of its own."""
    units = ctx.person.units_as(Position.LIAISON)
    named = {task.code for task in find_task(text, ctx)} if text.strip() else None
    fresh = ctx.today - timedelta(days=ctx.rules.cycles.reuse_days)
    latest = reports.latest(ctx.tx, units=units)
    taken = []
    for task in ctx.book.tasks_of(units):
        unit = access.reporting_unit(ctx.person, task)
        report = latest.get(task.code, {}).get(unit or "")
        cycle = ctx.rules.cycle(task, ctx.today)
        if not (report and unit in task.leads and cycle) or (named and task.code not in named):
            continue
        day = ctx.rules.day(report.created_at)
        if not fresh <= day < cycle.opens or report.status.value == "done":
            continue
        text_again = f"（沿用{day.month}月{day.day}日进展）{report.text}"
        number = reports.add(
            ctx.tx,
            code=task.code,
            unit=unit or "",
            person_id=ctx.person.id,
            text=text_again[:MAX_TEXT],
            status=report.status,
            percent=report.percent,
            figures=report.figures,
            eta=report.eta,
            obstacle=report.obstacle,
            now=ctx.now,
        )
        audit(ctx.tx, ctx.now, ctx.person.id, "report.reuse", task.code, report=number)
        taken.append({"code": task.code, "day": day.isoformat(), "text": report.text})
    if not taken:
        raise Refused("nothing_to_reuse", days=ctx.rules.cycles.reuse_days)
    return Reply("reused", {"tasks": taken}, rows([Button("撤销最近一条", "/undo")]))


SNOOZE = Command(
    "snooze",
    ("稍后提醒", "推迟提醒"),
    "过几天再提醒（最多3个工作日、两次）",
    "稍后提醒 政策12 2天",
    snooze,
    _LIAISONS,
)
GOT = Command("got", ("已收到",), "收到", "已收到", got, _LIAISONS, in_menu=False)
REUSE = Command(
    "reuse", ("沿用",), "沿用近期报过的进展", "沿用 政策12", reuse, _LIAISONS, in_menu=False
)
