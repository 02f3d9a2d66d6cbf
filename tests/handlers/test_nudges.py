"""What a liaison answers to reminders, and what the next mornings make of it."""

from __future__ import annotations

from domain.reporting import Status
from storage import reports
from tests.world import World


def told(world: World, name: str, kind: str = "digest") -> list[str]:
    """The tasks of each message of this kind to one person, as one text each."""
    rows = world.tx.all(
        "SELECT o.tasks FROM outbox o JOIN people p ON p.id = o.person_id"
        " WHERE p.name = :name AND o.kind = :kind ORDER BY o.id",
        name=name,
        kind=kind,
    )
    return [row["tasks"] for row in rows]


def test_a_snooze_is_limited_and_stands_in_the_history(world: World) -> None:
    world.at("2025-12-24 09:10")
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]
    assert "12月29日 再提醒（第1次" in world.says("李敏", "/snooze 政策35 3")
    world.at("2025-12-26 09:10")
    world.tick()
    assert "政策36" in told(world, "李敏")[-1]
    assert "政策35" not in told(world, "李敏")[-1]
    world.at("2025-12-29 09:10")  # the snooze has ended: the rung of the 26th comes now
    world.tick()
    assert told(world, "李敏")[-1] == '["政策35"]'
    assert "第2次" in world.says("李敏", "稍后提醒 政策35 1天")
    assert "不能再推迟" in world.says("李敏", "稍后提醒 政策35 1天")
    assert "不能推迟到那以后" in world.says("李敏", "稍后提醒 政策36 3天")
    assert "最多推迟 3 个工作日" in world.says("李敏", "稍后提醒 政策36 9天")
    history = world.says("李敏", "历史 政策35")
    assert "市科技局 李敏：推迟提醒到 2025年12月29日" in history
    assert "没有" in world.says("李敏", "稍后提醒 事项28 1天")  # another unit's task
    assert "推迟哪一项" in world.says("李敏", "/snooze")
    world.at("2026-01-04 09:10")  # past the deadline nothing can be put off
    world.tick()
    assert "不能推迟到那以后" in world.says("李敏", "稍后提醒 政策36 1天")


def test_got_is_noted_once_and_lapses(world: World) -> None:
    world.at("2025-12-24 09:10")
    world.tick()
    assert "先不催您；2025年12月29日前" in world.says("李敏", "收到")
    world.at("2025-12-26 09:10")
    world.tick()
    assert len(told(world, "李敏")) == 1  # the cycle's reminder went with the first
    world.at("2025-12-29 09:10")
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]  # it lapsed, the rung of the 26th comes
    assert world.says("李敏", "收到") == "好的，有进展时直接发一句话就行。"  # nothing followed
    world.at("2025-12-30 09:10")
    world.tick()
    assert len(told(world, "李敏")) == 3
    assert "周正" not in [name for _, name, _ in world.outbox()]


def test_got_does_not_hold_up_the_supervisor(world: World) -> None:
    for morning in ("2025-12-31 09:10", "2026-01-04 09:10"):
        world.at(morning)
        world.tick()
    world.says("李敏", "收到")
    world.at("2026-01-06 09:10")
    world.tick()
    assert "政策35" in told(world, "周正", "escalation")[-1]


def test_a_report_silences_and_its_withdrawal_does_not(world: World) -> None:
    world.at("2025-12-24 10:30")
    saved = world.reply("李敏", "政策35 完成60%")
    world.at("2025-12-26 09:10")
    world.tick()
    assert "政策35" not in told(world, "李敏")[-1]
    world.reply("李敏", saved.buttons[0][0].command)  # 撤销, within its 24 hours? it is too late
    world.at("2025-12-29 09:10")
    world.tick()
    assert len(told(world, "李敏")) == 1


def test_a_withdrawn_report_brings_the_rung_back(world: World) -> None:
    world.at("2025-12-25 10:30")
    saved = world.reply("李敏", "政策35 完成60%")
    world.at("2025-12-26 08:40")
    world.tick()
    world.says("李敏", saved.buttons[0][0].command)
    world.at("2025-12-26 09:10")
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]


def test_what_was_reported_shortly_before_the_round_is_offered(world: World) -> None:
    from dataclasses import replace

    from domain.cycles import Cycles, read_rhythm

    world.rules = replace(world.rules, cycles=Cycles(read_rhythm("weekly:5")))
    world.at("2025-06-12 10:00")
    world.says("李敏", "政策35 完成60%")
    world.at("2025-06-16 09:10")
    world.tick()
    reply = world.reply("李敏", "/reuse")
    text = "\n".join(world.render(reply).texts)
    assert "已沿用 1 项近期进展" in text
    latest = reports.latest(world.tx, codes=["政策35"])["政策35"]["市科技局"]
    assert latest.text.startswith("（沿用6月12日进展）")
    assert (latest.percent, latest.status) == (60.0, Status.IN_PROGRESS)
    assert "没有可以沿用的" in world.says("李敏", "沿用")
    assert "已撤销" in world.says("李敏", "撤销")


def test_a_message_with_something_to_reuse_has_its_button(world: World) -> None:
    from dataclasses import replace

    from domain.cycles import Cycles, read_rhythm
    from storage.journal import reply_from_text

    world.rules = replace(world.rules, cycles=Cycles(read_rhythm("weekly:5")))
    world.at("2025-06-12 10:00")
    world.says("李敏", "政策35 完成60%")
    world.at("2025-06-23 09:10")
    world.says("李敏", "政策36 没有进展")  # counts as reported
    world.tick()
    row = world.tx.one("SELECT reply FROM outbox WHERE kind = 'digest' ORDER BY id LIMIT 1")
    assert row is not None
    reply = reply_from_text(row["reply"])
    labels = [button.label for line in reply.buttons for button in line]
    assert "政策36" not in labels
    assert not any("沿用" in label for label in labels)  # eleven days ago is too long
