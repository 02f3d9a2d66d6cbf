"""Whom a broadcast addresses: a query over what the bot knows, and the units it means today.

A query is a union of phrases without the excluded ones; within a phrase all that is set must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from domain.conditions import BY_KEY, LIGHTS, PACES
from domain.people import POSITION_WORDS, Position
from domain.plan import Role, Task
from domain.planbook import PlanBook
from domain.standing import Standing

_RESPONSIBLE = (Role.LEAD.value, Role.COOP.value)
MOST_NAMED = 6  # people
# Of one row a task has one at a time, so several said together mean any of them: 红灯黄灯的.
_ONE_AT_A_TIME = (
    frozenset({*LIGHTS, "alert"}),
    frozenset(PACES),
    frozenset({"behind", "blocked", "unstarted"}),
    frozenset({"reported", "unreported"}),
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`people` are (id, name); `roles`, `lists` hold the values of Role and TaskList; `sections` are
    places in `PlanBook.sections`; `due_within` and `overdue_by` (at least) are in days. Any of units
    and kinds; of `conditions` all, but any of those that exclude each other; none of `lacking`.
    """

    everyone: bool = False
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    people: tuple[tuple[int, str], ...] = ()
    codes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    due_within: int | None = None
    overdue_by: int | None = None
    counted: int = 0  # how many of the kind were said (八个县市区), 0 for no number

    @property
    def about_tasks(self) -> bool:
        return bool(
            self.codes
            or self.lists
            or self.sections
            or self.roles
            or self.conditions
            or self.lacking
            or self.due_within is not None
            or self.overdue_by is not None
        )

    @property
    def is_empty(self) -> bool:
        return self == Phrase()

    def words(self, book: PlanBook) -> str:
        """The phrase as the coordinator is shown it: 逾期任务的牵头单位."""
        named = [*self.units, *self.kinds, *(name for _, name in self.people[:MOST_NAMED])]
        if len(self.people) > MOST_NAMED:
            named[-1] += f"等{len(self.people)}人"
        if self.everyone or self.is_empty:
            named = ["全部单位"]
        if not self.about_tasks:
            return "、".join(named)
        conditions = ["、".join(BY_KEY[key].word for key in row) for row in _rows(self.conditions)]
        conditions += [_lacking_word(key) for key in self.lacking]
        if self.due_within is not None:
            conditions.append(f"{self.due_within}天内到期")
        if self.overdue_by is not None:
            conditions.append(f"逾期{self.overdue_by}天以上")
        lists = "、".join([*self.lists, *(f"“{book.sections[n - 1][1]}”" for n in self.sections)])
        tasks = "、".join(self.codes)
        if conditions or lists:
            tasks += f"{'且'.join(conditions)}{lists or '任务'}"
        role = _role_word(self.roles or (_RESPONSIBLE if self.codes else ()))
        whole = f"{tasks}的{role}" if tasks else f"各{role}"
        return f"{'、'.join(named)}中{whole}" if named and not self.everyone else whole


@dataclass(frozen=True, slots=True)
class Query:
    """`position` is whom of a unit it reaches: the liaisons, or the supervisors."""

    include: tuple[Phrase, ...] = ()
    exclude: tuple[Phrase, ...] = ()
    position: str = Position.LIAISON.value

    @property
    def everyone(self) -> bool:
        return any(p.everyone and not p.about_tasks for p in self.include) and not self.exclude

    @property
    def of_the_office(self) -> bool:
        """Whether it reaches those who oversee the units, not the units."""
        return self.position in (Position.COORDINATOR.value, Position.ADMIN.value)

    def words(self, book: PlanBook) -> str:
        told = _together(self.include, book)
        if self.of_the_office and self.everyone:
            return POSITION_WORDS[Position(self.position)]
        if self.position != Position.LIAISON.value:
            told += f"的{POSITION_WORDS[Position(self.position)]}"
        if self.exclude:
            told += f"（除{_together(self.exclude, book)}外）"
        return told

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Query:
        def phrases(key: str) -> tuple[Phrase, ...]:
            return tuple(_phrase(each) for each in data.get(key, ()))

        return cls(phrases("include"), phrases("exclude"), data.get("position", "liaison"))


def _together(phrases: Iterable[Phrase], book: PlanBook) -> str:
    """Several phrases in words, what two of them name only once."""
    said: dict[str, None] = {}
    for phrase in phrases:
        words = phrase.words(book)
        said |= dict.fromkeys([words] if phrase.about_tasks else words.split("、"))
    return "、".join(said)


def _phrase(data: Mapping[str, Any]) -> Phrase:
    fixed: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    fixed["people"] = tuple((number, name) for number, name in fixed.get("people", ()))
    return Phrase(**fixed)


