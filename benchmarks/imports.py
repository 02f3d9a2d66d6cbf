"""How long a list takes to read: the real one, and workbooks of growing length.

`python -m benchmarks.imports` prints the seconds, and how the cost of a row grows from 1,250 rows to
5,000 (1.0 is linear). A second version of 5,000 rows with a tenth changed is compared as well.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from domain.difference import compare
from domain.plan import Plan
from seed.companion import SHIPPED
from seed.read import builtin_plan, read_file

ROWS = (1250, 2500, 5000)
REPEATS = 3
UNITS = ("市发展改革委", "市财政局", "市教育局", "市交通运输局", "各县（市、区）人民政府")


def fastest(work: Callable[[], Any]) -> float:
    """The best of a few runs, in seconds: the machine's other work only ever adds."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def workbook(file: Path, count: int) -> None:
    """Rows with the texts of the real list, each a little different, over four sheets."""
    texts = [(task.title, task.target) for task in builtin_plan().tasks]
    book = openpyxl.Workbook(write_only=True)
    for part in range(4):
        sheet = book.create_sheet(f"第{part + 1}批")
        sheet.append(["序号", "工作任务", "目标", "牵头单位", "配合单位", "完成时限"])
        for number in range(1, count // 4 + 1):
            title, target = texts[number % len(texts)]
            month = number % 12 + 1
            sheet.append(
                [
                    number,
                    f"{title}（第{part}-{number}批）",
                    target,
                    UNITS[number % 5],
                    "、".join(UNITS[: number % 4]),
                    f"2025年{month}月底前",
                ]
            )
    book.save(file)


def progress(done: int, of: int) -> None:
    end = "\n" if done == of else ""
    print(f"\r  reading {done}/{of}", end=end, file=sys.stderr, flush=True)


def second_version(plan: Plan) -> Plan:
    return replace(
        plan,
        tasks=tuple(
            replace(task, target=f"{task.target}并按月调度。") if place % 10 == 0 else task
            for place, task in enumerate(plan.tasks)
        ),
    )


def main() -> None:
    builtin_plan()
    seconds = fastest(builtin_plan)
    print(f"the real list ({len(builtin_plan().tasks)} tasks): {seconds:.3f} s (wanted < 0.3)")
    print(f"  from its file with all beside it: {fastest(_from_file):.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        per_row: dict[int, float] = {}
        plan = builtin_plan()
        for count in ROWS:
            file = Path(folder) / f"{count}.xlsx"
            workbook(file, count)
            start = time.perf_counter()
            plan = read_file(file, progress)
            spent = time.perf_counter() - start
            per_row[count] = spent / count
            wanted = " (wanted < 10)" if count == ROWS[-1] else ""
            print(f"xlsx of {count} rows, {len(plan.tasks)} tasks: {spent:.2f} s{wanted}")
        growth = per_row[ROWS[-1]] / per_row[ROWS[0]]
        print(f"cost of a row at {ROWS[-1]} against {ROWS[0]}: {growth:.2f} times (1.0 is linear)")
        changed = second_version(plan)
        start = time.perf_counter()
        found = compare(plan.tasks, changed.tasks)
        spent = time.perf_counter() - start
        print(f"a second version with {len(found.changed)} changes compared: {spent:.2f} s")


def _from_file() -> Plan:
    return read_file(SHIPPED[0] / "document.txt")


if __name__ == "__main__":
    main()
