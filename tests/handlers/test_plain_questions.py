"""Short and sloppy questions over the demo's data; what is right is counted here from the reports themselves.

`Seen` reads the rows of the database and the rules of the plan; it knows no selection, no marks, no
question. The lights are those of the standings, which have tests of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from bot import demo
from domain.language.orders import asks_the_bot, gives_order
from domain.language.receivers import read_receivers
from domain.messages import Reply
from domain.plan import Role, Task
from handlers.seen import Sight
from tests.world import World

TODAY = date(2025, 6, 18)
MONDAY = date(2025, 6, 16)


@dataclass(frozen=True)
class Said:
    code: str
    unit: str
    day: date
    status: str
    percent: float | None


class Seen:
    """What was reported by whom and when, newest last."""

    def __init__(self, world: World) -> None:
        rows = world.tx.all(
            "SELECT t.code, u.name, r.created_at, r.status, r.percent FROM reports r"
            " JOIN tasks t ON t.id = r.task_id JOIN units u ON u.id = r.unit_id ORDER BY r.id"
        )
        self.said = [
            Said(code, unit, world.rules.day(_moment(at)), status, percent)
            for code, unit, at, status, percent in (tuple(row) for row in rows)
        ]
        self.tasks = world.book.tasks
        self.kinds = world.book.kinds
        self.collectives = world.book.collectives
        whole = Sight.now(world.tx, TODAY, world.rules).whole()
        self.light = {s.task.code: s.lit.light.value for s in whole}
        # A unit that leads together with others stands where it says itself.
        sight = Sight.now(world.tx, TODAY, world.rules)
        self.own = {
            (unit, s.task.code): s.lit.light.value
            for unit in world.book.unit_ids
            for s in sight.of_unit(unit)
        }
        self.actual = {s.task.code: s.lit.actual for s in whole}
        self.gap = {
            s.task.code: s.lit.expected - s.lit.actual for s in whole if s.lit.actual is not None
        }

    def of(self, task: Task, unit: str | None = None, until: date = TODAY) -> Said | None:
        """The word that counts: a leading unit's newest one, or that of one unit."""
        units = (unit,) if unit else task.leads
        found = [s for s in self.said if s.code == task.code and s.unit in units and s.day <= until]
        if not found and unit is None:
            found = [s for s in self.said if s.code == task.code and s.day <= until]
        return found[-1] if found else None

    def done(self, task: Task, until: date = TODAY) -> bool:
        said = self.of(task, until=until)
        return said is not None and said.status == "done"

    def overdue(self, task: Task) -> bool:
        return task.due < TODAY and not self.done(task)

    def since(self, task: Task, start: date, end: date = TODAY, unit: str | None = None) -> bool:
        said = self.of(task, unit, end)
        return said is not None and said.day >= start

    def owing(self, task: Task, start: date, end: date = TODAY, unit: str | None = None) -> bool:
        """As a leading unit, which owes none for what it reported as done itself.

        相关单位 is no unit that anybody reports for, so it owes nothing."""
        if unit in self.collectives:
            return False
        said = self.of(task, unit, end)
        return not (said and (said.day >= start or said.status == "done"))

    def tasks_that(self, holds: Callable[[Task], bool]) -> int:
        return sum(1 for task in self.tasks if holds(task))

    def units_that(self, holds: Callable[[str, Task], bool], kind: str = "") -> dict[str, int]:
        """Leading unit → tasks."""
        found: dict[str, int] = {}
        for task in self.tasks:
            for unit in task.leads:
                if holds(unit, task) and (not kind or self.kinds.get(unit) == kind):
                    found[unit] = found.get(unit, 0) + 1
        return found

    def with_unit(self, unit: str, holds: Callable[[Task], bool]) -> int:
        return sum(1 for task in self.tasks if task.role_of(unit) and holds(task))


def _moment(text: str):  # type: ignore[no-untyped-def]
    from storage.times import from_text

    return from_text(text)


@pytest.fixture(scope="module")
def office() -> Iterator[tuple[World, Seen]]:
    world = World(now=demo.DEMO_START)
    demo.seed_people(world.tx, world.now, world.rules)
    demo.seed_reports(world.tx, world.now, world.rules)
    world.at("2025-06-18 09:00")
    yield world, Seen(world)
    world.close()


