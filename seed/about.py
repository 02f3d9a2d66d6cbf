"""What a document says of itself: title, number, issuer, its days. A plan.toml beside it is stronger."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}〔20\d\d〕\s*\d+号")
_DAY = re.compile(r"^(20\d\d)年(\d{1,2})月(\d{1,2})日$")
_ISSUER = re.compile(r"^[\u4e00-\u9fff]{2,12}(?:人民政府|办公室|办公厅|委员会|国务院)$")
_PERIOD = re.compile(r"(20\d\d)\s*年?\s*[—–~～-]+\s*(20\d\d)\s*年")
_YEAR = re.compile(r"20[0-4]\d(?=\s*年|[〕）)]|$)")
_TITLE = re.compile(
    r"(?:方案|计划|清单|意见|措施|政策|办法|要点|通知|规划|分工|分解|清单|台账|表)(?:[（(][^（）()]*[)）])?$"
)
_HEAD_LINES = 40
_TOLD = ("title", "number", "issuer", "issued_on", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class About:
    """A plan's data beside its tasks."""

    title: str
    number: str
    issuer: str
    issued_on: date
    starts_on: date
    ends_on: date
    is_stated: bool = True
    has_year: bool = True


def load_about(file: Path) -> About:
    """What a plan.toml says; it must say all."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return About(**{name: data[name] for name in _TOLD})


def number_in(lines: Iterable[str]) -> str:
    """The document's own number: the first that stands in its head."""
    for line in list(lines)[:_HEAD_LINES]:
        if found := _NUMBER.search(line):
            return re.sub(r"\s+|^.*(?:人民政府|办公室|办公厅|委员会)(?=.)", "", found.group())
    return ""


def read_about(lines: tuple[str, ...], name: str) -> tuple[About, tuple[str, ...]]:
    """What the head of the document tells, and a sentence for each thing that had to be assumed."""
    head = [line.strip() for line in lines[:_HEAD_LINES] if line.strip()]
    warnings: list[str] = []
    has_year = True
    title = next((line for line in head if _TITLE.search(line) and len(line) >= 6), name)
    title = re.sub(r"\s+", "", title)
    day = next((found for line in head if (found := _DAY.match(line.replace(" ", "")))), None)
    number = number_in(lines)
    if day:
        issued_on = date(int(day[1]), int(day[2]), int(day[3]))
    else:
        year = (
            _YEAR.search(number)
            or _PERIOD.search(title)
            or _YEAR.search(title)
            or _YEAR.search("".join(head))
        )
        has_year = year is not None
        issued_on = date(int(year.group()[:4]) if year else _latest_year(lines), 1, 1)
        warnings.append(f"没有读到印发日期，暂按{issued_on.year}年计；请核对。")
    period, single = _PERIOD.search(title), _YEAR.search(title)
    years = (issued_on.year, issued_on.year)
    if period:
        years = (int(period[1]), int(period[2]))
    elif single:
        years = (int(single.group()), int(single.group()))
    else:
        warnings.append(f"没有读到起止年份，暂按{issued_on.year}年计；没有写时限的事项以年底为限。")
    return About(
        title=title,
        number=number,
        issuer=next((line for line in head if _ISSUER.match(line)), ""),
        issued_on=issued_on,
        starts_on=date(years[0], 1, 1),
        ends_on=date(years[1], 12, 31),
        is_stated=False,
        has_year=has_year,
    ), tuple(warnings)


def _latest_year(lines: Iterable[str]) -> int:
    """The latest year that occurs anywhere, for a document whose head tells none."""
    return max((int(year) for line in lines for year in _YEAR.findall(line)), default=2000)
