"""`duban backup` and `duban restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.backup import NoBackup, pack, unpack
from bot.terminal import ConfigOption, fail, out, settings_of
from storage.migrate import UnusableDatabase


def backup(
    target: Annotated[Path, typer.Argument(help="写到哪个文件，如 备份.zip")],
    config: ConfigOption = None,
) -> None:
    """备份数据库和收到的文件；运行中也可以备份。"""
    try:
        count, size = pack(settings_of(config).storage.path, target)
    except (NoBackup, UnusableDatabase) as error:
        fail(str(error))
    out.print(f"已备份到 {target}：数据库和 {count} 个文件，共 {size / 1024 / 1024:.1f} MB。")


def restore(
    source: Annotated[Path, typer.Argument(help="duban backup 写出的文件")],
    config: ConfigOption = None,
) -> None:
    """用备份替换现在的数据库；先停下督办，原来的数据库改名保留。"""
    if not source.is_file():
        fail(f"没有找到文件 {source}。")
    try:
        count, old = unpack(source, settings_of(config).storage.path)
    except (NoBackup, UnusableDatabase) as error:
        fail(str(error))
    out.print(f"已恢复数据库和 {count} 个文件。" + (f"原来的数据库在 {old}。" if old else ""))
