"""The same questions in other voices: bounds in words, places, exclusions, slips, two conditions at once.

What is right is counted by `Seen` from the rows of the database and the plan, as in test_plain_questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from bot import demo
from domain.language.orders import gives_order
from domain.language.receivers import read_receivers
from domain.plan import Role, Task
from tests.handlers.test_plain_questions import (
    DEVELOP,
    FINANCE,
    JUNE,
    SCIENCE,
    TODAY,
    Seen,
    own_done,
)
from tests.world import World

TRAFFIC = "市交通运输局"
MONTHS_AGO = {2: date(2025, 4, 18), 3: date(2025, 3, 18)}


@pytest.fixture(scope="module")
def office() -> Iterator[tuple[World, Seen]]:
    world = World(now=demo.DEMO_START)
    demo.seed_people(world.tx, world.now, world.rules)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.at("2025-06-18 09:00")
    yield world, Seen(world)
    world.close()


def percent(s: Seen, holds: Callable[[float], bool]) -> int:
    return sum(1 for value in s.actual.values() if value is not None and holds(value))


def light(color: str, *, but: str = "") -> Callable[[Seen], int]:
    return lambda s: s.tasks_that(lambda t: s.light[t.code] == color and but not in t.leads)


def open_tasks(s: Seen) -> int:
    return s.tasks_that(lambda t: not s.done(t))


def never(s: Seen) -> int:
    return s.tasks_that(lambda t: s.of(t) is None)


def owing(s: Seen, task: Task) -> bool:
    return s.owing(task, JUNE)


def late_by(days: int) -> Callable[[Seen], int]:
    return lambda s: s.tasks_that(lambda t: s.overdue(t) and (TODAY - t.due).days >= days)


def lies(*places: str) -> Callable[[Task], bool]:
    return lambda t: any(place in t.territories for place in places)


# question → the number of tasks that the answer is about
TASKS: list[tuple[str, Callable[[Seen], int]]] = [
    # Counting words and what is not finished.
    ("现在手上总共还有多少件没办结", open_tasks),
    ("没销号的一共几宗", open_tasks),
    ("没收尾的有几件事", open_tasks),
    ("还有多少件没了结", open_tasks),
    ("手里没完的几件 快说", open_tasks),
    # Shares in words.
    ("进度连三成都没到的有哪些", lambda s: percent(s, lambda v: v < 30)),
    ("进度不足四成的", lambda s: percent(s, lambda v: v < 40)),
    ("完成没到一半的有几个", lambda s: percent(s, lambda v: v < 50)),
    ("干了八成以上的有哪些", lambda s: percent(s, lambda v: v >= 80)),
    ("完成率90%往上的几件", lambda s: percent(s, lambda v: v >= 90)),
    ("进度过半的有多少项", lambda s: percent(s, lambda v: v > 50)),
    ("进度三成到五成的有哪些", lambda s: percent(s, lambda v: 30 <= v <= 50)),
    ("进度在百分之三十到六十之间的有几项", lambda s: percent(s, lambda v: 30 <= v <= 60)),
    ("完成率在60%至80%之间的", lambda s: percent(s, lambda v: 60 <= v <= 80)),
    ("进度50%以下的", lambda s: percent(s, lambda v: v <= 50)),
    ("连百分之二十都不到的", lambda s: percent(s, lambda v: v < 20)),
    (
        "有没有完成率百分之八十以上还亮黄灯的",
        lambda s: s.tasks_that(
            lambda t: (s.actual[t.code] or 0) >= 80 and s.light[t.code] == "yellow"
        ),
    ),
    (
        "今年年底之前到期但是进度还不到一半的有哪些",
        lambda s: s.tasks_that(
            lambda t: (
                t.due >= TODAY
                and t.due <= date(2025, 12, 31)
                and s.actual[t.code] is not None
                and (s.actual[t.code] or 0) < 50
            )
        ),
    ),
    (
        "市财政局牵头进度不到五成的几项",
        lambda s: s.with_unit(
            FINANCE, lambda t: FINANCE in t.leads and _own_percent(s, FINANCE, t) < 50
        ),
    ),
    # Days.
    ("超期半个月以上的有几项", late_by(15)),
    ("超期俩月以上的", late_by(60)),
    ("逾其的有几个", late_by(1)),
    (
        "政策里逾期超过100天还没报的",
        lambda s: s.tasks_that(
            lambda t: (
                t.list.value == "政策"
                and s.overdue(t)
                and (TODAY - t.due).days >= 100
                and owing(s, t)
            )
        ),
    ),
    # Never, and not for long.
    ("打从立项就没报过一回的有哪些 不管哪张单子", never),
    ("到现在一回都没报过的有哪些", never),
    ("打开头就没报过的", never),
    ("从发文到现在没报过的有几项", never),
    ("自下发以来没报过的", never),
    (
        "两个月都没更新过的有哪些 办结的不算",
        lambda s: s.tasks_that(lambda t: s.owing(t, MONTHS_AGO[2])),
    ),
    (
        "10天以上没有新进展的有多少",
        lambda s: s.tasks_that(lambda t: s.owing(t, TODAY - timedelta(days=10))),
    ),
    (
        "有没有两个月以上没动静还亮绿灯的",
        lambda s: s.tasks_that(lambda t: s.owing(t, MONTHS_AGO[2]) and s.light[t.code] == "green"),
    ),
    # Left out.
    ("把发改委刨出去 红灯还有几个", light("red", but=DEVELOP)),
    ("抛开财政局 红灯几个", light("red", but=FINANCE)),
    ("除去发改委黄灯有几个", light("yellow", but=DEVELOP)),
    ("发改委不算在内，红灯几个", light("red", but=DEVELOP)),
    (
        "不算科技局 没报的有几项",
        lambda s: s.tasks_that(lambda t: SCIENCE not in t.leads and owing(s, t)),
    ),
    (
        "把交通局摘出去 逾期的有几个",
        lambda s: s.tasks_that(lambda t: TRAFFIC not in t.leads and s.overdue(t)),
    ),
    # Where the work lies.
    (
        "交通局牵头的 落在冠县或者高唐的几个",
        lambda s: s.tasks_that(lambda t: TRAFFIC in t.leads and lies("冠县", "高唐县")(t)),
    ),
    ("落在莘县的有几个", lambda s: s.tasks_that(lies("莘县"))),
    ("位于阳谷或者莘县的任务", lambda s: s.tasks_that(lies("阳谷县", "莘县"))),
    (
        "茌平境内的红灯有几个",
        lambda s: s.tasks_that(lambda t: lies("茌平区")(t) and s.light[t.code] == "red"),
    ),
    (
        "建在东阿的项目有哪些",
        lambda s: s.tasks_that(lambda t: lies("东阿县")(t) and t.list.value == "项目"),
    ),
    (
        "属地是临清的逾期几项",
        lambda s: s.tasks_that(lambda t: lies("临清市")(t) and s.overdue(t)),
    ),
    # How many there are, said in passing.
    ("这122项里红灯几个", light("red")),
    (
        "10个项目里绿的几个",
        lambda s: s.tasks_that(lambda t: t.list.value == "项目" and s.light[t.code] == "green"),
    ),
    (
        "40项政策报了多少",
        lambda s: s.tasks_that(lambda t: t.list.value == "政策" and s.since(t, JUNE)),
    ),
    # Two conditions.
    (
        "红灯又没报的有几项",
        lambda s: s.tasks_that(lambda t: s.light[t.code] == "red" and owing(s, t)),
    ),
    (
        "科技局牵头的黄灯里没报的",
        lambda s: s.with_unit(
            SCIENCE,
            lambda t: (
                SCIENCE in t.leads
                and s.own[SCIENCE, t.code] == "yellow"
                and s.owing(t, JUNE, unit=SCIENCE)
            ),
        ),
    ),
    (
        "黄灯里头超期的几个",
        lambda s: s.tasks_that(lambda t: s.light[t.code] == "yellow" and s.overdue(t)),
    ),
    (
        "灰灯里属于政策清单的几个",
        lambda s: s.tasks_that(lambda t: t.list.value == "政策" and s.light[t.code] == "grey"),
    ),
    # As they are dictated.
    ("嗯那个红灯的 就是 还有几个来着", light("red")),
    ("红灯儿几个啦", light("red")),
    ("红登有几个", light("red")),
    (
        "五月底的时候没办结的几个",
        lambda s: s.tasks_that(lambda t: not s.done(t, date(2025, 5, 31))),
    ),
    (
        "这个月新办结的有哪几项",
        lambda s: s.tasks_that(lambda t: s.done(t) and s.since(t, JUNE)),
    ),
    (
        "今年要收官的项目有哪几个",
        lambda s: s.tasks_that(
            lambda t: (
                t.list.value == "项目" and TODAY <= t.due <= date(2025, 12, 31) and not s.done(t)
            )
        ),
    ),
    (
        "到今年12月31号还有多少件要交账",
        lambda s: s.tasks_that(lambda t: TODAY <= t.due <= date(2025, 12, 31) and not s.done(t)),
    ),
    ("明天啥日子 有没有到期的", lambda s: s.tasks_that(lambda t: t.due == date(2025, 6, 19))),
]


def _own_percent(s: Seen, unit: str, task: Task) -> float:
    """What a unit says itself, far too much where it says none."""
    said = s.of(task, unit)
    return 999.0 if said is None or said.percent is None else said.percent


def owes(s: Seen) -> dict[str, int]:
    return s.units_that(lambda u, t: s.owing(t, JUNE, unit=u))


def silent(s: Seen, since: date) -> dict[str, int]:
    """Units none of whose tasks was reported on."""
    found = s.units_that(lambda u, t: s.owing(t, since, unit=u))
    rest = s.units_that(lambda u, t: not own_done(s, u, t))
    return {unit: n for unit, n in found.items() if n == rest[unit]}


def at_least(found: dict[str, int], number: int) -> dict[str, int]:
    return {unit: n for unit, n in found.items() if n >= number}


# question → the units of the answer with their counts
UNITS: list[tuple[str, Callable[[Seen], dict[str, int]]]] = [
    ("这轮调度还差谁", owes),
    ("本轮还缺谁", owes),
    ("这期还差哪几家", owes),
    ("还欠谁的没交", owes),
    ("还差几家没报", owes),
    ("没抱的单位有哪些", owes),
    ("咱市里 那个 没报的单位 还有几家", owes),
    ("哪几家一项都没报", lambda s: silent(s, JUNE)),
    ("哪些单位啥也没报", lambda s: silent(s, JUNE)),
    ("一份都没交的有几家", lambda s: silent(s, JUNE)),
    ("一连三个月一个字没报的单位有没有", lambda s: silent(s, MONTHS_AGO[3])),
    (
        "红的有几个 都是哪家牵头的 快点我在车上",
        lambda s: s.units_that(lambda u, t: s.own[u, t.code] == "red"),
    ),
    (
        "红灯3个以上的单位有哪些",
        lambda s: at_least(s.units_that(lambda u, t: s.own[u, t.code] == "red"), 3),
    ),
    ("没报超过5项的单位", lambda s: at_least(owes(s), 6)),
    ("牵头超过5项的单位有哪些", lambda s: at_least(s.units_that(lambda u, t: True), 6)),
    ("牵头10项以上的有几家", lambda s: at_least(s.units_that(lambda u, t: True), 10)),
    (
        "牵头单位不到三项任务的有多少家",
        lambda s: {u: n for u, n in s.units_that(lambda u, t: True).items() if n < 3},
    ),
    ("逾期两项及以上的单位", lambda s: at_least(s.units_that(lambda u, t: s.overdue(t)), 2)),
    (
        "县区红灯且逾期的单位",
        lambda s: s.units_that(lambda u, t: s.own[u, t.code] == "red" and s.overdue(t), "县区"),
    ),
]


@pytest.mark.parametrize(("question", "right"), TASKS)
def test_tasks(office: tuple[World, Seen], question: str, right: Callable[[Seen], int]) -> None:
    world, seen = office
    reply = world.reply("陈静", question)
    assert reply.template in ("tasks", "status"), world.render(reply).texts
    assert reply.data["total"] == right(seen), world.render(reply).texts


@pytest.mark.parametrize(("question", "right"), UNITS)
def test_units(
    office: tuple[World, Seen], question: str, right: Callable[[Seen], dict[str, int]]
) -> None:
    world, seen = office
    reply = world.reply("陈静", question)
    assert reply.template == "units", world.render(reply).texts
    assert {unit["name"]: unit["count"] for unit in reply.data["units"]} == right(seen)


def parts(world: World, question: str) -> list[tuple[str, int, int]]:
    data = world.reply("陈静", question).data
    return [
        (part.get("word") or part["name"], part["count"], part["of"])
        for part in data.get("asked") or data["parts"]
    ]


@pytest.mark.parametrize(
    "question", ["海关那几件本月报了哪些 没报哪些", "聊城海关没报的几项 报了的几项"]
)
def test_both_halves_are_told(office: tuple[World, Seen], question: str) -> None:
    world, seen = office
    unit = "聊城海关"
    missing = seen.with_unit(unit, lambda t: unit in t.leads and seen.owing(t, JUNE, unit=unit))
    told = parts(world, question)
    assert [word for word, *_ in told] == ["报送率", "本期未报"]
    assert told[1][1] == missing
    assert told[0][1] + told[1][1] == told[0][2]


@pytest.mark.parametrize(
    "question",
    ["办结的多少，没办结的多少", "秘书：市长问一下，全市这122项里头，办完的几项，没办完的几项"],
)
def test_done_and_open_add_up(office: tuple[World, Seen], question: str) -> None:
    world, seen = office
    done = seen.tasks_that(seen.done)
    assert parts(world, question) == [("完成率", done, 122), ("未完成", 122 - done, 122)]


@pytest.mark.parametrize(
    ("question", "out"),
    [
        ("不是红灯也不是绿灯的还有几项", {"red", "green"}),
        ("不是绿灯的有几项", {"green"}),
        ("非红灯的几项", {"red"}),
        ("没亮绿灯的有多少", {"green"}),
    ],
)
def test_all_but_some_lights(office: tuple[World, Seen], question: str, out: set[str]) -> None:
    world, seen = office
    told = parts(world, question)
    assert told[-1][0] == "合计"
    assert told[-1][1] == seen.tasks_that(lambda t: seen.light[t.code] not in out)


def test_inside_a_condition(office: tuple[World, Seen]) -> None:
    world, seen = office
    reply = world.reply("陈静", "本期已报的里头绿灯几个红灯几个")
    of = seen.tasks_that(lambda t: seen.since(t, JUNE))
    assert reply.data["total"] == of
    for word, count, _ in parts(world, "本期已报的里头绿灯几个红灯几个")[:2]:
        color = {"红灯": "red", "绿灯": "green"}[word]
        assert count == seen.tasks_that(
            lambda t, color=color: seen.since(t, JUNE) and seen.light[t.code] == color
        )


def test_parts_beside_each_other(office: tuple[World, Seen]) -> None:
    world, seen = office

    def done(name: str) -> int:
        return seen.tasks_that(lambda t: t.list.value == name and seen.done(t))

    told = parts(world, "主要任务跟事项两张清单的办结率对比下")
    assert told == [("主要任务", done("主要任务"), 31), ("事项", done("事项"), 40)]
    for question in ("四张清单的报送率对比一下", "主要任务跟项目比 报送率"):
        for name, count, _ in parts(world, question):
            assert count == seen.tasks_that(
                lambda t, name=name: t.list.value == name and seen.since(t, JUNE)
            )
    for question in ("部门和县区的红灯比一比", "市直跟县区谁的红灯多"):
        for kind, count, _ in parts(world, question):
            assert count == seen.tasks_that(
                lambda t, kind=kind: (
                    seen.light[t.code] == "red"
                    and any(seen.kinds[unit] == kind for unit in t.leads)
                )
            )


@pytest.mark.parametrize(
    "question", ["8个县市区按属地的红黄灯合计排一排", "县区按属地看 红黄灯排个名"]
)
def test_counties_by_what_lies_in_them(office: tuple[World, Seen], question: str) -> None:
    world, seen = office
    told = parts(world, question)
    assert len(told) == 8
    counts = [count for _, count, _ in told]
    assert counts == sorted(counts, reverse=True)
    for unit, count, _ in told:
        assert count == seen.tasks_that(
            lambda t, unit=unit: (
                unit.removesuffix("人民政府") in t.territories
                and seen.light[t.code] in ("red", "yellow")
            )
        )


def test_orders(office: tuple[World, Seen]) -> None:
    world, seen = office
    late = [(TODAY - t.due).days for t in seen.tasks if seen.overdue(t)]
    for question in ("拖得最久的是哪一件 超了多少天", "哪件拖得最久", "超期最长的是哪项"):
        data = world.reply("陈静", question).data
        assert data["total"] == late.count(max(late)), question  # all that tie
    led = sorted(seen.units_that(lambda u, t: True).values(), reverse=True)
    told = world.reply("陈静", "谁家牵头的最多 排前5").data["units"]
    assert [unit["count"] for unit in told] == led[:5]
    three = world.reply("陈静", "超期的按牵头单位数一数 只要头三名").data["units"]
    overdue = sorted(seen.units_that(lambda u, t: seen.overdue(t)).values(), reverse=True)
    assert [unit["count"] for unit in three] == overdue[:3]
    both = world.reply("孙书记", "财政和发改 哪家的红灯多").data["units"]
    assert {unit["name"]: unit["led"] for unit in both} == {
        unit: seen.with_unit(
            unit,
            lambda t, unit=unit: t.role_of(unit) is Role.LEAD and seen.own[unit, t.code] == "red",
        )
        for unit in (FINANCE, DEVELOP)
    }


def test_what_is_overdue_already_is_told_apart(office: tuple[World, Seen]) -> None:
    world, seen = office
    data = world.reply("孙书记", "到今年12月31号还有多少件要交账").data
    assert "2025年6月18日—12月31日" in data["title"]
    assert data["note"] == f"另有{seen.tasks_that(seen.overdue)}项已经逾期，不在其内。"


def test_orders_of_units(office: tuple[World, Seen]) -> None:
    world, seen = office
    last = world.reply("赵卫东", "完成率倒数三名的单位").data["units"]
    assert [unit["percent"] for unit in last] == [0, 0, 0]
    best = world.reply("孙书记", "报得最全的三个县").data["units"]
    rates = [unit["percent"] for unit in best]
    assert rates == sorted(rates, reverse=True)
    assert {seen.kinds[unit["name"]] for unit in best} == {"县区"}
    worst = world.reply("孙书记", "最拖后腿的县是哪个").data["units"]
    assert {seen.kinds[unit["name"]] for unit in worst} == {"县区"}


def test_two_conditions_counted_apart(office: tuple[World, Seen]) -> None:
    world, seen = office
    told = {word: count for word, count, _ in parts(world, "科技局逾期的和没报的各几项")}
    assert told == {
        "逾期": seen.with_unit(SCIENCE, seen.overdue),
        "本期未报": seen.with_unit(
            SCIENCE, lambda t: SCIENCE in t.leads and seen.owing(t, JUNE, unit=SCIENCE)
        ),
    }


def test_what_moved(office: tuple[World, Seen]) -> None:
    world, _ = office
    trend = world.reply("孙书记", "这半年红灯是越来越多还是越来越少").data
    assert len(trend["lines"]) == 6
    counts = [line["count"] for line in trend["lines"] if line["count"] is not None]
    assert trend["moved"] == counts[-1] - counts[0]
    assert world.reply("陈静", "最近一个月有没有从红灯爬上来的").template == "no_record"
    for question in (
        "最近两周有没有从红灯爬上来的",
        "这个月从红灯下来的有哪些",
        "有没有摘了红灯的",
    ):
        reply = world.reply("陈静", question)
        assert reply.template == "changes", question
        assert all(m["before"] == "red" != m["now"] for m in reply.data["moved"])


def test_what_was_reported_is_told_in_its_words(office: tuple[World, Seen]) -> None:
    world, seen = office
    reply = world.reply("赵卫东", "昨天谁报了 都报的什么")
    yesterday = TODAY - timedelta(days=1)
    codes = {s.code for s in seen.said if s.day == yesterday and seen.of(_task(seen, s.code)) == s}
    assert {task["code"] for task in reply.data["tasks"]} == codes
    assert all(task["said"] for task in reply.data["tasks"])


def _task(seen: Seen, code: str) -> Task:
    return next(task for task in seen.tasks if task.code == code)


def test_requests_by_their_kind(office: tuple[World, Seen]) -> None:
    world, _ = office
    waiting = world.reply("陈静", "/requests").data["requests"]
    assert waiting
    for question, kind in (
        ("等着销号的几项 分别哪家的", "申请办结"),
        ("待批的销号申请多少", "申请办结"),
        ("待审的延期申请有几份", "申请延期"),
        ("哪些事要市里出面协调 卡在哪了", "需协调"),
        ("需要市领导出面解决的有几件", "需协调"),
    ):
        reply = world.reply("陈静", question)
        assert (reply.template, reply.data["kind"]) == ("requests", kind), question
        assert {request["kind"] for request in reply.data["requests"]} <= {kind}


def test_a_target_that_is_reached(world: World) -> None:
    """Counted by the newest report that tells a figure of the metric."""
    from domain.people import Position, Post

    world.bind("教体", Post(Position.LIAISON, "市教育体育局"))
    assert world.reply("陈静", "指标数已经够了的有哪几项").data["total"] == 0
    world.reply("教体", "任务8.2 教育强镇筑基试点乡镇已有22个")
    assert world.reply("陈静", "指标达标的有几项").data["total"] == 0
    world.reply("教体", "任务8.2 教育强镇筑基试点乡镇已有31个")
    reply = world.reply("陈静", "指标数已经够了的有哪几项")
    assert [task["code"] for task in reply.data["tasks"]] == ["任务8.2"]
    assert "目标≥30个" in world.says("陈静", "哪些指标达标了")


def test_a_metric_by_its_name(office: tuple[World, Seen]) -> None:
    world, _ = office
    reply = world.reply("孙书记", "吨半粮今年的面积报上来没 多少万亩")
    assert (reply.template, reply.data["code"]) == ("task", "事项24")


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("你估摸着年底能完成多少项", "future"),
        ("年底能办结几项你看", "future"),
        ("照这速度能完成多少", "future"),
        ("你说这情况该约谈哪个局长", "blame"),
        ("该批评谁", "blame"),
        ("小李小张他俩谁回消息快", "person"),
        ("哪个书记最不上心", "person"),
        ("财政局今年往这122项里拨了多少钱", "money"),
        ("今年花了多少钱", "money"),
        ("德州菏泽跟咱们比 进度怎么样", "elsewhere"),
        ("跟济南比咋样", "elsewhere"),
        ("全省排第几", "elsewhere"),
    ],
)
def test_what_lies_beyond_is_refused_with_something_near(
    office: tuple[World, Seen], question: str, what: str
) -> None:
    world, _ = office
    reply = world.reply("孙书记", question)
    assert (reply.template, reply.data.get("what")) == ("asked_beyond", what)
    assert reply.buttons


@pytest.mark.parametrize(
    "question",
    [
        "因为资金没到位逾期的有几个",
        "报了困难的里面 卡在土地手续上的占几成",
        "说缺钱的有多少家",
        "缺人的有几家",
        "上午谁报了",
        "昨天下午谁报了东西",
        "延期过的有哪几项，都是谁批的",
        "多次逾期的单位",
        "其他县区红灯几个",
        "催过了还是没报的",
        "报了但是没报比例的有几项",
        "联合牵头的任务有哪些",
        "只有一个牵头单位的几项",
        "一半以上任务没报的单位",
        "没逾期的里面红灯几个",
        "东阿上个月报了几回",
        "十个项目开工……不对，推进得怎么样了",
        "不含项目清单 逾期几项",
        "除了红灯的还有多少没报",
        "人才和土地两块 哪块红灯多",
        "财税类各单位情况",
        "政策超过5项的红灯",
        "牵头任务超过10项又有红灯的单位",
        "逾期10天以内的有几个",
        "每家平均几项任务",
        "黄的比红的多几个",
    ],
)
def test_a_condition_that_is_not_kept_gives_no_figure(
    office: tuple[World, Seen], question: str
) -> None:
    world, _ = office
    reply = world.reply("陈静", question)
    assert reply.template == "asked_else", world.render(reply).texts
    assert reply.buttons


def test_others_are_none_of_a_liaisons(world: World) -> None:
    assert world.reply("王建国", "兄弟县区报了多少了").template == "not_your_unit"
    assert world.reply("李敏", "别的单位红灯几个").template == "not_your_unit"


def test_no_question_is_taken_for_an_order(office: tuple[World, Seen]) -> None:
    world, _ = office
    more = [
        "红黄绿灯按清单拉一下",
        "超期的按牵头单位数一数 只要头三名",
        "8个县市区按属地的红黄灯合计排一排",
    ]
    for question in (*(q for q, _ in TASKS), *(q for q, _ in UNITS), *more):
        assert not gives_order(question, read_receivers(question, world.book, TODAY)), question
