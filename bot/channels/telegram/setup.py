"""Telegram from its settings: the channel, and what `duban doctor` says of it."""

from __future__ import annotations

from bot.channels.intake import Intake
from bot.channels.telegram.api import check_token
from bot.channels.telegram.channel import TelegramChannel
from bot.finding import Finding, bad, good
from bot.settings import BadConfig, Settings


def configured(settings: Settings) -> bool:
    return bool(settings.telegram.token.get_secret_value())


def open_channel(settings: Settings, intake: Intake) -> TelegramChannel:
    chosen = settings.telegram
    if chosen.mode == "webhook" and not (
        settings.web.enabled
        and chosen.webhook_url.startswith("https://")
        and chosen.webhook_secret.get_secret_value()
    ):
        raise BadConfig(
            "[telegram] webhook 方式需要 https 的 webhook_url、webhook_secret，并且 [web] enabled = true。"
        )
    return TelegramChannel(
        chosen.token.get_secret_value(),
        chosen.api_base,
        mode=chosen.mode,
        webhook_url=chosen.webhook_url,
        webhook_secret=chosen.webhook_secret.get_secret_value(),
        per_second=chosen.per_second,
        intake=intake,
    )


async def check(settings: Settings) -> list[Finding]:
    chosen = settings.telegram
    found = []
    if chosen.mode == "webhook" and not chosen.webhook_url.startswith("https://"):
        found.append(bad('[telegram] mode = "webhook" 需要 https:// 开头的 webhook_url。'))
    if chosen.mode == "webhook" and not chosen.webhook_secret.get_secret_value():
        found.append(bad('[telegram] mode = "webhook" 需要 webhook_secret，防止伪造消息。'))
    if not configured(settings):
        return [*found, good("没有填写 [telegram] token，不启用 Telegram。")]
    trouble = await check_token(chosen.token.get_secret_value(), chosen.api_base)
    return [
        *found,
        bad(f"Telegram：{trouble}") if trouble else good("Telegram 令牌有效，接口可达。"),
    ]
