"""WeCom from its settings: the channel, and what `duban doctor` says of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.channels.intake import Intake
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.channel import CALLBACK_PATH, WecomChannel
from bot.channels.wecom.envelope import KEY_LENGTH, aes_key
from bot.channels.wecom.http import ApiError, Unreachable
from bot.channels.wecom.sender import CONFIG
from bot.finding import Finding, bad, good, warn
from bot.settings import BadConfig, Settings, WecomSettings

_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")
_IP = re.compile(r"from ip: ?([0-9a-fA-F.:]+[0-9a-fA-F])")


def configured(settings: Settings) -> bool:
    """One key is enough to mean it; the others are asked for then."""
    return any(_keys(settings.wecom).values())


def open_channel(settings: Settings, intake: Intake) -> WecomChannel:
    troubles = _troubles(settings)
    if troubles:
        raise BadConfig("\n".join(troubles))
    chosen = settings.wecom
    return WecomChannel(
        corp_id=chosen.corp_id,
        agent_id=chosen.agent_id,
        secret=chosen.secret.get_secret_value(),
        token=chosen.token.get_secret_value(),
        encoding_aes_key=chosen.encoding_aes_key.get_secret_value(),
        api_base=chosen.api_base,
        cards=chosen.cards,
        menu=chosen.menu,
        intake=intake,
    )


async def check(settings: Settings) -> list[Finding]:
    if not configured(settings):
        return [good("没有填写 [wecom]，不启用企业微信。")]
    troubles = _troubles(settings)
    chosen = settings.wecom
    if not (chosen.corp_id and chosen.secret.get_secret_value() and chosen.agent_id):
        return [bad(trouble) for trouble in troubles]
    return [*map(bad, troubles), *await _ask(chosen, settings.web.public_url)]


def _keys(chosen: WecomSettings) -> dict[str, object]:
    return {
        "corp_id": chosen.corp_id,
        "agent_id": chosen.agent_id,
        "secret": chosen.secret.get_secret_value(),
        "token": chosen.token.get_secret_value(),
        "encoding_aes_key": chosen.encoding_aes_key.get_secret_value(),
    }


def _troubles(settings: Settings) -> list[str]:
    """What is wrong before anybody is asked, a sentence each; values are not repeated."""
    chosen = settings.wecom
    found = []
    if missing := [name for name, value in _keys(chosen).items() if not value]:
        found.append(f"[wecom] 还缺 {'、'.join(missing)}，五项都要填。")
    token, key = chosen.token.get_secret_value(), chosen.encoding_aes_key.get_secret_value()
    if token and not _TOKEN.fullmatch(token):
        found.append("[wecom] token 应是 1 到 32 位字母或数字，请从“接收消息”页重新复制。")
    if key and len(key) != KEY_LENGTH:
        found.append(
            f"[wecom] encoding_aes_key 应是 {KEY_LENGTH} 位，现在是 {len(key)} 位，请重新复制。"
        )
    elif key:
        try:
            aes_key(key)
        except ValueError:
            found.append("[wecom] encoding_aes_key 里有不该有的字符，请重新复制。")
    if urlsplit(chosen.api_base).scheme not in ("http", "https"):
        found.append("[wecom] api_base 要以 https:// 开头。")
    if not settings.web.enabled:
        found.append("[wecom] 的消息由网页服务接收，请设 [web] enabled = true。")
    return found


async def _ask(chosen: WecomSettings, public_url: str) -> list[Finding]:
    """Fetch a token and look at the app, as sending would."""
    api = WecomApi(
        chosen.corp_id, chosen.secret.get_secret_value(), chosen.agent_id, chosen.api_base
    )
    await api.open()
    try:
        await api.sign_in()
        app = await _agent(api)
    except ApiError as error:
        return [bad(_in_words(error))]
    except Unreachable:
        return [bad(f"连不上 {chosen.api_base}，请检查网络或 [wecom] api_base。")]
    finally:
        await api.close()
    if int(app.get("close", 0)):
        return [bad("企业微信应用已停用，请在管理后台启用。")]
    where = public_url.rstrip("/") or "https://您的域名"
    found = [
        good(f"企业微信应用“{app.get('name', '')}”可用，接收消息的 URL 填 {where}{CALLBACK_PATH}。")
    ]
    if not public_url.startswith("https://"):
        found.append(warn("企业微信要从外网访问回调地址，请填 [web] public_url（https://…）。"))
    return found


async def _agent(api: WecomApi) -> dict[str, Any]:
    """What the app is; nothing where a deployment has no such call."""
    try:
        return await api.agent()
    except Unreachable:
        return {}


def _in_words(error: ApiError) -> str:
    if error.code == 60020:
        ip = _IP.search(error.message)
        which = f"（{ip[1]}）" if ip else ""
        return f"企业微信不认本机的 IP{which}，请加到应用的“企业可信IP”，约一分钟后生效（60020）。"
    if why := CONFIG.get(error.code):
        return f"企业微信：[wecom] {why}（{error.code}），请到管理后台核对。"
    return f"企业微信返回错误 {error.code}，请按此编号查企业微信的错误码说明。"
