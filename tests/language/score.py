"""Predictions against labelled messages, as SPEC.md says: the share that is right, per field."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

Row = dict[str, Any]
MESSAGES = Path(__file__).parent / "messages"
WORK = {"report", "coordinate", "extend", "close"}
_LARGE = {"万": 1e4, "亿": 1e8}


def load(name: str) -> list[Row]:
    text = (MESSAGES / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def score(gold: list[Row], frames: dict[int, Row]) -> dict[str, float]:
    """Shares between 0 and 1; `figures_f1` is micro F1 over all rows with figures."""
    marks: dict[str, list[bool]] = {}
    right = read = labelled = 0
    for row in gold:
        found, counts = _marks(row, frames[row["id"]])
        right, read, labelled = right + counts[0], read + counts[1], labelled + counts[2]
        for name, mark in found.items():
            marks.setdefault(name, []).append(mark)
    shares = {name: sum(values) / len(values) for name, values in marks.items()}
    return {**shares, "figures_f1": 2 * right / max(1, read + labelled)}


def is_right(row: Row, frame: Row) -> bool:
    return _marks(row, frame)[0]["frame"]


def _marks(row: Row, frame: Row) -> tuple[dict[str, bool], tuple[int, int, int]]:
    """The marks of one row, and its figures: right, read, labelled."""
    gold, intent = row["expect"], row["expect"]["intent"]
    marks = {"intent": frame["intent"] == intent}
    whole = marks["intent"]
    names = intent in ("undo", "broadcast") and gold["task"]
    if intent in WORK | {"detail", "history"} or names:
        marks["task"] = _task(gold, frame, strict=False)
        whole &= _task(gold, frame, strict=True)
    counts = (0, 0, 0)
    if intent in WORK:
        marks["status"] = frame["status"] == gold["status"]
        marks["percent"] = _same_number(gold["percent"], frame["percent"])
        marks["eta"] = frame["eta"] == gold["eta"]
        marks["blocker"] = frame["has_blocker"] == gold["has_blocker"]
        counts = _figures(gold["figures"], frame["figures"])
        whole &= all(marks[name] for name in ("status", "percent", "eta", "blocker"))
        whole &= counts[0] == counts[1] == counts[2]
    if intent in ("list", "summary"):
        marks["filter"] = _filter(row, frame)
        whole &= marks["filter"]
    return {**marks, "frame": bool(whole)}, counts


def _task(gold: Row, frame: Row, *, strict: bool) -> bool:
    task, candidates = frame["task"], frame["candidates"]
    if gold["task"]:
        asked = task is None and len(candidates) <= 3 and gold["task"] in candidates
        return task == gold["task"] or (asked and not strict)
    if gold["candidates"]:
        return not task and len(candidates) <= 3 and set(gold["candidates"]) <= set(candidates)
    return not task


def _same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-6


def _figures(gold: list[Row], read: list[Row]) -> tuple[int, int, int]:
    left = list(dict.fromkeys(map(_plain_figure, read)))
    wanted, number, right = list(dict.fromkeys(map(_plain_figure, gold))), len(left), 0
    for value, unit in wanted:
        for other in left:
            same_unit = other[1] and (other[1].startswith(unit) or unit.startswith(other[1]))
            if same_unit and abs(other[0] - value) <= 1e-6 * max(1, abs(value)):
                left.remove(other)
                right += 1
                break
    return right, number, len(wanted)


def _plain_figure(figure: Row) -> tuple[float, str]:
    """万 and 亿 multiplied out; a bare 万 is money."""
    unit = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(figure.get("unit") or "")))
    value, large = float(figure["value"]), False
    while unit[:1] in _LARGE:
        value, unit, large = value * _LARGE[unit[0]], unit[1:], True
    return value, unit or ("元" if large else "")


def _filter(row: Row, frame: Row) -> bool:
    gold, read = dict(row["expect"]["filter"]), dict(frame["filter"])
    if row["role"] == "liaison":
        for each in (gold, read):
            if each.get("unit") == row["sender_unit"]:
                each.pop("unit")
    section, said = gold.pop("section", None), read.pop("section", None)
    same = (section is None) == (said is None) and (section is None or section in said)
    return gold == read and same
