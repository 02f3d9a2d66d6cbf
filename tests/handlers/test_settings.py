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
    assert "每日提醒：15:01" in world.says("李敏", "设置 下午3点")
    assert "每日提醒：09:31" in world.says("李敏", "设置 上午九点半")
    assert "请写提醒时间" in world.says("李敏", "设置 早一点")
    assert "请写提醒时间" in world.says("李敏", "设置 25:00")
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
    assert "没有能代您的「张三」，可以是：周正、王芳" in world.says(
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
    for said, title in [
        ("十二月", "2025年12月"),
        ("下个月", "2025年12月"),
        ("2025-12", "2025年12月"),
        ("1月份", "2026年1月"),
        ("下周", "下周（12月1日至12月7日）"),
    ]:
        assert f"预演 · {title} · " in world.says("赵卫东", f"预演 {said}")
    for said in ("12月 火星", "13月", "2030年1月", "明年", "上个月"):
        assert "请写月份或日期" in world.says("赵卫东", f"预演 {said}")


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
    assert "2025年6月" in world.says("李敏", "减负 本月")
    assert "2024年12月" in world.says("李敏", "减负 十二月")  # the last one that began
    assert "2025年5月" in world.says("李敏", "减负 上个月")
    for said in ("13月", "2026年1月", "明年", "市科技局"):
        assert "请写一个已经开始的月份" in world.says("李敏", f"减负 {said}")


def test_a_leave_that_cannot_be_meant_is_asked_about(world: World) -> None:
    world.bind("王芳", Post(Position.LIAISON, "市科技局"))
    assert "已经过去或太远" in world.says("李敏", "休假至6月17日")  # yesterday, not a year from now
    assert "休假至 2026年6月17日" in world.says("李敏", "休假至2026年6月17日")
    assert "休假至 2025年6月30日" in world.says("李敏", "请假到月底，王芳代我")
    assert "李敏自己也在休假（至2025年6月30日），请换一位" in world.says(
        "王芳", "休假到周五 由李敏代"
    )


def test_only_who_hears_of_all_units_stands_in_for_a_coordinator(world: World) -> None:
    assert "没有能代您的「李敏」，可以是：陈静" in world.says("赵卫东", "休假至7月5日 由李敏代")
    assert "由陈静代收代报" in world.says("赵卫东", "休假至7月5日 由陈静代")


def test_while_every_coordinator_is_away_somebody_still_hears(world: World) -> None:
    """The stand-in, or the admins."""
    for leave, mark in (
        ("休假至2026年1月16日 由陈静代", "（代赵卫东）"),
        ("休假至2026年1月16日", ""),
    ):
        other = World()
        for day in ("2025-12-31", "2026-01-04", "2026-01-06"):
            other.at(f"{day} 09:10")
            other.tick()
        other.says("赵卫东", leave)
        for day in ("2026-01-12", "2026-01-13"):
            other.at(f"{day} 09:10")
            other.tick()
        heard = [(name, text) for kind, name, text in other.outbox() if kind == "escalation"]
        above = [(name, text.splitlines()[0]) for name, text in heard if "请决定是否发" in text]
        assert [name for name, _ in above] == ["陈静"]
        assert above[0][1].endswith(f"项{mark}")
        other.close()


def test_a_supervisors_stand_in_is_told_for_whom(world: World) -> None:
    world.bind("王芳", Post(Position.SUPERVISOR, "市科技局"))
    world.at("2025-12-31 09:30")
    world.says("周正", "休假至2026年1月9日 由王芳代")
    for day in ("2026-01-04", "2026-01-06"):
        world.at(f"{day} 09:10")
        world.tick()
    texts = [text for kind, name, text in world.outbox() if kind == "escalation"]
    assert texts
    assert texts[-1].splitlines()[0].endswith("项（代周正）")


def test_words_about_ones_own_reminders_show_what_can_be_set(world: World) -> None:
    """Nothing is changed by guessing, and no item's number is asked for."""
    for said in ("每天早上8点半提醒我", "别再提醒我了", "提醒太多了", "我要休假", "换个时间提醒"):
        answer = world.says("李敏", said)
        assert "每日提醒：08:51" in answer, said
        assert "休假发「休假至7月5日 由王芳代」" in answer
    assert "我的设置" in world.says("赵卫东", "每天早上提醒我")
    assert "我的设置" not in world.says("赵卫东", "提醒他们")
