"""The channel on a real socket against the stand-in: callbacks in, messages out, faults of both."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.base import Handle, SendError
from bot.channels.intake import Intake
from bot.channels.wecom import WecomChannel
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.http import ApiError
from bot.channels.wecom.sender import byte_length
from bot.files import FileStore
from bot.render import Rendered, Renderer, Sheet
from domain.messages import Button, Inbound, Reply
from domain.people import Address
from tests.standins.wecom import NOW, WecomStandIn, as_xml
from tests.wecom.served import open_wecom, served

ZHANG = Address("wecom", "zhangsan", "zhangsan")
TWO = ((Button("确认", "/draft yes 1"), Button("取消", "/draft no 1")),)
NUMBERED = ("/draft yes 1", "/draft no 1")


@pytest.fixture
async def api() -> AsyncIterator[WecomStandIn]:
    async with WecomStandIn() as running:
        yield running


async def echo(inbound: Inbound) -> Rendered | None:
    return Rendered((inbound.text or "空",))


@asynccontextmanager
async def listening(
    api: WecomStandIn, handle: Handle = echo, **other: Any
) -> AsyncIterator[WecomChannel]:
    channel = open_wecom(api, **other)
    async with channel.listen(handle), served(channel, api):
        yield channel


# Callbacks


async def test_the_address_is_verified_with_exactly_the_echo(api: WecomStandIn) -> None:
    async with listening(api):
        assert await api.verify("1616140317555161061") == (200, b"1616140317555161061")
        assert (await api.verify("1", msg_signature="0" * 40))[0] == 403
        async with aiohttp.ClientSession() as client, client.get(api.callback) as response:
            assert (response.status, await response.read()) == (403, b"")


async def test_the_200_is_empty_and_comes_after_the_commit(api: WecomStandIn) -> None:
    release, handled = asyncio.Event(), []

    async def slow(inbound: Inbound) -> Rendered:
        await release.wait()
        handled.append(inbound.text)
        return Rendered((inbound.text,))

    async with listening(api, slow):
        posting = asyncio.create_task(api.post(text_xml("一")))
        done, _ = await asyncio.wait([posting], timeout=0.2)
        assert not done
        release.set()
        assert await posting == (200, "")
        assert handled == ["一"]


def text_xml(text: str, number: str = "1", user: str = "ZhangSan") -> str:
    return as_xml(
        {
            "ToUserName": WecomStandIn.corp_id,
            "FromUserName": user,
            "CreateTime": NOW,
            "MsgType": "text",
            "Content": text,
            "MsgId": number,
            "AgentID": WecomStandIn.agent_id,
        }
    )


async def test_what_is_not_from_wecom_reaches_nobody(api: WecomStandIn) -> None:
    came = []

    async def handle(inbound: Inbound) -> None:
        came.append(inbound)

    async with listening(api, handle):
        assert (await api.post(text_xml("一"), msg_signature="0" * 40))[0] == 403
        stranger = WecomStandIn()
        stranger.aes_key, stranger.corp_id = api.aes_key, "ww_other"
        sealed = stranger.seal(text_xml("一"))
        async with aiohttp.ClientSession() as client:
            for body, status in (
                (b"", 403),
                (b"<xml/>", 403),
                (b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', 403),
                (f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), 403),
                (b"<xml>" + b"a" * 1024 * 1024 + b"</xml>", 413),
            ):
                async with client.post(
                    api.callback, data=io.BytesIO(body), params=api.signed(sealed)
                ) as response:
                    assert response.status == status
                    assert b"Traceback" not in await response.read()
        assert (await api.post("<xml><MsgType>event</MsgType></xml>"))[0] == 200  # odd, not hostile
    assert came == []


async def test_an_event_that_comes_again_is_handled_and_answered_once(api: WecomStandIn) -> None:
    came = []

    async def handle(inbound: Inbound) -> Rendered:
        came.append(inbound.text)
        return Rendered((inbound.text,))

    api.faults.lose_acks = 2
    async with listening(api, handle):
        api.says("ZhangSan", "一")
        await api.wait_until_taken()
        api.says("ZhangSan", "二")
        await api.wait_for_sent(2)
    assert [number for _, number in api.delivered] == [1, 2, 3, 1]
    assert came == ["一", "二"]
    assert [s.text for s in api.sent] == ["一", "二"]


async def test_an_event_that_takes_longer_than_wecom_waits_is_joined(
    api: WecomStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.channel.PATIENCE", 0.05)
    release, came = asyncio.Event(), []

    async def slow(inbound: Inbound) -> Rendered:
        came.append(inbound.text)
        await release.wait()
        return Rendered((inbound.text,))

    async with listening(api, slow):
        assert (await api.post(text_xml("一")))[0] == 503
        assert (await api.post(text_xml("一")))[0] == 503
        release.set()
        await api.wait_for_sent(1)
        assert await api.post(text_xml("一")) == (200, "")
    assert came == ["一"]
    assert [s.text for s in api.sent] == ["一"]


async def test_an_event_that_failed_is_tried_again_when_it_comes_again(
    api: WecomStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.answers.HANDLE_TRIES", 1)
    tries = 0

    async def handle(inbound: Inbound) -> Rendered:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise RuntimeError("disk full")
        return Rendered((inbound.text,))

    async with listening(api, handle):
        api.says("ZhangSan", "一")
        await api.wait_for_sent(1)
    assert tries == 3
    assert api.given_up == []


async def test_members_stay_in_order_and_do_not_wait_for_each_other(api: WecomStandIn) -> None:
    release, order = asyncio.Event(), []

    async def handle(inbound: Inbound) -> Rendered:
        if inbound.text == "慢":
            await release.wait()
        order.append(inbound.text)
        return Rendered((inbound.text,))

    async with listening(api, handle):
        slow = asyncio.create_task(api.post(text_xml("慢", "1")))
        await asyncio.sleep(0)
        for n in range(5):
            api.says("LiSi", f"快{n}")
        await api.wait_for_sent(5)
        after = asyncio.create_task(api.post(text_xml("后", "2")))
        done, _ = await asyncio.wait([slow, after], timeout=0.1)
        assert not done
        release.set()
        await api.wait_for_sent(7)
        await asyncio.gather(slow, after)
    assert order == [*(f"快{n}" for n in range(5)), "慢", "后"]


async def test_answers_that_went_out_are_told(api: WecomStandIn) -> None:
    told: list[str] = []
    async with listening(api) as channel:
        channel.answers.on_answered = told.append
        number = api.says("ZhangSan", "一")
        await api.wait_for_sent(1)
        await channel.answers.finish()
    assert told == [number]


async def test_events_that_mean_nothing_are_taken_and_a_menu_click_is_its_command(
    api: WecomStandIn,
) -> None:
    async with listening(api, menu=True):
        api.event("ZhangSan", "enter_agent")
        api.event("ZhangSan", "brand_new_event", "x")
        api.event("ZhangSan", "click", "/tasks")
        api.sends("ZhangSan", "voice", MediaId="1", Format="amr")
        sent = await api.wait_for_sent(2)
        await api.wait_until_taken()
    assert [s.text for s in sent] == ["/tasks", "语音"]
    assert api.given_up == []
    assert [item["name"] for item in api.menu] == ["任务", "总体情况", "更多"]


# Messages


TEXT = Rendered(("上", "标题\n第一行\n第二行"), TWO, numbered=NUMBERED)


def answering(message: Rendered) -> Handle:
    async def handle(_inbound: Inbound) -> Rendered:
        return message

    return handle


async def test_buttons_follow_an_answer_as_a_card_with_their_numbers(api: WecomStandIn) -> None:
    async with listening(api, answering(TEXT)):
        api.says("ZhangSan", "一")
        sent = await api.wait_for_sent(3)
    assert [(s.kind, s.text) for s in sent] == [
        ("text", "上"),
        ("text", "标题\n第一行\n第二行"),
        ("template_card", "标题\n点按钮，或回复编号。"),
    ]
    assert [(b["text"], b["key"]) for b in sent[2].buttons] == [
        ("1 确认", "/draft yes 1"),
        ("2 取消", "/draft no 1"),
    ]


async def test_what_nobody_asked_for_has_its_buttons_as_lines(api: WecomStandIn) -> None:
    """One message: a card beneath would ring twice."""
    async with listening(api) as channel:
        await channel.send(ZHANG, TEXT)
    assert [(s.kind, s.text) for s in api.sent] == [
        ("text", "上"),
        ("text", "标题\n第一行\n第二行\n\n回复 1 确认\n回复 2 取消"),
    ]


async def test_a_press_is_its_command_with_its_label_and_the_card_shows_it(
    api: WecomStandIn,
) -> None:
    came: list[Inbound] = []

    async def handle(inbound: Inbound) -> Rendered:
        came.append(inbound)
        return Rendered(("请确认",), TWO, numbered=NUMBERED)

    async with listening(api, handle):
        api.says("ZhangSan", "问")
        await api.wait_for_sent(2)
        api.presses("ZhangSan", "/draft yes 1", api.sent[1].card)
        await api.wait_for_sent(4)
        await api.wait_for_update()
        api.presses("ZhangSan", "/draft no 1", api.updated[0]["template_card"])
        await api.wait_for_sent(6)
        api.presses("ZhangSan", "/old 1")  # on a card that nobody remembers
        await api.wait_for_sent(8)
    assert [(i.text, i.label) for i in came[1:]] == [
        ("/draft yes 1", "确认"),
        ("/draft no 1", "取消"),
        ("/old 1", ""),
    ]
    buttons = api.updated[0]["template_card"]["button_list"]
    assert [(b["text"], b["style"]) for b in buttons] == [("✓1 确认", 4), ("2 取消", 1)]


async def test_where_cards_are_refused_the_buttons_are_numbered_from_then_on(
    api: WecomStandIn,
) -> None:
    api.faults.no_cards = True
    async with listening(api, answering(Rendered(("请确认",), TWO, numbered=NUMBERED))):
        api.says("ZhangSan", "一")
        await api.wait_for_sent(2)
        api.says("ZhangSan", "二")
        await api.wait_for_sent(3)
    assert [s.text for s in api.sent] == [
        "请确认",
        "回复 1 确认\n回复 2 取消",
        "请确认\n\n回复 1 确认\n回复 2 取消",
    ]


async def test_a_deployment_without_cards_numbers_in_the_text(api: WecomStandIn) -> None:
    reply = Reply("broadcast_cancelled", {}, TWO)
    async with listening(api, cards=False) as channel:
        await channel.send(ZHANG, Renderer(channel.dialect)(reply))
    assert [s.kind for s in api.sent] == ["text"]
    assert api.sent[0].text.endswith("回复 1 确认\n回复 2 取消")


async def test_texts_fit_in_bytes_and_nobodys_link_becomes_ours(api: WecomStandIn) -> None:
    text = "进展：" + "督" * 1500 + '<a href="https://e.example">看</a> 5<6'
    reply = Reply("broadcast", {"text": text, "author": "督查员"})
    async with listening(api) as channel:
        rendered = Renderer(channel.dialect)(reply)
        await channel.send(ZHANG, rendered)
    assert len(api.sent) >= 3
    assert all(len(s.text.encode()) <= 2048 for s in api.sent)
    shown = "".join(s.text for s in api.sent)
    assert "<a" not in shown
    assert "</a" not in shown
    assert "5<6" in shown
    assert byte_length("督<") == 6


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (lambda f: f.outside.add("zhangsan"), {"permanent": True}),
        (lambda f: f.unlicensed.add("zhangsan"), {"permanent": True}),
        (lambda f: f.codes.append(81013), {"permanent": True}),
        (lambda f: f.codes.append(-1), {"retry_after": 5.0}),
        (lambda f: f.codes.append(45033), {"retry_after": 5.0}),
        (lambda f: f.codes.append(45009), {"retry_after": 60.0}),
        (lambda f: f.codes.append(60020), {"permanent": False, "retry_after": None}),
        (lambda f: f.codes.append(45002), {"permanent": False, "unknown": False}),
        (lambda f: setattr(f, "drop_next", 1), {"unknown": True}),
        (lambda f: f.token_calls.append(40001), {"permanent": False, "unknown": False}),
    ],
)
async def test_send_says_what_kind_of_failure_it_was(api, fault, expected) -> None:  # type: ignore[no-untyped-def]
    fault(api.faults)
    async with listening(api) as channel:
        with pytest.raises(SendError) as raised:
            await channel.send(ZHANG, Rendered(("一",)))
    for name, value in expected.items():
        assert getattr(raised.value, name) == value
    assert api.sent == []


async def test_an_answer_is_sent_again_after_a_broken_connection(api: WecomStandIn) -> None:
    api.faults.drop_next = 1
    async with listening(api):
        api.says("ZhangSan", "一")
        sent = await api.wait_for_sent(1)
    assert [s.text for s in sent] == ["一"]


async def test_a_picture_that_is_refused_goes_as_a_file(api: WecomStandIn, tmp_path: Path) -> None:
    api.faults.no_pictures = True
    store = FileStore(tmp_path)
    file = store.put("总体 情况.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    async with listening(api) as channel:
        sheet = Sheet(file, store.path(file.sha256))
        await channel.send(ZHANG, Rendered((), files=(sheet,)))
    assert [(s.kind, s.file and s.file[0]) for s in api.sent] == [("file", "总体 情况.png")]


def test_nobody_gets_more_than_wecom_delivers() -> None:
    at = 0.0
    allowance = Allowance(lambda: at, per_minute=3, per_hour=5)
    assert allowance.take("zhangsan", 2) == 0
    at = 10.0
    assert allowance.take("zhangsan", 2) == 50  # the first two are a minute old at 60
    assert allowance.take("lisi", 3) == 0
    assert allowance.take("zhangsan", 1) == 0
    at = 60.0
    assert allowance.take("zhangsan", 2) == 0
    at = 200.0
    assert allowance.take("zhangsan", 1) == 3400
    at = 3600.0
    assert allowance.take("zhangsan", 1) == 0
    at = 10_000.0
    assert allowance.take("zhangsan", 9) == 0  # a message of many parts goes when it is alone


# Tokens and secrets


@asynccontextmanager
async def calling(api: WecomStandIn, **other: Any) -> AsyncIterator[WecomApi]:
    fields = {"corp_id": api.corp_id, "secret": api.secret, "agent_id": api.agent_id}
    made = WecomApi(**{**fields, "api_base": api.base, **other})
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def test_a_token_is_fetched_once_for_all_and_renewed_when_it_is_refused(
    api: WecomStandIn,
) -> None:
    async with calling(api, api_base=f"{api.base}/cgi-bin/") as made:

        async def ten() -> None:
            await asyncio.gather(*(made.send("a", "text", {"content": "一"}) for _ in range(10)))

        await ten()
        assert len(api.access_tokens) == 1
        api.expired.add(api.access_tokens[0])  # 42001
        await ten()
        assert len(api.access_tokens) == 2
        api.access_tokens.clear()  # 40014
        await ten()
        assert len(api.access_tokens) == 1
    assert len(api.sent) == 30


async def test_a_token_that_stays_refused_is_not_asked_for_without_end(api: WecomStandIn) -> None:
    async with calling(api) as made:
        api.faults.codes.extend([42001] * 5)
        with pytest.raises(ApiError) as raised:
            await made.send("a", "text", {"content": "一"})
    assert raised.value.code == 42001
    assert len(api.access_tokens) == 2
    assert len(api.faults.codes) == 3


async def test_a_wrong_secret_is_not_tried_again_for_a_minute(api: WecomStandIn) -> None:
    at = 0.0
    async with calling(api, now=lambda: at) as made:
        api.faults.token_calls.append(40001)
        for _ in range(3):
            with pytest.raises(ApiError, match="40001"):
                await made.agent()
        at = 61.0
        assert (await made.agent())["name"] == "督办"


async def test_a_token_is_renewed_before_its_end(api: WecomStandIn) -> None:
    at = 0.0
    async with calling(api, now=lambda: at) as made:
        await made.agent()
        at = 6899.0
        await made.agent()
        assert len(api.access_tokens) == 1
        at = 6901.0
        await made.agent()
        assert len(api.access_tokens) == 2


async def test_a_message_is_taken_back(api: WecomStandIn) -> None:
    async with calling(api) as made:
        sent = await made.send("a", "markdown", {"content": "**一**"})
        await made.recall(sent["msgid"])
    assert api.recalled == [sent["msgid"]]


async def test_an_unasked_text_that_is_sent_twice_arrives_once(api: WecomStandIn) -> None:
    channel = open_wecom(api)
    message = Rendered(("督办通知（通知编号 1）",))
    async with channel.listen(_nothing):
        address = Address("wecom", "a", "a")
        first = await channel.send(address, message)
        assert await channel.send(address, message) == first
        assert [s.text for s in api.sent] == ["督办通知（通知编号 1）"]
        await channel.recall(address, first)
    assert api.recalled == [first]


async def _nothing(_inbound: Inbound) -> None:
    return None


async def test_secrets_reach_no_log_and_no_error(
    api: WecomStandIn, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    raised: list[BaseException] = []
    for base in (api.base, "http://127.0.0.1:9"):
        for code in (0, 40001, 60020):
            if code:
                api.faults.codes.append(code)
            api.faults.drop_next = int(not code)
            async with listening(api, api_base=base) as channel:
                await api.post(text_xml("一"), msg_signature="0" * 40)
                await api.post("<xml><MsgType>event</MsgType></xml>")
                try:
                    await channel.send(ZHANG, Rendered(("一",)))
                except SendError as error:
                    raised.append(error)
    printed = caplog.text + "".join(capsys.readouterr()) + repr(raised)
    assert len(raised) == 5  # 40001 of a call that is no gettoken renews the token and goes well
    for secret in (api.secret, api.token, api.aes_key, *api.access_tokens):
        assert secret not in printed


# Files


async def test_files_come_by_media_id_and_only_for_who_is_bound(
    api: WecomStandIn, tmp_path: Path
) -> None:
    came: list[Inbound] = []

    async def handle(inbound: Inbound) -> Rendered:
        came.append(inbound)
        return Rendered(("收到",))

    async def is_bound(channel: str, account: str) -> bool:
        return (channel, account) == ("wecom", "zhangsan")

    intake = Intake(FileStore(tmp_path), is_bound)
    jpg, png = b"\xff\xd8\xff" + b"0" * 90, b"\x89PNG\r\n\x1a\n" + b"0" * 90
    media = {
        "jpg": api.keeps("x.jpg", jpg, "image/jpeg"),
        "png": api.keeps("x.jpg", png, "image/jpeg"),  # not what it is called
        "pdf": api.keeps("验收报告.pdf", b"%PDF-1.7 ...", "application/pdf"),
        "txt": api.keeps("说明.txt", "{说明}".encode(), "text/plain"),
        "exe": api.keeps("a.exe", b"MZ", "application/octet-stream"),
        "big": api.keeps("大.pdf", b"%PDF-" + b"0" * 21 * 1024 * 1024, "application/pdf"),
    }
    async with listening(api, handle, intake=intake):
        trap = f"{api.base}/must-not-be-asked"
        api.sends("ZhangSan", "image", PicUrl=trap, MediaId=media["jpg"], MsgId=77000001)
        api.sends("ZhangSan", "image", PicUrl=trap, MediaId=media["png"], MsgId=77000002)
        api.sends("ZhangSan", "file", FileName="验收报告.pdf", MediaId=media["pdf"])
        api.sends("ZhangSan", "file", FileName="说明.txt", MediaId=media["txt"])
        await api.wait_for_sent(4)
        api.sends("LuRen", "image", PicUrl=trap, MediaId=media["jpg"])
        await api.wait_for_sent(5)
        for name in ("exe", "big"):
            api.sends("ZhangSan", "file", FileName=api.files[media[name]][0], MediaId=media[name])
        api.sends("ZhangSan", "file", FileName="没了.pdf", MediaId="gone")
        await api.wait_for_sent(8)
        api.sends("ZhangSan", "file", MediaId=media["pdf"])  # without its name
        await api.wait_for_sent(9)
    assert [[(f.name, f.size, f.mime) for f in inbound.files] for inbound in came] == [
        [("照片000001.jpg", 93, "image/jpeg")],
        [("照片000002.png", 98, "image/png")],
        [("验收报告.pdf", 12, "application/pdf")],
        [("说明.txt", 8, "text/plain")],
        [],
        [("验收报告.pdf", 12, "application/pdf")],
    ]
    assert "不是能收的文件" in api.sent[5].text
    assert "超过 20 MB" in api.sent[6].text
    assert "没有从平台取到" in api.sent[7].text
    asked = [media[n] for n in ("jpg", "png", "pdf", "txt", "exe", "big")]
    assert api.fetched == [*asked, "gone", media["pdf"]]
