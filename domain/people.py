"""People, the positions they hold for units, and the addresses they are reached at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ALL_UNITS = "*"


class Position(StrEnum):
    """What a person may do; held for one unit or, with unit `*`, for all of them."""

    LIAISON = "liaison"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    VIEWER = "viewer"

    @property
    def word(self) -> str:
        """The word the chat uses."""
        return POSITION_WORDS[self]


POSITION_WORDS = {
    Position.LIAISON: "联络员",
    Position.SUPERVISOR: "分管领导",
    Position.COORDINATOR: "督查员",
    Position.ADMIN: "管理员",
    Position.VIEWER: "领导",
}


# What these do (invite, remove, import, end a plan) reaches every unit.
FOR_ALL_UNITS = frozenset({Position.ADMIN})


@dataclass(frozen=True, slots=True)
class Post:
    """A position for a unit: `unit` is a canonical name or `*` for all."""

    position: Position
    unit: str = ALL_UNITS


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: `account` says who on the channel, `chat` where to send."""

    channel: str
    account: str
    chat: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is bound. `id` is 0 for an account that nobody is bound to."""

    id: int
    name: str
    posts: tuple[Post, ...] = ()

    @property
    def positions(self) -> frozenset[Position]:
        return frozenset(post.position for post in self.posts)

    @property
    def powers(self) -> frozenset[Position]:
        """The positions whose commands are open: an admin of one unit alone is none."""
        return frozenset(
            post.position
            for post in self.posts
            if post.unit == ALL_UNITS or post.position not in FOR_ALL_UNITS
        )

    def units_as(self, *positions: Position) -> tuple[str, ...]:
        """Names of the single units this person holds one of `positions` for, in order."""
        names = (
            post.unit
            for post in self.posts
            if post.position in positions and post.unit != ALL_UNITS
        )
        return tuple(dict.fromkeys(names))

    def holds_for_all(self, *positions: Position) -> bool:
        return any(post.position in positions and post.unit == ALL_UNITS for post in self.posts)
