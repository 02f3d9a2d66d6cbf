from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from storage.database import Transaction
from storage.migrate import NewerDatabase, migrate, migrations, schema
from storage.plans import load_book, save_plan
from tests.world import connect, plan

GOLDEN = Path(__file__).parent / "schema.sql"


def test_all_migrations_from_empty_give_the_golden_schema() -> None:
    connection = connect()
    made = schema(connection)
    connection.close()
    if os.environ.get("DUBAN_GOLDEN") == "write":
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")


def test_an_old_file_migrates_with_its_data(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number, sql in migrations():
        (folder / f"{number:04}_step.sql").write_text(sql, encoding="utf-8")
    connection = connect()
    tx = Transaction(connection)
    save_plan(tx, plan())
    version = len(migrations())
    (folder / f"{version + 1:04}_more.sql").write_text(
        "ALTER TABLE units ADD COLUMN phone TEXT;", encoding="utf-8"
    )
    assert migrate(connection, folder) == version + 1
    assert load_book(tx).tasks == plan().tasks
    assert tx.one("SELECT phone FROM units LIMIT 1") is not None
    connection.close()


def test_a_broken_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    (tmp_path / "0001_ok.sql").write_text("CREATE TABLE a (x INTEGER);", encoding="utf-8")
    (tmp_path / "0002_bad.sql").write_text(
        "CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1);", encoding="utf-8"
    )
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, tmp_path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert tables == ["a"]
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    connection.close()


def test_a_file_of_a_newer_program_is_refused() -> None:
    connection = connect()
    connection.execute("PRAGMA user_version = 999")
    with pytest.raises(NewerDatabase):
        migrate(connection)
    connection.close()


def test_numbers_run_without_a_gap(tmp_path: Path) -> None:
    (tmp_path / "0002_late.sql").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="numbered"):
        migrations(tmp_path)


def test_what_was_told_before_the_ladder_became_data_stays_told(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number, sql in migrations()[:5]:
        (folder / f"{number:04}_step.sql").write_text(sql, encoding="utf-8")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    migrate(connection, folder)
    connection.executescript(
        "INSERT INTO plans (id, number, title, issuer, issued_on, starts_on, ends_on, revision)"
        " VALUES (1, '1', 't', 'i', '2025-01-01', '2025-01-01', '2025-12-31', 'r');"
        "INSERT INTO units (id, name, kind) VALUES (1, '甲', '部门'), (2, '乙', '部门');"
        "INSERT INTO tasks (id, plan_id, code, position, list, section, title, target, due_on,"
        " due_basis, first_line, last_line, promises)"
        " VALUES (1, 1, '事项1', 0, '事项', '一', 't', 't', '2025-12-31', 'text', 1, 1, '{}');"
        "INSERT INTO duties (task_id, unit_id, role, position) VALUES (1, 1, 'lead', 0), (1, 2, 'lead', 1);"
        "INSERT INTO people (id, name, created_at) VALUES (7, '李', '2025');"
        "INSERT INTO posts (id, person_id, position, unit) VALUES (1, 7, 'liaison', '乙');"
        "INSERT INTO nudges (person_id, task_id, rung, day) VALUES (7, 1, '2025-12-31-30', '2025-12-01');"
    )
    migrate(connection)
    row = connection.execute("SELECT * FROM nudges").fetchone()
    assert (row["person_id"], row["unit_id"], row["rung"]) == (7, 2, "2025-12-31-30")
    assert (row["state"], row["day"]) == ("told", "2025-12-01")
    assert [r["next_at"] for r in connection.execute("SELECT next_at FROM duties")] == ["", ""]
    connection.close()