JUNE = date(2025, 6, 1)
LAST_WEEK = (date(2025, 6, 9), date(2025, 6, 15))
MAY = (date(2025, 5, 1), date(2025, 5, 31))
FINANCE, DEVELOP, SCIENCE = "市财政局", "市发展改革委", "市科技局"


WATER, FARMING = "市水利局", "市农业农村局"


def own_done(s: Seen, unit: str, task: Task) -> bool:
    """A cooperating unit's part is done where the leading unit says so."""
    if unit not in task.leads:
        return s.done(task)
    said = s.of(task, unit)
    return said is not None and said.status == "done"


def blocked(s: Seen, task: Task) -> bool:
    said = s.of(task)
    return said is not None and said.status == "blocked"


def policy(task: Task) -> bool:
    return task.list.value == "政策"


# question → the number of tasks that the answer lists
TASKS: list[tuple[str, Callable[[Seen], int]]] = [
    ("还有几个红灯", lambda s: s.tasks_that(lambda t: s.light[t.code] == "red")),
    (
        "发改委现在几个红灯",
        lambda s: s.with_unit(DEVELOP, lambda t: s.own[DEVELOP, t.code] == "red"),
    ),
    ("财政局绿灯多少", lambda s: s.with_unit(FINANCE, lambda t: s.own[FINANCE, t.code] == "green")),
    ("有没有逾期的", lambda s: s.tasks_that(s.overdue)),
    ("附件3几个逾期", lambda s: s.tasks_that(lambda t: t.list.value == "项目" and s.overdue(t))),
    (
        "是否有逾期超过一年的",
        lambda s: s.tasks_that(lambda t: s.overdue(t) and (TODAY - t.due).days >= 365),
    ),
    (
        "逾期100天以上的",
        lambda s: s.tasks_that(lambda t: s.overdue(t) and (TODAY - t.due).days >= 100),
    ),
    ("哪些任务落后30个点以上", lambda s: sum(1 for gap in s.gap.values() if gap >= 30)),
    ("未完成的有几项", lambda s: s.tasks_that(lambda t: not s.done(t))),
    ("还剩多少没完成", lambda s: s.tasks_that(lambda t: not s.done(t))),
    ("政策类没办结的有多少", lambda s: s.tasks_that(lambda t: policy(t) and not s.done(t))),
    ("人才几项完成了", lambda s: s.tasks_that(lambda t: t.section == "人才" and s.done(t))),
    ("这周报了几条", lambda s: s.tasks_that(lambda t: s.since(t, MONDAY))),
    ("上周报了多少", lambda s: s.tasks_that(lambda t: s.since(t, *LAST_WEEK))),
    ("上月报了多少", lambda s: s.tasks_that(lambda t: s.since(t, *MAY))),
    ("5月报了几项", lambda s: s.tasks_that(lambda t: s.since(t, *MAY))),
    ("二季度报了多少条", lambda s: s.tasks_that(lambda t: s.since(t, date(2025, 4, 1)))),
    ("最近10天报了几项", lambda s: s.tasks_that(lambda t: s.since(t, TODAY - timedelta(days=10)))),
    (
        "哪些任务30天没更新了",
        lambda s: s.tasks_that(lambda t: s.owing(t, TODAY - timedelta(days=30))),
    ),
    ("三周没动静的任务", lambda s: s.tasks_that(lambda t: s.owing(t, TODAY - timedelta(days=21)))),
    ("本月完成了几项", lambda s: s.tasks_that(lambda t: s.done(t) and s.since(t, JUNE))),
    (
        "最近一周新增完成的",
        lambda s: s.tasks_that(lambda t: s.done(t) and s.since(t, TODAY - timedelta(days=7))),
    ),
    ("本期还有哪些没报", lambda s: s.tasks_that(lambda t: s.owing(t, JUNE))),
    (
        "科技局是不是都报了",
        lambda s: s.with_unit(
            SCIENCE, lambda t: SCIENCE in t.leads and s.owing(t, JUNE, unit=SCIENCE)
        ),
    ),
    (
        "下个月到期的有哪些",
        lambda s: s.tasks_that(lambda t: t.due.month == 7 and t.due.year == 2025),
    ),
    (
        "年底到期的有多少",
        lambda s: s.tasks_that(lambda t: TODAY <= t.due <= date(2025, 12, 31) and not s.done(t)),
    ),
    (
        "人社局和教体局共同的任务",
        lambda s: s.with_unit(
            "市教育体育局", lambda t: t.role_of("市人力资源社会保障局") is not None
        ),
    ),
    (
        "市财政局配合的几项",
        lambda s: s.with_unit(FINANCE, lambda t: t.role_of(FINANCE) is Role.COOP),
    ),
    ("红灯几个", lambda s: s.tasks_that(lambda t: s.light[t.code] == "red")),
    ("咱们这个月，大概，报上来多少了", lambda s: s.tasks_that(lambda t: s.since(t, JUNE))),
    (
        "十项重点项目有几项没动静",
        lambda s: s.tasks_that(lambda t: t.list.value == "项目" and s.owing(t, JUNE)),
    ),
    (
        "为啥土地类亮红灯",
        lambda s: s.tasks_that(lambda t: t.section == "土地" and s.light[t.code] == "red"),
    ),
    (
        "金融那几条里头红的是哪几个",
        lambda s: s.tasks_that(lambda t: t.section == "金融" and s.light[t.code] == "red"),
    ),
    (
        "那个，人才那块儿，是不是有几个黄灯来着",
        lambda s: s.tasks_that(lambda t: t.section == "人才" and s.light[t.code] == "yellow"),
    ),
    (
        "请列出市发改委牵头事项中尚未完成的",
        lambda s: s.with_unit(
            DEVELOP, lambda t: DEVELOP in t.leads and not own_done(s, DEVELOP, t)
        ),
    ),
    (
        "就是那个谁，水利局，手上还剩几个没弄完的",
        lambda s: s.with_unit(WATER, lambda t: not own_done(s, WATER, t)),
    ),
    (
        "市农业农村局配合的任务有几项逾期",
        lambda s: s.with_unit(FARMING, lambda t: t.role_of(FARMING) is Role.COOP and s.overdue(t)),
    ),
    (
        "12月底前到期的政策有多少项",
        lambda s: s.tasks_that(
            lambda t: policy(t) and TODAY <= t.due <= date(2025, 12, 31) and not s.done(t)
        ),
    ),
    ("8月份以来报过进展的有多少项", lambda s: s.tasks_that(lambda t: s.since(t, date(2024, 8, 1)))),
    (
        "哪几项超过两个月没报了",
        lambda s: s.tasks_that(lambda t: s.owing(t, date(2025, 4, 18))),
    ),
    ("连续三期没报的任务", lambda s: s.tasks_that(lambda t: s.owing(t, date(2025, 4, 1)))),
    (
        "下月底到期的",
        lambda s: s.tasks_that(lambda t: (t.due.year, t.due.month) == (2025, 7) and not s.done(t)),
    ),
    (
        "本周ddl有哪些",
        lambda s: s.tasks_that(lambda t: TODAY <= t.due <= date(2025, 6, 22) and not s.done(t)),
    ),
    (
        "能耗这边吧，逾期的，有吗",
        lambda s: s.tasks_that(lambda t: t.section == "能耗" and s.overdue(t)),
    ),
    ("受阻的有哪几项", lambda s: s.tasks_that(lambda t: blocked(s, t))),
    (
        "项目类受阻的有哪几项，什么原因",
        lambda s: s.tasks_that(lambda t: t.list.value == "项目" and blocked(s, t)),
    ),
]
# question → the units of the answer with their counts, or only their names
UNITS: list[tuple[str, Callable[[Seen], dict[str, int]]]] = [
    ("这个月有多少单位没报", lambda s: s.units_that(lambda u, t: s.owing(t, JUNE, unit=u))),
    ("上周哪些单位没报", lambda s: s.units_that(lambda u, t: _late_whole(s, u, t))),
    ("本周哪些单位报了", lambda s: s.units_that(lambda u, t: s.since(t, MONDAY, unit=u))),
    ("有几个单位有红灯", lambda s: s.units_that(lambda u, t: s.own[u, t.code] == "red")),
    ("县区红灯一共几个", lambda s: s.units_that(lambda u, t: s.own[u, t.code] == "red", "县区")),
    ("逾期的按单位分一下", lambda s: s.units_that(lambda u, t: s.overdue(t))),
    (
        "除了发改委，哪些单位有逾期",
        lambda s: _without(s.units_that(lambda u, t: s.overdue(t)), DEVELOP),
    ),
    (
        "不含县区，没报的单位",
        lambda s: {
            unit: n
            for unit, n in s.units_that(lambda u, t: s.owing(t, JUNE, unit=u)).items()
            if s.kinds.get(unit) != "县区"
        },
    ),
    ("哪些单位还没交作业", lambda s: s.units_that(lambda u, t: s.owing(t, JUNE, unit=u))),
    (
        "本期应报多少家，实报多少家，未报多少家",
        lambda s: s.units_that(lambda u, t: s.owing(t, JUNE, unit=u)),
    ),
    (
        "连续两期未报的单位有哪些",
        lambda s: s.units_that(lambda u, t: s.owing(t, date(2025, 5, 1), unit=u)),
    ),
    (
        "说的是没报的里头，县里的有几个",
        lambda s: s.units_that(lambda u, t: s.owing(t, JUNE, unit=u), "县区"),
    ),
    (
        "截至目前共有多少项任务逾期？涉及哪些单位？",
        lambda s: s.units_that(lambda u, t: s.overdue(t)),
    ),
    (
        "最近一周谁报了新进展",
        lambda s: s.units_that(lambda u, t: s.since(t, TODAY - timedelta(days=7), unit=u)),
    ),
]


