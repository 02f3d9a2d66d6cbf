"""How the one message of the day reads: groups by day, the most urgent first, each line with its button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.messages import MAX_PAYLOAD_BYTES, Button, Reply
from domain.people import Position
from domain.watch import Due
from handlers.cards import rows, task_buttons
from storage.nudges import Nudge

MOST_LINES = 12
MOST_INVITED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A rung that is told to a person, and as what."""

    due: Due
    nudge: Nudge


def digest_reply(
    lines: Sequence[Line],
    notices: Sequence[dict[str, Any]],
    today: date,
    *,
    morning: bool = True,
    invites: bool = False,
) -> Reply:
    """One message: what falls due on the same day stands together, the most urgent first.

    `invites`: the person may invite whoever is missing.
    """
    shown = lines[:MOST_LINES]
    codes = [line.nudge.code for line in shown]
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in shown:
        due, step = line.due, line.due.rung.step
        nudge = line.nudge
        as_liaison = nudge.position is Position.LIAISON
        who = "属地" if nudge.territory else ("" if as_liaison else nudge.position.word)
        key = (due.rung.due, due.cycle is not None, due.milestone, step.tone, who)
        group = groups.setdefault(
            key,
            {
                "for_cycle": due.cycle is not None,
                "cycle": due.cycle.name if due.cycle else "",
                "milestone": due.milestone,
                "days_left": due.days_left(today),
                "due": due.rung.due.isoformat(),
                "tone": step.tone,
                "position": who,
                "tasks": [],
            },
        )
        task = due.watch.task
        group["tasks"].append(
            {
                "code": task.code,
                "title": task.title,
                "unit": nudge.unit if who else "",
                "stands_for": nudge.stands_for,
                "first_due": task.first_due.isoformat() if task.first_due else "",
                "reusable": due.reusable,
            }
        )
    own = [line for line in shown if _is_own(line.nudge)]
    example = next((line.nudge.code for line in own), "")
    told = _gathered(notices, invites=invites)
    return Reply(
        "digest",
        {
            "day": today.isoformat(),
            "morning": morning,
            "groups": list(groups.values()),
            "notices": told,
            "total": len(lines),
            "more": len(lines) - len(shown),
            "example": example,
        },
        buttons=(
            *task_buttons(codes),
            *rows(_answers(own, notices, today)),
            *rows(_invitations(told), 2),
        ),
        choices=tuple(f"/task {code}" for code in codes),
    )


def _is_own(nudge: Nudge) -> bool:
    """Whether the person is to report on it, not only to know of it."""
    return nudge.position is Position.LIAISON and not nudge.territory


def _answers(own: Sequence[Line], notices: Sequence[dict[str, Any]], today: date) -> list[Button]:
    """What can be done about the whole message by one tap; none of it has to be."""
    buttons = []
    if reusable := sum(1 for line in own if line.due.reusable):
        buttons.append(Button(f"沿用近期进展 {reusable}项", "/reuse"))
    deadlines = [line for line in own if line.due.cycle is None]
    if any(line.due.rung.due > today for line in deadlines):
        buttons.append(Button("稍后提醒", "/snooze"))
    if deadlines:
        buttons.append(Button("收到", "/got"))
    if any(notice["what"] == "request" for notice in notices):
        buttons.append(Button("待审申请", "/requests"))
    if any(notice["what"] == "round" for notice in notices):
        buttons.append(Button("本期未报", "/tasks unreported"))
    return buttons


def _invitations(told: Sequence[dict[str, Any]]) -> list[Button]:
    """For the units with most tasks among those that have nobody."""
    buttons = []
    for notice in told:
        if notice["what"] == "nobody" and notice["invite"]:
            post = "" if notice["position"] == Position.LIAISON.word else f" {notice['position']}"
            for each in notice["each"][:MOST_INVITED]:
                command = f"/invite {each['unit']}{post}"
                if len(command.encode()) <= MAX_PAYLOAD_BYTES:  # a long name is typed
                    buttons.append(Button(f"邀请 {each['unit'][:10]}", command))
    return buttons


def _gathered(notices: Sequence[dict[str, Any]], *, invites: bool) -> list[dict[str, Any]]:
    """What is of one kind stands together: the units that nobody answers for, the requests."""
    found: list[dict[str, Any]] = []
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for notice in notices:
        what = notice["what"]
        key: tuple[Any, ...]
        if what == "nobody":
            key = (what, notice["position"], notice["away"])
            head = {"what": what, "position": notice["position"], "away": notice["away"]}
            head["invite"] = invites and not notice["away"]
        elif what == "request":
            key, head = (what, notice["late"]), {"what": what, "late": notice["late"]}
        else:
            found.append(notice)
            continue
        if key not in groups:
            groups[key] = {**head, "each": []}
            found.append(groups[key])
        groups[key]["each"].append(notice)
    for group in groups.values():
        group["each"].sort(key=lambda each: -each.get("count", 0))  # requests keep their order
    return found
