"""The programs behind the commands: what `duban run`, `demo`, `chat` and the small ones wire up."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog

from bot import demo
from bot.app import App, ensure_plan
from bot.backend import Backend
from bot.channels.base import Channel
from bot.channels.console import ConsoleChannel
from bot.channels.intake import Intake
from bot.channels.telegram import TelegramChannel
from bot.channels.web import Persona, WebChannel
from bot.clock import Clock
from bot.files import FileStore
from bot.menus import Menus
from bot.people_csv import read_people, save_people
from bot.platforms import NOTHING_CONFIGURED, PLATFORMS, Platform, any_configured
from bot.settings import BadConfig, Settings, load_settings
from domain.people import POSITION_WORDS, Address, Position, Post
from domain.plan import Plan
from domain.rules import Rules
from seed.read import builtin_plan, read_file
from storage import journal, people
from storage.database import Database, Transaction
from storage.plans import load_book

log = structlog.get_logger()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of a configuration, with its plan in it."""
    async with Database.open(settings.storage.path) as database:
        await ensure_plan(database, partial(read_plan, settings))
        yield database


@asynccontextmanager
async def held(path: Path) -> AsyncIterator[None]:
    """Hold a database for one program that sends: a second would take messages under way for cut off."""
    with path.with_name(f"{path.name}.lock").open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadConfig(f"另一个督办正在用数据库 {path}，请先停下它。") from None
        yield


def read_plan(settings: Settings) -> Plan:
    """The plan that a new database starts with: the configured file, else the list we ship."""
    file = settings.plan.file
    if file is None:
        return builtin_plan()
    if not file.is_file():
        raise BadConfig(f"[plan] file 写的 {file} 没有找到。")
    return read_file(file)


