"""The pictures of the README: `make screenshots` drives the demo and writes docs/images/*.png."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.test_page import DESKTOP, PHONE, Chat, demo

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"


async def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright, demo(Path(folder)) as (url, _):
            browser = await playwright.chromium.launch(
                executable_path=find_chromium(), args=list(ARGUMENTS)
            )
            for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
                context = await browser.new_context(
                    viewport={"width": size[0], "height": size[1]},
                    locale="zh-CN",
                    device_scale_factor=2 if name == "phone" else 1,
                )
                page = await context.new_page()
                await page.goto(url)
                me = Chat(page)
                await page.locator("#quick .chip").first.wait_for()
                if name == "phone":
                    await me.say("我的任务 政策")
                    await page.wait_for_timeout(300)
                    await page.screenshot(path=IMAGES / "phone-tasks.png")
                    await me.say("政策35 完成60%，预计12月底前达标")
                    await page.wait_for_timeout(300)
                    await page.screenshot(path=IMAGES / "phone-report.png")
                else:
                    await me.become("ducha")
                    await me.say("总体情况")
                    await me.say("群发 逾期 请本周五前报送最新进展")
                    await page.wait_for_timeout(300)
                    await page.screenshot(path=IMAGES / "desktop-broadcast.png")
                await context.close()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
