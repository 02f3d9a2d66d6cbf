"""属地: a county's liaisons hear what falls due of others' tasks there only where the plan has it so."""

from __future__ import annotations

from datetime import timedelta

from domain.people import Position, Post
from handlers.rehearsal import rehearse
from tests.world import World

TASK, LEAD = "项目2", "市交通运输局"  # the county has no other part in it


def digests(world: World, name: str = "王建国") -> str:
    return "\n".join(text for kind, who, text in world.outbox() if (kind, who) == ("digest", name))


def test_nothing_is_told_unless_the_plan_has_it_so(world: World) -> None:
    world.at("2025-06-19 09:30")
    world.tick()
    assert TASK not in digests(world)


def test_a_county_hears_what_the_leading_unit_hears(world: World) -> None:
    buttons = [b for row in world.reply("陈静", "方案").buttons for b in row]
    switch = next(b.command for b in buttons if b.label == "开启属地提醒")
    assert "提醒属地" in world.says("陈静", switch)
    world.at("2025-06-19 09:30")
    world.tick()
    text = digests(world)
    assert "在您属地，请关注，由牵头单位上报" in text
    assert f"· {TASK} " in text
    assert f"（{LEAD}）" in text
    world.at("2025-06-20 09:30")
    world.tick()
    assert digests(world).count(f"· {TASK} ") == 1  # never twice
    assert "您的清单里没有" in world.says("王建国", "项目1 完成60%")
    assert "只有责任单位的联络员" in world.says("王建国", f"{TASK} 完成60%")


def test_a_report_of_the_leading_unit_silences_it(world: World) -> None:
    world.says("陈静", "方案 属地提醒 开")
    world.bind("交通", Post(Position.LIAISON, LEAD))
    world.says("交通", f"{TASK} 完成60%，路基已完工")
    world.at("2025-06-19 09:30")
    world.tick()
    assert TASK not in digests(world)


def test_switched_off_what_was_planned_is_dropped(world: World) -> None:
    world.says("陈静", "方案 属地提醒 开")
    world.at("2025-06-19 08:05")
    world.tick()
    assert "提醒属地" not in world.says("陈静", "方案 属地提醒 关")
    world.at("2025-06-19 09:30")
    world.tick()
    assert TASK not in digests(world)


def test_a_rehearsal_shows_it(world: World) -> None:
    def planned() -> set[str]:
        end = world.now + timedelta(days=3)
        sent = rehearse(world.tx, world.now, world.now, end, world.rules)
        return {code for each in sent if each.to == "王建国" for code in each.tasks}

    before = planned()
    world.says("陈静", "方案 属地提醒 开")
    assert planned() - before == {"任务4.1", TASK}


def test_only_an_admin_switches_it(world: World) -> None:
    for name in ("王建国", "赵卫东"):
        world.says(name, "方案 属地提醒 开")
    assert not any(plan.tells_territories for plan in world.book.plans)
