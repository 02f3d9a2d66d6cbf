"""The demo: the real list, sample people, and three weeks of reports that are marked as samples."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.people import Address, Position, Post
from domain.plan import Task
from domain.planbook import PlanBook
from domain.reporting import Status
from domain.rules import SHANGHAI, Rules
from handlers.status.freeze import settle_past_day
from storage import lights, people, plans, preferences, reports, requests
from storage.database import Transaction
from storage.journal import audit
from storage.plans import load_book
from storage.preferences import Preferences

# A work day in the plan's last year, half a minute before the personas' digests, a week before the
# month's reports are due and seven work days after a deadline that was extended once and has passed:
# the round's opening, the escalation and the requests arrive while one is looking.
DEMO_START = datetime(2025, 6, 18, 8, 50, 30, tzinfo=SHANGHAI)
PERSONAS_HOUR = time(8, 51)
OVERDUE, EXTENDED_TO = "任务4.1", date(2025, 6, 9)
WEEKS = 3
CHANNEL = "web"
UNBOUND = 7  # so many units have nobody bound, as in real life


@dataclass(frozen=True, slots=True)
class SamplePerson:
    key: str
    name: str
    subtitle: str
    posts: tuple[Post, ...]

    @property
    def account(self) -> str:
        return f"demo-{self.key}"


PERSONAS = (
    SamplePerson("keji", "李敏", "市科技局 联络员", (Post(Position.LIAISON, "市科技局"),)),
    SamplePerson(
        "donge", "王建国", "东阿县人民政府 联络员", (Post(Position.LIAISON, "东阿县人民政府"),)
    ),
    SamplePerson("ducha", "赵卫东", "市政府办公室 督查员", (Post(Position.COORDINATOR),)),
    SamplePerson("admin", "陈静", "管理员", (Post(Position.ADMIN),)),
    SamplePerson("lingdao", "孙立军", "市领导", (Post(Position.VIEWER),)),
    SamplePerson(
        "jiaotong",
        "刘明",
        "市交通运输局 分管领导",
        (Post(Position.SUPERVISOR, "市交通运输局"),),
    ),
)

WELCOME = """
督办演示已就绪：http://{host}:{port}

演示时钟从 2025年6月18日（周三）8:50 走起，半分钟后会收到早间提醒。可以试试：
  市科技局联络员　发「我的任务」，回复序号看详情；发「政策35 完成60%，预计12月底前达标」，再点撤销
  东阿县联络员　　发「政策35 完成60%」看看别的单位的事项；发「事项28 已签约3家」
  督查员　　　　　点「总体情况」，点数字看背后的任务；点「督办单」决定发不发；发「待审」审批；发「预演 12月」
  交通运输局分管领导　收到逾期升级，可以「督促」联络员或写「说明 任务4.1 ……」
  市领导　　　　　发「总体情况」「看图」「订阅 周报」；打开 http://{host}:{port}/board 看看板
  管理员　　　　　发「看图」「台账」「通报」「逾期最多的五家」「滞后原因归类」
  　　　　　　　　发「邀请 市民政局」取邀请码；发「人员」看哪些单位还没有联络员