def _late_whole(s: Seen, unit: str, task: Task) -> bool:
    return s.owing(task, *LAST_WEEK, unit=unit)


def _says_done(s: Seen, unit: str, task: Task) -> bool:
    said = s.of(task, unit)
    return said is not None and said.status == "done"


def _without(found: dict[str, int], unit: str) -> dict[str, int]:
    return {name: count for name, count in found.items() if name != unit}


@pytest.mark.parametrize(("question", "right"), TASKS)
def test_tasks(office: tuple[World, Seen], question: str, right: Callable[[Seen], int]) -> None:
    world, seen = office
    reply = world.reply("陈静", question)
    assert (reply.template, reply.data.get("total")) == ("tasks", right(seen)), reply.data


@pytest.mark.parametrize(("question", "right"), UNITS)
def test_units(
    office: tuple[World, Seen], question: str, right: Callable[[Seen], dict[str, int]]
) -> None:
    world, seen = office
    reply = world.reply("陈静", question)
    assert reply.template == "units"
    assert {unit["name"]: unit["count"] for unit in reply.data["units"]} == right(seen)


def test_no_question_is_taken_for_an_order(office: tuple[World, Seen]) -> None:
    world, _ = office
    follow_ups = [said for before, then, *_ in FOLLOWING for said in (before, then)]
    for question in (*(q for q, _ in TASKS), *(q for q, _ in UNITS), *follow_ups):
        assert not gives_order(question, read_receivers(question, world.book, TODAY)), question
    # Nor while a text to send is waited for, but for one that has the words of a demand.
    assert [q for q, _ in (*TASKS, *UNITS) if not asks_the_bot(q)] == [
        "咱们这个月，大概，报上来多少了"
    ]


