"""Whole conversations as transcripts: cases/*.txt, run through the dispatcher and the tick.

    @ 2025-06-18 09:30      the clock
    李敏> 政策35 完成60%       what somebody says, or presses (the command of a button)
    bot> …                  the whole answer; its buttons as [label → command]
    tick                    the clock does what is due
    outbox 李敏> …           what was put into the outbox since the last such line

`make golden` rewrites the answers; the diff is the review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domain.messages import Reply
from storage.journal import reply_from_text
from tests.world import World

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_transcript(case: Path, world: World) -> None:
    script = case.read_text(encoding="utf-8")
    played = "\n".join(_play(script, world)) + "\n"
    if os.environ.get("DUBAN_GOLDEN") == "write":
        case.write_text(played, encoding="utf-8")
        return
    assert played == script


def _play(script: str, world: World) -> list[str]:
    """The same transcript with the answers that are given now."""
    played: list[str] = []
    seen = 0
    for line in script.splitlines():
        if line.startswith("@ "):
            world.at(line[2:])
            played.append(line)
        elif line == "tick":
            world.tick()
            rows = world.tx.all(
                "SELECT o.id, p.name, o.reply FROM outbox o JOIN people p ON p.id = o.person_id"
                " WHERE o.id > :seen ORDER BY o.id",
                seen=seen,
            )
            played.append(line)
            for row in rows:
                seen = row["id"]
                shown = _shown(reply_from_text(row["reply"]), world)
                played.extend(_block(f"outbox {row['name']}> ", shown))
        elif line.startswith("#") or not line.strip():
            if line.strip() or not played or played[-1].strip():
                played.append(line)
        elif "> " in line and not line.startswith(("bot> ", "outbox ", " ")):
            name, text = line.split("> ", 1)
            reply = world.reply(name, text.replace("\\n", "\n"))
            played.append(line)
            played.extend(_block("bot> ", _shown(reply, world)))
    return played


def _shown(reply: Reply, world: World) -> list[str]:
    lines = "\n".join(world.render(reply).texts).split("\n")
    lines += [
        " ".join(f"[{button.label} → {button.command}]" for button in row) for row in reply.buttons
    ]
    return lines


def _block(head: str, lines: list[str]) -> list[str]:
    return [f"{head}{lines[0]}", *(f"     {line}".rstrip() for line in lines[1:])]
