"""The page as its users see it: the real demo in its own process, driven in headless Chromium."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
PHONE, DESKTOP = (390, 844), (1280, 800)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "6460f85f0f0002870180eb47ba920000000049454e44ae426082"
)


@asynccontextmanager
async def demo(
    data: Path, port: int = 0, now: str = ""
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`duban demo` until the context is left; its address and its process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo", "--port", str(port), "--data", str(data), "--now", now),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while not (match := re.search(rb"http://\S+", await process.stdout.readline())):
                pass
        yield match.group().decode(), process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


class Chat:
    """One person's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers = page.locator(".line:not(.mine) .bubble:not(.typing)")
        self.last = self.answers.last

    async def say(self, text: str) -> str:
        count = await self.answers.count()
        await self.page.fill("#text", text)
        await self.page.keyboard.press("Enter")
        await self.answers.nth(count).wait_for()
        return await self.last.inner_text()

    async def press(self, label: str) -> str:
        count = await self.answers.count()
        await self.page.locator(".rows .chip", has_text=label).last.click()
        await self.answers.nth(count).wait_for()
        return await self.last.inner_text()

    async def become(self, key: str) -> None:
        if await self.page.locator("#switch").is_visible():
            await self.page.click("#switch")
        async with self.page.expect_navigation():
            await self.page.click(f".persona[data-key={key}]")
        await expect(self.page.locator("#who-posts")).not_to_have_text("正在连接…")
        await self.page.locator(".line").first.wait_for()  # the history, or the greeting, is there


@asynccontextmanager
async def chat(browser: Browser, url: str, size: tuple[int, int]) -> AsyncIterator[Chat]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="UTC"
    )
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    await page.goto(url)
    await expect(page.locator("#who-name")).to_have_text("李敏")
    yield Chat(page)
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    await context.close()
    assert [t for t in troubles if "WebSocket" not in t] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_liaison_a_coordinator_and_an_admin_do_their_work(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with demo(tmp_path) as (url, _), chat(browser, url, size) as me:
        assert "11项" in await me.say("我的任务")
        assert "强化科技平台载体赋能" in await me.say("2")
        assert "已记录 政策35" in await me.say("政策35 完成60%，预计12月底前达标")
        assert "已撤销" in await me.press("撤销")
        assert "历史进展" in await me.say("/history 政策35")
        assert "没有「政策1」" in await me.say("政策1 完成50%")

        await me.become("donge")
        assert "东阿县人民政府" in await me.say("我的任务")

        await me.become("ducha")
        overall = await me.say("总体情况")
        overdue = re.search(r"逾期 (\d+)", overall)
        assert overdue is not None
        assert f"{overdue[1]}项" in await me.press(f"逾期 {overdue[1]}")
        assert "发送前请核对" in await me.say("群发 逾期 请本周五前报送最新进展")
        assert "正在发给" in await me.press("发送")
        await expect(me.page.locator(".rows .chip", has_text="看回执").last).to_be_visible()
        for _ in range(20):
            if "已送达" in await me.press("看回执" if _ == 0 else "刷新回执"):
                break
            await asyncio.sleep(0.3)
        else:
            pytest.fail("the broadcast never arrived")

        await me.become("admin")
        assert re.search(r"\n[A-Z2-9]{8}\n", await me.say("邀请 市民政局"))
        assert "还没有联络员的单位" in await me.say("人员")


async def test_the_history_survives_a_reload_and_a_killed_server(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as (url, process):
        port = int(url.rsplit(":", 1)[1])
        async with chat(browser, url, PHONE) as me:
            await me.say("政策35 完成61%")
            await me.page.reload()
            await expect(me.last).to_contain_text("完成 61%")
            process.kill()
            await process.wait()
            await expect(me.page.locator("#offline")).to_be_visible()
            await me.page.fill("#text", "政策36 完成62%")
            await me.page.keyboard.press("Enter")  # said while the server is away
            async with demo(tmp_path, port):
                await expect(me.page.locator("#offline")).to_be_hidden(timeout=20_000)
                await expect(me.last).to_contain_text("完成 62%", timeout=20_000)
                assert await me.page.locator(".line.mine").count() == 2


async def test_the_morning_digest_comes_without_asking(browser: Browser, tmp_path: Path) -> None:
    soon = demo(tmp_path, now="2025-06-18T08:50:58")
    async with soon as (url, _), chat(browser, url, DESKTOP) as me:
        await expect(me.last).to_contain_text("早上好", timeout=60_000)


async def test_pictures_and_input_methods(browser: Browser, tmp_path: Path) -> None:
    async with demo(tmp_path) as (url, _), chat(browser, url, PHONE) as me:
        picture = {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
        await me.page.set_input_files("#file", [picture])
        await expect(me.page.locator(".tray .item")).to_have_text(re.compile("现场.png"))
        assert "佐证：现场.png" in await me.say("政策35 已办结")
        await expect(me.page.locator("img.picture")).to_be_visible()
        # Enter that picks a word of an input method does not send
        await me.page.fill("#text", "政策")
        before = await me.page.locator(".line.mine").count()
        await me.page.locator("#text").dispatch_event(
            "keydown", {"key": "Enter", "isComposing": True, "bubbles": True}
        )
        assert await me.page.locator(".line.mine").count() == before
        assert await me.page.input_value("#text") == "政策"
        assert "只看文字" not in await me.say("<img src=x onerror=alert(1)>")
