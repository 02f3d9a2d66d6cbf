"""A report on a task that a broadcast asks about is also the answer to that broadcast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from domain.messages import Attachment
from domain.reporting import Report
from handlers.base import Context
from storage import answers

LASTS = timedelta(days=45)  # after that nobody waits for the answer any more


def land_report(report: Report, files: Iterable[Attachment], ctx: Context) -> None:
    for found, _ in answers.open_for(ctx.tx, ctx.person.id, ctx.now - LASTS):
        if found.ask.kind != "progress" or (found.codes and report.code not in found.codes):
            continue
        units = answers.receives(ctx.tx, found.id, ctx.person.id) or ()
        if report.unit in units or not units:
            answers.add(
                ctx.tx,
                broadcast_id=found.id,
                person_id=ctx.person.id,
                units=[report.unit] if units else [],
                text=report.text,
                files=files,
                report_id=report.id,
                now=ctx.now,
            )
