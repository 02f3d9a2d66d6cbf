"""What is done each day in steps: the lights, and what is kept no longer."""

from __future__ import annotations

from dataclasses import replace

from handlers.tick import do_due, realign
from storage import agenda
from storage.pruning import prune
from tests.world import World


def test_the_lights_of_a_new_day_come_in_steps_and_after_what_people_wait_for(
    world: World,
) -> None:
    world.at("2025-06-19 09:10")
    kinds = []
    while item := agenda.next_item(world.tx, world.now):
        kinds.append(item.kind)
        assert do_due(world.tx, world.now, world.rules)
    first = kinds.index("lights")
    assert set(kinds[:first]) == {"unit", "person"}
    assert not {"unit", "person"} & set(kinds[first:])
    assert world.count("lights") == len(world.book.tasks)
    world.later(hours=1)
    assert agenda.next_item(world.tx, world.now) is None  # once a day


def test_what_is_old_goes_and_what_must_stay_stays(world: World) -> None:
    world.at("2024-03-04 09:10")
    realign(world.tx, world.now, world.rules)  # the world begins a year later
    world.tick()
    world.says("李敏", "政策35 完成60%")
    number = world.reply("赵卫东", "群发 市科技局 请报送").buttons[0][0].command
    world.says("赵卫东", number)
    world.tick()
    kept = ("reports", "audit", "nudges", "lights", "broadcasts", "receivers")
    before = {table: world.count(table) for table in kept}
    digests = world.count("outbox")
    assert world.count("events") == 3
    world.at("2025-03-04 03:00")  # a year: not yet
    world.tick()
    assert world.count("events") == 3
    world.at("2025-06-18 03:00")
    world.tick()
    assert world.count("events") == 0
    left = world.tx.all("SELECT kind, broadcast_id FROM outbox WHERE created_at < '2025'")
    assert {row["kind"] for row in left} == {"broadcast"}  # the receipt stands
    assert len(left) < digests
    for table in kept:
        assert world.count(table) >= before[table], table
    assert "完成60%" in world.says("李敏", "历史 政策35")
    assert world.tx.one("SELECT 1 FROM audit WHERE action = 'prune' AND subject = 'events'")


def test_everything_is_kept_where_the_config_says_so(world: World) -> None:
    world.rules = replace(world.rules, keep_days=0)
    world.at("2020-03-04 09:10")
    world.says("李敏", "任务")
    world.at("2025-06-18 03:00")
    world.tick()
    assert world.count("events") == 1


def test_rows_go_in_steps_of_bounded_size(world: World) -> None:
    world.at("2020-03-04 09:10")
    for _ in range(7):
        world.says("李敏", "帮助")
    world.at("2025-06-18 03:00")
    world.says("李敏", "帮助")
    places, place = [], 0
    while True:
        gone, following = prune(world.tx, "events", world.now, place, 3)
        places.append(gone)
        if following is None:
            break
        place = following
    assert places == [3, 3, 1]
    assert world.count("events") == 1
