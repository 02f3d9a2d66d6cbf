"""Places: which county-level areas a text names as the place of its work."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

# What stands somewhere: 阳谷天颐医养院, 东阿黄河大桥, 冠县货场. A road or a firm does not.
_FACILITY = (
    "开发区|产业园|工业园|园区|大桥|货场|港|医院|医养院|养老院|养老中心|保健院|水库|泵站|灌区"
    "|机场|车站|景区|学校|基地"
)


@dataclass(frozen=True, slots=True)
class Territory:
    """An area: `also` are other full names, `short` the bare place name as in 阳谷天颐医养院."""

    name: str
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def load_territories(file: Path) -> tuple[Territory, ...]:
    """A plan's own list; a plan without one names no places."""
    if not file.is_file():
        return ()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Territory(entry["name"], tuple(entry.get("also", ())), tuple(entry.get("short", ())))
        for entry in data["territory"]
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The areas of a plan, ready to be looked for."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...] = ()

    @classmethod
    def of(cls, territories: tuple[Territory, ...]) -> Places:
        return cls(tuple((each.name, _pattern(each)) for each in territories))

    def named_in(self, *texts: str) -> tuple[str, ...]:
        """The areas that any of `texts` names, in the order of the plan's list."""
        return tuple(
            name for name, pattern in self.patterns if any(pattern.search(text) for text in texts)
        )


def _pattern(territory: Territory) -> re.Pattern[str]:
    """A full name counts wherever it stands but as the end of a road (临清至莘县); a bare one only
    where it names what stands there, or alone in a bracket."""
    full = "|".join(re.escape(name) for name in (territory.name, *territory.also))
    ways = [rf"(?<!至)(?:{full})(?!至)"]
    for short in territory.short:
        word = re.escape(short)
        ways.append(rf"(?<!至){word}(?!至)[^，,。；;：:、()（）至]{{0,6}}?(?:{_FACILITY})")
        ways.append(rf"[（(]{word}[）)]")
    return re.compile("|".join(ways))
