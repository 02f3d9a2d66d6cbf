"""What happens around the sending of a morning: caps, merging, outages, clocks, zones, other rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.base import SendError
from domain.ladder import Ladder, Step
from domain.messages import Attachment, Inbound, Paper, Reply
from domain.people import Address, Position, Post
from domain.rules import Rules
from handlers.dispatch import dispatch
from handlers.tick import realign
from storage import outbox, people, preferences, summaries
from storage.database import Database, Transaction
from storage.journal import reply_from_text
from storage.plans import save_plan
from storage.preferences import Preferences
from tests.bot.test_deliver import Desk, Moving, Scripted
from tests.world import plan

MORNING = datetime(2025, 12, 1, 1, 10, tzinfo=UTC)  # 09:10, behind everybody's hour; T-30
LIAISON, COORDINATOR = Post(Position.LIAISON, "市科技局"), Post(Position.COORDINATOR)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A liaison of 市科技局 and an app that a test moves in time."""
    clock, channel = Moving(), Scripted()
    clock.at = MORNING - timedelta(days=3)
    async with Database.open(tmp_path / "x.sqlite3") as database:
        await database.write(lambda tx: save_plan(tx, plan()))
        made = Desk(App(database, Rules(), clock, [channel]), channel, clock, 0)
        made.person = await made.another("李敏", LIAISON)
        yield made


async def states(desk: Desk) -> list[tuple[str, str]]:
    rows = await desk.app.database.read(lambda tx: tx.all("SELECT kind, state FROM outbox"))
    return [(row["kind"], row["state"]) for row in rows]


async def test_what_waits_goes_with_the_digest_as_one_message(desk: Desk) -> None:
    desk.clock.at = MORNING - timedelta(hours=3)  # 06:10
    await desk.post("night")
    await desk.app.pulse()
    assert desk.channel.sent == []
    desk.clock.at = MORNING - timedelta(minutes=40)  # awake, and the digest still to come
    await desk.app.pulse()
    assert desk.channel.sent == []
    desk.clock.at = MORNING
    await desk.app.pulse()
    ((_, text),) = desk.channel.sent
    assert text.startswith("早上好")
    assert "督办通知\n\n请报送" in text
    assert await states(desk) == [("broadcast", "merged"), ("digest", "sent")]


async def test_a_second_message_of_the_day_waits_for_the_next_work_day(desk: Desk) -> None:
    desk.clock.at = MORNING
    await desk.app.pulse()
    desk.clock.at += timedelta(hours=5)
    await desk.post("first")
    await desk.post("second")
    await desk.app.pulse()
    assert len(desk.channel.sent) == 1
    desk.clock.at = MORNING + timedelta(days=1)
    await desk.app.pulse()
    assert len(desk.channel.sent) == 2
    assert desk.channel.sent[1][1].count("请报送") == 2


async def test_an_urgent_word_and_an_escalation_do_not_wait(desk: Desk) -> None:
    desk.clock.at = MORNING
    await desk.app.pulse()
    await desk.post("urgent", kind="urgent")
    await desk.post("escalation", kind="escalation")
    await desk.app.pulse()
    assert len(desk.channel.sent) == 3
    desk.clock.at += timedelta(hours=13)  # at night only the urgent one goes
    await desk.post("late", kind="escalation")
    await desk.post("now", kind="urgent")
    await desk.app.pulse()
    assert len(desk.channel.sent) == 4


async def test_nothing_goes_out_over_lunch(desk: Desk) -> None:
    desk.clock.at = datetime(2025, 12, 2, 4, 30, tzinfo=UTC)  # 12:30; the digest was missed
    await desk.app.pulse()
    await desk.post("lunch")
    await desk.app.pulse()
    assert desk.channel.sent == []
    desk.clock.at += timedelta(hours=1, minutes=2)
    await desk.app.pulse()
    assert len(desk.channel.sent) == 1


async def test_after_an_outage_of_days_there_is_one_message_with_the_newest_state(
    desk: Desk,
) -> None:
    desk.channel.errors = [SendError("连不上平台") for _ in range(999)]
    for day in (23, 24, 25):  # T-7 on the 24th
        for hour in range(1, 9):
            desk.clock.at = datetime(2025, 12, day, hour, 10, tzinfo=UTC)
            await desk.app.pulse()
    assert desk.channel.sent == []
    desk.channel.errors = []
    desk.clock.at = datetime(2025, 12, 26, 1, 10, tzinfo=UTC)  # T-3
    await desk.app.pulse()
    ((_, text),) = desk.channel.sent
    assert "还有5天" in text
    assert text.count("政策35") == 1  # not one line per lost day
    assert "还有7天" not in text


