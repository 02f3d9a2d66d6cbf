"""（牵头单位：A、B；配合单位：C）, （A牵头，B配合）, （A、B负责） → who leads and who cooperates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import Role
from seed.units import OUTSIDE_BRACKETS, split_names

_BRACKET = re.compile(
    r"\s*(?:（(?P<a>[^（）]*(?:（[^（）]*）[^（）]*)*)）|\((?P<b>[^()]*(?:\([^()]*\)[^()]*)*)\)"
    r"|〔(?P<c>[^〔〕\d][^〔〕]*)〕)"
)
_PLAIN, _LEAD, _COOP = "plain", "lead", "coop"
_LABEL = re.compile(
    r"(?P<lead>牵头(?:考核|责任|负责)?(?:单位|部门)|主要责任单位|主办单位)"
    r"|(?P<coop>(?:协同)?配合(?:单位|部门)|协办单位|协同(?:责任|配合)?单位|参加单位|参与(?:单位|部门)|其他责任单位"
    r")|(?P<plain>责任(?:[（(]配合[）)])?(?:单位|部门)|负责(?:单位|部门)|指导(?:单位|部门)|落实(?:单位|部门))"
)
_COLON = re.compile(r"\s*[:：]\s*")
_VERB = re.compile(
    r"(?:(?P<lead>牵头(?:负责|组织|实施|落实|会同)?)"
    r"|(?:按照?(?:各自)?职责分?工?|结合实际|按分工|分工|分头|分别)?(?:(?P<coop>配合|参与|参加|协助|协同)"
    r"|(?P<plain>负责|落实|指导|组织实施|组织落实)))(?:落实|实施)?$"
)
_FIRST_LEADS = re.compile(
    r"(?:列|排)?(?:在)?第一(?:位|个)?(?:者|的)?(?:单位)?为牵头|首位.{0,4}牵头"
)
_DATED = re.compile(r"\d+月|年底|\d年|持续推进|完成$|分$")
_CLAUSES = re.compile(rf"[，,；;。]{OUTSIDE_BRACKETS}")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Assignment:
    """A text without its unit brackets, the names in them with their roles, and what else they say."""

    text: str
    names: tuple[tuple[str, Role], ...]
    said: str = ""
    first_leads: bool = False


def read_assignment(text: str, *, first_leads: bool = False) -> Assignment | None:
    """The units of all brackets in `text`, or None when no bracket names any.

    A name that stands in several brackets keeps the stronger role. `first_leads` holds for a whole
    document once a bracket has said so (列第一位者为牵头单位，下同).
    """
    roles: dict[str, Role] = {}
    kept, said, place = [], [], 0
    for bracket in _BRACKET.finditer(text):
        inner = next(group for group in bracket.groups() if group is not None)
        rule = first_leads or _FIRST_LEADS.search(inner) is not None
        read = read_names(inner, first_leads=rule)
        if read is None:
            continue
        first_leads = rule
        names, rest = read
        said.append(rest)
        for name, role in names:
            if roles.get(name) is not Role.LEAD:
                roles[name] = role
        kept.append(text[place : bracket.start()])
        place = bracket.end()
    if not roles:
        return None
    kept.append(text[place:])
    return Assignment(_join(kept), tuple(roles.items()), "，".join(filter(None, said)), first_leads)


def read_names(
    inner: str, *, first_leads: bool = False
) -> tuple[list[tuple[str, Role]], str] | None:
    """The names and roles that the words of a bracket or a cell give, and what they say besides."""
    inner = re.split(r"。", inner)[0] if _FIRST_LEADS.search(inner) else inner
    read = _labelled(inner) or _by_verbs(inner)
    if read is None:
        return None
    parts, rest = read
    led = any(kind == _LEAD for kind, _ in parts)
    found: list[tuple[str, Role]] = []
    for kind, listed in parts:
        for name in split_names(listed):
            lead = kind == _LEAD or (kind == _PLAIN and not led)
            if lead and first_leads and kind == _PLAIN and found:
                lead = False
            found.append((name, Role.LEAD if lead else Role.COOP))
    if not found or any(len(name) > _LONGEST_NAME or name[0] == "谁" for name, _ in found):
        return None
    return found, rest


def _labelled(inner: str) -> tuple[list[tuple[str, str]], str] | None:
    labels = [m for m in _LABEL.finditer(inner) if _COLON.match(inner, m.end())]
    if not labels:
        return None
    parts = []
    rest = [inner[: labels[0].start()]]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        colon = _COLON.match(inner, label.end())
        listed = inner[
            colon.end() if colon else label.end() : following.start() if following else None
        ]
        names = [part for part in _CLAUSES.split(listed) if part.strip()]
        rest.extend(part for part in names if _DATED.search(part))
        listed = "、".join(part for part in names if not _DATED.search(part))
        parts.append((label.lastgroup or _PLAIN, listed))
    return parts, "，".join(part.strip("，,；; ") for part in rest if part.strip("，,；; "))


def _by_verbs(inner: str) -> tuple[list[tuple[str, str]], str] | None:
    parts: list[tuple[str, str]] = []
    waiting: list[str] = []
    rest: list[str] = []
    for clause in _CLAUSES.split(inner):
        words = clause.strip().removeprefix("由")
        verb = _VERB.search(words)
        if verb and (names := "、".join([*waiting, words[: verb.start()]]).strip("、")):
            first, _, others = names.partition("会同")
            parts.append((_LEAD if others else verb.lastgroup or _PLAIN, first))
            parts.extend([(_COOP, others)] if others else [])
            waiting = []
        elif _DATED.search(words):
            rest.append(words)
        elif words:
            waiting.append(words)
    if waiting or not parts:
        return None
    return parts, "，".join(rest)


def _join(pieces: list[str]) -> str:
    """The text that was around the brackets, without a second full stop where one bracket stood."""
    text = ""
    for piece in pieces:
        if text.endswith(("。", "；")) and piece.startswith("。"):
            piece = piece[1:]
        text += piece
    return text.strip()
