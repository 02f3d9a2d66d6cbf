"""What a kind of paper is: how its data is read, and how the file is made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it was made; the ending of `name` says what it is (.png, .xlsx, .docx, .pdf …)."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`gather(tx, args)` reads what the file shows, in one read transaction and quickly;
    `make(data)` draws or writes it, on a thread of its own, and touches neither database nor clock.

    `args` are what the handler put into `Paper.args`. Rights were checked by the handler, so `args`
    name exactly what may be shown; a moment that the file states is in them too.
    """

    name: str
    gather: Callable[[Transaction, Mapping[str, Any]], Any]
    make: Callable[[Any], Made]


def lazily(name: str) -> PaperKind:
    """The kind `NAME` of the module bot.papers.<name>, which is imported when the first one is made:
    what draws and writes takes a second to load, and most starts of the program make no paper."""

    def kind() -> PaperKind:
        found: PaperKind = getattr(import_module(f"bot.papers.{name}"), name.upper())
        return found

    return PaperKind(
        name,
        lambda tx, args: kind().gather(tx, args),
        lambda data: kind().make(data),
    )
