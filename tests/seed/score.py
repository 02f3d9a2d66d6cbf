"""How well a document is read, against a table of it made by hand: documents/<name>.json.

Items are told apart by the title, which occurs word for word in the item; units by name (as written,
or with the prefix that the text leaves out); roles and days count where the unit or item was found.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seed.as_json import task_as_json
from seed.read import read_file

FOLDER = Path(__file__).parent / "documents"


@dataclass
class Score:
    items: float
    extra: int
    units: float
    roles: float
    dates: float
    faults: list[str] = field(default_factory=list)


def score(gold_file: Path, document: Path | None = None) -> Score:
    gold = read_gold(gold_file)
    document = document or gold_file.with_suffix(".txt")
    plan = read_file(document)
    read = [task_as_json(task) for task in plan.tasks]
    faults: list[str] = []
    pairs, left = _pairs(gold, read)
    found = right = wanted = same_role = dated = 0
    for item, task in zip(gold, pairs, strict=True):
        wanted += len(item["units"])
        if task is None:
            faults.append(f"not found: {item['label']} {item['title'][:30]}")
            continue
        roles = {_plain(unit["name"]): unit["role"] for unit in task["units"]}
        found += len(roles)
        for unit in item["units"]:
            names = [_plain(unit[key]) for key in ("name", "full_name") if key in unit]
            role = next((roles.pop(name) for name in names if name in roles), None)
            if role is None:
                faults.append(f"{item['label']} lacks {unit['name']}")
                continue
            right += 1
            if role == unit["role"]:
                same_role += 1
            else:
                faults.append(f"{item['label']} {unit['name']} is {role}")
        faults += [f"{item['label']} has {name} besides" for name in roles]
        due = task["due"] if task["due_basis"] == "text" else None
        if due == item["due"]:
            dated += 1
        else:
            faults.append(f"{item['label']} is due {due}, not {item['due']}")
    faults += [f"no item: {task['code']} {task['title'][:30]}" for task in left]
    matched = sum(task is not None for task in pairs)
    return Score(
        items=2 * matched / (len(gold) + len(read)) if gold else 0,
        extra=len(left),
        units=2 * right / (found + wanted) if wanted else 1,
        roles=same_role / right if right else 0,
        dates=dated / matched if matched else 0,
        faults=faults,
    )


def read_gold(file: Path) -> list[dict[str, Any]]:
    """A .json as the examples have it, or a .gold: `label | title | 甲局+ 乙局=市乙局 | 2024-06-30`,
    a line an item; + leads, = gives the whole name, - is no day of its own."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        items: list[dict[str, Any]] = json.loads(text)["items"]
        return items
    found = []
    for line in text.splitlines():
        label, title, names, due = line.split(" | ")
        units = []
        for name in names.split():
            written, _, whole = name.rstrip("+").partition("=")
            role = "lead" if name.endswith("+") else "coop"
            units.append({"name": written, "full_name": whole or written, "role": role})
        found.append(
            {"label": label, "title": title, "units": units, "due": None if due == "-" else due}
        )
    return found


def _pairs(
    gold: list[dict[str, Any]], read: list[dict[str, Any]]
) -> tuple[list[dict[str, Any] | None], list[dict[str, Any]]]:
    """For each item the task that holds its title, in the order of both; and the tasks left over."""
    left = list(read)
    pairs: list[dict[str, Any] | None] = []
    for item in gold:
        title = _plain(item["title"])
        task = next((t for t in left if title in _plain(t["title"] + "。" + t["target"])), None)
        if task:
            left.remove(task)
        pairs.append(task)
    return pairs, left


def _plain(text: str) -> str:
    return re.sub(r"[\s。，,“”\"（）()]", "", text)


if __name__ == "__main__":
    import sys

    for name in sys.argv[1:] or sorted(
        str(file) for file in FOLDER.iterdir() if file.suffix != ".txt"
    ):
        file = Path(name)
        said = score(file)
        print(
            f"{file.stem:34} items {said.items:.3f} units {said.units:.3f}"
            f" roles {said.roles:.3f} dates {said.dates:.3f} extra {said.extra}"
        )
        for fault in said.faults:
            print("   ", fault)
