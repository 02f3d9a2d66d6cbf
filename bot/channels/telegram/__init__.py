"""Telegram: polling or webhook, through the Bot API."""

import os

# PTB's coming behaviour, chosen before it is imported: waits are timedeltas, without a warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.telegram.api import check_token
from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel", "check_token"]
