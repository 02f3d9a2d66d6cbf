"""Numbered SQL files, applied in order; `PRAGMA user_version` is the last one applied."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

FOLDER = Path(__file__).parent / "migrations"


class UnusableDatabase(Exception):
    """The file cannot be used as our database; the text says why."""


class NewerDatabase(UnusableDatabase):
    """数据库由更新版本的督办建立，请升级程序后再打开。"""

    def __init__(self) -> None:
        super().__init__(self.__class__.__doc__)


def migrations(folder: Path = FOLDER) -> list[tuple[int, str]]:
    """(number, SQL) in order; numbers run from 1 without a gap."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    numbered = [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]
    if [number for number, _ in numbered] != list(range(1, len(numbered) + 1)):
        raise ValueError(f"migrations are not numbered 1..{len(numbered)}")
    return numbered


def migrate(connection: sqlite3.Connection, folder: Path = FOLDER) -> int:
    """Apply what is missing, each file in one transaction; return the version reached."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    steps = migrations(folder)
    if version > len(steps):
        raise NewerDatabase
    for number, sql in steps[version:]:
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return len(steps)


def schema(connection: sqlite3.Connection) -> str:
    """The schema as text, one statement after the other in name order: what the golden file holds."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " ORDER BY type DESC, name"
    ).fetchall()
    return "\n\n".join(re.sub(r"[ \t]+", " ", row[0]).strip() + ";" for row in rows) + "\n"
