"""Papers from the reply to the file: made once, after the commit, for whom they were meant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.files import FileStore
from bot.papers.base import Made, PaperKind
from bot.render import Rendered
from domain.messages import Paper, Reply
from domain.people import Address, Position, Post
from domain.rules import Rules
from storage import outbox, people, rooms
from storage.database import Database, Transaction
from storage.journal import reply_from_text, reply_to_text
from tests.bot.test_deliver import Moving, Scripted

HOME = Address("test", "7", "70")


class Office:
    """One program with one bound person and two kinds of paper: a good one and a broken one."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.made = 0
        self.clock = Moving()
        self.database = database
        self.files = FileStore(folder / "files")
        self.channel = Scripted()
        kinds = {
            "list": PaperKind("list", self.gather, self.make),
            "broken": PaperKind("broken", self.gather, self.fail),
        }
        self.app = App(
            database, Rules(), self.clock, [self.channel], files=self.files, papers=kinds
        )

    def gather(self, tx: Transaction, args: Mapping[str, Any]) -> list[str]:
        return [row["name"] for row in tx.all("SELECT name FROM people")] + [args["word"]]

    def make(self, data: list[str]) -> Made:
        self.made += 1
        return Made("名单.txt", "\n".join(data).encode())

    def fail(self, data: list[str]) -> Made:
        raise ValueError("no ink")

    async def parts(self, *papers: Paper, event: str = "1") -> list[Rendered]:
        reply = Reply("ack", papers=papers)
        render = self.app.renderers["test"]
        message = self.app.press.attach(render(reply), reply, HOME, event, render)
        return [part async for part in message.parts()]

    async def content(self, part: Rendered) -> str:
        (sheet,) = part.files
        return sheet.path.read_text(encoding="utf-8")


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    async with Database.open(folder / "x.sqlite3") as database:
        made = Office(folder, database)

        def bind(tx: Transaction) -> None:
            at = made.clock.at
            number = people.add_person(tx, "李敏", at, at + timedelta(days=1))
            people.bind(tx, HOME, number, at)
            people.add_post(tx, number, Post(Position.LIAISON, "市科技局"))

        await database.write(bind)
        yield made
        made.app.press.close()


PAPER = Paper("list", {"word": "好"})


async def test_the_text_comes_first_then_each_paper(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        text, first, second = await desk.parts(PAPER, Paper("list", {"word": "坏"}))
        assert text.texts
        assert not text.files
        assert await desk.content(first) == "李敏\n好"
        assert await desk.content(second) == "李敏\n坏"


async def test_a_paper_that_was_made_is_the_same_when_asked_again(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        _, first = await desk.parts(PAPER)
        await desk.database.write(lambda tx: tx.run("UPDATE people SET name = '李丽'"))
        _, again = await desk.parts(PAPER)
        assert (await desk.content(again), desk.made) == ("李敏\n好", 1)
        assert first == again
        _, other = await desk.parts(PAPER, event="2")
        assert (await desk.content(other), desk.made) == ("李丽\n好", 2)


@pytest.mark.parametrize("kind", ["broken", "nothing"])
async def test_a_paper_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path, kind: str) -> None:
    async with office(tmp_path) as desk:
        _, said = await desk.parts(Paper(kind, {"word": ""}))
        assert said.texts == ("文件没能生成，请稍后再试一次；仍不行请告诉管理员。",)


async def test_who_left_in_the_meantime_gets_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        await desk.database.write(lambda tx: people.remove(tx, 1, desk.clock.at))
        _, nothing = await desk.parts(PAPER)
        assert nothing == Rendered(())
        assert desk.made == 0


async def test_a_paper_can_go_out_unasked(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        reply = Reply("ack", papers=(PAPER,))
        await desk.database.write(
            lambda tx: outbox.add(
                tx, key="k", kind="broadcast", person_id=1, reply=reply, now=desk.clock.at
            )
        )
        await desk.app.delivery.drain()
        assert [text[:2] for _, text in desk.channel.sent] == ["好的", ""]
        assert desk.made == 1


def test_the_journal_keeps_which_papers_an_answer_has() -> None:
    reply = Reply("ack", papers=(PAPER, Paper("chart", {"by": "unit"})))
    assert reply_from_text(reply_to_text(reply)) == reply
    assert reply_from_text('["ack", {}, [], []]') == Reply("ack")


async def test_a_working_group_gets_the_picture_of_its_summary(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        group = Address("test", "-100", "-100")

        def bind(tx: Transaction) -> None:
            rooms.bind(tx, group, "调度群", 1, made.clock.at)

        reply = Reply("ack", papers=(Paper("list", {"word": "x"}),))
        render = made.app.renderers["test"]

        async def files() -> list[int]:
            message = made.app.press.attach(render(reply), reply, group, "outbox:1", render)
            return [len(part.files) for part in [part async for part in message.parts()][1:]]

        assert await files() == [0]  # not bound: nothing is made for nobody
        await made.database.write(bind)
        assert await files() == [1]
