"""Group robots over real HTTP: what is posted, what is waited for, what every refusal becomes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import SendError
from bot.channels.intake import Intake
from bot.channels.wecom import robot
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.robot import NoWebhook, RobotChannel, Webhook
from bot.channels.wecom.robot_setup import check, configured, open_channel
from bot.files import FileStore
from bot.logs import mask
from bot.platforms import any_configured
from bot.render import Rendered, Renderer, Sheet
from bot.settings import BadConfig, Settings, load_settings
from domain.messages import Button, Reply
from domain.people import Address
from tests.standins.robot import RobotStandIn

KEY, OTHER = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa", "0ec2sifa5aaa-4bc4-97a0-7aoc-693a91f6"
GROUP = Address("robot", "工作群", "工作群")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
async def api() -> AsyncIterator[RobotStandIn]:
    async with RobotStandIn(KEY, OTHER) as running:
        yield running


@pytest.fixture
async def channel(api: RobotStandIn) -> AsyncIterator[RobotChannel]:
    webhooks = {"工作群": Webhook.read(api.webhook(KEY), ""), "专班": Webhook(api.base, OTHER)}
    opened = RobotChannel(webhooks)

    async def nobody(_inbound: object) -> None:
        raise AssertionError("a robot hears nothing")

    async with opened.listen(nobody):
        yield opened


async def test_texts_pictures_and_files_reach_their_own_group(
    api: RobotStandIn, channel: RobotChannel, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    files = [store.put(n, c) for n, c in (("图.png", PNG), ("通报 6月.docx", b"PK\x03\x04 words"))]
    sheets = tuple(Sheet(file, store.path(file.sha256)) for file in files)
    assert await channel.send(GROUP, Rendered(("一 <a href=x>点</a>", "二"), files=sheets)) == ""
    await channel.send(Address("robot", "专班", "专班"), Rendered((), files=sheets[1:]))
    assert [(p.key, p.kind, p.text) for p in api.posted] == [
        (KEY, "text", "一 ＜a href=x>点＜/a>"),
        (KEY, "text", "二"),
        (KEY, "image", ""),
        (KEY, "file", ""),
        (OTHER, "file", ""),
    ]
    assert [p.file for p in api.posted[2:]] == [
        ("", PNG),
        ("通报 6月.docx", b"PK\x03\x04 words"),
        ("通报 6月.docx", b"PK\x03\x04 words"),
    ]


async def test_a_picture_that_is_too_large_goes_as_a_file(
    api: RobotStandIn, channel: RobotChannel, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    file = store.put("总体情况.png", PNG + b"0" * robot.LARGEST_PICTURE)
    await channel.send(GROUP, Rendered((), files=(Sheet(file, store.path(file.sha256)),)))
    assert [(p.kind, p.file and p.file[0]) for p in api.posted] == [("file", "总体情况.png")]


@pytest.mark.parametrize(
    ("code", "reason", "permanent", "retry_after"),
    [
        (93000, "群机器人的地址无效或已停用（93000）", True, None),
        (93008, "群机器人的地址无效或已停用（93008）", True, None),
        (45009, "平台限速", False, 60.0),
        (-1, "平台繁忙", False, 5.0),
        (45033, "平台繁忙", False, 5.0),
        (40058, "平台拒收（40058）", False, None),
    ],
)
async def test_each_refusal_is_what_it_means(
    api: RobotStandIn,
    channel: RobotChannel,
    code: int,
    reason: str,
    permanent: bool,
    retry_after: float | None,
) -> None:
    api.faults.codes.append(code)
    with pytest.raises(SendError) as raised:
        await channel.send(GROUP, Rendered(("一",)))
    error = raised.value
    assert (error.reason, error.permanent, error.retry_after) == (reason, permanent, retry_after)
    assert not error.unknown
    assert not api.posted


async def test_a_cut_connection_leaves_doubt_and_a_closed_door_none(api: RobotStandIn) -> None:
    opened = RobotChannel(
        {"工作群": Webhook(api.base, KEY), "远": Webhook("http://127.0.0.1:9", KEY)}
    )
    with pytest.raises(SendError) as raised:
        await opened.send(GROUP, Rendered(("一",)))
    assert not raised.value.unknown  # nothing is open yet
    async with opened.listen(lambda _: None):  # type: ignore[arg-type,return-value]
        api.faults.drop_next = 1
        with pytest.raises(SendError) as raised:
            await opened.send(GROUP, Rendered(("一",)))
        assert raised.value.unknown
        with pytest.raises(SendError) as raised:
            await opened.send(Address("robot", "远", "远"), Rendered(("一",)))
        assert (raised.value.reason, raised.value.unknown) == ("连不上平台", False)
        with pytest.raises(SendError) as raised:
            await opened.send(Address("robot", "没有", "没有"), Rendered(("一",)))
        assert raised.value.permanent


async def test_the_rest_of_a_message_waits_where_the_platform_is_full(
    api: RobotStandIn, channel: RobotChannel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is in the group already does not come twice because its second half met the limit."""
    monkeypatch.setattr(robot, "FULL_WAIT", 0.01)
    api.full_after = {1: 2}  # after the first message the platform is full twice
    await channel.send(GROUP, Rendered(("一", "二")))
    assert ([p.text for p in api.posted], api.calls) == (["一", "二"], 4)
    api.full_after = {2: 1}
    with pytest.raises(SendError) as raised:  # nothing of this one is out: it comes again whole
        await channel.send(GROUP, Rendered(("三",)))
    assert raised.value.retry_after == 0.01
    api.full_after = {2: robot.WAITS_FOR_REST}
    with pytest.raises(SendError):
        await channel.send(GROUP, Rendered((), files=(await _sheet(tmp_path),)))


