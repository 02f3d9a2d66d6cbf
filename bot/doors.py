"""What everything that writes to people by itself works with: the store, the channels, the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Channel
from bot.render import Renderer
from domain.rules import Rules
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Doors:
    """`channels` and their `renderers` are by the channel's name."""

    database: Database
    channels: Mapping[str, Channel]
    renderers: Mapping[str, Renderer]
    now: Callable[[], datetime]
    rules: Rules
