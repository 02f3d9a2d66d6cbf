"""Chinese numerals: 十四 → 14, 四十 → 40, 两百零五 → 205, 一二三 → 123."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
CHINESE = "".join([*_DIGITS, *_UNITS])


def read_integer(text: str) -> int | None:
    """The whole number `text` (up to 9999, Arabic or Chinese) stands for, or None."""
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(char not in CHINESE for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)
