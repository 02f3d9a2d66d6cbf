"""The whole program on Telegram's stand-in: `duban run` in a process of its own, in every persona."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.standins.telegram import BotApiStandIn, Sent

ROOT = Path(__file__).parent.parent
ADMIN, LIAISON, COORDINATOR, STRANGER = 1001, 2001, 3001, 4001


@asynccontextmanager
async def running(
    folder: Path,
    api: BotApiStandIn,
    now: str,
    port: int = 0,
    *,
    kill: bool = False,
    more: str = "",
) -> AsyncIterator[None]:
    """`duban run` in a process of its own; `more` is added to its config."""
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{api.token}"\napi_base = "{api.base}"\n'
        f'[access]\nadmins = ["telegram:{ADMIN}"]\n'
        f"[web]\nenabled = {'true' if port else 'false'}\nport = {port}\n"
        f'[storage]\npath = "duban.sqlite3"\n{more}',
        encoding="utf-8",
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", str(config), "--now", now, cwd=ROOT
    )
    try:
        yield
    finally:
        if kill:
            process.kill()
            await process.wait()
        else:
            process.terminate()
            assert await process.wait() == 0


def free_port() -> int:
    """One that nobody else on this machine listens on, another run of these tests least of all."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Talk:
    """Says something and waits for the next message to that chat."""

    def __init__(self, api: BotApiStandIn) -> None:
        self.api = api

    async def says(self, user: int, text: str) -> Sent:
        return await self._next(user, lambda: self.api.says(user, text))

    async def sends(self, user: int, **content: object) -> Sent:
        return await self._next(user, lambda: self.api.sends(user, **content))

    async def presses(self, user: int, message: Sent, label: str) -> Sent:
        data = next(
            b["callback_data"] for row in message.buttons for b in row if label in b["text"]
        )
        return await self._next(user, lambda: self.api.presses(user, data))

    async def edits(self, user: int, text: str, message_id: int) -> Sent:
        return await self._next(user, lambda: self.api.edits(user, text, message_id))

    async def hears(self, user: int, words: str) -> Sent:
        """Wait for a message to this chat that nobody asked for."""
        async with asyncio.timeout(30):
            while True:
                for sent in self.api.sent:
                    if sent.chat == str(user) and words in sent.text:
                        return sent
                await self.api.wait_for_sent(len(self.api.sent) + 1)

    async def _next(self, user: int, act) -> Sent:  # type: ignore[no-untyped-def]
        seen = len(self.api.sent)
        act()
        async with asyncio.timeout(30):
            while True:
                await self.api.wait_for_sent(seen + 1)
                for sent in self.api.sent[seen:]:
                    if sent.chat == str(user):
                        return sent
                seen = len(self.api.sent)


async def test_from_the_first_invitation_to_a_receipt(tmp_path: Path) -> None:
    async with BotApiStandIn() as api:
        talk = Talk(api)
        async with running(tmp_path, api, "2025-06-18T09:30"):
            assert (await talk.says(STRANGER, "我的任务")).text.startswith("您还没有绑定单位")
            invited = await talk.says(ADMIN, "/invite 市科技局")
            code = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
            assert code is not None
            assert f"https://t.me/duban_bot?start={code[0]}" in invited.text
            assert "市科技局联络员" in (await talk.says(LIAISON, f"/start {code[0]}")).text
            tasks = await talk.says(LIAISON, "我的任务")
            assert "11项" in tasks.text
            assert "政策35" in (await talk.presses(LIAISON, tasks, "政策35")).text
            assert "任务1.2" in (await talk.says(LIAISON, "2")).text
            saved = await talk.says(LIAISON, "政策35 完成60%，预计12月底前达标")
            assert "已记录 政策35" in saved.text
            assert "已撤销" in (await talk.presses(LIAISON, saved, "撤销")).text
            invited = await talk.says(ADMIN, "邀请 督查员")
            code = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
            assert code is not None
            await talk.says(COORDINATOR, code[0])
            shown = await talk.says(COORDINATOR, "群发 市科技局、东阿县 请周五前报送半年总结")
            assert "1人" in shown.text
            assert "没有联络员，1个单位）：东阿县人民政府" in shown.text
            sent = await talk.presses(COORDINATOR, shown, "发送")
            assert "请周五前报送半年总结" in (await talk.hears(LIAISON, "督办通知")).text
            receipt = await talk.presses(COORDINATOR, sent, "看回执")
            while "已送达 1" not in receipt.text:
                receipt = await talk.presses(COORDINATOR, receipt, "刷新回执")
            api.says(COORDINATOR, "总体情况")  # the living receipt may come in between
            assert "逾期" in (await talk.hears(COORDINATOR, "总体情况 · ")).text
        menus = {chat: [c["command"] for c in menu] for chat, menu in api.commands.items()}
        assert menus[""] == ["start"]
        assert "undo" in menus[str(LIAISON)]
        assert "broadcast" not in menus[str(LIAISON)]
        assert "broadcast" in menus[str(COORDINATOR)]


