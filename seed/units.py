"""Unit names: every spelling that occurs → the canonical one; what is no account holder is said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from domain.plan import Unit
from seed.names import is_collective

# 市科技局等 opens a list and is not part of the name.
_OPEN_LIST = re.compile(r"等(?:部门|单位|有关部门|有关单位)?$")
# The pieces that a line break inside a table cell may cut a name into.
_MOST_PIECES = 3


@dataclass(frozen=True, slots=True)
class Register:
    """The units a plan knows and every spelling of them."""

    units: tuple[Unit, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    collectives: frozenset[str] = frozenset()
    looked_up: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, units: tuple[Unit, ...]) -> Register:
        """A spelling that two units claim is a mistake in the data and refused."""
        spellings: dict[str, str] = {}
        for unit in units:
            for spelling in (unit.name, *unit.aliases):
                if spellings.setdefault(_plain(spelling), unit.name) != unit.name:
                    raise ValueError(f"{spelling}: {spellings[_plain(spelling)]} or {unit.name}?")
        return cls(units, spellings, frozenset(u.name for u in units if u.is_collective))

    def canonical(self, written: str) -> str | None:
        """The canonical name of `written`, or None for a name that is not in the register."""
        name = _plain(written)
        return self.spellings.get(name) or self.spellings.get(_OPEN_LIST.sub("", name))


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name as the plan uses it, and what is to be said of one that is no known unit."""

    name: str
    warning: str | None = None


def load_register(file: Path) -> Register:
    """The units of a plan; without a file nothing is known and every name stays as written."""
    if not file.is_file():
        return Register()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Register.of(
        tuple(
            Unit(entry["name"], tuple(entry.get("aliases", ())), entry["kind"])
            for entry in data["unit"]
        )
    )


def join_pieces(names: Iterable[str], register: Register) -> list[str]:
    """高新技术产业开发 + 区管委会 → one name, where only the joined one is in the register."""
    pieces = list(names)
    joined: list[str] = []
    place = 0
    while place < len(pieces):
        width = 1
        if register.canonical(pieces[place]) is None:
            for pieces_taken in range(2, _MOST_PIECES + 1):
                whole = "".join(pieces[place : place + pieces_taken])
                if place + pieces_taken <= len(pieces) and register.canonical(whole):
                    width = pieces_taken
                    break
        joined.append("".join(pieces[place : place + width]))
        place += width
    return joined


def resolve(written: str, register: Register) -> Resolved:
    """The canonical name. Collectives and unknown names are kept as written and said."""
    name = register.canonical(written)
    if name in register.collectives or (name is None and is_collective(written)):
        kept = name or written
        return Resolved(kept, f"「{kept}」是笼统说法，不作为责任单位账号，请确认具体单位。")
    if name is None and register.units:
        near = closest(written, register)
        hint = f"，最接近的是「{near}」" if near else ""
        return Resolved(written, f"责任单位「{written}」不在单位名录里{hint}，请核对。")
    return Resolved(name or written)


def closest(written: str, register: Register) -> str | None:
    """The known unit whose name looks most like `written`, if any does.

    Kept for each name, since a long list repeats the same unknown ones and looking is slow.
    """
    kept = register.looked_up
    if written not in kept:
        near = get_close_matches(written, register.spellings, n=1, cutoff=0.6)
        kept[written] = register.spellings[near[0]] if near else None
    return kept[written]


def _plain(name: str) -> str:
    """Brackets of one width and no blanks: how a name is typed does not matter."""
    return re.sub(r"\s+", "", name).replace("（", "(").replace("）", ")")
