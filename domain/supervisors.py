"""分管领导 with the units they watch over: listed in the order of the plan, never by a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.figures import Group, figures
from domain.people import Person, Position
from domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Supervisor:
    """`units` are in the order of the plan; `key` is what a button or an address calls the person by."""

    id: int
    name: str
    units: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"m{self.id}"

    @property
    def title(self) -> str:
        return f"{self.name}（{'、'.join(self.units)}）"


def supervisors(people: Iterable[Person], order: Mapping[str, int]) -> list[Supervisor]:
    """Whoever supervises units of the plan, by the place of the first of them; `order`: the units in
    the order of the plan. Persons are not ranked."""
    places = {unit: place for place, unit in enumerate(order)}
    found = []
    for person in people:
        units = [unit for unit in person.units_as(Position.SUPERVISOR) if unit in places]
        if units:
            units.sort(key=places.__getitem__)
            found.append(Supervisor(person.id, person.name, tuple(units)))
    return sorted(found, key=lambda each: (places[each.units[0]], each.id))


def by_supervisor(snapshot: Snapshot, people: Iterable[Supervisor]) -> list[Group]:
    """What each watches over, each task once, as the unit whose part weighs most sees it."""
    return [
        Group(each.title, each.key, figures(snapshot.only(each.units).lines)) for each in people
    ]
