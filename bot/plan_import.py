"""`duban seed import`: what a document holds, how it differs from what is stored, then the change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.clock import Clock
from bot.settings import Settings
from domain.difference import FIELD_WORDS, Change
from domain.plan import Plan
from domain.plans import is_mark
from domain.registered import against
from handlers.plans.taking import Step, step, take, words
from seed.document import Progress, unheard
from seed.read import read_file
from storage.database import Database
from storage.plans import load_book

Say = Callable[[str], None]


class NotImportable(Exception):
    """Why nothing can be taken over, in one sentence."""


async def import_plan(
    settings: Settings,
    file: Path,
    clock: Clock,
    say: Say,
    *,
    dry_run: bool,
    mark: str = "",
    progress: Progress = unheard,
) -> None:
    """Say what would change, and unless it is a dry run, change it in one transaction."""
    plan = await asyncio.to_thread(read_file, file, progress)
    if not plan.tasks:
        raise NotImportable(f"{file.name} 里没有读到带责任单位的事项，没有导入。")
    async with Database.open(settings.storage.path) as database:
        plan = against(plan, await database.read(load_book))
        for line in describe(plan):
            say(line)
        if mark and not is_mark(mark):
            raise NotImportable(f"「{mark}」不能作代号，请用 1 到 4 个汉字或字母，如 营商。")
        found = await database.read(lambda tx: step(tx, plan, mark))
        for line in describe_step(found):
            say(line)
        if dry_run:
            say("这是预览，没有写入。")
        elif found.stored and found.difference.is_empty:
            say("没有变化，不用写入。")
        else:
            await database.write(lambda tx: take(tx, step(tx, plan, mark), 0, clock.now()))
            say("已写入。原有进展都还在各自的事项上。" if found.stored else "已写入。")


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


def describe_step(found: Step) -> Iterator[str]:
    difference = found.difference
    if found.stored is None:
        marked = (
            f"，编号前加「{found.mark}」（如 {difference.tasks[0].code}）" if found.mark else ""
        )
        yield f"数据库里还没有这个方案，将写入 {len(difference.tasks)} 项{marked}。"
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
        yield f"      原：{words(change.old, name)}"
        yield f"      新：{words(change.new, name)}"
