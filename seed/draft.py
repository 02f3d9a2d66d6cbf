"""A task as a document gives it, before its names and dates are read."""

from __future__ import annotations

from dataclasses import dataclass

from domain.plan import Role, Source, TaskList


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as the document gives it. `path` holds its numbers: part, section, item."""

    list: TaskList
    path: tuple[int, ...]
    section: str
    title: str
    target: str
    names: tuple[tuple[str, Role], ...]
    source: Source
    category: str | None = None
    dated: str = ""
    code: str = ""
    notes: tuple[str, ...] = ()  # what is to be said of how it stands in the document
    inherits: str = ""  # its whole text, where its units are those of the heading it stands under
