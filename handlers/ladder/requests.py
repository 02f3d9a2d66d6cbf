"""待审 /requests: what units ask for, and what a coordinator says to it. Nobody decides on their own."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from domain import access
from domain.errors import Refused
from domain.language.dates import find_dates
from domain.language.text import plain
from domain.messages import Button, Reply
from domain.people import Position
from domain.requests import Request, RequestKind
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows
from handlers.ladder.planning import with_digest
from handlers.status.freeze import write_down
from storage import outbox, plans, requests, watches
from storage.journal import audit

PAGE = 6
MAX_NOTE = 200
_DECIDES = frozenset({Position.COORDINATOR, Position.ADMIN})
_DECISION = re.compile(r"(\d{1,12})\s*(.*)", re.DOTALL)
_YES = ("yes", "同意", "准", "准予", "通过", "可以", "已协调")
_NO = ("no", "不同意", "不准", "退回", "驳回", "不行")


def list_requests(text: str, ctx: Context) -> Reply:
    """What waits for a decision: all of it for who decides, the own units' for everybody else.

    `close`, `extend` or `coordinate`: of one kind.
    """
    match = re.search(r"\bp(\d{1,3})\b", text)
    decides = bool(ctx.person.positions & _DECIDES)
    units = None if access.sees_all(ctx.person) else access.own_units(ctx.person)
    waiting = requests.waiting(ctx.tx, ctx.rules, units)
    kind = next((each for each in RequestKind if each.value in text.split()), None)
    if kind:
        waiting = [request for request in waiting if request.kind is kind]
    shown, page, pages = paged(waiting, int(match[1]) if match else 1, PAGE)
    buttons = []
    for request in shown if decides else ():
        yes, no = _verbs(request)
        buttons.append(
            (
                Button(f"{yes} #{request.id}", f"/decide {request.id} yes"),
                Button(f"{no} #{request.id}", f"/decide {request.id} no"),
                Button(request.code, f"/task {request.code}"),
            )
        )
    return Reply(
        "requests",
        {
            "total": len(waiting),
            "kind": kind.word if kind else "",
            "page": page,
            "pages": pages,
            "decides": decides,
            "requests": [_data(request, ctx) for request in shown],
        },
        buttons=(
            *buttons,
            *rows(
                pager(lambda n: f"/requests {kind.value + ' ' if kind else ''}p{n}", page, pages)
            ),
        ),
    )


def decide(text: str, ctx: Context) -> Reply:
    """`/decide 12 yes`, `no 理由`, or a day: the new deadline that is granted."""
    match = _DECISION.fullmatch(text.strip())
    request = requests.one(ctx.tx, int(match[1]), ctx.rules) if match else None
    if not match or request is None or not access.may_see_unit(ctx.person, request.unit):
        raise Refused("no_such_request")
    if request.verdict is not None:
        raise Refused("request_decided", by=request.decided_by, yes=request.verdict)
    if request.person_id == ctx.person.id or request.unit in access.own_units(ctx.person):
        raise Refused("not_your_own")
    verdict, until, note = _read(match[2], request, ctx)
    requests.decide(
        ctx.tx,
        request.id,
        verdict=verdict,
        until=until,
        note=note,
        person_id=ctx.person.id,
        now=ctx.now,
    )
    task = ctx.book.by_code[request.code]
    if until and until > task.due:
        write_down(ctx.tx)
        plans.extend(ctx.tx, request.code, until)
        watches.touch(ctx.tx, code=request.code)
    else:
        watches.touch(ctx.tx, units=[request.unit], code=request.code)
    audit(
        ctx.tx,
        ctx.now,
        ctx.person.id,
        f"request.{'yes' if verdict else 'no'}",
        request.code,
        report=request.id,
        kind=request.kind.value,
        until=until and until.isoformat(),
    )
    decided = {
        "code": request.code,
        "title": task.title,
        "kind": request.kind.value,
        "word": request.kind.word,
        "yes": verdict,
        "until": until.isoformat() if until else "",
        "first_due": (task.first_due or task.due).isoformat(),
        "note": note,
        "by": ctx.person.name,
    }
    outbox.add(
        ctx.tx,
        key=f"decision:{request.id}",
        kind="decision",
        person_id=request.person_id,
        reply=Reply("decided", decided, rows([Button(request.code, f"/task {request.code}")])),
        now=with_digest(ctx.tx, request.person_id, ctx.now, ctx.rules),
        tasks=[request.code],
    )
    return Reply(
        "decision_saved",
        {**decided, "unit": request.unit},
        rows([Button("其他待审", "/requests")]),
    )


def _read(text: str, request: Request, ctx: Context) -> tuple[bool, date | None, str]:
    """(verdict, granted day, note) of what stands behind the number."""
    said = text.strip()
    word = next((w for w in sorted((*_NO, *_YES), key=len, reverse=True) if said.startswith(w)), "")
    note = said[len(word) :].strip(" ,，:：。")[:MAX_NOTE]
    if word in _NO:
        return False, None, note
    if request.kind is not RequestKind.EXTEND:
        if word not in _YES:
            raise Refused("decide_how", id=request.id)
        return True, None, note
    days = [phrase.day for phrase in find_dates(plain(said), ctx.today) if phrase.day]
    until = days[-1] if days else request.asked_until
    if word not in _YES and not days:
        raise Refused("decide_how", id=request.id)
    if until is None:
        raise Refused("extend_until_when", id=request.id, code=request.code)
    if until <= ctx.today:
        raise Refused("extend_past", id=request.id, until=until.isoformat())
    task = ctx.book.by_code[request.code]
    if until <= task.due and not any(m.due < until for m in task.milestones):
        raise Refused("extend_not_later", id=request.id, code=task.code, due=task.due.isoformat())
    return True, until, "" if days else note


def _verbs(request: Request) -> tuple[str, str]:
    return {
        RequestKind.EXTEND: ("同意延期", "不同意"),
        RequestKind.CLOSE: ("同意办结", "退回"),
        RequestKind.COORDINATE: ("已协调", "不予协调"),
    }[request.kind]


def _data(request: Request, ctx: Context) -> dict[str, Any]:
    task = ctx.book.by_code[request.code]
    return {
        "id": request.id,
        "code": request.code,
        "title": task.title,
        "unit": request.unit,
        "person": request.person,
        "kind": request.kind.word,
        "until": request.asked_until.isoformat() if request.asked_until else "",
        "due": task.due.isoformat(),
        "text": request.text,
        "day": request.asked_on.isoformat(),
        "days": ctx.rules.calendar.between(request.asked_on, ctx.today),
    }


REQUESTS = Command(
    name="requests",
    words=("待审", "待审申请", "我的申请"),  # 申请 alone begins what somebody applies for
    summary="延期、协调、办结申请，等谁来定",
    usage="待审",
    run=list_requests,
)
DECIDE = Command(
    name="decide",
    words=("审批",),
    summary="同意或退回一件申请",
    usage="审批 12 同意（延期可写日期，退回可写理由）",
    run=decide,
    allowed=_DECIDES,
    in_menu=False,
)
