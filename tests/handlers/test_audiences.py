"""The number in the preview, the names behind it, the messages sent and the receipt always agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audience import Phrase, Query
from domain.broadcasting import FIELDS
from domain.conditions import BY_KEY, CONDITIONS, LIGHTS
from domain.errors import Refused
from domain.messages import Reply
from domain.people import Position, Post
from domain.plan import Role
from domain.planbook import PlanBook
from domain.rules import Rules
from handlers.base import Context
from handlers.broadcast.broadcasts import compose
from handlers.broadcast.receipts import Account
from handlers.seen import Sight
from storage import broadcasts, receivers
from storage.journal import verify_audit
from tests.world import World, plan

BOOK = PlanBook.of(plan())
KINDS = sorted(set(BOOK.kinds.values()) - {"统称"})
some = st.sets
phrases = st.builds(
    Phrase,
    everyone=st.booleans(),
    units=some(st.sampled_from(BOOK.holders), max_size=3).map(tuple),
    kinds=some(st.sampled_from(KINDS), max_size=2).map(tuple),
    people=some(st.sampled_from([(1, "李敏"), (2, "王建国"), (4, "周正")]), max_size=2).map(tuple),
    codes=some(st.sampled_from(sorted(BOOK.by_code)), max_size=2).map(tuple),
    lists=some(st.sampled_from(["政策", "事项", "项目", "主要任务"]), max_size=2).map(tuple),
    sections=some(st.integers(1, len(BOOK.sections)), max_size=1).map(tuple),
    roles=some(st.sampled_from(["lead", "coop", "territory"]), max_size=2).map(tuple),
    conditions=some(st.sampled_from([c.key for c in CONDITIONS]), max_size=2).map(tuple),
    lacking=some(st.sampled_from(["done", *LIGHTS]), max_size=1).map(tuple),
    due_within=st.none() | st.integers(0, 400),
    overdue_by=st.none() | st.integers(1, 700),
)
lit = st.builds(
    Phrase,
    units=some(st.sampled_from(BOOK.holders), max_size=3).map(tuple),
    roles=some(st.sampled_from(["lead", "coop", "territory"]), max_size=2).map(tuple),
    conditions=some(st.sampled_from([*LIGHTS, "alert"]), min_size=1, max_size=2).map(tuple),
)
queries = st.builds(
    Query,
    include=st.lists(phrases | lit, min_size=1, max_size=3).map(tuple),
    exclude=st.lists(phrases | lit, max_size=2).map(tuple),
    position=st.sampled_from(["liaison", "supervisor"]),
)


@pytest.fixture(scope="module")
def city() -> Iterator[World]:
    """Two thirds of the units have somebody, some have two, some people have two units."""
    made = World()
    for place, unit in enumerate(BOOK.holders):
        if place % 3:
            made.bind(f"甲{place}", Post(Position.LIAISON, unit))
        if not place % 5:
            other = BOOK.holders[(place + 7) % len(BOOK.holders)]
            made.bind(f"乙{place}", Post(Position.LIAISON, unit), Post(Position.LIAISON, other))
    # Every light is lit somewhere: done, on time, behind, far behind, and never reported.
    for place, unit in enumerate(BOOK.holders):
        for nth, task in enumerate(BOOK.by_unit.get(unit, ())[:4]):
            if place % 3 and unit in task.leads:
                said = ("已全部完成", "完成90%", "完成60%", "完成20%，滞后")[(place + nth) % 4]
                made.says(f"甲{place}", f"{task.code} {said}")
    made.says("李敏", "政策35 完成60%")
    made.says("李敏", "休假至6月25日")
    yield made
    made.close()


def previewed(world: World, query: Query) -> Reply | None:
    inbound = world.inbound("赵卫东", "群发")
    ctx = Context(world.tx, inbound, world.person("赵卫东"), world.now, world.rules)
    try:
        return compose(query, "请报送{事项}", ctx)
    except Refused as refused:
        if refused.template != "broadcast_nobody":
            raise
        return None


@given(query=queries)
@settings(max_examples=150)
def test_preview_names_messages_and_receipt_agree(city: World, query: Query) -> None:
    assert Query.of_data(query.as_data()) == query
    reply = previewed(city, query)
    if reply is None or not reply.data["total"]:
        return
    pressed = next(
        b.command for row in reply.buttons for b in row if "/broadcast send" in b.command
    )
    number = int(pressed.split()[-1])
    said = reply.data["total"]
    behind = [name for page in pages(city, number) for name in page]
    assert len(behind) == len(set(behind)) == said
    sure = f"{pressed} sure" if reply.data["everyone"] else pressed
    city.says("赵卫东", sure)
    rows = city.tx.all("SELECT person_id FROM outbox WHERE broadcast_id = :id", id=number)
    assert len(rows) == said
    assert {row["person_id"] for row in rows} == {
        each.person_id for each in receivers.of(city.tx, number)
    }
    found = broadcasts.one(city.tx, number)
    assert found is not None
    account = Account.of(city.tx, found)
    assert account.total == said == sum(account.counts().values())
    assert len(account.answered) + len(account.silent) == said
    assert f"共 {said} 人" in city.says("赵卫东", f"/broadcast show {number}")
    # Once more changes nothing, and what was confirmed stays what it was.
    city.says("赵卫东", sure)
    again = city.tx.one("SELECT COUNT(*) FROM outbox WHERE broadcast_id = :id", id=number)
    assert again is not None
    assert again[0] == said
    assert verify_audit(city.tx) is None


def test_every_light_is_lit(city: World) -> None:
    lights = {seen.lit.light.value for seen in sight(city).of_units(BOOK.holders)}
    assert lights == set(LIGHTS)


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("exclude", ["", "；除市科技局、市财政局、县区外"])
def test_a_light_means_what_each_unit_finds_in_its_own_list(
    city: World, light: str, exclude: str
) -> None:
    """Who gets 红灯的牵头单位 is who finds a red task that it leads when it opens its own tasks."""
    word = BY_KEY[light].word
    reply = city.reply("赵卫东", f"群发 {word}的牵头单位 请说明情况{exclude.replace('；', '，')}")
    out = {"市科技局", "市财政局"} if exclude else set()
    counties = {u for u in BOOK.holders if BOOK.kinds.get(u) == "县区"} if exclude else set()
    expected = {
        unit
        for unit in BOOK.holders
        if unit not in out | counties
        and any(
            seen.lit.light.value == light and seen.role is Role.LEAD
            for seen in sight(city).of_unit(unit)
        )
    }
    found = broadcasts.one(city.tx, newest(city))
    assert found is not None
    assert set(found.units) == expected
    assert reply.data["units"] == len(expected)
    for each in receivers.of(city.tx, found.id):
        shown = city.reply("赵卫东", f"/tasks {light} lead u{BOOK.unit_ids[each.units[0]]}")
        assert shown.data["total"] > 0


def sight(world: World) -> Sight:
    return Sight.now(world.tx, world.rules.day(world.now), world.rules)


def newest(world: World) -> int:
    row = world.tx.one("SELECT MAX(id) FROM broadcasts")
    assert row is not None
    return int(row[0])


def pages(world: World, number: int) -> Iterator[list[str]]:
    page = 1
    while True:
        reply = world.reply("赵卫东", f"/broadcast names {number} p{page}")
        yield [each["name"] for each in reply.data["people"]]
        if page >= reply.data["pages"]:
            return
        page += 1


def test_a_coordinator_of_one_unit_reaches_that_unit_alone(world: World) -> None:
    world.bind("孙科", Post(Position.COORDINATOR, "市科技局"))
    assert "1人：李敏（市科技局）" in world.says("孙科", "群发 全部 明天开会")
    assert "只能查看您自己单位" in world.says("孙科", "群发 东阿县 明天开会")
    assert "没有这样的单位" in world.says("孙科", "群发 王建国 明天开会")
    world.says("赵卫东", "群发 全部 内部事项")
    last = world.count("broadcasts")
    assert "没有找到这条群发" in world.says("孙科", f"/broadcast show {last}")


def test_what_is_confirmed_is_frozen(world: World) -> None:
    """Who comes or goes between the preview and the tap changes nothing."""
    world.says("赵卫东", "群发 市科技局、东阿县 请报送")
    world.bind("新人", Post(Position.LIAISON, "市科技局"))
    world.says("赵卫东", "/broadcast send 1")
    world.tick()
    assert [name for kind, name, _ in world.outbox() if kind == "broadcast"] == ["李敏", "王建国"]


def test_answers_of_others_are_not_taken(world: World) -> None:
    world.says("赵卫东", "群发 市科技局 请报个数")
    world.says("赵卫东", "/broadcast urgent 1")
    world.tick()
    assert "没有找到" in world.says("王建国", "/reply 1 35")
    assert "没有可以撤销" in world.says("王建国", "/reply undo 1")
    assert world.count("answers") == 0


def test_in_a_group_nothing_personal_is_said(world: World) -> None:
    group = {"private": False, "chat": "-100"}
    assert "群里不办理业务" in world.says("李敏", "我的任务", **group)
    assert "群里不办理业务" in world.says("李敏", "绑定本群", **group)
    assert "已启用" in world.says("赵卫东", "绑定本群 工信专班", **group)
    world.says("赵卫东", "群发 市科技局 {姓名}请于周五前报个数")
    shown = world.says("赵卫东", "/broadcast edit 1 room1")
    assert "同时发到群：工信专班" in shown
    world.says("赵卫东", "/broadcast urgent 2")
    world.tick()
    to_group = [text for kind, _, text in world.outbox() if kind == "group"]
    assert len(to_group) == 1
    assert "李敏" not in to_group[0]
    assert "工信专班" in world.says("赵卫东", "/broadcast rooms 2")
    world.tick()
    to_group = [text for kind, _, text in world.outbox() if kind == "group"]
    assert "市科技局" in to_group[1]
    assert "李敏" not in to_group[1]


def test_the_key_of_a_group_robot_is_kept_nowhere(world: World) -> None:
    key = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
    address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
    for name in ("赵卫东", "陈静", "李敏", "路人"):
        for text in (
            address,
            f"绑定群 工作群 {address}",
            f"群发 全部 {address}",
            f"/groups {address}",
        ):
            assert key not in world.says(name, text)
    world.says("赵卫东", "群发 市科技局")  # what is typed next would be its text
    assert "有密钥" in world.says("赵卫东", address)
    world.says("陈静", f"绑定本群 {address}", private=False, chat="-100")
    world.tick()
    assert key not in "\n".join(world.connection.iterdump())


def test_groups_are_for_those_in_charge_of_all_units(world: World) -> None:
    world.rules = replace(world.rules, groups=("robot:工作群",))
    world.bind("孙科", Post(Position.COORDINATOR, "市科技局"))
    assert "不能用" in world.says("孙科", "工作群")
    world.says("孙科", "群发 市科技局 请报个数")
    world.says("孙科", "/broadcast edit 1")
    assert world.count("rooms") == 0
    assert "可以发" in world.says("陈静", "工作群")
    assert "可以发" in world.says("赵卫东", "工作群")
    assert world.count("rooms") == 1
    world.says("陈静", "/groups off 1")
    assert "启用 工作群" in str(world.reply("陈静", "工作群").buttons)  # it stays closed
    assert "也发群" not in str(world.reply("陈静", "/broadcast edit 1").buttons)


@given(text=st.lists(st.sampled_from([f"{{{name}}}" for name in FIELDS]), min_size=1, max_size=6))
@settings(max_examples=25)
def test_no_field_of_anybody_reaches_a_group(text: list[str]) -> None:
    world = World(rules=Rules(groups=("robot:工作群",)))
    try:
        world.says("赵卫东", "工作群")
        world.says("赵卫东", f"群发 市科技局、东阿县 请报个数{'，'.join(text)}")
        world.says("赵卫东", "/broadcast edit 1 room1")
        world.says("赵卫东", "/broadcast urgent 2")
        world.tick()
        world.says("赵卫东", "/broadcast rooms 2")
        world.tick()
        posted = [text for kind, _, text in world.outbox() if kind == "group"]
        assert len(posted) == 2
        for shown in posted:
            assert not re.search(r"李敏|王建国|[{}]|政策\d|事项\d|任务\d|逾期\d", shown)
    finally:
        world.close()
