"""What goes through the door: one Inbound in, one Reply out. No channel's own words below bot/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.errors import PayloadTooLong
from domain.plan import Plan

MAX_PAYLOAD_BYTES = 64  # Telegram's limit for callback data, the narrowest of all channels


class InboundKind(StrEnum):
    TEXT = "text"
    BUTTON = "button"  # `text` is the button's payload: a whole command
    FILE = "file"  # `text` is the caption, `files` what came with it
    OTHER = "other"  # a sticker, a voice message, a location: `text` names it in Chinese


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file: `sha256` names its content in the file store; `size` in bytes."""

    sha256: str
    name: str
    size: int
    mime: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a file that an admin sent holds: a plan, or the sentence why none could be read."""

    plan: Plan | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a channel. (`channel`, `event_id`) never occurs twice for different events."""

    channel: str
    account: str
    chat: str
    event_id: str
    sent_at: datetime  # aware, UTC
    text: str = ""
    kind: InboundKind = InboundKind.TEXT
    name: str = ""  # the name the platform shows, may be empty
    files: tuple[Attachment, ...] = ()
    private: bool = True  # False in a group
    label: str = ""  # what the pressed button said, where the channel tells
    message: str = ""  # the platform's name of the message, the same when it is edited
    edited: bool = False
    quoted: str = ""  # the text of the message that this one answers
    album: str = ""  # files that were sent together share it
    listing: Listing | None = None  # its file, read as a list before the transaction
    numbers: bool = True  # whether people see a number beside each button here
    answered: Reply | None = None  # the answer, where it was worked out before the transaction
    owed: bool = (
        False  # the platform will not deliver this again, so the answer must survive a crash
    )


@dataclass(frozen=True, slots=True)
class Button:
    """`command` is a whole command that names its task, so an old press can hit no other item."""

    label: str
    command: str

    def __post_init__(self) -> None:
        if len(self.command.encode()) > MAX_PAYLOAD_BYTES:
            raise PayloadTooLong(self.command)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with an answer, by name only: `kind` is how it is made (chart, ledger …) and
    `args` is plain data that says of what. It is made after the commit, outside the transaction."""

    kind: str
    args: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Attachment) -> Paper:
        """A file that is in the store already; whether it may be shown is the handler's business."""
        return cls(STORED, asdict(file))


STORED = "stored"


@dataclass(frozen=True, slots=True)
class Reply:
    """A template's name and plain data for it (only what JSON can hold).

    `choices` are the commands that the numbers 1, 2, 3 … typed next stand for: the entries of the
    list that was shown. `secrets` names the keys of `data` that must not be kept in the journal.
    `papers` are files that follow the text.
    """

    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    choices: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    about: str = ""  # the code of the one task it speaks of, which the next message may mean
    papers: tuple[Paper, ...] = ()

    def labelled(self) -> dict[str, str]:
        """The command behind each label: who types what stands on a button means the button."""
        return {button.label: button.command for row in reversed(self.buttons) for button in row}

    def numbered(self) -> tuple[str, ...]:
        """All commands that have a number: the entries of the list, then the other buttons."""
        pressed = [button.command for row in self.buttons for button in row]
        return tuple(dict.fromkeys((*self.choices, *pressed)))
