"""Who leads and who cooperates, in the notations that lists are written in."""

from __future__ import annotations

import pytest

from seed.duties import Rules, read_names
from seed.notation import read_assignment

CASES = [
    ("（牵头单位：甲局；配合单位：乙局、丙局）", "甲局+ 乙局 丙局"),
    ("(牵头单位:甲局、乙局;配合单位:丙局)", "甲局+ 乙局+ 丙局"),
    ("（牵头单位：甲局，责任单位：乙局）", "甲局+ 乙局"),
    ("（责任单位：甲局、乙局）", "甲局+ 乙局+"),
    ("（责任单位：甲局，各市人民政府）", "甲局+ 各市人民政府+"),
    ("（6月底完成，牵头考核单位：甲局、乙局）", "甲局+ 乙局+"),
    ("（牵头单位：甲局；责任单位：乙局，6月底完成）", "甲局+ 乙局"),
    ("（主要责任单位：甲局；协同配合单位：乙局）", "甲局+ 乙局"),
    ("（甲局牵头，乙局、丙局配合）", "甲局+ 乙局 丙局"),
    (
        "（甲局牵头，乙局等国务院相关部门及各地区按职责分工负责）",
        "甲局+ 乙局 国务院相关部门 各地区",
    ),
    ("（甲局、乙局按职责分工负责）", "甲局+ 乙局+"),
    ("（甲局、乙局负责）", "甲局+ 乙局+"),
    ("（甲局、乙局等负责。列第一位者为牵头单位，下同）", "甲局+ 乙局"),
    ("〔责任单位：甲局〕", "甲局+"),
    ("（甲局会同有关部门负责）", "甲局+ 有关部门"),
    ("（甲局牵头，各地区、各有关部门结合实际落实）", "甲局+ 各地区 各有关部门"),
    ("（甲局、乙局等部门和地方各级人民政府负责）", "甲局+ 乙局+ 地方各级人民政府+"),
    ("（牵头单位：甲局；责任单位：各县（市、区），9月底完成）", "甲局+ 各县（市、区）"),
    ("（甲局指导）", "甲局+"),
    ("【牵头：甲局；配合：乙局；完成时限：2024年12月】", "甲局+ 乙局"),
    ("[责任单位：甲局（乙办）、丙银行]", "甲局（乙办）+ 丙银行+"),
    ("（责任单位：甲局（牵头）、乙局、丙局）", "甲局+ 乙局 丙局"),
    ("（牵头单位：甲局（联系人：张三，电话：1234567）；责任单位：乙局）", "甲局+ 乙局"),
    ("（主体责任单位：甲局；监管责任单位：乙局）", "甲局+ 乙局+"),
    ("（牵头领导：张三；牵头单位：甲局；责任人：李四）", "甲局+"),
    ("（责任单位：甲局牵头，乙局、丙局配合）", "甲局+ 乙局 丙局"),
    ("（主办单位：甲局；协办单位：乙局）", "甲局+ 乙局"),
    ("（甲局、乙局分别牵头，丙局参与）", "甲局+ 乙局+ 丙局"),
    ("（甲局牵头，乙局等配合，2023年底前完成）", "甲局+ 乙局"),
    ("（市教育局、市财政局）", "市教育局+ 市财政局+"),
    ("（市教育局和市财政局，各县（市）政府）", "市教育局+ 市财政局+ 各县（市）政府+"),
    ("（市水务局、市财政局，持续推进）", "市水务局+ 市财政局+"),
    (
        "（甲局，各旗、县、区人民政府，市直有关部门负责）",
        "甲局+ 各旗、县、区人民政府+ 市直有关部门+",
    ),
    ("（责任单位：各区、县级市人民政府）", "各区、县级市人民政府+"),
    ("（工信部、应急管理部）", "工信部+ 应急管理部+"),
    ("（该项工作由市住建局负责）", "市住建局+"),
    ("（甲局组织实施）", "甲局+"),
    ("（牵头单位：市孔繁森基地（孔繁森纪念馆）、乙局）", "市孔繁森基地（孔繁森纪念馆）+ 乙局+"),
]