@dataclass(frozen=True, slots=True)
class Audience:
    """`units` in the order of the plan; `tasks`: unit → the codes for which it is addressed."""

    units: tuple[str, ...]
    people: tuple[int, ...]
    excluded_people: frozenset[int]
    words: str
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def miscounted(query: Query, book: PlanBook) -> list[tuple[int, str, list[tuple[str, int]]]]:
    """Where a number was said that is not how many there are of the kind: the number, the kind, and how
    many there are of it and of its kin (县区 and 开发区), so that the sender sees who is meant."""
    found = []
    for phrase in query.include:
        if phrase.counted and phrase.counted != len(book.of_kind(kind := phrase.kinds[0])):
            kin = next((each for each in _KIN if kind in each), (kind,))
            there = [(each, len(book.of_kind(each))) for each in kin]
            found.append((phrase.counted, kind, [(each, n) for each, n in there if n]))
    return found


_KIN = (("县区", "开发区"),)


Own = Callable[[Task, str], Standing]
"""A task's standing as one of its units sees it."""


def resolve(
    query: Query, tasks: Iterable[Task], own: Own, book: PlanBook, kinds: Mapping[str, str]
) -> Audience:
    """The units and named people that `query` means today. `tasks`: those that may be seen.

    Light, pace, 逾期 and the rest hold as the addressed unit itself sees its task, so what it is
    written about is what it finds in its own list.
    """
    seen = tuple(tasks)
    chosen: dict[str, list[str]] = {}
    for phrase in query.include:
        for unit, codes in _units(phrase, seen, own, book, kinds).items():
            chosen.setdefault(unit, []).extend(codes)
    for phrase in query.exclude:
        for unit in _units(phrase, seen, own, book, kinds):
            chosen.pop(unit, None)
    people = [number for phrase in query.include for number, _ in phrase.people]
    out = frozenset(number for phrase in query.exclude for number, _ in phrase.people)
    units = tuple(unit for unit in book.holders if unit in chosen)
    return Audience(
        units,
        tuple(dict.fromkeys(number for number in people if number not in out)),
        out,
        query.words(book),
        {unit: tuple(dict.fromkeys(chosen[unit])) for unit in units},
    )


def _units(
    phrase: Phrase,
    tasks: tuple[Task, ...],
    own: Own,
    book: PlanBook,
    kinds: Mapping[str, str],
) -> dict[str, list[str]]:
    """unit → the codes of its tasks that make it one of the phrase (none where no task is asked)."""
    if phrase.people and not (phrase.units or phrase.kinds or phrase.about_tasks):
        return {}
    holders = book.holders
    if phrase.units or phrase.kinds:
        named, of_kind = set(phrase.units), set(phrase.kinds)
        holders = tuple(u for u in holders if u in named or kinds.get(u) in of_kind)
    if not phrase.about_tasks:
        return {unit: [] for unit in holders}
    roles = phrase.roles or (_RESPONSIBLE if phrase.codes else (Role.LEAD.value,))
    wanted, found = set(holders), dict[str, list[str]]()
    for task in tasks:
        if not _about(phrase, task, book):
            continue
        for unit in _responsible(task, roles, book):
            if unit in wanted and _holds(phrase, own(task, unit)):
                found.setdefault(unit, []).append(task.code)
    return found


def _about(phrase: Phrase, task: Task, book: PlanBook) -> bool:
    return (
        (not phrase.codes or task.code in phrase.codes)
        and (not phrase.lists or task.list.value in phrase.lists)
        and (
            not phrase.sections
            or (task.list, task.section) in {book.sections[n - 1] for n in phrase.sections}
        )
    )


def _holds(phrase: Phrase, seen: Standing) -> bool:
    within = phrase.due_within is None or seen.due_within(phrase.due_within)
    if phrase.overdue_by is not None:
        within = within and seen.overdue and -seen.days_left >= phrase.overdue_by
    return (
        within
        and all(not seen.marks.isdisjoint(row) for row in _rows(phrase.conditions))
        and seen.marks.isdisjoint(phrase.lacking)
    )


def _rows(conditions: Iterable[str]) -> list[list[str]]:
    """The conditions, those together of which a task has one at a time."""
    found: dict[object, list[str]] = {}
    for key in conditions:
        row = next((row for row in _ONE_AT_A_TIME if key in row), key)
        found.setdefault(row, []).append(key)
    return list(found.values())


def _responsible(task: Task, roles: Iterable[str], book: PlanBook) -> list[str]:
    found = [duty.name for duty in task.units if duty.role.value in roles]
    if Role.TERRITORY.value in roles:
        found += [name for name in map(book.unit, task.territories) if name]
    return list(dict.fromkeys(found))


def _lacking_word(key: str) -> str:
    return "未完成" if key == "done" else f"非{BY_KEY[key].word}"


def _role_word(roles: tuple[str, ...]) -> str:
    if set(roles) == set(_RESPONSIBLE):
        return "责任单位"
    if not roles:
        return "牵头单位"
    return "、".join(f"{Role(role).word}单位" for role in roles)
