"""What the web channel needs of the program it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.messages import Attachment, Button


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody whom the demo's page can speak as."""

    key: str
    name: str
    subtitle: str
    account: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is bound to; `quick` are (label, command) of the row above the input."""

    name: str
    posts: str
    quick: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble: `mine` are plain texts that the account sent, others are the bot's safe HTML."""

    id: str
    at: datetime
    mine: bool
    texts: tuple[str, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    files: tuple[Attachment, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "mine": self.mine,
            "texts": list(self.texts),
            "buttons": [
                [{"label": b.label, "command": b.command} for b in row] for row in self.buttons
            ],
            "files": [
                {"sha256": f.sha256, "name": f.name, "size": f.size, "mime": f.mime}
                for f in self.files
            ],
        }


class WebBackend(Protocol):
    @property
    def zone(self) -> str:
        """The name of the time zone in which the page shows times."""
        ...

    async def identity(self, account: str) -> Identity | None:
        """Who this account is, or None while nobody is bound to it."""
        ...

    async def history(self, account: str, limit: int, before: str | None) -> list[Line]:
        """The newest lines before the moment `before` (ISO), oldest first."""
        ...

    async def may_download(self, account: str, sha256: str) -> Attachment | None:
        """The stored file, if this account may see it."""
        ...

    async def board(
        self, account: str, show: str | None, issue: int | None
    ) -> dict[str, Any] | None:
        """What the dashboard shows this account; None for somebody who is not bound."""
        ...

    async def health(self) -> dict[str, Any]: ...

    async def metrics(self) -> str: ...

    def now(self) -> datetime: ...
