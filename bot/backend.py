"""What the web chat asks of the program: who somebody is, what was said, what may be downloaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from bot.board import board
from bot.channels.web import Identity, Line
from bot.channels.web.channel import NAME, WebChannel
from bot.clock import Clock
from bot.render import Renderer
from domain import access
from domain.messages import Attachment
from domain.people import Position
from domain.rules import Rules
from handlers.broadcast.receipts import board_reply
from storage import boards, evidence, outbox, papers, people
from storage.database import Database, Transaction
from storage.history import Said, said_on
from storage.plans import load_book

_LIAISON = (
    ("我的任务", "/tasks"),
    ("逾期", "/tasks overdue"),
    ("本期未报", "/tasks unreported"),
    ("总体情况", "/status"),
    ("帮助", "/help"),
)
_OVERSEER = (
    ("总体情况", "/status"),
    ("逾期", "/tasks overdue"),
    ("本期未报", "/tasks unreported"),
    ("按单位", "/status units"),
    ("看图", "/chart"),
    ("群发", "/broadcast"),
    ("帮助", "/help"),
)
_QUICK = {
    Position.LIAISON: _LIAISON,
    Position.SUPERVISOR: _LIAISON,
    Position.COORDINATOR: _OVERSEER,
    Position.ADMIN: (*_OVERSEER[:-1], ("人员", "/people"), _OVERSEER[-1]),
    Position.VIEWER: tuple(pair for pair in _OVERSEER if pair[1] != "/broadcast"),
}
SILENCE_LIMIT = 180.0  # seconds without a successful poll after which the bot is not healthy


class Backend:
    """`silent_for` tells for how many seconds a polling channel has been mute."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: Rules,
        *,
        silent_for: Callable[[], float | None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._admins = rules.admins
        self.zone = str(rules.zone)
        self._silent_for = silent_for
        self._render = Renderer(WebChannel.dialect)

    def now(self) -> datetime:
        return self._clock.now()

    async def identity(self, account: str) -> Identity | None:
        person = await self._database.read(lambda tx: people.by_account(tx, NAME, account))
        if person is None or not person.posts:
            if f"{NAME}:{account}" not in self._admins:
                return None
            return Identity("管理员", Position.ADMIN.word, _QUICK[Position.ADMIN])
        weightiest = (Position.ADMIN, Position.COORDINATOR, Position.LIAISON)
        first = next((p for p in weightiest if p in person.positions), person.posts[0].position)
        return Identity(person.name, people.posts_in_words(person), _QUICK[first])

    async def history(self, account: str, limit: int, before: str | None) -> list[Line]:
        try:
            until = datetime.fromisoformat(before) if before else None
        except ValueError:
            until = None
        said = await self._database.read(lambda tx: said_on(tx, NAME, account, limit, until))
        since = said[0].at if len(said) == limit else None
        receipts = await self._database.read(
            lambda tx: self._receipts(tx, account, since, until or self.now())
        )
        lines = [line for moment in said for line in self._lines(moment)]
        return sorted([*lines, *receipts], key=lambda line: line.at)

    def _receipts(
        self, tx: Transaction, account: str, since: datetime | None, until: datetime
    ) -> list[Line]:
        """The receipts of those moments as they stand now, each under the name by which it is edited."""
        found = []
        for shown, at in boards.shown_to(tx, NAME, account):
            if at <= until and (since is None or at >= since):
                reply = board_reply(tx, shown.broadcast_id, self._rules)
                if reply:
                    told = self._render(reply)
                    found.append(Line(shown.ref, at, False, told.texts[:1], told.buttons))
        return found

    def _lines(self, moment: Said) -> list[Line]:
        found = []
        if moment.text or moment.files:
            texts = (moment.text,) if moment.text else ()
            found.append(Line(f"{moment.id}q", moment.at, True, texts, files=moment.files))
        if moment.reply:
            shown = self._render(moment.reply)
            found.append(Line(moment.id, moment.at, False, shown.texts, shown.buttons))
        if moment.papers:
            found.append(Line(f"{moment.id}p", moment.at, False, (), files=moment.papers))
        return found

    async def may_download(self, account: str, sha256: str) -> Attachment | None:
        """A file is seen by whom it was given to, and by whoever may see a task that it is evidence for."""
        return await self._database.read(partial(_downloadable, account, sha256))

    async def board(
        self, account: str, show: str | None, issue: int | None
    ) -> dict[str, Any] | None:
        return await self._database.read(
            partial(board, account, show, issue, self.now(), self._rules)
        )

    async def health(self) -> dict[str, Any]:
        waiting = await self._database.read(outbox.counts)
        silent = self._silent_for()
        ok = silent is None or silent < SILENCE_LIMIT
        return {
            "ok": ok,
            "now": self.now().isoformat(),
            "outbox": waiting,
            **({} if silent is None else {"seconds_since_poll": round(silent, 1)}),
        }

    async def metrics(self) -> str:
        counts = await self._database.read(_counts)
        lines = ["# TYPE duban_outbox_messages gauge"]
        lines += [
            f'duban_outbox_messages{{state="{s}"}} {n}' for s, n in counts.pop("outbox").items()
        ]
        for name, value in counts.items():
            lines += [f"# TYPE duban_{name} gauge", f"duban_{name} {value}"]
        return "\n".join(lines) + "\n"


def _downloadable(account: str, sha256: str, tx: Transaction) -> Attachment | None:
    person = people.by_account(tx, NAME, account)
    if person is None:
        return None
    if given := papers.given(tx, NAME, account, person.id, sha256):
        return given
    book = load_book(tx)
    for code, stored in evidence.places(tx, sha256):
        task = book.by_code.get(code)  # None when the task was withdrawn
        if task and access.may_see(person, book, task):
            return stored
    return None


def _counts(tx: Transaction) -> dict[str, Any]:
    def one(sql: str) -> int:
        row = tx.one(sql)
        return int(row[0]) if row else 0

    return {
        "outbox": outbox.counts(tx),
        "events_handled": one("SELECT COUNT(*) FROM events"),
        "reports": one("SELECT COUNT(*) FROM reports WHERE withdrawn_at IS NULL"),
        "people_bound": one("SELECT COUNT(*) FROM people WHERE removed_at IS NULL"),
    }
