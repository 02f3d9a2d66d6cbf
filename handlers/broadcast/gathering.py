"""Who gets a broadcast: the audience as it is today, its people, and what is to be said of them first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import time

from domain import access
from domain.audience import Audience, Query, resolve
from domain.broadcasting import Ask
from domain.errors import Refused
from domain.language.references import find_references
from domain.people import ALL_UNITS, Person, Position
from domain.plan import Role
from domain.standing import Standing
from handlers.base import Context
from handlers.broadcast.already import given_before
from handlers.ladder.budget import APART
from handlers.seen import Sight
from storage import people, preferences, reach
from storage.preferences import Preferences
from storage.receivers import Receiver

MOST_TASKS = 6
TITLE = 18


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who gave before what is asked; `what` says what it was, "" for this round's reports."""

    person_id: int
    name: str
    what: str


@dataclass(slots=True)
class Gathered:
    """`away`: names of who is on leave, with who stands in; `reported`: who gave what is asked before."""

    audience: Audience
    receivers: list[Receiver] = field(default_factory=list)
    codes: tuple[str, ...] = ()
    unbound: list[str] = field(default_factory=list)
    away: list[tuple[str, str]] = field(default_factory=list)
    reported: list[Known] = field(default_factory=list)


def gather(query: Query, text: str, ask: Ask, ctx: Context) -> Gathered:
    """Resolve a query into exactly the people who would get it now."""
    seen = Sight.now(ctx.tx, ctx.today, ctx.rules)
    visible = [t for t in ctx.book.tasks if access.may_see(ctx.person, ctx.book, t)]
    audience = _within(resolve(query, visible, seen.part, ctx.book, ctx.book.kinds), query, ctx)
    position = Position(query.position)
    if query.of_the_office:
        audience = replace(audience, units=(), people=(*audience.people, *_office(position, ctx)))
    found = {p.id: p for p in people.holders_of(ctx.tx, position, audience.units)}
    found |= {p.id: p for p in people.by_ids(ctx.tx, audience.people) if _may_name(p, ctx)}
    audience = _without(audience, found, position)
    for number in audience.excluded_people:
        found.pop(number, None)
    gathered = Gathered(audience)
    present, notes = _present(found, gathered, ctx)
    held = {unit for person in present for unit in person.units_as(position)}
    gathered.unbound = [unit for unit in audience.units if unit not in held]
    named = _named_codes(text, ctx)
    may_see = {task.code for task in visible}
    by_unit = {unit: _led(seen, unit, may_see) for unit in audience.units}
    about_codes: dict[str, None] = {}
    addressed = set(audience.units)
    before = given_before(ask, text, by_unit, ctx)
    for person in present:
        units = tuple(u for u in person.units_as(position) if u in addressed)
        of_query = [code for unit in units for code in audience.tasks[unit]]
        about = _about(units, of_query, named, by_unit, ctx)
        if of_query or named:
            about_codes |= dict.fromkeys(about)
        # Who is named gets it for no unit, but still reads {单位} as their own.
        fields = _fields(person, units or person.units_as(position), about, by_unit, ctx)
        note = notes.get(person.id, "")
        gathered.receivers.append(Receiver(person.id, _shown(person, units), units, fields, note))
        known = [before(unit) for unit in units]
        by_round = ask.kind == "progress" and _has_reported(units, about, by_unit)
        if by_round or (units and all(known)):
            what = "；".join(dict.fromkeys(known)) if not by_round else ""
            gathered.reported.append(Known(person.id, _shown(person, units), what))
    gathered.codes = tuple(about_codes)
    return gathered


def _without(audience: Audience, found: dict[int, Person], position: Position) -> Audience:
    """Without the units all of whose people are left out by name: nobody is missing there."""
    if not audience.excluded_people:
        return audience
    reached: dict[str, bool] = {}
    for number, person in found.items():
        for unit in person.units_as(position):
            reached[unit] = reached.get(unit, False) or number not in audience.excluded_people
    return replace(audience, units=tuple(u for u in audience.units if reached.get(u, True)))


def _within(audience: Audience, query: Query, ctx: Context) -> Audience:
    """Only what the sender may see; a unit that is named and is not theirs is refused."""
    if access.sees_all(ctx.person):
        return audience
    own = set(access.own_units(ctx.person))
    if any(unit not in own for phrase in query.include for unit in phrase.units):
        raise Refused("not_your_unit")
    units = tuple(unit for unit in audience.units if unit in own)
    words = audience.words
    if len(units) < len(audience.units):
        words = f"{words}（只限{'、'.join(own)}）"
    tasks = {unit: audience.tasks[unit] for unit in units}
    return Audience(units, audience.people, audience.excluded_people, words, tasks)


