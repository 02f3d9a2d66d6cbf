"""What a question leaves out: 除县区外, 不含市科技局, 把红灯的去掉."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.language import asked
from domain.language.filters import UnitNames
from domain.plan import Task

_OUT = re.compile(
    r"(?:除了?|不含|不算|不包括|不包含|去掉|去除|剔除|扣除|扣掉|刨去|刨除|刨开|抛开|抛去|撇开|撇去|不看|甩开)(?P<what>[^,，。]{1,14}?)(?:之外|以外|外|不算|$|(?=[,，。)）\s]))[,，]?"
    r"|把(?P<other>[^,，。]{1,14}?)的?(?:都|给|全)?(?:去掉|除外|除去|剔除|剔出去?|排除|拿掉|拿开|拿出去|扣掉|扣除|去除|刨(?:掉|出去?|开|除|去)|撇开|摘出去|抛开|不算)"
    r"|(?P<last>[^,，。\s]{2,12}?)(?:的)?(?:不算|除外|不计|不要算)(?:在内|进去|进来|里头)?(?=$|[,，。\s])"
)
_FINISHED = re.compile(r"(?:已经?)?(?:办结|完成|销号|办完|干完)了?的?(?:那些|那几项)?")
_BINDS = re.compile(r"^[　的和跟与及、以]+$|^[　的、]+|[　、]+$")
_BOTH = re.compile(r"共同|都有|一起|联合|都(?:参与|涉及|牵头|配合|负责)|合作|共有")


@dataclass(frozen=True, slots=True)
class Excluded:
    """`units` and units of `kind` are left out; `unknown` are words of which nothing was made."""

    units: tuple[str, ...] = ()
    kind: str = ""
    unknown: str = ""

    @property
    def any(self) -> bool:
        return bool(self.units or self.kind or self.unknown)

    @property
    def words(self) -> str:
        said = "、".join(filter(None, (*self.units, self.kind)))
        return f"不含{said}" if said else ""

    def keeps(self, unit: str, kinds: Mapping[str, str]) -> bool:
        return unit not in self.units and not (self.kind and kinds.get(unit) == self.kind)

    def keeps_task(self, task: Task, kind: str, kinds: Mapping[str, str]) -> bool:
        """Whether any leading unit is kept, and (`kind`) any is of this kind."""
        kept = [unit for unit in task.leads if self.keeps(unit, kinds)]
        return any(not kind or kinds.get(unit) == kind for unit in kept) or not task.leads

    @staticmethod
    def both(text: str) -> bool:
        """Whether a question of several units asks for what they have together."""
        return _BOTH.search(text) is not None


def read_excluded(text: str, names: UnitNames) -> tuple[Excluded, str]:
    """What is left out, and the text (as `spelt` gives it) without saying so."""
    match = _OUT.search(text)
    if match is None:
        return Excluded(), text
    what = match["what"] or match["other"] or match["last"]
    if _FINISHED.fullmatch(what):  # what is done owes nothing anyhow
        rest = f"{text[: match.start()]}，没办结的{text[match.end() :]}"
        return Excluded(), rest
    units = tuple(dict.fromkeys(unit for unit, *_ in names.find_all(what)))
    kind = next((kind for kind, words in asked.KINDS if words.search(what)), "")
    kept = _unsaid(what, names)
    rest = f"{text[: match.start()]}，{kept}{text[match.end() :]}"
    return Excluded(units, kind, "" if units or kind else match[0].strip("，,")), rest


def _unsaid(what: str, names: UnitNames) -> str:
    """What stands beside the units that are left out: 除去发改委黄灯有几个."""
    for _, start, end in reversed(names.find_all(what)):
        what = f"{what[:start]}　{what[end:]}"
    for _, words in asked.KINDS:
        what = words.sub("　", what)
    return _BINDS.sub("", what)
