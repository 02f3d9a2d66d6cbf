"""Figures that explain themselves: why, changes, the history of lights, the scheduled summary."""

from __future__ import annotations

import pytest

from domain.people import Position, Post
from handlers.status.freeze import settle_lights
from storage import lights
from tests.world import World


def test_a_percent_of_an_issue_opens_into_its_tasks(world: World) -> None:
    world.reply("李敏", "政策35 完成60%")
    world.reply("陈静", "看图")
    world.reply("李敏", "政策35 完成100%")
    reply = world.reply("陈静", "/why 第1期 6.6%")
    assert reply.data["total"] == 8  # 8 of 122 are 欠序时
    assert reply.data["title"] == "欠序时"
    codes = [task["code"] for task in reply.data["tasks"]]
    assert "政策35" in codes  # as it was then, not as it is now
    assert "应达82%，实报60%" in str(reply.data)


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("/why 第1期 99.9%", "why_no_figure"),
        ("/why 第7期 6.6%", "no_such_issue"),
        ("/why 第1期 胡说", "why_what"),
        ("/why", "why"),
        ("依据 第1期 红灯 政策", "why"),
        ("/why 政策99", "no_such_task"),
    ],
)
def test_why_says_what_it_did_not_find(world: World, text: str, template: str) -> None:
    world.reply("陈静", "看图")
    assert world.reply("陈静", text).template == template


def test_why_of_another_units_task_tells_nothing(world: World) -> None:
    world.reply("陈静", "看图")
    assert world.reply("李敏", "/why 事项28").template == "no_such_task"
    codes = {task["code"] for task in world.reply("李敏", "/why 第1期 灰灯").data["tasks"]}
    assert codes <= {task.code for task in world.book.by_unit["市科技局"]}


def test_before_the_first_issue_there_is_nothing_to_compare_with(world: World) -> None:
    assert world.reply("陈静", "/changes").template == "no_issue_yet"
    assert world.reply("陈静", "/why 第1期 5%").template == "no_such_issue"


def test_a_month_without_an_issue_is_said(world: World) -> None:
    world.reply("陈静", "看图")
    assert world.reply("陈静", "通报 3月").template == "no_issue_of_month"
    world.at("2025-07-20 09:00")
    assert world.reply("陈静", "通报 6月").data["number"] == 1


def test_the_history_of_a_light_names_its_cause(world: World) -> None:
    world.reply("李敏", "政策35 完成60%")
    world.tick()
    world.at("2025-08-20 09:30")
    world.tick()
    world.reply("李敏", "政策35 完成90%")
    settle_lights(world.tx, world.now, world.rules)
    history = world.reply("李敏", "/why 政策35").data["history"]
    assert [(each["light"], each["cause"]) for each in history] == [
        ("green", "市科技局报进展"),
        ("grey", "到了日期"),
        ("yellow", "市科技局报进展"),
    ]
    assert world.reply("李敏", "/why 政策35").data["caught_up"] == "2025-06-18"
    assert world.reply("陈静", "已补齐的有哪些").data["total"] == 1


def test_the_days_lights_are_written_once(world: World) -> None:
    world.tick()
    count = world.count("lights")
    assert count == 122
    world.tick()
    assert world.count("lights") == count
    assert len(lights.history(world.tx, "政策35")) == 1


def test_a_supervisor_sees_what_the_own_unit_owes(world: World) -> None:
    assert world.reply("周正", "/status").data["title"] == "市科技局"
    lines = world.reply("陈静", "/status supervisors").data["lines"]
    assert [(line["name"], line["total"]) for line in lines] == [("周正（市科技局）", 11)]


def test_a_request_is_counted_until_it_is_answered(world: World) -> None:
    from domain.reporting import Status
    from storage import reports

    reports.add(
        world.tx,
        code="政策35",
        unit="市科技局",
        person_id=1,
        text="请延期",
        status=Status.IN_PROGRESS,
        percent=None,
        now=world.now,
        kind="extend",
    )
    assert world.reply("陈静", "待答复的请求有几个").data["total"] == 1


def summaries(world: World) -> list[tuple[str, str]]:
    return [(person, text) for kind, person, text in world.outbox() if kind == "summary"]


def test_the_weekly_summary_comes_on_the_next_weeks_first_work_day(world: World) -> None:
    world.reply("孙书记", "订阅 周报")
    world.at("2025-06-20 09:00")
    world.tick()
    assert summaries(world) == []
    world.at("2025-06-23 08:49")
    world.tick()
    assert summaries(world) == []
    world.at("2025-06-23 08:51")
    world.tick()
    ((person, text),) = summaries(world)
    assert person == "孙书记"
    assert "督办周报" in text
    row = world.tx.one("SELECT reply FROM outbox WHERE kind = 'summary'")
    assert row is not None
    assert '"chart"' in row["reply"]


