"""按时报送 /punctual: reported by the round's due day, of what was owed; by round, by unit, overall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from domain import access
from domain.errors import Refused
from domain.language.excluded import Excluded
from domain.language.question import Question, Shown
from domain.messages import Button, Reply
from domain.plan import Role
from domain.punctual import Account, Came, Round, came, rounds_between
from domain.selection import Selection, select
from domain.span import in_words
from domain.standing import Standing
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows, standings, task_buttons, task_line
from handlers.record import begins
from handlers.seen import Sight
from handlers.status.scope import read_scope
from handlers.status.tables import shorten

MOST_ROUNDS = 6
MOST_BUTTONS = 12
PAGE = 8
_WORD = re.compile(r"(\d{8})(?:-(\d{8}))?")


@dataclass(frozen=True, slots=True)
class _Owed:
    """One report that was owed in one round, with how it came."""

    round: Round
    seen: Standing
    came: Came


def show_punctual(question: Question, scope: Selection, excluded: Excluded, ctx: Context) -> Reply:
    """Overall by round, or unit beside unit where units are asked for. Refused where no round of the
    period is in the record."""
    span = scope.span
    scope = replace(scope, span=None, conditions=())
    rounds = _rounds(ctx, *((span.start, span.end) if span else (None, None)))
    if question.name == "units" or question.conditions:
        return _by_unit(question, rounds, scope, excluded, ctx)
    lines, buttons = [], []
    for each in rounds:
        owed = _owed(each, _seen(ctx, scope, each.until), _seen(ctx, scope, each.ends))
        lines.append({**_round_data(each), **_account_data(owed)})
        buttons.append(_buttons(owed, (each,), scope, ctx))
    return Reply(
        "punctual",
        {
            "title": " · ".join(filter(None, (scope.words(ctx.book), "按时报送率"))),
            "rounds": lines,
            "units": None,
        },
        buttons=tuple(buttons[-3:]),
    )


def _rounds(ctx: Context, first: date | None, last: date | None) -> list[Round]:
    """The rounds of a period, else the last ones until today; none of them is older than the record."""
    known = begins(ctx.tx, ctx.rules)  # what was reported before was not asked for here
    if first is None or last is None:
        first, last = ctx.today - timedelta(days=100), ctx.today + timedelta(days=100)
    found = rounds_between(ctx.rules, first, last, ctx.today)
    kept = [each for each in found if known and each.until >= known]
    if not kept:
        asked = found[0].until if found else first
        raise Refused("no_record", day=asked.isoformat(), since=(known or ctx.today).isoformat())
    return kept[-MOST_ROUNDS:]


def _seen(ctx: Context, scope: Selection, day: date) -> dict[str, Standing]:
    found = select(standings(ctx, scope.unit, scope.units, day), scope, ctx.book)
    return {s.task.code: s for s in found}


def _owed(each: Round, at_due: dict[str, Standing], at_end: dict[str, Standing]) -> list[_Owed]:
    found = []
    for code, seen in at_due.items():
        if seen.rules.cycles.rhythm(seen.task) != each.rhythm or seen.role is not Role.LEAD:
            continue
        how = came(seen, at_end[code])
        if how is not None:
            found.append(_Owed(each, seen, how))
    return found


def _round_data(each: Round) -> dict[str, Any]:
    return {
        "name": each.cycle.name,
        "due": each.cycle.due.isoformat(),
        "running": each.running,
    }


def _account_data(owed: Iterable[_Owed]) -> dict[str, Any]:
    account = Account.of(each.came for each in owed)
    return {
        "owed": account.owed,
        "percent": account.percent,
        **{how.value: count for how, count in account.counts.items()},
    }


def _buttons(
    owed: Sequence[_Owed], rounds: Sequence[Round], scope: Selection, ctx: Context
) -> tuple[Button, ...]:
    name = rounds[0].cycle.name if len(rounds) == 1 else ""
    counts = Account.of(each.came for each in owed).counts
    return tuple(
        Button(f"{name}{how.word} {counts[how]}", _command(rounds, (how,), scope, ctx))
        for how in Came
        if counts[how]
    )


def _command(rounds: Sequence[Round], hows: Sequence[Came], scope: Selection, ctx: Context) -> str:
    days = f"{rounds[0].cycle.due:%Y%m%d}-{rounds[-1].cycle.due:%Y%m%d}"
    words = scope.command(ctx.book).removeprefix("/tasks").strip()
    return f"/punctual {days} {'+'.join(how.value for how in hows)} {words}".strip()


def _by_unit(
    question: Question, rounds: Sequence[Round], scope: Selection, excluded: Excluded, ctx: Context
) -> Reply:
    """The rate of each unit, in the order of the plan unless the highest or lowest is asked for; or
    (`missed`) the units that did not report on time, with how many."""
    if not question.name and question.conditions and (scope.unit or scope.units):
        return _listed(rounds, (Came.LATE, Came.MISSED), scope, ctx)
    if question.span is None:  # the last one that is over, before any the one that runs
        rounds = ([each for each in rounds if not each.running] or list(rounds))[-1:]
    by_unit = _of_units(rounds, scope, ctx)
    kinds = ctx.book.kinds
    found = [
        (unit, owed)
        for unit, owed in by_unit.items()
        if owed
        and excluded.keeps(unit, kinds)
        and (not question.kind or kinds.get(unit) == question.kind)
        and (not scope.units or unit in scope.units)
    ]
    missed = bool(question.conditions)
    if missed:
        found = [(u, [o for o in owed if o.came is not Came.KEPT]) for u, owed in found]
        found = [(u, owed) for u, owed in found if owed]
    elif question.every:
        found = [(u, owed) for u, owed in found if all(o.came is Came.KEPT for o in owed)]
    elif question.most:
        sign = 1 if question.least else -1
        found.sort(key=lambda each: sign * (_account_data(each[1])["percent"] or 0.0))
    total, more = len(found), 0
    if question.top or question.most:
        top = question.top or 5
        rates = [_account_data(owed)["percent"] for _, owed in found]
        more = sum(1 for rate in rates[top:] if len(rates) >= top and rate == rates[top - 1])
        found = found[:top]
    shown = [{"name": unit, "count": len(owed), **_account_data(owed)} for unit, owed in found]
    order = "最低" if question.least else "最高" if question.most else ""
    kept = "全部按时报送的单位" if question.every else ""
    title = "没按时报送的单位" if missed else kept or f"按时报送率{order}"
    return Reply(
        "punctual",
        {
            "title": " · ".join(
                filter(None, (replace(scope, units=()).words(ctx.book), question.kind, title))
            ),
            "rounds": [_round_data(each) for each in rounds],
            "units": shown,
            "missed": missed,
            "total": total,
            "more": more,
        },
        buttons=rows(
            (
                _of_unit(unit, owed, rounds, scope, ctx, missed=missed)
                for unit, owed in found[:MOST_BUTTONS]
            ),
            2,
        ),
    )


def _of_unit(
    unit: str,
    owed: Sequence[_Owed],
    rounds: Sequence[Round],
    scope: Selection,
    ctx: Context,
    *,
    missed: bool,
) -> Button:
    hows = (Came.LATE, Came.MISSED) if missed else (Came.KEPT,)
    count = sum(1 for each in owed if each.came in hows)
    own = replace(scope, unit=unit, units=())
    return Button(f"{shorten(unit)} {count}", _command(rounds, hows, own, ctx))


def _of_units(rounds: Sequence[Round], scope: Selection, ctx: Context) -> dict[str, list[_Owed]]:
    """Unit → what it owed as a leading unit in these rounds, in the order of the plan."""
    names = ctx.book.holders if access.sees_all(ctx.person) else access.own_units(ctx.person)
    found: dict[str, list[_Owed]] = {unit: [] for unit in names}
    for each in rounds:
        at_due = Sight.at(ctx.tx, each.until, ctx.today, ctx.rules)
        at_end = Sight.at(ctx.tx, each.ends, ctx.today, ctx.rules)
        for unit in names:
            due = {
                s.task.code: s
                for s in select(at_due.of_unit(unit), replace(scope, unit=None, units=()), ctx.book)
            }
            end = {s.task.code: s for s in at_end.of_unit(unit)}
            found[unit] += _owed(each, due, end)
    return found


def _listed(rounds: Sequence[Round], hows: Sequence[Came], scope: Selection, ctx: Context) -> Reply:
    """The tasks behind a figure, each as it stood when its round was judged."""
    found = [
        owed
        for each in rounds
        for owed in _owed(
            each,
            _seen(ctx, replace(scope, page=1), each.until),
            _seen(ctx, replace(scope, page=1), each.ends),
        )
        if owed.came in hows
    ]
    shown, page, pages = paged(found, scope.page, PAGE)
    codes = [owed.seen.task.code for owed in shown]
    named = in_words(rounds[0].cycle.opens, rounds[-1].cycle.closes)
    name = rounds[0].cycle.name if len(rounds) == 1 else named
    word = "、".join(how.word for how in hows)
    return Reply(
        "tasks",
        {
            "title": " · ".join(filter(None, (replace(scope, page=1).words(ctx.book), name, word))),
            "total": len(found),
            "page": page,
            "pages": pages,
            "filtered": True,
            "tasks": [task_line(owed.seen, ctx.rules, ctx.today) for owed in shown],
            "several_units": scope.unit is None,
        },
        buttons=(
            *task_buttons(codes),
            *rows(pager(lambda n: _command(rounds, hows, scope.at_page(n), ctx), page, pages)),
        ),
        choices=tuple(f"/task {code}" for code in codes),
    )


def punctual(text: str, ctx: Context) -> Reply:
    """`/punctual` is the rate of the last rounds; with the days of rounds and a word, the tasks behind."""
    words = text.split()
    match = _WORD.fullmatch(words[0]) if words else None
    hows = [how for how in Came if len(words) > 1 and how.value in words[1].split("+")]
    scope, unknown = read_scope(words[2:] if match and hows else words, ctx)
    if unknown:
        raise Refused("unknown_filter", word=unknown[0][:20])
    if not match or not hows:
        return show_punctual(Question(Shown.PUNCTUAL), scope, Excluded(), ctx)
    first, last = (date.fromisoformat(day) for day in (match[1], match[2] or match[1]))
    return _listed(_rounds(ctx, first, last), hows, scope, ctx)


PUNCTUAL = Command(
    name="punctual",
    words=("按时报送率", "按时报送"),
    summary="各期按时报送率",
    usage="按时报送率",
    run=punctual,
    in_menu=False,
)
