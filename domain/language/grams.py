"""The words of a plan's tasks as pairs of characters, indexed: which tasks know what a message says."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.plan import Task

RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z\d+-]*[A-Za-z][A-Za-z\d+-]*")
_GAPS = 3  # 聊大 is 聊城大学: characters that an abbreviation leaves out
_ABBREVIATED = 0.5
_TITLE = 1.5
_LATER = 0.75  # a message says first what it is about
_APART = "…"
WORD_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a task knows of a message: its weight, the same with its title's words above others, where."""

    plainly: float
    weighed: float
    places: tuple[int, ...]


class Index:
    """Postings: pair of characters → the tasks (by place) whose words hold it."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._postings: dict[str, dict[int, float]] = {}
        self._apart: dict[str, set[int]] = {}
        counts: Counter[str] = Counter()
        number = 0
        for place, task in enumerate(tasks):
            number += 1
            title, text, apart = _words(task)
            for gram in text:
                self._postings.setdefault(gram, {})[place] = _TITLE if gram in title else 1.0
            for gram in apart:
                self._apart.setdefault(gram, set()).add(place)
            counts.update(text)
            counts.update(apart)
        self._weights = {gram: math.log(1 + number / count) for gram, count in counts.items()}

    def weight(self, gram: str) -> float:
        return self._weights.get(gram, 0.0)

    def covers(self, text: str, among: frozenset[int], later: int) -> dict[int, Cover]:
        """For each task of `among` that shares words with `text` what it knows of it.

        Each character counts once, by the rarest known pair it belongs to; from `later` on less.
        """
        plainly: dict[int, dict[int, float]] = {}
        weighed: dict[int, dict[int, float]] = {}
        for gram, at in (*grams(text), *self._misspelt(text)):
            known = self._postings.get(gram, {})
            share = _LATER if at >= later else 1.0
            spots = range(at, at + len(gram))
            weight = self._weights.get(gram, 0.0) * share
            for place, titled in known.items():
                if place in among:
                    _mark(plainly.setdefault(place, {}), spots, weight)
                    _mark(weighed.setdefault(place, {}), spots, weight * titled)
            if len(gram) > 3:
                continue
            short = gram[0] + _APART + gram[-1]
            weight = self._weights.get(short, 0.0) * _ABBREVIATED * share
            ends = (at, at + len(gram) - 1)
            for place in self._apart.get(short, ()):
                if place in among and place not in known:
                    _mark(plainly.setdefault(place, {}), ends, weight)
                    _mark(weighed.setdefault(place, {}), ends, weight)
        return {
            place: Cover(sum(marks.values()), sum(weighed[place].values()), tuple(sorted(marks)))
            for place, marks in plainly.items()
        }

    def _misspelt(self, text: str) -> list[tuple[str, int]]:
        """海棉城 for 海绵城市: three characters whose middle one makes no known word."""
        return [
            (word[at : at + 3], run.start() + at)
            for run in RUN.finditer(text)
            if not (word := run.group()).isascii()
            for at in range(len(word) - 2)
            if word[at : at + 2] not in self._weights and word[at + 1 : at + 3] not in self._weights
        ]


def _mark(marks: dict[int, float], spots: Iterable[int], weight: float) -> None:
    for spot in spots:
        if weight > marks.get(spot, 0.0):
            marks[spot] = weight


def _words(task: Task) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The pairs of the title, those of all words, and those that leave characters out."""
    names = "。".join(metric.name for metric in task.metrics)
    words = f"{task.title}。{task.target}。{names}"
    return gram_set(task.title), gram_set(words), _leaving_out(words)


def _leaving_out(text: str) -> frozenset[str]:
    """Pairs of characters of a word with one to three between them."""
    return frozenset(
        word[at] + _APART + word[at + gap + 1]
        for word in (run.group() for run in RUN.finditer(text))
        if not word.isascii()
        for gap in range(1, _GAPS + 1)
        for at in range(len(word) - gap - 1)
    )


def grams(text: str) -> list[tuple[str, int]]:
    """Every two characters that follow each other in a word, and every token with Latin letters."""
    found = []
    for run in RUN.finditer(text):
        word, start = run.group(), run.start()
        if word.isascii():
            found.append((word.upper(), start))
            continue
        found.extend((word[at : at + 2], start + at) for at in range(len(word) - 1))
    return found


def gram_set(text: str) -> frozenset[str]:
    return frozenset(gram for gram, _ in grams(text))
