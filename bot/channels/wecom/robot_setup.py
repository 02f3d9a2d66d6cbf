"""Group robots from their settings: the channel, and what `duban doctor` says of them."""

from __future__ import annotations

from pathlib import Path

from bot.channels.intake import Intake
from bot.channels.wecom.robot import NoWebhook, RobotChannel, Webhook
from bot.finding import Finding, bad, good
from bot.settings import BadConfig, Settings

LARGEST_FILE = 4096  # bytes; it holds one address


def configured(settings: Settings) -> bool:
    return bool(settings.robots.names)


def open_channel(settings: Settings, intake: Intake) -> RobotChannel:
    webhooks, troubles = _read(settings)
    if troubles:
        raise BadConfig("\n".join(troubles))
    return RobotChannel(webhooks)


async def check(settings: Settings) -> list[Finding]:
    """A key cannot be tried without posting, so an admin does that: 工作群 → 试发."""
    webhooks, troubles = _read(settings)
    found = [bad(trouble) for trouble in troubles]
    if webhooks:
        names = "、".join(webhooks)
        found.append(good(f"群机器人：{names}。给机器人发「工作群」，点「试发」看群里是否收到。"))
    return found


def _read(settings: Settings) -> tuple[dict[str, Webhook], list[str]]:
    """The robots that can be used, and a sentence for each of the others; no value is repeated."""
    chosen, webhooks, troubles = settings.robots, dict[str, Webhook](), []
    for name in chosen.names:
        where = f"[robots] 「{name}」"
        try:
            text = (
                chosen.webhooks[name].get_secret_value()
                if name in chosen.webhooks
                else _content(chosen.webhook_files[name])
            )
            webhooks[name] = Webhook.read(text, settings.wecom.api_base)
        except OSError as error:
            troubles.append(f"{where}写的文件打不开：{error.strerror}。")
        except (NoWebhook, UnicodeDecodeError):
            troubles.append(
                f"{where}要填群机器人的 Webhook 地址（https://…/cgi-bin/webhook/send?key=…），"
                "请从群设置里重新复制。"
            )
    return webhooks, troubles


def _content(file: Path) -> str:
    with file.open(encoding="utf-8") as source:
        return source.read(LARGEST_FILE)
