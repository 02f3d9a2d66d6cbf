"""`duban seed import`: what a document holds, how it differs from what is stored, then the change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.clock import Clock
from bot.settings import Settings
from domain.difference import FIELD_WORDS, Change, Difference, compare
from domain.plan import Plan, Task
from seed.read import read_file
from storage.database import Database, Transaction
from storage.journal import audit
from storage.plans import codes_given, load_book, plan_numbers, save_plan, update_plan

Say = Callable[[str], None]


class OtherPlan(Exception):
    """The database holds another plan; two side by side are not possible yet."""


async def import_plan(
    settings: Settings, file: Path, clock: Clock, say: Say, *, dry_run: bool
) -> None:
    """Say what would change, and unless it is a dry run, change it in one transaction."""
    plan = await asyncio.to_thread(read_file, file)
    for line in describe(plan):
        say(line)
    async with Database.open(settings.storage.path) as database:
        numbers = await database.read(plan_numbers)
        if numbers and plan.number not in numbers:
            raise OtherPlan(
                f"数据库里是 {'、'.join(numbers)}，这份是 {plan.number or '没有文号的文件'}；"
                "请换一个 [storage] path 导入，或核对文号。"
            )
        difference = await database.read(lambda tx: _difference(tx, plan))
        for line in describe_difference(difference, is_new=not numbers):
            say(line)
        if dry_run:
            say("这是预览，没有写入。")
        elif difference.is_empty:
            say("没有变化，不用写入。")
        else:
            await database.write(lambda tx: _take(tx, plan, difference, clock))
            say("已写入。原有进展都还在各自的事项上。" if numbers else "已写入。")


def _difference(tx: Transaction, plan: Plan) -> Difference:
    return compare(load_book(tx).tasks, plan.tasks, codes_given(tx))


def _take(tx: Transaction, plan: Plan, difference: Difference, clock: Clock) -> None:
    now = clock.now()
    if plan.number in plan_numbers(tx):
        update_plan(tx, plan, difference, now)
    else:
        save_plan(tx, plan)
    for task in difference.added:
        audit(tx, now, 0, "plan.add", task.code, title=task.title)
    for change in difference.changed:
        old = {name: _text(change.old, name) for name in change.fields}
        audit(tx, now, 0, "plan.change", change.new.code, old=old)
    for task in difference.withdrawn:
        audit(tx, now, 0, "plan.withdraw", task.code, title=task.title)


def describe(plan: Plan) -> Iterator[str]:
    """The plan in one line, then every doubt with its place."""
    doubts = [(task.code, warning) for task in plan.tasks for warning in task.warnings]
    count = len(doubts) + len(plan.warnings)
    yield (
        f"{plan.number} {plan.title}：{len(plan.tasks)} 项任务，{len(plan.units)} 个单位，"
        f"{count} 处存疑"
    )
    for warning in plan.warnings:
        yield f"  ! {warning}"
    for code, warning in doubts:
        yield f"  ! {code}：{warning}"


def describe_difference(difference: Difference, *, is_new: bool) -> Iterator[str]:
    if is_new:
        yield f"数据库里还没有方案，将写入 {len(difference.tasks)} 项。"
        return
    kept = len(difference.tasks) - len(difference.added) - len(difference.changed)
    yield (
        f"与现有方案相比：新增 {len(difference.added)}，修改 {len(difference.changed)}，"
        f"撤销 {len(difference.withdrawn)}，不变 {kept}"
    )
    for task in difference.added:
        yield f"  + {task.code} {task.title}"
    for change in difference.changed:
        yield from _describe_change(change)
    for task in difference.withdrawn:
        yield f"  - {task.code} {task.title}"


def _describe_change(change: Change) -> Iterator[str]:
    for name in change.fields:
        yield f"  ~ {change.new.code} {FIELD_WORDS[name]}"
        yield f"      原：{_text(change.old, name)}"
        yield f"      新：{_text(change.new, name)}"


def _text(task: Task, field: str) -> str:
    if field == "units":
        return "、".join(f"{duty.name}（{duty.role.word}）" for duty in task.units)
    return str(getattr(task, field) or "无")
