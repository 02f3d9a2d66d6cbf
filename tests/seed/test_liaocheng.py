"""The shipped list against tables that were read from the document by eye."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable

import pytest

from domain.plan import Task, TaskList
from seed.as_json import task_as_json
from seed.companion import SHIPPED
from seed.formats.text import read_lines
from seed.read import builtin_plan
from tests.seed import table

PLAN = builtin_plan()
LINES = read_lines(SHIPPED[0] / "document.txt")
TASKS = {task.code: task for task in PLAN.tasks}


def codes_of(lines: Iterable[table.Line]) -> list[str]:
    return [line.code for line in lines]


def test_it_has_the_122_tasks_of_the_table_in_the_documents_order() -> None:
    assert [task.code for task in PLAN.tasks] == codes_of(table.tasks())
    assert Counter(task.list.value for task in PLAN.tasks) == {
        "主要任务": 31,
        "政策": 41,
        "事项": 40,
        "项目": 10,
    }


@pytest.mark.parametrize("line", table.tasks(), ids=lambda line: line.code)
def test_a_task_says_what_the_document_says(line: table.Line) -> None:
    task = TASKS[line.code]
    assert (task.list.value, task.section, task.category) == (
        line.list,
        line.section,
        line.category,
    )
    assert line.title.fits(task.title), task.title
    assert line.target.fits(task.target), task.target
    assert (task.leads, task.coops) == (line.leads, line.coops)
    assert (task.source.first_line, task.source.last_line) == line.lines


@pytest.mark.parametrize("line", table.tasks(), ids=lambda line: line.code)
def test_the_table_shows_enough_of_each_text(line: table.Line) -> None:
    for excerpt in (line.title, line.target):
        if excerpt.end is not None:
            assert min(len(excerpt.begin), len(excerpt.end)) >= 8, excerpt


def test_the_milestones_are_those_of_the_table() -> None:
    expected = [(code, kind, day, phrase) for code, kind, day, phrase, _ in table.milestones()]
    found = [
        (task.code, m.kind.value, m.due.isoformat(), m.phrase)
        for task in PLAN.tasks
        for m in task.milestones
    ]
    assert found == expected
    clauses = [m.text for task in PLAN.tasks for m in task.milestones]
    for (code, *_, clause), text in zip(table.milestones(), clauses, strict=True):
        assert clause.fits(text), (code, text)


def test_a_deadline_is_the_latest_milestone_or_the_plans_end() -> None:
    days: dict[str, str] = {}
    for code, _, day, *_ in table.milestones():
        days[code] = max(day, days.get(code, ""))
    for task in PLAN.tasks:
        expected = (days[task.code], "text") if task.code in days else ("2025-12-31", "plan")
        assert (task.due.isoformat(), task.due_basis) == expected, task.code


def test_the_metrics_are_those_of_the_table() -> None:
    found = [
        (task.code, m.op, m.value, m.max, m.unit, m.due.isoformat())
        for task in PLAN.tasks
        for m in task.metrics
    ]
    assert found == [(code, *rest) for code, _, *rest in table.metrics()]
    names = [m.name for task in PLAN.tasks for m in task.metrics]
    for (code, words, *_), name in zip(table.metrics(), names, strict=True):
        assert words in name, (code, name)


def test_the_places_are_those_of_the_table() -> None:
    assert {t.code: set(t.territories) for t in PLAN.tasks if t.territories} == table.places()


def test_it_names_54_units_and_one_collective() -> None:
    named = {duty.name for task in PLAN.tasks for duty in task.units}
    assert {unit.name for unit in PLAN.units} == named
    assert len(PLAN.units) == 55
    collectives = [unit.name for unit in PLAN.units if unit.is_collective]
    assert collectives == ["国家区域医疗中心创建相关单位"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("任务2.1", "冠县青年河"),
        ("事项3", "冠县青年渠"),
        ("任务4.1", "临清至濮阳"),
        ("项目2", "临清至莘县"),
        ("任务4.1", "鄆"),
        ("政策6", "质量量"),
        ("政策28", "下下达"),
        ("政策30", "下下达"),
        ("政策33", "人才人才"),
        ("政策12", "股票期权,股票期权"),
        ("事项9", "轻工工业"),
        ("事项14", "电商电子商务"),
        ("事项14", "实验区"),
        ("事项15", "电商电子商务"),
        ("事项25", "with"),
        ("事项26", "电高"),
        ("事项36", "国家区域医疗中心创建相关单位"),
        ("事项6", "三至五年内"),
    ],
)
def test_a_doubtful_place_is_said_and_not_altered(code: str, words: str) -> None:
    assert any(words in warning for warning in TASKS[code].warnings), TASKS[code].warnings


def test_nothing_else_is_called_doubtful() -> None:
    doubted = {task.code for task in PLAN.tasks if task.warnings}
    known = ["任务2.1 任务4.1 政策6 政策12 政策28 政策30 政策33 项目2"]
    known.append("事项3 事项6 事项9 事项14 事项15 事项25 事项26 事项36")
    assert doubted == set(" ".join(known).split())


def test_misread_names_are_mended_everywhere() -> None:
    for task in PLAN.tasks:
        said = "".join([task.title, task.target, *(duty.name for duty in task.units)])
        assert "在平" not in said, task.code


def raw(task: Task) -> str:
    """The task's lines as they stand in the document, without any blanks."""
    lines = LINES[task.source.first_line - 1 : task.source.last_line]
    return re.sub(r"\s+", "", "".join(lines)).replace("在平区", "茌平区")


