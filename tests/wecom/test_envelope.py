"""The envelope against the platform's own sample, against another's sealing, and against forgers."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.envelope import BadEnvelope, Envelope, aes_key, read_xml
from tests.standins.wecom import WecomStandIn

# The sample that WeCom hands out with its WXBizMsgCrypt (Sample.py).
SAMPLE = Envelope("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg"
    "3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+k"
    "DZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6ti"
    "WSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p"
    "8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


def test_the_platforms_own_sample_opens() -> None:
    echo = SAMPLE.open("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)
    assert echo == "1616140317555161061"
    xml = SAMPLE.open(
        "477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", MESSAGE
    )
    assert read_xml(xml)["FromUserName"] == "mycreate"
    assert read_xml(xml)["Content"] == "hello"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_another_sealed_opens(text: str) -> None:
    api = WecomStandIn()
    envelope = Envelope(api.token, api.aes_key, api.corp_id)
    sealed = api.seal(text)
    signed = api.signed(sealed)
    opened = envelope.open(signed["msg_signature"], signed["timestamp"], signed["nonce"], sealed)
    assert opened == text


def _flipped(sealed: str) -> str:
    content = bytearray(base64.b64decode(sealed))
    content[-1] ^= 1
    return base64.b64encode(bytes(content)).decode()


@pytest.mark.parametrize(
    ("spoil", "signature"),
    [
        (lambda api: api.seal("政策35 完成60%"), "0" * 40),
        (lambda api: api.seal("政策35 完成60%"), ""),
        (lambda api: api.seal("政策35 完成60%"), "签名"),
        (lambda api: _for_another_corp(api), None),
        (lambda api: _flipped(api.seal("政策35 完成60%")), None),
        (lambda api: "%%%", None),
        (lambda api: "", None),
        (lambda api: base64.b64encode(b"0" * 17).decode(), None),
        (lambda api: base64.b64encode(b"0" * 16).decode(), None),
    ],
)
def test_what_was_not_sealed_for_us_is_refused(spoil, signature) -> None:  # type: ignore[no-untyped-def]
    """A signature of None is the right one."""
    api = WecomStandIn()
    envelope = Envelope(api.token, api.aes_key, api.corp_id)
    sealed = spoil(api)
    signed = envelope.sign("1", "2", sealed) if signature is None else signature
    with pytest.raises(BadEnvelope):
        envelope.open(signed, "1", "2", sealed)


def _for_another_corp(api: WecomStandIn) -> str:
    other = WecomStandIn()
    other.aes_key, other.corp_id = api.aes_key, "ww_somebody_else"
    return other.seal("政策35 完成60%")


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<xml>",
        "政策35",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
    ],
)
def test_what_is_no_plain_xml_is_refused(xml: str) -> None:
    with pytest.raises(BadEnvelope):
        read_xml(xml)


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "!" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        aes_key(key)
