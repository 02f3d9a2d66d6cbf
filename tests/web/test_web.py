"""The web chat over a real socket, around the real program."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.backend import Backend
from bot.channels.web import Persona, WebChannel
from bot.clock import Clock
from bot.files import FileStore, clean_name
from bot.papers.base import Made, PaperKind
from domain.messages import Paper, Reply
from domain.people import Address, Position, Post
from domain.rules import Rules
from handlers.people import read_code
from storage import outbox, people
from storage.database import Database, Transaction
from storage.plans import save_plan
from tests.world import START, plan

NOTE = PaperKind(
    "note", lambda tx, args: args["text"], lambda text: Made("便条.txt", text.encode())
)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass
class Site:
    app: App
    channel: WebChannel
    files: FileStore

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.channel.bound_port}"


def bind(tx: Transaction) -> None:
    now = START.astimezone(UTC)
    for account, name, post in (
        ("demo-keji", "李敏", Post(Position.LIAISON, "市科技局")),
        ("demo-donge", "王建国", Post(Position.LIAISON, "东阿县人民政府")),
        ("demo-admin", "陈静", Post(Position.ADMIN)),
    ):
        number = people.add_person(tx, name, now, datetime(2026, 1, 1, tzinfo=UTC))
        people.bind(tx, Address("web", account, account), number, now)
        people.add_post(tx, number, post)


PERSONAS = (
    Persona("keji", "李敏", "市科技局 联络员", "demo-keji"),
    Persona("donge", "王建国", "东阿县 联络员", "demo-donge"),
    Persona("admin", "陈静", "管理员", "demo-admin"),
)


@asynccontextmanager
async def site(folder: Path, personas: tuple[Persona, ...] = PERSONAS) -> AsyncIterator[Site]:
    clock, rules = Clock(START), Rules()
    async with Database.open(folder / "x.sqlite3") as database:
        if not (folder / "seeded").exists():
            await database.write(lambda tx: (save_plan(tx, plan()), bind(tx)))
            (folder / "seeded").touch()
        files = FileStore(folder / "files")
        channel = WebChannel(
            Backend(database, clock, rules),
            files,
            host="127.0.0.1",
            port=0,
            session_key="k" * 40,
            personas=personas,
        )
        app = App(database, rules, clock, [channel], files=files, papers={"note": NOTE})
        async with app.running():
            yield Site(app, channel, files)


class Page:
    """A browser's part: a cookie jar and one socket."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self.client = client
        self.url = url

    async def open(self, persona: str = "") -> None:
        async with self.client.get(self.url + "/") as response:
            assert response.status == 200
        if persona:
            async with self.client.post(f"{self.url}/persona/{persona}") as response:
                assert response.status == 200
        self.socket = await self.client.ws_connect(f"{self.url}/ws")

    async def until(self, kind: str, words: str = "") -> dict[str, Any]:
        """The next event of this kind with these words: the day's digest may come in between."""
        async with asyncio.timeout(10):
            while True:
                event: dict[str, Any] = await self.socket.receive_json()
                if event["type"] == kind and words in str(event):
                    return event

    async def say(self, text: str, **fields: Any) -> dict[str, Any]:
        await self.socket.send_json(
            {"type": "say", "id": str(uuid.uuid4()), "text": text, **fields}
        )
        return (await self.until("message"))["line"]  # type: ignore[no-any-return]

    async def history(self, before: str | None = None) -> list[dict[str, Any]]:
        await self.socket.send_json({"type": "history", "before": before})
        return (await self.until("history"))["lines"]  # type: ignore[no-any-return]


@asynccontextmanager
async def page(at: Site, persona: str = "") -> AsyncIterator[Page]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        opened = Page(client, at.url)
        await opened.open(persona)
        yield opened
        await opened.socket.close()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as running:
        yield running


async def test_a_persona_says_and_is_answered(here: Site) -> None:
    async with page(here, "keji") as li:
        line = await li.say("我的任务")
        assert "市科技局" in line["texts"][0]
        assert line["buttons"][0][0] == {"label": "任务1.1", "command": "/task 任务1.1"}


