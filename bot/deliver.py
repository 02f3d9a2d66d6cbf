"""The outbox → the channels. Claimed by compare-and-set, sent at most once, every outcome a row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.base import Channel, Pace, SendError
from bot.press import Press
from bot.render import Rendered, Renderer
from domain.messages import Inbound
from domain.people import Address
from storage import outbox, people
from storage.database import Database, Transaction
from storage.journal import expect
from storage.outbox import Parcel

log = structlog.get_logger()
BATCH = 200
ABREAST = 16
MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(seconds=30)


class Delivery:
    """Sends what is due. One of it runs in a program."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        renderers: Mapping[str, Renderer],
        now: Callable[[], datetime],
        press: Press,
    ) -> None:
        self._database = database
        self._channels = channels
        self._renderers = renderers
        self._now = now
        self._press = press
        self._pacers = {name: _Pacer(channel.pace) for name, channel in channels.items()}

    async def recover(self) -> None:
        """At start: what was cut off in mid-call is not sent again."""
        lost = await self._database.write(lambda tx: outbox.give_up_cut_off(tx, self._now()))
        if lost:
            log.warning("messages were cut off", action="outbox_cut_off", count=lost)

    async def drain(self) -> int:
        """Send everything that is due now; return how many were tried."""
        tried = 0
        while True:
            parcels = await self._database.read(lambda tx: outbox.due(tx, self._now(), BATCH))
            if not parcels:
                return tried
            gate = asyncio.Semaphore(ABREAST)
            await asyncio.gather(*(self._deliver(parcel, gate) for parcel in parcels))
            tried += len(parcels)

    async def _deliver(self, parcel: Parcel, gate: asyncio.Semaphore) -> None:
        async with gate:
            address = await self._database.write(partial(self._claim, parcel))
            if address is None:
                return
            await self._pacers[address.channel].turn(address.chat)
            render = self._renderers[address.channel]
            message = self._press.attach(
                render(parcel.reply), parcel.reply, address, f"outbox:{parcel.id}", render
            )
            outcome = await self._send(address, message, parcel)
            await self._database.write(outcome)

    def _claim(self, parcel: Parcel, tx: Transaction) -> Address | None:
        now = self._now()
        known = people.addresses(tx, parcel.person_id)
        usable = [a for a, unreachable in known if not unreachable and a.channel in self._channels]
        if not usable:
            reason = next((why for _, why in known if why), None)
            outbox.finish(tx, parcel.id, "failed", now, reason or "没有可用的联系方式")
            return None
        address = usable[0]
        if not outbox.claim(tx, parcel, address.channel, address.account):
            return None
        if not self._channels[address.channel].dialect.buttons and parcel.reply.numbered():
            told = Inbound(address.channel, address.account, address.chat, "", now)
            expect(tx, told, parcel.reply.numbered(), now)
        return address

    async def _send(
        self, address: Address, message: Rendered, parcel: Parcel
    ) -> Callable[[Transaction], None]:
        """Send; return the write that records what became of it."""
        try:
            async for part in message.parts():
                await self._channels[address.channel].send(address, part)
        except SendError as error:
            log.info(
                "a message did not go out",
                action="send_failed",
                parcel=parcel.id,
                channel=address.channel,
                reason=error.reason,
            )
            return partial(self._record_failure, parcel, address, error)
        except Exception:
            log.exception("sending broke", action="send_broke", parcel=parcel.id)
            return lambda tx: outbox.finish(tx, parcel.id, "unknown", self._now(), "发送时出错")
        return lambda tx: outbox.finish(tx, parcel.id, "sent", self._now())

    def _record_failure(
        self, parcel: Parcel, address: Address, error: SendError, tx: Transaction
    ) -> None:
        now = self._now()
        if error.permanent:  # the next address of this person is tried, if there is one
            people.mark_unreachable(tx, address.channel, address.account, error.reason)
            outbox.postpone(tx, parcel.id, now, error.reason)
        elif error.moved_to:
            people.mark_reachable(tx, address.channel, address.account, error.moved_to)
            outbox.postpone(tx, parcel.id, now, error.reason)
        elif error.unknown:
            outbox.finish(tx, parcel.id, "unknown", now, error.reason)
        elif parcel.attempts + 1 >= MOST_ATTEMPTS:
            outbox.finish(tx, parcel.id, "failed", now, error.reason)
        else:
            wait = FIRST_WAIT * 2**parcel.attempts
            if error.retry_after is not None:
                wait = timedelta(seconds=error.retry_after)
            outbox.postpone(tx, parcel.id, now + wait, error.reason)


class _Pacer:
    """Spaces unasked messages out: overall on a channel, and to one chat."""

    def __init__(self, pace: Pace) -> None:
        self._gap = 1 / pace.per_second
        self._chat_gap = pace.chat_interval
        self._next = 0.0
        self._next_of: dict[str, float] = {}

    async def turn(self, chat: str) -> None:
        clock = asyncio.get_running_loop().time
        now = clock()
        at = max(now, self._next, self._next_of.get(chat, 0.0))
        self._next = at + self._gap
        if self._chat_gap:
            self._next_of = {c: t for c, t in self._next_of.items() if t > now}
            self._next_of[chat] = at + self._chat_gap
        if at > now:
            await asyncio.sleep(at - now)
