"""One update, as the Bot API's JSON, → one Inbound. Pure; what we do not handle is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.messages import Inbound, InboundKind

NAME = "telegram"
_KINDS = {
    "sticker": "贴纸",
    "voice": "语音",
    "audio": "音频",
    "video": "视频",
    "video_note": "视频留言",
    "animation": "动图",
    "location": "位置",
    "venue": "地点",
    "contact": "名片",
    "poll": "投票",
    "dice": "骰子",
    "game": "游戏",
    "story": "动态",
}
_FILES = ("document", "photo")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a message carries, still with the platform."""

    file_id: str
    name: str
    size: int


def upload_in(update: Mapping[str, Any]) -> Upload | None:
    """The document of a message, or the largest size of its photo."""
    message = update.get("message") or update.get("edited_message") or {}
    if document := message.get("document"):
        name = document.get("file_name") or "文件"
        return Upload(document["file_id"], name, document.get("file_size", 0))
    if photo := message.get("photo"):
        largest = max(photo, key=lambda each: each.get("width", 0))
        name = f"照片{message.get('message_id', '')}.jpg"
        return Upload(largest["file_id"], name, largest.get("file_size", 0))
    return None


def to_inbound(update: Mapping[str, Any], username: str = "") -> Inbound | None:
    """A press is looked at first: its update also carries the bot's own old message."""
    event_id = str(update["update_id"])
    query = update.get("callback_query")
    if query is not None:
        return _press(event_id, query)
    message = update.get("message") or update.get("edited_message")
    if message is None or "from" not in message or message["from"].get("is_bot"):
        return None
    private = message["chat"]["type"] == "private"
    text = message.get("text", message.get("caption", ""))
    if not private:
        if not _addressed(message, text, username):
            return None
        text = text.replace(f"@{username}", "") if username else text
    kind = InboundKind.TEXT
    if any(name in message for name in _FILES):
        kind = InboundKind.FILE
    elif "text" not in message:
        found = next((word for name, word in _KINDS.items() if name in message), None)
        if found is None:
            return None  # a service message: somebody joined, a title changed
        kind, text = InboundKind.OTHER, found
    return Inbound(
        channel=NAME,
        account=str(message["from"]["id"]),
        chat=str(message["chat"]["id"]),
        event_id=event_id,
        sent_at=_moment(message),
        text=text,
        kind=kind,
        name=_name(message["from"]),
        private=private,
        message=str(message.get("message_id", "")),
        edited="edited_message" in update,
        quoted=_quoted(message),
        album=str(message.get("media_group_id", "")),
        numbers=False,
        owed=True,
    )


def _quoted(message: Mapping[str, Any]) -> str:
    """What the message answers: the part that was picked out, else the whole text."""
    answered = message.get("reply_to_message", {})
    part = message.get("quote", {}).get("text", "")
    return str(part or answered.get("text") or answered.get("caption") or "")


def _press(event_id: str, query: Mapping[str, Any]) -> Inbound | None:
    message = query.get("message")
    if message is None or "data" not in query:
        return None
    return Inbound(
        channel=NAME,
        account=str(query["from"]["id"]),
        chat=str(message["chat"]["id"]),
        event_id=event_id,
        sent_at=_moment(message),
        text=query["data"],
        kind=InboundKind.BUTTON,
        name=_name(query["from"]),
        private=message["chat"]["type"] == "private",
        numbers=False,
        owed=True,
    )


def _addressed(message: Mapping[str, Any], text: str, username: str) -> bool:
    replied = message.get("reply_to_message", {}).get("from", {})
    if username and replied.get("username") == username:
        return True
    return bool(username) and f"@{username}" in text


def _name(user: Mapping[str, Any]) -> str:
    # Chinese names are written family name first; Telegram calls that the last name.
    family, given = user.get("last_name", ""), user.get("first_name", "")
    return f"{family}{given}" if not (family + given).isascii() else f"{given} {family}".strip()


def _moment(message: Mapping[str, Any]) -> datetime:
    # date is 0 for a press on a message that is too old to be carried along
    return datetime.fromtimestamp(message.get("date", 0), UTC)
