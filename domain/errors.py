"""The error tree. A user's mistake carries a template and its data, never prose.

DubanError
├── Refused                 what a person asked for cannot be done; shown to them
└── Misuse                  a programming mistake; logged, answered with one apology
    └── PayloadTooLong
"""

from __future__ import annotations

from typing import Any


class DubanError(Exception):
    """Base of all errors of this project."""


class Refused(DubanError):
    """Something a person asked for that cannot be done: `template` says why and what to do."""

    def __init__(self, template: str, **data: Any) -> None:
        super().__init__(template)
        self.template = template
        self.data = data


class Misuse(DubanError):
    """The code breaks one of its own rules."""


class PayloadTooLong(Misuse):
    """A button's command is longer than a platform carries."""
