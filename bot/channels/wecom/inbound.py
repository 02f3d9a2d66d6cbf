"""One decrypted message or event, as WeCom's XML, → one Inbound. Pure; what we do not handle is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.wecom.envelope import read_xml
from domain.messages import Inbound, InboundKind

NAME = "wecom"
_KINDS = {"voice": "语音", "video": "视频", "location": "位置", "link": "链接"}
_PRESSES = ("template_card_event", "template_card_menu_event", "click")


@dataclass(frozen=True, slots=True)
class Arrival:
    """An Inbound with what the platform's calls need besides.

    `media_id`: the file, still with the platform; `response_code`, `task_id`: of the card that was
    pressed, good for one update within 72 hours.
    """

    inbound: Inbound
    media_id: str = ""
    file_name: str = ""
    response_code: str = ""
    task_id: str = ""


def account_of(userid: str) -> str:
    """WeCom's userids know no case: the directory says ZhangSan, an error list zhangsan."""
    return userid.lower()


def to_inbound(xml: str) -> Arrival | None:
    """BadEnvelope when it is no XML, ValueError or KeyError when a field is missing or odd."""
    fields = read_xml(xml)
    kind = fields.get("MsgType", "")
    return _event(fields) if kind == "event" else _message(kind, fields)


def _message(kind: str, fields: Mapping[str, str]) -> Arrival | None:
    number = fields["MsgId"]
    if kind == "text":
        return Arrival(_inbound(fields, number, fields["Content"], InboundKind.TEXT, number))
    if kind in ("image", "file"):
        inbound = _inbound(fields, number, "", InboundKind.FILE, number)
        return Arrival(inbound, fields["MediaId"], fields.get("FileName", ""))
    what = _KINDS.get(kind, "这种消息")
    return Arrival(_inbound(fields, number, what, InboundKind.OTHER, number))


def _event(fields: Mapping[str, str]) -> Arrival | None:
    event, key = fields["Event"], fields.get("EventKey", "")
    if event == "subscribe":  # somebody came into the app's range: tell how to begin
        event, key = "click", "/help"
    if event not in _PRESSES or not key:
        return None
    task_id = fields.get("TaskId", "")
    # Events have no MsgId, and one second may hold two of the same person.
    number = ":".join((fields["FromUserName"], fields["CreateTime"], fields["Event"], key, task_id))
    inbound = _inbound(fields, number, key, InboundKind.BUTTON, "")
    return Arrival(inbound, response_code=fields.get("ResponseCode", ""), task_id=task_id)


def _inbound(
    fields: Mapping[str, str], event_id: str, text: str, kind: InboundKind, message: str
) -> Inbound:
    user = fields["FromUserName"]
    return Inbound(
        channel=NAME,
        account=account_of(user),
        chat=account_of(user),
        event_id=event_id,
        sent_at=datetime.fromtimestamp(int(fields["CreateTime"]), UTC),
        text=text,
        kind=kind,
        name=user,
        message=message,
        owed=True,
    )
