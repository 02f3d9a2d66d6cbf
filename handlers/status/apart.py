"""Questions that are answered apart from the figures: requests that wait, targets that are reached, a
metric by its name, and what lies beyond all that is known here."""

from __future__ import annotations

import re

from domain import access
from domain.errors import Refused
from domain.language import asked
from domain.language.beyond import Beyond, read_beyond
from domain.language.frame import PROGRESS, Frame
from domain.language.numerals import read_number
from domain.language.pending import read_pending
from domain.language.situation import Situation, read_filters
from domain.language.text import plain
from domain.messages import Button, Reply
from domain.people import Position
from handlers.base import Context
from handlers.cards import rows
from handlers.ladder.requests import REQUESTS
from handlers.people import PEOPLE
from handlers.status.targets import metric_named, reached, show_reached
from handlers.tasks import show_task
from storage.journal import choices

_OTHERS = re.compile(
    r"(?:兄弟|别的|其[他它余]|隔壁|周边|邻近|人家|各)(?:的)?(?:县|区|市|单位|部门|局|家)"
)
_BEHIND = (
    Button("逾期", "/tasks overdue"),
    Button("红灯", "/tasks red"),
    Button("按单位", "/status units"),
)
_OFFERED: dict[Beyond, tuple[Button, ...]] = {
    Beyond.FUTURE: (
        Button("报完成", "/tasks done"),
        Button("欠序时", "/tasks late"),
        Button("逾期", "/tasks overdue"),
    ),
    Beyond.BLAME: _BEHIND,
    Beyond.PERSON: (Button("本期未报", "/tasks unreported"), Button("按单位", "/status units")),
    Beyond.MONEY: (Button("总体情况", "/status"),),
    Beyond.ELSEWHERE: (Button("总体情况", "/status"), Button("按县区", "/status counties")),
}


def answer_apart(frame: Frame, text: str, situation: Situation, ctx: Context) -> Reply | None:
    """None where the sentence asks for figures, or for nothing at all."""
    oversees = access.sees_all(ctx.person) and not ctx.person.units_as(Position.LIAISON)
    if frame.references:
        return None
    if _asks_of_requests(text, ctx):
        return REQUESTS.run("", ctx)
    if frame.intent in PROGRESS and not oversees:
        return None
    said = plain(text.strip())
    if beyond := read_beyond(said):
        return _beyond(beyond, said, situation, ctx) if oversees else None
    if not access.sees_all(ctx.person) and _OTHERS.search(said) and asked.ASKING.search(said):
        raise Refused("not_your_unit")
    if asked.BOUND.search(said) and oversees and not PEOPLE.open_to(ctx.person):
        raise Refused("not_allowed", name=PEOPLE.words[0])
    if (kind := read_pending(said)) and REQUESTS.open_to(ctx.person):
        return REQUESTS.run(kind.value, ctx)
    if reached(said):
        return show_reached(said, situation, ctx)
    if oversees and asked.ASKING.search(said) and (code := metric_named(said, ctx)):
        return show_task(code, ctx)
    return None


def _beyond(beyond: Beyond, said: str, situation: Situation, ctx: Context) -> Reply:
    """What is asked cannot be told; what comes nearest is offered."""
    unit = read_filters(said, situation).unit
    own = (Button(f"{unit[:14]}的任务", f"/tasks u{ctx.book.unit_ids[unit]}"),) if unit else ()
    return Reply(
        "asked_beyond",
        {"what": beyond.value},
        buttons=rows((*own, *_OFFERED[beyond]), 3),
    )


_ENTRY = re.compile(
    r"^第?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})[个项条](?:任务|事项)?"
    r"(?:展开|详细|具体|说说|看看|讲讲|呢|什么情况|啥情况|怎么回事|怎么样)"
)


def entry(text: str, ctx: Context) -> Reply | None:
    """第二个展开说说: an entry of the list that was shown last."""
    match = _ENTRY.match(text.strip())
    number = int(read_number(match["n"]) or 0) if match else 0
    shown = choices(ctx.tx, ctx.inbound, ctx.now) if number else []
    if number > len(shown) or not number or not shown[number - 1].startswith("/task "):
        return None
    return show_task(shown[number - 1].removeprefix("/task "), ctx)


def _asks_of_requests(text: str, ctx: Context) -> bool:
    """待我审的申请有几个: whoever decides, and reports nothing, asks for what waits for a decision."""
    decides = REQUESTS.open_to(ctx.person) and access.sees_all(ctx.person)
    reports = ctx.person.units_as(Position.LIAISON)
    asks = asked.ASKING.search(text) is not None
    return bool(decides and not reports and asks and asked.WAITING.search(text))
