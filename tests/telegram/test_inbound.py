"""Payload files → one Inbound each: payloads/*.json hold an update and what it is read as."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels.telegram.inbound import to_inbound

CASES = sorted((Path(__file__).parent / "payloads").glob("*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_payload(case: Path) -> None:
    data = json.loads(case.read_text(encoding="utf-8"))
    inbound = to_inbound(data["update"], "duban_bot")
    if data["inbound"] is None:
        assert inbound is None
        return
    assert inbound is not None
    for name, value in data["inbound"].items():
        assert getattr(inbound, name) == value, name
