"""Whole conversations as transcripts: cases/*.txt, run through the dispatcher and the tick.

    @ 2025-06-18 09:30      the clock
    李敏> 政策35 完成60%       what somebody says, or presses (the command of a button)
    李敏#1> …                a message with a number, so that it can be edited:
    李敏#1改> …               the same message, edited
    李敏↩> …                 an answer to the bot's message before
    李敏> 【a.pdf b.jpg】 …    files with a caption, or alone; 【1.jpg】#9 is of the album 9
    bind 韩梅 市商务局          one more liaison
    crowd 110               so many more, two to a unit, on two channels
    blocked 用户9             has blocked the bot
    robot 工作群              the config names a group robot
    restart                 the program ends and starts again
    bot> …                  the whole answer; its buttons as [label → command]
    tick                    the clock does what is due
    outbox 李敏> …           what was put into the outbox since the last such line

`make golden` rewrites the answers; the diff is the review.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.wecom.robot import RobotChannel
from bot.render import Renderer
from domain.messages import Inbound, InboundKind, Reply
from domain.people import Position, Post
from storage import people
from storage.journal import reply_from_text
from tests.world import World, stored

MOST_SHOWN = 12  # messages of one tick
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
    seen, answered = 0, ""
    for line in _BLANK_INSIDE.sub("\n", script).splitlines():
        if line.startswith("@ "):
            world.at(line[2:])
            played.append(line)
        elif line == "tick":
            world.tick()
            rows = world.tx.all(
                "SELECT o.id, COALESCE(r.name, p.name) AS name, r.channel, o.reply FROM outbox o"
                " JOIN people p ON p.id = o.person_id LEFT JOIN rooms r ON r.id = o.room_id"
                " WHERE o.id > :seen ORDER BY o.id",
                seen=seen,
            )
            played.append(line)
            for nth, row in enumerate(rows):
                seen = row["id"]
                if nth >= MOST_SHOWN:
                    continue
                shown = _shown(reply_from_text(row["reply"]), world, row["channel"])
                played.extend(_block(f"outbox {row['name']}> ", shown))
            if len(rows) > MOST_SHOWN:
                played.append(f"outbox …> 还有 {len(rows) - MOST_SHOWN} 条")
        elif line.startswith("crowd "):
            world.crowd(int(line.removeprefix("crowd ")))
            played.append(line)
        elif line.startswith("robot "):
            group = f"robot:{line.removeprefix('robot ')}"
            world.rules = replace(world.rules, groups=(*world.rules.groups, group))
            played.append(line)
        elif line.startswith("blocked "):
            name = line.removeprefix("blocked ")
            people.mark_unreachable(world.tx, "test", name, "对方停用或屏蔽了机器人")
            played.append(line)
        elif line.startswith("bind "):
            name, unit = line.removeprefix("bind ").split()
            world.bind(name, Post(Position.LIAISON, unit))
            played.append(line)
        elif line == "restart":
            world.restart()
            played.append(line)
        elif line.startswith("#") or not line.strip():
            if line.strip() or not played or played[-1].strip():
                played.append(line)
        elif "> " in line and not line.startswith(("bot> ", "outbox ", " ")):
            reply = world.handle(_inbound(line, world, answered))
            played.append(line)
            if reply is None:
                played.append("bot> （不再回复）")
                continue
            shown = _shown(reply, world)
            answered = "\n".join(world.render(reply).texts)
            played.extend(_block("bot> ", shown))
    return played


_POSTED = Renderer(RobotChannel.dialect)
_BLANK_INSIDE = re.compile(r"\n\s*\n(?= {5})")  # an empty line of an answer
_SAYS = re.compile(r"(?P<name>[^#↩>]+)(?:#(?P<message>\d+)(?P<edited>改)?)?(?P<answers>↩)?$")
_FILES = re.compile(r"【(?P<names>[^】]+)】(?:#(?P<album>\d+))?\s*")


def _inbound(line: str, world: World, answered: str) -> Inbound:
    """A line of the script as the event that a channel would make of it."""
    head, text = line.split("> ", 1)
    said = _SAYS.fullmatch(head)
    assert said, line
    inbound = world.inbound(
        said["name"],
        text.replace("\\n", "\n"),
        message=said["message"] or "",
        edited=bool(said["edited"]),
        quoted=answered if said["answers"] else "",
    )
    sent = _FILES.match(text)
    if not sent:
        return inbound
    return replace(
        inbound,
        text=text[sent.end() :],
        kind=InboundKind.FILE,
        files=tuple(stored(name) for name in sent["names"].split()),
        album=sent["album"] or "",
    )


def _shown(reply: Reply, world: World, channel: str | None = None) -> list[str]:
    render = _POSTED if channel == "robot" else world.render
    lines = "\n".join(render(reply).texts).split("\n")
    lines += [
        " ".join(f"[{button.label} → {button.command}]" for button in row) for row in reply.buttons
    ]
    return lines


def _block(head: str, lines: list[str]) -> list[str]:
    return [f"{head}{lines[0]}", *(f"     {line}".rstrip() for line in lines[1:])]
