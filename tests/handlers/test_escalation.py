"""What stays overdue climbs: the supervisor at T+3, the coordinators with a drafted 督办单 at T+7."""

from __future__ import annotations

from domain.messages import Reply
from domain.people import Position, Post
from storage.journal import reply_from_text
from tests.handlers.test_nudges import told
from tests.world import World


def last(world: World, name: str, kind: str) -> Reply:
    row = world.tx.one(
        "SELECT o.reply FROM outbox o JOIN people p ON p.id = o.person_id"
        " WHERE p.name = :name AND o.kind = :kind ORDER BY o.id DESC LIMIT 1",
        name=name,
        kind=kind,
    )
    assert row is not None, (name, kind)
    return reply_from_text(row["reply"])


def mornings(world: World, *days: str) -> None:
    for day in days:
        world.at(f"{day} 09:10")
        world.tick()


def pressed(world: World, name: str, reply: Reply, label: str) -> str:
    command = next(b.command for row in reply.buttons for b in row if label in b.label)
    return world.says(name, command)


def test_the_supervisor_presses_and_explains(world: World) -> None:
    mornings(world, "2025-12-31", "2026-01-04", "2026-01-06")
    reply = last(world, "周正", "escalation")
    assert "分管事项逾期未报" in world.render(reply).texts[0]
    world.at("2026-01-06 10:00")
    assert "已督促 1 人" in pressed(world, "周正", reply, "督促 政策35")
    assert "今天已经督促过" in pressed(world, "周正", reply, "督促 政策35")
    text = world.render(last(world, "李敏", "press")).texts[0]
    assert "分管领导周正请您尽快报进展" in text
    assert "请直接回复「说明 政策35" in pressed(world, "周正", reply, "说明 政策35")
    assert "已记录" in world.says("周正", "说明 政策35 省里资金未到")
    assert "没有可以督促" in world.says("周正", "督促 事项8") or "已督促" in world.says(
        "周正", "督促 事项8"
    )
    assert "您的清单里没有" in world.says("周正", "督促 事项28")  # another unit's
    mornings(world, "2026-01-12")
    above = world.render(last(world, "赵卫东", "escalation")).texts[0]
    assert "市科技局" in above
    assert "说明：政策35 周正：省里资金未到" in above
    assert "周正 说明：省里资金未到" in world.says("李敏", "历史 政策35")


def test_a_report_keeps_it_from_climbing(world: World) -> None:
    mornings(world, "2025-12-31", "2026-01-04")
    world.at("2026-01-05 10:00")
    world.says("李敏", "政策35 完成90%")
    mornings(world, "2026-01-06", "2026-01-12")
    first, second = told(world, "周正", "escalation")
    assert "政策35" not in first
    assert "政策36" in first
    assert "政策35" in second  # a week later, and nothing new


def test_a_letter_is_sent_once_or_dropped(world: World) -> None:
    world.bind("另一督查", *world.person("赵卫东").posts)
    mornings(world, "2025-12-31", "2026-01-04", "2026-01-06", "2026-01-12")
    reply = last(world, "赵卫东", "escalation")
    world.at("2026-01-12 10:00")
    command = next(b.command for row in reply.buttons for b in row if "市科技局" in b.label)
    shown = world.reply("赵卫东", command)
    text = world.render(shown).texts[0]
    assert "督办单（草稿）" in text
    assert "市科技局：" in text
    assert "政策35" in text
    assert "2026年1月15日 前报送" in text
    assert "督办单已发给 市科技局（2 人）" in pressed(world, "赵卫东", shown, "发出")
    assert "赵卫东已经发出" in pressed(world, "另一督查", shown, "不发")
    for name in ("李敏", "周正"):
        assert "草稿" not in world.render(last(world, name, "letter")).texts[0]
    dropped = next(b.command for row in reply.buttons for b in row if "东阿" in b.label)
    assert "已决定不发给 东阿县" in world.says("另一督查", f"{dropped} drop")
    assert "没有找到" in world.says("赵卫东", "/letter 9999")


def test_a_unit_without_a_supervisor_is_told_to_the_coordinator(world: World) -> None:
    mornings(world, "2025-12-31", "2026-01-04", "2026-01-06")
    texts = [text for _, name, text in world.outbox() if name == "赵卫东"]
    assert any("没有分管领导的单位" in text and "市财政局25项" in text for text in texts)
    assert any("没有联络员的单位" in text for text in texts)


def test_many_units_without_anybody_make_one_line_a_month(world: World) -> None:
    mornings(world, "2025-06-18", "2025-06-19", "2025-06-24")
    rows = world.tx.all("SELECT key FROM notices WHERE key LIKE 'nobody:liaison:%'")
    assert len({row["key"] for row in rows}) == len(rows)
    texts = [text for _, name, text in world.outbox() if name == "赵卫东"]
    assert sum("市发展改革委35项" in text for text in texts) == 1


def test_only_who_may_invite_is_offered_to(world: World) -> None:
    world.bind("兼任", Post(Position.COORDINATOR), Post(Position.ADMIN))
    mornings(world, "2025-06-18", "2025-06-19", "2025-06-24")
    asked = {
        name: [b.command for row in last(world, name, "digest").buttons for b in row]
        for name in ("赵卫东", "兼任")
    }
    assert "/invite 市发展改革委" in asked["兼任"]
    assert not any(command.startswith("/invite") for command in asked["赵卫东"])
    texts = {name: text for _, name, text in world.outbox()}
    assert "请管理员发邀请码" in texts["赵卫东"]
    assert "邀请码" in world.says("兼任", "/invite 市发展改革委")
    mornings(world, "2025-12-31", "2026-01-04", "2026-01-06")
    commands = [b.command for row in last(world, "兼任", "digest").buttons for b in row]
    assert "/invite 市发展改革委 分管领导" in commands
