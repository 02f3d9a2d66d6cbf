"""What every command of the command line shares: where it prints, how it fails, what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.settings import BadConfig, load_settings
from domain.rules import SHANGHAI
from seed.refusal import Unreadable
from storage.migrate import UnusableDatabase

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

ConfigOption = Annotated[Path | None, typer.Option("--config", help="配置文件（TOML）")]
NowOption = Annotated[
    str, typer.Option("--now", help="时钟从这个时刻走起（ISO，如 2025-06-18T08:50）")
]


def read_now(text: str, zone: Any = SHANGHAI) -> datetime | None:
    """`--now` as an aware time; without an offset it is local time of the plan's place."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--now 要写成 2025-06-18T08:50 这样的时刻，没看懂「{text}」。")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def progress_line() -> Callable[[int, int], None]:
    """A line on the terminal that says how much of a large file is read; nothing into a pipe."""

    def told(done: int, of: int) -> None:
        if err.is_terminal and of > 1:
            err.print(f"\r读取 {done}/{of}", end="" if done < of else "\n")

    return told


def read_day(text: str, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{option} 要写成 2025-06-18 这样的日期，没看懂「{text}」。")
        return None


def fail(text: str) -> Any:
    """Say what to do in one place and stop with status 1."""
    err.print(text)
    raise typer.Exit(1)


def settings_of(config: Path | None) -> Any:
    try:
        return load_settings(config)
    except BadConfig as error:
        return fail(str(error))


def start_of(config: Path | None, now: str) -> datetime | None:
    return read_now(now, settings_of(config).rules().zone) if now else None


def run_async(main: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end. What the person at the keyboard can mend is one sentence, not a traceback."""
    try:
        return asyncio.run(main)
    except KeyboardInterrupt:
        return None
    except (BadConfig, UnusableDatabase, Unreadable) as error:
        return fail(str(error))
