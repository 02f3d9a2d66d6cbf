"""What lies beside a document: its own data, units, places, mends and known doubts, each a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from seed.about import About, load_about, number_in
from seed.corrections import Correction, load_corrections
from seed.doubts import KnownDoubt, load_doubts
from seed.territories import Places, load_territories
from seed.units import Register, load_register

# Lists that we ship; a copy of one, under whatever name, is known by its number.
SHIPPED = (Path(__file__).parent / "liaocheng_2023",)


@dataclass(frozen=True, slots=True)
class Companion:
    """All that is known of a document beforehand; empty for one that comes alone."""

    about: About | None = None
    register: Register = field(default_factory=Register)
    corrections: tuple[Correction, ...] = ()
    doubts: tuple[KnownDoubt, ...] = ()
    places: Places = field(default_factory=Places)


def companion_of(file: Path, lines: tuple[str, ...]) -> Companion:
    """The files beside the document; else those of the shipped list that has its number."""
    if (file.parent / "plan.toml").is_file():
        return load_companion(file.parent)
    number = number_in(lines)
    for folder in SHIPPED:
        companion = load_companion(folder)
        if companion.about and companion.about.number == number:
            return companion
    return Companion()


def load_companion(folder: Path) -> Companion:
    return Companion(
        about=load_about(folder / "plan.toml"),
        register=load_register(folder / "units.toml"),
        corrections=load_corrections(folder / "corrections.toml"),
        doubts=load_doubts(folder / "doubts.toml"),
        places=Places.of(load_territories(folder / "territories.toml")),
    )