def first_line(world: World, question: str) -> str:
    """The line that answers: behind the title."""
    return world.says("陈静", question).split("\n")[1]


def test_parts_of_the_whole_are_said_first(office: tuple[World, Seen]) -> None:
    world, seen = office
    red = seen.tasks_that(lambda t: seen.light[t.code] == "red")
    done = seen.tasks_that(seen.done)
    reported = seen.tasks_that(lambda t: seen.since(t, JUNE))
    share = round(100 * red / 122, 1)
    assert first_line(world, "红灯占比") == f"红灯 {share:g}%（{red}/122）"
    assert (
        first_line(world, "完成率多少") == f"完成率 {round(100 * done / 122, 1):g}%（{done}/122）"
    )
    rate = round(100 * reported / 122, 1)
    assert first_line(world, "这轮报送率到百分之几了") == f"报送率 {rate:g}%（{reported}/122）"
    known = [value for value in seen.actual.values() if value is not None]
    mean = round(sum(known) / len(known), 1)
    assert first_line(world, "平均进度多少") == (
        f"平均进度 {mean:g}%（{len(known)}项有比例，{122 - len(known)}项没有）"
    )
    parts = world.reply("陈静", "红黄绿灯各占几成").data["asked"]
    assert round(sum(part["percent"] for part in parts), 6) == 100
    assert parts[0]["count"] == red


