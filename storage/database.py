"""One writer with shared commits, readers on connections of their own. SQLite through aiosqlite.

`write(fn)` runs the plain function `fn(tx)` on the writer's thread. Functions that wait at the same
time share one BEGIN IMMEDIATE … COMMIT, each inside its own SAVEPOINT: one that fails is rolled back
alone. A caller resumes only after the commit, so what it then says to a platform is durable.
`read(fn)` runs `fn(tx)` on a query-only connection.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.migrate import UnusableDatabase, migrate

T = TypeVar("T")
READERS = 2
MAX_SHARED = 128  # more in one commit would make the first wait for the last


class Transaction:
    """What storage functions get: named parameters in, rows out. No await, no commit.

    `memory` keeps what was worked out from this connection's rows from one transaction to the next.
    Whoever keeps something there keeps with it what it was made of. What is undone is forgotten.
    """

    __slots__ = ("_connection", "memory")

    def __init__(
        self, connection: sqlite3.Connection, memory: dict[str, Any] | None = None
    ) -> None:
        self._connection = connection
        self.memory: dict[str, Any] = {} if memory is None else memory

    def all(self, sql: str, **params: Any) -> list[sqlite3.Row]:
        return self._execute(sql, params).fetchall()

    def one(self, sql: str, **params: Any) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._execute(sql, params).fetchone()
        return row

    def run(self, sql: str, **params: Any) -> int:
        """Execute and return the number of rows that changed."""
        return self._execute(sql, params).rowcount

    def many(self, sql: str, rows: Iterable[dict[str, Any]]) -> int:
        """Execute once for each row of parameters and return how many rows changed in all."""
        return max(0, self._connection.executemany(sql, rows).rowcount)

    def insert(self, sql: str, **params: Any) -> int:
        """Execute an INSERT … RETURNING id and return that id."""
        row = self._execute(sql, params).fetchone()
        return int(row[0])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone when it raises; what was done before stays."""
        self._connection.execute("SAVEPOINT part")
        before = self._connection.total_changes
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO part")
            if (
                self._connection.total_changes != before
            ):  # a refusal that wrote nothing undoes nothing
                self.memory.clear()
            raise
        finally:
            self._connection.execute("RELEASE part")

    def _execute(self, sql: str, params: dict[str, Any]) -> sqlite3.Cursor:
        for name, value in list(params.items()):
            if isinstance(value, list | tuple):
                sql = _spread(sql, name, len(value))
                params.update({f"{name}_{n}": item for n, item in enumerate(params.pop(name))})
        return self._connection.execute(sql, params)


def parts(items: Iterable[T], size: int = 400) -> Iterator[list[T]]:
    """A long list in pieces for `IN :names`: the engine looks named parameters up one by one."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


@lru_cache(maxsize=512)
def _spread(sql: str, name: str, count: int) -> str:
    """`IN :names` with a sequence becomes `IN (:names_0, :names_1)`; an empty one matches nothing."""
    marks = ", ".join(f":{name}_{n}" for n in range(count)) or "NULL"
    return re.sub(rf":{name}\b", f"({marks})", sql)


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, whose thread also takes a whole function."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memory: dict[str, Any] = {}  # only its own thread touches it

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]
        return result

    @classmethod
    async def to(cls, path: Path, *, readonly: bool = False) -> _Connection:
        connection = cls(partial(_connect, path, readonly), 64)
        await connection
        return connection


class Database:
    """Use `Database.open(path)`; `:memory:` is not supported (readers would see another database)."""

    def __init__(self, writer: _Connection, readers: list[_Connection]) -> None:
        self._writer = writer
        self._readers: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._waiting: list[tuple[Callable[[Transaction], Any], asyncio.Future[Any]]] = []
        self._committer: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Database]:
        """Open (creating the file and its folder), bring the schema up to date, and close at exit.

        Raises UnusableDatabase where the file is none of ours or cannot be written."""
        await asyncio.to_thread(_check, path)
        writer = await _Connection.to(path)
        opened = [writer]
        try:
            await writer.run(migrate)
            for _ in range(READERS):
                opened.append(await _Connection.to(path, readonly=True))
            database = cls(writer, opened[1:])
            yield database
            await database.settle()
        finally:
            for connection in opened:
                await connection.close()

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Run `function` in a transaction of its own; its exception is raised here, undone."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((function, future))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_waiting())
        return await future

    async def read(self, function: Callable[[Transaction], T]) -> T:
        reader = await self._readers.get()
        try:
            return await reader.run(
                lambda connection: function(Transaction(connection, reader.memory))
            )
        finally:
            self._readers.put_nowait(reader)

    async def settle(self) -> None:
        """Wait until everything that was handed to `write` is committed."""
        if self._committer is not None:
            await self._committer

    async def _commit_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_SHARED], self._waiting[MAX_SHARED:]
                try:
                    outcomes = await self._writer.run(
                        partial(
                            _share_commit, [function for function, _ in batch], self._writer.memory
                        )
                    )
                except Exception as error:  # the commit itself failed: nobody's change is there
                    outcomes = [(None, error)] * len(batch)
                for (_, future), (result, failure) in zip(batch, outcomes, strict=True):
                    if future.done():  # the caller was cancelled; its change is committed anyway
                        continue
                    if failure is None:
                        future.set_result(result)
                    else:
                        future.set_exception(failure)
        finally:
            self._committer = None


def _share_commit(
    functions: list[Callable[[Transaction], Any]],
    memory: dict[str, Any],
    connection: sqlite3.Connection,
) -> list[tuple[Any, Exception | None]]:
    outcomes: list[tuple[Any, Exception | None]] = []
    tx = Transaction(connection, memory)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for function in functions:
            connection.execute("SAVEPOINT message")
            before = connection.total_changes
            try:
                outcomes.append((function(tx), None))
            except Exception as error:
                connection.execute("ROLLBACK TO message")
                if connection.total_changes != before:
                    memory.clear()
                outcomes.append((None, error))
            connection.execute("RELEASE message")
        connection.execute("COMMIT")
    except BaseException:
        memory.clear()
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _check(path: Path) -> None:
    """Open the file once on the side: a connection's thread does not survive a failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _connect(path, readonly=False).close()
    except OSError as error:
        raise UnusableDatabase(
            f"数据目录 {path.parent} 不能用（{error.strerror}），请改 [storage] path 或目录权限。"
        ) from None
    except sqlite3.OperationalError:
        raise UnusableDatabase(
            f"数据库 {path} 打不开或不能写，请检查 [storage] path 和文件权限。"
        ) from None
    except sqlite3.DatabaseError:
        raise UnusableDatabase(
            f"{path} 不是数据库或已损坏，请改 [storage] path，或用 duban restore 恢复备份。"
        ) from None


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout = 10000")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # A morning touches rows all over the file: pages are kept, and written back less often, and
        # what a savepoint would bring back lies in memory.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32768")
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
