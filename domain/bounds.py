"""Bounds on tasks: of the percent that was reported, of points behind, of days past the deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.snapshot import Line
    from domain.standing import Standing

_PERCENT = re.compile(r"(>=|<=|>|<)(\d{1,3}(?:\.\d)?)")
_WHOLE = re.compile(r"([go])(\d{1,4})")
_SIGNS = {">": "above", "<": "below", ">=": "at_least", "<=": "at_most"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """All that is set must hold. `above` and `below` leave the number itself out, `at_least` and
    `at_most` hold it; a task without a percent is within no bound of percent. `behind` is in points
    and `late` in days, or more."""

    above: float | None = None
    below: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    behind: int | None = None
    late: int | None = None

    @property
    def of_percent(self) -> bool:
        """Whether only tasks with a percent can be within."""
        return any(value is not None for value in self._percents.values())

    @property
    def given(self) -> bool:
        return self != Bounds()

    @property
    def _percents(self) -> dict[str, float | None]:
        return {sign: getattr(self, name) for sign, name in _SIGNS.items()}

    def holds(self, standing: Standing | Line) -> bool:
        if self.late is not None and (
            "overdue" not in standing.marks or -standing.days_left < self.late
        ):
            return False
        if self.behind is None and not self.of_percent:
            return True
        done = standing.lit.actual
        return done is not None and (
            (self.behind is None or standing.lit.expected - done >= self.behind)
            and (self.above is None or done > self.above)
            and (self.below is None or done < self.below)
            and (self.at_least is None or done >= self.at_least)
            and (self.at_most is None or done <= self.at_most)
        )

    @property
    def commands(self) -> tuple[str, ...]:
        """The words of a button's command."""
        said = [f"{sign}{value:g}" for sign, value in self._percents.items() if value is not None]
        if self.behind is not None:
            said.append(f"g{self.behind}")
        if self.late is not None:
            said.append(f"o{self.late}")
        return tuple(said)

    def read(self, word: str) -> Bounds | None:
        """These with one more that `commands` wrote; None for any other word."""
        if match := _PERCENT.fullmatch(word):
            return replace(self, **{_SIGNS[match[1]]: float(match[2])})  # type: ignore[arg-type]
        if match := _WHOLE.fullmatch(word):
            return replace(self, **{"behind" if match[1] == "g" else "late": int(match[2])})
        return None

    @property
    def words(self) -> tuple[str, ...]:
        """As a title says them."""
        said = []
        if self.at_least is not None and self.at_most is not None:
            said.append(f"实报{self.at_least:g}%—{self.at_most:g}%")
        elif self.at_least is not None:
            said.append(f"实报不低于{self.at_least:g}%")
        elif self.at_most is not None:
            said.append(f"实报不超过{self.at_most:g}%")
        if self.above is not None:
            said.append(f"实报超过{self.above:g}%")
        if self.below is not None:
            said.append(f"实报低于{self.below:g}%")
        if self.behind is not None:
            said.append(f"欠{self.behind}点以上")
        if self.late is not None:
            said.append(f"逾期{self.late}天以上")
        return tuple(said)


NO_BOUNDS = Bounds()
