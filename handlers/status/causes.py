"""原因归类: what lags, by the kind of cause that the units stated; each count opens into its tasks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from domain.causes import CAUSE_WORDS, kind_of
from domain.messages import Button, Reply
from domain.selection import Selection, select
from handlers.base import Context
from handlers.cards import rows, seen_by


def show_causes(scope: Selection, ctx: Context) -> Reply:
    """`scope` says what lags; the counts add up to its tasks, one kind each."""
    scope = replace(scope, page=1, cause=None)
    found = select(seen_by(ctx, scope), scope, ctx.book)
    counts = Counter(kind_of(seen.judged) for seen in found)
    kinds = [(key, counts[key]) for key in CAUSE_WORDS if counts[key]]
    return Reply(
        "causes",
        {
            "title": scope.words(ctx.book),
            "total": len(found),
            "kinds": [{"word": CAUSE_WORDS[key], "count": count} for key, count in kinds],
        },
        buttons=rows(
            (
                Button(f"{CAUSE_WORDS[key]} {count}", replace(scope, cause=key).command(ctx.book))
                for key, count in kinds
            ),
            3,
        ),
    )
