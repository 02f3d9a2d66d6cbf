"""One contract for every channel: what is said is handled once and answered, what is sent arrives.

A door is the channel with somebody in front of it: `say` writes to it, `hear` waits for what it shows.
"""

from __future__ import annotations

import asyncio
import io
import os
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channels.base import Channel, Edits, Handle, Recalls, SendsOnce
from bot.channels.console import ConsoleChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.web import Identity, Line, WebChannel
from bot.channels.wecom import WecomChannel
from bot.channels.wecom.robot import RobotChannel, Webhook
from bot.files import FileStore
from bot.render import Rendered, Sheet
from domain.messages import Attachment, Button, Inbound, InboundKind
from domain.people import Address
from tests.standins.robot import Posted, RobotStandIn
from tests.standins.telegram import BotApiStandIn
from tests.standins.wecom import Sent, WecomStandIn
from tests.wecom.served import open_wecom, served

NOW = datetime(2025, 6, 18, 1, 30, tzinfo=UTC)


class Door(ABC):
    channel: Channel
    address: Address

    @abstractmethod
    async def say(self, text: str) -> None: ...

    @abstractmethod
    async def hear(self) -> str:
        """The next text that is shown."""

    async def press(self, command: str) -> None:
        await self.say(command)

    @abstractmethod
    async def fetch(self) -> tuple[str, bytes]:
        """The name and content of the next file that is shown."""


class TelegramDoor(Door):
    def __init__(self, api: BotApiStandIn) -> None:
        self.api = api
        self.channel = TelegramChannel(api.token, api.base)
        self.address = Address("telegram", "7", "7")
        self.heard = 0

    async def say(self, text: str) -> None:
        self.api.says(7, text)

    async def press(self, command: str) -> None:
        self.api.presses(7, command)

    async def hear(self) -> str:
        self.heard += 1
        return (await self.api.wait_for_sent(self.heard))[self.heard - 1].text

    async def fetch(self) -> tuple[str, bytes]:
        self.heard += 1
        sent = (await self.api.wait_for_sent(self.heard))[self.heard - 1]
        assert sent.file is not None
        assert sent.photo == sent.file[0].endswith(".png")
        return sent.file


class WecomDoor(Door):
    def __init__(self, api: WecomStandIn) -> None:
        self.api = api
        self.channel: WecomChannel = open_wecom(api)
        self.address = Address("wecom", "zhangsan", "zhangsan")
        self.heard = 0

    async def say(self, text: str) -> None:
        self.api.says("ZhangSan", text)

    async def press(self, command: str) -> None:
        self.api.presses("ZhangSan", command)

    async def hear(self) -> str:
        return (await self._next()).text

    async def fetch(self) -> tuple[str, bytes]:
        sent = await self._next()
        assert sent.file is not None
        assert sent.kind == ("image" if sent.file[0].endswith(".png") else "file")
        return sent.file

    async def _next(self) -> Sent:
        """The next message beside the cards of buttons that follow texts."""
        while True:
            self.heard += 1
            sent = (await self.api.wait_for_sent(self.heard))[self.heard - 1]
            if sent.card is None:
                return sent


class WebDoor(Door):
    def __init__(self, folder: Path) -> None:
        self.backend = Nobody()
        self.channel: WebChannel = WebChannel(
            self.backend, FileStore(folder), host="127.0.0.1", port=0, session_key="k" * 40
        )

    async def open(self, stack: AsyncExitStack) -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        self.client = client = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=jar)
        )
        self.url = url = f"http://127.0.0.1:{self.channel.bound_port}"
        async with client.get(url) as response:
            account = response.cookies["duban_session"].value.rsplit(".", 2)[0].strip('"')
        self.address = Address("web", account, account)
        self.socket = await client.ws_connect(f"{url}/ws")
        stack.push_async_callback(self.socket.close)

    async def say(self, text: str) -> None:
        await self._send(type="say", text=text)

    async def press(self, command: str) -> None:
        await self._send(type="press", command=command, label="看")

    async def _send(self, **event: Any) -> None:
        await self.socket.send_json({"id": str(uuid.uuid4()), **event})

    async def hear(self) -> str:
        while True:
            event = await self.socket.receive_json()
            if event["type"] == "message":
                return str(event["line"]["texts"][-1])

    async def fetch(self) -> tuple[str, bytes]:
        while True:
            event = await self.socket.receive_json()
            if event["type"] == "message":
                (file,) = event["line"]["files"]
                link = f"{self.url}/files/{file['sha256']}"
                async with self.client.get(link) as response:
                    assert response.status == 404  # it was not given to this account
                self.backend.given[file["sha256"]] = Attachment(**file)
                async with self.client.get(link) as response:
                    shown = response.headers["Content-Disposition"].split(";")[0]
                    assert shown == ("inline" if file["name"].endswith(".png") else "attachment")
                    return file["name"], await response.read()


