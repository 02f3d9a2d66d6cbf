"""Requests: what a unit asks for silences within its time, and what a coordinator says to it counts."""

from __future__ import annotations

from datetime import date

from domain.reporting import Status
from storage import reports
from tests.handlers.test_nudges import told
from tests.world import World


def ask(world: World, kind: str, code: str = "政策35", eta: date | None = None) -> int:
    """What the conversation stores when 李敏 applies for something."""
    return reports.add(
        world.tx,
        code=code,
        unit="市科技局",
        person_id=world.person("李敏").id,
        text="征地受阻，请予支持",
        status=Status.DONE if kind == "close" else Status.BEHIND,
        percent=None,
        kind=kind,
        eta=eta,
        now=world.now,
    )


def test_an_extension_moves_the_deadline_and_keeps_the_first(world: World) -> None:
    world.at("2025-12-29 10:00")
    number = ask(world, "extend", eta=date(2026, 3, 31))
    shown = world.says("赵卫东", "待审")
    assert f"#{number} 申请延期至2026年3月31日 · 政策35" in shown
    assert "征地受阻" in shown
    assert "新时限 2026年3月31日，原时限 2025年12月31日" in world.says(
        "赵卫东", f"/decide {number} yes"
    )
    assert "已由 赵卫东 同意" in world.says("赵卫东", f"/decide {number} no")
    task = world.book.by_code["政策35"]
    assert (task.due, task.first_due) == (date(2026, 3, 31), date(2025, 12, 31))
    card = world.says("李敏", "查看 政策35")
    assert "2026年3月31日" in card
    assert "原时限 2025年12月31日" in card
    assert "申请延期：同意，新时限 2026年3月31日（赵卫东）" in world.says("李敏", "历史 政策35")
    assert any("申请延期：同意" in text for kind, name, text in world.outbox() if name == "李敏")
    for morning in ("2025-12-31 09:10", "2026-01-04 09:10", "2026-01-12 09:10"):
        world.at(morning)
        world.tick()
    assert not any("政策35" in tasks for tasks in told(world, "李敏"))
    world.at("2026-03-24 09:10")
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]


def test_a_coordinator_may_grant_another_day(world: World) -> None:
    world.at("2025-12-29 10:00")
    number = ask(world, "extend")
    assert "没有写延到哪天" in world.says("赵卫东", f"/decide {number} yes")
    assert "将来的日期" in world.says("赵卫东", f"审批 {number} 2025年12月1日")
    assert "要写更晚的日期" in world.says("赵卫东", f"审批 {number} 2025年12月30日")
    assert "没看懂怎么定" in world.says("赵卫东", f"审批 {number} 再说")
    assert "新时限 2026年2月15日" in world.says("赵卫东", f"审批 {number} 2026年2月15日")
    assert "没有找到这件申请" in world.says("赵卫东", "审批 999 同意")


def test_a_refused_extension_is_reminded_of_again(world: World) -> None:
    world.at("2025-12-29 10:00")
    number = ask(world, "extend", eta=date(2026, 3, 31))
    world.at("2026-01-04 09:10")
    world.tick()
    assert "政策35" not in told(world, "李敏")[-1]
    world.at("2026-01-04 10:00")
    world.says("赵卫东", f"审批 {number} 不同意 请先报方案")
    world.at("2026-01-05 09:10")
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]  # T+1 comes late, but it comes
    refused = [text for kind, name, text in world.outbox() if kind == "decision"]
    assert refused
    assert "未同意" in refused[0]
    assert "请先报方案" in refused[0]


def test_an_undecided_request_lapses_and_the_coordinator_is_told_twice(world: World) -> None:
    world.at("2026-01-04 10:00")
    ask(world, "coordinate")
    for morning in ("2026-01-05", "2026-01-06", "2026-01-08", "2026-01-09", "2026-01-12"):
        world.at(f"{morning} 09:10")
        world.tick()
    assert not any("政策35" in tasks for tasks in told(world, "周正", "escalation")[:1])
    assert "政策35" in told(world, "周正", "escalation")[-1]  # T+7, a week after it was asked
    texts = [text for kind, name, text in world.outbox() if name == "赵卫东" and kind == "digest"]
    assert sum("新申请" in text for text in texts) == 1
    assert sum("等了很久的申请" in text for text in texts) == 1


def test_closure_is_applied_for_approved_and_then_nothing_comes(world: World) -> None:
    world.at("2025-12-29 10:00")
    number = ask(world, "close")
    assert "已同意 市科技局 政策35 申请办结" in world.says("赵卫东", f"/decide {number} yes")
    for morning in ("2025-12-31 09:10", "2026-01-12 09:10", "2026-02-24 09:10"):
        world.at(morning)
        world.tick()
    assert not any("政策35" in tasks for tasks in told(world, "李敏"))


def test_a_closure_sent_back_is_overdue_again(world: World) -> None:
    world.at("2026-01-04 10:00")
    number = ask(world, "close")
    assert "逾期" not in world.says("李敏", "查看 政策35")
    world.says("赵卫东", f"审批 {number} 退回 缺验收材料")
    world.at("2026-01-12 09:10")  # the application was a report since T+1
    world.tick()
    assert "政策35" in told(world, "李敏")[-1]
    assert "逾期" in world.says("李敏", "查看 政策35")


def test_who_says_done_has_applied_for_closing(world: World) -> None:
    world.says("李敏", "政策35 已全部完成")
    assert "申请办结 · 政策35" in world.says("赵卫东", "待审")
    world.later(hours=2)
    world.says("李敏", "撤销")
    assert "没有等待决定的申请" in world.says("赵卫东", "待审")


def test_nobody_decides_on_their_own_and_units_see_their_own(world: World) -> None:
    number = ask(world, "close")
    assert "不能用" in world.says("李敏", f"/decide {number} yes")
    world.bind("兼职", *world.person("李敏").posts, *world.person("赵卫东").posts)
    assert "要由别的督查员来定" in world.says("兼职", f"/decide {number} yes")
    assert f"#{number}" in world.says("李敏", "待审")
    assert world.reply("李敏", "待审").buttons == ()
    assert "没有等待决定的申请" in world.says("王建国", "待审")