def test_units_in_an_order(office: tuple[World, Seen]) -> None:
    world, seen = office
    red = seen.units_that(lambda u, t: seen.own[u, t.code] == "red")
    asked = world.reply("陈静", "红灯前三的单位").data["units"]
    assert [u["count"] for u in asked] == sorted(red.values(), reverse=True)[:3]
    none = world.reply("陈静", "红灯最少的是谁").data
    assert none["units"][0]["count"] == 0
    led = {unit for task in seen.tasks for unit in task.leads}
    assert none["more"] == len(led) - len(red) - 1
    worst = world.reply("陈静", "报送率最低的县区").data["units"]
    rates = [unit["percent"] for unit in worst]
    assert rates == sorted(rates)
    assert {seen.kinds[unit["name"]] for unit in worst} == {"县区"}
    both = world.reply("陈静", "科技局和财政局哪个红灯多").data["units"]
    assert {u["name"]: u["count"] for u in both} == {
        FINANCE: seen.with_unit(FINANCE, lambda t: seen.own[FINANCE, t.code] == "red"),
        SCIENCE: seen.with_unit(SCIENCE, lambda t: seen.own[SCIENCE, t.code] == "red"),
    }
    most = world.reply("陈静", "任务数排前5的单位").data["units"]
    everyone = {d.name for task in seen.tasks for d in task.units}
    parts = sorted((seen.with_unit(u, lambda t: True) for u in everyone), reverse=True)
    assert [unit["count"] for unit in most] == parts[:5]


def test_units_are_counted_with_the_tasks_that_their_buttons_open(
    office: tuple[World, Seen],
) -> None:
    """A unit that leads with others owes its own word though one of the others gave theirs."""
    world, seen = office
    data = world.reply("陈静", "谁还没报").data
    own = {t.code for t in seen.tasks for u in t.leads if seen.owing(t, JUNE, unit=u)}
    assert (data["tasks"], data["whole"]) == (
        len(own),
        seen.tasks_that(lambda t: seen.owing(t, JUNE)),
    )
    red = world.reply("陈静", "哪些单位有红灯").data
    reds = {t.code for t in seen.tasks for u in t.leads if seen.own[u, t.code] == "red"}
    assert red["tasks"] == len(reds)


def test_units_that_have_none_or_nothing_else(office: tuple[World, Seen]) -> None:
    world, seen = office
    everyone = {d.name for task in seen.tasks for d in task.units}
    silent = everyone - {said.unit for said in seen.said} - seen.collectives
    assert {u["name"] for u in world.reply("陈静", "有谁从来没报过").data["units"]} == silent
    led = {unit for task in seen.tasks for unit in task.leads}
    done = set(seen.units_that(lambda u, t: _says_done(seen, u, t)))
    assert {
        u["name"] for u in world.reply("陈静", "哪些单位一项都没完成").data["units"]
    } == led - done
    green = {
        unit
        for unit in led
        if all(seen.own[unit, t.code] == "green" for t in seen.tasks if unit in t.leads)
    }
    assert {u["name"] for u in world.reply("陈静", "哪几个单位全是绿灯").data["units"]} == green


def test_several_figures_in_one_question_are_all_told(office: tuple[World, Seen]) -> None:
    world, seen = office
    reply = world.reply("陈静", "发改牵头的多少项，完成多少")
    (part,) = reply.data["asked"]
    led = seen.with_unit(DEVELOP, lambda t: DEVELOP in t.leads)
    finished = seen.with_unit(DEVELOP, lambda t: DEVELOP in t.leads and own_done(seen, DEVELOP, t))
    assert (reply.data["total"], part["count"], part["of"]) == (led, finished, led)
    both = world.reply("陈静", "附件1政策清单里红灯、黄灯各几项").data["asked"]
    assert [part["count"] for part in both[:2]] == [
        seen.tasks_that(lambda t: policy(t) and seen.light[t.code] == "red"),
        seen.tasks_that(lambda t: policy(t) and seen.light[t.code] == "yellow"),
    ]
    apart = world.reply("陈静", "发改委多少项，逾期多少，红灯多少").data["asked"]
    assert {part["word"] for part in apart} == {"红灯", "逾期"}  # which overlap: no sum of them
    owing = world.reply("陈静", "本期应报多少家，实报多少家，未报多少家").data
    assert owing["owing"] == owing["settled"] + owing["total"]


