"""A broadcast over every channel at once, in processes that are killed: from plain words to the workbook."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import aiohttp
from openpyxl import load_workbook

from domain.planbook import PlanBook
from storage.database import Transaction
from storage.journal import verify_audit
from tests.standins.telegram import BotApiStandIn, Sent
from tests.test_journey import COORDINATOR, Talk, running
from tests.test_kill import start
from tests.world import plan

PEOPLE, FIRST, PORT = 110, 5000, 18477
BOOK = PlanBook.of(plan())
CHANNELS = ("telegram", "web")
GROUP = -100200


def unit_of(place: int) -> str:
    return BOOK.holders[place // len(CHANNELS) % len(BOOK.holders)]


def channel_of(place: int) -> str:
    return CHANNELS[place % len(CHANNELS)]


async def bind_everybody(folder: Path, api: BotApiStandIn) -> None:
    rows = [f"用户{n},{unit_of(n)},联络员,{channel_of(n)},{FIRST + n}" for n in range(PEOPLE)] + [
        f"赵卫东,*,督查员,telegram,{COORDINATOR}"
    ]
    text = "\n".join(["name,unit,position,channel,account", *rows])
    (folder / "people.csv").write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text('[storage]\npath = "duban.sqlite3"\n', encoding="utf-8")
    importing = await start(
        *("people", "import", str(folder / "people.csv")), "--config", str(folder / "config.toml")
    )
    assert await importing.wait() == 0
    with closing(sqlite3.connect(folder / "duban.sqlite3")) as connection:
        # They have had this morning's digest.
        connection.execute("UPDATE people SET next_digest_at = '2025-06-19T00:51:00.000000+00:00'")
        connection.commit()


def rows(folder: Path, sql: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(folder / "duban.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql).fetchall()


def notices(api: BotApiStandIn) -> list[Sent]:
    return [s for s in api.sent if "督办通知（" in s.text and "再次提醒" not in s.text]


async def until(api: BotApiStandIn, holds) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(60):
        while not holds():
            seen = len(api.sent), sum(s.edits for s in api.sent)
            while seen == (len(api.sent), sum(s.edits for s in api.sent)) and not holds():
                api._sent_one.clear()
                try:
                    async with asyncio.timeout(0.5):
                        await api._sent_one.wait()
                except TimeoutError:
                    break


async def test_the_whole_story_on_two_channels_with_kills(tmp_path: Path) -> None:
    async with BotApiStandIn() as api:
        talk = Talk(api)
        await bind_everybody(tmp_path, api)
        on_telegram = {str(FIRST + n) for n in range(PEOPLE) if channel_of(n) == "telegram"}
        blocked = str(FIRST + 8)
        api.faults.blocked.add(blocked)
        expected = len({unit_of(n) for n in range(PEOPLE)})

        async with running(tmp_path, api, "2025-06-18T09:30", PORT, kill=True):
            shown = await talk.says(COORDINATOR, "通知各单位周五前报送最新进展")
            assert f"收到的人：{PEOPLE}人" in shown.text
            assert f"{expected}个单位" in shown.text
            editing = await talk.presses(COORDINATOR, shown, "修改")
            await talk.presses(COORDINATOR, editing, "改内容")
            shown = await talk.says(COORDINATOR, "{单位}：请于周五前报送最新进展，逾期{逾期数}项")
            assert f"收到的人：{PEOPLE}人" in shown.text
            await talk.presses(COORDINATOR, shown, "定时")
            sure = await talk.says(COORDINATOR, "今天上午10点")
            assert "再确认一次" in sure.text
            planned = await talk.presses(COORDINATOR, sure, "确认发给全部")
            assert f"6月18日 10:00 发给 {PEOPLE} 人" in planned.text
        assert not notices(api)

        async with running(tmp_path, api, "2025-06-18T09:59:58", PORT, kill=True):
            await until(api, lambda: len(notices(api)) >= 15)
        async with running(tmp_path, api, "2025-06-18T10:00:20", PORT):
            waiting = (
                "SELECT 1 FROM outbox WHERE broadcast_id = 2 AND state IN ('waiting', 'sending')"
            )
            await until(api, lambda: not rows(tmp_path, waiting))

            copies = Counter(s.chat for s in notices(api))
            assert set(copies.values()) == {1}
            told = rows(
                tmp_path,
                "SELECT o.state, a.channel, a.account FROM outbox o"
                " JOIN addresses a ON a.person_id = o.person_id WHERE o.broadcast_id = 2",
            )
            assert len(told) == PEOPLE
            states = Counter(row["state"] for row in told)
            assert states["failed"] == 1, states
            in_doubt = {row["account"] for row in told if row["state"] == "unknown"}
            assert on_telegram - set(copies) <= in_doubt | {blocked}
            assert {row["state"] for row in told if row["channel"] == "web"} <= {"sent", "unknown"}

            answering = [(FIRST, "quoted"), (FIRST + 2, "plain"), (FIRST + 4, "plain")]
            for user, how in answering:
                task = BOOK.tasks_of([unit_of(user - FIRST)])[0]
                notice = next(s for s in notices(api) if s.chat == str(user))
                quoted = {"reply_to_message": {"text": notice.text}} if how == "quoted" else {}
                saved = await talk._next(
                    user, lambda u=user, t=task, q=quoted: api.says(u, f"{t.code} 完成60%", **q)
                )
                assert f"已记录 {task.code}" in saved.text
            # A colleague's answer is the unit's.
            units = {unit_of(user - FIRST) for user, _ in answering}
            answered = sum(unit_of(n) in units for n in range(PEOPLE))
            await until(api, lambda: f"已答复 {answered} ·" in board(api).text)
            assert board(api).edits > 0
            assert "对方停用或屏蔽了机器人" in board(api).text
            assert len([s for s in api.sent if s.text.startswith("群发回执")]) == 1

            urged = await talk.says(COORDINATOR, "/broadcast again 2")
            silent = states["sent"] + states["unknown"] - answered
            assert f"未答复的 {silent} 人" in urged.text
            refused = await talk.says(COORDINATOR, "/broadcast again 2")
            assert "今天已经催过" in refused.text

            before = len(api.sent)
            await talk.says(COORDINATOR, "/broadcast table 2")
            await until(api, lambda: any(s.file for s in api.sent[before:]))
            name, content = next(s.file for s in api.sent[before:] if s.file)
            assert name == "群发结果-2.xlsx"
            sheet = load_workbook(io.BytesIO(content)).active
            lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
            assert len([line for line in lines if line[2]]) == PEOPLE
            assert sum(1 for line in lines if line[4] == "完成60%") == 3

        # The next morning: the urging goes with the digest, and only to whom has not answered.
        async with running(tmp_path, api, "2025-06-19T09:31", PORT):
            someone = next(int(c) for c in sorted(copies) if unit_of(int(c) - FIRST) not in units)
            assert "再次提醒" in (await talk.hears(someone, "再次提醒")).text
            await until(
                api, lambda: not rows(tmp_path, "SELECT 1 FROM outbox WHERE state = 'waiting'")
            )
        assert not [
            s for s in api.sent if "再次提醒" in s.text and unit_of(int(s.chat) - FIRST) in units
        ]
        with closing(sqlite3.connect(tmp_path / "duban.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            assert verify_audit(Transaction(connection)) is None


def board(api: BotApiStandIn) -> Sent:
    """The receipt that edits itself."""
    return next((s for s in api.sent if s.text.startswith("群发回执")), Sent("", "", [], 0.0, 0))


async def test_stop_recall_and_a_group(tmp_path: Path) -> None:
    async with BotApiStandIn() as api:
        talk = Talk(api)
        await bind_everybody(tmp_path, api)
        async with running(tmp_path, api, "2025-06-18T09:30", PORT):
            api.says_in_group(FIRST, GROUP, "今天食堂有鱼吗")
            api.says_in_group(COORDINATOR, GROUP, "@duban_bot 绑定本群 调度群")
            bound = await talk.hears(GROUP, "已启用")
            assert "调度群" in bound.text
            api.says_in_group(FIRST, GROUP, "@duban_bot 我的任务")
            assert "私聊" in (await talk.hears(GROUP, "不办理业务")).text
            assert len([s for s in api.sent if s.chat == str(GROUP)]) == 2

            shown = await talk.says(COORDINATOR, "群发 全部 {姓名}请于周五前报个数")
            editing = await talk.presses(COORDINATOR, shown, "修改")
            shown = await talk.presses(COORDINATOR, editing, "也发群")
            sure = await talk.presses(COORDINATOR, shown, "发送")
            await talk.presses(COORDINATOR, sure, "确认发给全部")
            in_group = await talk.hears(GROUP, "报个数")
            assert "用户" not in in_group.text
            await until(api, lambda: len(notices(api)) >= 12)
            stopped = await talk.says(COORDINATOR, "/broadcast stop 2")
            assert "已停止：已发出" in stopped.text
            sure = await talk.presses(COORDINATOR, stopped, "撤回")
            await talk.presses(COORDINATOR, sure, "确认撤回")
            await until(
                api, lambda: "已撤回" in board(api).text and "正在撤回" not in board(api).text
            )
            assert all(s.deleted for s in notices(api))
            left = rows(
                tmp_path,
                "SELECT state, COUNT(*) AS n FROM outbox WHERE broadcast_id = 2 GROUP BY 1",
            )
            states = {row["state"]: row["n"] for row in left}
            assert states["cancelled"] > 0
            assert sum(states.values()) == PEOPLE
            assert "waiting" not in states


async def test_the_web_asks_again_where_nothing_edits_itself(tmp_path: Path) -> None:
    """Somebody bound on the web gets the notice once, answers there, and finds it after a reload."""
    async with BotApiStandIn() as api:
        talk = Talk(api)
        async with (
            running(tmp_path, api, "2025-06-18T09:30", PORT),
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client,
        ):
            code = (await talk.says(1001, "邀请 市科技局")).text.split("\n")
            code = next(line for line in code if len(line) == 8 and line.isalnum())
            url = f"http://127.0.0.1:{PORT}"
            async with client.get(url) as response:
                assert response.status == 200
            socket = await client.ws_connect(f"{url}/ws")
            await _say(socket, code)
            shown = await talk.says(1001, "群发 市科技局 请报本月签约个数（单位：个）")
            await talk.presses(1001, shown, "发送")
            notice = await _hear(socket, "通知编号")
            assert "一个数字（单位：个）" in notice
            assert "已答复通知编号 1：35个" in await _say(socket, "35")
            again = await talk.says(1001, "/broadcast show 1")
            assert "合计 35个（1份）" in again.text
            await socket.close()


async def _say(socket: aiohttp.ClientWebSocketResponse, text: str) -> str:
    import uuid

    await socket.send_json({"type": "say", "id": str(uuid.uuid4()), "text": text})
    return await _hear(socket, "")


async def _hear(socket: aiohttp.ClientWebSocketResponse, words: str) -> str:
    async with asyncio.timeout(20):
        while True:
            event = await socket.receive_json()
            if event["type"] == "message" and words in "\n".join(event["line"]["texts"]):
                return "\n".join(event["line"]["texts"])
