"""Three years of the real list and a second one beside it: 54 units that people can be bound for, two
people each, two coordinators.

Every unit has a character that decides what its liaison does with a reminder. Reports go in as rows,
everything else through the handlers; the clock is the ladder's own, jumping from one due moment to the
next. `Log` is what a checker needs: everything sent, everything done.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush

from domain.errors import Refused
from domain.messages import Inbound
from domain.people import Address, Person, Position, Post
from domain.plan import Plan, TaskList
from domain.planbook import PlanBook
from domain.reporting import Status
from domain.requests import RequestKind
from domain.rules import Rules
from handlers import settings
from handlers.base import Context
from handlers.ladder import escalation, nudges, requests
from handlers.rehearsal import Sending, play
from handlers.tick import realign
from storage import people, reports, watches
from storage.database import Transaction
from storage.plans import load_book, save_plan
from storage.requests import closed, waiting
from tests.world import connect, plan

CHARACTERS = (
    *("prompt", "prompt", "late", "late", "never"),
    *("snoozes", "acks", "extends", "closes", "away", "coordinates", "deputised"),
)
BLOCKS_AFTER = timedelta(days=400)  # then some of those who never answer block the bot as well
SECOND = 24  # tasks of the second plan


@dataclass
class Log:
    """`reported` and `asked` are (code, unit) → the days; `closed` (code, unit) → the day of approval.

    `claims` are (code, unit) → whether it was held for done, from which moment on; `blocked` is
    person → the moment since when nothing reaches them; `leaves` are (person, first day, last day);
    `moved` is code → the days on which its deadline was.
    """

    sent: list[Sending] = field(default_factory=list)
    reported: dict[tuple[str, str], list[date]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[tuple[str, str], list[date]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[tuple[str, str], date] = field(default_factory=dict)
    claims: dict[tuple[str, str], list[tuple[datetime, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    blocked: dict[int, datetime] = field(default_factory=dict)
    leaves: list[tuple[int, date, date]] = field(default_factory=list)
    moved: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    acts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Years:
    """The office. `run` lets the clock go and fills the log."""

    def __init__(self, tx: Transaction, rules: Rules, start: datetime, seed: int = 5) -> None:
        self.tx, self.rules, self.start = tx, rules, start
        self.dice = random.Random(seed)
        self.book: PlanBook = load_book(tx)
        self.log = Log()
        self.liaisons: dict[int, tuple[str, str]] = {}  # person → (unit, character)
        self.supervisors: dict[str, int] = {}
        self.coordinators: list[int] = []
        self._plans: list[tuple[datetime, int, int, str, str]] = []  # when, turn, who, what, code
        self._turns = itertools.count()
        self._handled = 0
        places = {unit: place for place, unit in enumerate(self.book.holders)}
        # Of those who never report, every second one stays reachable.
        self.answering = {u for u, n in places.items() if n // len(CHARACTERS) % 2 == 0}
        for place, unit in enumerate(self.book.holders):
            character = CHARACTERS[place % len(CHARACTERS)]
            liaison = self._bind(f"联络员{place}", Post(Position.LIAISON, unit))
            self.liaisons[liaison] = (unit, character)
            self.supervisors[unit] = self._bind(f"领导{place}", Post(Position.SUPERVISOR, unit))
        for name in ("督查甲", "督查乙"):
            self.coordinators.append(self._bind(name, Post(Position.COORDINATOR)))

    def run(self, end: datetime) -> Log:
        realign(self.tx, self.start, self.rules)
        for sending in play(self.tx, self.start, end, self.rules, self._live):
            self.log.sent.append(sending)
        return self.log

    def deputies(self, day: date) -> set[int]:
        """Who stands in for somebody on this day."""
        return {
            self.supervisors[self.liaisons[person][0]]
            for person, since, until in self.log.leaves
            if since <= day <= until and self.liaisons[person][1] == "deputised"
        }

    def _bind(self, name: str, post: Post) -> int:
        at = self.rules.next_digest(self.start, today_is_done=False)
        number = people.add_person(self.tx, name, self.start, at)
        people.bind(self.tx, Address("test", name, name), number, self.start)
        people.add_post(self.tx, number, post)
        return number

    def _live(self, tx: Transaction, now: datetime) -> datetime | None:
        """What people do about what they were sent, then what they had planned for now."""
        for sending in self.log.sent[self._handled :]:
            self._react(sending, now)
        self._handled = len(self.log.sent)
        while self._plans and self._plans[0][0] <= now:
            _, _, person, what, code = heappop(self._plans)
            self._act(person, what, code, now)
        return self._plans[0][0] if self._plans else None

    def _react(self, sending: Sending, now: datetime) -> None:
        if sending.person_id in self.coordinators:
            if self.dice.random() < 0.5:  # at any hour, lunch and night too
                after = timedelta(minutes=self.dice.randint(60, 900))
                self._plan(now + after, sending.person_id, "decide", "")
            return
        if sending.kind == "escalation" and self.dice.random() < 0.2:
            after = timedelta(minutes=self.dice.randint(1, 900))
            self._plan(now + after, sending.person_id, "press", "")
        unit, character = self.liaisons.get(sending.person_id, ("", ""))
        if not unit:
            return
        for code in sending.tasks:
            chance = self.dice.random()
            hours = self.dice.randint(1, 60)
            if character in ("prompt", "closes", "deputised") and chance < 0.9:
                self._plan(now + timedelta(hours=hours), sending.person_id, "report", code)
            elif character == "late" and chance < 0.5:
                self._plan(now + timedelta(days=6 + hours / 10), sending.person_id, "report", code)
            elif character == "snoozes" and chance < 0.6:
                self._plan(now + timedelta(minutes=5), sending.person_id, "snooze", code)
            elif character == "extends" and sending.stage in ("T-3", "T-1", "T+1"):
                self._plan(now + timedelta(minutes=9), sending.person_id, "extend", code)
            elif character == "coordinates" and sending.stage in ("T-1", "T", "T+1", "T+3"):
                self._plan(now + timedelta(minutes=6), sending.person_id, "coordinate", code)
        if character == "never" and now > self.start + BLOCKS_AFTER and unit not in self.answering:
            self._plan(now + timedelta(hours=1), sending.person_id, "block", "")
        if character == "acks":
            self._plan(now + timedelta(minutes=3), sending.person_id, "ack", "")
        if character == "closes" and sending.stage in ("T-30", "cycle-7"):
            for code in sending.tasks[:2]:
                self._plan(now + timedelta(days=1), sending.person_id, "close", code)
        if character in ("away", "deputised") and self.dice.random() < 0.2:
            self._plan(now + timedelta(minutes=7), sending.person_id, "away", "")

    def _plan(self, when: datetime, person: int, what: str, code: str) -> None:
        heappush(self._plans, (when, next(self._turns), person, what, code))

    def _act(self, person: int, what: str, code: str, now: datetime) -> None:
        unit, _ = self.liaisons.get(person, ("", ""))
        today = self.rules.day(now)
        if (code, unit) in self.log.closed:
            return
        self.log.acts[what] += 1
        try:
            if what == "report":
                self._report(person, unit, code, now, "report", Status.IN_PROGRESS)
            elif what == "close":
                self._report(person, unit, code, now, "close", Status.DONE)
            elif what == "extend":
                until = self.book.by_code[code].due + timedelta(days=45)
                self._report(person, unit, code, now, "extend", Status.BEHIND, until)
            elif what == "coordinate":
                self._report(person, unit, code, now, "coordinate", Status.BLOCKED)
            elif what == "press":
                escalation.press("all", self._context(person, now))
            elif what == "block":
                people.mark_unreachable(self.tx, "test", self._name(person), "对方屏蔽了机器人")
                self.log.blocked.setdefault(person, now)
            elif what == "snooze":
                nudges.snooze(f"{code} {self.dice.randint(1, 4)}", self._context(person, now))
            elif what == "ack":
                nudges.got("", self._context(person, now))
            elif what == "away":
                self._away(person, unit, today + timedelta(days=self.dice.randint(1, 20)), now)
            elif what == "decide":
                self._decide(person, now)
        except Refused:
            self.log.refused += 1

    def _away(self, person: int, unit: str, until: date, now: datetime) -> None:
        deputy = self.supervisors[unit] if self.liaisons[person][1] == "deputised" else None
        words = f"{until:%Y年%m月%d日}".replace("年0", "年")
        if deputy:
            words += f" 由{self._name(deputy)}代"
        settings.away(words, self._context(person, now))
        self.log.leaves.append((person, self.rules.day(now), until))

    def _name(self, person: int) -> str:
        return people.by_ids(self.tx, [person])[0].name

    def _report(
        self,
        person: int,
        unit: str,
        code: str,
        now: datetime,
        kind: str,
        status: Status,
        eta: date | None = None,
    ) -> None:
        reports.add(
            self.tx,
            code=code,
            unit=unit,
            person_id=person,
            text="进展如常",
            status=status,
            percent=50.0,
            now=now,
            kind=kind,
            eta=eta,
        )
        self.log.reported[code, unit].append(self.rules.day(now))
        self.log.claims[code, unit].append((now, status is Status.DONE))
        if kind != "report":
            self.log.asked[code, unit].append(self.rules.day(now))

    def _decide(self, person: int, now: datetime) -> None:
        for request in waiting(self.tx, self.rules)[:20]:
            verdict = "yes" if self.dice.random() < 0.7 else "no 请补充材料"
            try:
                requests.decide(f"{request.id} {verdict}", self._context(person, now))
                if request.kind is RequestKind.EXTEND and verdict == "yes":
                    self.log.moved[request.code].append(self.rules.day(now))
                if request.kind is RequestKind.CLOSE:
                    key = (request.code, request.unit)
                    self.log.claims[key].append((now, verdict == "yes"))
            except Refused:
                self.log.refused += 1
        for key in closed(self.tx):
            self.log.closed.setdefault(key, self.rules.day(now))
        self.book = load_book(self.tx)

    def _context(self, person: int, now: datetime) -> Context:
        found: Person = people.by_ids(self.tx, [person])[0]
        inbound = Inbound("test", found.name, found.name, "", now)
        return Context(self.tx, inbound, found, now, self.rules)

    def silences(self, code: str) -> list[tuple[str, object]]:
        return list(watches.silences_of(self.tx, code))


def second_plan() -> Plan:
    """Another document with the same units and other deadlines, spread over the years."""
    like = [task for task in plan().tasks if task.leads][:SECOND]
    tasks = tuple(
        replace(
            task,
            code=f"乙事项{place + 1}",
            list=TaskList.MATTER,
            due=date(2024, 2, 29) + timedelta(days=33 * place),
            milestones=(),
        )
        for place, task in enumerate(like)
    )
    return replace(plan(), number="乙〔2024〕1号", title="另一份方案", tasks=tasks)


@contextmanager
def office(rules: Rules | None = None, start: str = "2023-08-25") -> Iterator[Years]:
    """A fresh database with the real list, and everybody bound at the moment the plan was issued."""
    rules = rules or Rules()
    connection: sqlite3.Connection = connect()
    try:
        tx = Transaction(connection)
        connection.execute("BEGIN")
        save_plan(tx, plan())
        save_plan(tx, second_plan(), "乙")
        begin = datetime.fromisoformat(start).replace(tzinfo=rules.zone, hour=0).astimezone(UTC)
        yield Years(tx, rules, begin)
    finally:
        connection.close()
