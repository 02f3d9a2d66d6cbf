"""我的任务 /tasks, the card of one task /task, and its earlier reports /history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from domain import access
from domain.errors import Refused
from domain.language.references import find_references
from domain.measures import series
from domain.messages import Button, Reply
from domain.plan import MilestoneKind, Role, Task
from domain.rules import days_between
from domain.selection import CONDITIONS, Selection, select
from domain.standing import Standing, newest, standing
from handlers.base import Command, Context
from handlers.cards import (
    in_territory,
    metric_data,
    paged,
    pager,
    report_data,
    rows,
    seen_by,
    task_buttons,
    task_line,
)
from handlers.notes import notes
from handlers.status.scope import read_scope
from storage import lights, reports

PAGE = 8
HISTORY_PAGE = 6
_WORD = re.compile(r"[\s,，、;；]+")
_WHY = {"red", "yellow", "caught-up", "ahead", "late", "on-time"}  # asked of, it is told why
_QUICK = ("overdue", "soon", "unreported")


def list_tasks(text: str, ctx: Context) -> Reply:
    """Tasks by filters in any order: 牵头 配合 临期 逾期 本期未报, a list, a section, a unit, a page."""
    words = [word for word in _WORD.split(text.strip()) if word]
    selection, unknown = read_scope(words, ctx)
    if unknown:
        raise Refused("unknown_filter", word=unknown[0][:20])
    return task_list(ctx, selection)


def task_list(ctx: Context, selection: Selection) -> Reply:
    territory = selection.role is Role.TERRITORY
    every = in_territory(ctx, selection.unit) if territory else seen_by(ctx, selection)
    found = select(every, selection, ctx.book)
    shown, page, pages = paged(found, selection.page, PAGE)
    codes = [s.task.code for s in shown]
    turning = pager(lambda n: selection.at_page(n).command(ctx.book), page, pages)
    units = access.own_units(ctx.person)
    subject = "全部任务" if access.sees_all(ctx.person) else "、".join(units)
    return Reply(
        "tasks",
        {
            "title": selection.words(ctx.book) or subject,
            "total": len(found),
            "page": page,
            "pages": pages,
            "filtered": not selection.whole,
            "tasks": [
                task_line(s, ctx.rules, ctx.today, why=bool(_WHY & {*selection.conditions}))
                for s in shown
            ],
            "several_units": selection.unit is None and len(units) != 1,
        },
        buttons=(
            *task_buttons(codes),
            *rows([*_filters(ctx, selection, every), *turning]),
        ),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _filters(ctx: Context, selection: Selection, every: list[Standing]) -> list[Button]:
    """The quick filters that would show something else than what is shown, with their counts."""
    if selection.conditions or selection.page > 1:
        return []
    buttons = []
    for condition in CONDITIONS:
        if condition.key in _QUICK:
            narrowed = selection.under(condition.key)
            count = len(select(every, narrowed, ctx.book))
            if count:
                buttons.append(Button(f"{condition.word} {count}", narrowed.command(ctx.book)))
    return buttons


def find_task(text: str, ctx: Context) -> tuple[Task, ...]:
    """The tasks that `text` names and this person may see; Refused when it names none of them."""
    references = find_references(text, ctx.book.marks)
    if not references:
        raise Refused("no_code", said=text.strip()[:20])
    tasks = access.visible_rows(ctx.person, ctx.book, references[0].code)
    if not tasks:
        raise Refused("no_such_task", code=references[0].code)
    return tasks


def show_task(text: str, ctx: Context) -> Reply:
    tasks = find_task(text, ctx)
    if len(tasks) > 1:
        return which_row(tasks)
    return task_card(tasks[0], ctx)


def which_row(tasks: tuple[Task, ...]) -> Reply:
    """A numbered row with several target rows, more than one of which is this person's."""
    codes = [task.code for task in tasks]
    return Reply(
        "which_row",
        {
            "row": codes[0].rsplit("-", 1)[0],
            "tasks": [{"code": task.code, "target": task.target} for task in tasks],
        },
        buttons=task_buttons(codes),
        choices=tuple(f"/task {code}" for code in codes),
    )


