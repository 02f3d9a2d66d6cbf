"""A file in the web chat → a review: read in a process of its own, corrected, sent back, confirmed."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import openpyxl
import pytest

from bot.app import App
from bot.files import FileStore
from bot.reading import read_apart
from domain.messages import Attachment, Inbound, InboundKind
from domain.people import Address, Position, Post
from domain.rules import Rules
from seed.read import builtin_plan
from storage import people
from storage.database import Database, Transaction
from storage.plans import load_book, save_plan
from tests.bot.test_deliver import Moving, Scripted
from tests.seed import rewritten
from tests.seed.test_formats import bare
from tests.world import plan


class Office:
    """A program with an admin, and a liaison who is none."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.clock = Moving()
        self.database = database
        self.files = FileStore(folder / "files")
        self.app = App(database, Rules(), self.clock, [Scripted()], files=self.files)
        self.events = 0

    async def send(self, file: Attachment, account: str = "admin", caption: str = "") -> str:
        return await self._say(account, caption, InboundKind.FILE, (file,))

    async def press(self, command: str) -> str:
        return await self._say("admin", command, InboundKind.BUTTON, ())

    async def _say(
        self, account: str, text: str, kind: InboundKind, files: tuple[Attachment, ...]
    ) -> str:
        self.events += 1
        message = await self.app.handle(
            Inbound(
                "test",
                account,
                account,
                str(self.events),
                self.clock.now(),
                text,
                kind,
                files=files,
            )
        )
        assert message is not None
        self.buttons = {b.label: b.command for row in message.buttons for b in row}
        self.papers = [part.files[0] async for part in message.parts() if part.files]
        return "\n".join(message.texts)


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    async with Database.open(folder / "x.sqlite3") as database:
        made = Office(folder, database)

        def bind(tx: Transaction) -> None:
            save_plan(tx, plan())
            at = made.clock.at
            for account, post in (
                ("admin", Post(Position.ADMIN)),
                ("keji", Post(Position.LIAISON, "市科技局")),
            ):
                number = people.add_person(tx, account, at, at)
                people.bind(tx, Address("test", account, account), number, at)
                people.add_post(tx, number, post)

        await database.write(bind)
        yield made
        made.app.press.close()


async def test_a_list_is_corrected_in_the_workbook_and_taken_over(tmp_path: Path) -> None:
    rewritten.as_docx(tmp_path / "a.docx")
    content = (tmp_path / "a.docx").read_bytes()
    async with office(tmp_path) as desk:
        said = await desk.send(desk.files.put("新版.docx", content))
        assert "与已有的完全一致（122 项）" in said
        text = "\n".join(
            [
                "聊政办字〔2025〕9号",
                "聊城市2025年工作要点",
                "序号\t工作任务\t责任单位\t完成时限",
                "1\t建成公园10座\t市城管局\t6月底前",
                "2\t办好热线\t市政务局\t年底前",
            ]
        )
        said = await desk.send(desk.files.put("要点.txt", text.encode()))
        assert "2 项任务" in said
        await desk.press(desk.buttons["核对表（Excel）"])
        book = openpyxl.load_workbook(io.BytesIO(desk.papers[0].path.read_bytes()))
        sheet = book.worksheets[0]
        assert [cell.value for cell in sheet[4]][:1] == ["事项1"]
        sheet["E4"] = "建成公园12座"
        sheet["G5"] = "市大数据局"
        sheet.append(["", "事项", "", "", "新建学校2所", "", "市教育体育局", "市财政局"])
        changed = io.BytesIO()
        book.save(changed)
        said = await desk.send(desk.files.put("改好.xlsx", changed.getvalue()))
        assert "3 项任务" in said
        await desk.press(desk.buttons["看差异，再确认"])
        assert "已导入" in await desk.press(desk.buttons["确认导入"])
        found = (await desk.database.read(load_book)).by_code
        assert found["乙事项1"].title == "建成公园12座"
        assert found["乙事项1"].metrics[0].value == 12
        assert found["乙事项1"].due.isoformat() == "2025-06-30"
        assert found["乙事项2"].leads == ("市大数据局",)
        new = next(task for task in found.values() if task.title == "新建学校2所")
        assert (new.leads, new.coops) == (("市教育体育局",), ("市财政局",))


async def test_the_workbook_of_the_whole_list_is_the_list(tmp_path: Path) -> None:
    from bot.papers.listing import make
    from seed.read import read_file

    (tmp_path / "a.xlsx").write_bytes(make(builtin_plan()).content)
    back = read_file(tmp_path / "a.xlsx")
    assert [bare(task) for task in back.tasks] == [bare(task) for task in builtin_plan().tasks]
    assert (back.number, back.ends_on) == (builtin_plan().number, builtin_plan().ends_on)


async def test_what_cannot_be_read_is_one_sentence_and_is_not_kept(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        broken = desk.files.put("清单.xlsx", b"PK\x03\x04 nothing")
        assert await desk.send(broken) == (
            "没有导入「清单.xlsx」：这个 .xlsx 文件已损坏，打不开；请重新另存一份再发。"
        )
        assert not desk.files.path(broken.sha256).exists()


@pytest.mark.parametrize(
    ("account", "caption"), [("keji", ""), ("keji", "导入"), ("admin", "政策12 完成60%")]
)
async def test_other_files_are_no_lists(tmp_path: Path, account: str, caption: str) -> None:
    async with office(tmp_path) as desk:
        said = await desk.send(desk.files.put("a.txt", b"1"), account, caption)
        assert "读完了" not in said
        assert "没有导入" not in said


async def test_a_reader_that_dies_is_one_sentence(tmp_path: Path) -> None:
    listing = await read_apart(tmp_path / "missing.txt", "清单.txt")
    assert listing.plan is None
    assert listing.refusal.endswith("。")
