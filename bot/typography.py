"""How figures, dates and punctuation look in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}
)
_BETWEEN = re.compile(
    r"(?<=[\u4e00-\u9fff\u201d\u300b])[,;:()?!]|[,;:()?!](?=[\u4e00-\u9fff\u201c\u300a])"
)
_WEEKDAYS = "一二三四五六日"


def full_width(text: str) -> str:
    """Half-width marks beside Chinese characters become full-width; ratios like 2:2:4 stay."""
    return _BETWEEN.sub(lambda match: match.group().translate(_MARKS), text)


def chinese_date(day: date | str, today: date | str | None = None) -> str:
    """2025年6月3日, or 6月3日 in the year of `today`."""
    day = _as_date(day)
    if today is not None and _as_date(today).year == day.year:
        return f"{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    return f"周{_WEEKDAYS[day.weekday()]}"


def figure(value: float) -> str:
    """13000, 97.7, 1.2亿: no exponent, no needless zero."""
    if abs(value) >= 10**8:
        return figure(value / 10**8) + "亿"
    return f"{value:.6f}".rstrip("0").rstrip(".")


def percent_bar(percent: float, width: int = 10) -> str:
    """A bar of `width` blocks; anything above nothing shows at least one."""
    filled = max(0, min(width, round(percent * width / 100)))
    if percent > 0 and filled == 0:
        filled = 1
    return "▰" * filled + "▱" * (width - filled)


_STEPS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[float]) -> str:
    """A row of bars, the lowest value as the lowest one: how reported values went over time."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return "".join(_STEPS[round((value - low) / span * (len(_STEPS) - 1))] for value in values)


def _as_date(day: date | str) -> date:
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else date.fromisoformat(day[:10])