def task_card(task: Task, ctx: Context) -> Reply:
    latest = reports.latest_on(ctx.tx, task.code)
    report = newest(latest.values())
    total = reports.count(ctx.tx, task.code)
    seen = standing(
        task,
        latest,
        ctx.today,
        ctx.rules,
        slipped=lights.slipped(ctx.tx).get(task.code),
    )
    may_report = access.reporting_unit(ctx.person, task) is not None
    done = report is not None and report.claims_done
    buttons = []
    if total:
        buttons.append(Button(f"历史进展 {total}", f"/history {task.code}"))
    evidence = sum(each.evidence for each in latest.values())
    if evidence:
        buttons.append(Button(f"佐证 {evidence}", f"/evidence {task.code}"))
    if may_report and not done:
        buttons.append(Button("报无进展", f"/stalled {task.code}"))
    buttons.append(Button("我的任务", "/tasks"))
    return Reply(
        "task",
        {
            "code": task.code,
            "title": task.title,
            "list": task.list.value,
            "section": task.section,
            "category": task.category,
            "target": task.target,
            "leads": list(task.leads),
            "coops": list(task.coops),
            "territories": list(task.territories),
            "due": task.due.isoformat(),
            "due_basis": task.due_basis,
            "light": seen.lit.light.value,
            "why": seen.lit.sentence,
            "caught_up": seen.caught_up and seen.slipped and seen.slipped.isoformat(),
            "days_left": days_between(ctx.today, task.due),
            "first_due": task.first_due.isoformat() if task.first_due else "",
            "milestones": [
                {
                    "text": m.text,
                    "phrase": m.phrase,
                    "due": m.due.isoformat(),
                    "annual": m.kind is MilestoneKind.ANNUAL,
                    "during": m.kind is MilestoneKind.DURING,
                    "past": m.due < ctx.today,
                }
                for m in task.milestones
            ],
            "metrics": _metrics(task, ctx),
            "reports": [
                report_data(latest[unit], ctx.rules, ctx.today)
                for unit in (*task.leads, *task.coops)
                if unit in latest
            ],
            "done": done,
            "may_report": may_report,
        },
        buttons=rows(buttons),
        about=task.code,
    )


def _metrics(task: Task, ctx: Context) -> list[dict[str, Any]]:
    """Each metric with its target, and the values that were reported for it over time."""
    if not task.metrics:
        return []
    told = reports.standing_on(ctx.tx, task.code)
    found = series(task, ((ctx.rules.day(each.created_at), each.text) for each in told))
    return [
        {
            **metric_data(metric),
            "reached": [point.value for point in found.get(place, ())],
            "reached_on": [point.day.isoformat() for point in found.get(place, ())],
        }
        for place, metric in enumerate(task.metrics)
    ]


def which_task(codes: Iterable[str], command: str, ctx: Context) -> Reply:
    """A question about one task whose words fit several that this person may see."""
    tasks = [ctx.book.by_code[code] for code in codes]
    shown = [task for task in tasks if access.may_see(ctx.person, ctx.book, task)]
    if not shown:
        raise Refused("not_understood", example="")
    return Reply(
        "which_task",
        {"tasks": [{"code": task.code, "title": task.title} for task in shown]},
        buttons=rows(Button(task.code, f"{command} {task.code}") for task in shown),
        choices=tuple(f"{command} {task.code}" for task in shown),
    )


def show_history(text: str, ctx: Context) -> Reply:
    """All reports on one task, newest first, withdrawn ones marked."""
    tasks = find_task(text, ctx)
    if len(tasks) > 1:
        return which_row(tasks)
    code = tasks[0].code
    total = reports.count(ctx.tx, code)
    pages = max(1, -(-total // HISTORY_PAGE))
    match = re.search(r"\bp(\d{1,3})\s*$", text)
    page = min(max(1, int(match[1])) if match else 1, pages)
    found = reports.history(ctx.tx, code, HISTORY_PAGE, (page - 1) * HISTORY_PAGE)
    buttons = pager(lambda n: f"/history {code} p{n}", page, pages, ("较新的", "更早的"))
    buttons.append(Button(code, f"/task {code}"))
    return Reply(
        "history",
        {
            "code": code,
            "title": tasks[0].title,
            "total": total,
            "page": page,
            "pages": pages,
            "reports": [report_data(report, ctx.rules, ctx.today) for report in found],
            "reviews": access.sees_all(ctx.person),
            "notes": notes(code, ctx) if page == 1 else [],
        },
        buttons=rows(buttons),
        about=code,
    )


TASKS = Command(
    name="tasks",
    words=("我的任务", "任务清单", "我的事项", "任务列表", "清单"),
    summary="我的任务，可加 牵头 配合 属地 临期 逾期 本期未报",
    usage="我的任务 逾期",
    run=list_tasks,
)
TASK = Command(
    name="task",
    words=("查看", "详情"),
    summary="看一项任务，如 /task 政策12",
    usage="/task 政策12",
    run=show_task,
)
HISTORY = Command(
    name="history",
    words=("历史", "历史进展"),
    summary="一项任务报过的进展",
    usage="/history 政策12",
    run=show_history,
)
