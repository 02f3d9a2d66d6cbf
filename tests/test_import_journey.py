"""An admin sends a list on Telegram: the whole program, in a process of its own, against the stand-in."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import openpyxl

from tests.seed import rewritten
from tests.seed.test_formats import sheet
from tests.standins.telegram import BotApiStandIn, Sent
from tests.test_journey import ADMIN, LIAISON, STRANGER, Talk, running


async def document(talk: Talk, user: int, file: Path, caption: str = "") -> Sent:
    content = await asyncio.to_thread(file.read_bytes)
    talk.api.files[file.name] = content
    told = {"file_id": file.name, "file_name": file.name, "file_size": len(content)}
    return await talk.sends(user, document=told, **({"caption": caption} if caption else {}))


async def test_a_list_from_the_file_to_the_yes(tmp_path: Path) -> None:
    list_file = sheet(
        tmp_path / "要点.xlsx",
        [1, "建成公园10座", "市城管局", "6月底前"],
        [2, "办好热线", "市政务局", "年底前"],
    )
    rewritten.as_docx(tmp_path / "清单.docx")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    async with BotApiStandIn() as api, running(tmp_path, api, "2025-06-18T10:00"):
        talk = Talk(api)
        same = await document(talk, ADMIN, tmp_path / "清单.docx")
        assert "与已有的完全一致（122 项）" in same.text
        broken = await document(talk, ADMIN, tmp_path / "坏.xlsx")
        assert broken.text.startswith("没有导入「坏.xlsx」：")
        card = await document(talk, ADMIN, list_file)
        assert "2 项任务" in card.text
        assert "编号前加「乙」" in card.text
        doubt = await talk.presses(ADMIN, card, "逐条看存疑")
        assert "存疑 1/" in doubt.text
        await talk.presses(ADMIN, card, "核对表")
        await api.wait_for_sent(len(api.sent) + (api.sent[-1].file is None))
        name, content = api.sent[-1].file or ("", b"")
        assert name.startswith("核对表")
        assert (
            openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["E4"].value == "建成公园10座"
        )
        difference = await talk.presses(ADMIN, card, "看差异")
        assert "新增 乙事项1 建成公园10座" in difference.text
        taken = await talk.presses(ADMIN, difference, "确认导入")
        assert "已导入" in taken.text
        shown = await talk.says(ADMIN, "乙事项2")
        assert "办好热线" in shown.text
        # Nobody else's file is read as a list.
        assert "还没有绑定" in (await document(talk, STRANGER, list_file)).text
        assert "还没有绑定" in (await document(talk, LIAISON, list_file, "导入")).text
