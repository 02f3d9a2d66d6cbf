"""Numbers as people write them: 十四 → 14, 两百零五 → 205, 两千三 → 2300, 三点五 → 3.5, 1,200 → 1200."""

from __future__ import annotations

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = "".join([*_DIGITS, *_UNITS])

_LONGEST = 20  # characters; 九百九十九亿九千九百九十九万 is 14
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
# 四百八十七万千瓦 ends before 千瓦.
SPOKEN = rf"(?!千[瓦克米伏])[{CHINESE}](?:(?!千[瓦克米伏])[{CHINESE}万亿]|点(?=[{CHINESE}]))*"


def read_integer(text: str) -> int | None:
    """The whole number `text` (up to 9999, Arabic or Chinese) stands for, or None."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total, digit, in_a_row, by_units = 0, None, 0, False
    for char in text:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit, by_units = None, True
        elif char in _DIGITS:
            digit = _DIGITS[char]
            in_a_row = in_a_row * 10 + digit
        else:
            return None
    return total + (digit or 0) if by_units else in_a_row


def read_number(text: str) -> float | None:
    """The value of an Arabic or spoken number, or None for what is none (or longer than any)."""
    if len(text) > _LONGEST:
        return None
    if re.fullmatch(ARABIC, text):
        return float(text.replace(",", ""))
    whole, _, decimals = text.partition("点")
    if decimals:
        tail = decimals.rstrip("万亿")
        if not tail or any(char not in _DIGITS for char in tail):
            return None
        scale = 1
        for char in decimals[len(tail) :]:
            scale *= _LARGE[char]
        before = _read_spoken(whole)
        after = float("0." + "".join(str(_DIGITS[char]) for char in tail))
        return None if before is None else round((before + after) * scale, 10)
    return _read_spoken(whole)


def _read_spoken(text: str) -> float | None:
    for name in ("亿", "万"):
        head, found, rest = text.rpartition(name)
        if found:
            high = _read_spoken(head)
            low = _rest(rest, _LARGE[name] // 10)
            return None if high is None or low is None else high * _LARGE[name] + low
    return _below_ten_thousand(text)


def _rest(text: str, implied: int) -> float | None:
    """What stands behind 万 or 亿: 一万二 leaves out the last unit, so a lone digit counts its tenth."""
    if not text:
        return 0.0
    if len(text) == 1 and text in _DIGITS:
        return float(_DIGITS[text] * implied)
    return _read_spoken(text)


def _below_ten_thousand(text: str) -> float | None:
    """两千三 is 2300: a lone digit behind 千 or 百 counts its tenth."""
    if len(text) >= 3 and text[-2] in "百千" and text[-1] in _DIGITS:
        head = read_integer(text[:-1])
        return None if head is None else float(head + _DIGITS[text[-1]] * _UNITS[text[-2]] // 10)
    number = read_integer(text)
    return None if number is None else float(number)
