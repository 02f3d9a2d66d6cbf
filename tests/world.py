"""The real dispatcher on real SQLite with the real list, and the same few people everywhere.

李敏    liaison of 市科技局, the one most tests speak as
王建国  liaison of 东阿县人民政府: another unit, whose tasks 李敏 must not see
钱进    liaison of two units, 市财政局 and 市税务局
周正    supervisor (分管领导) of 市科技局: sees, does not report
赵卫东  coordinator    陈静 admin    孙书记 viewer (领导) of everything
路人    nobody: not bound
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.render import Dialect, Rendered, Renderer
from domain.messages import Attachment, Inbound, InboundKind, Reply
from domain.people import Address, Person, Position, Post
from domain.plan import Plan
from domain.planbook import PlanBook
from domain.rules import SHANGHAI, Rules
from handlers.dispatch import dispatch
from handlers.tick import tick_one
from seed.read import builtin_plan
from storage import people
from storage.database import Transaction
from storage.migrate import migrate
from storage.plans import load_book, save_plan
from storage.times import to_text

START = datetime(2025, 6, 18, 9, 30, tzinfo=SHANGHAI)  # a Wednesday

PEOPLE: dict[str, tuple[Post, ...]] = {
    "李敏": (Post(Position.LIAISON, "市科技局"),),
    "王建国": (Post(Position.LIAISON, "东阿县人民政府"),),
    "钱进": (Post(Position.LIAISON, "市财政局"), Post(Position.LIAISON, "市税务局")),
    "周正": (Post(Position.SUPERVISOR, "市科技局"),),
    "赵卫东": (Post(Position.COORDINATOR),),
    "陈静": (Post(Position.ADMIN),),
    "孙书记": (Post(Position.VIEWER),),
}
BOSS = "老板"  # an admin by the config, not bound beforehand
PLAIN = Renderer(Dialect(html=False, buttons=True, limit=1_000_000), lambda code: "")


@lru_cache(maxsize=1)
def plan() -> Plan:
    return builtin_plan()


@lru_cache(maxsize=1)
def _template() -> bytes:
    """A database with the schema and the plan, made once and copied for every test."""
    connection = connect()
    save_plan(Transaction(connection), plan())
    return connection.serialize()


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    migrate(connection)
    return connection


def _opened(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(content)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def stored(name: str) -> Attachment:
    """A file as the store would keep it: its content is its name."""
    mime = "image/jpeg" if name.endswith(".jpg") else "application/pdf"
    return Attachment(hashlib.sha256(name.encode()).hexdigest(), name, 1234, mime)


class World:
    """`says` is one message through the dispatcher in its own transaction, as the program does it."""

    def __init__(self, now: datetime = START, rules: Rules | None = None) -> None:
        self.connection = _opened(_template())
        self.tx = Transaction(self.connection)
        self.now = now.astimezone(UTC)
        self.rules = rules or Rules(admins=frozenset({f"test:{BOSS}"}))
        self._events = itertools.count(1)
        for name, posts in PEOPLE.items():
            self.bind(name, *posts)

    def close(self) -> None:
        self.connection.close()

    @property
    def book(self) -> PlanBook:
        return load_book(self.tx)

    def bind(self, name: str, *posts: Post) -> int:
        digest_at = self.rules.next_digest(self.now, today_is_done=True)
        person_id = people.add_person(self.tx, name, self.now, digest_at)
        people.bind(self.tx, Address("test", name, name), person_id, self.now)
        for post in posts:
            people.add_post(self.tx, person_id, post)
        return person_id

    def crowd(self, count: int) -> None:
        """That many more liaisons, two to a unit, in turn on this channel and on WeCom."""
        units = self.book.holders
        for place in range(count):
            name = f"用户{place + 1}"
            number = self.bind(name, Post(Position.LIAISON, units[place // 2 % len(units)]))
            if place % 2:
                self.tx.run("DELETE FROM addresses WHERE person_id = :id", id=number)
                people.bind(self.tx, Address("wecom", name, name), number, self.now)

    def person(self, name: str) -> Person:
        found = people.by_account(self.tx, "test", name)
        assert found is not None, f"{name} is not bound"
        return found

    def inbound(self, name: str, text: str, **fields: object) -> Inbound:
        event = Inbound("test", name, name, str(next(self._events)), self.now, text, name=name)
        return replace(event, **fields)  # type: ignore[arg-type]

    def handle(self, inbound: Inbound) -> Reply | None:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            reply = dispatch(self.tx, inbound, self.now, self.rules)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return reply

    def reply(self, name: str, text: str, **fields: object) -> Reply:
        reply = self.handle(self.inbound(name, text, **fields))
        assert reply is not None
        return reply

    def says(self, name: str, text: str, **fields: object) -> str:
        """The answer as text; buttons are left to `reply`."""
        return "\n".join(self.render(self.reply(name, text, **fields)).texts)

    def sends_file(self, name: str, caption: str, file: str = "验收报告.pdf") -> str:
        return self.says(name, caption, kind=InboundKind.FILE, files=(stored(file),))

    def restart(self) -> None:
        """The program ends; what it knows afterwards is what is on disk."""
        content = self.connection.serialize()
        self.connection.close()
        self.connection = _opened(content)
        self.tx = Transaction(self.connection)

    def render(self, reply: Reply) -> Rendered:
        return PLAIN(reply)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def at(self, text: str) -> None:
        """Set the clock: `2025-06-19 08:50`, local time."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)

    def tick(self) -> int:
        """Do everything that is due, and let what is due in the outbox arrive; how many units of work."""
        # As delivery does it: who blocked the bot is not reached.
        blocked = "SELECT person_id FROM addresses WHERE unreachable IS NOT NULL"
        done = sum(1 for _ in iter(lambda: tick_one(self.tx, self.now, self.rules), False))
        self.tx.run(
            "UPDATE outbox SET state = 'failed', done_at = :now, reason = '对方停用或屏蔽了机器人'"
            f" WHERE state = 'waiting' AND next_at <= :now AND person_id IN ({blocked})",
            now=to_text(self.now),
        )
        self.tx.run(
            "UPDATE outbox SET state = 'sent', done_at = :now WHERE state = 'waiting'"
            " AND next_at <= :now",
            now=to_text(self.now),
        )
        return done

    def outbox(self) -> list[tuple[str, str, str]]:
        """(kind, person, text) of every message that was put into the outbox, in order."""
        from storage.journal import reply_from_text

        rows = self.tx.all(
            "SELECT o.kind, p.name, o.reply FROM outbox o JOIN people p ON p.id = o.person_id"
            " ORDER BY o.id"
        )
        return [
            (r["kind"], r["name"], "\n".join(PLAIN(reply_from_text(r["reply"])).texts))
            for r in rows
        ]

    def count(self, table: str) -> int:
        row = self.tx.one(f"SELECT COUNT(*) FROM {table}")
        return int(row[0]) if row else 0
