"""A message that answers another one is about a task that the other one names."""

from __future__ import annotations

from domain import access
from domain.language.references import find_references
from domain.language.text import plain
from handlers.base import Context


def quoted_codes(ctx: Context) -> tuple[str, ...]:
    """The tasks, visible to this person, that the answered message names, in its order."""
    if not ctx.inbound.quoted:
        return ()
    named = dict.fromkeys(
        each.code for each in find_references(plain(ctx.inbound.quoted), ctx.book.marks)
    )
    seen = [task.code for code in named for task in access.visible_rows(ctx.person, ctx.book, code)]
    return tuple(dict.fromkeys(seen))


def quoted_code(ctx: Context) -> str | None:
    """The one task that the answered message names; None for several."""
    codes = quoted_codes(ctx)
    return codes[0] if len(codes) == 1 else None
