"""待确认 /draft: the card of what was understood, and its taps 确认 改任务 改内容 取消.

A draft waits in storage, so it survives a restart; after `domain.drafts.LASTS` it has expired and
nothing was recorded. Buttons carry the draft's number, so an old press can hit no other one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from domain import access
from domain.drafts import Draft, DraftState, Entry
from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import Position
from domain.substance import Doubt
from handlers.base import Command, Context
from handlers.cards import entry_data, paged, pager, rows
from handlers.reporting.saving import Saved, doubts_of, save, saved_reply, superseding
from storage import drafts, journal, own_reports, reports
from storage.journal import audit

TASKS_A_PAGE = 8
_ACT = re.compile(
    r"(?P<act>yes|no|task|redo|text|on|show)\s+(?P<number>\d{1,12})(?:\s+(?P<rest>\S+))?\s*$"
)


def new_draft(draft: Draft, ctx: Context) -> Reply:
    """Keep what was understood, and ask."""
    return card(drafts.add(ctx.tx, ctx.inbound, ctx.person.id, draft, ctx.now), ctx)


def card(draft: Draft, ctx: Context) -> Reply:
    """What was understood, with the next tap: the task first where it is open."""
    if any(entry.code is None for entry in draft.entries):
        return _which_task(draft, ctx)
    if len(draft.entries) > 1:
        return _several(draft, ctx)
    entry, n = draft.entries[0], draft.id
    task = ctx.book.by_code.get(entry.code or "")
    if task is None:
        raise Refused("no_such_task", code=entry.code)
    doubted = doubts_of(entry, task, ctx, draft.files)
    if doubted[:1] == [Doubt.NO_REASON.value]:
        doubted = []  # asked with one tap a reason as soon as it is recorded
    return Reply(
        "draft",
        {
            **entry_data(entry, task, draft.files),
            "found_by": entry.found_by,
            "question": doubted[0] if doubted else "",
            "corrects": entry.supersedes is not None,
        },
        buttons=rows(
            [
                Button("确认", f"/draft yes {n}"),
                Button("改任务", f"/draft task {n}"),
                Button("改内容", f"/draft text {n}"),
                Button("取消", f"/draft no {n}"),
            ]
        ),
        about=task.code,
    )


def _several(draft: Draft, ctx: Context) -> Reply:
    shown: list[dict[str, Any]] = []
    for entry in draft.entries:
        task = ctx.book.by_code[entry.code or ""]
        doubted = doubts_of(entry, task, ctx, draft.files)
        shown.append({**entry_data(entry, task, ()), "question": doubted[0] if doubted else ""})
    n = draft.id
    return Reply(
        "draft_several",
        {"entries": shown, "files": [file.name for file in draft.files]},
        buttons=rows(
            [Button("全部确认", f"/draft yes {n}"), Button("取消", f"/draft no {n}")],
        ),
    )


def _which_task(draft: Draft, ctx: Context, page: int = 1) -> Reply:
    """Ask for the task of the first entry that has none: the close ones, else all of one's own."""
    entry = next(each for each in draft.entries if each.code is None)
    codes = list(entry.candidates) or [task.code for task in _own_tasks(ctx)]
    shown, page, pages = paged(codes, page, TASKS_A_PAGE)
    n = draft.id
    last = [Button("取消", f"/draft no {n}")]
    if entry.candidates:
        last.insert(0, Button("都不是", f"/draft task {n}"))
    turning = pager(lambda number: f"/draft task {n} p{number}", page, pages)
    return Reply(
        "draft_which",
        {
            "text": entry.text,
            "close": bool(entry.candidates),
            "tasks": [{"code": code, "title": ctx.book.by_code[code].title} for code in shown],
            "page": page,
            "pages": pages,
        },
        buttons=(
            *rows(Button(code, f"/draft on {n} {code}") for code in shown),
            *rows([*turning, *last]),
        ),
        choices=tuple(f"/draft on {n} {code}" for code in shown),
    )


def _own_tasks(ctx: Context) -> list[Any]:
    tasks = ctx.book.tasks_of(ctx.person.units_as(Position.LIAISON))
    return [task for task in tasks if access.reporting_unit(ctx.person, task)]


def draft(text: str, ctx: Context) -> Reply:
    """`/draft yes|no|task|text|on|show N`, and `/draft redo R` to write a saved report anew."""
    if not text.strip():
        waiting = drafts.last(ctx.tx, ctx.inbound, ctx.person.id, ctx.now)
        if waiting is None:
            raise Refused("no_draft")
        return card(waiting, ctx)
    match = _ACT.fullmatch(text.strip())
    if match is None:
        raise Refused("no_draft")
    act, number, rest = match["act"], int(match["number"]), match["rest"] or ""
    if act == "redo":
        return _redo(number, ctx)
    found = _open(number, ctx)
    if act == "yes":
        return confirm(found, ctx)
    if act == "no":
        return drop(found, ctx)
    if act == "task":
        page = int(rest[1:]) if re.fullmatch(r"p\d{1,3}", rest) else 1
        open_again = tuple(replace(each, code=None, candidates=()) for each in found.entries[:1])
        found = replace(found, entries=(*open_again, *found.entries[1:]), state=DraftState.CHOOSING)
        drafts.save(ctx.tx, found)
        return _which_task(found, ctx, page)
    if act == "text":
        found = replace(found, state=DraftState.RETYPING)
        drafts.save(ctx.tx, found)
        return Reply("draft_retype", {"text": found.entries[0].text}, buttons=_cancel(found))
    return choose(found, rest, ctx) if act == "on" else card(found, ctx)


