"""A span of days as a filter: reported, not reported, finished or due in it, or the state at its end."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.plan import Role

if TYPE_CHECKING:
    from domain.snapshot import Line
    from domain.standing import Standing


class Of(StrEnum):
    """What is asked of the span; the value is what buttons say."""

    REPORTED = "r"
    OWING = "w"
    FINISHED = "f"
    DUE = "e"
    STATE = "s"

    @property
    def word(self) -> str:
        words = {"r": "已报", "w": "未报", "f": "新报完成", "e": "到期", "s": "时"}
        return words[self.value]


_COMMAND = re.compile(r"([rwfes])(\d{8})-(\d{8})")


@dataclass(frozen=True, slots=True)
class Span:
    """`start` and `end` are both inside."""

    of: Of
    start: date
    end: date

    @classmethod
    def read(cls, word: str) -> Span | None:
        """The span that `command` wrote."""
        match = _COMMAND.fullmatch(word)
        try:
            return cls(Of(match[1]), _day(match[2]), _day(match[3])) if match else None
        except ValueError:
            return None

    @property
    def command(self) -> str:
        return f"{self.of.value}{self.start:%Y%m%d}-{self.end:%Y%m%d}"

    def seen_on(self, today: date) -> date:
        """The day whose state answers: the last one of what has passed, else today."""
        return today if self.of is Of.DUE else min(self.end, today)

    @property
    def words(self) -> str:
        if self.of is Of.STATE:
            return f"{in_words(self.end, self.end)}{self.of.word}"
        return f"{in_words(self.start, self.end)}{self.of.word}"

    def holds(self, standing: Standing | Line) -> bool:
        """Whether a standing as of the span's end belongs to it."""
        reported = standing.reported_on is not None and standing.reported_on >= self.start
        done = "done" in standing.marks
        match self.of:
            case Of.REPORTED:
                return reported
            case Of.OWING:
                return standing.role is Role.LEAD and not reported and not done
            case Of.FINISHED:
                return reported and done
            case Of.DUE:
                return self.start <= standing.task.due <= self.end and not done
            case _:
                return True


def in_words(start: date, end: date) -> str:
    """2025年5月, 2025年二季度, 2025年, 2025年6月9日—15日."""
    last = monthrange(end.year, end.month)[1]
    if start.day == 1 and end.day == last and start.year == end.year:
        months = (start.month, end.month)
        if months[0] == months[1]:
            return f"{start.year}年{start.month}月"
        if months == (1, 12):
            return f"{start.year}年"
        if months in ((1, 6), (7, 12)):
            return f"{start.year}年{'上' if months[0] == 1 else '下'}半年"
        if months[0] % 3 == 1 and months[1] == months[0] + 2:
            return f"{start.year}年{'一二三四'[months[0] // 3]}季度"
    first = f"{start.year}年{start.month}月{start.day}日"
    if start == end:
        return first
    year = f"{end.year}年" if end.year != start.year else ""
    month = f"{end.month}月" if year or end.month != start.month else ""
    return f"{first}—{year}{month}{end.day}日"


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
