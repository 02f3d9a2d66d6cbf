"""Unit names: every spelling that occurs → the canonical one; what is no account holder is said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from domain.plan import Unit

# 各有关部门, 相关单位, 各县（市、区）人民政府: nobody can be bound for these.
_COLLECTIVE = re.compile(r"^各|相关单位|有关单位|有关部门|相关部门|成员单位|^市直|^所有|^全市")


@dataclass(frozen=True, slots=True)
class Register:
    """The units a plan knows, and every spelling of them."""

    units: tuple[Unit, ...]

    def canonical(self) -> dict[str, str]:
        """spelling → canonical name; a spelling that two units claim is a mistake in the data."""
        found: dict[str, str] = {}
        for unit in self.units:
            for spelling in (unit.name, *unit.aliases):
                if found.setdefault(spelling, unit.name) != unit.name:
                    raise ValueError(f"{spelling}: {found[spelling]} or {unit.name}?")
        return found


@dataclass(frozen=True, slots=True)
class Resolved:
    """Names as the plan uses them, and what is to be said of those that are none."""

    names: tuple[str, ...]
    warnings: tuple[str, ...]


def load_register(file: Path) -> Register:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Register(
        tuple(
            Unit(entry["name"], tuple(entry.get("aliases", ())), entry["kind"])
            for entry in data["unit"]
        )
    )


def split_names(text: str) -> list[str]:
    """The names in a table cell (between blanks) or a bracket (between 、)."""
    return [name for name in re.split(r"[\s、，,；;]+", text) if name]


def resolve(names: Iterable[str], register: Register) -> Resolved:
    """Canonical names, each once and in order. Collectives and unknown names are kept and said."""
    known = register.canonical()
    collectives = {unit.name for unit in register.units if unit.is_collective}
    found: list[str] = []
    warnings: list[str] = []
    for written in names:
        name = known.get(written) or known.get(written.removesuffix("等")) or written
        found.append(name)
        if name in collectives or (name not in known and is_collective(name)):
            warnings.append(f"「{name}」是笼统说法，不作为责任单位账号，请确认具体单位。")
        elif name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            hint = f"，最接近的是「{known[near[0]]}」" if near else ""
            warnings.append(f"责任单位「{name}」不在单位名录里{hint}，请核对。")
    return Resolved(tuple(dict.fromkeys(found)), tuple(warnings))


def is_collective(name: str) -> bool:
    return _COLLECTIVE.search(name) is not None
