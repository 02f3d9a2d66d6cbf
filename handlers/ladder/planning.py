"""What falls due for a unit: which rung of which task, for whom. Planned now, told at each one's hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.people import ALL_UNITS, Person, Position
from domain.plan import Role, Task
from domain.planbook import PlanBook
from domain.rules import Rules
from domain.watch import Due, Judgement, judge
from storage import agenda, nudges, outbox, people, preferences, watches
from storage.database import Transaction
from storage.nudges import Nudge
from storage.plans import load_book

AT_ONCE = 200  # tasks looked at in one transaction


@dataclass(frozen=True, slots=True)
class Receiver:
    person: Person
    stands_for: str = ""


def plan_unit(tx: Transaction, unit_id: int, now: datetime, rules: Rules) -> None:
    """Look at every task of this unit that is due for it, and store when to look again."""
    today = rules.day(now)
    unit = agenda.unit_name(tx, unit_id)
    book = load_book(tx)
    codes = watches.due_codes(tx, unit, now, AT_ONCE)
    tasks = _led(book, unit, codes)
    judged = {w.task.code: judge(w, today, rules) for w in watches.load(tx, unit, tasks, rules)}
    again = {code: judged[code].again if code in judged else None for code in codes}
    watches.look_again(tx, unit, again, rules)
    speaking = {code: each for code, each in judged.items() if each.due}
    if speaking:
        _Round(tx, unit, book, now, rules).plan(speaking)


def _led(book: PlanBook, unit: str, codes: Iterable[str]) -> dict[str, Task]:
    """Those of the open tasks that this unit leads; nobody can be bound for a collective."""
    if unit in book.collectives:
        return {}
    open_tasks = (book.by_code[code] for code in codes if code in book.by_code)
    return {task.code: task for task in open_tasks if task.role_of(unit) is Role.LEAD}


class _Round:
    """One unit's turn: who holds which position is read once."""

    def __init__(
        self, tx: Transaction, unit: str, book: PlanBook, now: datetime, rules: Rules
    ) -> None:
        self.tx, self.unit, self.book, self.now, self.rules = tx, unit, book, now, rules
        self.today = rules.day(now)
        self._known: dict[tuple[Position, str], list[Receiver]] = {}
        self._lines: dict[int, list[Nudge]] = {}

    def plan(self, judged: dict[str, Judgement]) -> None:
        told = nudges.told(self.tx, self.unit, judged)
        unheard: dict[Position, list[str]] = {}
        for code, judgement in judged.items():
            for position in _positions(judgement.due):
                receivers = self._receivers(position, self.unit)
                for receiver in receivers:
                    heard = told.get((receiver.person.id, code), {})
                    self._plan_one(code, position, receiver, judgement.due, heard)
                if not receivers and _asks(position, judgement.due):
                    unheard.setdefault(position, []).append(code)
            self._plan_in_territory(code, judgement.due, told)
        for person_id, lines in self._lines.items():
            if nudges.plan(self.tx, person_id, lines, self.today):
                wake(self.tx, person_id, self.now, self.rules)
        for position, codes in unheard.items():
            self._tell_overseers(position, codes)

    def _plan_one(
        self,
        code: str,
        position: Position,
        receiver: Receiver,
        due: Iterable[Due],
        heard: dict[str, date],
        territory: str = "",
    ) -> None:
        """The first rung that this person has not been told, nor a later one of the same deadline."""
        for each in due:
            step = each.rung.step
            if position not in step.to or _was_told(each, heard, self.today):
                continue
            apart = step.apart and position is not Position.LIAISON
            line = Nudge(
                code, self.unit, each.rung.key, position, apart, receiver.stands_for, territory
            )
            self._lines.setdefault(receiver.person.id, []).append(line)
            return

    def _plan_in_territory(
        self, code: str, due: Iterable[Due], told: Mapping[tuple[int, str], dict[str, date]]
    ) -> None:
        """属地: the county's liaisons hear what the first of the leading units hears of a deadline;
        the round of reports asks them nothing, since they do not report."""
        counties = self.book.territories_of(code)
        if not counties or self.book.by_code[code].leads[:1] != (self.unit,):
            return
        deadlines = [each for each in due if each.cycle is None]
        for county in counties:
            for receiver in self._receivers(Position.LIAISON, county):
                heard = told.get((receiver.person.id, code), {})
                self._plan_one(code, Position.LIAISON, receiver, deadlines, heard, county)

    def _receivers(self, position: Position, unit: str = "") -> list[Receiver]:
        """Who is there of a unit's people in this position; coordinators are of no unit."""
        if (position, unit) not in self._known:
            if position is Position.COORDINATOR:
                found = overseers(self.tx, self.today)
            else:
                found = self._present(people.holders_of(self.tx, position, [unit]))
            self._known[position, unit] = found
        return self._known[position, unit]

    def _present(self, holders: list[Person]) -> list[Receiver]:
        """Who of them is there; a stand-in knows for whom."""
        chosen = preferences.of_all(self.tx, [person.id for person in holders])
        away = {
            p.id: chosen[p.id] for p in holders if p.id in chosen and chosen[p.id].away(self.today)
        }
        names = {person.id: person.name for person in holders}
        stands = {each.stand_in: names[number] for number, each in away.items() if each.stand_in}
        return [Receiver(p, stands.get(p.id, "")) for p in holders if p.id not in away]

    def _tell_overseers(self, position: Position, codes: list[str]) -> None:
        """A unit that nobody answers for is itself a finding, told once a month."""
        key = f"nobody:{position.value}:{self.unit}:{self.today:%Y-%m}"
        content = {
            "what": "nobody",
            "unit": self.unit,
            "position": position.word,
            "away": bool(people.holders_of(self.tx, position, [self.unit])),
            "count": len(codes),
        }
        for receiver in self._receivers(Position.COORDINATOR):
            if nudges.notify(self.tx, receiver.person.id, key, content, self.now):
                wake(self.tx, receiver.person.id, self.now, self.rules)


