"""A selection of tasks: what a filter, a figure's button and a typed command all mean.

`count` and `select` are one function apart, so a figure and the list behind it cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from domain.bounds import NO_BOUNDS, Bounds
from domain.causes import CAUSE_WORDS, kind_of
from domain.conditions import BY_KEY, CONDITIONS
from domain.plan import PlanHead, Role, TaskList
from domain.planbook import PlanBook
from domain.reporting import Report
from domain.snapshot import Line
from domain.span import Span
from domain.standing import Standing

__all__ = ["BY_KEY", "CONDITIONS", "Selection", "parse_selection", "sections_of", "select"]


ROLE_WORDS = {role: role.word for role in Role}
MOST_SECTIONS = MOST_UNITS = 6  # so that a button's command stays short
_SECTIONS = re.compile(r"^s(\d{1,3}(?:\+\d{1,3})*)$")
_WITHIN = re.compile(r"^d(\d{1,4})$|^(\d{1,4})[天日](?:之?内)?(?:到期)?$")
_PAGE = re.compile(r"^p(\d{1,3})$|^第(\d{1,3})页$")


@dataclass(frozen=True, slots=True)
class Selection:
    """All that is set must hold. `sections` are places in `PlanBook.sections`, from 1, any of them.

    `unit`, or each of the `units` of a supervisor, says whose tasks: who reads the standings sees to it.

    `due_within` is the number of days from today on within which a task falls due.
    """

    conditions: tuple[str, ...] = ()
    role: Role | None = None
    list: TaskList | None = None
    sections: tuple[int, ...] = ()
    unit: str | None = None
    plan: int | None = None  # the id of a stored plan
    supervisor: int | None = None  # the id of the person who watches over `units`
    units: tuple[str, ...] = ()
    both: bool = False  # only what all of `units` have a part in
    span: Span | None = None
    due_within: int | None = None
    word: str | None = None  # that the title or the target has
    bounds: Bounds = NO_BOUNDS
    places: tuple[str, ...] = ()  # the work lies in the county of any of these units
    but: tuple[str, ...] = ()  # none of these units leads it
    cause: str | None = None  # the kind of cause that was stated, a key of domain.causes
    page: int = 1

    def holds(self, standing: Standing | Line, book: PlanBook) -> bool:
        """Whether a standing belongs to this selection (units choose the standings, not here)."""
        task = standing.task
        return (
            standing.marks.issuperset(self.conditions)
            and (self.role is None or standing.role is self.role)
            and (self.list is None or task.list is self.list)
            and (not self.plan or (task.plan is not None and task.plan.id == self.plan))
            and (
                not self.sections
                or (task.list, task.section) in {book.sections[n - 1] for n in self.sections}
            )
            and (
                not self.both
                or all(
                    (role := task.role_of(unit)) and self.role in (None, role)
                    for unit in self.units
                )
            )
            and (self.span is None or self.span.holds(standing))
            and (self.cause is None or kind_of(_word_on(standing)) == self.cause)
            and (self.due_within is None or standing.due_within(self.due_within))
            and (self.word is None or self.word in task.title or self.word in task.target)
            and self.bounds.holds(standing)
            and not any(unit in task.leads for unit in self.but)
            and (not self.places or any(book.lies_in(task, unit) for unit in self.places))
        )

    def command(self, book: PlanBook) -> str:
        """The command a button carries; short enough for every platform."""
        words = ["/tasks", *self.conditions]
        if self.role:
            words.append(self.role.value)
        if self.list:
            words.append(self.list.value)
        if self.sections:
            words.append("s" + "+".join(str(n) for n in self.sections[:MOST_SECTIONS]))
        if self.unit:
            words.append(f"u{book.unit_ids[self.unit]}")
        if self.supervisor is not None:
            words.append(f"m{self.supervisor}")
        elif self.units:
            sign = "*" if self.both else "+"
            words.append(
                "u" + sign.join(str(book.unit_ids[unit]) for unit in self.units[:MOST_UNITS])
            )
        if self.plan is not None:
            words.append(f"plan{self.plan}")
        if self.span is not None:
            words.append(self.span.command)
        if self.due_within is not None:
            words.append(f"d{self.due_within}")
        if self.word:
            words.append(f"~{self.word[:6]}")
        words += self.bounds.commands
        for sign, units in (("t", self.places), ("-u", self.but)):
            if units:
                numbers = (str(book.unit_ids[unit]) for unit in units[:MOST_UNITS])
                words.append(sign + "+".join(numbers))
        if self.cause is not None:
            words.append(f"why-{self.cause}")
        if self.page > 1:
            words.append(f"p{self.page}")
        return " ".join(words)

    @property
    def whole(self) -> bool:
        """Whether nothing is left out of the tasks of whoever's they are."""
        bare = replace(self, unit=None, supervisor=None, page=1)
        return (bare if self.both else replace(bare, units=())) == Selection()

    def at_page(self, page: int) -> Selection:
        return replace(self, page=page)

    def under(self, condition: str) -> Selection:
        """The same, narrowed to one more condition, from its first page on."""
        return replace(self, conditions=(*self.conditions, condition), page=1)

    def words(self, book: PlanBook) -> str:
        """The selection as a title says it: 市科技局 · 政策 · 牵头 · 逾期."""
        parts = [
            next((f"《{plan.title}》" for plan in book.plans if plan.id == self.plan), None),
            self.unit,
            self.units and _several(self.units) + ("共同" if self.both else ""),
            self.list and self.list.value,
            "、".join(dict.fromkeys(book.sections[n - 1][1] for n in self.sections)),
            self.word and f"含“{self.word}”",
            self.role and ROLE_WORDS[self.role],
            self.span and self.span.words,
            *self.bounds.words,
            self.places and f"属地{_several(self.places)}",
            self.but and f"不含{_several(self.but)}牵头",
            *(BY_KEY[key].word for key in self.conditions),
            self.cause and f"原因：{CAUSE_WORDS[self.cause]}",
            self.due_within is not None and f"{self.due_within}天内到期",
        ]
        return " · ".join(part for part in parts if part)


