"""The registry: every kind of file that can go with an answer. A new kind is one module and one line."""

from __future__ import annotations

from bot.papers.base import PaperKind
from bot.papers.bulletin import BULLETIN
from bot.papers.chart import CHART
from bot.papers.ledger import LEDGER

_KINDS: tuple[PaperKind, ...] = (CHART, LEDGER, BULLETIN)
KINDS: dict[str, PaperKind] = {kind.name: kind for kind in _KINDS}