def test_what_a_unit_said_last_is_told_in_its_words(office: tuple[World, Seen]) -> None:
    world, seen = office
    reply = world.reply("陈静", "科技局那边最近报了啥")
    newest = [s.code for s in reversed(seen.said) if s.unit == SCIENCE]
    told = [task["code"] for task in reply.data["tasks"]]
    assert told == list(dict.fromkeys(newest))[:5]
    assert all(task["said"] for task in reply.data["tasks"])


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("下周到期的有哪些", "下周到期（2025年6月23日—29日）"),
        ("下月到期", "下月到期（2025年7月）"),
        ("这个月到期的有哪些", "这个月到期（2025年6月18日—30日）"),
        ("12月底前到期的", "12月31日前到期（2025年6月18日—12月31日）"),
        ("7天内到期的", "7天内到期"),
    ],
)
def test_what_falls_due_is_titled_as_asked(
    office: tuple[World, Seen], question: str, title: str
) -> None:
    world, _ = office
    assert world.reply("陈静", question).data["title"] == title


def test_a_place_without_a_measure_is_of_those_behind(office: tuple[World, Seen]) -> None:
    world, _ = office
    reply = world.reply("陈静", "倒数五名亮出来")
    assert "欠序时最多" in reply.data["title"]
    assert len(reply.data["units"]) == 5
    assert world.reply("陈静", "县区排个队").template == "status_table"
    beside = world.reply("陈静", "临清跟冠县pk一下")
    assert [line["name"] for line in beside.data["lines"]] == ["临清市人民政府", "冠县人民政府"]


def test_what_changed_is_said_of_what_was_asked(office: tuple[World, Seen]) -> None:
    world, seen = office
    reply = world.reply("陈静", "跟上个月比完成的多了几个")
    (asked,) = reply.data["asked"]
    before = seen.tasks_that(lambda t: seen.done(t, MAY[1]))
    assert (asked["now"], asked["before"]) == (seen.tasks_that(seen.done), before)
    assert reply.data["day"] == "2025-05-31"
    turned = world.reply("陈静", "本月哪些从绿变红了").data
    assert {(m["before"], m["now"]) for m in turned["moved"]} <= {("green", "red")}


def test_month_by_month(office: tuple[World, Seen]) -> None:
    world, seen = office
    lines = world.reply("陈静", "农业局的报送率这半年咋样").data["lines"]
    assert [line["name"] for line in lines] == [f"2025年{month}月" for month in range(1, 7)]
    unit = "市农业农村局"
    may = [t for t in seen.tasks if unit in t.leads and seen.since(t, *MAY, unit=unit)]
    june = [t for t in seen.tasks if unit in t.leads and seen.since(t, JUNE, unit=unit)]
    assert [line["count"] for line in lines[4:]] == [len(may), len(june)]


# (the question before, what follows, template, what the title holds)
FOLLOWING = [
    ("发改委现在几个红灯", "那财政局呢", "tasks", "市财政局 · 红灯"),
    ("发改委现在几个红灯", "那市发改委没报的呢", "tasks", "市发展改革委 · 本期未报"),
    ("商务局的完成率", "那教体局呢", "status", "市教育体育局"),
    ("科技局手里有几件", "其中牵头的", "tasks", "市科技局 · 牵头"),
    ("上周报了多少", "那5月呢", "tasks", "2025年5月已报"),
    ("政策类红灯有几个", "那黄灯呢", "tasks", "政策 · 黄灯"),
    ("政策类红灯有几个", "事项呢", "tasks", "事项 · 红灯"),
    ("哪些单位还没报", "把县区的去掉", "units", "本期未报的单位 · 不含县区"),
    ("超期没办完的给我看看", "导出来", "paper", "逾期"),
    ("红黄绿灯各占几成", "换成按单位", "status_table", "按单位"),
    ("县区排个队", "高唐呢", "status", "高唐县人民政府"),
    ("红灯最多的单位", "那财政局呢", "tasks", "市财政局 · 红灯"),
]


@pytest.mark.parametrize(("before", "then", "template", "title"), FOLLOWING)
def test_a_question_goes_on_from_the_last(
    office: tuple[World, Seen], before: str, then: str, template: str, title: str
) -> None:
    world, _ = office
    world.reply("陈静", before)
    reply = world.reply("陈静", then)
    assert (reply.template, title in reply.data["title"]) == (template, True), reply.data["title"]


