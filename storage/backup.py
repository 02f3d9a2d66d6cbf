"""A database as one file: a consistent copy of one in use, and what has to hold before one is put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from storage.database import Transaction
from storage.journal import verify_audit
from storage.migrate import UnusableDatabase, migrate


def copy(source: Path, target: Path) -> None:
    """A copy as of one moment, while others write on. Raises UnusableDatabase."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as there,
            closing(sqlite3.connect(target)) as here,
        ):
            there.backup(here)
    except sqlite3.DatabaseError as error:
        raise UnusableDatabase(f"数据库 {source} 读不出来（{error}）。") from None


def in_use(file: Path) -> bool:
    """Whether a program has the database open."""
    if not file.is_file():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # torn: this is what a backup is for
    return False


def examine(file: Path) -> None:
    """Bring a copy's schema up to date and look through it. Raises UnusableDatabase."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.row_factory = sqlite3.Row
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise UnusableDatabase("里面的数据库已损坏。")
            migrate(connection)
            if (broken := verify_audit(Transaction(connection))) is not None:
                raise UnusableDatabase(f"里面的审计链在第 {broken} 条断开。")
    except sqlite3.DatabaseError:
        raise UnusableDatabase("里面的数据库已损坏。") from None
    _drop_logs(file)


def put_aside(file: Path) -> Path | None:
    """Keep what is there under another name; its write-ahead log must not meet the file to come."""
    if not file.exists():
        return None
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (old := file.with_name(f"{file.name}.before-restore-{number}")).exists():
        number += 1
    file.replace(old)
    _drop_logs(file)
    return old


def _drop_logs(file: Path) -> None:
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
