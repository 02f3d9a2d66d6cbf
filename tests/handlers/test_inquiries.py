"""Questions of earlier days, of causes, of what came on time, of who was urged; counted here a second time.

The demo's reports begin on 29 May 2025, and the lights' history with them. Today is Wednesday, 18 June.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot import demo
from domain.causes import CAUSE_WORDS
from domain.lights import Light
from handlers.seen import Sight
from handlers.status.freeze import settle_lights
from storage import lights
from tests.world import World

TODAY = date(2025, 6, 18)


@pytest.fixture(scope="module")
def office() -> Iterator[World]:
    world = World(now=demo.DEMO_START)
    demo.seed_people(world.tx, world.now, world.rules)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.at("2025-06-18 09:00")
    yield world
    world.close()


def lit_on(world: World, day: date) -> dict[str, Light]:
    """Code → the light that the history has for a day: the last row until then."""
    rows = world.tx.all(
        "SELECT t.code, l.light FROM lights l JOIN tasks t ON t.id = l.task_id"
        " WHERE l.day <= :day ORDER BY l.id",
        day=day.isoformat(),
    )
    return {row["code"]: Light(row["light"]) for row in rows}


def test_a_past_day_is_judged_as_its_history_has_it(office: World) -> None:
    for back in (1, 2, 5, 9, 18):
        day = TODAY - timedelta(days=back)
        whole = Sight.at(office.tx, day, TODAY, office.rules).whole()
        assert {s.task.code: s.lit.light for s in whole} == lit_on(office, day)


@pytest.mark.parametrize(
    ("question", "day", "light"),
    [
        ("5月底那会儿红灯几个", date(2025, 5, 31), Light.RED),
        ("上个月底有几个黄灯", date(2025, 5, 31), Light.YELLOW),
        ("6月10号那天红灯几个", date(2025, 6, 10), Light.RED),
        ("截至6月10日绿灯多少", date(2025, 6, 10), Light.GREEN),
        ("上周五红灯几个", date(2025, 6, 13), Light.RED),
        ("昨天灰灯几个", date(2025, 6, 17), Light.GREY),
        ("大前天红灯几个", date(2025, 6, 15), Light.RED),
        ("一周前红灯几个", date(2025, 6, 11), Light.RED),
    ],
)
def test_lights_of_an_earlier_day(office: World, question: str, day: date, light: Light) -> None:
    reply = office.reply("陈静", question)
    right = [each for each in lit_on(office, day).values() if each is light]
    assert (reply.template, reply.data["total"]) == ("tasks", len(right))
    assert f"{day.year}年{day.month}月{day.day}日时" in reply.data["title"]


def test_the_figures_of_an_earlier_day_carry_its_date_and_its_round(office: World) -> None:
    data = office.reply("陈静", "5月底总体情况").data
    assert (data["day"], data["cycle"]) == ("2025-05-31", "2025年5月")
    red = next(each["count"] for each in data["lights"] if each["key"] == "red")
    assert red == list(lit_on(office, date(2025, 5, 31)).values()).count(Light.RED)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("上周新增红灯", date(2025, 6, 9), date(2025, 6, 15)),
        ("上周谁变红了", date(2025, 6, 9), date(2025, 6, 15)),
        ("昨天新亮红灯的有哪些", date(2025, 6, 17), date(2025, 6, 17)),
        ("6月10日变红的有几个", date(2025, 6, 10), date(2025, 6, 10)),
        ("6月3日到6月10日新增红灯", date(2025, 6, 3), date(2025, 6, 10)),
    ],
)
def test_who_turned_red_within_a_period(
    office: World, question: str, first: date, last: date
) -> None:
    """Each task that was not red on the eve, and was on any day of the period."""
    eve = lit_on(office, first - timedelta(days=1))
    right = set()
    for n in range((last - first).days + 1):
        now = lit_on(office, first + timedelta(days=n))
        right |= {code for code in now if now[code] is Light.RED and eve[code] is not Light.RED}
    reply = office.reply("陈静", question)
    assert (reply.template, reply.data["total"]) == ("turned", len(right))
    told = {line["code"] for line in reply.data["moved"]}
    while button := next((b for row in reply.buttons for b in row if b.label == "下一页"), None):
        reply = office.reply("陈静", button.command)
        told |= {line["code"] for line in reply.data["moved"]}
    assert told == right


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("上周新增逾期的有几个", ["任务4.1"]),  # due on the 9th
        ("本月新增逾期的有哪些", ["任务4.1"]),
        ("昨天新增逾期", []),
    ],
)
def test_what_was_not_overdue_before(office: World, question: str, codes: list[str]) -> None:
    reply = office.reply("陈静", question)
    assert reply.template == "turned"
    assert [line["code"] for line in reply.data["moved"]] == codes


def test_what_changed_within_a_week_ends_with_it(office: World) -> None:
    data = office.reply("陈静", "上周的变化").data
    assert (data["day"], data["today"]) == ("2025-06-08", "2025-06-15")
    assert office.reply("陈静", "跟上周比红灯多了几个").data["today"] == "2025-06-18"


def test_a_unit_is_told_of_its_own_turns_alone(office: World) -> None:
    reply = office.reply("李敏", "上周新增红灯有哪些")
    own = {task.code for task in office.book.by_unit["市科技局"]}
    assert {line["code"] for line in reply.data["moved"]} <= own
    assert office.reply("李敏", "/turned red s20250609-20250615 u3").template == "not_your_unit"
    assert office.reply("陈静", "/turned blau").template == "turned_how"


@pytest.mark.parametrize(
    ("said", "template"),
    [
        ("我局滞后原因归类", "causes"),
        ("报完成没验收的有几项", "tasks"),
        ("我们局按时报送率", "punctual"),
        ("催办了我们几次", "nudged"),
        ("各单位按时报送率", "punctual"),
        ("对滞后原因进行分类汇总，任务1.2完成60%", "report_saved"),
        ("任务1.2 已按时报送全部材料，完成62%", "report_saved"),
    ],
)
def test_a_liaison_asks_of_the_own_unit_and_still_reports(
    world: World, said: str, template: str
) -> None:
    settle_lights(world.tx, world.now, world.rules)
    reply = world.reply("李敏", said)
    assert reply.template == template, reply.data
    if template == "punctual" and reply.data["units"]:
        assert [unit["name"] for unit in reply.data["units"]] == ["市科技局"]


def test_a_deadline_that_was_extended_since_does_not_change_the_past(world: World) -> None:
    """任务4.1 was due on 9 June; extended on the 12th, it was overdue on the 10th all the same."""
    from datetime import time

    from domain.reporting import Status
    from storage import plans, reports, requests

    code, unit = "政策15", "市交通运输局"  # overdue since 2023
    world.at("2025-06-09 00:10")
    settle_lights(world.tx, world.now, world.rules)
    asked = world.rules.moment(date(2025, 6, 11), time(10))
    number = reports.add(
        world.tx,
        code=code,
        unit=unit,
        person_id=1,
        text="申请延期",
        status=Status.BEHIND,
        percent=None,
        now=asked,
        kind="extend",
        eta=date(2025, 12, 1),
    )
    requests.decide(
        world.tx,
        number,
        verdict=True,
        until=date(2025, 12, 1),
        note="",
        person_id=1,
        now=asked + timedelta(days=1),
    )
    plans.extend(world.tx, code, date(2025, 12, 1))
    world.at("2025-06-18 09:30")

    def stands(day: date) -> str:
        sight = Sight.at(world.tx, day, TODAY, world.rules)
        return next(s.lit.sentence for s in sight.whole() if s.task.code == code)

    assert "逾期" in stands(date(2025, 6, 11))
    assert "逾期" not in stands(date(2025, 6, 13))
    assert world.reply("陈静", "6月10日逾期的有几个").data["total"] == 7
    assert world.reply("陈静", "昨天逾期的有几个").data["total"] == 6


def test_another_rule_does_not_change_the_past(world: World) -> None:
    world.at("2025-05-20 09:00")
    world.reply("李敏", "任务1.1 完成40%")
    world.at("2025-05-21 00:10")
    settle_lights(world.tx, world.now, world.rules)
    before = lit_on(world, date(2025, 5, 21))["任务1.1"]
    world.at("2025-05-22 10:00")
    world.reply("陈静", "亮灯规则 到期 yes")
    assert lit_on(world, date(2025, 5, 22))["任务1.1"] is not before
    world.at("2025-05-23 10:00")
    for day in (date(2025, 5, 21), date(2025, 5, 22)):
        whole = Sight.at(world.tx, day, date(2025, 5, 23), world.rules).whole()
        assert {s.task.code: s.lit.light for s in whole} == lit_on(world, day)


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("滞后原因归类", "late"),
        ("红灯原因分类", "red"),
        ("滞后的原因分类统计一下", "late"),
        ("造成滞后的主要原因是什么", "late"),
    ],
)
def test_causes_add_up_and_each_opens(office: World, question: str, of: str) -> None:
    reply = office.reply("陈静", question)
    kinds = {each["word"]: each["count"] for each in reply.data["kinds"]}
    assert reply.template == "causes"
    assert (
        sum(kinds.values())
        == reply.data["total"]
        == office.reply("陈静", f"/tasks {of}").data["total"]
    )
    buttons = [button for row in reply.buttons for button in row]
    assert [b.label for b in buttons] == [f"{word} {count}" for word, count in kinds.items()]
    for button in buttons:
        opened = office.reply("陈静", button.command)
        assert f"{opened.data['total']}" == button.label.split()[1]
    assert list(kinds) == [word for word in CAUSE_WORDS.values() if word in kinds]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("没说原因的滞后任务有几项", "未说明"),
        ("手续办不下来的有几项", "手续审批"),
        ("用地问题卡住的有哪些", "用地"),
        ("天气原因影响的有几项", "天气"),
    ],
)
def test_what_lags_for_one_cause(office: World, question: str, word: str) -> None:
    kinds = {k["word"]: k["count"] for k in office.reply("陈静", "滞后原因归类").data["kinds"]}
    reply = office.reply("陈静", question)
    assert reply.data["title"] == f"欠序时 · 原因：{word}"
    assert reply.data["total"] == kinds.get(word, 0)


def test_a_named_cause_is_no_word_of_the_task(office: World) -> None:
    """因为资金滞后的 asks of reports that say so, not of tasks about money."""
    rows = office.tx.all(
        "SELECT t.code, r.text FROM latest_reports l JOIN reports r ON r.id = l.report_id"
        " JOIN tasks t ON t.id = l.task_id JOIN duties d ON d.task_id = t.id"
        " AND d.unit_id = l.unit_id WHERE d.role = 'lead' ORDER BY r.id"
    )
    newest = {row["code"]: row["text"] for row in rows}
    right = {code for code, text in newest.items() if "省级资金尚未下达" in text}
    reply = office.reply("陈静", "因为资金滞后的有几项")
    assert {task["code"] for task in reply.data["tasks"]} == right
    assert "原因：资金" in reply.data["title"]


def test_how_much_came_on_time(office: World) -> None:
    rows = office.tx.all(
        "SELECT DISTINCT t.code, u.name FROM reports r JOIN tasks t ON t.id = r.task_id"
        " JOIN units u ON u.id = r.unit_id WHERE r.created_at >= '2025-05-31T16:00'"
    )
    since = {(row["code"], row["name"]) for row in rows}
    tasks = office.book.tasks
    kept = sum(any((t.code, unit) in since for unit in t.leads) for t in tasks)
    (running,) = office.reply("陈静", "按时报送率").data["rounds"]
    assert (running["kept"], running["owed"], running["running"]) == (kept, 122, True)
    by_unit = office.reply("陈静", "各单位按时报送率").data["units"]
    finance = next(unit for unit in by_unit if unit["name"] == "市财政局")
    led = [t.code for t in tasks if "市财政局" in t.leads]
    own = sum((code, "市财政局") in since for code in led)
    assert (finance["kept"], finance["owed"]) == (own, len(led))
    assert [u["name"] for u in by_unit] == [
        unit for unit in office.book.holders if any(unit in t.leads for t in tasks)
    ]
    every = office.reply("陈静", "哪些单位按时报了").data["units"]
    assert [u["name"] for u in every] == [u["name"] for u in by_unit if u["kept"] == u["owed"]]
    missed = office.reply("陈静", "谁没按时报")
    counts = {unit["name"]: unit["count"] for unit in missed.data["units"]}
    assert counts["市财政局"] == len(led) - own


def test_what_comes_after_the_due_day_is_late(world: World) -> None:
    settle_lights(world.tx, world.now, world.rules)
    world.at("2025-06-25 17:00")
    world.reply("李敏", "任务1.1 完成85%")
    world.at("2025-06-26 09:00")
    world.reply("李敏", "任务1.2 完成85%")
    world.at("2025-07-02 09:00")
    world.reply("李敏", "任务1.3 完成85%")
    june, july = world.reply("陈静", "市科技局按时报送率").data["rounds"]
    assert (june["name"], june["kept"], june["late"], june["owed"]) == ("2025年6月", 1, 1, 11)
    assert (july["running"], july["kept"]) == (True, 1)
    reply = world.reply("陈静", "上月没按时报的单位有哪些")
    counts = {unit["name"]: unit["count"] for unit in reply.data["units"]}
    assert counts["市科技局"] == 10
    opened = [button for row in reply.buttons for button in row if "市科技局" in button.label]
    assert world.reply("陈静", opened[0].command).data["total"] == 10


def test_done_is_not_yet_accepted(world: World) -> None:
    world.reply("李敏", "政策35 已完成，通过验收，完成100%")
    world.reply("李敏", "任务1.3 已完成，完成100%")
    for question in ("报完成但没验收的有几项", "报了完成还没批的", "完成了但是没验收的有哪些"):
        reply = world.reply("陈静", question)
        assert (reply.template, reply.data["total"]) == ("tasks", 2), question
    world.reply("赵卫东", "/decide 1 yes")
    assert world.reply("陈静", "报完成但没验收的有几项").data["total"] == 1
    accepted = world.reply("陈静", "验收通过了的有哪些").data["tasks"]
    assert [task["code"] for task in accepted] == ["政策35"]


def test_how_often_a_unit_was_urged(world: World) -> None:
    world.reply("赵卫东", "/press 任务1.1")
    world.tick()
    reply = world.reply("赵卫东", "催办了几次市科技局")
    kinds = {each["word"]: each["count"] for each in reply.data["kinds"]}
    assert (reply.template, kinds["督促"]) == ("nudged", 1)
    assert reply.data["total"] == sum(kinds.values())
    assert world.reply("赵卫东", "上周催了几次市科技局").data["total"] == 0
    most = world.reply("赵卫东", "哪个单位催得最多").data["lines"]
    assert [line["name"] for line in most] == ["市科技局"]
    assert world.reply("李敏", "催办了几次市财政局").template == "not_your_unit"


@pytest.mark.parametrize(
    "said", ["摆烂的单位有哪些", "谁在鸽", "谁又鸽了", "哪些单位装死不报", "哪几家在躺平"]
)
def test_slang_for_not_reporting(office: World, said: str) -> None:
    reply = office.reply("陈静", said)
    assert reply.template == "units"
    assert reply.data["title"] == "本期未报的单位"
    assert reply.data["units"] == office.reply("陈静", "哪些单位没报").data["units"]


def test_rates_are_no_orders(office: World) -> None:
    for question in ("各单位按时报送率", "各县区报送率", "市科技局按时报送率"):
        assert office.reply("陈静", question).template in ("punctual", "units")
    assert office.reply("陈静", "请各单位按时报送").template == "broadcast_preview"


def test_months_before_the_record_have_no_figure(office: World) -> None:
    lines = office.reply("陈静", "这半年每个月红灯数").data["lines"]
    assert [line["count"] for line in lines[:4]] == [None] * 4
    assert lines[4]["count"] == list(lit_on(office, date(2025, 5, 31)).values()).count(Light.RED)
    assert lights.begins(office.tx) == date(2025, 5, 29)