@pytest.mark.parametrize("task", PLAN.tasks, ids=lambda task: task.code)
def test_every_text_stands_whole_in_its_lines(task: Task) -> None:
    said = raw(task)
    if task.list is TaskList.MAIN:
        item = task.code.rpartition(".")[2]
        rest = said.removeprefix(f"{item}.{task.title}。{task.target}")
        assert re.match(r"[(（]牵头单位[:：]", rest), rest
        assert rest.endswith((")", "）"))
    elif task.code in ("政策2-2", "政策3", "政策4"):  # mended: their parts stand in two lines
        assert task.title in said
        assert task.target in said
    else:
        number = task.code[2:].partition("-")[0]
        start = f"{number}{task.category or ''}{task.title}{task.target}"
        assert said.startswith(start)
        assert len(said) > len(start)


def test_no_blank_and_no_bracket_of_units_is_left_in_a_text() -> None:
    for task in PLAN.tasks:
        assert not set(task.title + task.target) & set(" \t\n\u3000"), task.code
        assert "牵头单位" not in task.target, task.code


def test_the_plan_says_what_it_is() -> None:
    assert (PLAN.number, PLAN.issuer, PLAN.issued_on.isoformat()) == (
        "聊政字〔2023〕12号",
        "聊城市人民政府",
        "2023-08-25",
    )
    assert (PLAN.starts_on.year, PLAN.ends_on.isoformat()) == (2023, "2025-12-31")
    assert PLAN.warnings == ()


def test_a_task_as_json_has_the_agreed_form() -> None:
    shown = task_as_json(TASKS["事项15"])
    assert list(shown) == [
        "code",
        "list",
        "section",
        "category",
        "title",
        "target",
        "units",
        "territories",
        "milestones",
        "due",
        "due_basis",
        "metrics",
        "source",
        "warnings",
    ]
    assert shown["units"][1] == {"name": "高新技术产业开发区管委会", "role": "lead"}
    assert shown["metrics"] == [
        {
            "name": "省级跨境电商产业园",
            "op": ">=",
            "value": 2,
            "unit": "个",
            "due": "2025-12-31",
        },
        {
            "name": "国家级电子商务示范基地",
            "op": "=",
            "value": 1,
            "unit": "个",
            "due": "2025-12-31",
            "max": 2,
        },
    ]
    assert shown["source"] == {"first_line": 262, "last_line": 262}
    assert task_as_json(TASKS["项目3"])["category"] == "机场"


def test_it_is_read_in_less_than_a_third_of_a_second() -> None:
    def seconds() -> float:
        start = time.perf_counter()
        builtin_plan()
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.3


def test_reading_is_repeatable() -> None:
    again: tuple[Task, ...] = builtin_plan().tasks
    assert again == PLAN.tasks
