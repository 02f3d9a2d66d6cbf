"""Sending to a member: texts, a card of buttons, files; every failure as a SendError."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from bot.channels.base import SendError
from bot.channels.wecom import cards
from bot.channels.wecom.allowance import Allowance
from bot.channels.wecom.api import WecomApi
from bot.channels.wecom.http import ApiError, Unreachable
from bot.channels.wecom.inbound import account_of
from bot.render import Rendered, Sheet

log = structlog.get_logger()
LONGEST = 2048  # bytes of a text; WeCom cuts off what is more
LARGEST_PICTURE = 2 * 1024 * 1024  # 10 MB by the newer text of the documents, 2 MB by the older
BUSY_WAIT, FULL_WAIT = 5.0, 60.0

_GONE = {40003, 81013, 82001}  # no such member, or outside the app's range
_BUSY = {-1, 45033}
_FULL = {45009}
CONFIG = {
    40001: "secret 不对",
    40013: "corp_id 不对",
    41001: "缺少令牌",
    40056: "agent_id 不对",
    48002: "应用没有这个接口的权限",
    60011: "应用没有权限",
    301002: "agent_id 和 secret 不是同一个应用",
    60020: "本机 IP 不在企业可信IP里",
}
_LEFT_OUT = {
    "invaliduser": "不在应用可见范围，或账号不存在",
    "unlicenseduser": "没有企业微信接口许可",
}
_NO_CARD = {40008, 40058, 42045, 44004, 48002}  # what builds without such cards say
_LINK = re.compile(r"<(?=/?a\b)", re.IGNORECASE)


def byte_length(text: str) -> int:
    """Length as WeCom counts it, with the marks that `plain` makes wider."""
    return len(text.encode()) + 2 * text.count("<")


def plain(text: str) -> str:
    """A text in which nothing becomes a link that somebody else wrote: WeCom reads <a href>."""
    return _LINK.sub("＜", text)


class Sender:
    """Sends one message now; waiting and trying again is the caller's business."""

    def __init__(self, api: WecomApi, allowance: Allowance, *, use_cards: bool = True) -> None:
        self.shown = cards.Shown()
        self._api = api
        self._allowance = allowance
        self._use_cards = use_cards

    async def send(self, user: str, message: Rendered, *, unasked: bool = False) -> str:
        """Send all texts, the buttons as a card, then the files; the ids of all messages.

        What nobody asked for is one message where it can be: its buttons are lines of the text,
        since a card beneath would ring twice.
        """
        texts, card = list(message.texts), None
        if message.buttons and self._use_cards and not unasked:
            card = cards.beneath(message)
        elif message.buttons:
            texts = _with_lines(texts, cards.spelled(message))
        pieces = len(texts) + bool(card) + len(message.files)
        if wait := self._allowance.take(user, pieces):
            raise SendError("这位成员近期的消息太多", retry_after=wait)
        sent = [
            await self._send(user, "text", {"content": plain(text)}, once=unasked) for text in texts
        ]
        if card:
            sent.append(await self._send_card(user, card, cards.spelled(message)))
        sent += [await self._send_file(user, sheet) for sheet in message.files]
        return " ".join(filter(None, sent))

    async def recall(self, ref: str) -> None:
        """Take every message of `ref` back; WeCom does so for 24 hours."""
        for message_id in ref.split():
            with _translated():
                await self._api.recall(message_id)

    async def tick(self, user: str, task_id: str, response_code: str, command: str) -> None:
        """Show on a card what was pressed. It is a courtesy: where it cannot be, nothing is lost."""
        card = self.shown.get(task_id)
        if card is None or not response_code:
            return
        ticked = card.ticked(command)
        try:
            await self._api.update_card(user, response_code, ticked.content)
        except (ApiError, Unreachable) as error:
            log.info("a card was not updated", action="card_not_updated", reason=str(error))
            return
        self.shown.keep(ticked)

    async def _send_card(self, user: str, card: cards.Card, instead: str) -> str:
        try:
            sent = await self._send(user, "template_card", card.content)
        except Rejected as rejected:
            if rejected.code not in _NO_CARD:
                raise
            # The deployment has no such cards: from now on the buttons are lines with numbers.
            log.warning("cards are refused, using numbers", action="no_cards", code=rejected.code)
            self._use_cards = False
            return await self._send(user, "text", {"content": plain(instead)})
        self.shown.keep(card)
        return sent

    async def _send_file(self, user: str, sheet: Sheet) -> str:
        """A picture is shown in the chat; one that WeCom will not show goes as a file."""
        if sheet.is_picture and sheet.file.size <= LARGEST_PICTURE:
            try:
                return await self._send_as(user, "image", sheet)
            except Rejected as rejected:
                log.info("a picture goes as a file", action="no_picture", code=rejected.code)
        return await self._send_as(user, "file", sheet)

    async def _send_as(self, user: str, kind: str, sheet: Sheet) -> str:
        content = await asyncio.to_thread(sheet.path.read_bytes)
        with _translated():
            media_id = await self._api.upload(kind, sheet.file.name, content, sheet.file.mime)
        return await self._send(user, kind, {"media_id": media_id})

    async def _send(
        self, user: str, kind: str, content: dict[str, Any], *, once: bool = False
    ) -> str:
        with _translated():
            answer = await self._api.send(user, kind, content, once=once)
        # errcode 0 is not full success: who got nothing is named, in lower case.
        for field, why in _LEFT_OUT.items():
            left_out = str(answer.get(field) or "").split("|")
            if account_of(user) in map(account_of, left_out):
                raise SendError(why, permanent=True)
        return str(answer.get("msgid", ""))


def _with_lines(texts: list[str], lines: str) -> list[str]:
    """The texts with the buttons' lines under the last one, where that has room."""
    if texts and byte_length(joined := f"{texts[-1]}\n\n{lines}") <= LONGEST:
        return [*texts[:-1], joined]
    return [*texts, lines]


class Rejected(SendError):
    """WeCom does not take this message; `code` is its errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(f"平台拒收（{code}）")
        self.code = code


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ApiError as error:
        raise _send_error(error) from None
    except Unreachable as error:
        if error.sent:
            raise SendError("平台没有及时回应，是否送达不明", unknown=True) from None
        raise SendError("连不上平台") from None


def _send_error(error: ApiError) -> SendError:
    if error.code in _GONE:
        return SendError("不在应用可见范围，或账号不存在", permanent=True)
    if error.code in _BUSY:
        return SendError("平台繁忙", retry_after=BUSY_WAIT)
    if error.code in _FULL:
        return SendError("平台限速", retry_after=FULL_WAIT)
    if error.code in CONFIG and error.code not in _NO_CARD:
        log.error(
            "WeCom refuses the app", action="wecom_refused", code=error.code, reason=str(error)
        )
        return SendError(f"企业微信配置有误：{CONFIG[error.code]}")
    return Rejected(error.code)
