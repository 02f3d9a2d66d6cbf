"""A document as every format gives it: lines, table rows with tabs between the cells, their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
"""Told how many of how many parts (pages, rows) of a large file are read."""


def unheard(_done: int, _of: int) -> None:
    """Where nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class Document:
    """Line numbers count from 1 over the whole document.

    `merged`: line → the columns whose cell goes on from the row above and repeats its text.
    `tables`: the lines at which a table or a sheet begins. `places`: line → what a reader calls it,
    where the number alone would not help. `wrapped`: lines end where the page does, so a sentence may
    run over several.
    """

    lines: tuple[str, ...]
    merged: Mapping[int, frozenset[int]] = field(default_factory=dict)
    tables: frozenset[int] = frozenset()
    places: Mapping[int, str] = field(default_factory=dict)
    wrapped: bool = True
