"""The difference of an import to the stored plan: how much it is, and its changes page by page."""

from __future__ import annotations

from typing import Any

from domain.difference import FIELD_WORDS, Change
from domain.messages import Button, Reply
from domain.plan import Task
from domain.review import doubts_of
from handlers.base import Context
from handlers.cards import rows
from handlers.plans.taking import Step, step, words
from storage.imports import Import

PAGE = 8  # changes on one page
LONGEST_TEXT = 300


def counts(result: Step) -> dict[str, Any]:
    difference = result.difference
    return {
        "is_new": result.stored is None,
        "closed": result.stored is not None and result.stored.closed,
        "mark": result.mark,
        "example": difference.tasks[0].code if difference.tasks else "",
        "added": len(difference.added),
        "changed": len(difference.changed),
        "withdrawn": len(difference.withdrawn),
        "kept": len(difference.tasks) - len(difference.added) - len(difference.changed),
    }


def difference_card(found: Import, page: int, ctx: Context) -> Reply:
    result = step(ctx.tx, found.plan, found.mark)
    difference = result.difference
    entries: list[dict[str, Any]] = [
        *(_entry("新增", task) for task in difference.added),
        *(_entry("修改", change.new, change) for change in difference.changed),
        *(_entry("撤销", task) for task in difference.withdrawn),
    ]
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 1), pages)
    doubts = doubts_of(found.plan)
    buttons = []
    if page < pages:
        buttons.append(Button(f"下一页（{page}/{pages}）", f"/import {found.id} diff {page + 1}"))
    buttons += [
        Button("确认导入", f"/import {found.id} yes {result.digest}"),
        Button("回到概况", f"/import {found.id}"),
        Button("放弃", f"/import {found.id} drop"),
    ]
    return Reply(
        "import_diff",
        {
            "title": found.plan.title,
            "entries": entries[(page - 1) * PAGE : page * PAGE],
            "page": page,
            "pages": pages,
            "left": sum(doubt.text not in found.seen for doubt in doubts),
            **counts(result),
        },
        buttons=rows(buttons, 2),
    )


def _entry(sign: str, task: Task, change: Change | None = None) -> dict[str, Any]:
    fields = [
        {
            "word": FIELD_WORDS[name],
            "old": words(change.old, name)[:LONGEST_TEXT],
            "new": words(change.new, name)[:LONGEST_TEXT],
        }
        for name in (change.fields if change else ())
        if change
    ]
    return {"sign": sign, "code": task.code, "title": task.title, "fields": fields}
