"""Short sentences, one field each: intents.txt, shown.txt, statuses.txt, obstacles.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language.obstacles import find_obstacle
from domain.language.text import plain, spaced
from tests.language.reading import read


def table(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("intent", "who", "said"), table("intents.txt"), ids=lambda each: each)
def test_intent(intent: str, who: str, said: str) -> None:
    unit = "市科技局" if who == "L" else "市政府办公室"
    assert read(said, unit, sends=who == "C").intent == intent


@pytest.mark.parametrize(
    ("intent", "unit", "shown", "said"), table("shown.txt"), ids=lambda each: each
)
def test_intent_beside_a_card(intent: str, unit: str, shown: str, said: str) -> None:
    frame = read(said, unit, shown=shown or None, sends=unit == "市政府办公室")
    assert frame.intent == intent


@pytest.mark.parametrize(("status", "said"), table("statuses.txt"), ids=lambda each: each)
def test_status(status: str, said: str) -> None:
    assert read(f"任务1.1{said}", "市科技局").status == status


@pytest.mark.parametrize(("named", "said"), table("obstacles.txt"), ids=lambda each: each)
def test_obstacle(named: str, said: str) -> None:
    assert (find_obstacle(spaced(plain(f"任务1.1 {said}"))) is not None) == (named == "1")
