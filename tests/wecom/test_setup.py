"""What `duban doctor` and `duban run` say of a [wecom] section, in plain words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.intake import Intake
from bot.channels.wecom.setup import check, configured, open_channel
from bot.files import FileStore
from bot.settings import BadConfig, Settings, load_settings
from tests.standins.wecom import WecomStandIn


@pytest.fixture
async def api() -> AsyncIterator[WecomStandIn]:
    async with WecomStandIn() as running:
        yield running


def settings_of(api: WecomStandIn, **other: Any) -> Settings:
    return Settings(
        wecom={
            "corp_id": api.corp_id,
            "agent_id": api.agent_id,
            "secret": api.secret,
            "token": api.token,
            "encoding_aes_key": api.aes_key,
            "api_base": api.base,
            **other,
        },
        web={"public_url": "https://duban.example/"},
    )


async def said(settings: Settings) -> str:
    return "\n".join(
        ("✓" if f.ok else "✗" if f.fatal else "!") + f.text for f in await check(settings)
    )


async def test_a_good_section_is_said_with_the_address_to_fill_in(api: WecomStandIn) -> None:
    text = await said(settings_of(api))
    assert text == "✓企业微信应用“督办”可用，接收消息的 URL 填 https://duban.example/wecom。"
    private = settings_of(api)
    private.web.public_url = ""
    assert "!企业微信要从外网访问回调地址" in await said(private)
    assert (await said(Settings())) == "✓没有填写 [wecom]，不启用企业微信。"
    assert not configured(Settings())


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"secret": "", "token": ""}, "✗[wecom] 还缺 secret、token，五项都要填。"),
        ({"encoding_aes_key": "a" * 42}, "encoding_aes_key 应是 43 位，现在是 42 位"),
        ({"encoding_aes_key": "!" * 43}, "encoding_aes_key 里有不该有的字符"),
        ({"token": "has space"}, "token 应是 1 到 32 位字母或数字"),
        ({"api_base": "qyapi.weixin.qq.com"}, "api_base 要以 https:// 开头"),
        ({"secret": "wrong-secret"}, "✗企业微信：[wecom] secret 不对（40001）"),
        ({"corp_id": "ww_wrong"}, "✗企业微信：[wecom] corp_id 不对（40013）"),
        ({"agent_id": 7}, "✗企业微信：[wecom] agent_id 和 secret 不是同一个应用（301002）"),
        ({"api_base": "http://127.0.0.1:9"}, "✗连不上 http://127.0.0.1:9，请检查网络"),
    ],
)
async def test_what_is_wrong_is_said(api: WecomStandIn, other: dict[str, Any], says: str) -> None:
    text = await said(settings_of(api, **other))
    assert says in text
    for secret in (api.secret, api.aes_key, "wrong-secret"):
        assert secret not in text


async def test_the_platforms_refusals_are_said(api: WecomStandIn) -> None:
    api.faults.untrusted_ip = True
    text = await said(settings_of(api))
    assert text == (
        "✗企业微信不认本机的 IP（203.0.113.9），请加到应用的“企业可信IP”，约一分钟后生效（60020）。"
    )
    api.faults.untrusted_ip = False
    api.faults.closed = True
    assert "应用已停用" in await said(settings_of(api))
    api.faults.bare = True
    assert "可用" in await said(settings_of(api))
    api.faults.token_calls.append(50001)
    assert "返回错误 50001" in await said(settings_of(api))


async def test_a_section_that_cannot_work_stops_the_run(api: WecomStandIn, tmp_path: Path) -> None:
    async def nobody(_channel: str, _account: str) -> bool:
        return False

    intake = Intake(FileStore(tmp_path), nobody)
    assert open_channel(settings_of(api), intake).name == "wecom"
    with pytest.raises(BadConfig, match="还缺 token"):
        open_channel(settings_of(api, token=""), intake)
    closed = settings_of(api)
    closed.web.enabled = False
    with pytest.raises(BadConfig, match="enabled = true"):
        open_channel(closed, intake)


def test_secrets_come_from_the_environment_and_an_admin_in_any_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[wecom]\nagent_id = 1\n[access]\nadmins = ["wecom:ZhangSan"]\n', "utf-8")
    monkeypatch.setenv("DUBAN_WECOM__SECRET", "s3cret")
    monkeypatch.setenv("DUBAN_WECOM__ENCODING_AES_KEY", "k3y")
    loaded = load_settings(file)
    assert loaded.wecom.secret.get_secret_value() == "s3cret"
    assert loaded.rules().admins == {"wecom:zhangsan"}
    assert "s3cret" not in repr(loaded)
    assert "k3y" not in repr(loaded)