def shown(names: tuple[tuple[str, object], ...] | list[tuple[str, object]]) -> str:
    return " ".join(f"{name}{'+' if role == 'lead' else ''}" for name, role in names)


@pytest.mark.parametrize(("bracket", "expected"), CASES)
@pytest.mark.parametrize("text", ["做好工作。{}", "做好工作。 {}", "做好工作{}。"])
def test_a_bracket_names_units_with_their_roles(text: str, bracket: str, expected: str) -> None:
    said = read_assignment(text.format(bracket))
    assert said is not None
    assert shown(said.names) == expected
    assert said.text.rstrip("。") == "做好工作"


@pytest.mark.parametrize(
    "text",
    [
        "支持产能退出(转移)企业盘活资源。",
        "县(市、区)人民政府（含开发区）做好工作。",
        "落实《方案》（聊政发〔2021〕5号）。",
        "机场快速路(G309青兰线)项目。",
        "没有括号。",
        "坚持权责一致（谁审批谁负责）。",
        "由市政府（由审批局负责审批的项目）安排。",
        "建设产业园（一期）。",
        "做好工作（详见附件2）。",
        "以2020年为基期（以第七次人口普查为基数）。",
        "",
    ],
)
def test_a_bracket_that_names_nobody_is_left_alone(text: str) -> None:
    assert read_assignment(text) is None


def test_several_brackets_are_one_union_with_the_stronger_role() -> None:
    said = read_assignment("做甲。（牵头单位：甲局；配合单位：乙局）做乙。（牵头单位：乙局）")
    assert said is not None
    assert shown(said.names) == "甲局+ 乙局+"
    assert said.text == "做甲。做乙。"


def test_a_rule_that_the_first_leads_holds_for_the_whole_document() -> None:
    rules = Rules.of("做甲。（甲局、乙局负责。列第一位者为牵头单位，下同）")
    assert rules.first_leads
    later = read_assignment("做乙。（丙局、丁局负责）", rules)
    assert later is not None
    assert shown(later.names) == "丙局+ 丁局"


def test_a_deadline_in_the_bracket_is_kept_apart() -> None:
    said = read_assignment("做甲。（6月底完成，牵头单位：甲局）")
    assert said is not None
    assert said.said == "6月底完成"


@pytest.mark.parametrize(
    ("text", "expected", "kept", "said"),
    [
        (
            "做好工作。责任单位：甲局、乙局。完成时限：9月底前。",
            "甲局+ 乙局+",
            "做好工作。",
            "9月底前",
        ),
        (
            "做好工作。 牵头领导:张三 责任单位:市公安局 项目责任人:李四",
            "市公安局+",
            "做好工作。",
            "",
        ),
        ("责任单位：甲局；完成时限：长期坚持", "甲局+", "", "长期坚持"),
        ("各责任单位：请于25日前报送。", None, "", ""),
    ],
)
def test_labels_outside_brackets_run_to_the_end(
    text: str, expected: str | None, kept: str, said: str
) -> None:
    read = read_assignment(text)
    if expected is None:
        assert read is None
        return
    assert read is not None
    assert (shown(read.names), read.text, read.said) == (expected, kept, said)


@pytest.mark.parametrize(
    "text",
    [
        "列第一位者为牵头单位",
        "责任分解中，列第一位的责任单位为牵头单位或汇总单位。",
        "排在首位的单位为牵头单位",
        "首位责任单位为牵头责任单位",
    ],
)
def test_the_rule_that_the_first_leads_has_many_wordings(text: str) -> None:
    assert Rules.of(text).first_leads


def test_a_star_may_mark_who_leads() -> None:
    rules = Rules.of("说明：标★的为牵头单位。")
    read = read_assignment("做好工作。（责任单位：甲局、★乙局）", rules)
    assert read is not None
    assert shown(read.names) == "甲局 乙局+"


def test_a_cell_may_hold_the_verbs_too() -> None:
    read = read_names("甲局牵头，乙局配合")
    assert read is not None
    assert shown(read[0]) == "甲局+ 乙局"
    assert read_names("甲局 乙局") is None