class Nobody:
    """A backend without a program behind it."""

    zone = "Asia/Shanghai"

    def __init__(self) -> None:
        self.given: dict[str, Attachment] = {}

    async def identity(self, account: str) -> Identity | None:
        return None

    async def history(self, account: str, limit: int, before: str | None) -> list[Line]:
        return []

    async def may_download(self, account: str, sha256: str) -> Attachment | None:
        return self.given.get(sha256)

    async def health(self) -> dict[str, Any]:
        return {}

    async def metrics(self) -> str:
        return ""

    def now(self) -> datetime:
        return NOW


class ConsoleDoor(Door):
    def __init__(self, folder: Path) -> None:
        read, write = os.pipe()
        self.source, self.keyboard = os.fdopen(read), os.fdopen(write, "w")
        self.screen = Screen()
        self.folder = folder
        self.channel = ConsoleChannel("市科技局", self.source, self.screen, lambda: NOW, folder)
        self.address = Address("console", "市科技局", "市科技局")

    async def say(self, text: str) -> None:
        self.keyboard.write(text + "\n")
        self.keyboard.flush()

    async def hear(self) -> str:
        return await self.screen.next()

    async def fetch(self) -> tuple[str, bytes]:
        saved = Path((await self.screen.next()).removeprefix("文件已存为 "))
        assert saved.parent == self.folder
        return saved.name, await asyncio.to_thread(saved.read_bytes)


