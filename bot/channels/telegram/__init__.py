"""Telegram: polling or webhook, through the Bot API."""

from bot.channels.telegram.api import check_token
from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel", "check_token"]
