"""Freezing: a look at the whole plan as a snapshot, its number, and the history of the lights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from domain.cycles import cycle_of
from domain.figures import figures
from domain.people import Position
from domain.rules import Rules
from domain.snapshot import Line, Part, Snapshot
from domain.standing import Standing
from handlers.seen import Sight
from storage import lights, past, people, snapshots
from storage.database import Transaction
from storage.journal import audit
from storage.plans import load_book


def live(tx: Transaction, now: datetime, rules: Rules) -> Snapshot:
    """The plan as it stands now, not frozen: number 0."""
    return _look(tx, Sight.now(tx, rules.day(now), rules), now, rules)


def look_back(tx: Transaction, day: date, today: date, rules: Rules) -> Snapshot:
    """The plan as it stood at the end of an earlier day, by today's list: number 0."""
    now = rules.moment(day, time.max)
    return _look(tx, Sight.at(tx, day, today, rules), now, rules)


def as_frozen(tx: Transaction, number: int) -> Snapshot | None:
    """A snapshot from what it was taken of, where its content is not written yet."""
    frozen = snapshots.inputs(tx, number)
    if frozen is None:
        return None
    rules = frozen.rules
    sight = Sight(
        load_book(tx),
        rules.day(frozen.taken_at),
        rules,
        past.by_ids(tx, frozen.reports),
        lights.slipped(tx, until=frozen.lights),
    )
    return replace(_look(tx, sight, frozen.taken_at, rules), number=number)


def load(tx: Transaction, number: int) -> Snapshot | None:
    """A snapshot by its number, whether or not its content is written yet."""
    return snapshots.load(tx, number) or as_frozen(tx, number)


def unwritten(tx: Transaction) -> tuple[int, bytes] | None:
    """The number and the content of a snapshot that is still to be written; for a reader's thread."""
    number = snapshots.unwritten(tx)
    snapshot = as_frozen(tx, number) if number is not None else None
    return (snapshot.number, snapshots.packed(snapshot)) if snapshot else None


def _look(tx: Transaction, sight: Sight, now: datetime, rules: Rules) -> Snapshot:
    today = rules.day(now)
    cycle = cycle_of(today, rules.cycle_day)
    parts: dict[str, list[Part]] = {}
    for seen in sight.of_units(sight.book.unit_ids):
        part = Part(seen.unit or "", seen.role, seen.marks, seen.lit, seen.report, seen.reported_on)
        parts.setdefault(seen.task.code, []).append(part)
    files, extensions = snapshots.evidence(tx), snapshots.extensions(tx)
    liaisons, leaders = _holders(tx, Position.LIAISON), _holders(tx, Position.SUPERVISOR)
    return Snapshot(
        number=0,
        taken_at=now,
        day=today,
        cycle=cycle.name,
        cycle_opens=cycle.opens,
        cycle_due=cycle.due,
        plans=sight.book.plans,
        preset=rules.lights,
        lines=tuple(
            Line(
                task=seen.task,
                unit=None,
                role=seen.role,
                marks=seen.marks,
                lit=seen.lit,
                report=seen.report,
                reported_on=seen.reported_on,
                days_left=seen.days_left,
                slipped=seen.slipped,
                parts=tuple(parts.get(seen.task.code, ())),
                evidence=files.get(seen.task.code, ()),
                extensions=extensions.get(seen.task.code, 0),
                liaisons=_named(seen.task.leads, liaisons),
                leaders=_named(seen.task.leads, leaders),
            )
            for seen in sight.whole()
        ),
    )


def freeze(tx: Transaction, now: datetime, rules: Rules, person_id: int) -> int:
    """The number of a snapshot of now: the newest one where nothing is new, else one more."""
    settle_lights(tx, now, rules)
    state = snapshots.state(tx, rules.day(now), rules.lights)
    number = snapshots.with_state(tx, state)
    if number is None:
        # Only what it is made of is written down here, which is quick; the content follows later.
        counts = figures(Sight.now(tx, rules.day(now), rules).whole())
        number = snapshots.save(tx, now, state, counts, rules, person_id)
        audit(tx, now, person_id, "snapshot.take", str(number))
    return number


def write_down(tx: Transaction) -> None:
    """Give every snapshot its content now, because what it was taken of is about to change."""
    while made := unwritten(tx):
        snapshots.write(tx, *made)


AT_ONCE = 200  # standings judged in one transaction; about ten milliseconds


def settle_lights(tx: Transaction, now: datetime, rules: Rules, *, by_rule: bool = False) -> int:
    """Write down every light that is another one than was written last; how many were.

    `by_rule`: what changes now does so because the rule for the lights was changed.
    """
    today = rules.day(now)
    return _settle(tx, Sight.now(tx, today, rules).whole(), today, by_rule=by_rule)


def settle_some_lights(tx: Transaction, place: int, now: datetime, rules: Rules) -> int | None:
    """The lights of a new day, once, a few at a time: days pass and lights change though nobody reports."""
    seen = Sight.now(tx, rules.day(now), rules).some(place, AT_ONCE)
    _settle(tx, seen, rules.day(now))
    return place + AT_ONCE if len(seen) == AT_ONCE else None


def settle_past_day(tx: Transaction, day: date, today: date, rules: Rules) -> int:
    """The lights of a day that has passed, where none of a later one are written yet."""
    return _settle(tx, Sight.at(tx, day, today, rules).whole(), day)


def _settle(
    tx: Transaction, standings: Sequence[Standing], today: date, *, by_rule: bool = False
) -> int:
    known = lights.current(tx, [seen.task.code for seen in standings])
    changed = 0
    for seen in standings:
        before, report_before = known.get(seen.task.code, (None, 0))
        if seen.lit.light is before:
            continue
        cause = seen.report.id if seen.report and seen.report.id > report_before else None
        lit = seen.lit
        cause = None if by_rule else cause
        lights.record(tx, seen.task.code, lit.light, lit.sentence, today, cause, by_rule=by_rule)
        changed += 1
    return changed


def keep_warm(tx: Transaction, now: datetime, rules: Rules) -> bool:
    """Judge ahead, a few at a time, what the day's next status or snapshot will ask for.

    What is known of that lies in memory, so that an idle tick asks the database nothing more.
    """
    today = rules.day(now)
    day, place = tx.memory.get("warm", (None, 0))
    if day == today and place is None:
        return False
    following = Sight.now(tx, today, rules).warm(place if day == today else 0, AT_ONCE)
    tx.memory["warm"] = (today, following)
    return following is not None


def _holders(tx: Transaction, position: Position) -> dict[str, list[str]]:
    """Unit → the names of who holds a position for it."""
    found: dict[str, list[str]] = {}
    for person in people.everybody(tx):
        for unit in person.units_as(position):
            found.setdefault(unit, []).append(person.name)
    return found


def _named(units: Iterable[str], holders: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for unit in units for name in holders.get(unit, ())))