class Screen(io.StringIO):
    """What was written, without the prompts, one text at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: asyncio.Queue[str] = asyncio.Queue()

    def write(self, text: str) -> int:
        if text.endswith("\n"):
            self.texts.put_nowait(text.rstrip("\n"))
        return len(text)

    async def next(self) -> str:
        return await self.texts.get()


class RobotDoor(Door):
    """A group that only reads: nobody can say or press anything there."""

    def __init__(self, api: RobotStandIn) -> None:
        self.api = api
        self.channel = RobotChannel({"工作群": Webhook.read(api.webhook(ROBOT_KEY), "")})
        self.address = Address("robot", "工作群", "工作群")
        self.heard = 0

    async def say(self, text: str) -> None:
        """There is nothing that could be said."""

    async def hear(self) -> str:
        return (await self._next()).text

    async def fetch(self) -> tuple[str, bytes]:
        posted = await self._next()
        assert posted.file is not None
        return posted.file

    async def _next(self) -> Posted:
        self.heard += 1
        return (await self.api.wait_for_posted(self.heard))[self.heard - 1]


ROBOT_KEY = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@asynccontextmanager
async def opened(kind: str, handle: Handle, folder: Path) -> AsyncIterator[Door]:
    async with AsyncExitStack() as stack, asyncio.timeout(20):
        door: Door
        if kind == "telegram":
            door = TelegramDoor(await stack.enter_async_context(BotApiStandIn()))
            await stack.enter_async_context(door.channel.listen(handle))
        elif kind == "wecom":
            api = await stack.enter_async_context(WecomStandIn())
            door = wecom = WecomDoor(api)
            await stack.enter_async_context(wecom.channel.listen(handle))
            await stack.enter_async_context(served(wecom.channel, api))
        elif kind == "robot":
            door = RobotDoor(await stack.enter_async_context(RobotStandIn(ROBOT_KEY)))
            await stack.enter_async_context(door.channel.listen(handle))
        elif kind == "web":
            door = web = WebDoor(folder)
            await stack.enter_async_context(door.channel.listen(handle))
            await web.open(stack)
        else:
            door = console = ConsoleDoor(folder / "papers")
            stack.callback(console.source.close)
            await stack.enter_async_context(door.channel.listen(handle))
            stack.callback(console.keyboard.close)
        yield door


TALKING = ["telegram", "wecom", "web", "console"]
KINDS = pytest.mark.parametrize("kind", TALKING)
ALL_KINDS = pytest.mark.parametrize("kind", [*TALKING, "robot"])


class Desk:
    """Handles by echo, and remembers what came."""

    def __init__(self) -> None:
        self.came: list[Inbound] = []

    async def handle(self, inbound: Inbound) -> Rendered | None:
        self.came.append(inbound)
        return Rendered((f"听到 {inbound.text}",), ((Button("看", "/task 政策12"),),))


@KINDS
async def test_what_is_said_is_handled_once_and_answered(kind: str, tmp_path: Path) -> None:
    desk = Desk()
    async with opened(kind, desk.handle, tmp_path) as door:
        await door.say("政策12 完成60%")
        assert await door.hear() == "听到 政策12 完成60%"
    (inbound,) = desk.came
    assert (inbound.channel, inbound.account) == (door.address.channel, door.address.account)
    assert inbound.kind is InboundKind.TEXT
    assert inbound.private
    assert inbound.sent_at.tzinfo is not None


@KINDS
async def test_events_have_ids_of_their_own_and_keep_their_order(kind: str, tmp_path: Path) -> None:
    desk = Desk()
    async with opened(kind, desk.handle, tmp_path) as door:
        for n in range(5):
            await door.say(f"第{n}条")
        assert [await door.hear() for _ in range(5)] == [f"听到 第{n}条" for n in range(5)]
    assert len({inbound.event_id for inbound in desk.came}) == 5


@KINDS
async def test_a_press_arrives_as_its_whole_command(kind: str, tmp_path: Path) -> None:
    desk = Desk()
    async with opened(kind, desk.handle, tmp_path) as door:
        await door.press("/task 政策12")
        assert await door.hear() == "听到 /task 政策12"


async def begin(door: Door) -> None:
    """Where somebody can write, they have written."""
    if door.channel.dialect.hears:
        await door.say("一")
        await door.hear()


@ALL_KINDS
async def test_what_is_sent_without_being_asked_arrives(kind: str, tmp_path: Path) -> None:
    async with opened(kind, Desk().handle, tmp_path) as door:
        await begin(door)
        await door.channel.send(door.address, Rendered(("早上好",)))
        assert await door.hear() == "早上好"


@KINDS
async def test_an_event_that_needs_no_answer_gets_none(kind: str, tmp_path: Path) -> None:
    async def quiet(inbound: Inbound) -> Rendered | None:
        return None if inbound.text == "嘘" else Rendered((inbound.text,))

    async with opened(kind, quiet, tmp_path) as door:
        await door.say("嘘")
        await door.say("说")
        assert await door.hear() == "说"


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@KINDS
@pytest.mark.parametrize("name", ["台账 2025年6月.xlsx", "总体情况.png"])
async def test_a_file_that_is_still_being_made_follows_the_text(
    kind: str, name: str, tmp_path: Path
) -> None:
    store, ready = FileStore(tmp_path), asyncio.Event()
    content = PNG if name.endswith(".png") else b"PK\x03\x04 rows"

    async def later() -> Rendered:
        await ready.wait()
        file = store.put(name, content)
        return Rendered((), files=(Sheet(file, store.path(file.sha256)),))

    async def handle(inbound: Inbound) -> Rendered | None:
        return Rendered(("这就给您",), later=(later,))

    async with opened(kind, handle, tmp_path) as door:
        await door.say("台账")
        assert await door.hear() == "这就给您"
        ready.set()
        assert await door.fetch() == (name, content)


@ALL_KINDS
async def test_a_file_that_nobody_asked_for_arrives(kind: str, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    file = store.put("通报.docx", b"PK\x03\x04 words")
    async with opened(kind, Desk().handle, tmp_path) as door:
        await begin(door)
        message = Rendered((), files=(Sheet(file, store.path(file.sha256)),))
        await door.channel.send(door.address, message)
        assert await door.fetch() == ("通报.docx", b"PK\x03\x04 words")


CHANNELS: dict[str, type[Any]] = {
    "telegram": TelegramChannel,
    "wecom": WecomChannel,
    "web": WebChannel,
    "console": ConsoleChannel,
    "robot": RobotChannel,
}
# What each can do beyond sending, said a second time by hand: hears, edits, takes back, sends once.
ABLE = {
    "telegram": (True, True, True, False),
    "wecom": (True, False, True, True),
    "web": (True, True, True, False),
    "console": (True, False, False, False),
    "robot": (False, False, False, False),
}


@ALL_KINDS
def test_a_channel_says_what_it_can(kind: str) -> None:
    channel = CHANNELS[kind]
    assert channel.name == kind
    assert channel.dialect.limit >= 2000
    assert channel.pace.per_second > 0
    protocols = (("edit", Edits), ("recall", Recalls), ("sends_once", SendsOnce))
    can = tuple(hasattr(channel, name) for name, _ in protocols)
    assert (channel.dialect.hears, *can) == ABLE[kind]


async def test_what_only_posts_says_so_and_nothing_can_be_pressed_there(tmp_path: Path) -> None:
    async with opened("robot", Desk().handle, tmp_path) as door:
        for protocol in (Edits, Recalls, SendsOnce):
            assert not isinstance(door.channel, protocol)
        assert not door.channel.dialect.numbers
        buttons = ((Button("看", "/task 政策12"),),)
        assert await door.channel.send(door.address, Rendered(("通知",), buttons)) == ""
        assert await door.hear() == "通知"
