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

from bot.deliver import ABREAST
from domain.planbook import PlanBook
from storage.database import Transaction
from storage.journal import verify_audit
from tests.standins.robot import RobotStandIn
from tests.standins.telegram import BotApiStandIn, Sent
from tests.standins.wecom import WecomStandIn
from tests.test_journey import COORDINATOR, Talk, free_port, running
from tests.test_kill import start
from tests.world import plan

PEOPLE, FIRST = 110, 5000
BOOK = PlanBook.of(plan())
CHANNELS = ("telegram", "wecom")
SENT = 3  # its number: the text and then the group were changed
KEY = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"  # of the group robot
GROUP = -100200


PORT = free_port()  # the same one after each kill


def unit_of(place: int) -> str:
    return BOOK.holders[place // len(CHANNELS) % len(BOOK.holders)]


def channel_of(place: int) -> str:
    return CHANNELS[place % len(CHANNELS)]


def account_of(place: int) -> str:
    return str(FIRST + place) if channel_of(place) == "telegram" else f"zhangsan{place}"


def place_of(account: str) -> int:
    digits = account.removeprefix("zhangsan")
    return int(digits) - (FIRST if digits == account else 0)


async def bind_everybody(folder: Path, api: BotApiStandIn) -> None:
    rows = [
        f"用户{n},{unit_of(n)},联络员,{channel_of(n)},{account_of(n)}" for n in range(PEOPLE)
    ] + [f"赵卫东,*,督查员,telegram,{COORDINATOR}"]
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


def copies(api: BotApiStandIn, wecom: WecomStandIn) -> Counter[str]:
    """How many copies of the notice each account has."""
    on_wecom = [s for s in wecom.sent if "督办通知（" in s.text and "再次提醒" not in s.text]
    return Counter([*(s.chat for s in notices(api)), *(s.user.lower() for s in on_wecom)])


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


async def test_the_whole_story_on_two_platforms_with_kills(tmp_path: Path) -> None:
    async with BotApiStandIn() as api, WecomStandIn() as wecom, RobotStandIn(KEY) as robots:
        wecom.callback = f"http://127.0.0.1:{PORT}/wecom"
        talk = Talk(api)
        both = f'{wecom.config()}\n[robots]\nwebhooks = {{ "工作群" = "{robots.webhook(KEY)}" }}\n'
        await bind_everybody(tmp_path, api)
        api.faults.blocked.add(account_of(8))
        wecom.faults.outside.add(account_of(9))
        expected = len({unit_of(n) for n in range(PEOPLE)})

        async with running(tmp_path, api, "2025-06-18T09:35", PORT, kill=True, more=both):
            shown = await talk.says(COORDINATOR, "各单位周五前报最新进展，都催一下")
            assert f"收到的人：{PEOPLE}人" in shown.text
            assert f"{expected}个单位" in shown.text
            editing = await talk.presses(COORDINATOR, shown, "修改")
            await talk.presses(COORDINATOR, editing, "改内容")
            shown = await talk.says(COORDINATOR, "{单位}：请于周五前报送最新进展，逾期{逾期数}项")
            assert f"收到的人：{PEOPLE}人" in shown.text
            editing = await talk.presses(COORDINATOR, shown, "修改")
            shown = await talk.presses(COORDINATOR, editing, "也发群：工作群")
            assert "同时发到群：工作群" in shown.text
            await talk.presses(COORDINATOR, shown, "定时")
            sure = await talk.says(COORDINATOR, "今天10:02")
            assert "再确认一次" in sure.text
            planned = await talk.presses(COORDINATOR, sure, "确认发给全部")
            assert f"6月18日 10:02 发给 {PEOPLE} 人" in planned.text
        assert not copies(api, wecom)
        assert not robots.posted

        async with running(tmp_path, api, "2025-06-18T10:01:58", PORT, kill=True, more=both):
            await until(api, lambda: copies(api, wecom).total() >= 15)
        async with running(tmp_path, api, "2025-06-18T10:02:20", PORT, kill=True, more=both):
            await until(api, lambda: copies(api, wecom).total() >= 50)
        async with running(tmp_path, api, "2025-06-18T10:02:40", PORT, more=both):
            waiting = (
                f"SELECT 1 FROM outbox WHERE broadcast_id = {SENT}"
                " AND state IN ('waiting', 'sending')"
            )
            await until(api, lambda: not rows(tmp_path, waiting))

            told = rows(
                tmp_path,
                "SELECT o.state, a.channel, a.account FROM outbox o"
                " JOIN addresses a ON a.person_id = o.person_id WHERE o.broadcast_id = 3",
            )
            assert len(told) == PEOPLE
            got = copies(api, wecom)
            assert set(got.values()) == {1}
            states = Counter(row["state"] for row in told)
            assert states["failed"] == 2, states
            # Telegram cannot be asked whether it has a message: what a kill cut off stays in doubt.
            doubt = {row["account"] for row in told if row["state"] == "unknown"}
            assert {row["channel"] for row in told if row["state"] == "unknown"} <= {"telegram"}
            assert len(doubt) <= 2 * ABREAST
            everybody = {account_of(n) for n in range(PEOPLE)}
            assert everybody - set(got) <= doubt | {account_of(8), account_of(9)}

            answering = [(FIRST, "quoted"), (FIRST + 2, "plain"), (FIRST + 5, "wecom")]
            for user, how in answering:
                task = BOOK.tasks_of([unit_of(user - FIRST)])[0]
                report = f"{task.code} 完成60%"
                if how == "wecom":
                    wecom.says(account_of(user - FIRST), report)
                    await until(
                        api,
                        lambda t=task: any(f"已记录 {t.code}" in s.text for s in wecom.sent),
                    )
                    continue
                notice = next(s for s in notices(api) if s.chat == str(user))
                quoted = {"reply_to_message": {"text": notice.text}} if how == "quoted" else {}
                saved = await talk._next(
                    user, lambda u=user, r=report, q=quoted: api.says(u, r, **q)
                )
                assert f"已记录 {task.code}" in saved.text
            # A colleague's answer is the unit's.
            units = {unit_of(user - FIRST) for user, _ in answering}
            # Nobody's own words, and what a kill cut off stays in doubt: one copy at most.
            (carried,) = rows(tmp_path, f"SELECT state FROM outbox WHERE key = 'room:{SENT}:1'")
            posted = [p.text for p in robots.posted]
            assert len(posted) == 1 or (carried["state"] == "unknown" and not posted)
            for text in posted:
                assert text.startswith("督办通知\n\n各单位：请于周五前报送最新进展，逾期若干项")
                assert "在与督办助手的单独聊天里答复" in text
            answered = sum(unit_of(n) in units for n in range(PEOPLE))
            await until(api, lambda: f"已答复 {answered} ·" in board(api).text)
            assert board(api).edits > 0
            assert "对方停用或屏蔽了机器人" in board(api).text
            assert "不在应用可见范围" in board(api).text
            assert len([s for s in api.sent if s.text.startswith("群发回执")]) == 1

            urged = await talk.says(COORDINATOR, f"/broadcast again {SENT}")
            silent = sum(
                row["state"] in ("sent", "unknown")
                and unit_of(place_of(row["account"])) not in units
                for row in told
            )
            assert f"未答复的 {silent} 人" in urged.text
            refused = await talk.says(COORDINATOR, f"/broadcast again {SENT}")
            assert "今天已经催过" in refused.text

            before = len(api.sent)
            await talk.says(COORDINATOR, f"/broadcast table {SENT}")
            await until(api, lambda: any(s.file for s in api.sent[before:]))
            name, content = next(s.file for s in api.sent[before:] if s.file)
            assert name == f"群发结果-{SENT}.xlsx"
            sheet = load_workbook(io.BytesIO(content)).active
            lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
            assert len([line for line in lines if line[2]]) == PEOPLE
            assert sum(1 for line in lines if line[4] == "完成60%") == 3

        await _after_the_deadline(tmp_path, api, robots, units, both)
        # The next morning: the urging goes with the digest, and only to whom has not answered.
        async with running(tmp_path, api, "2025-06-19T09:31:10", PORT, more=both):
            waiting = "SELECT 1 FROM outbox WHERE state = 'waiting'"
            await until(api, lambda: not rows(tmp_path, waiting))
        urged_chats = [s.chat for s in api.sent if "再次提醒" in s.text]
        urged_chats += [s.user.lower() for s in wecom.sent if "再次提醒" in s.text]
        assert len(urged_chats) == len(set(urged_chats)) >= silent - len(doubt)
        assert not [each for each in urged_chats if unit_of(place_of(each)) in units]
        with closing(sqlite3.connect(tmp_path / "duban.sqlite3")) as connection:
            connection.row_factory = sqlite3.Row
            assert verify_audit(Transaction(connection)) is None


async def _after_the_deadline(
    folder: Path, api: BotApiStandIn, robots: RobotStandIn, answered: set[str], more: str
) -> None:
    """The group is told which units miss; then its robot is removed, and the coordinators hear of it."""
    before, talk = len(robots.posted), Talk(api)
    async with running(folder, api, "2025-06-18T17:10", PORT, more=more):
        urged = await talk.says(COORDINATOR, f"/broadcast rooms {SENT}")
        assert "已在群里提醒（工作群）" in urged.text
        (named,) = (await robots.wait_for_posted(before + 1))[before:]
        missing = {unit_of(n) for n in range(PEOPLE)} - answered
        lines = named.text.split("\n")
        assert lines[0] == f"还没有答复的单位（{len(missing)}个）"
        assert {name for line in lines for name in line.split("、")} >= missing
        assert not any(name in answered for line in lines for name in line.split("、"))
        assert not any("用户" in p.text for p in robots.posted)
        robots.faults.dead.add(KEY)
        await talk.says(COORDINATOR, "/groups test 1")
        closed = "SELECT 1 FROM rooms WHERE closed IS NOT NULL"
        await until(api, lambda: rows(folder, closed))
        shown = await talk.says(COORDINATOR, "工作群")
        assert "工作群：停用（群机器人的地址无效或已停用（93000））" in shown.text
    assert not _holds(folder, KEY.encode())


def _holds(folder: Path, secret: bytes) -> bool:
    """Whether the database or its log holds these bytes."""
    return any(secret in path.read_bytes() for path in folder.glob("*.sqlite3*"))


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
            said = [s.text for s in api.sent if s.chat == str(GROUP)]
            assert len(said) == 2, said

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
