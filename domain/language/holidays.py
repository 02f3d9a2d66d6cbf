"""The days that people name by their feast: 春节, 中秋, 国庆, 五一 … by the solar or the lunar calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

_SOLAR = {
    "元旦": (1, 1),
    "妇女节": (3, 8),
    "三八": (3, 8),
    "植树节": (3, 12),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "青年节": (5, 4),
    "五四": (5, 4),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "建党节": (7, 1),
    "七一": (7, 1),
    "建军节": (8, 1),
    "八一": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "圣诞": (12, 25),
}
# A feast by the moon: its name in the national calendar, and how many days from it.
_LUNAR = {
    "春节": ("Spring Festival", 0),
    "过年": ("Spring Festival", 0),
    "大年初一": ("Spring Festival", 0),
    "除夕": ("Spring Festival", -1),
    "大年三十": ("Spring Festival", -1),
    "元宵": ("Spring Festival", 14),
    "正月十五": ("Spring Festival", 14),
    "清明": ("Tomb-Sweeping", 0),
    "端午": ("Dragon Boat", 0),
    "中秋": ("Mid-Autumn", 0),
    "重阳": ("Double Ninth", 0),
}
NAMES = tuple(sorted((*_SOLAR, *_LUNAR), key=len, reverse=True))


def next_feast(name: str, today: date) -> date | None:
    """The first day of that name from `today` on; None for a year whose calendar is not known."""
    for year in (today.year - 1, today.year, today.year + 1, today.year + 2):
        day = feast(name, year)
        if day is not None and day >= today:
            return day
    return None


@lru_cache(maxsize=512)
def feast(name: str, year: int) -> date | None:
    """The day of a feast in a solar year; 除夕 and 元宵 are counted from the new year of the moon."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    festival, days = _LUNAR[name]
    # The mainland's calendar has no 重阳, since it is no day off there; Hong Kong's has it.
    calendar = country_holidays("HK" if name == "重阳" else "CN", years=year)
    named = (day for day in calendar.get_named(festival) if "Eve" not in calendar[day])
    first = min((day for day in named if "observed" not in calendar[day]), default=None)
    return None if first is None else first + timedelta(days=days)