async def test_the_digest_comes_once_over_a_restart_and_health_is_served(tmp_path: Path) -> None:
    port = free_port()
    async with BotApiStandIn() as api:
        talk = Talk(api)
        async with running(tmp_path, api, "2025-11-28T15:00", port):
            invited = await talk.says(ADMIN, "邀请 市科技局")
            code = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
            assert code is not None
            await talk.says(LIAISON, code[0])
        async with running(tmp_path, api, "2025-12-01T08:52:58", port):
            digest = await talk.hears(LIAISON, "早上好")
            assert "还有30天" in digest.text
            async with (
                aiohttp.ClientSession() as client,
                client.get(f"http://127.0.0.1:{port}/healthz") as response,
            ):
                health = await response.json()
                assert response.status == 200
                assert health["ok"] is True
        async with running(tmp_path, api, "2025-12-01T08:52:59", port):
            await talk.says(LIAISON, "我的任务")
        digests = [s for s in api.sent if "早上好" in s.text and s.chat == str(LIAISON)]
        assert len([s for s in digests if "还有30天" in s.text]) == 1


async def test_a_photo_with_a_caption_is_kept_as_evidence(tmp_path: Path) -> None:
    async with BotApiStandIn() as api:
        talk = Talk(api)
        api.files["photo1"] = b"\xff\xd8\xff" + b"0" * 100
        api.files["virus"] = b"MZ"
        async with running(tmp_path, api, "2025-06-18T09:30"):
            invited = await talk.says(ADMIN, "邀请 市科技局")
            code = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
            assert code is not None
            await talk.says(LIAISON, code[0])
            photo = [{"file_id": "photo1", "width": 90, "height": 90, "file_size": 103}]
            saved = await talk.sends(LIAISON, photo=photo, caption="政策35 已办结")
            assert re.search(r"佐证：照片\d+\.jpg", saved.text)
            document = {"file_id": "virus", "file_name": "a.exe", "file_size": 2}
            refused = await talk.sends(LIAISON, document=document, caption="政策36 已办结")
            assert "不是能收的文件" in refused.text
            lone = await talk.sends(LIAISON, photo=photo)
            assert "收到 1 个文件" in lone.text
            assert lone.buttons[0][0]["text"] == "补到 政策35"
            added = await talk.presses(LIAISON, lone, "补到")
            assert "已补为 政策35 的佐证" in added.text
            stranger = await talk.sends(STRANGER, photo=photo, caption="政策35 已办结")
            assert "还没有绑定" in stranger.text
        stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert [path.stat().st_size for path in stored] == [103]


async def test_sentences_become_reports_over_telegram_with_a_kill_in_between(
    tmp_path: Path,
) -> None:
    async with BotApiStandIn() as api:
        talk = Talk(api)
        api.files["photo1"] = b"\xff\xd8\xff" + b"1" * 50
        api.files["photo2"] = b"\xff\xd8\xff" + b"2" * 50
        async with running(tmp_path, api, "2025-06-18T09:30", kill=True):
            invited = await talk.says(ADMIN, "邀请 市科技局")
            code = re.search(r"^[A-Z2-9]{8}$", invited.text, re.MULTILINE)
            assert code is not None
            await talk.says(LIAISON, code[0])
            card = await talk.says(LIAISON, "技术经纪人已培养120人，完成八成，9月底前全部结业")
            assert "请确认" in card.text
            assert "技术经纪人：120人（目标约150人）" in card.text
        async with running(tmp_path, api, "2025-06-18T09:35"):
            # Answers that the kill left unmarked come once more; the press is answered after them.
            await talk.presses(LIAISON, card, "确认")
            saved = await talk.hears(LIAISON, "已记录 任务1.3")
            photos = [
                [{"file_id": f"photo{n}", "width": 9, "height": 9, "file_size": 53}] for n in (1, 2)
            ]
            api.sends(LIAISON, photo=photos[0], caption="政策35 完成60%", media_group_id="77")
            api.sends(LIAISON, photo=photos[1], media_group_id="77")
            await talk.hears(LIAISON, "已记录 政策35")
            await api.wait_until_confirmed()
            asked = await talk.says(LIAISON, "佐证 政策35")
            assert "2 个" in asked.text
            async with asyncio.timeout(20):
                while len([s for s in api.sent if s.photo]) < 2:
                    await api.wait_for_sent(len(api.sent) + 1)
            assert {s.file[1] for s in api.sent if s.file} == {
                api.files["photo1"],
                api.files["photo2"],
            }
            answered = await talk.sends(
                LIAISON,
                text="进度已到85%",
                reply_to_message={"message_id": 1, "text": saved.text},
            )
            assert "请确认" in answered.text
            assert "任务1.3" in answered.text
            api.says(LIAISON, "政策36 完成60%", message_id=501)
            await talk.hears(LIAISON, "政策36")
            edited = await talk.edits(LIAISON, "政策36 完成66%", message_id=501)
            assert "更正" in edited.text
            history = await talk.says(LIAISON, "历史 政策36")
            assert "已更正" in history.text
