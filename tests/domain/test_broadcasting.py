"""What a broadcast asks, how answers are read, when it is to go out, and what stands out."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time

import pytest
from openpyxl import load_workbook

from bot.papers.answers import make
from domain.broadcasting import (
    Ask,
    filled,
    pick,
    read_ask,
    unknown_fields,
)
from domain.collection import Answer, counting, outliers, total
from domain.language.figure_answers import corrected, is_figure, read_figure, to_come
from domain.language.moments import read_moment
from domain.rules import SHANGHAI

TODAY = date(2025, 6, 18)  # a Wednesday
NOW = datetime(2025, 6, 18, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "kind", "until"),
    [
        ("请周五前报送半年总结", "file", date(2025, 6, 20)),
        ("请8号前上报进度", "progress", date(2025, 7, 8)),
        ("报投资额（万元），25日前", "number", date(2025, 6, 25)),
        ("明天开会，是否参加请回复", "choice", None),
        ("请回复：同意/不同意", "choice", None),
        ("请写说明", "words", None),
        ("请于周五前反馈修改意见", "words", date(2025, 6, 20)),
        ("明早九点开会", "", None),
    ],
)
def test_what_is_asked(text: str, kind: str, until: date | None) -> None:
    ask = read_ask(text, TODAY)
    assert (ask.kind, ask.until) == (kind, until)
    assert Ask.of_data(ask.as_data()) == ask


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        ("35", "", 35.0),
        ("1.2亿元", "万元", 12000.0),
        ("3000", "万元", 3000.0),
        ("本月新签5个", "个", 5.0),
        ("共1,200", "", 1200.0),
        ("没有", "个", 0.0),
        ("新签5个，投产3个", "个", None),
        ("35家", "万元", None),
        ("正在统计", "个", None),
        ("约三十五家", "家", 35.0),
        ("大概12家左右吧", "家", 12.0),
        ("35家，其中规上12家", "家", 35.0),
        ("我们县一共一百二十户", "户", 120.0),
        ("三十五", "", 35.0),
        ("更正：36家", "家", 36.0),
        ("0.35亿", "万元", 3500.0),
        ("约三千五百万元", "万元", 3500.0),
        ("3500万元（含续建800万元）", "万元", 3500.0),
        ("12.5万吨标煤", "万吨标煤", 12.5),
        ("30-40家", "家", None),
        ("12万元", "家", None),
        ("数据下周给", "家", None),
    ],
)
def test_figures(text: str, measure: str, value: float | None) -> None:
    found = read_figure(text, measure)
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("发错了 是35家", "35家"),
        ("更正：36家", "36家"),
        ("刚才报错了，应该是12", "12"),
        ("改成40家", "40家"),
        ("35家", None),
        ("项目改建完成", None),
    ],
)
def test_corrections(text: str, said: str | None) -> None:
    assert corrected(text) == said


@pytest.mark.parametrize(
    "text", ["数据下周给", "还在汇总", "数字还没统计出来", "材料明天交", "下半年才有"]
)
def test_what_is_to_come(text: str) -> None:
    assert to_come(text)


@pytest.mark.parametrize("text", ["35家", "政策35 完成60%", "已汇总上报", "明天开会", "没有"])
def test_what_is_there_is_not_to_come(text: str) -> None:
    assert not to_come(text)


def test_bare_figures_options_and_fields() -> None:
    assert is_figure("35家")
    assert not is_figure("政策35 完成60%")
    assert pick("2", ("参加", "不参加")) == "不参加"
    assert pick("我单位不参加", ("参加", "不参加")) == "不参加"
    assert pick("再看看", ("参加", "不参加")) is None
    assert filled("{单位}好，{天气}", {"单位": "市科技局"}) == "市科技局好，{天气}"
    assert unknown_fields("{单位}{天气}") == ("天气",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("明天上午9点", "2025-06-19T09:00"),
        ("周五 15:00", "2025-06-20T15:00"),
        ("今天下午3点半", "2025-06-18T15:30"),
        ("6月20日", "2025-06-20T08:50"),
        ("明早", "2025-06-19T09:00"),
        ("8点", "2025-06-19T08:00"),
        ("半小时后", "2025-06-18T10:00"),
        ("下班前5点半", "2025-06-18T17:30"),
        ("每月25号", "2025-06-25T08:50"),
        ("每周五上午10点", "2025-06-20T10:00"),
        ("每周一", "2025-06-23T08:50"),
        ("每天早上8点", "2025-06-19T08:00"),
        ("昨天", None),
        ("以后再说", None),
    ],
)
def test_moments(text: str, moment: str | None) -> None:
    found = read_moment(text, NOW, time(8, 50))
    assert (found and f"{found:%Y-%m-%dT%H:%M}") == moment


def _answers(*values: float) -> list[Answer]:
    at = datetime(2025, 6, 18, tzinfo=UTC)
    return [Answer(n, n, (f"单位{n}",), str(value), at, value) for n, value in enumerate(values, 1)]


def test_totals_and_what_stands_out() -> None:
    answers = _answers(4, 6, 5, 350, 7)
    assert total(answers) == 372
    assert [answer.value for answer in outliers(answers)] == [350]
    assert outliers(_answers(1, 1000)) == []
    assert [a.value for a in outliers(_answers(3, 3, 3, 3000))] == [3000]
    newer = Answer(9, 9, ("单位1",), "8", answers[0].at, 8.0)
    assert total(counting([*answers, newer])) == 376


def test_what_people_wrote_is_text_in_the_workbook() -> None:
    row = dict.fromkeys(("name", "state", "measure", "files", "code", "at", "note"), "")
    data = {
        **{"number": 1, "text": "请报送", "audience": "全部单位", "at": "", "unbound": []},
        **{"counts": {}, "answered": 1, "total": 1, "sum": None, "measure": ""},
        "rows": [
            {**row, "units": "市科技局", "text": '=HYPERLINK("x")', "value": None, "odd": False}
        ],
    }
    sheet = load_workbook(io.BytesIO(make(data).content)).active
    assert sheet is not None
    cell = sheet["E4"]
    assert (cell.value, cell.data_type) == (' =HYPERLINK("x")', "s")
