"""What a question says that nobody understood: an answer that leaves it out would be another question's."""

from __future__ import annotations

import re
from datetime import date

from domain.language import asked
from domain.language.changed import MOVES
from domain.language.dates import find_dates
from domain.language.filters import ASKED_PARTS, UnitNames
from domain.language.inquiries import INQUIRIES
from domain.language.periods import find_period
from domain.language.placed import BY_PLACE
from domain.language.references import find_references
from domain.language.smallwords import BESIDE
from domain.language.thresholds import without_bounds
from domain.language.twofold import without_other_lights
from domain.language.unasked import without_asking

_UNIT_LIKE = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:局(?![面部])|委(?![托员])|厅|署|镇(?!化)|乡(?!村)|街道)"
    r"|[\u4e00-\u9fff]{2}(?<![全我各本])[县市省](?!里)"
)
_OR_MORE = re.compile(r"^(?:以上|多|有余)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s*[%％]?")

# 完犊子的项目: which of them, in words that nobody knows.
_OF_TASKS = re.compile(r"([\u4e00-\u9fff]{2,6})的(?:项目|任务|事项|政策|单位|部门)")


def _attribute(text: str, known: tuple[str, ...]) -> str:
    """The words before 的任务 of which nothing was made."""
    said = (*asked.MEASURES, *MOVES, asked.TOP, asked.DONE, asked.UNREPORTED, asked.REPORTED)
    text = BY_PLACE.sub("　", without_bounds(text))
    for words in (*said, *(words for _, words in asked.CONDITIONS)):
        text = words.sub("　", text)
    for match in _OF_TASKS.finditer(text):
        bare = match[1]
        for each in filter(None, known):
            bare = bare.replace(each, "")
        for words in ASKED_PARTS:
            bare = words.sub("", bare)
        bare = BESIDE.sub("", without_asking(bare)).strip("　 ")
        if len(bare) > 1:
            return match[1]
    return ""


def left_over(text: str, *, names: UnitNames, sections: str, word: str, today: date) -> str:
    """The first words of a question (as `spelt` gives it) that nothing was made of, "" where all is.

    `sections` and `word` are what the question was narrowed to. Words of asking are no loss.
    """
    for _, start, end in reversed(names.find_all(text)):
        text = text[:start] + "　" * (end - start) + text[end:]
    if period := find_period(text, today):
        start, end = period.at
        text = text[:start] + "　" * (end - start) + _OR_MORE.sub("　", text[end:])
    for phrase in reversed(find_dates(text, today)):
        text = f"{text[: phrase.start]}　{text[phrase.end :]}"
    for reference in reversed(find_references(text)):
        text = text[: reference.start] + "　" + text[reference.end :]
    if unread := _attribute(text, (sections, word)):
        return unread
    for words in (BY_PLACE, *INQUIRIES, *asked.MEASURES, *MOVES):
        text = words.sub("　", text)
    text = without_bounds(without_other_lights(text))
    text = without_asking(text, dull=False)
    for words in (asked.TOP, asked.ORDERED, *asked.MEASURES, *ASKED_PARTS):
        text = words.sub("　", text)
    if match := _UNIT_LIKE.search(text):
        return match[0]
    for known in filter(None, (sections, word)):
        text = text.replace(known, "　")
    if match := _NUMBER.search(text):
        return match[0].strip()
    runs = re.findall(r"[\u4e00-\u9fffA-Za-z]+", BESIDE.sub("　", text))
    return max(runs, key=len, default="")