def stop_asked() -> asyncio.Event:
    """Set when the process is asked to end. Made before anything is opened: who is told to stop while
    still starting stops as cleanly as later."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_demo(
    folder: Path, host: str, port: int, clock: Clock, settings: Settings, say: Callable[[str], None]
) -> None:
    """The demo: seed what is missing, open the web chat, say what to try."""
    rules, stop = settings.rules(), stop_asked()
    path = folder / "duban.sqlite3"
    async with Database.open(path) as database, held(path):
        say("[1/4] 读取责任清单…")
        tasks = await ensure_plan(database, builtin_plan)
        if tasks:
            say(f"      {tasks} 项任务")
            say("[2/4] 建立示例人员…")
            now = clock.now()
            count = await database.write(lambda tx: demo.seed_people(tx, now, rules))
            say(f"      {count} 人，另有 {demo.UNBOUND} 个单位还没有联络员")
            say("[3/4] 生成三周的示例进展（均标明“示例”）…")
            count = await database.write(lambda tx: demo.seed_reports(tx, now, rules))
            say(f"      {count} 条")
        else:
            say("[2/4] 沿用已有的数据")
        book = await database.read(load_book)
        personas = [Persona(p.key, p.name, p.subtitle, p.account) for p in demo.PERSONAS]
        files = FileStore(folder / "files")
        channel = WebChannel(
            Backend(database, clock, rules),
            files,
            host=host,
            port=port,
            session_key=session_key(folder),
            personas=personas,
            about=f"{'、'.join(plan.number for plan in book.plans)} · {len(book.tasks)} 项任务",
        )
        say("[4/4] 打开网页聊天…")
        try:
            async with App(database, rules, clock, [channel], files=files).running():
                say(demo.WELCOME.format(host=host, port=channel.bound_port))
                await stop.wait()
        except OSError as error:
            raise BadConfig(
                f"{host}:{port} 打不开（{error.strerror}），请用 --port 换一个端口。"
            ) from None


async def run_bot(settings: Settings, clock: Clock) -> None:
    """`duban run`: every channel that the configuration enables."""
    if not any_configured(settings):
        raise BadConfig(NOTHING_CONFIGURED)
    rules, stop = settings.rules(), stop_asked()
    folder = settings.storage.path.parent
    async with opened(settings) as database, held(settings.storage.path):
        files = FileStore(folder / "files")
        intake = Intake(files, partial(_is_known, database, rules))
        platforms = [kind.open(settings, intake) for kind in PLATFORMS if kind.configured(settings)]
        channels: list[Channel] = [*platforms]
        if settings.web.enabled:
            channels.append(
                WebChannel(
                    Backend(database, clock, rules, silent_for=partial(_silent_for, platforms)),
                    files,
                    host=settings.web.host,
                    port=settings.web.port,
                    session_key=session_key(folder),
                    secure=settings.web.public_url.startswith("https://"),
                    extra_routes=[route for each in platforms for route in each.routes()],
                )
            )
        telegram = next((c for c in platforms if isinstance(c, TelegramChannel)), None)
        menus = Menus(database, telegram) if telegram else None
        app = App(
            database,
            rules,
            clock,
            channels,
            deep_link=partial(_deep_link, platforms),
            after_reply=menus.after_reply if menus else None,
            files=files,
        )
        for each in platforms:
            each.answers.on_answered = partial(app.answered, each.name)
        try:
            async with app.running():
                if menus:
                    await menus.introduce()
                gc.collect()
                gc.freeze()  # the list, the templates, the modules: nothing that is worth looking at again
                log.info("running", action="running", channels=list(app.channels))
                await stop.wait()
        except OSError as error:
            where = f"{settings.web.host}:{settings.web.port}"
            raise BadConfig(
                f"网页端口 {where} 打不开（{error.strerror}），请换 [web] port。"
            ) from None


async def _is_known(database: Database, rules: Rules, channel: str, account: str) -> bool:
    """Bound, or an admin by the configuration who has not said anything yet."""
    if f"{channel}:{account}" in rules.admins:
        return True
    return await database.read(lambda tx: people.by_account(tx, channel, account)) is not None


def _silent_for(platforms: Sequence[Platform]) -> float | None:
    """How long the one that has been mute longest has been so."""
    return max((s for s in (each.silent_for for each in platforms) if s is not None), default=None)


def _deep_link(platforms: Sequence[Platform], code: str) -> str:
    """The first link that a platform has for a code."""
    return next(filter(None, (each.deep_link(code) for each in platforms)), "")


def session_key(folder: Path) -> str:
    """The key that signs session cookies: made once, readable by the owner alone."""
    file = folder / "session.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as target:
            target.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii").strip()


async def run_chat(
    who: str, folder: Path | None, settings: Settings | None, clock: Clock
) -> str | None:
    """Chat on the console as a unit's liaison or as a position; a sentence when that is nobody."""
    settings = settings or load_settings(None)
    if folder is not None:
        settings.storage.path = folder / "duban.sqlite3"
    async with opened(settings) as database, held(settings.storage.path):
        rules = settings.rules()
        post = await database.read(partial(_console_post, who))
        if post is None:
            return f"没有单位「{who}」，请写全称，或写 督查员、管理员、领导。"
        await database.write(partial(_bind_console, who, post, clock, rules))
        data = settings.storage.path.parent
        channel = ConsoleChannel(who, sys.stdin, sys.stdout, clock.now, data / "papers")
        files = FileStore(data / "files")
        async with App(database, rules, clock, [channel], files=files).running():
            await channel.closed.wait()
    return None


def _console_post(who: str, tx: Transaction) -> Post | None:
    for position, word in POSITION_WORDS.items():
        if who in (word, position.value) and position is not Position.LIAISON:
            return Post(position)
    unit = load_book(tx).unit(who)
    return Post(Position.LIAISON, unit) if unit else None


def _bind_console(who: str, post: Post, clock: Clock, rules: Rules, tx: Transaction) -> None:
    if people.by_account(tx, "console", who) is None:
        now = clock.now()
        digest_at = rules.next_digest(now, today_is_done=False)
        person_id = people.add_person(tx, who, now, digest_at)
        people.bind(tx, Address("console", who, who), person_id, now)
        people.add_post(tx, person_id, post)
        journal.audit(tx, now, person_id, "bind", post.unit, channel="console")


async def import_people(settings: Settings, text: str, clock: Clock) -> tuple[int, int]:
    async with opened(settings) as database:
        rows = read_people(text, await database.read(load_book))
        now, rules = clock.now(), settings.rules()
        return await database.write(lambda tx: save_people(tx, rows, now, rules))


async def verify_audit(settings: Settings) -> int | None:
    async with Database.open(settings.storage.path) as database:
        return await database.read(journal.verify_audit)
