"""`duban doctor`: what is wrong with a configuration, a token, a calendar, in plain words."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from datetime import date
from pathlib import Path

from bot.finding import Finding, bad, good, warn
from bot.platforms import NOTHING_CONFIGURED, PLATFORMS, any_configured
from bot.settings import Settings
from domain.workdays import year_is_announced
from seed.read import read_file
from seed.refusal import Unreadable
from storage import journal, people
from storage.database import Database
from storage.migrate import UnusableDatabase
from storage.plans import has_plan, load_book

LEAST_FREE = 200 * 1024 * 1024


async def examine(settings: Settings, today: date) -> list[Finding]:
    """Every check, in the order in which one would mend things."""
    return [
        *_check_channels(settings),
        *_check_access(settings),
        *_check_calendar(today),
        *_check_disk(settings.storage.path),
        *_check_plan(settings.plan.file),
        *await _check_database(settings.storage.path),
        *[finding for kind in PLATFORMS for finding in await kind.check(settings)],
    ]


def _check_channels(settings: Settings) -> list[Finding]:
    web = settings.web
    found = [] if any_configured(settings) else [bad(NOTHING_CONFIGURED)]
    if web.enabled and web.port:
        found.append(_check_port(web.host, web.port))
    return found


def _check_port(host: str, port: int) -> Finding:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return bad(
                f"网页端口 {host}:{port} 不能用（{error.strerror}），请换 [web] port 或停掉占用它的程序。"
            )
    return good(f"网页端口 {host}:{port} 可用。")


def _check_access(settings: Settings) -> list[Finding]:
    if not settings.access.admins:
        return [
            warn(
                "[access] admins 为空，没有人能发邀请码；请写上管理员，如 telegram:1001。只用网页聊天的，"
                "启动前先用 duban chat --as 管理员 --config 配置文件，发「邀请 管理员」取码。"
            )
        ]
    return [good(f"管理员 {len(settings.access.admins)} 个账号。")]


def _check_calendar(today: date) -> list[Finding]:
    years = [year for year in (today.year, today.year + 1) if not year_is_announced(year)]
    if years:
        names = "、".join(f"{year}年" for year in years)
        return [
            warn(
                f"没有{names}的调休安排，暂按周末和法定节日推算；"
                "国务院公布后请升级，或在 [time] extra_holidays / extra_workdays 补充。"
            )
        ]
    return [good("节假日和调休安排齐全。")]


def _check_disk(path: Path) -> list[Finding]:
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return [bad(f"数据目录 {folder} 不可写，请改 [storage] path 或目录权限。")]
    if shutil.disk_usage(folder).free < LEAST_FREE:
        return [bad(f"数据目录 {folder} 剩余空间不足 200 MB。")]
    return [good(f"数据目录 {folder} 可写。")]


def _check_plan(file: Path | None) -> list[Finding]:
    if file is None:
        return []
    if not file.is_file():
        return [bad(f"[plan] file 写的 {file} 没有找到。")]
    try:
        plan = read_file(file)
    except Unreadable as error:
        return [bad(f"[plan] file 写的 {file} 读不了：{error}")]
    return [good(f"责任清单 {file} 读出 {len(plan.tasks)} 项任务。")]


async def _check_database(path: Path) -> list[Finding]:
    if not await asyncio.to_thread(path.exists):
        return [good("还没有数据库，首次运行时建立。")]
    try:
        return await _look_into(path)
    except UnusableDatabase as error:
        return [bad(str(error))]


async def _look_into(path: Path) -> list[Finding]:
    async with Database.open(path) as database:
        broken = await database.read(journal.verify_audit)
        if broken is not None:
            return [bad(f"审计链在第 {broken} 条断开，记录可能被改动过，请先核查备份。")]
        if not await database.read(has_plan):
            return [good("数据库为空，首次运行时装入方案。")]
        book = await database.read(load_book)
        everybody = await database.read(people.everybody)
    held = {post.unit for person in everybody for post in person.posts}
    empty = [unit for unit in book.holders if unit not in held]
    found = [good(f"数据库正常：{len(book.tasks)} 项任务，{len(everybody)} 人。")]
    if empty:
        found.append(
            warn(
                f"{len(empty)} 个单位还没有联络员：{'、'.join(empty[:8])}{' 等' if len(empty) > 8 else ''}。"
            )
        )
    return found
