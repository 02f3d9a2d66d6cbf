"""[ladder] and [cycle] of the configuration, and the presets: the ladders of other places as files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from domain.cycles import Cycles, read_rhythm
from domain.ladder import STANDARD, Ladder, Silencer, Step
from domain.people import Position
from domain.plan import TaskList

PRESETS = Path(__file__).parent / "presets"
_To = Literal["liaison", "supervisor", "coordinator"]
_By = Literal["report", "request", "snooze", "ack"]
_MOST = 10 * 366


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RungSettings(_Section):
    """`at`: days ahead of the deadline (negative), work days after it (positive)."""

    at: int = Field(ge=-_MOST, le=_MOST)
    to: list[_To] = ["liaison"]
    tone: str = Field(default="", max_length=8)
    silenced_by: list[_By] = ["report", "request", "snooze", "ack"]
    apart: bool = False

    def step(self) -> Step:
        return Step(
            self.at,
            tuple(Position(each) for each in self.to),
            self.tone,
            frozenset(Silencer(each) for each in self.silenced_by),
            self.apart,
        )


def _standard_rungs() -> list[RungSettings]:
    return [
        RungSettings.model_validate(
            {
                "at": step.at,
                "to": [each.value for each in step.to],
                "tone": step.tone,
                "silenced_by": [each.value for each in Silencer if each in step.silenced_by],
                "apart": step.apart,
            }
        )
        for step in STANDARD.steps
    ]


class LadderSettings(_Section):
    """`preset` is the name of a file that we ship, or the path of one; it takes the place of the rest."""

    preset: str = ""
    rungs: list[RungSettings] = Field(default_factory=_standard_rungs, min_length=1, max_length=40)
    repeat: list[int] = list(STANDARD.repeat)
    repeat_to: list[_To] = ["liaison", "supervisor"]
    repeat_tone: str = Field(default=STANDARD.again.tone, max_length=8)

    @field_validator("rungs")
    @classmethod
    def _once_each(cls, rungs: list[RungSettings]) -> list[RungSettings]:
        if len({rung.at for rung in rungs}) != len(rungs):
            raise ValueError("有两级的 at 相同")
        return rungs

    @field_validator("repeat")
    @classmethod
    def _forward(cls, repeat: list[int]) -> list[int]:
        if any(gap < 1 for gap in repeat):
            raise ValueError("两次重复之间至少 1 个工作日")
        return repeat

    def ladder(self) -> Ladder:
        to = tuple(Position(each) for each in self.repeat_to)
        again = Step(0, to, self.repeat_tone, STANDARD.again.silenced_by)
        return Ladder(tuple(rung.step() for rung in self.rungs), tuple(self.repeat), again)


class CycleSettings(_Section):
    """`every`: weekly[:weekday], xun, monthly[:day], quarterly[:day of its last month] or none."""

    every: str = "monthly"
    lists: dict[str, str] = {}
    tasks: dict[str, str] = {}
    opening: int = Field(default=7, ge=0, le=60)
    reminders: list[int] = [1]
    reuse_days: int = Field(default=10, ge=0, le=60)

    @field_validator("every")
    @classmethod
    def _readable(cls, every: str) -> str:
        read_rhythm(every)
        return every

    @field_validator("lists", "tasks")
    @classmethod
    def _readable_each(cls, chosen: dict[str, str]) -> dict[str, str]:
        for every in chosen.values():
            read_rhythm(every)
        return chosen

    @field_validator("lists")
    @classmethod
    def _known(cls, chosen: dict[str, str]) -> dict[str, str]:
        if unknown := set(chosen) - {each.value for each in TaskList}:
            known = "、".join(each.value for each in TaskList)
            raise ValueError(f"没有清单「{'、'.join(sorted(unknown))}」，可用：{known}")
        return chosen

    @field_validator("reminders")
    @classmethod
    def _ahead(cls, reminders: list[int]) -> list[int]:
        if any(days < 0 for days in reminders):
            raise ValueError("提前提醒的天数不能小于 0")
        return reminders

    def cycles(self, month_day: int) -> Cycles:
        return Cycles(
            read_rhythm(self.every, month_day),
            {name: read_rhythm(every, month_day) for name, every in self.lists.items()},
            {code: read_rhythm(every, month_day) for code, every in self.tasks.items()},
            self.opening,
            tuple(self.reminders),
            self.reuse_days,
        )


class Preset(_Section):
    ladder: LadderSettings = LadderSettings()
    cycle: CycleSettings | None = None


def preset_names() -> list[str]:
    return sorted(file.stem for file in PRESETS.glob("*.toml"))


@cache
def read_preset(name: str) -> Preset:
    """A preset that we ship, by name, or a file of one's own; ValueError when there is none."""
    file = PRESETS / f"{name}.toml" if name in preset_names() else Path(name)
    if not file.is_file():
        raise ValueError(f"没有「{file.name}」，可用：{'、'.join(preset_names())}，或一个文件")
    return Preset.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
