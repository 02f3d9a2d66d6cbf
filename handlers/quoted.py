"""A message that answers another one is about the task that the other one names."""

from __future__ import annotations

from domain import access
from domain.language.references import find_references
from domain.language.text import plain
from handlers.base import Context


def quoted_code(ctx: Context) -> str | None:
    """The one task, visible to this person, that the answered message names; None for several."""
    if not ctx.inbound.quoted:
        return None
    named = dict.fromkeys(each.code for each in find_references(plain(ctx.inbound.quoted)))
    seen = {task.code for code in named for task in access.visible_rows(ctx.person, ctx.book, code)}
    return next(iter(seen)) if len(seen) == 1 else None
