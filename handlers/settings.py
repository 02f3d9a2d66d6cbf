"""设置 /settings: the hour of the digest and the channel; 休假至 /away: a leave with a stand-in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time

from domain import access
from domain.errors import Refused
from domain.language.dates import find_dates
from domain.language.moments import read_clock
from domain.language.text import plain
from domain.messages import Button, Reply
from domain.people import Person
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.ladder.planning import wake
from storage import people, preferences, watches
from storage.journal import audit
from storage.preferences import Preferences

HOURS = ("08:20", "09:10", "10:10", "14:10")
LONGEST_LEAVE = 366
LONGEST_UNSAID = 200  # without a year, a day farther away has more likely just passed
_CHANNEL_WORDS = {"telegram": "Telegram", "wecom": "企业微信", "web": "网页", "console": "终端"}


def settings(text: str, ctx: Context) -> Reply:
    """Show them, or change one: `at 09:10`, `channel telegram`."""
    words = text.split(maxsplit=1)
    chosen = preferences.of(ctx.tx, ctx.person.id)
    if not words:
        return _shown(ctx, chosen)
    if words[0] == "channel" and len(words) == 2:
        return _channel(words[1], chosen, ctx)
    wanted = read_clock(text)
    if wanted is None:
        raise Refused("settings_how")
    return _hour(wanted, chosen, ctx)


def _hour(wanted: time, chosen: Preferences, ctx: Context) -> Reply:
    at = ctx.rules.hour_of(ctx.person.id, wanted)
    example = ctx.rules.moment(ctx.today, at)
    if ctx.rules.is_quiet(example):
        start, end = ctx.rules.quiet
        raise Refused("hour_is_quiet", at=f"{at:%H:%M}", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    changed = replace(chosen, digest_at=at)
    preferences.save(ctx.tx, ctx.person.id, changed)
    audit(ctx.tx, ctx.now, ctx.person.id, "settings.hour", str(ctx.person.id), at=f"{at:%H:%M}")
    if people.next_digest_of(ctx.tx, ctx.person.id):
        people.set_next_digest(ctx.tx, ctx.person.id, None)
        wake(ctx.tx, ctx.person.id, ctx.now, ctx.rules)
    return _shown(ctx, changed)


def _channel(name: str, chosen: Preferences, ctx: Context) -> Reply:
    known = {address.channel for address, _ in people.addresses(ctx.tx, ctx.person.id)}
    if name not in known:
        raise Refused("no_such_channel", known=[_CHANNEL_WORDS.get(c, c) for c in sorted(known)])
    changed = replace(chosen, channel=name)
    preferences.save(ctx.tx, ctx.person.id, changed)
    audit(ctx.tx, ctx.now, ctx.person.id, "settings.channel", str(ctx.person.id), channel=name)
    return _shown(ctx, changed)


def _shown(ctx: Context, chosen: Preferences) -> Reply:
    hour = ctx.rules.hour_of(ctx.person.id, chosen.digest_at)
    known = [address.channel for address, _ in people.addresses(ctx.tx, ctx.person.id)]
    used = chosen.channel if chosen.channel in known else (known[0] if known else "")
    stand_in = people.by_ids(ctx.tx, [chosen.stand_in]) if chosen.stand_in else []
    buttons = [Button(at, f"/settings at {at}") for at in HOURS if at != f"{hour:%H:%M}"]
    others = [
        Button(f"改用{_CHANNEL_WORDS.get(c, c)}", f"/settings channel {c}")
        for c in dict.fromkeys(known)
        if c != used
    ]
    away = chosen.away(ctx.today)
    if away:
        others.append(Button("销假", "/back"))
    return Reply(
        "settings",
        {
            "hour": f"{hour:%H:%M}",
            "cap": ctx.rules.daily_cap,
            "channel": _CHANNEL_WORDS.get(used, used),
            "away_until": chosen.away_until.isoformat() if away and chosen.away_until else "",
            "stand_in": stand_in[0].name if stand_in else "",
        },
        buttons=(*rows(buttons), *rows(others)),
    )


def away(text: str, ctx: Context) -> Reply:
    """`休假至 7月5日 由王芳代`: reminders go to the stand-in, who may report meanwhile; `销假` ends it."""
    said = text.strip()
    chosen = preferences.of(ctx.tx, ctx.person.id)
    found = [phrase for phrase in find_dates(plain(said), ctx.today) if phrase.day]
    if not found or found[-1].day is None:
        raise Refused("away_how")
    until: date = found[-1].day
    longest = LONGEST_LEAVE if found[-1].year_said else LONGEST_UNSAID
    if not 0 <= (until - ctx.today).days <= longest:
        raise Refused("away_when", until=until.isoformat())
    stand_in = _stand_in(plain(said)[found[-1].end :], ctx)
    preferences.take_back(ctx.tx, ctx.person.id)
    changed = replace(chosen, away_until=until, stand_in=stand_in.id if stand_in else None)
    preferences.save(ctx.tx, ctx.person.id, changed)
    if stand_in:
        preferences.lend_posts(ctx.tx, ctx.person.id, stand_in.id)
    units = access.own_units(ctx.person)
    watches.touch(ctx.tx, units=units)
    returns = ctx.rules.calendar.next_workday(until)
    hour = ctx.rules.hour_of(ctx.person.id, chosen.digest_at)
    people.set_next_digest(ctx.tx, ctx.person.id, ctx.rules.moment(returns, hour))
    audit(
        ctx.tx,
        ctx.now,
        ctx.person.id,
        "away",
        str(ctx.person.id),
        until=until.isoformat(),
        stand_in=stand_in and stand_in.id,
    )
    return Reply(
        "away",
        {
            "until": until.isoformat(),
            "back": returns.isoformat(),
            "stand_in": stand_in.name if stand_in else "",
            "liaison": bool(units),
        },
        rows([Button("销假", "/back")]),
    )


def _stand_in(text: str, ctx: Context) -> Person | None:
    """Whom the words behind the day name: somebody who is bound for one of the same units."""
    name = re.sub(r"^[\s,，、。;；]*(?:前|为止)?[\s,，]*(?:由|请|让|交给)?\s*", "", text)
    name = re.sub(
        r"\s*(?:同志)?(?:代班|代理|代管|代我|替我|代|顶班|接替|负责)?[\s。.!！]*$", "", name
    ).strip()
    if not name:
        return None
    units = set(access.own_units(ctx.person))
    near = [
        person
        for person in people.everybody(ctx.tx)
        if person.id != ctx.person.id
        and (units & set(access.own_units(person)) or access.stands_above(person, ctx.person))
    ]
    found = [person for person in near if person.name == name]
    if len(found) != 1:
        raise Refused("no_such_stand_in", name=name[:20], near=[p.name for p in near][:6])
    own_leave = preferences.of(ctx.tx, found[0].id)
    if own_leave.away_until and own_leave.away(ctx.today):
        raise Refused("stand_in_away", name=name, until=own_leave.away_until.isoformat())
    return found[0]


def back(text: str, ctx: Context) -> Reply:
    """销假: the leave ends now, and what is due comes with the next digest."""
    chosen = preferences.of(ctx.tx, ctx.person.id)
    if chosen.away_until is None:
        raise Refused("not_away")
    preferences.take_back(ctx.tx, ctx.person.id)
    changed = replace(chosen, away_until=None, stand_in=None)
    preferences.save(ctx.tx, ctx.person.id, changed)
    watches.touch(ctx.tx, units=access.own_units(ctx.person))
    people.set_next_digest(ctx.tx, ctx.person.id, None)
    wake(ctx.tx, ctx.person.id, ctx.now, ctx.rules)
    audit(ctx.tx, ctx.now, ctx.person.id, "away.end", str(ctx.person.id))
    return _shown(ctx, changed)


SETTINGS = Command(
    "settings", ("设置", "我的设置"), "提醒时间、接收渠道、休假", "设置 9:10", settings
)
AWAY = Command(
    "away",
    ("休假至", "休假到", "休假", "请假至", "请假到", "请假"),
    "休假期间由同事代收代报",
    "休假至7月5日 由王芳代",
    away,
    in_menu=False,
)
BACK = Command("back", ("销假",), "提前结束休假", "销假", back, in_menu=False)
