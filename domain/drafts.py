"""A report before its sender's yes: what was understood, kept whole so that nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.language.frame import Frame
from domain.language.wording import corrects
from domain.messages import Attachment
from domain.reporting import Status, status_word

LASTS = timedelta(hours=24)
FILES_LAST = timedelta(minutes=30)  # files without a word wait this long for their report


class DraftState(StrEnum):
    """`open` waits for a tap, `retyping` for other words, `choosing` for the task, `files` for a report."""

    OPEN = "open"
    RETYPING = "retyping"
    CHOOSING = "choosing"
    FILES = "files"
    SAVED = "saved"
    DROPPED = "dropped"


WAITING = (DraftState.OPEN, DraftState.RETYPING, DraftState.CHOOSING)


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of a draft. `code` is None while the task is asked for among `candidates`."""

    text: str
    status: Status
    code: str | None = None
    candidates: tuple[str, ...] = ()
    kind: str = "report"
    percent: float | None = None
    figures: tuple[tuple[float, str], ...] = ()
    eta: date | None = None
    obstacle: str | None = None
    found_by: str = ""
    corrects: bool = False  # the words say that an earlier report was wrong
    supersedes: int | None = None  # the number of the report that this one takes the place of

    @property
    def word(self) -> str:
        return status_word(self.status, self.text, self.obstacle)

    def on(self, code: str) -> Entry:
        return replace(self, code=code, candidates=())


@dataclass(frozen=True, slots=True)
class Draft:
    """`id` is 0 until it is stored."""

    entries: tuple[Entry, ...]
    files: tuple[Attachment, ...] = ()
    state: DraftState = DraftState.OPEN
    id: int = 0
    source: str = ""  # the message it came in, so that an edit finds it
    album: str = ""
    withdraws: tuple[int, ...] = ()  # reports of an edited message that its new words drop


def entry_of(frame: Frame) -> Entry:
    """What a frame of a report or an application says."""
    return Entry(
        text=frame.fact,
        status=frame.status or Status.IN_PROGRESS,
        code=frame.task,
        candidates=frame.candidates,
        kind=frame.intent.value,
        percent=frame.percent,
        figures=tuple((each.value, each.unit) for each in frame.figures),
        eta=frame.eta,
        obstacle=frame.obstacle,
        found_by=frame.found_by.value if frame.found_by else "",
        corrects=corrects(frame.fact),
    )
