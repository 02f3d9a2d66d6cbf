"""The registry: every kind of file that can go with an answer. A new kind is one module and one line."""

from __future__ import annotations

from bot.papers.answers import ANSWERS
from bot.papers.base import PaperKind

_KINDS: tuple[PaperKind, ...] = (ANSWERS,)
KINDS: dict[str, PaperKind] = {kind.name: kind for kind in _KINDS}
