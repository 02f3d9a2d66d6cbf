"""The channel on a real socket against the stand-in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.channels.base import Handle, SendError
from bot.channels.telegram import TelegramChannel, check_token
from bot.render import Rendered
from domain.messages import Button, Inbound
from domain.people import Address
from tests.standins.telegram import BotApiStandIn


@pytest.fixture
async def api() -> AsyncIterator[BotApiStandIn]:
    async with BotApiStandIn() as running:
        yield running


@asynccontextmanager
async def listening(api: BotApiStandIn, handle: Handle) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(api.token, api.base)
    async with channel.listen(handle):
        yield channel


async def echo(inbound: Inbound) -> Rendered:
    return Rendered((inbound.text,))


async def test_answers_go_to_the_chat_and_updates_are_confirmed(api: BotApiStandIn) -> None:
    async with listening(api, echo):
        api.says(7, "你好")
        sent = await api.wait_for_sent(1)
    assert [(s.chat, s.text) for s in sent] == [("7", "你好")]
    assert not api.queue  # a clean stop confirms what was handled


async def test_an_update_is_confirmed_only_after_it_was_handled(api: BotApiStandIn) -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def slow(inbound: Inbound) -> Rendered:
        started.set()
        await release.wait()
        return Rendered((inbound.text,))

    async with listening(api, slow):
        first = api.says(7, "一")
        await started.wait()
        assert first in api.queue
        release.set()
        await api.wait_for_sent(1)
    assert first not in api.queue


async def test_one_chat_stays_in_order_while_others_go_on(api: BotApiStandIn) -> None:
    release = asyncio.Event()
    order: list[str] = []

    async def handle(inbound: Inbound) -> Rendered:
        if inbound.text == "慢":
            await release.wait()
        order.append(inbound.text)
        return Rendered((inbound.text,))

    async with listening(api, handle):
        api.says(1, "慢")
        api.says(1, "后")
        for n in range(150):  # more than one batch, past the slow one
            api.says(2 + n % 10, f"快{n}")
        await api.wait_for_sent(98)  # the batch of 100 less the chat that waits
        assert "慢" not in order
        assert "后" not in order
        release.set()
        await api.wait_for_sent(152)
    assert order.index("慢") < order.index("后")
    for chat in range(10):
        mine = [int(text[1:]) for text in order if text[0] == "快" and int(text[1:]) % 10 == chat]
        assert mine == sorted(mine)


async def test_a_handler_that_fails_is_tried_again_and_stops_nobody(api: BotApiStandIn) -> None:
    tries = 0

    async def handle(inbound: Inbound) -> Rendered:
        nonlocal tries
        if inbound.text == "坏":
            tries += 1
            if tries < 3:
                raise RuntimeError("disk full")
        return Rendered((inbound.text,))

    async with listening(api, handle):
        api.says(1, "坏")
        api.says(2, "好")
        sent = await api.wait_for_sent(2)
    assert [s.text for s in sent] == ["好", "坏"]
    assert tries == 3


async def test_a_press_is_answered_and_arrives_as_its_command(api: BotApiStandIn) -> None:
    async with listening(api, echo):
        api.presses(7, "/task 政策12")
        sent = await api.wait_for_sent(1)
        assert sent[0].text == "/task 政策12"
    assert len(api.answered) == 1


async def test_buttons_stand_under_the_last_text(api: BotApiStandIn) -> None:
    message = Rendered(("<b>一</b>", "二 &lt;"), ((Button("看", "/task 政策12"),),))
    async with listening(api, echo) as channel:
        await channel.send(Address("telegram", "7", "7"), message)
    assert [(s.text, len(s.buttons)) for s in api.sent] == [("一", 0), ("二 <", 1)]


async def test_an_answer_waits_as_long_as_the_platform_asks(api: BotApiStandIn) -> None:
    api.faults.next_sends.append((429, {"retry_after": 1}))
    async with listening(api, echo):
        api.says(7, "一")
        sent = await api.wait_for_sent(1)
    assert [s.text for s in sent] == ["一"]


async def test_an_answer_follows_a_moved_chat(api: BotApiStandIn) -> None:
    api.faults.migrated["7"] = -1007
    async with listening(api, echo):
        api.says(7, "一")
        sent = await api.wait_for_sent(1)
    assert sent[0].chat == "-1007"


async def test_an_answer_is_sent_again_after_a_broken_connection(api: BotApiStandIn) -> None:
    api.faults.drop_next = 1
    async with listening(api, echo):
        api.says(7, "一")
        sent = await api.wait_for_sent(1)
    assert [s.text for s in sent] == ["一"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda f: f.next_sends.append((429, {"retry_after": 9})), {"retry_after": 9.0}),
        (lambda f: f.blocked.add("7"), {"permanent": True}),
        (lambda f: f.migrated.update({"7": -1007}), {"moved_to": "-1007"}),
        (lambda f: setattr(f, "drop_next", 1), {"unknown": True}),
        (lambda f: f.next_sends.append((400, {})), {"permanent": False, "unknown": False}),
    ],
)
async def test_send_says_what_kind_of_failure_it_was(api, fault, expected) -> None:  # type: ignore[no-untyped-def]
    fault(api.faults)
    async with listening(api, echo) as channel:
        with pytest.raises(SendError) as raised:
            await channel.send(Address("telegram", "7", "7"), Rendered(("一",)))
    for name, value in expected.items():
        assert getattr(raised.value, name) == value


async def test_a_text_that_is_no_valid_html_goes_out_plain(api: BotApiStandIn) -> None:
    async with listening(api, echo) as channel:
        await channel.send(Address("telegram", "7", "7"), Rendered(("<b>一",)))
    assert api.sent[0].text == "一"


async def test_the_token_reaches_no_log_and_no_error(
    api: BotApiStandIn, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    trouble = await check_token(token, api.base)
    assert "令牌" in trouble
    unreachable = await check_token(token, "http://127.0.0.1:9")
    assert "连不上" in unreachable
    channel = TelegramChannel(token, "http://127.0.0.1:9")
    async with channel.listen(echo):
        with pytest.raises(SendError) as raised:
            await channel.send(Address("telegram", "7", "7"), Rendered(("一",)))
    printed = caplog.text + "".join(capsys.readouterr()) + repr(raised.value)
    assert token not in printed + trouble + unreachable
    assert token.split(":")[1] not in printed


async def test_the_menu_is_set_for_one_chat(api: BotApiStandIn) -> None:
    async with listening(api, echo) as channel:
        await channel.set_commands("7", [("tasks", "我的任务")])
        await channel.set_commands(None, [("start", "绑定")])
    assert api.commands == {
        "7": [{"command": "tasks", "description": "我的任务"}],
        "": [{"command": "start", "description": "绑定"}],
    }


async def test_deep_links_carry_the_code(api: BotApiStandIn) -> None:
    async with listening(api, echo) as channel:
        assert channel.deep_link("ABCD2345") == "https://t.me/duban_bot?start=ABCD2345"


async def test_webhook_wants_the_secret_and_answers_after_the_commit(api: BotApiStandIn) -> None:
    from aiohttp import web

    handled: list[str] = []

    async def handle(inbound: Inbound) -> Rendered:
        handled.append(inbound.text)
        return Rendered((inbound.text,))

    channel = TelegramChannel(
        api.token,
        api.base,
        mode="webhook",
        webhook_url="https://bot.example",
        webhook_secret="s3cret",
    )
    app = web.Application()
    app.add_routes(channel.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    number = api.says(7, "一")
    update = api.queue.pop(number)
    async with channel.listen(handle), aiohttp.ClientSession() as client:
        assert api.webhook == {"url": "https://bot.example/telegram", "secret": "s3cret"}
        for wrong in (None, "wrong", "错"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": wrong} if wrong else {}
            async with client.post(url, json=update, headers=headers) as response:
                assert response.status == 403
        assert handled == []
        good = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        async with client.post(url, json=update, headers=good) as response:
            assert response.status == 200
        assert handled == ["一"]
        async with client.post(url, data=b"{", headers=good) as response:
            assert response.status == 400
        async with client.post(url, json={"odd": 1}, headers=good) as response:
            assert response.status == 200
    assert [s.text for s in api.sent] == ["一"]
    await runner.cleanup()


async def test_while_a_file_is_being_made_the_chat_shows_that_it_is_on_its_way(
    api: BotApiStandIn,
) -> None:
    made = asyncio.Event()

    async def paper() -> Rendered:
        await made.wait()
        return Rendered(("台账",))

    async def handle(inbound: Inbound) -> Rendered:
        return Rendered(("正在生成",), later=(paper,))

    async with listening(api, handle):
        api.says(7, "台账")
        await api.wait_for_sent(1)
        await api.acted.wait()
        assert api.actions[0] == ("7", "upload_document")
        made.set()
        sent = await api.wait_for_sent(2)
    assert [each.text for each in sent] == ["正在生成", "台账"]
