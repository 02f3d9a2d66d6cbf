"""Reports: append-only. A correction supersedes, a withdrawal is marked; both stay in the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.language.wording import says_no_progress

MAX_TEXT = 2000  # characters of one report; about three phone screens


class Status(StrEnum):
    """What a report says of its task."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    BEHIND = "behind"
    BLOCKED = "blocked"
    DONE = "done"

    @property
    def word(self) -> str:
        return STATUS_WORDS[self]


STATUS_WORDS = {
    Status.NOT_STARTED: "未启动",
    Status.IN_PROGRESS: "正常推进",
    Status.BEHIND: "滞后",
    Status.BLOCKED: "受阻",
    Status.DONE: "报完成",
}


def status_word(status: Status, text: str, obstacle: str | None) -> str:
    """The status in a word that does not contradict `text`: what has not moved is not 正常."""
    if status is Status.IN_PROGRESS and (obstacle or says_no_progress(text)):
        return "推进中"
    return status.word


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's word on one task. `percent` is of completion, literal, 0 to 100 and beyond."""

    id: int
    code: str
    unit: str
    person: str
    text: str
    status: Status
    created_at: datetime
    percent: float | None = None
    sample: bool = False
    withdrawn: bool = False
    supersedes: int | None = None
    superseded: bool = False
    kind: str = "report"  # or coordinate, extend, close: what the sender asked for with it
    figures: tuple[tuple[float, str], ...] = ()
    eta: date | None = None
    obstacle: str | None = None
    flags: tuple[str, ...] = ()  # keys of domain.substance.Doubt
    evidence: int = 0  # how many files came with it
    verdict: str = ""  # yes or no once a coordinator has decided on what it asks for
    stands_for: str = ""  # 代: the name of whose post the person held while that one was on leave

    @property
    def by(self) -> str:
        """Who reported, as it is written: 王芳（代李敏）."""
        return f"{self.person}（代{self.stands_for}）" if self.stands_for else self.person

    @property
    def word(self) -> str:
        return status_word(self.status, self.text, self.obstacle)

    @property
    def claims_done(self) -> bool:
        """Says that the work is done, and no coordinator has sent that back."""
        return self.status is Status.DONE and self.verdict != "no"
