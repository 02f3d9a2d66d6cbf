"""A figure month by month, each as it stood at the month's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.conditions import BY_KEY
from domain.figures import figures
from domain.language.periods import months_of
from domain.messages import Button, Reply
from domain.selection import Selection, select
from domain.span import Of, Span, in_words
from handlers.base import Context
from handlers.cards import rows, seen_by
from handlers.record import begins

MOST_MONTHS = 12


def show_trend(
    months: tuple[date, date], conditions: tuple[str, ...], scope: Selection, ctx: Context
) -> Reply:
    """报送率 of each month where no condition is named (or reporting is), else how many tasks have it."""
    key = next((each for each in conditions if each != "reported"), "")
    lines: list[dict[str, Any]] = []
    known = begins(ctx.tx, ctx.rules, (key or "reported",))
    for start, end in months_of(*months)[-MOST_MONTHS:]:
        line: dict[str, Any] = {"name": in_words(start, end), "running": end > ctx.today}
        if min(end, ctx.today) < (known or ctx.today):
            lines.append({**line, "count": None})
            continue
        of_month = replace(scope, span=Span(Of.STATE, start, min(end, ctx.today)))
        counted = replace(of_month, conditions=(key or "reported",))
        found = figures(select(seen_by(ctx, counted), of_month, ctx.book))
        if key:
            line |= {"count": found[key], "total": found.total}
        else:
            line |= {
                "count": found["reported"],
                "total": found.owing,
                "percent": found.reported_percent,
            }
        lines.append(line)
    counts = [line["count"] for line in lines if line["count"] is not None]
    return Reply(
        "trend",
        {
            "title": scope.words(ctx.book) or "总体情况",
            "word": BY_KEY[key].word if key else "报送率",
            "rate": not key,
            "lines": lines,
            "moved": counts[-1] - counts[0] if key and len(counts) > 1 else None,
        },
        buttons=rows([Button("现在的情况", replace(scope, span=None).command(ctx.book))]),
    )