按 Ctrl+C 结束。
"""

_SURNAMES = "刘张孙马朱胡郭何高林郑谢罗梁宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁"
_GIVEN = ("海燕", "志强", "晓梅", "国栋", "丽", "建华", "雪", "文博", "玉兰", "凯", "新宇", "红")
_STEPS = (
    "已召开专题调度会，明确分工和时间表",
    "完成前期摸底，正在汇总各县（市、区）情况",
    "已与省直部门对接两次，申报材料修改完善中",
    "方案已印发，各责任科室正在落实",
    "现场推进会已开，下一步按月调度",
    "已下达任务清单，正在组织实施",
)
_TROUBLES = (
    "省级资金尚未下达，进度慢于计划",
    "部分乡镇配合不及时，比计划慢",
    "审批环节较多，进度滞后，正在协调",
)


def seed_people(tx: Transaction, now: datetime, rules: Rules) -> int:
    """The personas, and a liaison for most of the other units; how many people."""
    book = load_book(tx)
    dice = random.Random(2025)  # noqa: S311 - sample data, the same in every demo
    taken = {p.unit for person in PERSONAS for p in person.posts if p.position is Position.LIAISON}
    others = [unit for unit in book.holders if unit not in taken]
    unbound = set(dice.sample(others, UNBOUND))
    sample = list(PERSONAS)
    for unit in others:
        if unit not in unbound:
            name = dice.choice(_SURNAMES) + dice.choice(_GIVEN)
            post = Post(Position.LIAISON, unit)
            sample.append(SamplePerson(f"u{book.unit_ids[unit]}", name, "", (post,)))
    for person in sample:
        person_id = people.add_person(
            tx, person.name, now, rules.next_digest(now, today_is_done=False)
        )
        address = Address(CHANNEL, person.account, person.account)
        people.bind(tx, address, person_id, now)
        for post in person.posts:
            people.add_post(tx, person_id, post)
        if person in PERSONAS:
            preferences.save(tx, person_id, Preferences(digest_at=PERSONAS_HOUR))
    audit(tx, now, 0, "demo.people", "", people=len(sample))
    return len(sample)


def seed_reports(tx: Transaction, now: datetime, rules: Rules) -> int:
    """Three weeks of reports by the sample liaisons on working days, oldest first; how many."""
    book = load_book(tx)
    dice = random.Random(618)  # noqa: S311 - sample data, the same in every demo
    liaisons = {
        unit: person.id
        for person in people.everybody(tx)
        for unit in person.units_as(Position.LIAISON)
    }
    planned = sorted(_plan_reports(book, liaisons, now, rules, dice), key=lambda each: each[0])
    planned = [each for each in planned if each[1].code != OVERDUE]
    for at, task, unit, (text, status, percent) in planned:
        reports.add(
            tx,
            code=task.code,
            unit=unit,
            person_id=liaisons[unit],
            text=text,
            status=status,
            percent=percent,
            now=at,
            sample=True,
        )
    _seed_extension(tx, book.by_code[OVERDUE], liaisons, rules)
    _seed_lights(tx, planned[0][0], now, rules)
    audit(tx, now, 0, "demo.reports", "", reports=len(planned) + 1)
    return len(planned) + 1


def _seed_lights(tx: Transaction, first: datetime, now: datetime, rules: Rules) -> None:
    """The history of the lights, day by day, as it would have been written in these weeks."""
    recorded, today = lights.newest(tx), rules.day(now)
    day = max(rules.day(first), recorded + timedelta(days=1)) if recorded else rules.day(first)
    while day < today:
        settle_past_day(tx, day, today, rules)
        day += timedelta(days=1)


def _seed_extension(tx: Transaction, task: Task, liaisons: dict[str, int], rules: Rules) -> None:
    """A deadline that was extended once and has passed since: the sample of an escalation."""
    unit = task.leads[0]
    asked = rules.moment(EXTENDED_TO - timedelta(days=60), time(15, 20))
    number = reports.add(
        tx,
        code=task.code,
        unit=unit,
        person_id=liaisons[unit],
        text=f"申请延期到{EXTENDED_TO.month}月{EXTENDED_TO.day}日，征地手续尚在办理",
        status=Status.BEHIND,
        percent=None,
        now=asked,
        kind="extend",
        eta=EXTENDED_TO,
        sample=True,
    )
    coordinator = next(p for p in people.everybody(tx) if Position.COORDINATOR in p.positions)
    requests.decide(
        tx,
        number,
        verdict=True,
        until=EXTENDED_TO,
        note="",
        person_id=coordinator.id,
        now=asked + timedelta(days=1),
    )
    plans.extend(tx, task.code, EXTENDED_TO)


_Said = tuple[str, Status, float | None]


def _plan_reports(
    book: PlanBook, liaisons: dict[str, int], now: datetime, rules: Rules, dice: random.Random
) -> list[tuple[datetime, Task, str, _Said]]:
    planned = []
    for task in book.tasks:
        for unit in task.leads:
            if unit not in liaisons or dice.random() < 0.3:
                continue
            percent = float(dice.choice((30, 40, 50, 55, 60, 65, 70, 80)))
            for weeks_ago in sorted(
                dice.sample(range(WEEKS), dice.choice((1, 1, 2))), reverse=True
            ):
                day = rules.day(now) - timedelta(days=7 * weeks_ago + dice.randint(1, 6))
                day = rules.calendar.on_or_before(day)
                at = datetime.combine(day, time(9 + dice.randint(0, 7), dice.randint(1, 59)))
                said = _say(task, percent, dice)
                planned.append((at.replace(tzinfo=rules.zone).astimezone(UTC), task, unit, said))
                percent = min(95.0, percent + dice.choice((5, 10)))
    return planned


def _say(task: Task, percent: float, dice: random.Random) -> _Said:
    fate = dice.random()
    if fate < 0.1:
        return f"{dice.choice(_TROUBLES)}，目前完成{percent:g}%", Status.BEHIND, percent
    if fate < 0.13:
        return "用地手续卡住，项目暂停，请示协调中", Status.BLOCKED, None
    if fate < 0.18:
        return "年度任务已完成，通过验收", Status.DONE, 100.0
    if fate < 0.4:
        return dice.choice(_STEPS), Status.IN_PROGRESS, None
    return f"{dice.choice(_STEPS)}，总体完成{percent:g}%", Status.IN_PROGRESS, percent
