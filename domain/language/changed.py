"""Questions about what changed: since when, and which lights turned into which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.language import asked
from domain.language.periods import find_period

_BETTER = {"red": 0, "yellow": 1, "grey": 1, "green": 2, "blue": 3}
_KEYS = {"红": "red", "黄": "yellow", "绿": "green", "蓝": "blue", "灰": "grey"}
_WORDS = {key: word for word, key in _KEYS.items()}
ENTERED = {"overdue": "逾期", "late": "欠序时", "blocked": "受阻", "behind": "滞后"}
_TURNED = re.compile(
    r"(?:从|由)?([红黄绿蓝灰])灯?(?:变|转|掉|退|降|升|翻)(?:成|为|到|回)?(?:了)?([红黄绿蓝灰])"
)
_LEFT = re.compile(
    r"(?:从|由)([红黄绿])灯?(?:名单|里头?|区|那边)?(?:上|中)?(?:(?:爬|升|摘|退|脱|转|走|翻|变|拉|缓|好|救)(?:了)?(?:出|上|下|过|掉|好|帽|回)?(?:来|去|了)?(?![红黄绿蓝灰成为])|[上下出]来)"
    r"|(?:摘掉?|脱|甩掉?|消)(?:了)?([红黄])(?:灯|帽子?|牌)"
)
_NEW = re.compile(
    r"新(?:增|亮|出现|添)(?:的|了)?(?:哪些|几个|多少)?([红黄绿蓝灰])灯|(?:变|转|翻)(?:成|为|了)*([红黄绿蓝灰])(?:灯|了|的|[?？]|$)"
)
# 跟上周比, 5月以来: since a day until now, not within the period.
COMPARED = re.compile(r"比|较|以来|至今|到现在|对照")
_IMPROVED = re.compile(r"变好|好转|改善|转好|有进步|进步的|有起色")
_WORSE = re.compile(r"变差|恶化|变坏|退步|掉队的?变|倒退")
MOVES = (_TURNED, _LEFT, _NEW, _IMPROVED, _WORSE)


@dataclass(frozen=True, slots=True)
class Change:
    """`day` is the last day of the state to compare with, None: the last issue. `turns` are (before,
    now) lights that are asked for (no light now: any other), `better` whether what became better (or
    worse) is, `entered` the key of a condition that did not hold before."""

    day: date | None = None
    turns: tuple[str, str] | None = None  # "" stands for any
    better: bool | None = None
    entered: str = ""

    def holds(self, before: str | None, now: str) -> bool:
        """Whether a change of a light is one that is asked for."""
        if self.turns is not None:
            was, then = self.turns
            return was in ("", before) and (then == now if then else before != now)
        if self.better is None or before is None:
            return self.better is None
        moved = _BETTER[now] - _BETTER[before]
        return moved > 0 if self.better else moved < 0

    @property
    def words(self) -> str:
        """新亮红灯, 由绿变红, 变好的, 新增逾期."""
        if self.entered:
            return f"新增{ENTERED[self.entered]}"
        if self.turns is None:
            return "变好的" if self.better else "变差的"
        before, now = (_WORDS.get(key, "") for key in self.turns)
        if not now:
            return f"不再是{before}灯"
        return f"由{before}变{now}" if before else f"新亮{now}灯"

    @property
    def command(self) -> str:
        """As a button carries it; `read_command` reads it."""
        if self.entered:
            return self.entered
        if self.turns is None:
            return "better" if self.better else "worse"
        before, now = self.turns
        return f"{before}>{now}" if before else now

    @classmethod
    def read_command(cls, word: str) -> Change | None:
        if word in ("better", "worse"):
            return cls(better=word == "better")
        if word in ENTERED:
            return cls(entered=word)
        before, _, now = word.rpartition(">")
        known = {before, now} <= {"", *_WORDS} and bool(before or now)
        return cls(turns=(before, now)) if known else None


def read_change(text: str, today: date) -> Change | None:
    """None where nothing is asked of a change."""
    turned, new, left = _TURNED.search(text), _NEW.search(text), _LEFT.search(text)
    better = True if _IMPROVED.search(text) else False if _WORSE.search(text) else None
    moved = asked.MOVED.search(text) is not None
    if not (turned or new or left or better is not None or moved or asked.CHANGED.search(text)):
        return None
    turns = None
    if turned:
        turns = (_KEYS[turned[1]], _KEYS[turned[2]])
    elif left:
        turns = (_KEYS[left[1] or left[2]], "")
    elif new:
        turns = ("", _KEYS[new[1] or new[2]])
    return Change(_compared_with(text, today), turns, better)


def _compared_with(text: str, today: date) -> date | None:
    """The last day before the period that is compared with ends: 比上月 is the end of last month."""
    if asked.ISSUE.search(text) or asked.LAST_ISSUE.search(text):
        return None
    period = find_period(text, today)
    if period is None:
        return None
    if period.end < today and not period.rolling:
        return period.end
    start = period.start - timedelta(days=1)  # 本月新增 is since the end of last month
    return start if start < today else None
