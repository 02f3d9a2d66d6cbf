"""Questions that ask for a thing and its opposite (报了哪些 没报哪些), or for all but some lights."""

from __future__ import annotations

import re

from domain.language.narrowed import LIGHT_KEYS

_WHICH = r"(?:有|是)?(?:哪[些几]|多少|几)[项个条]?"
_OPPOSITES = (
    (
        ("reported", "unreported"),
        re.compile(
            rf"(?:报|交|填)(?:了|过|上来)?的?{_WHICH}.*?(?:没|未)(?:有)?(?:报|交|填)的?(?:{_WHICH}|$)"
            rf"|(?:没|未)(?:有)?(?:报|交|填)的?{_WHICH}.*?(?<![没未有])(?:报|交|填)(?:了|过|上来)?的?{_WHICH}"
            r"|报没报(?:的)?"
        ),
    ),
    (
        ("done", "open"),
        re.compile(
            rf"(?<![没未有])(?:办完|干完|做完|完成|办结)了?的?{_WHICH}.*?(?:没|未)(?:有)?(?:办完|干完|做完|完成|办结)的?(?:{_WHICH}|$)"
            rf"|(?:没|未)(?:有)?(?:办完|干完|做完|完成|办结)的?{_WHICH}.*?(?<![没未有])(?:办完|干完|做完|完成|办结)了?的?{_WHICH}"
        ),
    ),
)
_NOT_LIT = re.compile(
    r"(?:也|又|都)?(?:不是|并非|不亮|没亮|没有亮|非|不属于)([红黄绿蓝灰])(?:灯|牌|色)?(?:的)?"
)
_KEYS = dict(zip("红黄绿蓝灰", LIGHT_KEYS, strict=True))


def read_opposites(text: str) -> tuple[str, ...]:
    """The keys of both halves, where a question asks for the two; of units it asks otherwise."""
    if re.search(r"家|单位|谁|部门|(?<!自)县(?!域)", text):
        return ()
    return next((keys for keys, words in _OPPOSITES if words.search(text)), ())


def read_other_lights(text: str) -> tuple[str, ...]:
    """The lights that are left where some are ruled out: 不是红灯也不是绿灯的."""
    out = {_KEYS[match[1]] for match in _NOT_LIT.finditer(text)}
    return tuple(key for key in LIGHT_KEYS if key not in out) if out else ()


def without_other_lights(text: str) -> str:
    return _NOT_LIT.sub("　", text)
