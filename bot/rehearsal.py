"""`duban rehearse`: what the ladder would send, a line each, and what another configuration would change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.programs import opened
from bot.settings import Settings
from domain.rules import Rules
from handlers.rehearsal import KIND_WORDS, Sending, rehearse, stage_word
from storage import people
from storage.database import Transaction

Line = dict[str, Any]


async def rehearsed(
    settings: Settings, clock: Clock, first: date, last: date, against: Settings | None = None
) -> tuple[list[Line], dict[str, str]]:
    """The lines of the days `first` to `last`, and the name behind each (channel:account).

    With `against`, only what `settings` would send otherwise than `against`, marked + or -.
    """
    async with opened(settings) as database:
        run = partial(_run, clock, first, last)
        lines = await database.read(partial(run, settings.rules()))
        names = await database.read(_names)
        if against:
            before = await database.read(partial(run, against.rules()))
            lines = list(_differences(before, lines))
        return lines, names


def _run(clock: Clock, first: date, last: date, rules: Rules, tx: Transaction) -> list[Line]:
    start = rules.moment(first, time.min)
    end = rules.moment(last + timedelta(days=1), time.min)
    return [as_line(each, rules) for each in rehearse(tx, clock.now(), start, end, rules)]


def as_line(each: Sending, rules: Rules) -> Line:
    """`at` is local time of the place, to the minute."""
    return {
        "at": each.at.astimezone(rules.zone).isoformat(timespec="minutes"),
        "to": each.to,
        "channel": each.channel,
        "kind": each.kind,
        "stage": each.stage,
        "tasks": list(each.tasks),
    }


def _differences(before: list[Line], after: list[Line]) -> Iterator[Line]:
    old, new = (
        Counter(json.dumps(line, ensure_ascii=False) for line in x) for x in (before, after)
    )
    changed = [(text, "-") for text in (old - new).elements()]
    changed += [(text, "+") for text in (new - old).elements()]
    for text, sign in sorted(changed):
        yield {"change": sign, **json.loads(text)}


def _names(tx: Transaction) -> dict[str, str]:
    return {
        f"{address.channel}:{address.account}": person.name
        for person in people.everybody(tx)
        for address, _ in people.addresses(tx, person.id)
    }


def in_words(lines: list[Line], names: dict[str, str]) -> Iterator[str]:
    """For people: a line each, then the sum per person."""
    counts: Counter[str] = Counter()
    for line in lines:
        who = names.get(f"{line['channel']}:{line['to']}") or str(line["to"])
        counts[who] += -1 if line.get("change") == "-" else 1
        kind = KIND_WORDS.get(line["kind"], line["kind"])
        at = line["at"][:16].replace("T", " ")
        told = "、".join(line["tasks"][:8]) + (" 等" if len(line["tasks"]) > 8 else "")
        yield f"{line.get('change', '')}{at}　{who}　{kind} {stage_word(line['stage'])}　{told}".rstrip()
    yield f"共 {len(lines)} 条"
    if counts:
        yield "每人：" + "、".join(f"{who} {count}" for who, count in counts.items())
