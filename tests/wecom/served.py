"""The channel of a stand-in, and a server for its callbacks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.channels.wecom import WecomChannel
from tests.standins.wecom import WecomStandIn


def open_wecom(api: WecomStandIn, **other: Any) -> WecomChannel:
    return WecomChannel(
        **{
            "corp_id": api.corp_id,
            "agent_id": api.agent_id,
            "secret": api.secret,
            "token": api.token,
            "encoding_aes_key": api.aes_key,
            "api_base": api.base,
            **other,
        }
    )


@asynccontextmanager
async def served(channel: WecomChannel, api: WecomStandIn) -> AsyncIterator[str]:
    """Serve the channel's routes and let the stand-in deliver to them."""
    app = web.Application()
    app.add_routes(channel.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.callback = f"http://127.0.0.1:{runner.addresses[0][1]}/wecom"
    try:
        yield api.callback
    finally:
        await runner.cleanup()
