"""Where a text names its units: in brackets, behind a label to its end, or on a line of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import Role
from seed.duties import COLON, LABEL, NO_RULES, VERB, Rules, read_bare, read_names
from seed.names import looks_like_unit

# Brackets of every kind, at the same places: （ ( 【 [ 〔 〈 are one for finding where one ends.
_ONE_KIND = str.maketrans("()[]［］【】〔〕〈〉", "（）（）（）（）（）（）")
_INNER = r"[^（）]*(?:（[^（）]*（[^（）]*）[^（）]*）[^（）]*|（[^（）]*）[^（）]*)*"
_BRACKET = re.compile(rf"\s*（(?P<inner>{_INNER})）")
_LONGEST_LINE = 120
_TAIL_START = re.compile(r"(?:^|(?<=[。；;）)\s\u3000]))\s*$")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A text without its units, the names with their roles, and the days that stand beside them."""

    text: str
    names: tuple[tuple[str, Role], ...]
    said: str = ""


def read_assignment(text: str, rules: Rules = NO_RULES) -> Assignment | None:
    """The units that `text` names: in brackets anywhere, or behind a label (责任单位：) to its end.

    None when it names none and no deadline either. A name that stands in several brackets keeps the
    stronger role.
    """
    roles: dict[str, Role] = {}
    kept, said, place = [], [], 0
    shadow = text.translate(_ONE_KIND)
    if is_unclosed(text):
        text, shadow = f"{text}）", f"{shadow}）"
    end = _tail(shadow)
    for bracket in _BRACKET.finditer(shadow, 0, end):
        inner = text[bracket.start("inner") : bracket.end("inner")]
        read = read_names(inner, rules)
        if read is None and _stands_alone(shadow, bracket.start(), bracket.end()):
            read = read_bare(inner, rules)
        if read is None:
            continue
        names, rest = read
        said.append(rest)
        _add(roles, names)
        kept.append(text[place : bracket.start()])
        place = bracket.end()
    kept.append(text[place:end])
    if end < len(text):
        names, rest = read_names(text[end:].strip().strip("。"), rules) or ([], "")
        _add(roles, names)
        said.append(rest)
    if not roles and (line := _bare_verbs(text, rules)):
        return Assignment("", tuple(line), "")
    words = "，".join(filter(None, said))
    if not roles and not words and end == 0 and text:
        return Assignment("", ())  # 责任领导：… on a line of its own names no unit
    if not roles and (end == len(text) or not words):
        return None
    return Assignment(_join(kept), tuple(roles.items()), words)


def is_unclosed(text: str) -> bool:
    """（责任单位：甲局、乙局 to the end: a copy has lost the bracket's other half."""
    shadow = text.translate(_ONE_KIND)
    opened = shadow.rfind("（")
    label = LABEL.match(shadow, opened + 1) if opened >= 0 and "）" not in shadow[opened:] else None
    return label is not None and COLON.match(shadow, label.end()) is not None


def _bare_verbs(text: str, rules: Rules) -> list[tuple[str, Role]] | None:
    """市发改委牵头，市财政局配合 on a line of its own: nothing but names and what they do."""
    text = text.strip("。；; \u3000")
    if len(text) > _LONGEST_LINE or "。" in text or not VERB.search(text):
        return None
    names, rest = read_names(text, rules) or ([], "")
    if rest or not names or not all(looks_like_unit(name) for name, _ in names):
        return None
    return names if any(looks_like_unit(name, strictly=True) for name, _ in names) else None


def _add(roles: dict[str, Role], names: list[tuple[str, Role]]) -> None:
    for name, role in names:
        if roles.get(name) is not Role.LEAD:
            roles[name] = role


def _tail(shadow: str) -> int:
    """Where a label outside brackets begins what runs to the end of the paragraph; else its length."""
    depth = 0
    marks = [match for match in LABEL.finditer(shadow) if COLON.match(shadow, match.end())]
    for match in marks:
        depth = shadow.count("（", 0, match.start()) - shadow.count("）", 0, match.start())
        if depth <= 0 and _TAIL_START.search(shadow, 0, match.start()):
            return match.start()
    return len(shadow)


def _stands_alone(shadow: str, start: int, end: int) -> bool:
    """Whether a bracket stands behind a sentence or ends the paragraph, as one of units does."""
    return shadow[:start].rstrip().endswith(("。", "；")) or not shadow[end:].strip("。；; \u3000")


def _join(pieces: list[str]) -> str:
    """The text that was around the brackets, without a second full stop where one bracket stood."""
    text = ""
    for piece in pieces:
        if text.endswith(("。", "；")) and piece.startswith("。"):
            piece = piece[1:]
        text += piece
    return text.strip()
