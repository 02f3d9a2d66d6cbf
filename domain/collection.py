"""What came back to a broadcast, unit by unit: the total, what is missing, what stands out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

ENOUGH = 4  # answers from which on one can stand out
FAR = 5.0  # times the usual distance from the middle
NEAR = 0.3  # of the middle: what is within it never stands out, however alike the others are
TIMES = 8.0  # of the middle, where the answers hardly differ: a wrong unit


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` in `measure` where a number was asked for; `files` are names."""

    id: int
    person_id: int
    units: tuple[str, ...]
    text: str
    at: datetime
    value: float | None = None
    measure: str = ""
    files: tuple[str, ...] = ()
    code: str = ""  # the task of the report that the answer also is


def settles(answer: Answer, kind: str) -> bool:
    """Whether an answer gives what was asked for; 数据下周给, or a file for a number, does not yet."""
    if kind == "number":
        return answer.value is not None
    return kind != "file" or bool(answer.files) or bool(answer.code)


def newest_by_unit(answers: Iterable[Answer]) -> dict[str, Answer]:
    """unit → the answer that counts for it: the newest one."""
    found: dict[str, Answer] = {}
    for answer in sorted(answers, key=lambda each: each.id):
        for unit in answer.units:
            found[unit] = answer
    return found


def counting(answers: Sequence[Answer]) -> list[Answer]:
    """The answers that count: an unit's newest, a person's newest who answers for none."""
    kept = {a.id: a for a in newest_by_unit(answers).values()}
    alone = {a.person_id: a for a in answers if not a.units}
    kept |= {a.id: a for a in alone.values()}
    return [kept[number] for number in sorted(kept)]


def total(answers: Iterable[Answer]) -> float | None:
    """The sum of all numbers; None where none was given."""
    values = [answer.value for answer in answers if answer.value is not None]
    return round(sum(values), 6) if values else None


def outliers(answers: Sequence[Answer]) -> list[Answer]:
    """The numbers that stand far from the others: worth a look, not wrong."""
    values = [(answer, answer.value) for answer in answers if answer.value is not None]
    if len(values) < ENOUGH:
        return []
    middle = median(value for _, value in values)
    spread = median(abs(value - middle) for _, value in values)
    if spread:
        far = max(FAR * spread, NEAR * abs(middle))
        return [answer for answer, value in values if abs(value - middle) > far]
    return [
        answer
        for answer, value in values
        if value != middle and (not middle or not 1 / TIMES < abs(value / middle) < TIMES)
    ]
