"""Texts that nobody hopes for: `python -m tests.language.fuzz 100000` reads so many and tells the slowest."""

from __future__ import annotations

import random
import sys
import time

from domain.language.several import split
from tests.language.reading import book, read
from tests.language.score import load

_PIECES = (
    *"0123456789零一二三四五六七八九十百千万亿两半几余多%％.．,，。;；:：、-—~→()（）[]【】“”\n\t ",
    *("\u3000", "\u200b", "\ufeff"),
    *("政策", "事项", "附件", "任务", "项目", "第", "号", "年", "月", "日", "前", "底", "周", "天"),
    *(
        "完成",
        "已",
        "未",
        "没",
        "不是",
        "更正",
        "进度",
        "占",
        "率",
        "达到",
        "由",
        "到",
        "至",
        "约",
        "近",
    ),
    *(
        "亿元",
        "万亩",
        "个",
        "家",
        "人次",
        "公里",
        "因为",
        "影响",
        "资金",
        "等",
        "批复",
        "困难",
        "申请",
        "延期",
    ),
    *(
        "😂",
        "🎉",
        "e\u0301",
        "\u202e",
        "<b>",
        "&amp;",
        "'; DROP TABLE reports; --",
        "{{7*7}}",
        "\x00",
    ),
)
_REPEATED = (
    *("嗯", "哦", "好的", "刚刚", "我们", "上报", "请帮我", "查看", "需要", "到了", "总共"),
    "9",
    "九",
    "十",
    "万",
    "1.",
    "1-",
    "1—",
    "（",
    "前",
    "年",
    "不是",
    "从1到",
    "占",
    "没有",
    "，",
    "等待",
    " ",
)


def hostile(dice: random.Random) -> str:
    """Pieces in any order, or one of them very often: what catastrophic expressions are afraid of."""
    if dice.random() < 0.2:
        return dice.choice(_REPEATED) * dice.randint(50, 1500) + dice.choice(("", "完", "%", "\n"))
    return "".join(dice.choice(_PIECES) for _ in range(dice.randint(1, 150)))


def messages(dice: random.Random) -> str:
    """Real messages, cut, glued together, doubled and misspelt."""
    texts = [row["text"] for name in ("examples", "offices", "edges") for row in load(name)]
    text = "".join(dice.choice(texts) for _ in range(dice.randint(1, 4)))
    for _ in range(dice.randint(0, 6)):
        at = dice.randrange(len(text) + 1)
        text = dice.choice(
            (text[:at], text[at:], text[:at] + dice.choice(_PIECES) + text[at:], text + text)
        )[:1500]
    return text


def main(count: int) -> None:
    dice = random.Random(20251124)
    codes = [*book().by_code, None]
    units = list(book().holders)
    slowest: list[tuple[float, str]] = []
    for _ in range(count):
        text = hostile(dice) if dice.random() < 0.5 else messages(dice)
        began = time.perf_counter()
        for part in split(text):
            read(part, dice.choice(units), shown=dice.choice(codes), sends=dice.random() < 0.2)
        slowest = sorted([*slowest, (time.perf_counter() - began, text)], reverse=True)[:3]
    print(f"{count} texts read, none raised; slowest:")
    for seconds, text in slowest:
        print(f"  {seconds * 1000:7.1f} ms for {len(text)} characters: {text[:40]!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
