"""The hour, the channel, the leave; the month rehearsed in chat, and its account."""

from __future__ import annotations

from domain.people import Position, Post
from storage.preferences import of as preferences_of
from tests.handlers.test_nudges import told
from tests.world import World


def test_the_hour_of_ones_own_digest(world: World) -> None:
    assert "每日提醒：08:51" in world.says("李敏", "设置")
    assert "每日提醒：10:10" in world.says("李敏", "/settings at 10:10")
    assert "每日提醒：09:31" in world.says("李敏", "设置 9:30")  # never at a full or half hour
    assert "在休息时间里" in world.says("李敏", "设置 22:10")
    assert "在休息时间里" in world.says("李敏", "设置 12点20")
    assert "请写提醒时间" in world.says("李敏", "设置 早一点")
    world.at("2025-06-19 09:20")
    world.tick()
    assert told(world, "李敏") == []
    world.at("2025-06-19 09:31")
    world.tick()
    assert len(told(world, "李敏")) == 1


def test_only_a_channel_one_is_bound_on_can_be_chosen(world: World) -> None:
    assert "还没有在那个渠道绑定" in world.says("李敏", "/settings channel wecom")
    assert "接收渠道" in world.says("李敏", "/settings channel test")
    assert preferences_of(world.tx, world.person("李敏").id).channel == "test"


def test_a_leave_with_a_stand_in(world: World) -> None:
    world.bind("王芳", Post(Position.SUPERVISOR, "市科技局"))
    world.at("2025-06-18 11:00")
    assert "没有找到同单位的「张三」，可以是：周正、王芳" in world.says(
        "李敏", "休假至6月24日 由张三代"
    )
    answer = world.says("李敏", "休假至6月24日 由王芳代")
    assert "2025年6月25日 恢复提醒" in answer
    assert "王芳代收代报" in answer
    world.at("2025-06-19 09:10")
    world.tick()
    assert told(world, "李敏") == []
    texts = [text for kind, name, text in world.outbox() if name == "王芳"]
    assert "（代李敏）" in texts[-1]
    saved = world.says("王芳", "政策35 完成70%")  # may report meanwhile
    assert "已记录 政策35" in saved
    assert "市科技局（代李敏）" in saved
    assert "市科技局 王芳（代李敏）" in world.says("李敏", "历史 政策35")
    assert "市科技局 王芳（代李敏） " in world.says("赵卫东", "政策35")
    world.says("王芳", "政策36 申请延期到2026年3月1日，设备未到")
    assert "王芳（代李敏）" in world.says("赵卫东", "待审")
    assert "休假至：2025年6月24日，王芳代" in world.says("李敏", "设置")
    world.at("2025-06-25 09:10")
    world.tick()
    assert len(told(world, "李敏")) == 1
    assert "只有责任单位的联络员" in world.says("王芳", "政策36 完成70%")
    world.says("李敏", "政策35 完成75%")
    assert "代李敏" not in world.says("赵卫东", "政策35")  # her own word again
    assert "市科技局 王芳（代李敏）" in world.says("李敏", "历史 政策35")  # it stays what it was


def test_coming_back_early_and_a_leave_without_anybody(world: World) -> None:
    assert "没有登记休假" in world.says("李敏", "销假")
    assert "请写休假到哪天" in world.says("李敏", "休假")
    assert "期间提醒会告诉督查员" in world.says("李敏", "休假至7月5日")
    world.at("2025-06-19 09:10")
    world.tick()
    texts = [text for kind, name, text in world.outbox() if name == "赵卫东"]
    assert any("联络员都在休假的单位" in text and "市科技局" in text for text in texts)
    world.at("2025-06-20 09:30")
    assert "休假至" not in world.says("李敏", "销假").split("休假发")[0]
    world.tick()
    assert len(told(world, "李敏")) == 1


def test_a_month_is_rehearsed_and_nothing_changes(world: World) -> None:
    world.at("2025-11-28 10:00")
    before = [world.count(table) for table in ("outbox", "nudges", "notices", "audit")]
    text = world.says("赵卫东", "预演 12月")
    assert "预演 · 2025年12月" in text
    assert "· 2025年12月1日：" in text
    assert "李敏（市科技局联络员）" in text
    assert [world.count(table) for table in ("outbox", "nudges", "notices", "audit")] == before
    day = world.says("赵卫东", "预演 12月1日")
    assert "预演 · 2025年12月1日 · " in day
    assert "08:51 李敏 每日提醒 还有30天：任务1.1、" in day
    assert "没有要发的提醒" in world.says("赵卫东", "预演 明天")  # a Saturday
    assert "请写月份或日期" in world.says("赵卫东", "预演 以后")
    assert "不能用" in world.says("李敏", "预演 12月")


def test_another_ladder_is_rehearsed_as_a_difference(world: World) -> None:
    from dataclasses import replace

    from bot.settings import Settings

    world.rules = replace(world.rules, presets=Settings().rules().presets)
    world.at("2025-11-28 10:00")
    text = world.says("赵卫东", "预演 12月 三明")
    assert "换成「三明」" in text
    assert "还没有生效" in text
    assert "· 2025年12月1日：少" in text  # 三明 has no T-30
    day = world.says("赵卫东", "预演 2025-12-01 三明")
    assert "换成「三明」（还没有生效）" in day
    assert "· 少 08:51 李敏 每日提醒 还有30天" in day
    assert "没有差别" in world.says("赵卫东", "预演 12月3日 三明")


def test_the_account_of_the_month(world: World) -> None:
    from handlers.rehearsal import play

    end = world.rules.moment(
        world.rules.day(world.now).replace(day=27), __import__("datetime").time()
    )
    sent = list(play(world.tx, world.now, end, world.rules))
    world.now = end
    text = world.says("赵卫东", "减负")
    assert f"主动发出 {len(sent)} 条" in text
    assert "市科技局" in text
    assert "不排名" in text
    mine = world.says("李敏", "减负 6月")
    assert "您收到主动提醒 2 条" in mine
    assert "市财政局" not in mine
