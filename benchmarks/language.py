"""Reading a message: time with many tasks in view, and days against JioNLP.

    python -m benchmarks.language [--jionlp PYTHON]

PYTHON is an interpreter that has JioNLP (220 MB, so no dependency of this project): the same
expressions are read there, and agreement and the ratio of times are printed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from domain.language.dates import find_dates
from domain.language.frame import understand
from domain.language.situation import Situation
from domain.language.text import plain
from domain.plan import Task
from domain.planbook import PlanBook
from seed.read import builtin_plan

UNIT = "市发展改革委"
SIZES = (125, 250, 500, 1000)
ROUNDS = 3
LABELLED = Path("tests/language")
TODAY = date(2025, 6, 18)
SENTENCE = "跨境电商交易额已到85亿，完成85%，预计{}完成全部任务"
_JIONLP = """
import json, sys, time, jionlp
base = time.mktime((2025, 6, 18, 9, 0, 0, 0, 0, 0))
days, sentences = json.load(open(sys.argv[1], encoding="utf-8"))
def parsed(text):
    try:
        return jionlp.parse_time(text, time_base=base)["time"]
    except Exception:
        return None
def searched(text):
    try:
        return jionlp.ner.extract_time(text, time_base=base)
    except Exception:
        return None
def seconds(read, texts):
    best = float("inf")
    for _ in range(20):
        began = time.perf_counter()
        for text in texts:
            read(text)
        best = min(best, time.perf_counter() - began)
    return best
print(json.dumps([seconds(parsed, days), seconds(searched, sentences), [parsed(d) for d in days]]))
"""


def book_of(count: int) -> PlanBook:
    """A plan of `count` tasks, all of one unit: the real ones, then again with other words."""
    plan = builtin_plan()
    tasks: list[Task] = []
    for number in range(count):
        task = plan.tasks[number % len(plan.tasks)]
        turn = number // len(plan.tasks)
        duty = replace(task.units[0], name=UNIT)
        tasks.append(
            replace(
                task,
                code=task.code if not turn else f"{task.code}{'甲乙丙丁戊己庚辛壬'[turn - 1]}",
                title=_turned(task.title, turn),
                target=_turned(task.target, turn),
                units=(duty,),
            )
        )
    return PlanBook.of(replace(plan, tasks=tuple(tasks)))


def _turned(text: str, turn: int) -> str:
    """Other words of the same shape: every third character moved on in the code table."""
    if not turn:
        return text
    return "".join(
        chr(0x4E00 + (ord(char) - 0x4E00 + turn * 7) % 20000)
        if place % 3 == 0 and "\u4e00" <= char <= "\u9fff"
        else char
        for place, char in enumerate(text)
    )


def messages() -> list[str]:
    return [
        json.loads(line)["text"]
        for path in sorted((LABELLED / "messages").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def milliseconds(texts: list[str], read: Callable[[str], object]) -> list[float]:
    """One time for each text, the best of a few rounds."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for place, text in enumerate(texts):
            began = time.perf_counter()
            read(text)
            best[place] = min(best[place], (time.perf_counter() - began) * 1000)
    return sorted(best)


def measure_tasks() -> None:
    texts = messages()
    print(f"{len(texts)} messages, one core; milliseconds a message by tasks in the unit's view")
    first = 0.0
    for size in SIZES:
        book = book_of(size)
        situation = Situation(book, TODAY, (UNIT,), book.tasks[0].code)
        understand("热身", situation)
        times = milliseconds(texts, lambda text, s=situation: understand(text, s))
        mean = statistics.fmean(times)
        first = first or mean
        print(
            f"  {size:>5} tasks   mean {mean:6.3f} ({mean / first:4.2f} times the first)"
            f"   p50 {times[len(times) // 2]:6.3f}   p99 {times[int(len(times) * 0.99)]:6.3f}"
        )


def measure_dates(python: str | None) -> None:
    lines = (LABELLED / "dates.txt").read_text(encoding="utf-8").splitlines()
    table = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    days = [expression for expression, _ in table]
    sentences = [SENTENCE.format(expression) for expression in days]
    ours = [find_dates(plain(expression), TODAY) for expression in days]
    right = sum(
        1
        for (_, day), found in zip(table, ours, strict=True)
        if found and (found[0].day.isoformat() if found[0].day else "-") == day
    )
    alone, inside = _seconds(days), _seconds(sentences)
    print(
        f"days: {right}/{len(table)} right, {alone / len(table) * 1e6:.1f} µs each,"
        f" {inside / len(table) * 1e6:.1f} µs in a sentence"
    )
    if python is None:
        return
    questions = Path("build/dates.json")
    questions.parent.mkdir(exist_ok=True)
    questions.write_text(json.dumps([days, sentences], ensure_ascii=False), encoding="utf-8")
    answer = subprocess.run(
        [python, "-c", _JIONLP, str(questions)], capture_output=True, text=True, check=True
    )
    their_alone, their_inside, theirs = json.loads(answer.stdout.splitlines()[-1])
    agreed, better, worse = 0, [], []
    read = 0
    for (expression, day), found, other in zip(table, ours, theirs, strict=True):
        if other is None:
            continue
        read += 1
        end = datetime.fromisoformat(other[1]).date().isoformat() if _is_time(other[1]) else "?"
        mine = found[0].day.isoformat() if found and found[0].day else "-"
        if mine == end:
            agreed += 1
        else:
            (better if mine == day else worse).append(f"{expression} → {mine}, JioNLP {end}")
    print(
        f"JioNLP reads {read}/{len(table)}: agreed on {agreed}, ours as the table says on"
        f" {len(better)} more, worse on {len(worse)}; {their_inside / inside:.0f} times as long to"
        f" find and read a day in a sentence, {their_alone / alone:.0f} times for the bare words"
    )
    for line in [*(f"  worse: {each}" for each in worse), *(f"  differs: {e}" for e in better)]:
        print(line)


def _seconds(texts: list[str]) -> float:
    """The best of a few rounds over all texts."""
    best = float("inf")
    for _ in range(20):
        began = time.perf_counter()
        for text in texts:
            find_dates(plain(text), TODAY)
        best = min(best, time.perf_counter() - began)
    return best


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--jionlp", metavar="PYTHON", help="an interpreter that has JioNLP")
    chosen = parser.parse_args()
    measure_tasks()
    measure_dates(chosen.jionlp)


if __name__ == "__main__":
    main()
