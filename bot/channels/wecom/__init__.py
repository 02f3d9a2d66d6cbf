"""WeCom (企业微信): the callbacks of a self-built app, and its messages."""

from bot.channels.wecom.channel import WecomChannel

__all__ = ["WecomChannel"]
