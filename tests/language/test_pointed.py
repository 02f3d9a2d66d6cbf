"""X那个: the words before name a task, also cut short; what names none is asked, never put on the card's."""

from __future__ import annotations

import pytest

from tests.language.reading import read


@pytest.mark.parametrize(
    ("unit", "text", "task"),
    [
        ("市科技局", "高企那个已经930家了", "任务1.1"),
        ("市农业农村局", "吨半粮那块种完了50万亩", "事项24"),
        ("市委组织部", "人才节点那项完成80%", "政策39"),
        ("市交通运输局", "机场那事完成30%", "项目3"),
    ],
)
@pytest.mark.parametrize("shown", [None, "事项34"])
def test_a_name_cut_short(unit: str, text: str, task: str, shown: str | None) -> None:
    assert read(text, unit, shown=shown).task == task


@pytest.mark.parametrize("shown", [None, "任务7.1"])
def test_a_name_that_no_task_has_is_asked(shown: str | None) -> None:
    frame = read("体育馆那个已完成60%", "市民政局", shown=shown)
    assert (frame.task, frame.candidates) == (None, ())
    assert frame.intent == "report"


def test_words_that_name_nothing_mean_the_card() -> None:
    assert read("我们这个完成60%", "市民政局", shown="任务7.1").task == "任务7.1"


def test_two_tasks_of_that_name_are_asked() -> None:
    frame = read("济郑高铁那个下周三通车", "市交通运输局", shown="事项3")
    assert frame.task is None
    assert set(frame.candidates) == {"项目1", "任务4.1"}


@pytest.mark.parametrize("shown", [None, "任务7.1"])
@pytest.mark.parametrize(
    "text",
    [
        "油价又涨了3%",
        "今天跑了5公里",
        "3号泵站积水20厘米",
        "今年高考全省人数69万",
        "猪肉价格跌到12元一斤",
    ],
)
def test_figures_of_the_day_are_no_report(text: str, shown: str | None) -> None:
    assert read(text, "市民政局", shown=shown).intent == "none"


def test_an_obstacle_beside_no_progress() -> None:
    assert read("没进展 政策35 资金没到位").obstacle == "资金没到位"


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("14办结了", "事项14"),
        ("31还没启动", "事项31"),
        ("15那个正在等批", "事项15"),
        ("第22项完成60%", "事项22"),
        ("十五什么进展", "事项15"),
        ("22完成了80%", "事项22"),
        ("99办结了", None),
        ("8那项没动", None),
    ],
)
def test_a_bare_number_is_one_of_the_own_tasks_or_asked(text: str, task: str | None) -> None:
    frame = read(text, "市商务局", shown="任务7.3")
    assert (frame.task, frame.found_by) == (task, "topic")


@pytest.mark.parametrize(
    "text",
    ["14家企业完成备案", "3项已办结", "14号完成验收", "12月完成", "80%完成了", "11个改完6个"],
)
def test_a_number_that_counts_names_no_task(text: str) -> None:
    assert read(text, "市商务局", shown="事项22").task == "事项22"


def test_a_bare_number_of_two_lists_is_asked() -> None:
    frame = read("19还差两个手续没办", "市财政局", shown="政策1")
    assert frame.task == "政策19"
    assert set(read("2完成了", "市财政局", shown="政策1").candidates) == {"政策2-1", "事项2"}