def _word_on(standing: Standing | Line) -> Report | None:
    """The report that a standing goes by."""
    return standing.judged if isinstance(standing, Standing) else standing.report


def _several(units: tuple[str, ...]) -> str:
    """市科技局、市财政局等5个单位."""
    return "、".join(units[:2]) + (f"等{len(units)}个单位" if len(units) > 2 else "")


S = TypeVar("S", Standing, Line)


def select(standings: Iterable[S], selection: Selection, book: PlanBook) -> tuple[S, ...]:
    if selection.whole:
        return tuple(standings)
    return tuple(standing for standing in standings if selection.holds(standing, book))


def parse_selection(words: Iterable[str], book: PlanBook) -> tuple[Selection, tuple[str, ...]]:
    """Read filter words, in any order; return the selection and the words that were not understood."""
    chosen = Selection()
    unknown: list[str] = []
    for word in words:
        if bounds := chosen.bounds.read(word):
            chosen = replace(chosen, bounds=bounds)
            continue
        found = _read_word(word, book)
        if found is None:
            unknown.append(word)
        elif "conditions" in found:
            chosen = chosen.under(found["conditions"])
        else:
            chosen = replace(chosen, **found)
    return chosen, tuple(unknown)


def _read_word(word: str, book: PlanBook) -> dict[str, Any] | None:
    bare = word.strip().removesuffix("的").removesuffix("任务") or word
    for condition in CONDITIONS:
        if word == condition.key or bare in (condition.word, *condition.words):
            return {"conditions": condition.key}
    for role, name in ROLE_WORDS.items():
        if word == role.value or bare in (name, f"我{name}"):
            return {"role": role}
    if bare in ("主要任务", "政策", "事项", "项目") or word == "主要任务":
        return {"list": TaskList(word if word == "主要任务" else bare)}
    if match := _PAGE.match(word):
        return {"page": max(1, int(match.group(1) or match.group(2)))}
    if match := _SECTIONS.match(word):
        places = tuple(int(place) for place in match.group(1).split("+"))
        return {"sections": places} if all(0 < n <= len(book.sections) for n in places) else None
    if match := _WITHIN.match(word):
        return {"due_within": int(match.group(1) or match.group(2))}
    if (match := re.match(r"^u(\d{1,6})$", word)) and int(match.group(1)) in book.unit_names:
        return {"unit": book.unit_names[int(match.group(1))]}
    if re.match(r"^u\d{1,6}(?:([+*])\d{1,6})(?:\1\d{1,6})*$", word):
        numbers = [int(number) for number in re.findall(r"\d+", word)]
        if all(number in book.unit_names for number in numbers):
            units = tuple(book.unit_names[number] for number in numbers)
            return {"units": units, "both": "*" in word}
    if span := Span.read(word):
        return {"span": span}
    if word.startswith("why-") and word[4:] in CAUSE_WORDS:
        return {"cause": word[4:]}
    if match := re.match(r"^m(\d{1,9})$", word):
        return {"supervisor": int(match.group(1))}
    if match := re.match(r"^(t|-u)(\d{1,6}(?:\+\d{1,6})*)$", word):
        found = [book.unit_names.get(int(number)) for number in match[2].split("+")]
        key = "places" if match[1] == "t" else "but"
        return None if None in found else {key: tuple(found)}
    if word[:1] == "~" and len(word) > 1:
        return {"word": word[1:7]}
    if plan := plan_named(word, book, whole=True):
        return {"plan": plan.id}
    if word in ("plan0", "全部方案", "所有方案", "各方案"):
        return {"plan": 0}
    if unit := book.unit(word):
        return {"unit": unit}
    return _section_by_word(bare, book)


def _section_by_word(word: str, book: PlanBook) -> dict[str, Any] | None:
    if len(word) < 2:
        return None
    places = sections_of(word, book)
    return {"sections": places} if places else None


def plan_named(text: str, book: PlanBook, *, whole: bool = False) -> PlanHead | None:
    """The plan that a text names, or (`whole`) that it is the name of: by its title, its document
    number, its mark (乙方案; the first, which has none, is 甲方案) or as buttons do (plan2)."""
    for place, plan in enumerate(book.plans):
        title = plan.title.strip("《》")
        mark = plan.mark or ("甲" if place == 0 else "")
        names = [
            f"plan{plan.id}",
            f"《{title}》",
            title,
            plan.number,
            *([f"{mark}方案"] if mark else []),
        ]
        if (
            text in names
            if whole
            else any(name and re.search(f"{re.escape(name)}(?!\\d)", text) for name in names)
        ):
            return plan
    return None


def sections_of(word: str, book: PlanBook) -> tuple[int, ...]:
    """The places of the sections whose title contains `word`."""
    return tuple(n for n, (_, title) in enumerate(book.sections, 1) if word in title)
