"""Telegram's command menus: one for strangers, and for each person the commands of their posts."""

from __future__ import annotations

from functools import partial

from telegram.error import TelegramError

from bot.channels.telegram import TelegramChannel
from domain.messages import Inbound, Reply
from domain.people import Address, Person
from handlers.commands import menu
from storage import people
from storage.database import Database, Transaction

STRANGERS = [("start", "绑定：/start 邀请码")]
# After these answers a person's posts are others than before.
_CHANGED = frozenset({"welcome", "left"})


class Menus:
    """Set at start for everybody who is bound, and again when somebody's posts change."""

    def __init__(self, database: Database, channel: TelegramChannel) -> None:
        self._database = database
        self._channel = channel

    async def introduce(self) -> None:
        """Tell strangers how to begin; those who are bound get theirs without being waited for."""
        self._channel.aside(self._channel.set_commands(None, STRANGERS))
        everybody = await self._database.read(people.everybody)
        self._channel.aside(self._set_all(everybody))

    def after_reply(self, inbound: Inbound, reply: Reply) -> None:
        if inbound.channel == self._channel.name and reply.template in _CHANGED:
            self._channel.aside(self._set(inbound.account, inbound.chat))

    async def _set_all(self, everybody: list[Person]) -> None:
        for person in everybody:
            known = await self._database.read(partial(_addresses, person.id))
            for address, unreachable in known:
                if address.channel == self._channel.name and not unreachable:
                    await self._set(address.account, address.chat)

    async def _set(self, account: str, chat: str) -> None:
        name = self._channel.name
        person = await self._database.read(lambda tx: people.by_account(tx, name, account))
        commands = menu(person) if person and person.posts else STRANGERS
        try:
            await self._channel.set_commands(chat, commands)
        except (TelegramError, ValueError):
            return  # a menu is a convenience; the words work without it


def _addresses(person_id: int, tx: Transaction) -> list[tuple[Address, str | None]]:
    return people.addresses(tx, person_id)
