"""Bounds that a question sets: of a task's percent, days past a deadline, points behind, a unit's count."""

from __future__ import annotations

import re

from domain.bounds import Bounds
from domain.language import asked
from domain.language.numerals import read_number

_OVER = r"超过|超出|超|高于|大于|多于|不止"
_UNDER = r"低于|不到|不足|小于|少于|没到|没有到|未到|未达到?|没达到?|没过|没超过?|没有"
_REACH = r"达到|达|不低于|不少于|不小于|至少|最少|起码|到了|上了"
_LIMIT = r"不超过|不高于|不大于|不多于|至多|最多|顶多"
_PERCENT = r"(\d{1,3}(?:\.\d)?)\s*%"
_AFTER = rf"(?:的?(?:进度|完成率|比例))?(?:都|也|还|仍)*(?:{_UNDER})"
_BETWEEN = re.compile(
    rf"(?:完成率|进度|比例)?在?{_PERCENT[:-4]}\s*%?\s*(?:到|至|—|-|~|和|与)\s*{_PERCENT}(?:之间|以内|区间|中间)?"
)
# 完成率 beside a bound says what is bounded, it asks for no rate.
_OF = r"(?:(?:完成率|完成度|完成比例|实报|进度|比例)?(?:的|在|为|是|连|才|还|都)*)"
_FORMS = (
    (re.compile(rf"{_OF}{_PERCENT}\s*(?:及|和|或|或者)?(?:以上|往上|起步|开外)"), "at_least"),
    (re.compile(rf"{_OF}{_PERCENT}\s*(?:及|和|或|或者)?(?:以下|往下|以内|之内)"), "at_most"),
    (re.compile(rf"{_OF}(?:{_LIMIT})\s*{_PERCENT}"), "at_most"),
    (re.compile(rf"{_OF}{_PERCENT}{_AFTER}"), "below"),
    (re.compile(rf"{_OF}(?:{_UNDER})\s*{_PERCENT}"), "below"),
    (re.compile(rf"{_OF}(?:{_REACH})\s*{_PERCENT}"), "at_least"),
    (re.compile(rf"{_OF}(?:{_OVER})\s*(?:了)?\s*{_PERCENT}"), "above"),
)
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_COUNTED = r"\s*[项个盏条份件](?!月|星期|礼拜|百分|点)"
_COUNTS = (
    (re.compile(rf"(?:{_LIMIT})\s*{_NUMBER}{_COUNTED}"), 0, 0),
    (re.compile(rf"{_NUMBER}{_COUNTED}(?:及|和|或)?(?:以上|往上)"), 1, 0),
    (re.compile(rf"{_NUMBER}{_COUNTED}(?:及|和|或)?(?:以下|以内)"), 0, 0),
    (re.compile(rf"(?:不到|不足|少于|小于|低于|没到)\s*{_NUMBER}{_COUNTED}"), 0, -1),
    (re.compile(rf"(?:{_REACH})\s*{_NUMBER}{_COUNTED}"), 1, 0),
    (re.compile(rf"(?:{_OVER})\s*(?:了)?\s*{_NUMBER}{_COUNTED}"), 1, 1),
)


def read_bounds(text: str) -> Bounds:
    """What bounds a question (as `spelt` gives it) sets on tasks."""
    behind = late = None
    if match := asked.DAYS_LATE.search(text):
        late = _days(match["n"], match["unit"])
    elif match := asked.POINTS_BEHIND.search(text):
        behind = int(match[1])
    if late is not None or behind is not None:
        text = text[: match.start()] + "　" + text[match.end() :] if match else text
    if match := _BETWEEN.search(text):
        low, high = sorted((float(match[1]), float(match[2])))
        return Bounds(at_least=low, at_most=high, behind=behind, late=late)
    for words, name in _FORMS:
        if match := words.search(text):
            return Bounds(**{name: float(match[1])}, behind=behind, late=late)
    return Bounds(behind=behind, late=late)


def _days(number: str, unit: str) -> int:
    value = 0.5 if number == "半" else read_number(number) or 0
    days = 365 if "年" in unit else 30 if "月" in unit else 7 if unit[-1] in "周期" else 1
    return round(value * days)


def read_counts(text: str) -> tuple[int | None, int | None] | None:
    """(at least, at most) how many tasks a unit that is asked for has; None where nothing is said."""
    for words, least, by in _COUNTS:
        match = words.search(text)
        number = read_number(match[1]) if match else None
        if number is not None:
            bound = int(number) + by
            return (bound, None) if least else (None, bound)
    return None


def without_bounds(text: str) -> str:
    """The text with blanks for what `read_bounds` and `read_counts` read."""
    for words in (_BETWEEN, *(words for words, _ in _FORMS), *(words for words, *_ in _COUNTS)):
        text = words.sub("　", text)
    return text
