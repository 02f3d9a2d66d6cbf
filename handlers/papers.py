"""看图 /chart, 台账 /ledger, 通报 /bulletin: the papers, each from one frozen, numbered snapshot."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from domain import access
from domain.errors import Refused
from domain.messages import Button, Paper, Reply
from domain.people import Position
from domain.selection import parse_selection
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.freeze import freeze
from storage import snapshots
from storage.snapshots import Head

_NUMBER = re.compile(r"第?\s*(\d{1,6})\s*期")
_MONTH = re.compile(r"(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?:份)?")
_LAST_MONTH = re.compile(r"上个?月(?:份)?")
_SAID = re.compile(r"^(?:现在|当前|本月|这个月|本期|最新|一下|的|出|生成|导出|下载|发我|给我)+|\s+")
OVERSEERS = frozenset({Position.COORDINATOR, Position.ADMIN, Position.VIEWER})


def send_chart(text: str, ctx: Context) -> Reply:
    return _paper("chart", text, ctx)


def send_ledger(text: str, ctx: Context) -> Reply:
    return _paper("ledger", text, ctx)


def send_bulletin(text: str, ctx: Context) -> Reply:
    return _paper("bulletin", text, ctx, office=ctx.rules.office, red_head=ctx.rules.red_head)


def _paper(kind: str, text: str, ctx: Context, **args: Any) -> Reply:
    """`text` may name an issue (第3期), a month (6月: its last issue) and a unit; else it is of now."""
    number, rest = pick(text, ctx)
    selection, unknown = parse_selection(_SAID.sub(" ", rest).split(), ctx.book)
    if unknown:
        raise Refused("paper_of_what", word=unknown[0][:20])
    if selection.unit and not access.may_see_unit(ctx.person, selection.unit):
        raise Refused("not_your_unit")
    units = [selection.unit] if selection.unit else []
    if not units and not access.sees_all(ctx.person):
        units = list(access.own_units(ctx.person))
    if number is None:
        number = freeze(ctx.tx, ctx.now, ctx.rules, ctx.person.id)
    head = snapshots.heads(ctx.tx, 1, until=number)[0]
    others = {"chart": "看图", "ledger": "台账", "bulletin": "通报"}
    if units or not access.sees_all(ctx.person):
        del others["bulletin"]
    unit = f" u{ctx.book.unit_ids[units[0]]}" if selection.unit else ""
    buttons = [
        Button(word, f"/{name} 第{number}期{unit}") for name, word in others.items() if name != kind
    ]
    return Reply(
        "paper",
        {
            "kind": {"chart": "图表", "ledger": "台账", "bulletin": "督查通报"}[kind],
            "number": number,
            "day": ctx.rules.day(head.taken_at).isoformat(),
            "title": "、".join(units) or "总体情况",
            "total": None if units else head.figures.total,
        },
        buttons=rows(buttons),
        papers=(
            Paper(kind, {"snapshot": number, "units": units, "zone": str(ctx.rules.zone), **args}),
        ),
    )


def pick(text: str, ctx: Context) -> tuple[int | None, str]:
    """The issue that a text names (None: now) and the text without it; Refused when there is none."""
    if match := _NUMBER.search(text):
        number = int(match[1])
        heads = snapshots.heads(ctx.tx, 1, until=number)
        if not heads or heads[0].number != number:
            raise Refused("no_such_issue", number=number, last=_last(ctx))
        return number, text[: match.start()] + " " + text[match.end() :]
    if match := _MONTH.search(text) or _LAST_MONTH.search(text):
        if match.re is _LAST_MONTH:
            before = ctx.today.replace(day=1) - timedelta(days=1)
            year, month = before.year, before.month
        else:
            month = int(match[2])
            year = int(match[1]) if match[1] else ctx.today.year - (month > ctx.today.month)
        rest = text[: match.start()] + " " + text[match.end() :]
        if (year, month) == (ctx.today.year, ctx.today.month):
            return None, rest
        for head in snapshots.heads(ctx.tx, 400):
            day = ctx.rules.day(head.taken_at)
            if (day.year, day.month) == (year, month):
                return head.number, rest
        raise Refused("no_issue_of_month", month=f"{year}年{month}月", last=_last(ctx))
    return None, text


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
