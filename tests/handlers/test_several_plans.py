"""Several plans beside each other: each has its own rule for the lights and its own numbers of bulletins,
and every figure follows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from matplotlib.text import Text

from bot.board import board
from bot.exports import as_data
from bot.papers import bulletin, chart, ledger
from bot.papers.issue import gather
from domain.lights import Light
from domain.messages import Reply
from domain.people import Address, Position, Post
from domain.plan import Duty, Plan, Role, Source, Task, TaskList, Unit
from handlers.status.freeze import load
from storage import people
from storage.plans import save_plan
from tests.bot.test_papers import sheet_rows
from tests.world import World, plan

LIGHTS = [light.value for light in Light]


def second_plan() -> Plan:
    """Ten tasks that 市科技局 leads; begun in March, so that less of their time has passed."""
    task = Task(
        code="乙事项1",
        list=TaskList.MATTER,
        section="营商",
        title="推行一件事办理",
        target="年底前落地13个事项。",
        units=(Duty("市科技局", Role.LEAD),),
        source=Source(1, 1),
        due=date(2025, 12, 31),
        due_basis="text",
    )
    return Plan(
        title="2025年优化营商环境要点",
        number="聊政办字〔2025〕3号",
        issuer="聊城市人民政府办公室",
        issued_on=date(2025, 3, 1),
        starts_on=date(2025, 3, 1),
        ends_on=date(2025, 12, 31),
        tasks=tuple(replace(task, code=f"乙事项{n}") for n in range(1, 11)),
        units=(Unit("市科技局"),),
    )


@pytest.fixture
def two() -> Iterator[World]:
    world = World()
    save_plan(world.tx, second_plan(), "乙")
    world.reply("李敏", "乙事项1 完成20%")  # 35 % are due: 15 points, a ratio of 1.75
    world.reply("李敏", "政策35 完成60%")  # 82 % are due: 22 points, a ratio of 1.37
    yield world
    world.close()


def press(world: World, reply: Reply, label: str) -> Reply:
    found = [b for row in reply.buttons for b in row if b.label == label]
    assert found, (label, reply.buttons)
    return world.reply("陈静", found[0].command)


def lights_of(world: World, *words: str) -> dict[str, int]:
    data = world.reply("陈静", " ".join(("/status", *words))).data
    return {each["key"]: each["count"] for each in data["lights"]}


def test_a_rule_is_chosen_for_one_plan_after_a_look_at_what_it_changes(two: World) -> None:
    before = lights_of(two)
    asked = two.reply("陈静", "亮灯规则 致远")
    assert asked.template == "which_plan"
    look = press(two, asked, "2025年优化营商环境要点")
    assert (look.template, look.data["changed"]) == ("lights_change", 1)
    assert lights_of(two) == before
    shown = press(two, look, "确认改用")
    assert [(p["preset"], p["own"]) for p in shown.data["plans"]] == [
        ("银川", False),
        ("致远", True),
    ]
    after = lights_of(two)
    assert (after["red"], after["yellow"]) == (before["red"] + 1, before["yellow"] - 1)
    assert two.reply("陈静", "/why 政策35").data["light"] == "yellow"  # the other plan as before
    why = two.reply("陈静", "/why 乙事项1").data
    assert (why["light"], why["history"][0]["cause"]) == ("red", "换了亮灯规则")
    assert "亮灯规则" in two.says("陈静", "亮灯规则 甲方案 默认")


def test_only_an_admin_chooses_and_others_may_look(two: World) -> None:
    assert two.reply("孙书记", "亮灯规则").template == "lights"
    assert two.reply("孙书记", "亮灯规则 乙方案 致远").template == "not_allowed"
    assert two.reply("李敏", "亮灯规则").template == "not_allowed"


def test_what_a_rule_made_green_was_not_caught_up(two: World) -> None:
    two.tick()
    two.reply("陈静", "/lights 乙方案 到期 yes")
    why = two.reply("陈静", "/why 乙事项1").data
    assert (why["light"], why["caught_up"]) == ("green", False)
    assert two.reply("陈静", "已补齐的有哪些").data["total"] == 0


def test_work_of_each_plan_begins_with_that_plan(two: World) -> None:
    """The second runs from March to December; the first plan runs since 2023."""
    assert "应达35%" in two.reply("陈静", "/why 乙事项1").data["sentence"]
    assert "应达82%" in two.reply("陈静", "/why 政策35").data["sentence"]


@pytest.mark.parametrize("presets", [("致远", ""), ("", "到期"), ("到期", "致远")])
def test_every_figure_is_the_same_under_a_rule_of_each_plan(
    two: World, presets: tuple[str, str]
) -> None:
    for place, preset in enumerate(presets):
        if preset:
            two.reply("陈静", f"/lights {'甲乙'[place]}方案 {preset} yes")
    counts = lights_of(two)
    assert sum(counts.values()) == 132
    number = two.reply("陈静", "台账").data["number"]
    snapshot = load(two.tx, number)
    assert snapshot is not None
    assert snapshot.figures.lights == counts
    data = as_data(two.tx, snapshot, None)
    assert {each["key"]: each["count"] for each in data["lights"]} == counts
    assert [p["preset"] for p in data["plans"]] == [preset or "银川" for preset in presets]
    of_plans = [lights_of(two, f"plan{p.id}") for p in two.book.plans]
    assert {key: sum(each[key] for each in of_plans) for key in LIGHTS} == counts
    assert [{key: p[key] for key in LIGHTS} for p in data["plans"]] == of_plans
    views = two.reply("陈静", "/status plans").data["lines"]
    assert [{key: line[key] for key in LIGHTS} for line in views] == of_plans

    made = ledger.make(ledger.gather_ledger(two.tx, {"snapshot": number}))
    rows = [
        row
        for name in ("主要任务", "政策", "事项", "项目")
        for row in sheet_rows(made.content, name)
    ]
    assert len(rows) == 132
    for key in LIGHTS:
        assert sum(row["状态灯"].endswith(Light(key).word) for row in rows) == counts[key]
    assert {row["来源文号"] for row in rows} == {plan().number, second_plan().number}

    person = people.add_person(two.tx, "书记", two.now, two.now)
    people.bind(two.tx, Address("web", "v", "v"), person, two.now)
    people.add_post(two.tx, person, Post(Position.VIEWER))
    for issue in (None, number):
        shown = board("v", None, issue, two.now, two.rules, two.tx)
        assert shown is not None
        assert {each["key"]: each["count"] for each in shown["lights"]} == counts

    for place, entry in enumerate(two.book.plans):
        args = {"snapshot": number, "plan": entry.id}
        texts = [each.get_text() for each in chart.draw(gather(two.tx, args)).findobj(Text)]
        for key in LIGHTS:
            at = texts.index(f"{Light(key).shape}{Light(key).word}灯")
            assert texts[at + 1] == str(of_plans[place][key])
        paper = bulletin.make(bulletin.gather_bulletin(two.tx, args))
        paragraphs = Document(io.BytesIO(paper.content)).paragraphs
        body = "\n".join(p.text.replace("\n", "") for p in paragraphs)
        assert "，".join(f"{Light(k).word}灯{of_plans[place][k]}项" for k in LIGHTS) in body
        assert f"按{presets[place] or '银川'}规则" in body
        assert body.count("《") == body.count(f"《{entry.title}》")


def test_an_issue_keeps_the_rule_that_it_was_taken_under(two: World) -> None:
    number = two.reply("陈静", "看图").data["number"]
    before = lights_of(two)
    two.reply("陈静", "/lights 乙方案 致远 yes")
    kept = load(two.tx, number)
    assert kept is not None
    assert kept.figures.lights == before
    newer = two.reply("陈静", "看图").data["number"]
    assert newer == number + 1
    changes = two.reply("陈静", f"/changes 第{number}期").data
    assert [moved["code"] for moved in changes["moved"]] == ["乙事项1"]


def issue(world: World, text: str) -> tuple[int, int]:
    """(the bulletin's number, the snapshot it is made from)."""
    reply = world.reply("陈静", text)
    assert reply.template == "paper", reply
    return reply.data["issue"], reply.data["number"]


def test_bulletins_are_counted_by_plan_and_year_without_gaps(two: World) -> None:
    two.reply("陈静", "看图")  # takes the first snapshot, and no number of a bulletin
    assert two.reply("陈静", "通报").template == "which_plan"
    assert issue(two, "通报 甲方案") == (1, 1)
    two.reply("李敏", "政策35 完成65%")
    assert issue(two, "通报 甲方案") == (1, 2)  # another edition of the same day's
    assert issue(two, "通报 乙方案") == (1, 2)
    two.at("2025-07-21 09:30")
    two.reply("陈静", "台账")
    two.at("2025-07-25 09:30")
    assert issue(two, "通报 甲方案") == (2, 4)
    assert issue(two, "通报 甲方案 6月") == (1, 2)  # the one that was made then
    assert issue(two, "通报 甲方案 第1期") == (1, 2)
    assert issue(two, "通报 plan0") == (1, 4)
    two.at("2026-01-20 09:30")
    assert issue(two, "通报 甲方案") == (1, 5)
    rows = two.tx.all("SELECT plan_id, year, number FROM bulletins ORDER BY 1, 2, 3")
    assert [tuple(row) for row in rows] == [
        (0, 2025, 1),
        (1, 2025, 1),
        (1, 2025, 2),
        (1, 2026, 1),
        (2, 2025, 1),
    ]


def test_a_figure_of_a_bulletin_opens_by_the_bulletins_number(world: World) -> None:
    world.reply("陈静", "看图")
    world.reply("李敏", "政策35 完成60%")
    assert issue(world, "通报") == (1, 2)
    assert world.reply("陈静", "依据 通报第1期 黄灯").data["number"] == 2
    assert world.reply("陈静", "依据 第1期 黄灯").data["number"] == 1
    assert world.reply("陈静", "依据 通报第9期 黄灯").template == "no_such_bulletin"


def test_a_bulletin_compares_itself_with_the_one_before(world: World) -> None:
    issue(world, "通报")
    world.at("2025-06-25 09:30")
    world.reply("陈静", "看图")
    world.at("2025-07-18 09:30")
    (paper,) = world.reply("陈静", "通报").papers
    made = bulletin.make(bulletin.gather_bulletin(world.tx, paper.args))
    lines = [p.text for p in Document(io.BytesIO(made.content)).paragraphs]
    assert "第2期" in lines
    assert any(line.startswith("与第1期（6月18日）相比") or "与第1期（" in line for line in lines)


def supervise(world: World) -> int:
    return world.bind("吴江", *(Post(Position.SUPERVISOR, u) for u in ("市财政局", "市科技局")))


def test_a_supervisors_button_opens_all_units_and_each(world: World) -> None:
    number = supervise(world)
    table = world.reply("陈静", "/status supervisors")
    line = next(each for each in table.data["lines"] if "吴江" in each["name"])
    book = world.book
    expected = len(book.tasks_of(("市财政局", "市科技局")))
    assert line["total"] == expected
    opened = world.reply("陈静", f"/status m{number}")
    assert (opened.data["title"], opened.data["total"]) == ("市财政局、市科技局", expected)
    labels = [button.label for row in opened.buttons for button in row]
    assert {"市财政局", "市科技局"} <= set(labels)
    for row in (*opened.buttons, *table.buttons):
        for button in row:
            word, _, count = button.label.rpartition(" ")
            if count.isdigit() and f"m{number}" in button.command:
                assert world.reply("陈静", button.command).data["total"] == int(count), word
    assert world.reply("陈静", f"/chart m{number}").papers[0].args["units"] == [
        "市财政局",
        "市科技局",
    ]
    assert world.reply("李敏", f"/status m{number}").template == "not_your_unit"
    assert world.reply("陈静", "/status m999").template == "no_such_person"