def _office(position: Position, ctx: Context) -> list[int]:
    return [p.id for p in people.holders_of(ctx.tx, position, [ALL_UNITS])]


def _may_name(person: Person, ctx: Context) -> bool:
    return access.sees_all(ctx.person) or bool(
        set(access.own_units(person)) & set(access.own_units(ctx.person))
    )


def _present(
    found: dict[int, Person], gathered: Gathered, ctx: Context
) -> tuple[list[Person], dict[int, str]]:
    """Who is there; who is on leave is left to the stand-in, where there is one."""
    chosen: dict[int, Preferences] = preferences.of_all(ctx.tx, found)
    away = {n: p for n, p in chosen.items() if p.away(ctx.today)}
    notes: dict[int, str] = {}
    present = dict(found)
    for number, leave in away.items():
        name = found[number].name
        stand_in = found.get(leave.stand_in or 0)
        if stand_in is not None:
            present.pop(number, None)
            notes[stand_in.id] = f"代{name}"
        gathered.away.append((name, stand_in.name if stand_in else ""))
    return [present[number] for number in sorted(present)], notes


def _named_codes(text: str, ctx: Context) -> list[str]:
    """The tasks that the text itself names, as far as the sender may see them."""
    said = (each.code for each in find_references(text))
    rows = [task.code for code in said for task in access.visible_rows(ctx.person, ctx.book, code)]
    return list(dict.fromkeys(rows))


def _led(seen: Sight, unit: str, codes: Collection[str]) -> list[Standing]:
    """The tasks that the unit leads, as it sees them itself."""
    return [s for s in seen.of_unit(unit) if s.role is Role.LEAD and s.task.code in codes]


def _about(
    units: tuple[str, ...],
    of_query: list[str],
    named: list[str],
    by_unit: dict[str, list[Standing]],
    ctx: Context,
) -> list[str]:
    """The tasks this receiver is addressed about: what the text names, what was asked for, the open ones."""
    own = [code for code in named if any(ctx.book.by_code[code].role_of(u) for u in units)]
    if own:
        return own
    if of_query:
        return list(dict.fromkeys(of_query))
    led = [each for unit in units for each in by_unit.get(unit, ())]
    return list(dict.fromkeys(each.task.code for each in led if not each.done))


def _fields(
    person: Person,
    units: tuple[str, ...],
    about: list[str],
    by_unit: dict[str, list[Standing]],
    ctx: Context,
) -> dict[str, str]:
    led = [each for unit in units for each in by_unit.get(unit, ())]
    tasks = [ctx.book.by_code[code] for code in about]
    shown = "、".join(f"{t.code} {_short(t.title)}" for t in tasks[:MOST_TASKS])
    if len(tasks) > MOST_TASKS:
        shown += f" 等{len(tasks)}项"
    nearest = min((each.task.due for each in led if each.days_left >= 0), default=None)
    return {
        "单位": "、".join(units),
        "姓名": person.name,
        "事项": shown or "（无）",
        "事项数": str(len(tasks)),
        "逾期数": str(sum(1 for each in led if each.overdue)),
        "未报数": str(sum(1 for each in led if each.owes_report)),
        "最近到期": f"{nearest.month}月{nearest.day}日" if nearest else "（无）",
    }


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= TITLE else line[: TITLE - 1] + "…"


def _has_reported(
    units: tuple[str, ...],
    about: list[str],
    by_unit: dict[str, list[Standing]],
) -> bool:
    led = [s for unit in units for s in by_unit.get(unit, ()) if s.task.code in set(about)]
    return bool(led) and all(each.reported or each.done for each in led)


def _shown(person: Person, units: tuple[str, ...]) -> str:
    return f"{person.name}（{'、'.join(units)}）" if units else person.name


def burden(number: int, ctx: Context) -> dict[str, int]:
    """What the day's budget does to it: who has had a word today, who still gets a digest with it."""
    midnight = ctx.rules.moment(ctx.today, time.min)
    had = reach.had_since(ctx.tx, number, midnight, APART)
    full = sum(1 for n in had.values() if n >= ctx.rules.daily_cap)
    end = ctx.rules.moment(ctx.today, time.max)
    return {"full": full, "with_digest": reach.digests_until(ctx.tx, number, ctx.now, end)}
