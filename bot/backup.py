"""`duban backup` and `duban restore`: the database and the files that people sent, as one zip.

It holds `duban.sqlite3` (a consistent copy, also while the bot runs) and `files/…`. The key that signs
session cookies stays where it is: a copy that lies on a shelf must open nobody's page.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

from storage import backup
from storage.migrate import UnusableDatabase

DATABASE = "duban.sqlite3"
_FILE = re.compile(r"files/([0-9a-f]{2})/\1[0-9a-f]{62}")


class NoBackup(Exception):
    """Why nothing was written; the text says what to do."""


def pack(database: Path, target: Path) -> tuple[int, int]:
    """Write the backup, whole or not at all, for the owner alone: (files in it, its bytes)."""
    if not database.is_file():
        raise NoBackup(f"没有数据库 {database}，请用 --config 指明配置文件。")
    target = target.resolve()
    if target.is_dir() or not target.parent.is_dir():
        raise NoBackup(f"{target} 写不了，请写一个文件名，文件夹要先建好。")
    if target == database.resolve():
        raise NoBackup("备份不能写在数据库自己身上，请换一个文件名。")
    count = 0
    try:
        with tempfile.TemporaryDirectory(prefix=".duban-", dir=target.parent) as folder:
            copied, made = Path(folder) / DATABASE, Path(folder) / "backup.zip"
            backup.copy(database, copied)
            made.touch(mode=0o600)
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copied, DATABASE)
                store = database.parent / "files"
                for file in sorted(store.rglob("*")):
                    name = f"files/{file.relative_to(store).as_posix()}"
                    if file.is_file() and _FILE.fullmatch(name):
                        archive.write(file, name)
                        count += 1
            with made.open("rb+") as written:
                os.fsync(written.fileno())
            size = made.stat().st_size
            made.replace(target)
    except OSError as error:
        raise NoBackup(f"{target} 写不了（{error.strerror}），没有备份。") from None
    return count, size


def unpack(source: Path, database: Path) -> tuple[int, Path | None]:
    """Put a backup in the database's place: (files restored, where the old database lies now).

    Nothing is touched before the backup is found whole: its archive, its schema, its audit chain, the
    content of each file.
    """
    if backup.in_use(database):
        raise NoBackup("督办还在运行，请先停下再恢复。")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".duban-", dir=database.parent) as folder:
            fresh = Path(folder)
            names = _taken_out(source, fresh)
            backup.examine(fresh / DATABASE)
            for name in names:
                there = database.parent / name
                there.parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).replace(there)
            old = backup.put_aside(database)
            (fresh / DATABASE).replace(database)
    except UnusableDatabase as error:
        raise NoBackup(f"{source} 不能恢复：{error}") from None
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise NoBackup(f"{source} 不是督办的备份或已损坏（{error}），没有恢复。") from None
    return len(names), old


def _taken_out(source: Path, folder: Path) -> list[str]:
    """Unpack the database, and the files whose content is what their name says; the files' names."""
    names: list[str] = []
    with zipfile.ZipFile(source) as archive:
        if DATABASE not in archive.namelist():
            raise NoBackup(f"{source} 不是督办的备份。")
        for each in archive.infolist():
            if each.filename != DATABASE and not _FILE.fullmatch(each.filename):
                continue
            there = folder / each.filename
            there.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(each) as packed, there.open("wb") as out:
                shutil.copyfileobj(packed, out)
            if each.filename == DATABASE:
                continue
            with there.open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != there.name:
                    raise NoBackup(f"{source} 里的文件 {there.name[:12]}… 已损坏，没有恢复。")
            names.append(each.filename)
    return names
