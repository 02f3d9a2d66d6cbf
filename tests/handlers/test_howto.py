"""What liaisons ask about reporting itself is answered, and nothing is recorded from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.language.howto import read_topic_of_help
from domain.language.text import plain
from domain.people import Position, Post
from tests.world import World

MESSAGES = Path(__file__).parents[1] / "language" / "messages"

# what is said, topic, what the answer holds
ASKED = [
    ("有没有模板 或者给个格式 我照着填", "form", "完成60%"),
    ("有没有样板 我照着写", "form", "一句话就行"),
    ("进展要写成啥样的", "form", "一句话就行"),
    ("35项 每项都要一份? 能不能一张表一起交", "table", "每行一项"),
    ("能批量报不 我这十来项", "table", "每行一项"),
    ("一个表把我们局的全报了行不行", "table", "每行一项"),
    ("谁能看到我们报的", "sight", "别的单位看不到"),
    ("我报的东西别的局看得到吗", "sight", "别的单位看不到"),
    ("领导能看见不", "sight", "市领导"),
    ("我们是配合的也得报吗", "coop", "由牵头单位报"),
    ("配合单位用不用报进展", "coop", "由牵头单位报"),
    ("我们到底是牵头还是配合 我这边台账上没写", "roles", "您牵头 11项"),
    ("哪几项是我们牵头 哪几项配合", "roles", "任务1.1"),
    ("下次啥时候调度 我好提前备着", "round", "下一期是2025年7月"),
    ("下次截止哪天", "round", "6月25日截止"),
    ("我们这月要交啥 有几项来着", "owed", "还没报 11项"),
    ("你是机器人还是真人", "bot", "赵卫东"),
    ("找谁问 有没有人工", "bot", "是程序"),
    ("去年的数还能改不", "correct", "更正"),
    ("上个月的数报错了还能改吗", "correct", "更正"),
    ("这项不是我们的吧 我们早划给商务了", "not_ours", "我不能改"),
    ("这项早就移交给商务局了 不归我们管", "not_ours", "我不能改"),
    ("我不管这块了 你们把我从里头去掉吧", "handover", "您现在仍是联络员"),
    ("我调走了 以后找别人吧", "handover", "您现在仍是联络员"),
    ("交接给新来的同事怎么弄", "handover", "邀请码"),
    ("我是替小周值两天班 怎么看该报什么", "stand_in", "休假至"),
    ("休假了谁替我报", "stand_in", "休假至"),
    ("现在卡在土地指标上 这种事报你们管不管", "trouble", "请市里协调"),
    ("用地批不下来 报给你们有用吗", "trouble", "请市里协调"),
    ("精神文明那个 我写好了 但是想先给主任看看 等会儿再交", "later", "没有记录"),
    ("材料写好了 等局长签了字再报", "later", "没有记录"),
    ("照片咋传给你", "files", "直接发给我"),
    ("视频能传吗 多大的行", "files", "20 MB"),
    ("红灯是啥意思 凭啥给我亮红灯", "lights", "逾期是红"),
    ("灯是怎么评的", "lights", "逾期是红"),
    ("没进展也得报吗", "nothing", "如实报一句"),
    ("不报会怎样", "nothing", "灰灯"),
    ("延期怎么申请", "extend", "申请延期到"),
    ("办结要什么材料", "close", "申请办结"),
]


def stored(world: World) -> tuple[int, int]:
    counts = (world.tx.one(f"SELECT COUNT(*) AS n FROM {t}") for t in ("reports", "drafts"))
    reports, drafts = (row["n"] if row else 0 for row in counts)
    return reports, drafts


@pytest.mark.parametrize(("said", "topic", "holds"), ASKED)
def test_it_is_answered_and_nothing_is_stored(
    world: World, said: str, topic: str, holds: str
) -> None:
    before = stored(world)
    reply = world.reply("李敏", said)
    assert (reply.template, reply.data.get("topic")) == ("howto", topic)
    text = "\n".join(world.render(reply).texts)
    assert holds in text
    assert len(text) < 330  # it is read on a phone
    assert stored(world) == before


def test_why_the_reminder_came(world: World) -> None:
    assert "还没收到 11项" in world.says("李敏", "都交过了怎么还提醒我")
    world.says("李敏", "任务1.1 完成60%")
    text = world.says("李敏", "报了 你咋又催")
    assert "已报 1项：任务1.1" in text
    assert "还没收到 10项" in text


def test_a_figure_that_was_got_wrong(world: World) -> None:
    assert "没有查到您报过进展" in world.says("李敏", "怎么给我弄成70%了 我报的是17")
    world.says("李敏", "任务1.1 完成70%")
    before = stored(world)
    text = world.says("李敏", "怎么给我弄成70%了 我报的是17")
    assert "任务1.1" in text
    assert "更正：任务1.1 完成17%" in text
    assert stored(world) == before
    world.says("李敏", "更正：任务1.1 完成17%")
    assert "17%" in world.says("李敏", "/task 任务1.1")


def test_what_was_reported_last_month_is_shown(world: World) -> None:
    world.at("2025-05-20 09:00")
    world.says("李敏", "任务1.1 已建成2个平台，完成40%")
    world.at("2025-06-18 09:30")
    for said in ("把我们上个月报的那份发我看看", "上个月我们报的那几条调出来看看"):
        reply = world.reply("李敏", said)
        assert [task["code"] for task in reply.data["tasks"]] == ["任务1.1"], said
        assert "已建成2个平台" in reply.data["tasks"][0]["said"]


def test_what_falls_due_on_a_day(world: World) -> None:
    reply = world.reply("李敏", "明天啥日子 我们是不是有个到期的")
    assert reply.template == "tasks"
    assert "6月19日到期" in reply.data["title"]


def test_whoever_reports_nothing_is_told_no_list_of_its_own(world: World) -> None:
    assert world.reply("孙书记", "你是机器人还是真人").data["topic"] == "bot"
    assert world.reply("陈静", "我们到底是牵头还是配合").template != "howto"
    world.bind("替班的", Post(Position.SUPERVISOR, "市水利局"))
    assert world.reply("替班的", "谁能看到我们报的").data["topic"] == "sight"


def test_no_report_is_taken_for_a_question() -> None:
    """Of all messages that report, apply or ask for help of the city: the ones without a code."""
    wrong = []
    for file in sorted(MESSAGES.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["expect"]["intent"] in ("report", "extend", "close", "coordinate", "undo"):
                topic = read_topic_of_help(plain(entry["text"]))
                wrong += [(entry["text"], topic)] if topic else []
    assert wrong == []
