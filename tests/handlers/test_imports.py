"""A list that an admin sends: reviewed, compared, confirmed once; reports stay where they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.messages import Attachment, InboundKind, Listing, Reply
from domain.plan import Duty, Plan, Role, Source, Task, TaskList, Unit
from domain.registered import against
from storage import reports
from storage.plan_list import list_plans
from tests.world import World, plan

FILE = Attachment("b" * 64, "清单.xlsx", 5000, "application/vnd.ms-excel")


def send(world: World, listing: Plan | str, name: str = "陈静") -> Reply:
    read = Listing(listing) if isinstance(listing, Plan) else Listing(refusal=listing)
    return world.reply(name, "", kind=InboundKind.FILE, files=(FILE,), listing=read)


def press(world: World, reply: Reply, label: str) -> Reply:
    """Press the button that begins with `label`, as the admin."""
    command = next(
        button.command for row in reply.buttons for button in row if button.label.startswith(label)
    )
    return world.reply("陈静", command)


def second_version() -> Plan:
    """Ten changes: two added, five changed, three withdrawn; and a row moved to the end."""
    tasks = [task for task in plan().tasks if task.code not in ("政策1", "事项5", "项目10")]
    changed = {
        "政策35": {"target": "对符合条件的人员，于6月底前兑现奖励。"},
        "事项14": {"title": "支持聊城市建设跨境电商综合试验区（新）。"},
        "事项28": {"units": (Duty("东阿县人民政府", Role.LEAD), Duty("市商务局", Role.COOP))},
        "任务1.1": {"section": "创新驱动发展"},
        "项目3": {"category": "航空"},
    }
    tasks = [replace(task, **changed.get(task.code, {})) for task in tasks]
    tasks.append(tasks.pop(40))
    added = [
        replace(
            tasks[-1], code=f"事项{number}", list=TaskList.MATTER, title=title, target="尽快建成。"
        )
        for number, title in ((41, "建设儿童友好城市公园十座"), (42, "推动市民文化中心投入使用"))
    ]
    return replace(plan(), tasks=(*tasks, *added))


def other_plan() -> Plan:
    task = Task(
        code="事项3",
        list=TaskList.MATTER,
        section="政务",
        title="推行一件事办理",
        target="年底前落地13个事项。",
        units=(Duty("市行政审批局", Role.LEAD), Duty("市数据局", Role.COOP)),
        source=Source(5, 5),
        due=date(2025, 12, 31),
        due_basis="text",
        warnings=("责任单位「市数据局」不在单位名录里，最接近的是「市大数据局」，请核对。",),
    )
    return Plan(
        title="聊城市2025年优化营商环境工作要点",
        number="聊政办字〔2025〕3号",
        issuer="聊城市人民政府办公室",
        issued_on=date(2025, 2, 1),
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        tasks=(task, replace(task, code="事项4", title="办好热线", warnings=())),
        units=(Unit("市行政审批局"), Unit("市数据局")),
        warnings=("没有读到印发日期，暂按2025年计；请核对。",),
    )


def test_the_same_list_again_changes_nothing(world: World) -> None:
    before = world.count("audit")
    reply = send(world, plan())
    assert reply.template == "import_same"
    assert world.count("imports") == 0
    assert world.count("audit") == before


def test_ten_changes_are_those_ten_and_reports_stay_on_their_tasks(world: World) -> None:
    world.says("李敏", "政策35 完成60%")
    world.says("王建国", "事项28 滞后，等批复")
    card = send(world, second_version())
    assert {key: card.data[key] for key in ("added", "changed", "withdrawn", "kept")} == {
        "added": 2,
        "changed": 5,
        "withdrawn": 3,
        "kept": 114,
    }
    assert "政策1" in world.book.by_code  # nothing was written yet
    first = press(world, card, "看差异")
    second = press(world, first, "下一页")
    entries = [*first.data["entries"], *second.data["entries"]]
    assert [entry["sign"] for entry in entries] == ["新增"] * 2 + ["修改"] * 5 + ["撤销"] * 3
    assert {entry["code"] for entry in entries if entry["sign"] == "撤销"} == {
        "政策1",
        "事项5",
        "项目10",
    }
    target = next(entry for entry in entries if entry["code"] == "政策35")["fields"][0]
    assert "聘任至相应岗位" in target["old"]
    assert target["new"] == "对符合条件的人员，于6月底前兑现奖励。"
    done = press(world, second, "确认导入")
    assert done.template == "import_taken"
    assert "政策1" not in world.book.by_code
    assert "6月底前" in world.book.by_code["政策35"].target
    latest = reports.latest(world.tx)
    assert latest["政策35"]["市科技局"].percent == 60
    assert latest["事项28"]["东阿县人民政府"].text
    assert press(world, second, "确认导入").template == "import_settled"  # an old press
    assert send(world, second_version()).template == "import_same"


def test_a_yes_to_a_difference_that_is_no_more_shows_the_new_one(world: World) -> None:
    card = send(world, second_version())
    shown = press(world, card, "看差异")
    world.tx.run("UPDATE tasks SET title = '改过的标题' WHERE code = '政策2-1'")
    world.tx.run("UPDATE plans SET revision = revision || 'x'")
    again = press(world, shown, "确认导入")
    assert again.template == "import_diff"
    assert again.data["changed"] == 6
    assert "政策1" in world.book.by_code
    assert press(world, again, "确认导入").template == "import_taken"


def test_doubts_are_gone_through_one_by_one(world: World) -> None:
    card = send(world, other_plan())
    assert card.data["doubts"] == 2
    first = press(world, card, "逐条看存疑")
    assert "印发日期" in first.data["text"]
    second = press(world, first, "原文如此")
    assert second.data["places"] == ["事项3（第5行）"]
    back = press(world, second, "改为市大数据局")
    assert (back.template, back.data["doubts"], back.data["left"]) == ("import_card", 1, 0)
    done = press(world, press(world, back, "看差异"), "确认导入")
    assert done.template == "import_taken"
    assert world.book.by_code["乙事项3"].coops == ("市大数据局",)


def test_what_is_left_of_many_doubts_can_stand_at_once(world: World) -> None:
    said = tuple(f"第{number}行有一处看不清，请核对。" for number in range(1, 6))
    card = send(world, replace(other_plan(), warnings=said))
    first = press(world, card, "逐条看存疑")
    second = press(world, first, "原文如此")
    card = press(world, second, "余下5条都按原文")
    assert (card.template, card.data["left"]) == ("import_card", 0)
    taken = press(world, press(world, card, "看差异"), "确认导入")
    assert taken.data["unheld"] == ["市行政审批局", "市数据局"]
    assert "发「邀请 市行政审批局」取邀请码" in world.render(taken).texts[0]


def test_a_second_plan_stands_beside_the_first_with_a_mark_people_can_say(world: World) -> None:
    card = send(world, other_plan())
    assert (card.data["mark"], card.data["example"]) == ("乙", "乙事项3")
    card = world.reply("陈静", f"导入 {card.data['id']} 代号 营商")
    press(world, press(world, card, "看差异"), "确认导入")
    assert world.book.by_code["营商事项3"].title == "推行一件事办理"
    assert (
        world.book.by_code["事项3"] == plan().tasks[[t.code for t in plan().tasks].index("事项3")]
    )
    assert world.reply("陈静", "查看 营商事项3").data["title"] == "推行一件事办理"
    assert world.reply("陈静", "营商 事项三").data["title"] == "推行一件事办理"
    assert world.reply("陈静", "查看 事项3").data["title"] != "推行一件事办理"
    assert send(world, other_plan()).template == "import_same"


@pytest.mark.parametrize("mark", ["事项", "一", "第", "太长了吧这个", "!", "甲", "乙"])
def test_a_mark_that_would_be_misread_is_refused(world: World, mark: str) -> None:
    card = send(world, other_plan())
    if mark == "乙":  # free until another plan has it
        press(world, press(world, card, "看差异"), "确认导入")
        card = send(world, replace(other_plan(), number="聊政办字〔2025〕4号"))
        assert card.data["mark"] == "丙"
    reply = world.reply("陈静", f"/import {card.data['id']} mark {mark}")
    assert reply.template == "import_mark"


def test_a_plan_ends_and_its_open_items_are_carried_over(world: World) -> None:
    world.says("李敏", "政策35 已办结")
    press(world, press(world, send(world, other_plan()), "看差异"), "确认导入")
    first, second = list_plans(world.tx)
    ask = world.reply("陈静", f"/plans close {first.id}")
    assert ask.data["left"] == 121
    done = press(world, ask, "结转到聊城市2025年优化")
    assert (done.data["carried"], done.data["into"]) == (121, second.title)
    assert "政策35" not in world.book.by_code  # done, so it ended with its plan
    assert "政策12" in world.book.by_code
    assert len(world.book.tasks) == 123
    world.says("李敏", "政策12 完成30%")
    # its own document does not know the items that came over, and does not withdraw them
    assert send(world, other_plan()).template == "import_same"
    assert world.reply("陈静", f"/plans close {first.id}").template == "no_such_plan"


def test_a_file_that_cannot_be_read_is_one_sentence(world: World) -> None:
    reply = send(world, "文件加了密码，请去掉密码后再发。")
    assert world.render(reply).texts == ("没有导入「清单.xlsx」：文件加了密码，请去掉密码后再发。",)
    assert send(world, replace(plan(), tasks=())).template == "import_nothing"
    assert world.count("imports") == 0


@pytest.mark.parametrize("name", ["李敏", "周正", "赵卫东", "孙书记"])
def test_only_admins_import(world: World, name: str) -> None:
    assert send(world, second_version(), name).template == "not_allowed"
    assert send(world, second_version(), "路人").template == "unbound"
    assert world.count("imports") == 0


def test_another_admins_import_is_as_none(world: World) -> None:
    card = send(world, second_version())
    assert world.reply("老板", f"/import {card.data['id']} yes x").template == "import_gone"


def test_dropping_changes_nothing(world: World) -> None:
    card = send(world, second_version())
    assert press(world, card, "放弃").template == "import_dropped"
    assert press(world, card, "看差异").template == "import_settled"
    assert world.book.tasks == plan().tasks


def test_the_paper_is_named_and_how_to_begin_is_said(world: World) -> None:
    assert world.reply("陈静", "导入").template == "import_how"
    card = send(world, second_version())
    assert world.reply("陈静", "导入").template == "import_card"
    (paper,) = press(world, card, "核对表").papers
    assert (paper.kind, paper.args) == ("listing", {"import": card.data["id"]})


def test_known_spellings_become_the_known_units_and_strangers_are_said(world: World) -> None:
    task = replace(
        other_plan().tasks[0],
        units=(
            Duty("市审批局", Role.LEAD),
            Duty("市大数据管理局", Role.COOP),
            Duty("各县区", Role.COOP),
        ),
        warnings=(),
    )
    read = replace(
        other_plan(),
        tasks=(task,),
        units=(Unit("市审批局"), Unit("市大数据管理局"), Unit("各县区", kind="统称")),
    )
    (known,) = against(read, world.book).tasks
    assert [duty.name for duty in known.units] == ["市行政审批局", "市大数据管理局", "各县区"]
    assert known.warnings == (
        "责任单位「市大数据管理局」不在单位名录里，最接近的是「市大数据局」，请核对。",
    )
    assert against(plan(), world.book) == plan()
