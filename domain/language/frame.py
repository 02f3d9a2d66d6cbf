"""One message → one Frame: what the sender wants, which task, which progress. Pure and explainable.

The meaning of every field is that of the labelled set (tests/language/SPEC.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from domain.language import wording
from domain.language.acks import is_ack
from domain.language.dates import find_dates
from domain.language.expected import expected_day, is_coming
from domain.language.filters import Filters
from domain.language.intent import Intent, decide
from domain.language.obstacles import find_obstacle
from domain.language.quantities import Quantity, find_quantities
from domain.language.references import Reference, find_references
from domain.language.shares import completion, replaced_by
from domain.language.situation import FoundBy, Named, Situation, read_filters
from domain.language.status import read_status, said_status
from domain.language.text import Span, mask, plain, spaced, without_courtesy
from domain.reporting import Status


@dataclass(frozen=True, slots=True)
class Frame:
    """`task` is a code of the plan, or the code as said when the plan has none such (`unknown_code`).

    `references` are the tasks named by number; `fact` is the text without a leading reference.
    `read` tells for every field the words it was read from.
    """

    intent: Intent
    task: str | None = None
    found_by: FoundBy | None = None
    candidates: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    fact: str = ""
    status: Status | None = None
    percent: float | None = None
    figures: tuple[Quantity, ...] = ()
    eta: date | None = None
    filters: Filters = field(default_factory=Filters)
    obstacle: str | None = None
    read: tuple[tuple[str, str], ...] = ()

    @property
    def has_blocker(self) -> bool:
        return self.obstacle is not None or self.intent is Intent.COORDINATE

    @property
    def tells(self) -> bool:
        """Whether anything was made of what a report says; if not, it is confirmed, code or no code."""
        if self.intent is not Intent.REPORT or self.status is not Status.IN_PROGRESS:
            return True
        fact = plain(self.fact)
        read = self.percent is not None or self.figures or self.eta or self.obstacle
        return bool(read or re.search(r"\d", fact) or wording.has_progress(fact) or is_ack(fact))

    @property
    def unknown_code(self) -> str | None:
        """The code that was said and that the plan does not have."""
        return self.references[0].code if self.references and self.task is None else None


PROGRESS = frozenset({Intent.REPORT, Intent.COORDINATE, Intent.EXTEND, Intent.CLOSE})
_ABOUT_TASK = PROGRESS | {Intent.DETAIL, Intent.HISTORY}
_FILTERED = frozenset({Intent.LIST, Intent.SUMMARY, Intent.BROADCAST})
_MAY_NAME = frozenset({Intent.UNDO, Intent.BROADCAST})
_EDGES = " \t\n:：,，、;；。.-—"


def understand(text: str, situation: Situation) -> Frame:
    """Read one message about one task (`several.split` cuts a message about several first)."""
    typed = text.strip()
    text = without_courtesy(plain(typed))
    references = find_references(text, situation.book.marks)
    rest = spaced(mask(text, [Span(each.start, each.end) for each in references]))
    named = Named.find(references, rest, situation)
    intent = decide(text, rest, references, named, situation)
    frame = Frame(intent, references=references, fact=_fact(typed, references))
    if intent in _FILTERED:
        frame = replace(frame, filters=read_filters(text, situation))
    if intent not in _ABOUT_TASK and not (references and intent in _MAY_NAME):
        return frame
    frame = replace(
        frame,
        task=named.code,
        found_by=named.by,
        candidates=named.candidates,
        read=(("task", named.words),) if named.words else (),
    )
    return _with_facts(frame, typed, rest, situation) if intent in PROGRESS else frame


def _with_facts(frame: Frame, typed: str, rest: str, situation: Situation) -> Frame:
    """The frame of a report or an application with all that is said of the work."""
    dates = find_dates(rest, situation.today)
    quantities = find_quantities(rest, tuple(Span(each.start, each.end) for each in dates))
    task = situation.book.by_code.get(frame.task or "")
    in_percent = task is not None and any(metric.unit == "%" for metric in task.metrics)
    share = completion(quantities, rest, metric_in_percent=in_percent)
    percent = None if share is None else share.value
    stale = () if share is None else replaced_by(share, quantities, rest)
    figures = tuple(each for each in quantities if each != share and each not in stale)
    extends = frame.intent is Intent.EXTEND
    expected = expected_day(dates, rest, situation.today, extends=extends)
    coming = any(is_coming(each, rest, situation.today) for each in dates)
    obstacle = find_obstacle(rest)
    spans = [
        *([("percent", share.span)] if share else []),
        *([("eta", Span(expected.start, expected.end))] if expected else []),
        *(("figure", each.span) for each in figures),
    ]
    return replace(
        frame,
        status=_status(frame.intent, rest, percent, awaits=coming or expected is not None),
        percent=percent,
        figures=figures,
        eta=expected.day if expected else None,
        obstacle=obstacle,
        read=(
            *frame.read,
            *((name, typed[span.start : span.end]) for name, span in spans),
            *((("blocker", obstacle),) if obstacle else ()),
        ),
    )


def _status(intent: Intent, text: str, percent: float | None, *, awaits: bool) -> Status | None:
    if intent is Intent.CLOSE:
        return Status.DONE
    if intent is Intent.REPORT:
        return read_status(text, percent, awaits=awaits)
    asked = (
        wording.EXTEND.sub(" ", text)
        if intent is Intent.EXTEND
        else wording.COORDINATE.sub(" ", text)
    )
    return said_status(asked)


def _fact(typed: str, references: tuple[Reference, ...]) -> str:
    """The text without the reference it begins with; one inside a sentence belongs to it."""
    if references and not typed[: references[0].start].strip(_EDGES + "关于对第"):
        return typed[references[0].end :].strip(_EDGES)
    return typed.strip(_EDGES)
