"""What a command is, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from domain.messages import Inbound, Reply
from domain.people import Person, Position
from domain.planbook import PlanBook
from domain.rules import Rules
from storage import drafts
from storage.database import Transaction
from storage.plans import load_book

EVERY_POSITION = frozenset(Position)


@dataclass(frozen=True)
class Context:
    """One message being answered: who says it, when, and the transaction it happens in."""

    tx: Transaction
    inbound: Inbound
    person: Person
    now: datetime
    rules: Rules

    @cached_property
    def book(self) -> PlanBook:
        return load_book(self.tx)

    @cached_property
    def has_drafts(self) -> bool:
        """Whether anything of this account waits for a tap or a word; mostly nothing does."""
        return drafts.any_open(self.tx, self.inbound, self.person.id, self.now)

    @cached_property
    def today(self) -> date:
        return self.rules.day(self.now)


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is the slash command (a-z, as Telegram's menu takes it), `words` its Chinese names.

    `run` gets what stands behind the name. `allowed` are the positions that may use it; what they
    may see with it is decided by domain.access. `usage` shows in /help and in the answer to misuse.
    `aside`: it changes nothing and takes longer than the writer may, so it is answered by a reader.
    """

    name: str
    words: tuple[str, ...]
    summary: str
    usage: str
    run: Callable[[str, Context], Reply]
    allowed: frozenset[Position] = EVERY_POSITION
    in_menu: bool = True
    aside: bool = False

    def open_to(self, person: Person) -> bool:
        return not self.allowed.isdisjoint(person.powers) or (
            self.allowed == EVERY_POSITION and bool(person.posts)
        )