async def test_the_history_is_there_after_a_reload_and_a_restart(tmp_path: Path) -> None:
    async with site(tmp_path) as at, page(at, "keji") as li:
        await li.say("政策35 <b>完成60%</b>")
    async with site(tmp_path) as at, page(at, "keji") as li:
        lines = await li.history()
        assert [line["mine"] for line in lines] == [True, False]
        assert lines[0]["texts"] == ["政策35 <b>完成60%</b>"]
        assert "&lt;b&gt;完成60%&lt;/b&gt;" in lines[1]["texts"][0]
        assert await li.history(before=lines[0]["at"]) == []


async def test_a_message_sent_twice_with_one_id_is_one_report(here: Site) -> None:
    async with page(here, "keji") as li:
        event = {"type": "say", "id": str(uuid.uuid4()), "text": "政策35 完成60%"}
        for _ in range(2):
            await li.socket.send_json(event)
            assert "已记录" in (await li.until("message"))["line"]["texts"][0]
    rows = await here.app.database.read(lambda tx: tx.all("SELECT id FROM reports"))
    assert len(rows) == 1


async def test_an_unasked_message_reaches_every_open_page(here: Site) -> None:
    from bot.render import Rendered

    async with (
        page(here, "keji") as first,
        page(here, "keji") as second,
        page(here, "donge") as other,
    ):
        for opened in (first, second, other):
            await opened.until("identity")
        await here.channel.send(Address("web", "demo-keji", "demo-keji"), Rendered(("早上好",)))
        assert (await first.until("message"))["line"]["texts"] == ["早上好"]
        assert (await second.until("message"))["line"]["texts"] == ["早上好"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await other.until("message")


async def test_a_visitor_of_the_real_page_is_nobody_until_a_code_binds(tmp_path: Path) -> None:
    async with site(tmp_path) as demo, page(demo, "admin") as admin:
        text = (await admin.say("邀请 市民政局"))["texts"][0]
    code = next(word for word in text.split() if read_code(word))
    async with site(tmp_path, personas=()) as at, page(at) as visitor:
        assert (await visitor.until("identity"))["bound"] is False
        assert "邀请码" in (await visitor.say("我的任务"))["texts"][0]
        async with visitor.client.post(f"{at.url}/persona/admin") as response:
            assert response.status == 404
        async with visitor.client.post(f"{at.url}/upload", data=form("a.png", PNG)) as response:
            assert response.status == 403
        assert "您好" in (await visitor.say(code))["texts"][0]
        assert (await visitor.until("identity"))["bound"] is True
        assert "市民政局" in (await visitor.say("我的任务"))["texts"][0]
        history = await visitor.history()
        assert code not in str(history)


async def test_a_forged_or_missing_session_opens_no_socket(here: Site) -> None:
    for cookie in ({}, {"duban_session": "demo-admin"}, {"duban_session": "demo-admin.aaaa.bbbb"}):
        async with aiohttp.ClientSession(cookies=cookie) as client:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{here.url}/ws")
            assert refused.value.status == 403


async def test_another_sites_page_cannot_speak_for_a_session(here: Site) -> None:
    async with page(here, "keji") as li:
        evil = {"Origin": "https://evil.example"}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await li.client.ws_connect(f"{here.url}/ws", headers=evil)
        url = f"{here.url}/upload"
        async with li.client.post(url, data=form("a.png", PNG), headers=evil) as response:
            assert response.status == 403


def form(name: str, content: bytes) -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)  # as browsers send names
    data.add_field("file", io.BytesIO(content), filename=name)
    return data


async def test_a_picture_becomes_evidence_that_only_the_tasks_units_see(here: Site) -> None:
    async with page(here, "keji") as li:
        async with li.client.post(f"{here.url}/upload", data=form("现场.png", PNG)) as response:
            stored = await response.json()
        assert stored["name"] == "现场.png"
        line = await li.say("政策35 已办结", files=[stored["sha256"]])
        assert "佐证：现场.png" in line["texts"][0]
        url = f"{here.url}/files/{stored['sha256']}"
        async with li.client.get(url) as response:
            assert await response.read() == PNG
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        history = await li.history()
        assert history[0]["files"][0]["name"] == "现场.png"
        async with page(here, "donge") as wang:
            async with wang.client.get(url) as response:
                assert response.status == 404
            # nor can another account send it as its own
            line = await wang.say("事项28 完成", files=[stored["sha256"]])
            assert "佐证：" not in line["texts"][0]