async def test_a_program_that_slept_for_weeks_tells_the_newest_rung_once(desk: Desk) -> None:
    desk.clock.at = MORNING
    async with desk.app.running():
        await desk.app.pulse()
    desk.clock.at = datetime(2025, 12, 29, 2, 0, tzinfo=UTC)
    async with desk.app.running():
        await desk.app.pulse()
        assert len(desk.channel.sent) == 1  # never at a full hour, when every other system sends
        desk.clock.at += timedelta(minutes=1)
        await desk.app.pulse()
    assert len(desk.channel.sent) == 2
    assert "还有2天" in desk.channel.sent[1][1]


async def test_the_coordinator_hears_of_somebody_who_blocked_the_bot(desk: Desk) -> None:
    await desk.another("赵卫东", COORDINATOR)
    desk.channel.errors = [SendError("对方停用或屏蔽了机器人", permanent=True)]
    await desk.post(kind="urgent")
    await desk.app.pulse()
    await desk.app.pulse()
    desk.clock.at = MORNING
    await desk.app.pulse()
    (text,) = [text for chat, text in desk.channel.sent if chat == "赵卫东"]
    assert "联系不上：李敏（市科技局联络员）收不到消息：对方停用或屏蔽了机器人" in text


async def test_the_coordinator_hears_of_whom_a_crash_left_in_doubt(desk: Desk) -> None:
    await desk.another("赵卫东", COORDINATOR)
    await desk.post("cut off", kind="urgent")
    await desk.write(lambda tx: tx.run("UPDATE outbox SET state = 'sending'"))
    desk.clock.at = MORNING
    async with desk.app.running():
        await desk.app.pulse()
    (text,) = [text for chat, text in desk.channel.sent if chat == "赵卫东"]
    assert "是否送达不明" in text
    assert "正在发给 李敏" in text


async def test_the_preferred_channel_comes_first(desk: Desk) -> None:
    other = Scripted(name="other")
    desk.app.channels["other"] = other
    app = App(desk.app.database, Rules(), desk.clock, [desk.channel, other])
    later = desk.clock.at + timedelta(hours=1)
    await desk.write(lambda tx: people.bind(tx, Address("other", "9", "90"), desk.person, later))
    await desk.write(lambda tx: preferences.save(tx, desk.person, Preferences(channel="test")))
    desk.clock.at = MORNING
    await app.pulse()
    assert [chat for chat, _ in desk.channel.sent] == ["李敏"]
    assert other.sent == []


async def test_a_clock_that_jumps_ahead_and_back_doubles_nothing(desk: Desk) -> None:
    desk.clock.at = MORNING
    async with desk.app.running():
        await desk.app.pulse()
    for jump in (timedelta(hours=9), -timedelta(days=1), timedelta(days=1, hours=-2)):
        desk.clock.at += jump
        async with desk.app.running():
            await desk.app.pulse()
    assert len(desk.channel.sent) == 1


async def test_a_clock_set_back_by_months_looks_at_everything_again(desk: Desk) -> None:
    desk.clock.at = datetime(2026, 3, 2, 2, 1, tzinfo=UTC)
    async with desk.app.running():
        await desk.app.pulse()
    desk.clock.at = datetime(2025, 6, 18, 1, 10, tzinfo=UTC)
    async with desk.app.running():
        await desk.app.pulse()
    assert "本月调度开始，请于6月25日前报" in desk.channel.sent[-1][1]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
async def test_days_of_summer_time_keep_the_local_hour_and_one_message_a_day(
    tmp_path: Path, zone: str
) -> None:
    """Two weeks around both changes, in steps of ten minutes."""
    rules = Rules(zone=ZoneInfo(zone), ladder=Ladder((Step(-30),), (1,)))
    for month in (3, 10):
        clock, channel = Moving(), Scripted()
        clock.at = datetime(2025, month, 20, tzinfo=UTC)
        async with Database.open(tmp_path / f"{month}.sqlite3") as database:
            await database.write(lambda tx: save_plan(tx, plan()))
            desk = Desk(App(database, rules, clock, [channel]), channel, clock, 0)
            await desk.another("联络员", Post(Position.LIAISON, "市交通运输局"))  # long overdue
            days = []
            while clock.at < datetime(2025, month, 31, tzinfo=UTC):
                seen = len(channel.sent)
                await desk.app.pulse()
                local = clock.at.astimezone(rules.zone)
                days += [local.date()] * (len(channel.sent) - seen)
                if len(channel.sent) > seen and len(days) > 1:  # the first may be a missed hour
                    assert (local.hour, local.minute) == (9, 10)  # not at 9:00
                clock.at += timedelta(minutes=10)
            assert len(days) == len(set(days)) >= 5


