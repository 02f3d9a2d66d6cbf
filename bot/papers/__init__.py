"""The registry: every kind of file that can go with an answer. A new kind is one module and one line."""

from __future__ import annotations

from bot.papers.base import PaperKind, lazily

_KINDS: tuple[PaperKind, ...] = (
    lazily("chart"),
    lazily("ledger"),
    lazily("bulletin"),
    lazily("listing"),
    lazily("answers"),
)
KINDS: dict[str, PaperKind] = {kind.name: kind for kind in _KINDS}
