"""Words that date something, as a table: text → clause, phrase, day, kind."""

from __future__ import annotations

from datetime import date

import pytest

from seed.dating import Span
from seed.promises import deadline, find_promises, vague_dates

SPAN = Span(date(2023, 1, 1), date(2025, 12, 31), date(2023, 8, 25))


def shown(text: str, *, stated: bool = False) -> list[str]:
    return [
        f"{p.milestone.phrase} {p.milestone.due} {p.milestone.kind.value}"
        for p in find_promises(text, SPAN, stated=stated)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，达到10家。", ["到2025年 2025-12-31 by"]),
        ("到 2025 年底达到10家。", ["到 2025 年底 2025-12-31 by"]),
        ("到2025年年底，达到10家。", ["到2025年年底 2025-12-31 by"]),
        ("2024年末完成。", ["2024年末 2024-12-31 by"]),
        ("2023年建成通车。", ["2023年 2023-12-31 by"]),
        ("争取2025年前创建成功。", ["2025年前 2024-12-31 by"]),
        ("2023年下半年开工。", ["2023年下半年 2023-12-31 by"]),
        ("2024年上半年开工。", ["2024年上半年 2024-06-30 by"]),
        ("2024年第三季度完成。", ["2024年第三季度 2024-09-30 by"]),
        ("2024年2月底前完成。", ["2024年2月底前 2024-02-29 by"]),
        ("2024年6月30日前完成。", ["2024年6月30日前 2024-06-30 by"]),
        ("2023—2025年，落实资金。", ["2023—2025年 2025-12-31 during"]),
        ("2023年—2025年培育2个。", ["2023年—2025年 2025-12-31 during"]),
        ("2023年至2025年培育2个。", ["2023年至2025年 2025-12-31 during"]),
        ("2023年—2025年每年选派40名。", ["2023年—2025年每年 2025-12-31 annual"]),
        ("三年滚动实施技改项目。", ["三年滚动 2025-12-31 during"]),
        ("近三年内拟实施的项目。", ["近三年内 2025-12-31 during"]),
        ("“十四五”期间开工。", ["“十四五”期间 2025-12-31 during"]),
        ("十五五末完成。", ["十五五末 2030-12-31 during"]),
        ("每年争取1个县。", ["每年 2025-12-31 annual"]),
        ("年均增长10%。", ["年均 2025-12-31 annual"]),
        ("数量逐年增长。", ["逐年 2025-12-31 annual"]),
        ("年度评价优秀。", ["年度 2025-12-31 annual"]),
        ("年底前完成。", ["年底前 2023-12-31 by"]),
        ("6月底前完成。", ["6月底前 2023-06-30 by"]),
        ("9月15日前完成。", ["9月15日前 2023-09-15 by"]),
        ("2023年建38个、2024年建39个。", ["2023年 2023-12-31 by", "2024年 2024-12-31 by"]),
        ("2023年10月—12月完成。", ["2023年10月—12月 2023-12-31 by"]),
        ("２０２４年１２月底前完成。", ["２０２４年１２月底前 2024-12-31 by"]),
        ("二〇二四年底前完成。", ["二〇二四年底前 2024-12-31 by"]),
        ("明年3月底前完成。", ["明年3月底前 2024-03-31 by"]),
        ("三季度末前完成。", ["三季度末前 2023-09-30 by"]),
        ("力争12月竣工。", ["12月 2023-12-31 by"]),
        ("今年6月底前完成。", ["6月底前 2023-06-30 by"]),
        ("明年底前完成。", ["明年底前 2024-12-31 by"]),
        ("十月底前完工。", ["十月底前 2023-10-31 by"]),
        ("2024.6.30前完成。", ["2024.6.30前 2024-06-30 by"]),
        ("2024年5月、10月各办一次。", ["2024年5月、10月 2024-10-31 by"]),
        ("“十四五”时期新建10所。", ["“十四五”时期 2025-12-31 during"]),
        ("2024年Q3上线。", ["2024年Q3 2024-09-30 by"]),
        # A year inside a dated sentence stays one commitment; a recurring word is its own.
        ("2025年，完成省定年度任务。", ["2025年 2025-12-31 by"]),
        ("到2025年，建2个，年均新增200家。", ["到2025年 2025-12-31 by", "年均 2025-12-31 annual"]),
        # No dates.
        ("落实聊政发〔2021〕5号文件。", []),
        ("落实《2024年行动方案》。", []),
        ("三年行动计划（2023—2025年）实施方案。", []),
        ("纳入省“十四五”综合交通发展规划。", []),
        ("分解“十四五”节能目标。", []),
        ("上一年度工作突出。", []),
        ("纳入国家年度建设名单。", []),
        ("2021年入选试点。", []),
        ("自2023年9月1日起施行。", []),
        ("截至2023年8月底，已建成10座。", []),
        ("0400年底前完成。", []),
        ("2024年以来持续推进。", []),
        ("实施三年行动。", []),
        ("开展为期1年的学习。", []),
        ("12月取得成效。", []),
        ("三至五年内建成。", []),
        ("每半年考评一次。", []),
        ("有效期至2024年12月31日。", []),
        ("落实2023年3月印发的方案。", []),
        ("2024年汛期前完成。", []),
        ("去年底完成。", []),
    ],
)
def test_a_phrase_gives_a_day(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


def test_a_bare_month_counts_where_only_deadlines_are_written() -> None:
    assert shown("12月", stated=True) == ["12月 2023-12-31 by"]


def test_a_date_without_a_year_says_so() -> None:
    assert [p.yearless for p in find_promises("6月底前完成；2024年6月底前验收。", SPAN)] == [
        True,
        False,
    ]


def test_a_clause_is_what_its_phrase_dates() -> None:
    text = "打造粮仓；2023年建设示范区20万亩，2024年达到60万亩，2025年达到100万亩，保障安全。"
    assert [p.milestone.text for p in find_promises(text, SPAN)] == [
        "2023年建设示范区20万亩",
        "2024年达到60万亩",
        "2025年达到100万亩，保障安全",
    ]


def test_the_deadline_is_the_latest_day() -> None:
    milestones = tuple(p.milestone for p in find_promises("2025年验收；2024年建成。", SPAN))
    assert deadline(milestones, SPAN) == (date(2025, 12, 31), "text")
    assert deadline((), SPAN) == (date(2025, 12, 31), "plan")


def test_a_length_of_time_without_a_start_is_asked_about() -> None:
    assert len(vague_dates("三至五年内做好建设。", SPAN)) == 1
    assert vague_dates("近三年内实施；到2025年内完成。", SPAN) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("三年内建成。", "2026-08-25"),
        ("2024年汛期前完成清淤。", "2024-05-31"),
        ("国庆节前投用。", "2023-09-30"),
        ("自印发之日起3个月内出台细则。", "2023-11-25"),
        ("自印发之日起30日内报备。", "2023-09-24"),
    ],
)
def test_a_vague_date_comes_with_the_day_it_may_mean(text: str, day: str) -> None:
    (said,) = vague_dates(text, SPAN)
    assert f"如指{day}，" in said


def test_where_the_end_of_the_plan_is_not_stated_a_recurring_word_gives_no_deadline() -> None:
    assumed = Span(date(2021, 1, 1), date(2021, 12, 31), date(2021, 8, 25), is_stated=False)
    promises = find_promises("每年争取1个县。", assumed)
    assert deadline(tuple(p.milestone for p in promises), assumed)[1] == "plan"
    assert find_promises("三年滚动实施。", assumed) == ()


def test_a_month_in_a_document_without_a_year_is_no_day() -> None:
    yearless = Span(date(2000, 1, 1), date(2000, 12, 31), date(2000, 1, 1), has_year=False)
    assert find_promises("6月底前完成。", yearless) == ()
