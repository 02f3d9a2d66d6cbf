"""[time] of the configuration: the zone, the work days, the hours in which something may be sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from domain.errors import Refused
from domain.rules import Rules
from domain.workdays import WorkCalendar

_ANY_DAY = datetime(2025, 6, 18, tzinfo=UTC)


class TimeSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    zone: str = "Asia/Shanghai"
    quiet_hours: tuple[time, time] = (time(20, 0), time(8, 0))
    lunch: tuple[time, time] = (time(12, 0), time(13, 30))
    digest_at: time = time(8, 50)
    digest_spread: int = Field(default=20, ge=0, le=120)
    daily_cap: int = Field(default=1, ge=1, le=10)
    request_days: int = Field(default=5, ge=1, le=60)
    cycle_day: int = Field(default=25, ge=1, le=31)
    soon_days: int = Field(default=30, ge=1, le=366)
    extra_holidays: list[date] = []
    extra_workdays: list[date] = []

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"没有时区「{zone}」，请写 Asia/Shanghai 这样的") from None
        return zone

    @model_validator(mode="after")
    def _leaves_time_to_remind(self) -> TimeSettings:
        """There are work days, and hours in them, in which something may be sent."""
        for year in sorted({day.year for day in self.extra_holidays}):
            try:
                self.calendar().on_or_after(date(year, 1, 1))
            except Refused:
                raise ValueError(f"extra_holidays 让{year}年没有一个工作日，请核对") from None
        try:
            Rules(quiet=self.quiet_hours, lunch=self.lunch).next_open(_ANY_DAY)
        except Refused:
            raise ValueError(
                "quiet_hours 和 lunch 占满了一整天，没有能发提醒的时间，请核对"
            ) from None
        return self

    def calendar(self) -> WorkCalendar:
        return WorkCalendar(frozenset(self.extra_holidays), frozenset(self.extra_workdays))
