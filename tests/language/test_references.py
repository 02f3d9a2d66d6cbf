from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.numerals import read_integer
from domain.language.references import find_references


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("政策12完成60%", ["政策12"]),
        ("政策 12 完成60%", ["政策12"]),
        ("政策１２完成60％", ["政策12"]),
        ("政策十二", ["政策12"]),
        ("政策三十七 今年40名干部", ["政策37"]),
        ("政策第12项", ["政策12"]),
        ("政策2-1 完成", ["政策2-1"]),
        ("P12 完成60%", ["政策12"]),
        ("p12", ["政策12"]),
        ("事项十四已办结", ["事项14"]),
        ("14号事项推进顺利", ["事项14"]),
        ("第14项事项", ["事项14"]),
        ("第十五项事项 省级", ["事项15"]),
        ("附件2第14项", ["事项14"]),
        ("附件二14", ["事项14"]),
        ("附件二第十四项", ["事项14"]),
        ("附件1 第16条 中央资金", ["政策16"]),
        ("附件3第5项责任单位有哪些", ["项目5"]),
        ("项目六 冠州陆港", ["项目6"]),
        ("任务2.1", ["任务2.1"]),
        ("任务2、1", ["任务2.1"]),
        ("任务8。2 遴选", ["任务8.2"]),
        ("任务二（1）", ["任务2.1"]),
        ("主要任务2.1", ["任务2.1"]),
        ("一(1) 完成92%", ["任务1.1"]),
        ("一（1）", ["任务1.1"]),
        ("一、1 已完成", ["任务1.1"]),
        ("（一）1 完成", ["任务1.1"]),
        ("1.1 进度过半", ["任务1.1"]),
        ("事项3 已完成60%", ["事项3"]),
        ("政策12完成60%；事项14已办结", ["政策12", "事项14"]),
        # what stands behind the number counts nothing, though it begins like a measure word
        ("政策16批复了", ["政策16"]),
        ("事项17名单已公示", ["事项17"]),
        ("事项11多式联运试点", ["事项11"]),
        ("政策9余额213亿元", ["政策9"]),
        ("政策31处理完毕", ["政策31"]),
        ("事项35家庭养老床位", ["事项35"]),
        # a slip that is taken back
        ("政策14？不对，事项14，企业289家", ["事项14"]),
        ("任务1.1，说错了，是任务1.2", ["任务1.2"]),
        ("政策12进度不对，政策13也没报", ["政策12", "政策13"]),
        # figures, dates and names are no references
        ("对接项目9个", []),
        ("洽谈项目3批", []),
        ("入库项目12家", []),
        ("跨境电商交易额已到85亿", []),
        ("三年行动计划", []),
        ("完成2.1亿元", []),
        ("1.1万个基站", []),
        ("G220改造 4G 1210模式", []),
        ("政策好！", []),
        ("12", []),
        ("一共12项", []),
        ("6月18日报送", []),
    ],
)
def test_how_people_name_a_task(text: str, codes: list[str]) -> None:
    assert [reference.code for reference in find_references(text)] == codes


def test_the_span_is_the_text_it_was_read_from() -> None:
    text = "请看 附件２第１４项 的目标"
    (reference,) = find_references(text)
    assert text[reference.start : reference.end] == "附件２第１４项"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十四", 14),
        ("四十", 40),
        ("三十七", 37),
        ("两百零五", 205),
        ("一二", 12),
        ("〇", 0),
        ("", None),
        ("abc", None),
        ("十天", None),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert read_integer(text) == number


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for reference in find_references(text):
        assert 0 <= reference.start < reference.end <= len(text)
