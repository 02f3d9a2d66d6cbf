"""What looks misread in a text. It is only said: nothing is altered without a correction or a yes."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

_CJK = "[\u4e00-\u9fff]"
_REPEATED = re.compile(
    rf"({_CJK}{{2,4}})\1|({_CJK}{{3,8}})[，,、]\2(?![率量度值数额比])(?!{_CJK}*[，,、]\2)"
)
_DOUBLED = re.compile(rf"({_CJK})\1")
_REAL_DOUBLES = frozenset("人家年天层处种步点月日一多常渐大深逐")
# Good characters that GB2312 happens to lack.
_COMMON_TOO = frozenset("槃堃喆翀旸犇")
_FOREIGN = re.compile(rf"(?<={_CJK})\s*([a-z]{{2,}})\s*(?={_CJK})")
# 电商电子商务: an abbreviation and the words it stands for, one after the other.
_TWICE = re.compile(rf"({_CJK})({_CJK})\1{_CJK}\2{_CJK}")
_SENTENCE = re.compile(r"[^，,。；;]+")
_FEWEST_SHARED, _MOST_PLACES = 9, 3
_FEWEST, _PREFIX, _SUFFIX, _DIFFERENT, _MOST_ALIKE = 14, 5, 6, 4, 8


@dataclass(frozen=True, slots=True)
class KnownDoubt:
    """A place that a reader of the document found odd: the words in that line, and what to ask."""

    line: int
    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A task's texts under its code, as far as doubts are concerned."""

    code: str
    title: str
    target: str

    def places(self) -> Iterator[tuple[str, str]]:
        yield "标题", self.title
        yield "目标", self.target


def load_doubts(file: Path) -> tuple[KnownDoubt, ...]:
    if not file.is_file():
        return ()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        KnownDoubt(entry["line"], entry["words"], entry["question"]) for entry in data["doubt"]
    )


def misreadings(passage: Passage, elsewhere: frozenset[str]) -> tuple[str, ...]:
    """One sentence for each place that looks misread. `elsewhere` holds the trigrams of the document:
    a doubled character is doubtful where the same words occur elsewhere with a single one."""
    found: list[str] = []
    for place, text in passage.places():
        for match in _REPEATED.finditer(text):
            found.append(f"{place}中「{_around(text, match)}」疑似重复识别，请对照原文。")
        for match in _DOUBLED.finditer(text):
            if _is_misread_double(text, match, elsewhere):
                found.append(f"{place}中「{_around(text, match)}」疑似多识别一字，请对照原文。")
        for match in _FOREIGN.finditer(text):
            found.append(f"{place}中「{_around(text, match)}」夹有英文，疑似误读，请对照原文。")
        for match in _TWICE.finditer(text):
            found.append(f"{place}中「{match.group()}」简称与全称连写，疑似误读，请对照原文。")
        for char in dict.fromkeys(re.findall(_CJK, text)):
            if not _is_common(char):
                start = text.index(char)
                around = text[max(0, start - 1) : start + 3]
                found.append(f"{place}中「{around}」的「{char}」字少见，疑似误读，请对照原文。")
    return tuple(dict.fromkeys(found))


def known_doubts(passage: Passage, doubts: tuple[KnownDoubt, ...]) -> tuple[str, ...]:
    """The doubts that a reader noted, where their words still stand."""
    return tuple(
        f"{place}中「{doubt.words}」{doubt.question}"
        for doubt in doubts
        for place, text in passage.places()
        if doubt.words in text
    )


def trigrams(document: str) -> frozenset[str]:
    """Every three characters that follow each other somewhere in the document."""
    return frozenset(document[place : place + 3] for place in range(len(document) - 2))


def disagreements(passages: Iterable[Passage], areas: Iterable[str]) -> dict[str, list[str]]:
    """Where two tasks name one thing differently: 临清至莘县 and 临清至濮阳, 冠县青年渠 and 冠县青年河.

    Clauses with the same beginning and end are put together, so the cost stays linear.
    """
    alike: dict[tuple[str, str], dict[str, str]] = {}
    named = re.compile(
        rf"(?:{'|'.join(map(re.escape, areas)) or '(?!)'}){_CJK}{{2,6}}?(?=[、，,。；;等])"
    )
    for passage in passages:
        for _, text in passage.places():
            for clause in _SENTENCE.findall(text):
                if len(clause) >= _FEWEST:
                    key = (clause[:_PREFIX], clause[-_SUFFIX:])
                    alike.setdefault(key, {}).setdefault(clause, passage.code)
            for thing in named.findall(text):
                alike.setdefault((thing[:-1], ""), {}).setdefault(thing, passage.code)
    found: dict[str, list[str]] = {}
    for said in alike.values():
        if len(said) > _MOST_ALIKE:  # a form of words, not one thing named twice
            continue
        for (words, code), (others_words, other) in permutations(said.items(), 2):
            if code != other and (different := _difference(words, others_words)):
                mine, theirs = different
                found.setdefault(code, []).append(
                    f"「{mine}」在{other}中写作「{theirs}」，两处说法不一，请核对。"
                )
    return found


def shifted(passages: Sequence[Passage]) -> dict[str, str]:
    """Rows whose target speaks of the neighbour's title and not of its own, while the neighbour's own
    target does not: cells that slipped by a row when the table was copied."""
    shared = [(_words(passage.title), _words(passage.target)) for passage in passages]
    times = Counter(word for title, target in shared for word in title | target)
    common = {word for word, count in times.items() if count > _MOST_PLACES}  # 支持符合条件的企业
    shared = [(title - common, target - common) for title, target in shared]
    found: dict[str, str] = {}
    for place, passage in enumerate(passages):
        title, target = shared[place]
        own = len(title & target)
        for near in (place - 1, place + 1):
            if not 0 <= near < len(passages) or passages[near].title == passage.title:
                continue
            near_title, near_target = shared[near]
            strange = len(near_title & target)
            fits = len(near_title & near_target)
            if strange >= _FEWEST_SHARED and strange > 3 * own and strange > fits:
                found[passage.code] = (
                    f"目标像是在说{passages[near].code}「{passages[near].title[:20]}」，疑似错行，请对照原文。"
                )
    return found


def _words(text: str) -> frozenset[str]:
    """Every three Chinese characters that follow each other."""
    runs = re.findall(f"{_CJK}{{3,}}", text)
    return frozenset(run[place : place + 3] for run in runs for place in range(len(run) - 2))


def _difference(one: str, other: str) -> tuple[str, str] | None:
    """The few words in the middle that tell the two apart, with what stands around them."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if mine and theirs and len(mine) != len(theirs):
        return None
    if not 0 < max(len(mine), len(theirs)) <= _DIFFERENT or re.search(r"\d", mine + theirs):
        return None
    left = max(0, start - (4 if len(one) < _FEWEST else 3))
    return one[left : len(one) - end], other[left : len(other) - end]


def _is_misread_double(text: str, match: re.Match[str], elsewhere: frozenset[str]) -> bool:
    char, start, end = match[1], match.start(), match.end()
    if char in _REAL_DOUBLES or start < 1 or end >= len(text):
        return False
    around = text[start - 1] + char + text[end]
    return re.fullmatch(f"{_CJK}{{3}}", around) is not None and around in elsewhere


def _is_common(char: str) -> bool:
    """Whether the character is in the set of common simplified ones."""
    if char in _COMMON_TOO:
        return True
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 3) : match.end() + 3].strip(" ，,。；;、")
