"""The built-in web chat: one page, one WebSocket."""

from bot.channels.web.backend import Identity, Line, Persona, WebBackend
from bot.channels.web.channel import WebChannel

__all__ = ["Identity", "Line", "Persona", "WebBackend", "WebChannel"]