async def test_another_ladder_in_the_middle_goes_on_from_where_it_is(desk: Desk) -> None:
    desk.clock.at = datetime(2025, 12, 24, 1, 10, tzinfo=UTC)  # T-7 told
    async with desk.app.running():
        await desk.app.pulse()
    assert len(desk.channel.sent) == 1
    tens = replace(Rules(), ladder=Ladder((Step(-10), Step(-8), Step(-2), Step(1)), ()))
    app = App(desk.app.database, tens, desk.clock, [desk.channel])
    desk.clock.at += timedelta(days=1)
    async with app.running():
        await app.pulse()
    assert len(desk.channel.sent) == 1  # T-10 and T-8 lie before what was told
    desk.clock.at = datetime(2025, 12, 29, 1, 10, tzinfo=UTC)
    async with app.running():
        await app.pulse()
    assert "还有2天" in desk.channel.sent[-1][1]
    assert len(desk.channel.sent) == 2


async def test_a_rehearsal_in_chat_leaves_the_writer_to_others(desk: Desk) -> None:
    """The answer is worked out by a reader; of the writer it takes one short turn."""
    desk.clock.at = datetime(2025, 11, 28, 2, 0, tzinfo=UTC)
    await desk.another("赵卫东", COORDINATOR)
    ask = partial(Inbound, "test", "赵卫东", "赵卫东", sent_at=desk.clock.at, text="预演 12月")
    answer = await desk.app.handle(ask("1"))
    assert answer is not None
    assert "李敏（市科技局联络员）" in answer.texts[0]
    prepared = await desk.app.aside.prepared(ask("2"), desk.clock.at)
    assert prepared.answered is not None
    ((_, total),) = await desk.app.database.write(
        lambda tx: [
            (tx.run("DELETE FROM duties"), dispatch(tx, prepared, desk.clock.at, Rules()))
        ]  # nothing is left that it could be worked out from
    )
    assert total is not None
    assert total.data["total"] > 5
    for name, text in (("李敏", "预演 12月"), ("赵卫东", "任务"), ("谁", "预演 12月")):
        other = Inbound("test", name, name, "3", desk.clock.at, text)
        assert (await desk.app.aside.prepared(other, desk.clock.at)).answered is None


async def test_a_tick_with_nothing_due_is_one_query_through_an_index(desk: Desk) -> None:
    from storage.agenda import _NEXT, next_item

    desk.clock.at = MORNING
    await desk.app.pulse()
    await desk.write(lambda tx: realign(tx, desk.clock.at, Rules()))
    await desk.app.pulse()

    def idle(tx):  # type: ignore[no-untyped-def]
        asked: list[str] = []
        tx._connection.set_trace_callback(asked.append)
        found = next_item(tx, desk.clock.at)
        tx._connection.set_trace_callback(None)
        plan_of = tx.all(f"EXPLAIN QUERY PLAN {_NEXT}", now="2025")
        return found, asked, [row["detail"] for row in plan_of]

    found, asked, steps = await desk.app.database.write(idle)
    assert found is None
    assert len(asked) == 1
    assert any("duties_next" in step for step in steps)
    assert any("people_digest" in step for step in steps)
    assert not any(
        step.startswith(("SCAN duties", "SCAN people")) and "USING" not in step for step in steps
    )


async def test_a_summary_and_a_notice_with_a_file_go_with_the_digest(desk: Desk) -> None:
    """One message a day, and nothing that belongs to any part of it is lost."""
    file = Paper.of(Attachment("0" * 64, "附表.xlsx", 9, "application/octet-stream"))

    def meanwhile(tx: Transaction) -> None:
        summaries.subscribe(tx, summaries.Receiver(desk.person), "week", MORNING)
        outbox.add(
            tx,
            key="notice",
            kind="broadcast",
            person_id=desk.person,
            reply=Reply("several", {"parts": []}, papers=(file,)),
            now=MORNING,
        )

    await desk.write(meanwhile)
    desk.clock.at = MORNING
    await desk.app.pulse()
    first = desk.channel.sent[0][1]  # what follows are the two files
    assert "早上好" in first
    assert "督办周报" in first
    assert await states(desk) == [
        ("broadcast", "merged"),
        ("digest", "sent"),
        ("summary", "merged"),
    ]
    kinds = [
        paper.kind
        for (row,) in await desk.app.database.read(
            lambda tx: tx.all("SELECT reply FROM outbox WHERE state = 'sent'")
        )
        for paper in reply_from_text(row).papers
    ]
    assert sorted(kinds) == ["chart", "stored"]
