"""Several reports in one message: 政策12完成60%；事项14已办结 is two; 政策3、政策4均无变化 also."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.language.references import Reference, find_references
from domain.language.text import plain

_EDGES = " \t\n:：,，、;；。.-—"
# Between two codes that share what is said of them.
_AND = re.compile(r"^[\s、,，和与及跟]*(?:以及)?[\s、,，]*$")
# A list that people number: 1、政策12… 2、事项14…
_NUMBERED = re.compile(r"(?:^|(?<=[\n;；。,，]))\s*[(（]?\d{1,2}[)）]?\s*[、.．)）]\s*$")
_EACH = re.compile(r"^(?:全部|全|这几项|两项)?(?:均|都|皆|分别)?[\s,，]*")
MOST = 20


def split(text: str, marks: Sequence[str] = ()) -> tuple[str, ...]:
    """One text for each task that is named with something said of it; else the whole text alone.

    A text that names one task only, or asks about several, stays whole.
    """
    text = text.strip()
    references = find_references(plain(text), marks)
    if len({each.code for each in references}) < 2 or len(references) > MOST:
        return (text,)
    if text[: references[0].start].strip(_EDGES + "0123456789()（）."):
        return (text,)
    parts: list[str] = []
    waiting: list[Reference] = []
    for place, each in enumerate(references):
        following = references[place + 1] if place + 1 < len(references) else None
        end = following.start if following else len(text)
        said = text[each.end : end]
        waiting.append(each)
        if following and _AND.match(said):
            continue
        said = _NUMBERED.sub("", said).strip(_EDGES)
        if not said or said in ("的", "中", "里"):
            return (text,)
        shared = _EACH.sub("", said) if len(waiting) > 1 else said
        parts += [f"{text[one.start : one.end]} {shared}" for one in waiting]
        waiting = []
    return tuple(parts) if len(parts) > 1 else (text,)
