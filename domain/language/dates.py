"""Days in Chinese messages: 12月底前, 下下周一, 两周内, 国庆前, 明年一季度, 十四五末 → the day itself.

A period means its last day (SPEC.md: 年底 12-31, 上旬 the 10th, 本周 Sunday); a day without a year is the
next such day from today; a day that does not exist (4月31日) is found and stays without a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from domain.language import days
from domain.language.days import DatePhrase, Said
from domain.language.holidays import NAMES

_C = "零一二三四五六七八九十"
_MONTH = r"(?P<month>1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_YEAR = (
    r"(?P<year>20\d\d\s*年|二零[零一二三四五六七八九]{2}\s*年|2\d年"
    r"|[今明后去来当]年|本年度?)"
)
_YEAR_OPT = rf"(?:{_YEAR}\s*的?\s*)?"
# What a form with a year, or without one, can begin with: looked at before the many ways it may go on.
_YEAR_BEGINS = r"\d二今明后去来本当"
_PART = r"(?P<part>上旬|中旬|下旬|初|中|底|末|月底|月末)"
_NUMBER = rf"(?P<n>(?<!\d)\d{{1,3}}|[{_C}两]{{1,4}}|半)"
# What may follow any of them, and makes it the day by which.
_LIMIT = r"(?P<limit>\s*(?:[之以][前内]|前(?![期段后往置端几景进])|内(?![容部环陆外])|为止))?"


def find_dates(text: str, today: date) -> tuple[DatePhrase, ...]:
    """Every day named in `text` (as `plain` gives it), in its order."""
    found: list[DatePhrase] = []
    unread = len(text)
    for search, read in _forms_with(_KEYS.intersection(text)):
        end = 0
        while match := search(text, end):
            start, end = match.span()
            if found and any(start < each.end and each.start < end for each in found):
                continue
            said = read(match, today)
            if said is None:
                continue
            limited = match.lastgroup == "limit" or text[end - 1] in _CLOSING
            phrase = DatePhrase(start, end, said[0], limited, said[1])
            unread -= end - start
            if unread < _SHORTEST and not found:
                return (phrase,)
            found.append(phrase)
    return tuple(sorted(found))


_CLOSING = frozenset("底末内终")
_SHORTEST = 2  # characters, as 今天 has


_AFTER_DAY = r"[截完能可要交投验报到通上下早晚起就才拿开结收出搞弄办定全竣将把封搬达实]"
_Search = Callable[[str, int], re.Match[str] | None]
_Reader = Callable[[re.Match[str], date], Said | None]
# Of each name its first character, and one that is rare elsewhere where it has one: 秋 of 中秋.
_FEASTS = (
    "".join(name[0] for name in NAMES)
    + " "
    + "".join(
        next((char for char in name if char not in "一二三四五六七八十1中大初年月节"), name[-1])
        for name in NAMES
    )
)
# Most forms stand in no message, so what a text must have is looked at first: for each word behind
# a form, one of its characters.
_FORMS: tuple[tuple[tuple[frozenset[str], ...], _Search, _Reader], ...] = tuple(
    (tuple(map(frozenset, needs.split())), re.compile(pattern + _LIMIT).search, read)
    for pattern, read, needs in (
        (
            rf"[“\"]?十(?P<plan>[{_C}])五[”\"]?(?:末|期末|期间|时期|收官|规划期)?(?![{_C}])",
            days.five_years,
            "十 五",
        ),
        (
            r"(?<![\d.])(?P<year>20\d\d)\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})(?!\d)",
            days.numeric,
            "-/.",
        ),
        (
            r"(?<![\d.])(?P<year>)(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12]\d"
            r"|0?[1-9])(?=\s*(?:号|日|前|之前|以前))[号日]?",
            days.numeric,
            "-/.",
        ),
        (
            r"(?:(?<=[延推迟改放后期限][到至])|(?<=(?:ive|due|ddl|DDL|eta|ETA)[ :])"
            r"|(?<=预计|计划|争取))(?P<year>)"
            r"(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12]\d|0?[1-9])(?=[,，。;；\s]|$)",
            days.numeric,
            "-/.",
        ),
        (
            rf"(?P<which>本|这个?|当|下下个?|下个?|次|上个?)月(?:份)?的?\s*(?:{_DAY}\s*(?:日|号|(?=前|之前|以前))"
            rf"|{_PART}(?!心|间))?",
            days.relative_month,
            "月 本这当下次上",
        ),
        (
            rf"(?=[{_YEAR_BEGINS}{_C}]){_YEAR_OPT}(?<![{_C}\d.])(?<!\d[-—~至到])(?<!月[-—~至]){_MONTH}\s*月(?:份)?(?!\d*\s*[-—~至到]\s*\d+月)\s*(?:{_DAY}\s*(?:日"
            rf"|号|(?=前|之前|以前|完))|{_PART}(?!心|间|央|型|级))?",
            days.month_day,
            "月",
        ),
        (
            r"(?P<which>)(?P<day>)(?<![个半])月(?P<part>底|末|中旬|上旬|下旬|内|初)(?!报)",
            days.relative_month,
            "月 底末旬内初",
        ),
        (
            r"(?P<which>)(?P<day>)(?<!月)(?<![个\d])(?P<part>上旬|中旬|下旬)",
            days.relative_month,
            "旬",
        ),
        (
            r"(?P<which>本|这个?|下个?|上个?)季度?\s*(?:末|底)?",
            days.relative_quarter,
            "季 本这下上",
        ),
        (
            rf"(?=[{_YEAR_BEGINS}第一三四]){_YEAR_OPT}第?(?P<quarter>[一二三四1-4])\s*(?:季度|季)\s*(?:末|底)?",
            days.quarter,
            "季",
        ),
        (
            rf"(?=[{_YEAR_BEGINS}上下]){_YEAR_OPT}(?P<half>[上下])半年\s*(?:末|底)?",
            days.half_year,
            "半 上下",
        ),
        (
            rf"{_YEAR_OPT}(?:(?P<feast>{'|'.join(NAMES)})(?:节|假期|长假)?)(?!会议|届|号|里"
            r"|点)(?=\s*(?:前|之前|以前|期间|节前|后|[，,。；;\s]|$|完|投|开|能|可|交|通|当))",
            days.feast,
            _FEASTS,
        ),
        (
            r"(?P<which>本|这个?|当|下下个?|下个?|上个?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])?",
            days.week,
            "周星礼 本这当下上",
        ),
        (
            r"(?P<which>)(?<![一二三四五六七八九十两\d个每])(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])(?!个|年|次|期)",
            days.week,
            "周星礼 一二三四五六日天末",
        ),
        (
            r"(?<!第)(?<!每)(?:未来|今后|最多|还需要?|还要|再有|再过|再要|再用|预计|大约"
            rf"|大概)?\s*(?:{_NUMBER})\s*个?(?P<half>半)?(?P<unit>天|日|周|星期|礼拜|月|年)\s*(?:左右"
            r"|时间)?(?=(?:之|以)?内(?!容))",
            days.after,
            "内 天日周星礼月年",
        ),
        (
            rf"(?:还需要?|还要|还得|再有|再过|再要|再用|再给)\s*(?:{_NUMBER})\s*个?(?P<half>半)?(?P<unit>天|日|周|星期|礼拜|月)",
            days.after,
            "还再 天日周星礼月",
        ),
        (
            rf"(?<!第)(?<!每){_NUMBER}\s*个?(?P<half>半)?(?P<unit>天|周|星期|礼拜|月)(?:左右)?(?:之|以)?后",
            days.after,
            "后 天周星礼月",
        ),
        (r"(?P<n>半)(?P<unit>个月)(?P<half>)(?=(?:就|能|可|左右))", days.after, "半 月"),
        (
            r"(?P<near>大后|大前|今|明|后|昨|前|当)(?:天|日|晚|早)(?!然)",
            days.near_day,
            "天日晚早 大今明后昨前当",
        ),
        (
            rf"(?<![\d./月A-Za-z第]){_DAY}\s*(?:日(?!均|常|报)|号)(?=\s*(?:之前|以前|前|左右|晚|早|下班|中午|上午"
            rf"|下午|{_AFTER_DAY}|[，,。；;\s]|$))(?!号)",
            days.bare_day,
            "日号",
        ),
        (
            rf"{_YEAR}\s*(?P<part>年?底|年?末|年?内|年?初|年?中(?!央|期|心)|全年)?",
            days.whole_year,
            "年",
        ),
        (
            r"(?P<year>)(?P<part>年底|年末|年内|年终|岁末|年中(?!央))",
            days.whole_year,
            "年岁 底末内终中",
        ),
    )
)
_KEYS: frozenset[str] = frozenset().union(*(each for needs, _, _ in _FORMS for each in needs))


@lru_cache(maxsize=4096)
def _forms_with(chars: frozenset[str]) -> tuple[tuple[_Search, _Reader], ...]:
    """The forms that a text with these of their characters can hold."""
    return tuple(
        (search, read)
        for needs, search, read in _FORMS
        if not any(each.isdisjoint(chars) for each in needs)
    )
