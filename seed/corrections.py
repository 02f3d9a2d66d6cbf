"""Mends of a document, kept beside it: which line, what stands there, what it should be, and why."""

from __future__ import annotations

import tomllib
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


class CorrectionMismatch(Exception):
    """A correction does not fit its document: the words it mends are not in that line."""


def load_corrections(file: Path) -> tuple[Correction, ...]:
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


def apply(lines: list[str], corrections: tuple[Correction, ...]) -> list[str]:
    """The mended lines; the document itself stays as it is."""
    mended = list(lines)
    for correction in corrections:
        line = mended[correction.line - 1] if correction.line <= len(mended) else ""
        if correction.original not in line:
            raise CorrectionMismatch(f"第{correction.line}行没有「{correction.original[:30]}」")
        mended[correction.line - 1] = line.replace(correction.original, correction.corrected)
    return mended
