"""The outbox: at most once, every outcome a row, with a channel that does what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.base import Handle, Pace, SendError
from bot.clock import Clock
from bot.render import Dialect, Rendered
from domain.messages import Inbound, Reply
from domain.people import Address, Position, Post
from domain.rules import Rules
from storage import outbox, people, rooms
from storage.database import Database
from storage.plans import save_plan
from tests.world import START, plan


@dataclass
class Scripted:
    """A channel whose sends fail in the order of `errors`."""

    name: str = "test"
    dialect: Dialect = field(default_factory=Dialect)
    pace: Pace = field(default_factory=Pace)
    errors: list[SendError] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    tried: int = 0
    sends_once: bool = False

    @asynccontextmanager
    async def listen(self, handle: Handle) -> AsyncIterator[None]:
        yield

    async def send(self, address: Address, message: Rendered) -> str:
        self.tried += 1
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((address.chat, message.texts[0] if message.texts else ""))
        return "1"


class Moving(Clock):
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START.astimezone(UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Desk:
    app: App
    channel: Scripted
    clock: Moving
    person: int

    async def post(self, key: str = "k", person: int = 0, kind: str = "broadcast") -> None:
        reply = Reply("broadcast", {"text": "请报送", "author": "督查员"})
        receiver = person or self.person
        await self.app.database.write(
            lambda tx: outbox.add(
                tx, key=key, kind=kind, person_id=receiver, reply=reply, now=self.clock.at
            )
        )

    async def another(self, name: str, *posts: Post) -> int:
        """One more person, at account and chat `name`."""

        def bind(tx):  # type: ignore[no-untyped-def]
            number = people.add_person(tx, name, self.clock.at, self.clock.at + timedelta(days=1))
            people.bind(tx, Address("test", name, name), number, self.clock.at)
            for post in posts:
                people.add_post(tx, number, post)
            return number

        number: int = await self.app.database.write(bind)
        return number

    async def row(self) -> tuple[str, str | None]:
        row = await self.app.database.read(
            lambda tx: tx.one(
                "SELECT state, reason FROM outbox WHERE kind = 'broadcast' ORDER BY id DESC LIMIT 1"
            )
        )
        assert row is not None
        return row["state"], row["reason"]

    async def write(self, change: Callable[..., object]) -> None:
        await self.app.database.write(lambda tx: change(tx))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock, channel = Moving(), Scripted()
    async with Database.open(tmp_path / "x.sqlite3") as database:
        await database.write(lambda tx: save_plan(tx, plan()))

        def bind(tx):  # type: ignore[no-untyped-def]
            number = people.add_person(tx, "李敏", clock.at, clock.at + timedelta(days=1))
            people.bind(tx, Address("test", "7", "70"), number, clock.at)
            people.add_post(tx, number, Post(Position.LIAISON, "市科技局"))
            return number

        person = await database.write(bind)
        yield Desk(App(database, Rules(), clock, [channel]), channel, clock, person)


async def test_a_message_goes_out_once(desk: Desk) -> None:
    await desk.post()
    await desk.post()  # the same key: nothing new
    await desk.app.pulse()
    await desk.app.pulse()
    assert desk.channel.sent == [("70", "督办通知\n\n请报送\n——督查员")]
    assert await desk.row() == ("sent", None)


async def test_a_person_who_blocked_the_bot_is_marked(desk: Desk) -> None:
    desk.channel.errors = [SendError("对方停用或屏蔽了机器人", permanent=True)]
    await desk.post()
    await desk.app.pulse()
    assert await desk.row() == ("failed", "对方停用或屏蔽了机器人")
    await desk.post("second")
    await desk.app.pulse()
    assert desk.channel.tried == 1  # not even tried again
    event = Inbound("test", "7", "70", "e1", desk.clock.at, "我的任务")
    await desk.app.handle(event)  # the person writes: reachable again
    await desk.post("third")
    await desk.app.pulse()
    assert await desk.row() == ("sent", None)


async def test_another_address_is_tried_when_one_is_dead(desk: Desk) -> None:
    await desk.write(
        lambda tx: people.bind(
            tx, Address("test", "8", "80"), desk.person, desk.clock.at + timedelta(seconds=1)
        )
    )
    desk.channel.errors = [SendError("gone", permanent=True)]
    await desk.post()
    await desk.app.pulse()
    assert [chat for chat, _ in desk.channel.sent] == ["70"]


async def test_the_platforms_wait_is_kept(desk: Desk) -> None:
    desk.channel.errors = [SendError("平台限速", retry_after=60)]
    await desk.post()
    await desk.app.pulse()
    assert await desk.row() == ("waiting", "平台限速")
    desk.clock.at += timedelta(seconds=59)
    await desk.app.pulse()
    assert desk.channel.sent == []
    desk.clock.at += timedelta(seconds=2)
    await desk.app.pulse()
    assert len(desk.channel.sent) == 1


async def test_a_failure_backs_off_and_is_given_up(desk: Desk) -> None:
    desk.channel.errors = [SendError("连不上平台") for _ in range(99)]
    await desk.post(kind="urgent")  # which waits for no office hours
    for _ in range(200):  # in working hours alone
        await desk.app.pulse()
        desk.clock.at += timedelta(hours=1, seconds=1)
    row = await desk.app.database.read(
        lambda tx: tx.one("SELECT state, reason, attempts FROM outbox WHERE key = 'k'")
    )
    assert tuple(row) == ("failed", "连不上平台", 24)


async def test_an_unknown_outcome_is_never_sent_again(desk: Desk) -> None:
    desk.channel.errors = [SendError("没有及时回应", unknown=True)]
    await desk.post()
    await desk.app.pulse()
    desk.clock.at += timedelta(days=1)
    await desk.app.pulse()
    assert (await desk.row())[0] == "unknown"
    assert not any("请报送" in text for _, text in desk.channel.sent)


async def test_a_moved_chat_is_followed(desk: Desk) -> None:
    desk.channel.errors = [SendError("会话已迁移", moved_to="-100")]
    await desk.post()
    await desk.app.pulse()
    assert [chat for chat, _ in desk.channel.sent] == ["-100"]


async def test_what_was_cut_off_by_a_crash_is_unknown_after_the_start(desk: Desk) -> None:
    await desk.post()
    await desk.write(lambda tx: tx.run("UPDATE outbox SET state = 'sending'"))
    async with desk.app.running():
        await desk.app.pulse()
    assert (await desk.row())[0] == "unknown"
    assert not any("请报送" in text for _, text in desk.channel.sent)


async def test_a_broken_channel_does_not_stop_the_others(desk: Desk) -> None:
    desk.channel.errors = [RuntimeError("bug")]  # type: ignore[list-item]
    other = await desk.another("另一人")
    await desk.post("first")
    await desk.post("second", other)
    await desk.app.pulse()
    assert desk.channel.tried == 2
    assert len(desk.channel.sent) == 1


async def test_the_digest_is_caught_up_and_sent_once_over_restarts(desk: Desk) -> None:
    desk.clock.at = datetime(2025, 12, 1, 0, 50, tzinfo=UTC)
    for _ in range(3):
        async with desk.app.running():
            await desk.app.pulse()
        desk.clock.at += timedelta(minutes=20)
    assert len(desk.channel.sent) == 1
    assert "还有30天" in desk.channel.sent[0][1]


async def test_a_clock_set_back_brings_no_second_digest(desk: Desk) -> None:
    desk.clock.at = datetime(2025, 12, 1, 0, 50, tzinfo=UTC)
    async with desk.app.running():
        await desk.app.pulse()
    desk.clock.at -= timedelta(hours=3)
    async with desk.app.running():
        await desk.app.pulse()
        desk.clock.at += timedelta(hours=4)
        await desk.app.pulse()
    assert len(desk.channel.sent) == 1


async def test_people_bound_under_another_clock_still_get_their_digest(desk: Desk) -> None:
    await desk.write(
        lambda tx: people.set_next_digest(tx, desk.person, datetime(2026, 11, 24, tzinfo=UTC))
    )
    desk.clock.at = datetime(2025, 12, 1, 1, 1, tzinfo=UTC)
    async with desk.app.running():
        await desk.app.pulse()
    assert len(desk.channel.sent) == 1


async def test_a_person_whose_digest_fails_stops_nobody(desk: Desk) -> None:
    def another(tx):  # type: ignore[no-untyped-def]
        number = people.add_person(tx, "坏", desk.clock.at, desk.clock.at - timedelta(hours=1))
        people.add_post(tx, number, Post(Position.LIAISON, "没有这个单位"))
        people.set_next_digest(tx, desk.person, desk.clock.at)
        tx.run(
            "INSERT INTO posts (person_id, position, unit) VALUES (:n, 'nonsense', '*')", n=number
        )

    await desk.write(another)
    desk.clock.at = datetime(2025, 12, 1, 1, 1, tzinfo=UTC)
    await desk.app.pulse()
    assert len(desk.channel.sent) == 1
    failed = await desk.app.database.read(
        lambda tx: tx.all("SELECT * FROM audit WHERE action = 'digest.failed'")
    )
    assert len(failed) == 1


async def test_an_answer_that_a_crash_cut_off_is_sent_at_the_next_start(desk: Desk) -> None:
    event = Inbound("test", "7", "70", "e1", desk.clock.at, "政策35 完成60%", owed=True)
    await desk.app.handle(event)  # committed and confirmed; the crash comes before the answer
    async with desk.app.running():
        await desk.app.pulse()
    assert [chat for chat, text in desk.channel.sent if "已记录 政策35" in text] == ["70"]
    async with desk.app.running():
        await desk.app.pulse()
    assert len([1 for _, text in desk.channel.sent if "已记录 政策35" in text]) == 1


async def test_an_answer_that_went_out_is_not_sent_again(desk: Desk) -> None:
    event = Inbound("test", "7", "70", "e1", desk.clock.at, "政策35 完成60%", owed=True)
    await desk.app.handle(event)
    desk.app.answered("test", "e1")
    await desk.app.pulse()
    async with desk.app.running():
        await desk.app.pulse()
    assert not any("已记录" in text for _, text in desk.channel.sent)


async def test_nothing_unasked_begins_in_a_busy_minute(desk: Desk) -> None:
    desk.channel.pace = Pace(busy_minutes=frozenset({0, 30}))
    assert desk.clock.at.minute == 30
    await desk.post()
    await desk.app.pulse()
    assert (desk.channel.tried, await desk.row()) == (0, ("waiting", "避开整点和半点"))
    desk.clock.at += timedelta(minutes=2)
    await desk.app.pulse()
    assert (desk.channel.tried, await desk.row()) == (1, ("sent", None))


async def test_what_was_cut_off_goes_again_where_the_platform_keeps_a_second_copy(
    desk: Desk,
) -> None:
    desk.channel.sends_once = True
    await desk.post()
    await desk.write(
        lambda tx: tx.run("UPDATE outbox SET state = 'sending', channel = 'test', account = '7'")
    )
    async with desk.app.running():
        await desk.app.pulse()
    assert (await desk.row())[0] == "sent"


async def test_what_may_have_changed_since_it_was_cut_off_is_not_sent_again(desk: Desk) -> None:
    """Another message waits for the same person and could go along: the text would not be the same."""
    desk.channel.sends_once = True
    await desk.post()
    await desk.write(
        lambda tx: tx.run("UPDATE outbox SET state = 'sending', channel = 'test', account = '7'")
    )
    await desk.post("k2", kind="digest")
    async with desk.app.running():
        await desk.app.pulse()
    states = await desk.app.database.read(
        lambda tx: [row["state"] for row in tx.all("SELECT state FROM outbox ORDER BY id")]
    )
    assert states[0] == "unknown"


async def _group(desk: Desk, key: str = "room:1:1") -> None:
    """A notice to a group that 李敏 bound, with a coordinator who is to hear of trouble."""

    def add(tx):  # type: ignore[no-untyped-def]
        number = rooms.bind(tx, Address("test", "群", "群"), "工作群", desk.person, desk.clock.at)
        reply = Reply("room_test", {"name": "工作群"})
        outbox.add(
            tx,
            key=key,
            kind="group",
            person_id=desk.person,
            reply=reply,
            now=desk.clock.at,
            room_id=number,
        )

    await desk.app.database.write(add)


async def _told(desk: Desk, person: int) -> list[str]:
    """The sentences about groups that this person is to get."""
    rows = await desk.app.database.read(
        lambda tx: tx.all("SELECT content FROM notices WHERE person_id = :id", id=person)
    )
    return [row["content"] for row in rows if '"what": "room"' in row["content"]]


async def _state(desk: Desk) -> tuple[str, str | None]:
    row = await desk.app.database.read(
        lambda tx: tx.one("SELECT state, reason FROM outbox WHERE kind = 'group'")
    )
    assert row is not None
    return row["state"], row["reason"]


async def test_a_group_that_cannot_be_posted_to_is_closed_and_told(desk: Desk) -> None:
    overseer = await desk.another("赵卫东", Post(Position.COORDINATOR))
    reason = "群机器人的地址无效或已停用（93000）"
    desk.channel.errors = [SendError(reason, permanent=True)]
    await _group(desk)
    await desk.app.pulse()
    assert await _state(desk) == ("failed", reason)
    closed = await desk.app.database.read(rooms.every)
    assert [room.closed for room in closed] == [reason]
    (told,) = await _told(desk, overseer)
    assert "工作群" in told
    assert reason in told
    desk.clock.at += timedelta(days=1, minutes=3)
    await desk.app.pulse()
    digest = next(text for chat, text in desk.channel.sent if chat == "赵卫东")
    assert f"工作群发不进去：工作群：{reason}。已停用，处理好后发「工作群」重新启用。" in digest
    await desk.write(lambda tx: rooms.reopen(tx, 1))
    await _group(desk, "room:2:1")
    await desk.app.pulse()
    assert ("群", "督办试发") in [(chat, text[:4]) for chat, text in desk.channel.sent]


async def test_a_group_that_refuses_for_long_is_told_and_nobody_is_called_unreachable(
    desk: Desk,
) -> None:
    overseer = await desk.another("赵卫东", Post(Position.COORDINATOR))
    desk.channel.errors = [SendError("平台拒收（40058）")] * 100
    await _group(desk)
    for _ in range(200):  # in working hours alone
        await desk.app.pulse()
        desk.clock.at += timedelta(hours=1)
    assert await _state(desk) == ("failed", "平台拒收（40058）")
    (told,) = await _told(desk, overseer)
    assert "40058" in told
    assert [room.closed for room in await desk.app.database.read(rooms.every)] == [""]


async def test_what_a_crash_cut_off_in_a_group_is_no_persons_doubt(desk: Desk) -> None:
    overseer = await desk.another("赵卫东", Post(Position.COORDINATOR))
    await _group(desk)
    await desk.write(lambda tx: tx.run("UPDATE outbox SET state = 'sending'"))
    await desk.app.delivery.recover()
    assert (await _state(desk))[0] == "unknown"
    assert await _told(desk, overseer) == []


async def test_an_answer_under_way_at_the_start_is_no_debt(desk: Desk) -> None:
    """A channel that hears something while the others still open answers it itself, once."""

    class Early(Scripted):
        @asynccontextmanager
        async def listen(self, handle: Handle) -> AsyncIterator[None]:
            event = Inbound("test", "7", "70", "e1", desk.clock.at, "我的任务", owed=True)
            message = await handle(event)
            assert message is not None
            await self.send(Address("test", "7", "70"), message)
            yield

    early = Early()
    app = App(desk.app.database, Rules(), desk.clock, [early])
    async with app.running():
        assert early.tried == 1
    again = Scripted()
    async with App(desk.app.database, Rules(), desk.clock, [again]).running():
        assert again.tried == 1  # it was never marked as answered, so the next start owes it
