"""A selection of tasks: what a filter, a figure's button and a typed command all mean.

`count` and `select` are one function apart, so a figure and the list behind it cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from domain.plan import Role, TaskList
from domain.planbook import PlanBook
from domain.reporting import Status
from domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Condition:
    """`key` goes into buttons, `word` is shown and typed; `words` are other ways to say it."""

    key: str
    word: str
    holds: Callable[[Standing], bool]
    words: tuple[str, ...] = ()


def _status(status: Status) -> Callable[[Standing], bool]:
    return lambda s: s.report is not None and s.report.status is status


CONDITIONS: tuple[Condition, ...] = (
    Condition("overdue", "逾期", lambda s: s.overdue, ("超期", "过期", "已逾期")),
    Condition("soon", "临期", lambda s: s.soon, ("快到期", "即将到期", "临近", "到期")),
    Condition(
        "unreported", "本期未报", lambda s: s.owes_report, ("未报", "没报", "未上报", "还没报")
    ),
    Condition("reported", "本期已报", lambda s: s.reported, ("已报", "已上报")),
    Condition("done", "报完成", lambda s: s.done, ("已完成", "完成的", "办结")),
    Condition("behind", "滞后", _status(Status.BEHIND), ("落后", "欠序时")),
    Condition("blocked", "受阻", _status(Status.BLOCKED), ("卡住", "停滞")),
)
BY_KEY = {condition.key: condition for condition in CONDITIONS}
ROLE_WORDS = {role: role.word for role in (Role.LEAD, Role.COOP)}
_PAGE = re.compile(r"^p(\d{1,3})$|^第(\d{1,3})页$")


@dataclass(frozen=True, slots=True)
class Selection:
    """All fields that are set must hold. `section` is a place in `PlanBook.sections`, from 1."""

    condition: str | None = None
    role: Role | None = None
    list: TaskList | None = None
    section: int | None = None
    unit: str | None = None
    page: int = 1

    def holds(self, standing: Standing, book: PlanBook) -> bool:
        """Whether a standing belongs to this selection (`unit` chooses the standings, not here)."""
        task = standing.task
        return (
            (self.condition is None or BY_KEY[self.condition].holds(standing))
            and (self.role is None or standing.role is self.role)
            and (self.list is None or task.list is self.list)
            and (
                self.section is None or book.sections[self.section - 1] == (task.list, task.section)
            )
        )

    def command(self, book: PlanBook) -> str:
        """The command a button carries; short enough for every platform."""
        words = ["/tasks"]
        if self.condition:
            words.append(self.condition)
        if self.role:
            words.append(self.role.value)
        if self.list:
            words.append(self.list.value)
        if self.section:
            words.append(f"s{self.section}")
        if self.unit:
            words.append(f"u{book.unit_ids[self.unit]}")
        if self.page > 1:
            words.append(f"p{self.page}")
        return " ".join(words)

    def at_page(self, page: int) -> Selection:
        return replace(self, page=page)

    def words(self, book: PlanBook) -> str:
        """The selection as a title says it: 市科技局 · 政策 · 牵头 · 逾期."""
        parts = [
            self.unit,
            self.list and self.list.value,
            self.section and book.sections[self.section - 1][1],
            self.role and ROLE_WORDS[self.role],
            self.condition and BY_KEY[self.condition].word,
        ]
        return " · ".join(part for part in parts if part)


def select(
    standings: Iterable[Standing], selection: Selection, book: PlanBook
) -> tuple[Standing, ...]:
    return tuple(standing for standing in standings if selection.holds(standing, book))


def parse_selection(words: Iterable[str], book: PlanBook) -> tuple[Selection, tuple[str, ...]]:
    """Read filter words, in any order; return the selection and the words that were not understood."""
    chosen = Selection()
    unknown: list[str] = []
    for word in words:
        found = _read_word(word, book)
        if found is None:
            unknown.append(word)
        else:
            chosen = replace(chosen, **found)
    return chosen, tuple(unknown)


def _read_word(word: str, book: PlanBook) -> dict[str, Any] | None:
    bare = word.strip().removesuffix("的").removesuffix("任务") or word
    for condition in CONDITIONS:
        if word == condition.key or bare in (condition.word, *condition.words):
            return {"condition": condition.key}
    for role, name in ROLE_WORDS.items():
        if word == role.value or bare in (name, f"我{name}"):
            return {"role": role}
    if bare in ("主要任务", "政策", "事项", "项目") or word == "主要任务":
        return {"list": TaskList(word if word == "主要任务" else bare)}
    if match := _PAGE.match(word):
        return {"page": max(1, int(match.group(1) or match.group(2)))}
    if (match := re.match(r"^s(\d{1,3})$", word)) and 0 < int(match.group(1)) <= len(book.sections):
        return {"section": int(match.group(1))}
    if (match := re.match(r"^u(\d{1,6})$", word)) and int(match.group(1)) in book.unit_names:
        return {"unit": book.unit_names[int(match.group(1))]}
    if unit := book.unit(word):
        return {"unit": unit}
    return _section_by_word(bare, book)


def _section_by_word(word: str, book: PlanBook) -> dict[str, Any] | None:
    if len(word) < 2:
        return None
    places = [n for n, (_, section) in enumerate(book.sections, 1) if word in section]
    return {"section": places[0]} if len(places) == 1 else None
