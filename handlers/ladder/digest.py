"""The one message of the day: what fell due for a person, as it stands at that person's hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from domain import access
from domain.people import Person, Position
from domain.planbook import PlanBook
from domain.rules import Rules
from domain.watch import judge
from handlers.ladder.briefing import brief
from handlers.ladder.budget import had_today
from handlers.ladder.digest_card import Line, digest_reply
from handlers.ladder.escalation import escalation_reply
from handlers.ladder.planning import digest_key
from storage import nudges, outbox, people, preferences, watches
from storage.database import Transaction
from storage.journal import audit
from storage.nudges import Nudge
from storage.plans import load_book


def tell(tx: Transaction, person_id: int, hour: datetime, now: datetime, rules: Rules) -> None:
    """Put a person's digest and escalation of the day into the outbox, and store the next hour."""
    today = rules.day(now)
    chosen = preferences.of(tx, person_id)
    own = rules.hour_of(person_id, chosen.digest_at)
    found = people.by_ids(tx, [person_id])
    if not found:
        people.set_next_digest(tx, person_id, None)
    elif chosen.away_until and not chosen.away(today):
        _come_back(tx, found[0], chosen)
        people.set_next_digest(tx, person_id, now)  # after what has been touched
    elif not rules.may_disturb(now) or now < rules.moment(today, own):
        at = rules.next_digest(now, today_is_done=False, at=own)
        people.set_next_digest(tx, person_id, at)
    elif chosen.away_until and chosen.away(today):
        back = rules.calendar.next_workday(chosen.away_until)
        people.set_next_digest(tx, person_id, rules.moment(back, own))
    else:
        overseer = access.oversees_daily(found[0])
        following = rules.next_digest(now, today_is_done=True, at=own)
        people.set_next_digest(tx, person_id, following if overseer else None)
        if overseer:
            brief(tx, found[0], now, rules)
        planned_for = hour if now - hour < timedelta(minutes=10) else now
        if not _tell_today(tx, found[0], today, planned_for, now, rules):
            people.wake(tx, person_id, following)


def _tell_today(
    tx: Transaction, person: Person, today: date, at: datetime, now: datetime, rules: Rules
) -> bool:
    """False when something has to wait for tomorrow, since the person has had the day's message."""
    _take_back(tx, person.id, today)
    lines = _lines(tx, person, load_book(tx), today, rules)
    notices = nudges.notices(tx, person.id)
    usual = [line for line in lines if not line.nudge.apart]
    apart = [line for line in lines if line.nudge.apart]
    had = outbox.has(tx, digest_key(person.id, today)) or had_today(tx, person.id, now, rules)
    escalated = outbox.has(tx, escalation_key(person.id, today))
    if (usual or notices) and not had:
        morning = at.astimezone(rules.zone).hour < 12
        _add_digest(tx, person, usual, notices, today, at, morning=morning)
    if apart and not escalated:
        _add_escalation(tx, person, apart, today, at, rules)
    if not (had and escalated) and lines:
        audit(tx, now, 0, "digest.add", str(person.id), tasks=len(usual), escalated=len(apart))
    return not (had and (usual or notices)) and not (escalated and apart)


def _add_digest(
    tx: Transaction,
    person: Person,
    lines: Sequence[Line],
    notices: Sequence[dict[str, Any]],
    today: date,
    at: datetime,
    *,
    morning: bool,
) -> None:
    nudges.told_lines(tx, person.id, today, apart=False)
    nudges.told_notices(tx, person.id, today)
    shown = _one_a_task(lines)
    outbox.add(
        tx,
        key=digest_key(person.id, today),
        kind="digest",
        person_id=person.id,
        reply=digest_reply(
            shown, notices, today, morning=morning, invites=Position.ADMIN in person.positions
        ),
        now=at,
        stage=shown[0].due.stage if shown else "",
        tasks=dict.fromkeys(line.nudge.code for line in shown),
    )


def _add_escalation(
    tx: Transaction, person: Person, lines: Sequence[Line], today: date, at: datetime, rules: Rules
) -> None:
    nudges.told_lines(tx, person.id, today, apart=True)
    outbox.add(
        tx,
        key=escalation_key(person.id, today),
        kind="escalation",
        person_id=person.id,
        reply=escalation_reply(
            tx,
            [(line.due, line.nudge.position) for line in lines],
            today,
            rules,
            dict.fromkeys(line.nudge.stands_for for line in lines if line.nudge.stands_for),
        ),
        now=at,
        stage=lines[0].due.stage,
        tasks=dict.fromkeys(line.nudge.code for line in lines),
    )


def escalation_key(person_id: int, day: date) -> str:
    return f"escalation:{person_id}:{day.isoformat()}"


def _take_back(tx: Transaction, person_id: int, today: date) -> None:
    """What an outage kept from leaving before today goes with today's message, in its newest state."""
    for kind, apart in (("digest", False), ("escalation", True)):
        for key in outbox.take_back(tx, person_id, f"{kind}:{person_id}:%", today):
            day = date.fromisoformat(key.rsplit(":", 1)[1])
            nudges.plan_again(tx, person_id, day, apart=apart)


def _lines(
    tx: Transaction, person: Person, book: PlanBook, today: date, rules: Rules
) -> list[Line]:
    """What is planned for this person and still holds, the most urgent first; the rest is silenced."""
    by_unit: dict[str, list[Nudge]] = {}
    for nudge in nudges.planned(tx, person.id):
        by_unit.setdefault(nudge.unit, []).append(nudge)
    found: list[Line] = []
    silent: list[Nudge] = []
    for unit, planned in by_unit.items():
        tasks = {n.code: book.by_code[n.code] for n in planned if n.code in book.by_code}
        judged = {w.task.code: judge(w, today, rules) for w in watches.load(tx, unit, tasks, rules)}
        for nudge in planned:
            due = judged[nudge.code].due if nudge.code in judged else ()
            live = next((each for each in due if each.rung.key == nudge.rung), None)
            if live and (not nudge.territory or nudge.territory in book.territories_of(nudge.code)):
                found.append(Line(live, nudge))
            else:
                silent.append(nudge)
    nudges.silence(tx, person.id, silent, today)
    return sorted(found, key=lambda line: _place(line, today))


def _one_a_task(lines: Sequence[Line]) -> list[Line]:
    """A liaison of two units that lead the same task is told of it once, by the more urgent one."""
    once: dict[tuple[str, str], Line] = {}
    for line in lines:
        own = line.nudge.position is Position.LIAISON
        once.setdefault((line.nudge.code, "" if own else line.nudge.unit), line)
    return list(once.values())


def _place(line: Line, today: date) -> tuple[tuple[bool, int], int]:
    """The most urgent first, what is as urgent in the order of the document."""
    return line.due.urgency(today), line.due.watch.task.source.first_line


def _come_back(tx: Transaction, person: Person, chosen: preferences.Preferences) -> None:
    """A leave has ended: the stand-in's posts go back, and what is due is looked at anew."""
    preferences.take_back(tx, person.id)
    preferences.save(
        tx, person.id, preferences.Preferences(chosen.digest_at, chosen.channel, None, None)
    )
    watches.touch(tx, units=access.own_units(person))
