"""The composition root: database, rules, clock, channels and delivery wired into one program."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.aside import Aside
from bot.boards import Boards
from bot.channels.base import Channel, Handle, SendError
from bot.clock import Clock
from bot.deliver import Delivery
from bot.doors import Doors
from bot.files import FileStore
from bot.papers import KINDS
from bot.papers.base import PaperKind
from bot.press import Press
from bot.reading import Reader
from bot.render import DeepLink, Rendered, Renderer, no_link
from domain.messages import Inbound, Reply
from domain.people import Address
from domain.plan import Plan
from domain.rules import Rules
from handlers.dispatch import dispatch
from handlers.status.freeze import unwritten
from handlers.tick import do_due, realign, tick_one
from storage import snapshots
from storage.database import Database, Transaction
from storage.journal import mark_answered, owed
from storage.plans import has_plan, load_book, save_plan

log = structlog.get_logger()
PULSE_SECONDS = 1.0
SHARE_SECONDS = 0.03  # of work in one commit; whoever writes meanwhile waits so long
STOP_SECONDS = 10.0
MARKS_AT_ONCE = 500
DEBT_LASTS = timedelta(days=1)  # an older answer would only puzzle

AfterReply = Callable[[Inbound, Reply], None]
"""Told of every answer after its commit; what it starts must not delay the answer."""


class App:
    """A running program. `channels` listen between `start` and the end of `running`."""

    def __init__(
        self,
        database: Database,
        rules: Rules,
        clock: Clock,
        channels: Sequence[Channel] = (),
        *,
        deep_link: DeepLink = no_link,
        after_reply: AfterReply | None = None,
        files: FileStore | None = None,
        papers: Mapping[str, PaperKind] = KINDS,
    ) -> None:
        self.database = database
        self.rules = rules
        self.clock = clock
        self.channels = {channel.name: channel for channel in channels}
        self.renderers = {
            name: Renderer(channel.dialect, deep_link) for name, channel in self.channels.items()
        }
        self._after_reply = after_reply
        self.reader = Reader(database, files, rules)
        self.aside = Aside(database, rules)
        self.press = Press(database, files, clock.now, papers)
        doors = Doors(database, self.channels, self.renderers, clock.now, rules)
        self.delivery = Delivery(doors, self.press)
        self.boards = Boards(doors)
        self._beating, self._delivering = asyncio.Lock(), asyncio.Lock()
        self._answered: dict[str, list[str]] = {}

    async def handle(self, inbound: Inbound) -> Rendered | None:
        """Answer one event durably: when this returns, the change and the answer are on disk."""
        now = self.clock.now()
        inbound = await self.aside.prepared(await self.reader.prepared(inbound), now)
        reply = await self.database.write(partial(_dispatch, inbound, now, self.rules))
        if reply is None:
            return None
        if self._after_reply:
            self._after_reply(inbound, reply)
        return self._rendered(reply, _address(inbound), inbound.event_id)

    def _rendered(self, reply: Reply, address: Address, event_id: str) -> Rendered:
        render = self.renderers[address.channel]
        return self.press.attach(render(reply), reply, address, event_id, render)

    async def pulse(self) -> None:
        """What the clock does: all that is due, then everything in the outbox."""
        await self._beat()
        await self._deliver()
        await self._beat()

    async def _beat(self) -> None:
        """Plan what is due, and show what has changed."""
        if self._beating.locked():
            return
        async with self._beating:
            await self._mark_answered()
            while await self.database.write(partial(tick_a_while, self.clock.now(), self.rules)):
                pass
            await self._write_snapshots()
            await self.boards.refresh()

    async def _deliver(self) -> None:
        """Empty the outbox. It may take minutes at a platform's pace, so it waits for nothing else."""
        if self._delivering.locked():
            return
        async with self._delivering:
            await self.delivery.drain()

    async def _write_snapshots(self) -> None:
        """Give snapshots that were taken their content: made on a reader's thread, so nobody waits."""
        while made := await self.database.read(unwritten):
            await self.database.write(partial(_write_snapshot, made))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        """Listen on all channels and keep the clock going until the context is left."""
        await self.delivery.recover()
        await self.boards.recover()
        await self.database.write(lambda tx: realign(tx, self.clock.now(), self.rules))
        await self.database.write(keep_plan)
        scheduler = AsyncIOScheduler()
        for work in (self._beat, self._deliver):
            scheduler.add_job(
                partial(_guarded, work),
                "interval",
                seconds=PULSE_SECONDS,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=2,  # the second finds the first at work and leaves
            )
        # Before anybody listens: what is answered from now on is owed only while it is under way.
        debts = await self.database.read(partial(_owed, self.clock.now() - DEBT_LASTS))
        async with AsyncExitStack() as stack:
            stack.callback(self.press.close)
            stack.push_async_callback(self._mark_answered)  # after the channels have let go
            for channel in self.channels.values():
                handle: Handle = self.handle
                await stack.enter_async_context(channel.listen(handle))
            await self._pay(debts)
            scheduler.start()
            stack.push_async_callback(self._stop, scheduler)
            yield self

    def answered(self, channel: str, event_id: str) -> None:
        """An owed answer went out; the marks are written together, with the next pulse."""
        self._answered.setdefault(channel, []).append(event_id)

    async def _mark_answered(self) -> None:
        marked, self._answered = self._answered, {}
        for channel, events in marked.items():
            for start in range(0, len(events), MARKS_AT_ONCE):
                part = events[start : start + MARKS_AT_ONCE]
                await self.database.write(partial(_mark, channel, part))

    async def _pay(self, debts: Sequence[tuple[Address, str, Reply]]) -> None:
        """Send the answers that a crash cut off. One that went out unmarked comes twice."""
        for address, event_id, reply in debts:
            channel = self.channels.get(address.channel)
            if channel is None:
                continue
            try:
                async for part in self._rendered(reply, address, event_id).parts():
                    await channel.send(address, part)
            except SendError as error:
                log.info("an owed answer did not go out", action="debt_unpaid", reason=error.reason)
                if not error.permanent:
                    continue  # it stays owed until the next start
            self.answered(address.channel, event_id)

    async def _stop(self, scheduler: AsyncIOScheduler) -> None:
        """Let what is under way end: a message cut off in mid-call stays `unknown`."""
        scheduler.pause()
        self.delivery.stop()
        try:
            async with asyncio.timeout(STOP_SECONDS), self._delivering, self._beating:
                scheduler.shutdown(wait=False)
        except TimeoutError:
            scheduler.shutdown(wait=False)


