"""Payload files → one Arrival each: payloads/*.xml are what WeCom sends, *.json what it is read as."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels.wecom.inbound import to_inbound

CASES = sorted((Path(__file__).parent / "payloads").glob("*.xml"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_payload(case: Path) -> None:
    arrival = to_inbound(case.read_text(encoding="utf-8"))
    expected = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    if expected is None:
        assert arrival is None
        return
    assert arrival is not None
    assert (arrival.inbound.channel, arrival.inbound.owed) == ("wecom", True)
    for name, value in expected.items():
        holder = arrival.inbound if hasattr(arrival.inbound, name) else arrival
        assert getattr(holder, name) == value, name


@pytest.mark.parametrize(
    "xml",
    [
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><MsgType>text</MsgType><MsgId>1</MsgId><Content>a</Content></xml>",
        "<xml><MsgType>text</MsgType><MsgId>1</MsgId><Content>a</Content>"
        "<FromUserName>a</FromUserName><CreateTime>soon</CreateTime></xml>",
        "<xml><MsgType>event</MsgType></xml>",
        "<xml/>",
    ],
)
def test_what_misses_a_field_is_an_error_that_the_channel_expects(xml: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        to_inbound(xml)