def overseers(tx: Transaction, today: date) -> list[Receiver]:
    """Who is told of what the units do not do: the coordinators. While all of them are on leave it is
    told to whoever stands in for them as well, else to the admins."""
    found = people.overseers(tx)
    told = [Receiver(person) for person in found]
    chosen = preferences.of_all(tx, [person.id for person in found])
    if not found or not all(p.id in chosen and chosen[p.id].away(today) for p in found):
        return told
    stands = {chosen[p.id].stand_in: p.name for p in found if chosen[p.id].stand_in}
    others = people.by_ids(tx, [number for number in stands if number])
    others = others or people.holders_of(tx, Position.ADMIN, [ALL_UNITS])
    known = {person.id for person in found}
    return told + [Receiver(p, stands.get(p.id, "")) for p in others if p.id not in known]


def wake(tx: Transaction, person_id: int, now: datetime, rules: Rules) -> None:
    """Something waits for this person's next digest."""
    hour = rules.hour_of(person_id, preferences.of(tx, person_id).digest_at)
    done = outbox.has(tx, digest_key(person_id, rules.day(now)))
    people.wake(tx, person_id, rules.next_digest(now, today_is_done=done, at=hour))


def with_digest(tx: Transaction, person_id: int, now: datetime, rules: Rules) -> datetime:
    """When an ordinary word to this person goes out: with the digest that is still to come today, or now."""
    return _together(people.next_digest_of(tx, person_id), now, rules)


def with_digests(
    tx: Transaction, numbers: Iterable[int], now: datetime, rules: Rules
) -> dict[int, datetime]:
    """The same for many people at once."""
    listed = list(numbers)
    hours = people.next_digests(tx, listed)
    return {number: _together(hours.get(number), now, rules) for number in listed}


def _together(hour: datetime | None, now: datetime, rules: Rules) -> datetime:
    return max(hour, now) if hour and rules.day(hour) == rules.day(now) else now


def digest_key(person_id: int, day: date) -> str:
    return f"digest:{person_id}:{day.isoformat()}"


def _positions(due: Iterable[Due]) -> tuple[Position, ...]:
    return tuple(dict.fromkeys(position for each in due for position in each.rung.step.to))


def _asks(position: Position, due: Iterable[Due]) -> bool:
    """Whether silence would be a hole: nobody to report, or nobody above who is escalated to."""
    if position is Position.LIAISON:
        return True
    return position is Position.SUPERVISOR and any(each.rung.step.apart for each in due)


def _was_told(due: Due, heard: dict[str, date], today: date) -> bool:
    """This rung, or any of the same deadline on or after its day: a changed ladder goes on from there.

    Whoever was told of the task by its deadline need not be told of it again by the round. What was
    told later than today was told before the clock was set back.
    """
    deadline = "" if due.cycle else due.rung.due.isoformat()
    return any(
        key.startswith(deadline) and due.rung.day <= day <= today for key, day in heard.items()
    )