async def _guarded(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception:
        log.exception("the pulse failed", action="pulse_failed")


def _address(inbound: Inbound) -> Address:
    return Address(inbound.channel, inbound.account, inbound.chat)


def _dispatch(inbound: Inbound, now: datetime, rules: Rules, tx: Transaction) -> Reply | None:
    return dispatch(tx, inbound, now, rules)


def keep_plan(tx: Transaction) -> None:
    """Read the plan before anybody asks. It lasts as long as the program: looking through a large one
    for garbage again and again would stop everybody for a third of a second each time."""
    load_book(tx)
    gc.collect()
    gc.freeze()


def tick_a_while(now: datetime, rules: Rules, tx: Transaction) -> bool:
    """Units of work that share a commit, for as long as whoever writes meanwhile does not notice.

    Units of one plan lie side by side, so that several of them change the same pages of the file.
    """
    until = time.monotonic() + SHARE_SECONDS
    if not tick_one(tx, now, rules):
        return False
    while time.monotonic() < until and do_due(tx, now, rules):
        pass
    return True


def _write_snapshot(made: tuple[int, bytes], tx: Transaction) -> None:
    snapshots.write(tx, *made)


def _owed(since: datetime, tx: Transaction) -> list[tuple[Address, str, Reply]]:
    return owed(tx, since)


def _mark(channel: str, events: list[str], tx: Transaction) -> None:
    mark_answered(tx, channel, events)


async def ensure_plan(database: Database, read_plan: Callable[[], Plan]) -> int:
    """Store the plan of a new database; an existing one keeps what it has. The number of tasks."""
    if await database.read(has_plan):
        return 0
    plan = await asyncio.to_thread(read_plan)
    await database.write(lambda tx: save_plan(tx, plan))
    return len(plan.tasks)