def test_nothing_new_is_a_single_line(world: World) -> None:
    world.reply("孙书记", "订阅 周报")
    for day in ("2025-06-23 08:51", "2025-06-30 08:51"):
        world.at(day)
        world.tick()
    texts = [text for _, text in summaries(world)]
    assert len(texts) == 2
    assert texts[1].count("\n") == 0
    assert "没有新情况" in texts[1]


def test_a_summary_waits_where_the_person_was_told_something_else_that_day(world: World) -> None:
    world.bind("兼职", Post(Position.LIAISON, "市财政局"), Post(Position.ADMIN))
    world.reply("兼职", "订阅 月报")
    world.at(
        "2025-07-01 08:55"
    )  # the digest of overdue tasks, and the monthly summary, fall on one day
    world.tick()
    sent = [(kind, person) for kind, person, _ in world.outbox() if person == "兼职"]
    assert len(sent) == 1
    world.at("2025-07-02 08:55")
    world.tick()
    kinds = [kind for kind, person, _ in world.outbox() if person == "兼职"]
    assert len(kinds) <= 2
    world.at("2025-07-04 08:55")
    world.tick()
    assert "summary" in [kind for kind, person, _ in world.outbox() if person == "兼职"]


def test_a_unit_gets_its_own_summary_and_an_admin_may_subscribe_others(world: World) -> None:
    world.reply("陈静", "订阅 周报 李敏")
    assert world.reply("李敏", "订阅 周报 陈静").template == "subscribe_how"
    for day in range(23, 28):  # the reminders of the month's reports come first
        world.at(f"2025-06-{day} 08:51")
        world.tick()
    texts = [text for person, text in summaries(world) if person == "李敏"]
    assert texts
    assert all("市科技局 ·" in text and "11项" in text for text in texts)
    world.reply("陈静", "订阅 停 李敏")
    assert world.count("summaries") == 0


GROUP = {"private": False, "chat": "-100"}


def to_group(world: World) -> list[str]:
    return [text for kind, _, text in world.outbox() if kind == "group"]


def test_a_group_gets_the_summary_with_the_picture_and_nothing_of_a_person(world: World) -> None:
    world.reply("李敏", "政策35 完成60%")
    assert world.reply("赵卫东", "订阅 周报", **GROUP).template == "private_only"  # not bound yet
    world.reply("赵卫东", "绑定本群 调度群", **GROUP)
    assert world.reply("李敏", "订阅 周报", **GROUP).template == "private_only"
    shown = world.reply("赵卫东", "订阅 周报", **GROUP)
    assert (shown.data["name"], shown.data["every"], shown.buttons) == ("调度群", ["周报"], ())
    world.at("2025-06-23 08:51")
    world.tick()
    (text,) = to_group(world)
    assert "督办周报 · 总体情况" in text
    assert "122项" in text
    row = world.tx.one("SELECT reply, room_id FROM outbox WHERE kind = 'group'")
    assert row is not None
    assert '"chart"' in row["reply"]
    for name in ("李敏", "赵卫东", "周正"):
        assert name not in row["reply"]
    world.at("2025-06-30 08:51")
    world.tick()
    assert "没有新情况" in to_group(world)[1]


def test_an_admin_subscribes_a_group_by_its_name_and_a_closed_one_gets_nothing(
    world: World,
) -> None:
    world.reply("赵卫东", "绑定本群 调度群", **GROUP)
    offered = world.reply("陈静", "订阅")
    assert "群：调度群" in [button.label for row in offered.buttons for button in row]
    assert world.reply("陈静", "订阅 月报 调度群").data["every"] == ["月报"]
    assert world.reply("李敏", "订阅 月报 调度群").template == "subscribe_how"
    world.reply("赵卫东", "解绑本群", **GROUP)
    world.at("2025-07-01 08:55")
    world.tick()
    assert to_group(world) == []
    assert world.count("room_summaries") == 0


def test_the_requests_counted_are_those_that_wait_for_a_decision(world: World) -> None:
    world.reply("李敏", "任务1.3 已完成，通过验收，完成100%")  # which applies for its closure
    world.reply("王建国", "事项28 申请延期到12月10日，审批慢")
    waiting = world.reply("赵卫东", "/requests").data
    counted = world.reply("赵卫东", "/tasks asking").data
    assert counted["total"] == waiting["total"] == 2
    world.reply("赵卫东", "/decide 1 no 请补材料")
    assert world.reply("赵卫东", "/tasks asking").data["total"] == 1
    light = world.reply("赵卫东", "/why 任务1.3").data["light"]
    assert light != "blue"  # sent back, so it is not done any more