def _cancel(found: Draft) -> tuple[tuple[Button, ...], ...]:
    return rows([Button("取消", f"/draft no {found.id}")])


def _open(number: int, ctx: Context) -> Draft:
    """The draft while it waits; Refused, with what it said, when it does not."""
    stored = drafts.one(ctx.tx, number, ctx.person.id, ctx.now)
    if stored is None:
        raise Refused("no_draft")
    found, expired = stored
    if found.state in (DraftState.SAVED, DraftState.DROPPED):
        raise Refused("draft_settled", saved=found.state is DraftState.SAVED)
    if expired:
        raise Refused("draft_expired", text="；".join(each.text for each in found.entries))
    return found


def confirm(found: Draft, ctx: Context) -> Reply:
    """Store every report of the draft, or none of them."""
    if any(entry.code is None for entry in found.entries) or not found.entries:
        return _which_task(found, ctx)
    saved = [
        save(
            superseding(entry, ctx), ctx, files=found.files, source=found.source, album=found.album
        )
        for entry in found.entries
    ]
    for number in found.withdraws:
        reports.withdraw(ctx.tx, number, ctx.now)
        audit(ctx.tx, ctx.now, ctx.person.id, "report.withdraw", str(number), report=number)
    drafts.save(ctx.tx, replace(found, state=DraftState.SAVED))
    asked = found.entries[0].found_by != "code"  # the card has asked, and the sender insists
    return saved_reply(saved[0], ctx, asked=asked) if len(saved) == 1 else _all_saved(saved)


def _all_saved(saved: list[Saved]) -> Reply:
    return Reply(
        "reports_saved",
        {
            "entries": [
                {
                    **entry_data(each.entry, each.task, ()),
                    "question": each.doubts[0].value if each.doubts else "",
                }
                for each in saved
            ],
            "files": [file.name for file in saved[0].files],
        },
        buttons=rows(Button(f"撤销 {each.task.code}", f"/undo {each.report.id}") for each in saved),
    )


def drop(found: Draft, ctx: Context) -> Reply:
    drafts.save(ctx.tx, replace(found, state=DraftState.DROPPED))
    return Reply("draft_dropped", {"text": "；".join(each.text for each in found.entries)})


def card_above(ctx: Context) -> Draft | None:
    """The draft whose card was the last answer, if it was one."""
    shown = journal.choices(ctx.tx, ctx.inbound, ctx.now)
    if not shown or not shown[0].startswith("/draft "):
        return None
    return drafts.last(ctx.tx, ctx.inbound, ctx.person.id, ctx.now)


def drop_shown(ctx: Context) -> Reply | None:
    """Drop the draft whose card was the last answer, if it was one."""
    waiting = card_above(ctx)
    return drop(waiting, ctx) if waiting else None


def still_waits(reply: Reply, draft: Draft | None) -> Reply:
    """`reply` to a report that came instead of the 确认 of another: that one is not recorded yet."""
    if draft is None or not draft.entries:
        return reply
    text = "；".join(each.text for each in draft.entries)
    look = Button("待确认", f"/draft show {draft.id}")
    return replace(reply, data={**reply.data, "waits": text}, buttons=(*reply.buttons, (look,)))


def choose(found: Draft, code: str, ctx: Context) -> Reply:
    """The task of the first entry that has none is `code`."""
    tasks = [
        task
        for task in access.visible_rows(ctx.person, ctx.book, code)
        if access.reporting_unit(ctx.person, task)
    ]
    if not tasks:
        raise Refused("no_such_task", code=code)
    entries, chosen = [], False
    for entry in found.entries:
        if entry.code is None and not chosen:
            chosen = True
            one = len(tasks) == 1
            entry = (
                entry.on(tasks[0].code)
                if one
                else replace(entry, candidates=tuple(task.code for task in tasks))
            )
        entries.append(superseding(entry, ctx))
    found = replace(found, entries=tuple(entries), state=DraftState.OPEN)
    drafts.save(ctx.tx, found)
    if len(found.entries) == 1 and found.entries[0].code and found.entries[0].found_by == "code":
        return confirm(
            found, ctx
        )  # 政策2 by its number, and now which of its rows: nothing is left to ask
    return card(found, ctx)


def _redo(number: int, ctx: Context) -> Reply:
    """改内容 under a saved report: the words typed next take its place, after a look at the card."""
    found = own_reports.one(ctx.tx, number, ctx.person.id)
    if found is None or found.withdrawn:
        raise Refused("nothing_to_undo")
    entry = Entry(found.text, found.status, found.code, supersedes=found.id, kind=found.kind)
    waiting = drafts.add(
        ctx.tx,
        ctx.inbound,
        ctx.person.id,
        Draft((entry,), state=DraftState.RETYPING),
        ctx.now,
    )
    return Reply("draft_retype", {"text": found.text}, buttons=_cancel(waiting), about=found.code)


DRAFT = Command(
    name="draft",
    words=("待确认",),
    summary="还没有确认的进展",
    usage="待确认",
    run=draft,
    allowed=frozenset({Position.LIAISON}),
    in_menu=False,
)
