"""What only asks and takes long (预演) is worked out on a reader's connection, before the transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.messages import Inbound
from domain.rules import Rules
from handlers.dispatch import answer_aside, may_take_long
from storage.database import Database


class Aside:
    """Puts the answer beside the message that asks for it; the writer then only writes it down.

    One at a time, so that a reader stays for everybody else.
    """

    def __init__(self, database: Database, rules: Rules) -> None:
        self._database = database
        self._rules = rules
        self._turn = asyncio.Semaphore(1)

    async def prepared(self, inbound: Inbound, now: datetime) -> Inbound:
        if not may_take_long(inbound):
            return inbound
        async with self._turn:
            ask = partial(answer_aside, inbound=inbound, now=now, rules=self._rules)
            return replace(inbound, answered=await self._database.read(ask))
