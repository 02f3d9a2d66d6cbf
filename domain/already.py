"""What a broadcast asks for that a unit has given before, where that can be known.

A file by its name (半年总结.docx for 半年总结), a figure by an earlier broadcast that asked the same or by
this round's report on a metric that is named. A sentence or a choice cannot be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.language.text import plain
from domain.measures import measured
from domain.standing import Standing

_PAPER = re.compile(
    r"总结|小结|方案|台账|清单|报告(?!给)|计划|简报|名单|报表|自查表|统计表|汇报稿|佐证|纪要|照片"
)
_BEFORE_IT = re.compile(
    r"[,，。;；:：、\s]|上?报送?|提?交|填报?|反馈|提供|上传|发送?|补|前|请|于|将|把|的|各自?|本单位|一份|电子版|催一?下?"
)
_SAME_WORDS = 0.6  # share of the shorter text's pairs of characters
_DULL = re.compile(
    r"\{[^}]*\}|[（(][^）)]*[）)]|\d+|请|于|前|周[一二三四五六日天]|下班|月底|尽快|抓紧|务必|报一?下|报送|上报|填报|反馈|[,，。;；:：、\s]"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper and what it is of: 总结, 半年."""

    kind: str
    about: str

    def is_named(self, file: str) -> bool:
        """Whether a file's name says that it is this: the kind, and every character of what it is of."""
        name = plain(file)
        return self.kind in name and all(char in name for char in self.about)


def wanted_paper(text: str) -> Paper | None:
    """The paper that a text asks for; None where its name says too little to know one by."""
    said = plain(text)
    for match in _PAPER.finditer(said):
        about = _BEFORE_IT.split(said[: match.start()])[-1][-6:]
        if len(about) >= 2:
            return Paper(match[0], about)
    return None


def asks_the_same(text: str, other: str) -> bool:
    """Whether two broadcasts ask for the same figure, whatever day each sets."""
    mine, theirs = _pairs(text), _pairs(other)
    shorter = min(len(mine), len(theirs))
    return shorter > 0 and len(mine & theirs) / shorter >= _SAME_WORDS


def reported_figure(text: str, standings: Iterable[Standing]) -> str:
    """The figure of this round's reports that `text` asks for by the name of its metric, in words; or ""."""
    said = plain(text)
    for seen in standings:
        if seen.report is None or not seen.reported:
            continue
        for place, value in measured(seen.task, seen.report.text).items():
            metric = seen.task.metrics[place]
            if len(metric.name) >= 3 and metric.name[-4:] in said:
                return f"{seen.task.code} {metric.name}{value:g}{metric.unit}"
    return ""


def _pairs(text: str) -> set[str]:
    bare = _DULL.sub("", plain(text))
    return {bare[at : at + 2] for at in range(len(bare) - 1)}
