"""The outbox → the channels. Claimed by compare-and-set, sent at most once, every outcome a row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.channels.base import Pace, Recalls, SendError, SendsOnce
from bot.doors import Doors
from bot.press import Press
from bot.render import Rendered
from domain.messages import Inbound
from domain.people import Address
from handlers.ladder.budget import admit
from handlers.ladder.findings import tell_doubt, tell_room, tell_unreachable
from storage import outbox, people, preferences, rooms
from storage.database import Transaction
from storage.journal import expect
from storage.outbox import Parcel

log = structlog.get_logger()
BATCH = 200
ABREAST = 16
ONCE = timedelta(hours=3)  # channels that send once remember for somewhat longer
MOST_ATTEMPTS = 24  # with these waits, about 17 hours
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


class Delivery:
    """Sends what is due. One of it runs in a program."""

    def __init__(self, doors: Doors, press: Press) -> None:
        self._doors = doors
        self._press = press
        self._stopping = False
        self._pacers = {
            name: _Pacer(channel.pace, partial(getattr, channel, "answers_sent", 0))
            for name, channel in doors.channels.items()
        }

    async def recover(self) -> None:
        """At start: what was cut off in mid-call is sent again only where the platform keeps a second
        copy from its receiver; of the rest the coordinators are told whom it was for."""
        self._stopping = False
        lost = await self._doors.database.write(self._give_up)
        if lost:
            log.warning("messages were cut off", action="outbox_cut_off", count=lost)

    def _give_up(self, tx: Transaction) -> int:
        for name, channel in self._doors.channels.items():
            if isinstance(channel, SendsOnce) and channel.sends_once:
                outbox.take_up_cut_off(tx, name, self._doors.now() - ONCE)
        people_in_doubt = outbox.give_up_cut_off(tx, self._doors.now())
        tell_doubt(tx, people_in_doubt, self._doors.now(), self._doors.rules)
        return len(people_in_doubt)

    def stop(self) -> None:
        """Claim nothing more; what is under way ends."""
        self._stopping = True

    async def drain(self) -> int:
        """Send everything that is due now; return how many were tried."""
        tried = 0
        while not self._stopping:
            await self._take_out()
            parcels = await self._doors.database.read(
                lambda tx: outbox.due(tx, self._doors.now(), BATCH)
            )
            if not parcels:
                return tried
            gate = asyncio.Semaphore(ABREAST)
            await asyncio.gather(*(self._deliver(parcel, gate) for parcel in parcels))
            tried += len(parcels)
        return tried

    async def _deliver(self, parcel: Parcel, gate: asyncio.Semaphore) -> None:
        async with gate:
            if self._stopping:
                return
            likely = await self._doors.database.read(partial(self._address, parcel))
            # Wait first, claim last: what is claimed when the program dies stays in doubt.
            if likely:
                await self._pacers[likely.channel].turn(likely.chat)
            if self._stopping:
                return
            claimed = await self._doors.database.write(partial(self._claim, parcel))
            if claimed is None:
                return
            address, parcel = claimed
            render = self._doors.renderers[address.channel]
            message = self._press.attach(
                render(parcel.reply), parcel.reply, address, f"outbox:{parcel.id}", render
            )
            outcome = await self._send(address, message, parcel)
            await self._doors.database.write(outcome)

    def _claim(self, parcel: Parcel, tx: Transaction) -> tuple[Address, Parcel] | None:
        """Take a message for sending, with all that goes with it; None when it waits or is gone."""
        now = self._doors.now()
        address = self._address(parcel, tx)
        if address and now.minute in self._doors.channels[address.channel].pace.busy_minutes:
            free = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            spread = timedelta(
                seconds=parcel.id % 60
            )  # or all of them begin at once a minute later
            outbox.postpone(tx, parcel.id, free + spread, "避开整点和半点")
            return None
        admitted = admit(tx, parcel, now, self._doors.rules)
        if admitted is None:
            return None
        if address is None and parcel.room_id:
            outbox.finish(tx, admitted.id, "failed", now, "群已停用")
            return None
        if address is None:
            known = people.addresses(tx, parcel.person_id)
            reason = next((why for _, why in known if why), None)
            outbox.finish(tx, admitted.id, "failed", now, reason or "没有可用的联系方式")
            if reason:
                tell_unreachable(tx, parcel.person_id, reason, now, self._doors.rules)
            return None
        if not outbox.claim(tx, admitted, address.channel, address.account):
            return None
        numbers = self._doors.channels[address.channel].dialect.numbers
        told = Inbound(address.channel, address.account, address.chat, "", now, numbers=numbers)
        expect(tx, told, admitted.reply, now)
        return address, admitted

    def _address(self, parcel: Parcel, tx: Transaction) -> Address | None:
        """Where it goes: to a group, to a person on the preferred channel, else at the latest address."""
        person_id = parcel.person_id
        if parcel.room_id:
            found = rooms.open_ones(tx, [parcel.room_id])
            reached = [
                room.address for room in found if room.address.channel in self._doors.channels
            ]
            return reached[0] if reached else None
        known = people.addresses(tx, person_id)
        usable = [
            a for a, unreachable in known if not unreachable and a.channel in self._doors.channels
        ]
        preferred = preferences.of(tx, person_id).channel
        return next((a for a in usable if a.channel == preferred), usable[0] if usable else None)

    async def _send(
        self, address: Address, message: Rendered, parcel: Parcel
    ) -> Callable[[Transaction], None]:
        """Send; return the write that records what became of it."""
        refs: list[str] = []
        try:
            async for part in message.parts():
                refs.append(await self._doors.channels[address.channel].send(address, part))
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
            return lambda tx: outbox.finish(
                tx, parcel.id, "unknown", self._doors.now(), "发送时出错"
            )
        ref = " ".join(filter(None, refs))
        return lambda tx: outbox.finish(tx, parcel.id, "sent", self._doors.now(), ref=ref)

    async def _take_out(self) -> None:
        """Take messages out of the chats again, where the channel can."""
        for recall in await self._doors.database.read(lambda tx: outbox.recalls(tx, BATCH)):
            channel = self._doors.channels.get(recall.channel)
            trouble = ""
            if isinstance(channel, Recalls):
                await self._pacers[recall.channel].turn(recall.chat)
                try:
                    await channel.recall(
                        Address(recall.channel, recall.account, recall.chat), recall.ref
                    )
                except SendError as error:
                    trouble = f"没能撤回：{error.reason}"
            else:
                trouble = "这个平台不能撤回"
            settle = partial(
                outbox.settle_recall, recall=recall, now=self._doors.now(), trouble=trouble
            )
            await self._doors.database.write(settle)

    def _record_failure(
        self, parcel: Parcel, address: Address, error: SendError, tx: Transaction
    ) -> None:
        now = self._doors.now()
        if parcel.room_id and error.permanent:
            rooms.release(tx, address.channel, address.chat, error.reason)
            outbox.finish(tx, parcel.id, "failed", now, error.reason)
            tell_room(tx, parcel.room_id, error.reason, now, self._doors.rules)
        elif parcel.room_id and error.moved_to:
            rooms.moved(tx, parcel.room_id, error.moved_to)
            outbox.postpone(tx, parcel.id, now, error.reason)
        elif error.permanent:  # the next address of this person is tried, if there is one
            people.mark_unreachable(tx, address.channel, address.account, error.reason)
            outbox.postpone(tx, parcel.id, now, error.reason)
        elif error.moved_to:
            people.mark_reachable(tx, address.channel, address.account, error.moved_to)
            outbox.postpone(tx, parcel.id, now, error.reason)
        elif error.unknown:
            outbox.finish(tx, parcel.id, "unknown", now, error.reason)
        elif parcel.attempts + 1 >= MOST_ATTEMPTS:
            outbox.finish(tx, parcel.id, "failed", now, error.reason)
            if parcel.room_id:
                tell_room(tx, parcel.room_id, error.reason, now, self._doors.rules)
            else:
                tell_unreachable(tx, parcel.person_id, error.reason, now, self._doors.rules)
        else:
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(parcel.attempts, 10))
            if error.retry_after is not None:
                wait = timedelta(seconds=error.retry_after)
            outbox.postpone(tx, parcel.id, now + wait, error.reason)


class _Pacer:
    """Spaces unasked messages out: overall on a channel, and to one chat.

    The platform's limit is one for all that is sent, so answers take their place in it; they never wait.
    """

    def __init__(self, pace: Pace, answers: Callable[[], int] = lambda: 0) -> None:
        self._gap = 1 / pace.per_second
        self._chat_gap = pace.chat_interval
        self._answers, self._counted = answers, answers()
        self._next = 0.0
        self._next_of: dict[str, float] = {}
        self._lock = asyncio.Lock()

    async def turn(self, chat: str) -> None:
        """Return when it is this message's turn. After a pause nothing is made up for."""
        clock = asyncio.get_running_loop().time
        if self._chat_gap:
            now = clock()
            at = max(now, self._next_of.get(chat, 0.0))
            self._next_of = {c: t for c, t in self._next_of.items() if t > now}
            self._next_of[chat] = at + self._chat_gap
            if at > now:
                await asyncio.sleep(at - now)
        async with self._lock:
            while True:
                answered = self._answers()
                self._next += (answered - self._counted) * self._gap
                self._counted = answered
                if (wait := self._next - clock()) <= 0:
                    break
                await asyncio.sleep(wait)
            self._next = clock() + self._gap
