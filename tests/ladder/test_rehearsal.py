"""A rehearsal is what is then really sent, line by line: the same months against Telegram's stand-in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.base import Channel
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.files import FileStore
from bot.rehearsal import Line, in_words, rehearsed
from bot.settings import Settings, load_settings
from domain.messages import Inbound
from domain.people import Address, Position, Post
from domain.reporting import Status
from domain.rules import Rules
from handlers.base import Context
from handlers.broadcast.broadcasts import broadcast
from handlers.ladder.nudges import snooze
from handlers.settings import away
from handlers.status.summaries import subscribe
from handlers.tick import realign
from storage import people, preferences, reports
from storage.agenda import next_moment
from storage.database import Database, Transaction
from storage.plans import load_book, save_plan
from storage.times import from_text
from tests.standins.telegram import BotApiStandIn
from tests.standins.wecom import WecomStandIn
from tests.wecom.served import open_wecom
from tests.world import plan

FIRST, LAST = date(2025, 12, 15), date(2026, 1, 23)
UNITS = 16


class Moving(Clock):
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def configured(folder: Path, more: str = "") -> Settings:
    file = folder / f"config{len(more)}.toml"
    file.write_text(f'[storage]\npath = "x.sqlite3"\n{more}', encoding="utf-8")
    return load_settings(file)


def furnish(tx: Transaction, now: datetime, rules: Rules, door: str = "telegram") -> None:
    """A state with something of everything that decides what is sent."""
    save_plan(tx, plan())
    book = load_book(tx)
    leading = [unit for unit in book.holders if any(unit in task.leads for task in book.tasks)]
    accounts = iter(range(100, 200))

    def bind(name: str, *posts: Post) -> int:
        account = str(next(accounts))
        number = people.add_person(tx, name, now, rules.first_digest(now))
        people.bind(tx, Address(door, account, account), number, now)
        for post in posts:
            people.add_post(tx, number, post)
        return number

    def context(number: int) -> Context:
        person = people.by_ids(tx, [number])[0]
        inbound = Inbound(door, "", "", "", now)
        return Context(tx, inbound, person, now, rules)

    liaisons = {}
    for unit in leading[:UNITS]:
        liaisons[unit] = bind(f"联络员{unit}", Post(Position.LIAISON, unit))
        if len(liaisons) % 2:
            bind(f"领导{unit}", Post(Position.SUPERVISOR, unit))
    coordinator = bind("督查", Post(Position.COORDINATOR))
    bind("管理", Post(Position.ADMIN))
    reader = bind("领导", Post(Position.VIEWER))
    for number in (coordinator, reader):
        subscribe("周报", context(number))
    people.mark_unreachable(tx, door, "101", "对方屏蔽了机器人")  # a supervisor
    for place, (unit, number) in enumerate(liaisons.items()):
        for turn, task in enumerate(t for t in book.by_unit[unit] if unit in t.leads):
            kind = ("report", "extend", "coordinate", "close")[(place + turn) % 4]
            if (place * 7 + turn) % 3 == 0:
                reports.add(
                    tx,
                    code=task.code,
                    unit=unit,
                    person_id=number,
                    text="进展",
                    status=Status.DONE if kind == "close" else Status.IN_PROGRESS,
                    percent=None,
                    kind=kind,
                    eta=date(2026, 3, 1) if kind == "extend" else None,
                    now=now - timedelta(days=turn),
                )
    numbers = list(liaisons.values())
    deputy = bind("代办", Post(Position.LIAISON, leading[2]))
    away("2025年12月26日 由代办代", context(numbers[2]))
    assert preferences.of(tx, numbers[2]).stand_in == deputy
    away("2026年1月6日", context(numbers[3]))
    task = next(t for t in book.by_unit[leading[4]] if leading[4] in t.leads)
    snooze(f"{task.code} 3", context(numbers[4]))
    number = broadcast("全部 请准备年终总结", context(coordinator)).buttons[0][0].command
    broadcast(number.removeprefix("/broadcast "), context(coordinator))
    broadcast("全部 再补一份附表", context(coordinator))
    broadcast("later 2", context(coordinator))


Desk = tuple[Channel, Callable[[], list[str]]]
"""A channel at a stand-in, and the accounts that the stand-in has taken a message for, in order."""


@asynccontextmanager
async def telegram() -> AsyncIterator[Desk]:
    async with BotApiStandIn() as api:
        channel = TelegramChannel(api.token, api.base)
        yield channel, lambda: [sent.chat for sent in api.sent if not sent.photo]


@asynccontextmanager
async def wecom() -> AsyncIterator[Desk]:
    async with WecomStandIn() as api:
        channel = open_wecom(api, cards=False, menu=False)
        yield channel, lambda: [sent.user for sent in api.sent if sent.kind == "text"]


async def really(
    settings: Settings, desk: Desk, start: datetime
) -> tuple[list[Line], Counter[tuple[str, str]]]:
    """Run the program's own pulse from due moment to due moment; what went out, told twice over."""
    rules = settings.rules()
    clock = Moving(start)
    end = rules.moment(LAST + timedelta(days=1), datetime.min.time())
    channel, taken = desk
    channel.pace = replace(channel.pace, per_second=1e6, chat_interval=0)
    arrived: Counter[tuple[str, str]] = Counter()
    async with Database.open(settings.storage.path) as database:
        files = FileStore(settings.storage.path.parent / "files")
        app = App(database, rules, clock, [channel], files=files)
        await database.write(lambda tx: realign(tx, clock.at, rules))
        async with channel.listen(app.handle):
            while clock.at < end:
                seen = len(taken())
                await app.pulse()
                local = clock.at.astimezone(rules.zone).isoformat(timespec="minutes")
                arrived.update((local, account) for account in taken()[seen:])
                coming = await database.read(next_moment)
                clock.at = max(coming, clock.at + timedelta(seconds=1)) if coming else end
        rows = await database.read(
            lambda tx: tx.all("SELECT * FROM outbox WHERE state = 'sent' ORDER BY done_at, id")
        )
    return [
        {
            "at": from_text(row["done_at"]).astimezone(rules.zone).isoformat(timespec="minutes"),
            "to": row["account"],
            "channel": row["channel"],
            "kind": row["kind"],
            "stage": row["stage"],
            "tasks": json.loads(row["tasks"]),
        }
        for row in rows
    ], arrived


