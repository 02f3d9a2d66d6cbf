"""A backup of a database in use, and what is put back."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from bot.backup import NoBackup, pack, unpack
from storage.database import Database
from storage.journal import audit
from tests.bot.test_cli import duban
from tests.world import START


async def test_what_was_there_comes_back_while_the_bot_ran_on(tmp_path: Path) -> None:
    database, target = tmp_path / "data" / "x.sqlite3", tmp_path / "b.zip"
    content = b"\xff\xd8\xff evidence"
    name = hashlib.sha256(content).hexdigest()
    file = tmp_path / "data" / "files" / name[:2] / name
    async with Database.open(database) as opened:
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        (tmp_path / "data" / "session.key").write_text("secret", encoding="ascii")
        await opened.write(lambda tx: audit(tx, START, 0, "kept", "x"))
        assert pack(database, target)[0] == 1
        await opened.write(lambda tx: audit(tx, START, 0, "lost", "x"))
        with pytest.raises(NoBackup, match="还在运行"):
            unpack(target, database)
    assert target.stat().st_mode & 0o077 == 0
    assert {each.filename for each in zipfile.ZipFile(target).infolist()} == {
        "duban.sqlite3",
        f"files/{name[:2]}/{name}",
    }
    file.unlink()
    count, old = unpack(target, database)
    assert (count, file.read_bytes()) == (1, content)
    for path, actions in ((database, ["kept"]), (old, ["kept", "lost"])):
        assert path is not None
        async with Database.open(path) as opened:
            rows = await opened.read(lambda tx: tx.all("SELECT action FROM audit ORDER BY seq"))
        assert [row["action"] for row in rows] == actions


async def test_what_is_no_backup_leaves_everything_as_it_was(tmp_path: Path) -> None:
    database = tmp_path / "x.sqlite3"
    async with Database.open(database) as opened:
        await opened.write(lambda tx: audit(tx, START, 0, "kept", "x"))
    before = database.read_bytes()
    pack(database, tmp_path / "good.zip")
    torn = (tmp_path / "good.zip").read_bytes()
    (tmp_path / "torn.zip").write_bytes(torn[: len(torn) // 2])
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with zipfile.ZipFile(tmp_path / "junk.zip", "w") as archive:
        archive.writestr("duban.sqlite3", "no database")
    with zipfile.ZipFile(tmp_path / "false.zip", "w") as archive:
        archive.write(database, "duban.sqlite3")
        archive.writestr(f"files/aa/{'a' * 64}", "not what the name says")
        archive.writestr("../escaped", "outside")
    for name in ("torn", "text", "other", "junk", "false"):
        with pytest.raises(NoBackup):
            unpack(tmp_path / f"{name}.zip", database)
        assert database.read_bytes() == before
    assert not (tmp_path.parent / "escaped").exists()
    assert not (tmp_path / "x.sqlite3.before-restore-1").exists()


async def test_backup_and_restore_as_a_shell_runs_them(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[storage]\npath = "d/x.sqlite3"\n', encoding="utf-8")
    where, target = ("--config", str(config)), str(tmp_path / "b.zip")
    status, _, err = await duban("backup", target, *where)
    assert (status, "没有数据库" in err) == (1, True)
    await duban("status", "--json", *where)
    status, out, _ = await duban("backup", target, *where)
    assert (status, "已备份到" in out) == (0, True)
    status, out, _ = await duban("restore", target, *where)
    assert (status, "已恢复数据库" in out) == (0, True)
    assert (await duban("audit", "verify", *where))[0] == 0
    assert (await duban("restore", str(tmp_path / "none.zip"), *where))[0] == 1
    assert (await duban("backup", str(tmp_path), *where))[0] == 1
