"""What names receivers by their kind, at one place of a text: 各县区, 牵头单位, 分管领导, 大家."""

from __future__ import annotations

import re
from typing import Any

from domain.language import receiver_terms as terms
from domain.language.counties import counted
from domain.people import Position
from domain.planbook import PlanBook


def noun_at(text: str, at: int, book: PlanBook) -> tuple[int, dict[str, Any]] | None:
    """Where the noun that begins at `at` ends, and what it sets of a `Phrase`; None where none does."""
    if match := terms.COORDINATORS.match(text, at):
        said = {"everyone": True, "position": Position.COORDINATOR.value}
        return match.end(), said
    if match := terms.EVERYONE.match(text, at):
        return match.end(), {"everyone": True}
    if match := terms.COUNTIES.match(text, at):
        return match.end(), {"kinds": ("县区",)}
    match = terms.COUNTIES_COUNTED.match(text, at)
    if match and (those := counted(match["n"], text[:at], book)):
        return match.end(), those
    if match := terms.COUNTED.match(text, at):
        return match.end(), {"generic": True}
    for pattern, roles in terms.ROLES:
        if match := re.compile(rf"{terms.ALL}?(?:{pattern})").match(text, at):
            return match.end(), {"roles": roles}
    for pattern, kinds in terms.KINDS:
        if match := re.compile(rf"{terms.ALL}?(?:{pattern})").match(text, at):
            return match.end(), {"kinds": kinds}
    if match := terms.HEADS.match(text, at):
        return match.end(), {"generic": True, "heads": match["who"]}
    if match := terms.LEADERS.match(text, at):
        return match.end(), {"position": Position.SUPERVISOR.value}
    if match := re.compile(r"(?:全部|所有|全体)(?=[\s:,(除]|注意|$)").match(text, at):
        return match.end(), {"everyone": True}
    if match := terms.REST.match(text, at):
        return match.end(), {"everyone": True}
    if match := terms.GENERIC.match(text, at):
        return match.end(), {"generic": True, "liaisons": "联络员" in match[0]}
    return None