def as_set(lines: list[Line]) -> list[str]:
    return sorted(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines)


@pytest.mark.parametrize("door", [telegram, wecom])
async def test_the_rehearsed_month_is_the_month_that_is_sent(
    tmp_path: Path, door: Callable[[], AbstractAsyncContextManager[Desk]]
) -> None:
    settings = configured(tmp_path)
    start = datetime(2025, 12, 12, 7, 0, tzinfo=UTC)
    async with Database.open(settings.storage.path) as database:
        await database.write(lambda tx: furnish(tx, start, settings.rules(), door.__name__))
        before = await database.read(lambda tx: tx.all("SELECT COUNT(*) FROM outbox")[0][0])
    planned, names = await rehearsed(settings, Moving(start), FIRST, LAST)
    async with Database.open(settings.storage.path) as database:
        after = await database.read(lambda tx: tx.all("SELECT COUNT(*) FROM outbox")[0][0])
    assert before == after  # a rehearsal changes nothing
    async with door() as desk:
        sent, arrived = await really(settings, desk, start)
    wanted = [line for line in sent if line["at"] >= FIRST.isoformat()]
    assert as_set(planned) == as_set(wanted)
    if door is telegram:  # WeCom cuts a long text into several messages
        assert Counter((line["at"], line["to"]) for line in sent) == arrived
    assert {(line["at"], line["to"]) for line in sent} == set(arrived)
    kinds = Counter(line["kind"] for line in planned)
    assert kinds["digest"] > 100
    assert kinds["escalation"] > 10
    stages = {line["stage"] for line in planned}
    assert {"T-7", "T", "T+1", "T+3", "T+7", "cycle-7"} <= stages
    assert kinds["summary"] >= 5
    assert "101" not in {line["to"] for line in sent}
    told = list(in_words(planned, names))
    assert told[-1].startswith("每人：")


async def test_another_configuration_is_shown_as_a_difference(tmp_path: Path) -> None:
    settings = configured(tmp_path)
    other = configured(tmp_path, '[ladder]\npreset = "三明"\n')
    start = datetime(2025, 12, 12, 7, 0, tzinfo=UTC)
    async with Database.open(settings.storage.path) as database:
        await database.write(lambda tx: furnish(tx, start, settings.rules()))
    clock = Moving(start)
    old, _ = await rehearsed(settings, clock, FIRST, LAST)
    new, _ = await rehearsed(other, clock, FIRST, LAST)
    changes, _ = await rehearsed(other, clock, FIRST, LAST, against=settings)
    assert changes
    gone = [
        {k: v for k, v in line.items() if k != "change"}
        for line in changes
        if line["change"] == "-"
    ]
    come = [
        {k: v for k, v in line.items() if k != "change"}
        for line in changes
        if line["change"] == "+"
    ]
    assert as_set([*old, *come]) == as_set([*new, *gone])
    same, _ = await rehearsed(settings, clock, FIRST, LAST, against=settings)
    assert same == []