async def test_what_is_half_out_is_not_posted_again(
    api: RobotStandIn, channel: RobotChannel, tmp_path: Path
) -> None:
    sheet = await _sheet(tmp_path)
    api.faults.codes.append(40009)  # the picture is refused, so it goes as a file
    await channel.send(GROUP, Rendered((), files=(sheet,)))
    assert [p.kind for p in api.posted] == ["file"]
    api.faults.codes.extend([40009, 40058])
    with pytest.raises(SendError) as raised:
        await channel.send(GROUP, Rendered((), files=(sheet,)))
    assert (raised.value.reason, raised.value.unknown) == ("只发出一部分：平台拒收（40058）", True)


async def _sheet(folder: Path) -> Sheet:
    store = FileStore(folder)
    file = store.put("图.png", PNG)
    return Sheet(file, store.path(file.sha256))


async def test_a_robot_never_posts_more_than_the_platform_takes(
    api: RobotStandIn, channel: RobotChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 20th message of a minute waits, whatever it is part of."""
    slept: list[float] = []
    now = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    for each in channel._robots.values():
        each._allowance = Allowance(lambda: now[0], robot.PER_MINUTE, robot.PER_HOUR)
    monkeypatch.setattr(robot.asyncio, "sleep", sleep)
    await channel.send(GROUP, Rendered(tuple(f"第{n}条" for n in range(robot.PER_MINUTE))))
    assert slept == []
    await channel.send(Address("robot", "专班", "专班"), Rendered(("别的群不等",)))
    assert slept == []
    monkeypatch.setattr(api, "posted", [])
    await channel.send(GROUP, Rendered(("下一分钟",)))
    assert slept == [60.0]


def test_nothing_can_be_pressed_or_typed_there() -> None:
    reply = Reply("ack", buttons=((Button("好", "/got"), Button("看", "/task 政策12")),))
    shown = Renderer(RobotChannel.dialect)(reply)
    assert shown.buttons == ()
    assert shown.numbered == ()
    assert "回复 1" not in shown.texts[-1]


@given(st.lists(st.sampled_from(["市科技局", "东阿县人民政府", "市工业和信息化局"]), max_size=400))
def test_a_list_of_units_is_cut_between_names(units: list[str]) -> None:
    data = {"text": "报数", "units": units, "until": "", "kind": "number"}
    texts = Renderer(RobotChannel.dialect)(Reply("room_missing", data)).texts
    assert all(len(text.encode()) <= 2048 for text in texts)
    names = [each for text in texts for line in text.split("\n") for each in line.split("、")]
    assert [name for name in names if name in set(units)] == units


@pytest.mark.parametrize(
    ("text", "base"),
    [
        (
            f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
            "https://qyapi.weixin.qq.com",
        ),
        (
            f" https://im.gov.example/wx/cgi-bin/webhook/send?debug=1&key={KEY}\n",
            "https://im.gov.example/wx",
        ),
        (KEY, "http://own.example"),
        (f"key={KEY}\n", "http://own.example"),
    ],
)
def test_an_address_or_a_key_is_read(text: str, base: str) -> None:
    read = Webhook.read(text, "http://own.example")
    assert (read.api_base, read.key) == (base, KEY)
    assert KEY not in repr(read)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "短",
        f"https://qyapi.weixin.qq.com/?key={KEY}",
        "https://x.example/cgi-bin/webhook/send",
        f"ftp://x.example/cgi-bin/webhook/send?key={KEY}",
        "工作群的机器人地址在这里",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NoWebhook):
        Webhook.read(text, "https://own.example")


async def test_settings_hold_addresses_or_files_and_say_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "robot.txt").write_text(f"{KEY}\n", "utf-8")
    config = tmp_path / "config.toml"
    config.write_text(
        f'[robots]\nwebhooks = {{ "工作群" = "https://x.example/cgi-bin/webhook/send?key={OTHER}" }}\n'
        'webhook_files = { "专班" = "robot.txt", "没了" = "gone.txt", "空" = "config.toml" }\n',
        "utf-8",
    )
    settings = load_settings(config)
    assert settings.rules().groups == ("robot:工作群", "robot:专班", "robot:没了", "robot:空")
    assert configured(settings)
    found = await check(settings)
    assert [(f.ok, f.text) for f in found] == [
        (False, "[robots] 「没了」写的文件打不开：No such file or directory。"),
        (
            False,
            "[robots] 「空」要填群机器人的 Webhook 地址（https://…/cgi-bin/webhook/send?key=…），"
            "请从群设置里重新复制。",
        ),
        (True, "群机器人：工作群、专班。给机器人发「工作群」，点「试发」看群里是否收到。"),
    ]
    intake = Intake(FileStore(tmp_path), None)  # type: ignore[arg-type]
    with pytest.raises(BadConfig) as raised:
        open_channel(settings, intake)
    for secret in (KEY, OTHER):
        assert secret not in f"{found}{settings!r}{raised.value}"
    settings.robots.webhook_files = {"专班": tmp_path / "robot.txt"}
    assert open_channel(settings, intake).name == "robot"
    settings.web.enabled = False
    assert not any_configured(settings)  # a robot alone hears nothing
    assert not configured(Settings())
    assert await check(Settings()) == []


def test_the_environment_may_hold_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ROBOTS__WEBHOOKS", f'{{"工作群": "{KEY}"}}')
    settings = load_settings(None)
    assert settings.robots.names == ("工作群",)
    assert KEY not in repr(settings)


def test_a_name_that_is_an_address_by_mistake_is_not_repeated(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[robots]\nwebhooks = {{ "{KEY}" = "工作群" }}\n', "utf-8")
    with pytest.raises(BadConfig) as raised:
        load_settings(config)
    assert "每个群名" in str(raised.value)
    assert KEY[:8] not in str(raised.value)


async def test_the_key_is_in_no_log(
    api: RobotStandIn,
    channel: RobotChannel,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    api.faults.dead.add(KEY)  # the platform repeats the key in its words
    with pytest.raises(SendError) as raised:
        await channel.send(GROUP, Rendered(("一",)))
    api.faults.dead.clear()
    api.faults.drop_next = 1
    with pytest.raises(SendError):
        await channel.send(GROUP, Rendered(("一",)))
    seen = capsys.readouterr()
    assert "robot_refused" in seen.out + seen.err
    assert KEY not in f"{seen.out}{seen.err}{caplog.text}{raised.value}"
    assert KEY not in mask(f"POST https://x.example/cgi-bin/webhook/send?key={KEY} failed")
