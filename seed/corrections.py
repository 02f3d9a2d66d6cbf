"""Mends of a document, kept beside it: which line, what stands there, what it should be, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Correction:
    """`original` stands in line `line` (from 1). `source` names the lines a moved row came from."""

    line: int
    original: str
    corrected: str
    reason: str
    source: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """The lines after the mends, where moved rows came from, and which mends found no place."""

    lines: tuple[str, ...]
    sources: Mapping[int, tuple[int, int]]
    warnings: tuple[str, ...]


def load_corrections(file: Path) -> tuple[Correction, ...]:
    """The entries of a corrections file; a document without one needs none."""
    if not file.is_file():
        return ()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Correction(
            line=entry["line"],
            original=entry["original"],
            corrected=entry["corrected"],
            reason=entry["reason"],
            source=tuple(entry["source"]) if "source" in entry else None,
        )
        for entry in data.get("correction", ())
    )


def mend(lines: tuple[str, ...], corrections: tuple[Correction, ...]) -> Mended:
    """Apply each correction to its line, or, in another version, to the nearest line that has its words."""
    mended = list(lines)
    sources: dict[int, tuple[int, int]] = {}
    warnings: list[str] = []
    for correction in corrections:
        line = _line_of(correction, mended)
        if line is None and _is_mended(correction, mended):
            continue
        if line is None:
            words = correction.original.strip()[:20]
            warnings.append(f"更正「{words}」（原第{correction.line}行）找不到原文，没有更正。")
            continue
        mended[line - 1] = mended[line - 1].replace(correction.original, correction.corrected)
        if correction.source:
            moved = line - correction.line
            sources[line] = (correction.source[0] + moved, correction.source[1] + moved)
    return Mended(tuple(mended), sources, tuple(warnings))


def _is_mended(correction: Correction, lines: list[str]) -> bool:
    """Whether a copy has it right already, its cells in whatever order."""
    parts = [re.sub(r"\s+", "", part) for part in correction.corrected.split("\t")]
    words = [part for part in parts if len(part) >= 3]
    squeezed = [re.sub(r"\s+", "", line) for line in lines]
    return bool(words) and any(all(part in line for part in words) for line in squeezed)


def _line_of(correction: Correction, lines: list[str]) -> int | None:
    """Its own line if its words stand there; else the nearest that has them."""
    if correction.line <= len(lines) and correction.original in lines[correction.line - 1]:
        return correction.line
    others = [number for number, line in enumerate(lines, 1) if correction.original in line]
    return min(others, key=lambda number: abs(number - correction.line), default=None)
