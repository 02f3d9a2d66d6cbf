"""The platforms there are beyond our own page and console. A new one is a line in `PLATFORMS`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.channels.answers import Answers
from bot.channels.base import Channel
from bot.channels.intake import Intake
from bot.channels.telegram import setup as telegram
from bot.channels.wecom import robot_setup as robots
from bot.channels.wecom import setup as wecom
from bot.finding import Finding
from bot.settings import Settings


class Platform(Channel, Protocol):
    """A channel that answers by calls of its own, after it has told the platform "handled"."""

    answers: Answers

    @property
    def silent_for(self) -> float | None:
        """Seconds since polling last worked; None when it does not poll."""
        ...

    def deep_link(self, code: str) -> str:
        """The link that carries a binding code to a chat, or ""."""
        ...

    def routes(self) -> list[web.RouteDef]:
        """What the program's HTTP server must serve for this channel."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformKind:
    """`open` makes the channel, or raises BadConfig; `check` is what `duban doctor` asks.

    `hears` False: it only posts, so a program that has nothing else can be told nothing."""

    configured: Callable[[Settings], bool]
    open: Callable[[Settings, Intake], Platform]
    check: Callable[[Settings], Awaitable[list[Finding]]]
    hears: bool = True


PLATFORMS = (
    PlatformKind(telegram.configured, telegram.open_channel, telegram.check),
    PlatformKind(wecom.configured, wecom.open_channel, wecom.check),
    PlatformKind(robots.configured, robots.open_channel, robots.check, hears=False),
)


def any_configured(settings: Settings) -> bool:
    return settings.web.enabled or any(
        kind.hears and kind.configured(settings) for kind in PLATFORMS
    )


NOTHING_CONFIGURED = "没有启用任何渠道：请填写 [telegram] 或 [wecom]，或设 [web] enabled = true。"
