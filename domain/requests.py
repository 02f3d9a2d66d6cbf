"""Requests (申请): what a unit asks a coordinator to decide: coordination, another deadline, 办结.

A request is the report it was made with; the decision stands beside it. So a request that is withdrawn
or corrected needs no bookkeeping of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.workdays import WorkCalendar


class RequestKind(StrEnum):
    COORDINATE = "coordinate"
    EXTEND = "extend"
    CLOSE = "close"

    @property
    def word(self) -> str:
        return {"coordinate": "需协调", "extend": "申请延期", "close": "申请办结"}[self.value]


@dataclass(frozen=True, slots=True)
class Request:
    """`asked_until` is the day an extension asks for, `verdict` is None while nobody has decided.

    `granted_until` is the day a coordinator set: the new deadline.
    """

    id: int  # of the report
    code: str
    unit: str
    person_id: int
    person: str
    kind: RequestKind
    text: str
    asked_on: date
    asked_until: date | None = None
    verdict: bool | None = None
    granted_until: date | None = None
    note: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    def lapses_on(self, days: int, calendar: WorkCalendar) -> date:
        """From this day on an undecided request silences no more."""
        return calendar.after(self.asked_on, days)


def kind_of(kind: str, *, done: bool) -> RequestKind | None:
    """What a report asks for; one that says the task is done applies for its closure."""
    if kind in set(RequestKind):
        return RequestKind(kind)
    return RequestKind.CLOSE if done else None
