"""Documents of other cities, in other notations and columns, and copies of the one we know."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.plan import Plan, Role, TaskList
from seed.companion import SHIPPED
from seed.read import builtin_plan, read_file

PROSE = """甲市人民政府办公室关于印发《甲市2024年数字政府工作要点》的通知
甲政办发〔2024〕7号
2024年3月1日
一、总体要求
（一）指导思想。坚持以人民为中心。
二、重点任务
（一）优化平台。建设统一平台。（牵头单位：市数据局；配合单位：市财政局，各县（市、区）人民政府）
（二）打通数据
梳理目录，2024年6月底前完成50项以上共享。
年底前全部上线。（市数据局、市审批局负责）
"""

TABLE = (
    "乙市2024年重点工作任务分工表\n"
    "乙政发〔2024〕3号\n"
    "完成时限\t牵头单位\t序号\t工作任务\t配合单位\t具体内容\n"
    "一、产业\t\t\t\t\t\n"
    "9月底\t市工信局\t1\t技改\t市财政局、市科技局\t实施技改项目100个以上\n"
    "\t\t\t\t\t，推动升级。\n"
    "2024年\t市商务局\t2\t招商\t无\t引进项目20个。\n"
    "11月\t市农业局\t\t\t\t建成基地2个。\n"
)


def read(tmp_path: Path, text: str) -> Plan:
    file = tmp_path / "清单.txt"
    file.write_text(text, encoding="utf-8")
    return read_file(file)


def test_numbered_paragraphs_with_brackets_are_tasks(tmp_path: Path) -> None:
    plan = read(tmp_path, PROSE)
    assert (plan.number, plan.issued_on.isoformat()) == ("甲政办发〔2024〕7号", "2024-03-01")
    first, second = plan.tasks
    assert (first.code, first.section, first.title) == ("任务1", "重点任务", "优化平台")
    assert first.leads == ("市数据局",)
    assert first.coops == ("市财政局", "各县（市、区）人民政府")
    assert any("笼统" in warning for warning in first.warnings)
    assert (second.code, second.title) == ("任务2", "打通数据")
    assert second.target == "梳理目录，2024年6月底前完成50项以上共享。年底前全部上线。"
    assert (second.source.first_line, second.source.last_line) == (9, 10)
    assert [m.due.isoformat() for m in second.milestones] == ["2024-06-30", "2024-12-31"]
    assert any("没有写年份" in warning for warning in second.warnings)


def test_columns_are_found_by_meaning_in_any_order(tmp_path: Path) -> None:
    plan = read(tmp_path, TABLE)
    assert [task.code for task in plan.tasks] == ["事项1", "事项2-1", "事项2-2"]
    first, _, third = plan.tasks
    assert (first.list, first.section, first.title) == (TaskList.MATTER, "产业", "技改")
    assert first.target == "实施技改项目100个以上，推动升级。"
    assert [(d.name, d.role) for d in first.units] == [
        ("市工信局", Role.LEAD),
        ("市财政局", Role.COOP),
        ("市科技局", Role.COOP),
    ]
    assert (first.due.isoformat(), first.due_basis) == ("2024-09-30", "text")
    assert (third.title, third.leads, third.due.isoformat()) == (
        "招商",
        ("市农业局",),
        "2024-11-30",
    )
    assert plan.tasks[1].coops == ()


def test_a_copy_of_the_shipped_document_is_known_by_its_number(tmp_path: Path) -> None:
    copy = tmp_path / "其他名字.txt"
    copy.write_bytes((SHIPPED[0] / "document.txt").read_bytes())
    assert read_file(copy) == builtin_plan()


def test_another_version_differs_only_where_it_was_changed(tmp_path: Path) -> None:
    text = (SHIPPED[0] / "document.txt").read_text(encoding="utf-8")
    changed = "发文说明。\n" + text.replace("完成全市 2378 个", "完成全市 2400 个")
    old = {task.code: task for task in builtin_plan().tasks}
    new = {task.code: task for task in read(tmp_path, changed).tasks}
    assert list(new) == list(old)
    assert {code for code in old if new[code].target != old[code].target} == {"事项1"}
    assert all(new[code].units == old[code].units for code in old)
    assert new["政策3"].source.first_line == old["政策3"].source.first_line + 1


@pytest.mark.parametrize("text", ["\n", "\n\n", "没有任务的文件。", "\t\t\n", "序号\t责任单位\n"])
def test_a_document_without_tasks_says_so(tmp_path: Path, text: str) -> None:
    plan = read(tmp_path, text)
    assert plan.tasks == ()
    assert "没有读到带责任单位的事项。" in plan.warnings


def test_a_row_without_units_is_kept_and_said(tmp_path: Path) -> None:
    plan = read(tmp_path, "序号\t工作任务\t目标任务\t责任单位\n1\t甲事\t做好。\t\n")
    assert [task.code for task in plan.tasks] == ["事项1"]
    assert plan.tasks[0].warnings == ("没有读到责任单位，请补充。",)
