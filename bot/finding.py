"""What an examination found, in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok`: nothing to do; not `ok` and not `fatal`: worth knowing; `fatal`: it will not run."""

    ok: bool
    text: str
    fatal: bool = False


def good(text: str) -> Finding:
    return Finding(True, text)


def warn(text: str) -> Finding:
    return Finding(False, text)


def bad(text: str) -> Finding:
    return Finding(False, text, fatal=True)
