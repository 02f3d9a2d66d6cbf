"""看图 /chart, 台账 /ledger, 通报 /bulletin: the papers, each from one frozen, numbered snapshot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from domain import access
from domain.errors import Refused
from domain.messages import Button, Paper, Reply
from domain.people import Position
from domain.rules import Rules
from domain.selection import plan_named
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.status.freeze import freeze
from handlers.status.scope import read_scope
from storage import bulletins, snapshots
from storage.database import Transaction
from storage.journal import audit
from storage.snapshots import Head

_NUMBER = re.compile(r"第?\s*(\d{1,6})\s*期")
_EXACT = re.compile(r"#(\d{1,6})(?!\d)")  # of a snapshot, as buttons say it
_OF_BULLETIN = re.compile(r"通报\s*的?\s*第?\s*(\d{1,6})\s*期")
_WHOSE = re.compile(r"(?:u|m|plan)\d+")
_MONTH = re.compile(r"(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?:份)?")
_LAST_MONTH = re.compile(r"上个?月(?:份)?")
_SAID = re.compile(r"^(?:现在|当前|本月|这个月|本期|最新|一下|的|出|生成|导出|下载|发我|给我)+|\s+")
OVERSEERS = frozenset({Position.COORDINATOR, Position.ADMIN, Position.VIEWER})


def send_chart(text: str, ctx: Context) -> Reply:
    return _paper("chart", text, ctx)


def send_ledger(text: str, ctx: Context) -> Reply:
    return _paper("ledger", text, ctx)


def send_bulletin(text: str, ctx: Context) -> Reply:
    """Of one plan; where there are several and none is named, it is asked which."""
    plan = plan_named(text, ctx.book)
    every = "plan0" in text or "全部方案" in text
    if plan is None and not every and len(ctx.book.plans) > 1:
        return _which(text, ctx)
    plan = plan or (None if every else next(iter(ctx.book.plans), None))
    plan_id = plan.id if plan else 0
    number = _of_bulletin(text, plan_id, ctx)
    if number is not None:  # words that said which issue are understood
        text = f"#{number}"
    red = ctx.rules.red_head
    return _paper("bulletin", text, ctx, plan_id=plan_id, office=ctx.rules.office, red_head=red)


def send_part(kind: str, title: str, codes: list[str], issue: str, ctx: Context) -> Reply:
    """A paper of some tasks alone, named by `title`."""
    command = {"chart": "chart", "ledger": "ledger"}[kind]
    return _paper(command, issue, ctx, codes=codes, title=title)


def _which(text: str, ctx: Context) -> Reply:
    named = named_issue(text)
    buttons = [
        Button(plan.title[:16], f"/bulletin plan{plan.id} {named}".strip())
        for plan in ctx.book.plans
    ]
    buttons.append(Button("合出一份", f"/bulletin plan0 {named}".strip()))
    return Reply("which_plan", {"what": "要哪个方案的通报"}, buttons=rows(buttons, 1))


def _of_bulletin(text: str, plan_id: int, ctx: Context) -> int | None:
    """The snapshot of the bulletin that has this number or is of this month, None where none is."""
    if _EXACT.search(text):
        return None
    if match := _NUMBER.search(text):
        found = bulletins.numbered(ctx.tx, plan_id, ctx.today.year, int(match[1]))
        return found.snapshot if found else None
    month = _month(text, ctx)
    if month is None or month == (ctx.today.year, ctx.today.month):
        return None
    found = bulletins.of_month(ctx.tx, plan_id, *month)
    return found.snapshot if found else None


def number_bulletin(
    tx: Transaction, number: int, plan_id: int, now: datetime, rules: Rules, person_id: int
) -> int:
    """The 期号 of the bulletin that is made from the snapshot `number`."""
    head = snapshots.heads(tx, 1, until=number)[0]
    issue = bulletins.give_number(tx, plan_id, rules.day(head.taken_at), number)
    audit(tx, now, person_id, "bulletin.make", str(issue), plan=plan_id, snapshot=number)
    return issue


def _paper(
    kind: str, text: str, ctx: Context, *, plan_id: int = 0, title: str = "", **args: Any
) -> Reply:
    """`text` may name an issue (第3期), a month (6月: its last issue), a unit and a plan; else it is of
    now."""
    number, rest = pick(text, ctx)
    selection, unknown = read_scope(_SAID.sub(" ", rest).split(), ctx)
    if unknown:
        raise Refused("paper_of_what", word=unknown[0][:20])
    units = [selection.unit] if selection.unit else list(selection.units)
    plan_id = plan_id or selection.plan or 0
    whose = [word for word in selection.command(ctx.book).split() if _WHOSE.fullmatch(word)]
    if not units and not access.sees_all(ctx.person):
        units = list(access.own_units(ctx.person))
    if number is None:
        number = freeze(ctx.tx, ctx.now, ctx.rules, ctx.person.id)
    head = snapshots.heads(ctx.tx, 1, until=number)[0]
    others = {"chart": "看图", "ledger": "台账", "bulletin": "通报"}
    if units or not access.sees_all(ctx.person):
        del others["bulletin"]
    if plan_id and f"plan{plan_id}" not in whose and len(ctx.book.plans) > 1:
        whose.append(f"plan{plan_id}")
    buttons = [
        Button(word, " ".join((f"/{name} #{number}", *whose)))
        for name, word in others.items()
        if name != kind
    ]
    issue = 0
    if kind == "bulletin":
        issue = number_bulletin(ctx.tx, number, plan_id, ctx.now, ctx.rules, ctx.person.id)
        args["issue"] = issue
    plan = next(
        (p.title for p in ctx.book.plans if p.id == plan_id and len(ctx.book.plans) > 1), ""
    )
    return Reply(
        "paper",
        {
            "kind": {"chart": "图表", "ledger": "台账", "bulletin": "督查通报"}[kind],
            "number": number,
            "issue": issue,
            "day": ctx.rules.day(head.taken_at).isoformat(),
            "title": title or "、".join(units) or (f"《{plan}》" if plan else "总体情况"),
            "total": len(args["codes"]) if title else None if units or plan else head.figures.total,
        },
        buttons=rows(buttons),
        papers=(
            Paper(
                kind,
                {
                    "snapshot": number,
                    "units": units,
                    "plan": plan_id,
                    "zone": str(ctx.rules.zone),
                    **({"title": title} if title else {}),
                    **args,
                },
            ),
        ),
    )


def pick(text: str, ctx: Context) -> tuple[int | None, str]:
    """The issue that a text names (None: now) and the text without it; Refused when there is none."""
    if match := _OF_BULLETIN.search(text):
        found = bulletins.numbered(ctx.tx, None, ctx.today.year, int(match[1]))
        if found is None:
            raise Refused("no_such_bulletin", number=int(match[1]))
        return found.snapshot, text[: match.start()] + " " + text[match.end() :]
    if match := _EXACT.search(text) or _NUMBER.search(text):
        number = int(match[1])
        heads = snapshots.heads(ctx.tx, 1, until=number)
        if not heads or heads[0].number != number:
            raise Refused("no_such_issue", number=number, last=_last(ctx))
        return number, text[: match.start()] + " " + text[match.end() :]
    if match := _MONTH.search(text) or _LAST_MONTH.search(text):
        year, month = _month(match[0], ctx) or (0, 0)
        rest = text[: match.start()] + " " + text[match.end() :]
        if (year, month) == (ctx.today.year, ctx.today.month):
            return None, rest
        for head in snapshots.heads(ctx.tx, 400):
            day = ctx.rules.day(head.taken_at)
            if (day.year, day.month) == (year, month):
                return head.number, rest
        raise Refused("no_issue_of_month", month=f"{year}年{month}月", last=_last(ctx))
    return None, text


def _month(text: str, ctx: Context) -> tuple[int, int] | None:
    """The year and month that a text names; one that has not come yet is last year's."""
    if match := _MONTH.search(text):
        month = int(match[2])
        return int(match[1]) if match[1] else ctx.today.year - (month > ctx.today.month), month
    if _LAST_MONTH.search(text):
        before = ctx.today.replace(day=1) - timedelta(days=1)
        return before.year, before.month
    return None


def named_issue(text: str) -> str:
    """The words of a sentence that name an issue or a month, "" where none do."""
    match = _NUMBER.search(text) or _MONTH.search(text) or _LAST_MONTH.search(text)
    return match[0] if match else ""


def _last(ctx: Context) -> int:
    heads: list[Head] = snapshots.heads(ctx.tx, 1)
    return heads[0].number if heads else 0


CHART = Command(
    name="chart",
    words=("看图", "图表", "统计图", "灯图"),
    summary="灯、趋势和近期日历的图",
    usage="/chart",
    run=send_chart,
)
LEDGER = Command(
    name="ledger",
    words=("台账",),
    summary="台账（Excel）",
    usage="/ledger 市科技局",
    run=send_ledger,
)
BULLETIN = Command(
    name="bulletin",
    words=("通报", "督查通报"),
    summary="督查通报（Word）",
    usage="/bulletin 6月",
    run=send_bulletin,
    allowed=OVERSEERS,
)
