"""The only place that reads the time of day. `--now` starts it elsewhere and lets it run on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC times, shifted by a fixed amount."""

    def __init__(self, start: datetime | None = None) -> None:
        real = datetime.now(UTC)
        self._shift = timedelta(0) if start is None else start.astimezone(UTC) - real

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift
