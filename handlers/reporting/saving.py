"""Storing one report: the rights once more, what the door doubts, and the answer with 撤销."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain import access
from domain.drafts import Entry
from domain.errors import Refused
from domain.messages import Attachment, Button, Inbound, Reply
from domain.plan import Task
from domain.reporting import Report, Status
from domain.substance import Doubt, Said, doubts
from handlers.base import Context
from handlers.cards import entry_data, report_data, rows
from handlers.reporting.landing import land_report
from storage import evidence, own_reports, reports
from storage.journal import audit

# What usually keeps a task from moving, one tap each where 无进展 comes without a word why.
REASONS = ("等上级批复", "资金未到位", "手续办理中", "等其他单位配合", "季节天气原因")

_STILL_OPEN = (Doubt.NO_EVIDENCE, Doubt.NO_REASON)  # a photo or a tap answers them later, too


@dataclass(frozen=True, slots=True)
class Saved:
    """A report that was just stored, and what the door doubts of it, the weightiest first."""

    report: Report
    task: Task
    entry: Entry
    doubts: tuple[Doubt, ...]
    files: tuple[Attachment, ...] = ()


def save(
    entry: Entry,
    ctx: Context,
    *,
    files: tuple[Attachment, ...] = (),
    source: str = "",
    album: str = "",
) -> Saved:
    """Store one report for the unit this person reports for; rights are checked here once more."""
    code = entry.code or ""
    task = next(iter(access.visible_rows(ctx.person, ctx.book, code)), None)
    if task is None:
        raise Refused("no_such_task", code=code)
    unit = access.reporting_unit(ctx.person, task)
    if unit is None:
        raise Refused("only_liaisons_report", code=code)
    last = reports.latest_on(ctx.tx, code, unit).get(unit)
    doubted = doubts(_said(entry, files), task, None if entry.supersedes else last)
    flags = tuple(doubt.value for doubt in doubted)
    entry = _as_far_as(entry, last)
    number = reports.add(
        ctx.tx,
        code=task.code,
        unit=unit,
        person_id=ctx.person.id,
        text=entry.text,
        status=entry.status,
        percent=entry.percent,
        now=ctx.now,
        kind=entry.kind,
        figures=entry.figures,
        eta=entry.eta,
        obstacle=entry.obstacle,
        flags=flags,
        supersedes=entry.supersedes,
        source=source,
        album=album,
    )
    evidence.add(ctx.tx, number, files)
    audit(ctx.tx, ctx.now, ctx.person.id, f"{entry.kind}.add", code, report=number, unit=unit)
    stored = reports.one(ctx.tx, number)
    land_report(stored, files, ctx)
    return Saved(stored, task, entry, doubted, files)


def _as_far_as(entry: Entry, last: Report | None) -> Entry:
    """Asking for time or for help tells nothing of how far the work is: that stays as last reported."""
    asks = entry.kind in ("coordinate", "extend") and entry.percent is None
    if not asks or last is None or last.claims_done:
        return entry
    status = last.status if entry.status is Status.IN_PROGRESS else entry.status
    return replace(entry, percent=last.percent, status=status)


def _said(entry: Entry, files: tuple[Attachment, ...]) -> Said:
    return Said(
        entry.text,
        entry.status,
        entry.percent,
        entry.eta,
        entry.obstacle,
        has_figures=bool(entry.figures),
        files=len(files),
        corrects=entry.corrects or entry.supersedes is not None,
        kind=entry.kind,
    )


def doubts_of(entry: Entry, task: Task, ctx: Context, files: tuple[Attachment, ...]) -> list[str]:
    """What the card of a draft asks about it before it is saved."""
    unit = access.reporting_unit(ctx.person, task) or ""
    last = reports.latest_on(ctx.tx, task.code, unit).get(unit)
    found = doubts(_said(entry, files), task, None if entry.supersedes else last)
    return [doubt.value for doubt in found]


def saved_reply(saved: Saved, ctx: Context, *, asked: bool = False) -> Reply:
    """The answer to a report that stands: what was understood, at most one question, 撤销.

    `asked`: the card before it put the question; only what can still be added is asked again.
    """
    number, code = saved.report.id, saved.task.code
    open_still = [doubt for doubt in saved.doubts if not asked or doubt in _STILL_OPEN]
    question = open_still[0].value if open_still else ""
    buttons = [Button("撤销", f"/undo {number}"), Button("查看", f"/task {code}")]
    if question:
        buttons.insert(1, Button("改内容", f"/draft redo {number}"))
    reasons = reason_buttons(number) if question == Doubt.NO_REASON.value else ()
    return Reply(
        "report_saved",
        {
            **entry_data(saved.entry, saved.task, saved.files),
            **report_data(saved.report, ctx.rules, ctx.today),
            "question": question,
            "corrects": saved.report.supersedes is not None,
        },
        buttons=(*reasons, *rows(buttons)),
        about=code,
    )


def reason_buttons(number: int) -> tuple[tuple[Button, ...], ...]:
    """The usual reasons for a report of no progress that names none."""
    return rows([Button(word, f"/because {number} {n}") for n, word in enumerate(REASONS, 1)], 3)


def superseding(entry: Entry, ctx: Context) -> Entry:
    """更正… takes the place of the person's last report on the task."""
    if not entry.corrects or entry.code is None or entry.supersedes:
        return entry
    last = own_reports.last_on(ctx.tx, entry.code, ctx.person.id)
    return replace(entry, supersedes=last.id) if last else entry


def source_of(inbound: Inbound) -> str:
    """The message, the same when it is edited; "" where the channel names none."""
    return f"{inbound.channel}:{inbound.chat}:{inbound.message}" if inbound.message else ""
