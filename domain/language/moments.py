"""A day with an hour, as people say when something is to be sent: 明天上午9点, 周五 15:00, 半小时后."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from domain.language.dates import find_dates
from domain.language.numerals import read_integer
from domain.language.text import plain

_CLOCK = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|午后|傍晚|晚上|今晚|明晚|晚)?\s*"
    r"(?P<hour>\d{1,2}|[一二三四五六七八九十两]{1,3})\s*(?:[点时](?P<half>半|一刻|三刻)?(?:(?P<m1>\d{1,2}|[一二三四五六七八九十]{1,3})分?)?|:(?P<m2>\d{2}))"
)
_AFTER = re.compile(
    r"(?P<n>\d{1,3}|[一二三四五六七八九十两半]{1,3})个?(?P<u>小时|钟头|分钟)(?:之?后|以后)"
)
_SOMEWHAT = re.compile(r"[早晚]一?点")  # 早一点 is no hour
# 每月25号, 每周五: the next one of them.
_EACH = re.compile(r"每个?(?:月(?=\d|底|初|中)|(?=周[一二三四五六日天末]|星期|礼拜)|天|日|工作日)")
_WORK_BEGINS = 7  # 5点半 without a part of the day is one of the afternoon
_AFTERNOON = frozenset({"下午", "午后", "傍晚", "晚上", "今晚", "明晚", "晚"})
_PARTS = {"早": 9, "早上": 9, "早晨": 9, "上午": 9, "中午": 12, "下午": 15, "晚上": 19}


def read_moment(text: str, now: datetime, morning: time) -> datetime | None:
    """The moment meant, in `now`'s zone; a day without an hour means `morning`. None: not read, or past."""
    folded = _EACH.sub("", plain(text.strip()))
    if match := _AFTER.search(folded):
        count = 0.5 if match["n"] == "半" else float(read_integer(match["n"]) or 0)
        hours = count if match["u"] != "分钟" else count / 60
        return now + timedelta(hours=hours) if hours else None
    clock = _CLOCK.search(folded)
    days = [d.day for d in find_dates(_CLOCK.sub(" ", folded), now.date()) if d.day]
    day = days[0] if days else _near(folded, now.date())
    if clock is None:
        part = next((hour for word, hour in _PARTS.items() if word in folded), None)
        at = morning if part is None else time(part)
        if day is None and part is None:
            return None
    else:
        found = _time(clock)
        if found is None:
            return None
        at = found
    moment = datetime.combine(day or now.date(), at, now.tzinfo)
    if moment <= now and "每" in text and days:
        moment += timedelta(days=7)  # 每周一 on a Wednesday
    if day is None and moment <= now:
        moment += timedelta(days=1)
    return moment if moment > now else None


def read_clock(text: str) -> time | None:
    """The hour that is said: 9:20, 下午3点, 上午九点半; None where none is, or there is no such hour."""
    clock = _CLOCK.search(plain(text))
    return _time(clock) if clock and not _SOMEWHAT.search(text) else None


def _near(text: str, today: date) -> date | None:
    """明早, 今晚: days that are said with a part of the day alone."""
    for word, days in (("大后", 3), ("后天", 2), ("明", 1), ("今", 0)):
        if word in text:
            return today + timedelta(days=days)
    return None


def _time(match: re.Match[str]) -> time | None:
    hour = read_integer(match["hour"])
    minute = read_integer(match["m1"] or match["m2"] or "0")
    if match["half"]:
        minute = {"半": 30, "一刻": 15, "三刻": 45}[match["half"]]
    if hour is None or minute is None:
        return None
    early = not match["part"] and 0 < hour < _WORK_BEGINS
    if (match["part"] in _AFTERNOON or early) and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