async def test_a_paper_is_fetched_by_whom_it_was_given_to_and_stays_in_the_history(
    here: Site,
) -> None:
    reply = Reply("ack", papers=(Paper("note", {"text": "只给李敏"}),))
    now = START.astimezone(UTC)

    def give(tx: Transaction) -> None:
        outbox.add(tx, key="n", kind="broadcast", person_id=1, reply=reply, now=now)

    async with page(here, "keji") as li, page(here, "donge") as wang:
        await li.history()
        await here.app.database.write(give)
        await here.app.delivery.drain()
        while not (line := (await li.until("message"))["line"])["files"]:
            pass
        (file,) = line["files"]
        assert file["name"] == "便条.txt"
        assert (await li.history())[-1]["files"] == [file]
        url = f"{here.url}/files/{file['sha256']}"
        async with li.client.get(url) as response:
            assert await response.text() == "只给李敏"
        async with wang.client.get(url) as response:
            assert response.status == 404
        await here.app.database.write(lambda tx: people.remove(tx, 1, now))
        async with li.client.get(url) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("病毒.exe", b"MZ", "不是能收的文件"),
        ("假图.png", b"<script>", "不是能收的文件"),
        ("页面.html", b"<html>", "不是能收的文件"),
        ("空.txt", b"", "空文件"),
        ("大.txt", b"x" * (20 * 1024 * 1024 + 1), "超过 20 MB"),
    ],
    ids=["program", "not a picture", "page", "empty", "large"],
)
async def test_what_is_no_evidence_is_refused_in_one_sentence(
    here: Site, name: str, content: bytes, words: str
) -> None:
    async with (
        page(here, "keji") as li,
        li.client.post(f"{here.url}/upload", data=form(name, content)) as response,
    ):
        assert response.status == 422
        assert words in (await response.json())["error"]
    assert not [path for path in (here.files._root).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\表.xlsx", "表.xlsx"),
        ("a\x00b\n.txt", "ab.txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("...", "文件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


async def test_too_many_messages_are_slowed(here: Site) -> None:
    async with page(here, "keji") as li:
        for n in range(25):
            await li.socket.send_json({"type": "say", "id": str(uuid.uuid4()), "text": str(n)})
        assert (await li.until("slow"))["id"]


async def test_malformed_events_are_ignored(here: Site) -> None:
    async with page(here, "keji") as li:
        for text in (
            "nonsense",
            "[]",
            '{"type": "say"}',
            '{"type": "say", "id": "1", "text": "x"}',
        ):
            await li.socket.send_str(text)
        await li.socket.send_json({"type": "press", "id": str(uuid.uuid4()), "command": 7})
        assert "市科技局" in (await li.say("我的任务"))["texts"][0]


async def test_headers_health_and_metrics(here: Site) -> None:
    async with aiohttp.ClientSession() as client:
        async with client.get(here.url) as response:
            assert "script-src 'self'" in response.headers["Content-Security-Policy"]
            cookie = response.cookies["duban_session"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
        async with client.get(f"{here.url}/healthz") as response:
            assert (await response.json())["ok"] is True
        async with client.get(f"{here.url}/metrics") as response:
            assert "duban_people_bound 3" in await response.text()
        async with client.get(f"{here.url}/static/../server.py") as response:
            assert response.status == 404


async def test_a_receipt_changes_in_its_place_and_is_there_after_a_reload(here: Site) -> None:
    async with page(here, "admin") as chen, page(here, "keji") as li:
        await chen.say("群发 市科技局 请报本月签约个数（单位：个）")
        await chen.say("/broadcast urgent 1")
        receipt = (await chen.until("message", "群发回执"))["line"]
        assert "刷新" not in str(receipt["buttons"])
        await li.until("message", "通知编号 1")
        await li.say("35")
        shown = receipt
        while "已答复 1" not in shown["texts"][0]:
            shown = (await chen.until("edit"))["line"]
        assert shown["id"] == receipt["id"]
        found = [line for line in await chen.history() if line["id"] == receipt["id"]]
        assert [line["texts"] for line in found] == [shown["texts"]]


async def test_what_is_taken_back_leaves_the_page(here: Site) -> None:
    async with page(here, "admin") as chen, page(here, "keji") as li:
        await chen.say("群发 市科技局 明天停电")
        await chen.say("/broadcast urgent 1")
        await li.until("message", "明天停电")
        await chen.say("/broadcast recall 1 sure")
        await li.until("reload")
        assert "明天停电" not in str(await li.history())
