"""Who may see and do what. A unit sees its own tasks; whoever oversees the plan sees all of them."""

from __future__ import annotations

from domain.people import Person, Position
from domain.plan import Role, Task
from domain.planbook import PlanBook

OVERSEERS = frozenset({Position.COORDINATOR, Position.ADMIN, Position.VIEWER})
ANY_POST = frozenset(Position)


def sees_all(person: Person) -> bool:
    return person.holds_for_all(*OVERSEERS)


def oversees_daily(person: Person) -> bool:
    """Whether requests and the closing lists of rounds are told to this person."""
    return person.holds_for_all(Position.COORDINATOR, Position.ADMIN)


def stands_above(person: Person, away: Person) -> bool:
    """Whether `person` may hear in the place of `away` what comes from all units."""
    return oversees_daily(person) if oversees_daily(away) else sees_all(away) and sees_all(person)


def own_units(person: Person) -> tuple[str, ...]:
    """The units whose tasks this person sees because of a post held for that unit."""
    return person.units_as(*ANY_POST)


def may_see(person: Person, book: PlanBook, task: Task) -> bool:
    """A unit sees what it leads, what it cooperates in, and what lies in its county."""
    return sees_all(person) or any(
        task.role_of(unit) or task in book.by_territory.get(unit, ()) for unit in own_units(person)
    )


def may_see_unit(person: Person, unit: str) -> bool:
    return sees_all(person) or unit in own_units(person)


def reporting_unit(person: Person, task: Task) -> str | None:
    """The unit for which `person` may report on `task`: a leading one before a cooperating one."""
    units = person.units_as(Position.LIAISON)
    roles = {unit: task.role_of(unit) for unit in units}
    for role in (Role.LEAD, Role.COOP):
        for unit in units:
            if roles[unit] is role:
                return unit
    return None


def visible_rows(person: Person, book: PlanBook, code: str) -> tuple[Task, ...]:
    """The tasks `code` can mean to this person.

    An unknown code and another unit's code give the same nothing. A numbered row with several
    target rows (政策2) means those the person's unit is responsible for.
    """
    tasks = (book.by_code[row] for row in book.rows(code))
    return tuple(task for task in tasks if may_see(person, book, task))