def test_how_a_figure_was_counted(office: tuple[World, Seen]) -> None:
    world, _ = office
    world.reply("陈静", "这轮报送率到百分之几了")
    (part,) = world.reply("陈静", "这个怎么算出来的").data["parts"]
    assert (part["word"], part["of"]) == ("报送率", 122)
    wrong: Reply = world.reply("陈静", "这个99%是怎么算的")
    assert not wrong.data["known"]


@pytest.mark.parametrize(
    ("question", "template"),
    [
        ("市水务局情况", "asked_else"),
        ("教育厅的任务几个", "asked_else"),
        ("预计年底能完成多少", "asked_beyond"),
        ("红灯会不会增加", "asked_else"),
        ("下周要报的有哪些", "asked_else"),
        ("配合单位报了没", "asked_else"),
        ("第1期报送率", "asked_else"),
        ("李敏报了几条", "asked_of_person"),
        ("王建国报得怎么样", "asked_of_person"),
        ("张伟报得怎么样", "asked_of_person"),
        ("老王最近表现咋样", "asked_of_person"),
        ("刘伟干得咋样", "asked_of_person"),
        ("王芳负责的几项", "asked_of_person"),
        ("完犊子的项目有几个", "asked_else"),
        ("6月初红灯几个", "asked_else"),
        ("年初红灯几个", "asked_else"),
        ("一个月前红灯几个", "no_record"),
        ("上周五前到期的", "asked_else"),
        ("去年年底红灯几个", "no_record"),
        ("4月30日红灯几个", "no_record"),
        ("5月变红的有哪些", "no_record"),
        ("上月按时报送率", "no_record"),
        ("跟去年比怎么样", "no_record"),
        ("没绑定的单位有几个", "people"),
        ("机场到哪一步了", "which_task"),
        ("积水潭医院那个钱解决了没", "task"),
        ("5G基站够数没", "task"),
    ],
)
def test_what_is_not_understood_gives_no_figure(
    office: tuple[World, Seen], question: str, template: str
) -> None:
    world, _ = office
    reply = world.reply("陈静", question)
    assert reply.template == template
    assert reply.template != "asked_else" or reply.buttons


@pytest.mark.parametrize(
    ("question", "total"),
    [("把没报的名单整成表", "本期未报"), ("出一份财税的台账", "财税"), ("把红灯的导出来", "红灯")],
)
def test_a_paper_of_some_tasks_holds_those_tasks(
    office: tuple[World, Seen], question: str, total: str
) -> None:
    world, _ = office
    reply = world.reply("陈静", question)
    (paper,) = reply.papers
    assert total in reply.data["title"]
    listed = world.reply("陈静", f"/tasks {total}").data["total"]
    assert len(paper.args["codes"]) == reply.data["total"] == listed


def test_a_number_of_counties_is_taken_at_its_word(world: World) -> None:
    """八个 are the counties, 九个 the zone with them; 各县市区 is said with what it is made of."""
    alone = world.reply("赵卫东", "八个县市区完成情况").data
    assert (alone["title"], alone["parts"]) == ("按县区，不含开发区", 8)
    for text in ("九个县市区完成情况", "各县市区完成情况"):
        data = world.reply("赵卫东", text).data
        assert (data["parts"], data["made_of"]) == (9, [("县区", 8), ("开发区", 1)])
    assert "不含" not in world.says("赵卫东", "逾期最多的三个县区")


@pytest.mark.parametrize(
    ("text", "audience", "says"),
    [
        ("通知八个县市区周五前报数", "县区", False),
        ("通知九个县市区周五前报数", "县区、开发区", True),
        ("群发 7个县区 请报送", "县区", True),
        ("通知各县市区周五前报数", "县区", False),
    ],
)
def test_a_number_that_disagrees_is_said_in_the_preview(
    world: World, text: str, audience: str, says: bool
) -> None:
    reply = world.reply("赵卫东", text)
    assert reply.data["audience"] == audience
    sentence = "个县区，清单里有县区8个、开发区1个，请核对对象。"
    assert (sentence in "\n".join(world.render(reply).texts)) is says


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("发改委让我们报一下进展", "not_understood"),
        ("市发改委要求我们报送任务情况", "not_understood"),
        ("科技局通知我们明天开会", "not_understood"),
        ("发改委让我们报的进展怎么样了", "status"),
        ("让我看看发改委的进展", "status"),
        ("发改委怎么样", "status"),
    ],
)
def test_what_others_want_of_us_is_no_question(world: World, text: str, template: str) -> None:
    assert world.reply("赵卫东", text).template == template
