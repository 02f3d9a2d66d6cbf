"""The ways people name a task by its number: 政策12, 附件2第14项, 十四号事项, P12, 任务2.1, 一（1）."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.language.numerals import CHINESE, read_integer
from domain.language.text import same_length

_N = rf"(?:\d{{1,3}}|[{CHINESE}]{{1,4}})"
_ROW = rf"(?P<row>{_N})(?:\s*[-－—–]\s*(?P<sub>\d)(?!\d))?"
_SECOND_ROW = _ROW.replace("row>", "row2>").replace("sub>", "sub2>")
_LIST = "政策|事项|项目"
_ANNEX = {1: "政策", 2: "事项", 3: "项目"}
_COUNT = "第?\\s*%s\\s*(?:项|条|个|号|款)?"
# 对接项目9个 counts projects, 项目9 names one.
_NO_COUNT = (
    r"(?!(?:期(?![限间满])|个(?![税体别])|张|家(?![庭政])|处(?![理置于在])|座(?!谈)|件|宗|批(?![而复准文了下过示没])|多(?![式部次方])"
    r"|余(?!额)|万|亿|名(?![单录额称师校])|人(?![才员力社])|户(?!籍)|笔|款(?!项)|[项条](?=[,，。;；、\s]|$|均|都|已|没|未|中|里"
    r"|完)))"
)
_END = (
    r"(?![周季]|个?星期|个月|天内|年内|个?工作日)"  # 政策一周内到期
    rf"(?![\d.．]*\d|%|％|(?<=[{CHINESE}])[{CHINESE}]|(?<=一)[共些般定直起样体网带])"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """`code` as the plan writes it (a row of several targets without its last part), and its span."""

    code: str
    start: int
    end: int


def _listed(match: re.Match[str]) -> str | None:
    return _numbered(match["list"], match)


def _annexed(match: re.Match[str]) -> str | None:
    name = _ANNEX.get(read_integer(match["annex"]) or 0)
    return name and _numbered(name, match)


def _lettered(match: re.Match[str]) -> str | None:
    return _numbered("政策", match)


def _numbered(name: str, match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    row = read_integer(match["row"] or groups.get("row2") or "")
    sub = match["sub"] or groups.get("sub2")
    return f"{name}{row}" + (f"-{sub}" if sub else "") if row else None


def _main(match: re.Match[str]) -> str | None:
    section, item = read_integer(match["section"]), read_integer(match["item"])
    return f"任务{section}.{item}" if section and item else None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        # 附件2第14项, 附件二14, 附件1 第16条
        (
            rf"附件\s*(?P<annex>[1-3一二三])\s*(?:的|中|里)?\s*第?\s*{_ROW}\s*(?:项|条|个|号)?{_END}",
            _annexed,
        ),
        # 任务2.1, 主要任务二（1）, 任务8。2, 任务一、1
        (
            rf"(?:主要)?任务\s*(?P<section>\d|[一二三四五六七八九])\s*"
            rf"(?:[.．。·、,，点-]|[(（]\s*)(?P<item>{_N})\s*[)）]?{_END}",
            _main,
        ),
        # 事项14, 事项十四, 事项第14项, 政策2-1
        (
            rf"(?P<list>{_LIST})\s*(?:第\s*{_ROW}\s*(?:项|条|号|个)?{_END}"
            rf"|{_SECOND_ROW}\s*号?{_END}{_NO_COUNT})",
            _listed,
        ),
        # 14号事项, 第14项事项, 第十四条政策
        (
            rf"(?:第\s*{_ROW}\s*(?:项|条|号|个)?|(?<![\d.]){_SECOND_ROW}\s*号)\s*(?:重点)?(?P<list>{_LIST})",
            _listed,
        ),
        # P12
        (r"(?<![A-Za-z])[Pp]\s*(?P<row>\d{1,3})(?:-(?P<sub>\d)(?!\d))?(?!\d)", _lettered),
        # 一（1）, (一)1, 一、1: a section in Chinese and an item in figures
        (
            r"(?<![\u4e00-\u9fff])[(（]?(?P<section>[一二三四五六七八])[)）]?\s*"
            rf"(?:[(（]\s*(?P<item>\d{{1,2}})\s*[)）]|[、.．]?\s*(?P<item2>\d{{1,2}})){_END}(?![年月日个项家])",
            lambda match: _sectioned(match),
        ),
        # 1.1 at the very beginning
        (rf"^\s*(?P<section>[1-9])[.．](?P<item>\d{{1,2}})(?=\D|$){_END}(?![万亿个家%％])", _main),
    )
)


def _sectioned(match: re.Match[str]) -> str | None:
    section, item = read_integer(match["section"]), read_integer(match["item"] or match["item2"])
    return f"任务{section}.{item}" if section and item else None


@lru_cache(maxsize=256)  # several readers of one message ask for them
def find_references(text: str, marks: tuple[str, ...] = ()) -> tuple[Reference, ...]:
    """Every task named by number, in the order of the text; spans are positions in `text`.

    `marks` are what the codes of further plans begin with: 乙事项3, and 乙 事项3 too.
    """
    plain = same_length(text)
    found: list[Reference] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(plain):
            if any(match.start() < known.end and known.start < match.end() for known in found):
                continue
            if code := read(match):
                found.append(Reference(code, match.start(), match.end()))
    found.sort(key=lambda reference: reference.start)
    kept: list[Reference] = []
    for each in found:
        slip = kept and _TAKEN_BACK.fullmatch(plain[kept[-1].end : each.start])
        start = kept.pop().start if slip else each.start
        kept.append(Reference(each.code, start, each.end))
    found = kept
    return tuple(_marked(reference, plain, marks) for reference in found)


# 政策14？不对，事项14: the first was a slip.
_TAKEN_BACK = re.compile(
    r"[?？,，。.…\s]*(?:[哦噢啊]\W*)?(?:不对|说错了?|打错了?|写错了?|错了)[吧呀啊,，。:：\s]*(?:应该?是|是|改成)?[\s:：]*"
)


def _marked(reference: Reference, text: str, marks: Sequence[str]) -> Reference:
    before = text[: reference.start].rstrip()
    for mark in filter(None, marks):
        if before.lower().endswith(mark.lower()):
            return Reference(
                mark + reference.code, before.lower().rindex(mark.lower()), reference.end
            )
    return reference


_TEENS = "[二三四]?十[一二三四五六七八九]?"
_BARE = re.compile(
    rf"\W*(?:关于|还有|那个)?(?:第\s*(?P<nth>\d{{1,2}}|{_TEENS})\s*[项条]|(?<![\d.])(?P<row>\d{{1,2}}|{_TEENS})(?:号?那[项条个])?)"
    r"\s*[:：]?\s*(?:都|也|就|这边)?(?=已|办[结完好]|完[成工]|竣工|搞定|[弄做]完|没|未|还|尚|正在|在[办建推审走]|暂|停|滞后|卡|推进|进[度展]"
    r"|开工|启动|验收|申请|延期|销号|受阻|什么|啥|咋|怎么样|目标)"
)


def bare_row(text: str) -> int | None:
    """14办结了, 第14项已完成: the row that a number with no list's name before it may stand for."""
    match = _BARE.match(text)
    return read_integer(match["nth"] or match["row"]) if match else None


MOST_CODES = 40
_UP_TO = ("到", "至", "-", "~", "—")


def codes_after(last: str, by: str, said: str) -> list[str]:
    """政策12、13 and 政策12到15: what a bare number means behind the code `last`; `by` stands between."""
    named = re.fullmatch(r"(\D+)((?:\d+\.)?)(\d+)(?:-\d+)?", last)
    section, _, row = said.replace("．", ".").rpartition(".")
    step = read_integer(row)
    if named is None or not step or (section and not named[2]):
        return []
    begins = f"{named[1]}{section}." if section else named[1] + named[2]
    first = int(named[3]) + 1 if by in _UP_TO and begins == named[1] + named[2] else step
    return [f"{begins}{n}" for n in range(max(first, step - MOST_CODES), step + 1)]
