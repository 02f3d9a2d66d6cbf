"""The contract of a channel: it listens and it sends. Nothing about rooms, presence or menus.

A channel turns a platform's payload into one `Inbound` (a pure function of its own, `to_inbound`),
awaits `handle(inbound)`, which returns after the commit, and only then confirms the event to the
platform. `send` gives a text that is already rendered for this channel's dialect.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.render import Dialect, Rendered
from domain.messages import Inbound
from domain.people import Address

Handle = Callable[[Inbound], Awaitable[Rendered | None]]
"""Handles one event durably and returns the rendered answer (None: nothing is to be said)."""


Answered = Callable[[str], None]
"""Told the event id of an answer that went out (or never will), where the event was `owed`."""


def nobody_asks(_event_id: str) -> None:
    """Where no answers are owed."""


class SendError(Exception):
    """A message did not go out.

    `permanent`: this address cannot be reached any more (blocked, left).
    `retry_after`: seconds the platform asks to wait.
    `unknown`: the request was cut off after it left, so it may have arrived.
    `moved_to`: the chat has a new id; the caller stores it and sends again.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        unknown: bool = False,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.unknown = unknown
        self.moved_to = moved_to


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast unasked messages may go out: overall per second, and seconds between two to a chat.

    In `busy_minutes` of each hour none begins: the platform is slow then.
    """

    per_second: float = 1000.0
    chat_interval: float = 0.0
    busy_minutes: frozenset[int] = frozenset()


class Channel(Protocol):
    """A channel whose limit answers share counts them in `answers_sent`, so that broadcasts make room.

    `name` stands in addresses; `dialect` says how text is marked up and how long it may be."""

    name: str
    dialect: Dialect
    pace: Pace

    def listen(self, handle: Handle) -> AbstractAsyncContextManager[None]:
        """Take events while the context is open; leaving it stops listening and lets go."""
        ...

    async def send(self, address: Address, message: Rendered) -> str:
        """Send the texts and files of one part now (what is `later` comes as parts of its own);
        return the platform's references of what was sent (opaque to the caller), or raise SendError."""
        ...


@runtime_checkable
class Edits(Protocol):
    """A channel on which a message that was sent can change. Where it cannot, one asks again."""

    async def edit(self, address: Address, ref: str, message: Rendered) -> None:
        """Put one text with its buttons in the place of what `send` returned `ref` for."""
        ...


@runtime_checkable
class SendsOnce(Protocol):
    """A channel that keeps an unasked text from somebody who has it already: what a crash cut off can
    be sent again. Where it does not, such a message stays in doubt."""

    sends_once: bool


@runtime_checkable
class Recalls(Protocol):
    """A channel on which a message that was sent can be taken out of the chat again."""

    async def recall(self, address: Address, ref: str) -> None:
        """Take out everything that `ref` names, or raise SendError."""
        ...
