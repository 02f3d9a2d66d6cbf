"""Sending over the Bot API: the buttons under the last text, and every failure as a SendError."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from html.parser import HTMLParser
from typing import Any

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import SendError
from bot.channels.telegram.api import BotApi, wait_of
from bot.channels.telegram.request import NotSent
from bot.render import Rendered, Sheet

log = structlog.get_logger()
ACTION_LASTS = 4.5  # seconds; Telegram shows an action for five
LARGEST_PHOTO = 10 * 1024 * 1024
_GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot can't initiate")


class Sender:
    """Sends one message now; waiting and trying again is the caller's business."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def send(self, chat: str, message: Rendered) -> str:
        """Send all texts, the buttons under the last, then the files; the ids of all messages."""
        ids: list[str] = []
        for place, text in enumerate(message.texts, 1):
            markup = _keyboard(message) if place == len(message.texts) else None
            sent = await self._translated(self._send_text(chat, text, markup))
            ids.append(str(sent.get("message_id", "")))
        for sheet in message.files:
            sent = await self._translated(self._send_file(chat, sheet))
            ids.append(str(sent.get("message_id", "")))
        return " ".join(ids)

    async def edit(self, chat: str, ref: str, message: Rendered) -> None:
        """Change a message that was sent; one that shows the same already is as it should be."""
        await self._translated(self._edit_text(chat, ref.split()[0], message))

    async def _edit_text(self, chat: str, message_id: str, message: Rendered) -> None:
        try:
            await self._api.call(
                "editMessageText",
                chat_id=chat,
                message_id=int(message_id),
                text=message.texts[0],
                parse_mode="HTML",
                reply_markup=_keyboard(message),
            )
        except BadRequest as error:
            if "not modified" not in error.message:
                raise

    async def recall(self, chat: str, ref: str) -> None:
        """Delete every message of `ref`; one that is gone already is out of the chat."""
        for message_id in ref.split():
            await self._translated(self._delete(chat, int(message_id)))

    async def _delete(self, chat: str, message_id: int) -> None:
        try:
            await self._api.call("deleteMessage", chat_id=chat, message_id=message_id)
        except BadRequest as error:
            if "message to delete not found" not in error.message:
                raise

    async def show_work(self, chat: str) -> None:
        """Say that a file is on its way, again and again until cancelled; it matters to nothing else."""
        while True:
            try:
                await self._api.call("sendChatAction", chat_id=chat, action="upload_document")
            except (TelegramError, NotSent):
                return
            await asyncio.sleep(ACTION_LASTS)

    async def _send_text(self, chat: str, text: str, markup: Any) -> Any:
        preview = _NO_PREVIEW if "://" in text else None
        fields = {"chat_id": chat, "reply_markup": markup, "link_preview_options": preview}
        try:
            return await self._api.call("sendMessage", text=text, parse_mode="HTML", **fields)
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.error("a text was no valid HTML", action="bad_html")
            return await self._api.call("sendMessage", text=_plain(text), **fields)

    async def _send_file(self, chat: str, sheet: Sheet) -> Any:
        """A picture is shown in the chat; one that Telegram will not show goes as a document."""
        content = await asyncio.to_thread(sheet.path.read_bytes)
        file = (sheet.file.name, content, sheet.file.mime)
        if sheet.is_picture and sheet.file.size <= LARGEST_PHOTO:
            try:
                return await self._api.upload("sendPhoto", "photo", file, chat_id=chat)
            except BadRequest as error:
                if "photo" not in error.message.lower():
                    raise
        return await self._api.upload("sendDocument", "document", file, chat_id=chat)

    async def _translated(self, call: Awaitable[Any]) -> Any:
        try:
            return await call
        except RetryAfter as error:
            raise SendError("平台限速", retry_after=wait_of(error)) from None
        except Forbidden:
            raise SendError("对方停用或屏蔽了机器人", permanent=True) from None
        except ChatMigrated as error:
            raise SendError("会话已迁移", moved_to=str(error.new_chat_id)) from None
        except TimedOut:
            raise SendError("平台没有及时回应，是否送达不明", unknown=True) from None
        except BadRequest as error:
            gone = any(words in error.message.lower() for words in _GONE)
            raise SendError("找不到对方的会话" if gone else "平台拒收", permanent=gone) from None
        except NotSent:
            raise SendError("连不上平台") from None
        except InvalidToken:
            raise SendError("机器人令牌无效") from None
        except NetworkError:
            raise SendError("连接中断，是否送达不明", unknown=True) from None
        except TelegramError as error:
            raise SendError(error.message) from None


_NO_PREVIEW = {"is_disabled": True}


def _keyboard(message: Rendered) -> Any:
    if not message.buttons:
        return None
    rows = [
        [{"text": button.label, "callback_data": button.command} for button in row]
        for row in message.buttons
    ]
    return {"inline_keyboard": rows}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)
