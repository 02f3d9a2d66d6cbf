"""The whole program behind WeCom's stand-in: `duban run` in a process of its own, over HTTP."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp

from storage.database import Transaction
from storage.journal import verify_audit
from tests.standins.wecom import Sent, WecomStandIn
from tests.test_journey import free_port

ROOT = Path(__file__).parent.parent.parent
BOSS, MIN, WANG, STRANGER = "Boss", "LiMin", "WangFang", "LuRen"


@asynccontextmanager
async def running(
    folder: Path, api: WecomStandIn, now: str, *, kill: bool = False
) -> AsyncIterator[None]:
    port = free_port()
    config = folder / "config.toml"
    config.write_text(
        api.config() + f'[access]\nadmins = ["wecom:{BOSS}"]\n'
        f'[web]\nport = {port}\n[storage]\npath = "duban.sqlite3"\n',
        encoding="utf-8",
    )
    api.callback = f"http://127.0.0.1:{port}/wecom"
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--config", str(config), "--now", now),
            cwd=ROOT,
            stderr=log,
        )
        try:
            await _until_it_listens(port)
            yield
        finally:
            if kill:
                process.kill()
                await process.wait()
            else:
                process.terminate()
                assert await process.wait() == 0


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as client:
        while True:
            try:
                async with client.get(f"http://127.0.0.1:{port}/healthz") as response:
                    assert response.status == 200
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


class Talk:
    """Does something as a member and waits for the words that are to come back to them."""

    def __init__(self, api: WecomStandIn) -> None:
        self.api = api

    async def says(self, user: str, text: str, words: str) -> Sent:
        return await self._hears(user, words, lambda: self.api.says(user, text))

    async def sends(self, user: str, kind: str, words: str, **fields: Any) -> Sent:
        return await self._hears(user, words, lambda: self.api.sends(user, kind, **fields))

    async def presses(self, user: str, label: str, words: str, after: Sent) -> Sent:
        """A button that says so, of that message or of the card that follows it."""
        first = self.api.sent.index(after)
        async with asyncio.timeout(30):
            while True:
                found = [
                    (button["key"], sent.card)
                    for sent in self.api.sent[first:]
                    for button in sent.buttons
                    if sent.user == user.lower() and label in button["text"]
                ]
                if found:
                    break
                await self.api.wait_for_sent(len(self.api.sent) + 1)
        return await self._hears(user, words, lambda: self.api.presses(user, *found[0]))

    async def hears(self, user: str, words: str) -> Sent:
        return await self._hears(user, words, lambda: None, seen=0)

    async def code(self, unit: str) -> str:
        invited = await self.says(BOSS, f"邀请 {unit}", "邀请码")
        found = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
        assert found is not None
        return found[0]

    async def _hears(
        self, user: str, words: str, act: Callable[[], Any], seen: int | None = None
    ) -> Sent:
        seen = len(self.api.sent) if seen is None else seen
        act()
        async with asyncio.timeout(30):
            while True:
                for sent in self.api.sent[seen:]:
                    if sent.user == user.lower() and words in sent.text:
                        return sent
                await self.api.wait_for_sent(len(self.api.sent) + 1)


async def test_from_the_invitation_to_evidence_and_a_broadcast(tmp_path: Path) -> None:
    async with WecomStandIn() as api:
        talk = Talk(api)
        photo = api.keeps("x.jpg", b"\xff\xd8\xff" + b"0" * 100, "image/jpeg")
        async with running(tmp_path, api, "2025-06-18T09:31"):
            assert (await api.verify("4711"))[1] == b"4711"
            await talk.says(STRANGER, "我的任务", "您还没有绑定单位")
            await talk.sends(STRANGER, "image", "还没有绑定", MediaId=photo)
            await talk.says(MIN, await talk.code("市科技局"), "市科技局联络员")
            # By number, by card, by the menu.
            tasks = await talk.says(MIN, "我的任务", "11项")
            assert re.search(r"^1\W", tasks.text, re.MULTILINE)
            await talk.says(MIN, "1", "任务1.1")
            api.event(MIN, "click", "/tasks overdue")
            await talk.hears(MIN, "逾期")
            saved = await talk.says(MIN, "政策35 完成60%，预计12月底前达标", "已记录 政策35")
            await talk.presses(MIN, "撤销", "已撤销", saved)
            # By topic: nothing is saved before the confirmation, by number or by a press.
            by_topic = "技术经纪人已培养120人，完成八成，9月底前全部结业"
            card = await talk.says(MIN, by_topic, "请确认")
            assert "技术经纪人：120人（目标约150人）" in card.text
            await talk.says(MIN, "1", "已记录 任务1.3")
            card = await talk.says(MIN, "技术经纪人已培养130人，完成86%", "请确认")
            await talk.presses(MIN, "确认", "已记录 任务1.3", card)
            # A photo on its own becomes evidence of what was reported last.
            lone = await talk.sends(MIN, "image", "收到 1 个文件", MediaId=photo)
            await talk.presses(MIN, "补到 任务1.3", "已补为 任务1.3 的佐证", lone)
            await talk.says(MIN, "佐证 任务1.3", "1 个")
            async with asyncio.timeout(20):
                while not (files := [s for s in api.sent if s.file]):
                    await api.wait_for_sent(len(api.sent) + 1)
            assert [(s.user, s.kind) for s in files] == [(MIN.lower(), "image")]
            # A coordinator's word, with its receipt.
            await talk.says(WANG, await talk.code("督查员"), "督查员")
            shown = await talk.says(WANG, "群发 市科技局 请周五前报送半年总结", "1人")
            await talk.presses(WANG, "发送", "发", shown)
            await talk.hears(MIN, "请周五前报送半年总结")
            # A voice message is answered, and an event that means nothing is not.
            await talk.sends(MIN, "voice", "语音", MediaId="1", Format="amr")
            api.event(MIN, "enter_agent")
            await api.wait_until_taken()
        assert api.given_up == []
        assert [item["name"] for item in api.menu] == ["任务", "总体情况", "更多"]
        log = (tmp_path / "log.txt").read_text(encoding="utf-8")
        assert "running" in log
        for secret in (api.secret, api.token, api.aes_key, *api.access_tokens):
            assert secret not in log
        assert reports(tmp_path) == Counter({"政策35": 1, "任务1.3": 2})


async def test_the_digest_comes_once_over_a_restart(tmp_path: Path) -> None:
    async with WecomStandIn() as api:
        talk = Talk(api)
        async with running(tmp_path, api, "2025-11-28T15:01"):
            await talk.says(MIN, await talk.code("市科技局"), "市科技局联络员")
        async with running(tmp_path, api, "2025-12-01T08:52:58"):
            digest = await talk.hears(MIN, "早上好")
            assert "还有30天" in digest.text
        async with running(tmp_path, api, "2025-12-01T08:52:59"):
            await talk.says(MIN, "我的任务", "11项")
        assert len([s for s in api.sent if "早上好" in s.text and s.user == MIN.lower()]) == 1


async def test_killed_in_the_middle_every_report_is_there_once(tmp_path: Path) -> None:
    members = [f"Member{n}" for n in range(4)]
    async with WecomStandIn() as api:
        talk = Talk(api)
        api.pause = 4.0  # between deliveries: the next life listens before the third
        async with running(tmp_path, api, "2025-06-18T09:31"):
            for member in members:
                await talk.says(member, await talk.code("市科技局"), "市科技局联络员")
        said = 0

        def say(count: int) -> None:
            nonlocal said
            for _ in range(count):
                api.says(members[said % 4], f"政策35 第{said}号进展，完成{said}%")
                said += 1

        for life in range(3):
            async with running(tmp_path, api, f"2025-06-18T09:4{life}", kill=True):
                await api.wait_until_taken()
                api.faults.lose_acks = 2
                say(12)
                await api.wait_for_sent(len(api.sent) + 3)  # some are handled, others on the way
                api.faults.lose_acks = 0
        async with running(tmp_path, api, "2025-06-18T09:45"):
            await api.wait_until_taken()
            await talk.says(members[0], "我的任务", "11项")
        assert api.given_up == []
        assert any(number > 1 for _, number in api.delivered)
        with closing(sqlite3.connect(tmp_path / "duban.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            tx = Transaction(connection)
            texts = Counter(row["text"] for row in tx.all("SELECT text FROM reports"))
            assert texts == Counter(f"第{n}号进展，完成{n}%" for n in range(said))
            assert verify_audit(tx) is None
        answered = {s.text.split("\n")[0] for s in api.sent if "已记录" in s.text}
        assert answered


def reports(folder: Path) -> Counter[str]:
    with closing(sqlite3.connect(folder / "duban.sqlite3")) as connection:
        return Counter(
            row[0]
            for row in connection.execute(
                "SELECT t.code FROM reports r JOIN tasks t ON t.id = r.task_id"
            )
        )
