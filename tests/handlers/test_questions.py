"""What an admin asks in plain words, and the figure that must be in the answer.

The figures are counted here a second time, by hand, from what was reported: on 2025-06-18 there are 122
tasks; seven are overdue. Six were reported on: 任务1.2 in May (30 % of the year's work, where 45 % are due),
任务1.1 on 3 June (85 %), 任务1.3 (20 %) and 事项28 (behind) on Tuesday, 政策35 (60 %) and 政策1 (done) today;
82 % are due of all that run to the end of 2025. So 8 are red, 3 yellow, 1 green, 1 blue, 109 grey.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.people import Position, Post
from tests.world import World

OVERDUE = ("任务4.1", "政策15", "政策27", "事项4", "项目1", "项目2", "项目6")


@pytest.fixture(scope="module")
def asked() -> Iterator[World]:
    world = World()
    for name, unit in (("财政", "市财政局"), ("交通", "市交通运输局")):
        world.bind(name, Post(Position.LIAISON, unit))
    world.at("2025-05-20 09:00")
    world.reply("李敏", "任务1.2 完成30%")
    world.reply("陈静", "看图")
    world.at("2025-06-03 09:00")
    world.reply("李敏", "任务1.1 完成85%")
    world.at("2025-06-17 09:00")
    world.reply("李敏", "任务1.3 完成20%")
    world.reply("王建国", "事项28 滞后，等批复")
    world.at("2025-06-18 09:30")
    world.reply("李敏", "政策35 完成60%")
    world.reply("财政", "政策1 已完成，通过验收，完成100%")
    yield world
    world.close()


# (question, template, what the answer's first line or text holds)
QUESTIONS = [
    # The whole.
    ("总体情况怎么样", "status", "总体情况 · 2025年6月18日 · 122项"),
    ("现在一共多少任务", "status", "122项"),
    ("看看整体进展", "status", "122项"),
    ("全市总体完成多少", "status", "已完成 1（0.8%）"),
    ("大家报得怎么样", "status", "已报 5/122"),
    ("完成率多少", "status", "已完成 1（0.8%）"),
    ("报送率是多少", "status", "已报 5/122 ▰▱▱▱▱▱▱▱▱▱ 4.1%"),
    ("汇总一下", "status", "122项"),
    ("红灯黄灯各多少", "status", "■红 8　▲黄 3"),
    # Parts of the plan.
    ("财税类进展咋样", "status", "财税 · 2025年6月18日 · 8项"),
    ("金融方面怎么样", "status", "金融 · 2025年6月18日 · 8项"),
    ("人才政策那块怎么样", "status", "政策 · 人才 · 2025年6月18日 · 8项"),
    ("政策类进展如何", "status", "政策 · 2025年6月18日 · 41项"),
    ("主要任务整体情况", "status", "主要任务 · 2025年6月18日 · 31项"),
    ("附件1一共多少项", "status", "41项"),
    ("政策有哪些", "tasks", "政策 · 41项"),
    ("跨境电商情况", "status", "含“跨境电商” · 2025年6月18日 · 3项"),
    ("教育方面的情况", "status", "含“教育” · 2025年6月18日 · 9项"),
    ("黄河战略进展", "status", "实施黄河重大国家战略 · 2025年6月18日 · 11项"),
    # Units.
    ("市科技局情况", "status", "市科技局 · 2025年6月18日 · 11项"),
    ("科技局咋样", "status", "市科技局 · 2025年6月18日 · 11项"),
    ("东阿县情况怎么样", "status", "东阿县人民政府 · 2025年6月18日 · 4项"),
    ("市财政局牵头几项", "tasks", "市财政局 · 牵头 · 25项"),
    ("市财政局配合的有哪些", "tasks", "市财政局 · 配合 · 17项"),
    ("聊城海关的任务", "tasks", "聊城海关 · 8项"),
    ("市科技局红灯有几个", "tasks", "市科技局 · 红灯 · 1项"),
    ("市科技局还有几项没报", "tasks", "市科技局 · 本期未报 · 8项"),
    ("市交通运输局为什么是红灯", "tasks", "市交通运输局 · 红灯 · 5项"),
    ("各单位情况", "status_table", "按单位 · 2025年6月18日 · 55个"),
    ("各县区进展", "status_table", "按县区 · 2025年6月18日 · 9个"),
    ("各清单进展", "status_table", "按清单 · 2025年6月18日 · 4个"),
    ("各章节怎么样", "status_table", "按章节 · 2025年6月18日 · 25个"),
    # Lights and paces.
    ("红灯有哪些", "tasks", "红灯 · 8项"),
    ("有几项红灯", "tasks", "红灯 · 8项"),
    ("哪些任务亮红灯了", "tasks", "红灯 · 8项"),
    ("还有哪些红灯没解决", "tasks", "红灯 · 8项"),
    ("黄灯为什么亮", "tasks", "黄灯 · 3项"),
    ("红黄灯一共几项", "tasks", "红黄灯 · 11项"),
    ("绿灯有多少", "tasks", "绿灯 · 1项"),
    ("灰灯是怎么回事，有哪些", "tasks", "灰灯 · 109项"),
    ("哪些事项滞后", "tasks", "事项 · 欠序时 · 2项"),
    ("进度落后的有多少", "tasks", "欠序时 · 11项"),
    ("超序时的有几项", "tasks", "超序时 · 0项"),
    ("达序时的有哪些", "tasks", "达序时 · 1项"),
    ("已补齐的有哪些", "tasks", "已补齐 · 0项"),
    ("没启动的任务有哪些", "tasks", "未启动 · 0项"),
    ("卡住的有哪些", "tasks", "受阻 · 0项"),
    ("政策完成了几项", "tasks", "政策 · 报完成 · 1项"),
    ("已经完成的有哪些", "tasks", "报完成 · 1项"),
    ("进度最慢的三项", "tasks", "进度最慢 · 3项"),
    # Deadlines.
    ("逾期的有哪些", "tasks", "逾期 · 7项"),
    ("项目有几个逾期的", "tasks", "项目 · 逾期 · 3项"),
    ("逾期最久的两项", "tasks", "逾期最久 · 2项"),
    ("哪些快到期了", "tasks", "临期 · 0项"),
    ("30天内到期的有哪些", "tasks", "30天内到期 · 0项"),
    ("月底前到期的有几项", "tasks", "6月30日前到期（2025年6月18日—30日） · 0项"),
    ("200天内要完成的有多少", "tasks", "200天内到期 · 114项"),
    # Who reported.
    (
        "谁还没报",
        "units",
        "本期未报的单位 · 2025年6月18日 · 49个，涉及 119项（各单位自己的进展；按事项整体是 117项）",
    ),
    (
        "本周哪些单位没报",
        "units",
        "本周未报的单位 · 2025年6月18日 · 49个，涉及 120项（各单位自己的进展；按事项整体是 118项）",
    ),
    ("哪些单位本月没报进展", "units", "49个，涉及 119项（各单位自己的进展；按事项整体是 117项）"),
    ("统计一下各单位未报情况", "units", "49个，涉及 119项（各单位自己的进展；按事项整体是 117项）"),
    ("本月还有哪些没报", "tasks", "本期未报 · 117项"),
    ("金融类哪些没报", "tasks", "金融 · 本期未报 · 8项"),
    ("今天报了几条", "tasks", "今日已报 · 2项"),
    ("本周报了多少", "tasks", "本周已报 · 4项"),
    ("有没有从来没报过的", "tasks", "从未报过 · 116项"),
    ("哪些单位全部报了", "units", "都已报的单位 · 2025年6月18日 · 0个"),
    # Units in an order.
    ("逾期最多的五家", "units", "1. 市交通运输局 5项（共13项）"),
    ("逾期最多的五家", "units", "并列的还有 4个"),
    ("哪个单位逾期最多", "units", "市交通运输局 5项"),
    ("前五名逾期单位", "units", "市交通运输局 5项"),
    ("红灯最多的三家单位", "units", "1. 市交通运输局 5项"),
    ("按单位排一下红灯", "units", "1. 市交通运输局 5项"),
    ("哪些单位有红灯", "units", "红灯的单位 · 2025年6月18日 · 10个，涉及 8项"),
    ("逾期的单位有几家", "units", "9个，涉及 7项"),
    ("报得最慢的单位", "units", "1. 市发展改革委 35项"),
    ("哪个县区红灯最多", "units", "红灯最多的县区 · 2025年6月18日 · 3个，涉及 3项"),
    ("哪个县落后", "units", "欠序时的县区 · 2025年6月18日 · 4个，涉及 4项"),
    ("逾期排名前三", "units", "1. 市交通运输局 5项（共13项）"),
    ("单位排名", "units", "1. 市发展改革委 50项（牵头35项）"),
    ("完成最多的单位", "units", "1. 市财政局 1项"),
    ("表现最差的单位", "units", "1. 市交通运输局 5项"),
    ("哪些单位做得好", "units", "绿灯的单位 · 2025年6月18日 · 1个，涉及 1项"),
    ("昨天谁报了", "units", "昨日已报的单位 · 2025年6月18日 · 2个，涉及 2项"),
    # As people also say it.
    ("目前进度怎么样啊", "status", "122项"),
    ("亮灯情况", "status", "■红 8"),
    ("本月上报率", "status", "已报 5/122"),
    ("所有任务", "tasks", "全部任务 · 122项"),
    ("发改委逾期几个了", "tasks", "市发展改革委 · 逾期 · 4项"),
    ("帮我看看科技局有没有滞后的", "tasks", "市科技局 · 欠序时 · 3项"),
    ("土地类政策逾期几项", "tasks", "政策 · 土地 · 逾期 · 1项"),
    ("年底前要完成的", "tasks", "12月31日前到期（2025年6月18日—12月31日） · 114项"),
    ("进度超过80%的有哪些", "tasks", "实报超过80% · 2项"),
    ("进度低于50%的有几项", "tasks", "实报低于50% · 2项"),
    ("哪些任务有困难需要协调", "tasks", "有困难 · 0项"),
    ("未达序时的有多少", "tasks", "欠序时 · 11项"),
    ("办结了几项", "tasks", "报完成 · 1项"),
    ("第1期红灯有哪些", "why", "第1期（2025年5月20日） · 红灯 · 7项"),
    ("红灯比上期增加了几个", "changes", "红灯 8（+1）"),
    ("给我一张统计图", "paper", "图表"),
    # Changes and papers.
    ("跟上期比", "changes", "第1期（2025年5月20日）"),
    ("跟上期比怎么样", "changes", "第1期（2025年5月20日）"),
    ("和上个月相比怎么样", "changes", "2025年5月31日 → 2025年6月18日"),
    ("最近有什么变化", "changes", "第1期（2025年5月20日）"),
    ("出个6月通报", "paper", "督查通报 · 总体情况"),
    ("5月的通报", "paper", "督查通报 · 总体情况 · 第2期（2025年5月20日）"),
    ("导出台账", "paper", "台账 · 总体情况"),
    ("市科技局的台账发我", "paper", "台账 · 市科技局"),
    ("来张图", "paper", "图表 · 总体情况"),
    ("给我画个趋势图", "paper", "图表 · 总体情况"),
]


@pytest.mark.parametrize(("question", "template", "holds"), QUESTIONS)
def test_an_admins_question(asked: World, question: str, template: str, holds: str) -> None:
    reply = asked.reply("陈静", question)
    text = "\n".join(asked.render(reply).texts)
    assert (reply.template, holds in text) == (template, True), text


def test_a_collective_owes_no_report(asked: World) -> None:
    """国家区域医疗中心创建相关单位 leads 事项36 with two bureaus; nobody can be bound for it."""
    (collective,) = asked.book.collectives
    said = asked.says("陈静", "谁还没报")
    assert "应报 49个，报齐 0个" in said  # 50 lead, one of them is a collective
    assert collective not in said
    lines = {line["name"]: line for n in range(1, 9) for line in _table(asked, n)}
    assert lines[collective]["unreported"] == 0
    assert lines["市卫生健康委"]["unreported"] == 5
    assert collective not in asked.says("陈静", "有谁从来没报过")


def _table(asked: World, page: int) -> list[dict[str, int]]:
    lines: list[dict[str, int]] = asked.reply("陈静", f"/status units p{page}").data["lines"]
    return lines


def test_sections_of_one_name_are_told_apart_by_their_list(asked: World) -> None:
    names = [
        line["name"]
        for n in (1, 2, 3, 4)
        for line in asked.reply("陈静", f"/status sections p{n}").data["lines"]
    ]
    assert len(names) == len(set(names)) == 25
    assert "着力扩大有效内需（主要任务）" in names


def test_the_overdue_tasks_are_those_counted_by_hand(asked: World) -> None:
    listed = {task["code"] for task in asked.reply("陈静", "逾期的有哪些").data["tasks"]}
    assert listed == set(OVERDUE)


@pytest.mark.parametrize(
    ("person", "question", "template"),
    [
        ("李敏", "我们局还有哪些没报", "tasks"),
        ("李敏", "市财政局情况怎么样，有哪些任务", "not_your_unit"),
        ("李敏", "总体情况怎么样", "status"),
        ("周正", "红灯有哪些", "tasks"),
    ],
)
def test_a_unit_asks_of_its_own(asked: World, person: str, question: str, template: str) -> None:
    reply = asked.reply(person, question)
    assert reply.template == template
    for task in reply.data.get("tasks", ()):
        assert task["code"] in {each.code for each in asked.book.by_unit["市科技局"]}


@pytest.mark.parametrize("said", ["收到", "你好", "谢谢", "今天天气怎么样", "哈哈"])
def test_small_talk_is_no_question(asked: World, said: str) -> None:
    template = asked.reply("陈静", said).template
    assert template in ("ack", "not_understood", "help", "greeting")
