"""Telegram from its settings: the channel, and what `duban doctor` says of it."""

from __future__ import annotations

import re

from bot.channels.intake import Intake
from bot.channels.telegram.api import check_token
from bot.channels.telegram.channel import TelegramChannel
from bot.finding import Finding, bad, good
from bot.settings import BadConfig, Settings


def configured(settings: Settings) -> bool:
    return bool(settings.telegram.token.get_secret_value())


def open_channel(settings: Settings, intake: Intake) -> TelegramChannel:
    chosen = settings.telegram
    if troubles := _webhook_troubles(settings):
        raise BadConfig("\n".join(troubles))
    return TelegramChannel(
        chosen.token.get_secret_value(),
        chosen.api_base,
        mode=chosen.mode,
        webhook_url=chosen.webhook_url,
        webhook_secret=chosen.webhook_secret.get_secret_value(),
        per_second=chosen.per_second,
        intake=intake,
    )


def _webhook_troubles(settings: Settings) -> list[str]:
    """What keeps a webhook from working, a sentence each; nothing where updates are polled for."""
    chosen = settings.telegram
    if chosen.mode != "webhook":
        return []
    secret = chosen.webhook_secret.get_secret_value()
    troubles = {
        '[telegram] mode = "webhook" 的消息由网页服务接收，请设 [web] enabled = true。': settings.web.enabled,
        '[telegram] mode = "webhook" 需要 https:// 开头的 webhook_url。': chosen.webhook_url.startswith(
            "https://"
        ),
        '[telegram] mode = "webhook" 需要 webhook_secret，防止伪造消息。': bool(secret),
        "[telegram] webhook_secret 只能用 A-Z a-z 0-9 _ -，最多 256 个。": not secret
        or re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret),
    }
    return [text for text, holds in troubles.items() if not holds]


async def check(settings: Settings) -> list[Finding]:
    chosen = settings.telegram
    found = [bad(trouble) for trouble in _webhook_troubles(settings)]
    if not configured(settings):
        return [*found, good("没有填写 [telegram] token，不启用 Telegram。")]
    trouble = await check_token(chosen.token.get_secret_value(), chosen.api_base)
    return [
        *found,
        bad(f"Telegram：{trouble}") if trouble else good("Telegram 令牌有效，接口可达。"),
    ]
