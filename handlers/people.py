"""Binding: 邀请 /invite, the code itself, 退出 /leave, 人员 /people and 移除 /remove."""

from __future__ import annotations

import re
import secrets
import string
from datetime import timedelta

from domain.errors import Refused
from domain.messages import Button, Reply
from domain.people import ALL_UNITS, FOR_ALL_UNITS, POSITION_WORDS, Address, Person, Position, Post
from handlers.base import Command, Context
from handlers.cards import paged, pager, rows
from storage import invites, people
from storage.journal import audit

CODE_ALPHABET = string.ascii_uppercase + "23456789"
CODE_LENGTH = 8
_CODE = re.compile(rf"^[{CODE_ALPHABET}]{{{CODE_LENGTH}}}$")
FREE_GUESSES = 3
LONGEST_BLOCK = timedelta(hours=24)
PAGE = 10
_SPLIT = re.compile(r"[\s,，、;；:：]+")
_OVERSEEING = frozenset({Position.COORDINATOR, Position.ADMIN, Position.VIEWER})


def read_code(text: str) -> str | None:
    """The binding code a text consists of (alone or behind /start), or None."""
    word = text.strip().upper()
    return word if _CODE.match(word) else None


def invite(text: str, ctx: Context) -> Reply:
    """`/invite 单位 [职务] [姓名]`: a one-time code; 督查员, 管理员 and 领导 may go without a unit."""
    unit, position, name = _read_invite(text, ctx)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    expires_at = ctx.now + timedelta(days=ctx.rules.invite_days)
    row = invites.Invite(invites.hash_code(code), unit, position, name)
    invites.add(ctx.tx, row, created_by=ctx.person.id, now=ctx.now, expires_at=expires_at)
    audit(ctx.tx, ctx.now, ctx.person.id, "invite.add", unit, position=position.value)
    return Reply(
        "invite",
        {
            "code": code,
            "unit": "" if unit == ALL_UNITS else unit,
            "position": position.word,
            "name": name,
            "expires": ctx.rules.day(expires_at).isoformat(),
        },
        secrets=("code",),
    )


def _read_invite(text: str, ctx: Context) -> tuple[str, Position, str]:
    unit: str | None = None
    position: Position | None = None
    name = ""
    words = [word for word in _SPLIT.split(text.strip()) if word]
    for word in words:
        named = next((p for p, said in POSITION_WORDS.items() if word in (said, p.value)), None)
        named = named or _MISSPELT.get(word)
        if named:
            position = named
        elif word == ALL_UNITS or ctx.book.unit(word) in ctx.book.holders:
            unit = ctx.book.unit(word) or ALL_UNITS
        elif unit is None and position is None:
            raise Refused("no_such_unit", name=word[:30], near=ctx.book.near(word))
        else:
            name = word[:20]
    position = position or Position.LIAISON
    if position in FOR_ALL_UNITS and unit not in (None, ALL_UNITS):
        raise Refused("invite_for_all", position=position.word)
    if unit is None and position in _OVERSEEING:
        unit = ALL_UNITS
    if unit is None:
        raise Refused("invite_whom")
    if unit == ALL_UNITS and position not in _OVERSEEING:
        raise Refused("invite_whom")
    return unit, position, name


def redeem(code: str, ctx: Context) -> Reply:
    """Bind this account by a one-time code. Wrong codes are counted and slowed down."""
    channel, account = ctx.inbound.channel, ctx.inbound.account
    blocked = invites.blocked_until(ctx.tx, channel, account)
    if blocked and blocked > ctx.now:
        minutes = -(-(blocked - ctx.now) // timedelta(minutes=1))
        return Reply("code_blocked", {"minutes": minutes})
    found = invites.find_open(ctx.tx, code, ctx.now)
    if found is None:
        failures = invites.count_guess(ctx.tx, channel, account)
        if failures >= FREE_GUESSES:
            wait = min(LONGEST_BLOCK, timedelta(minutes=1) * 2 ** min(failures - FREE_GUESSES, 12))
            invites.block(ctx.tx, channel, account, ctx.now + wait)
        audit(ctx.tx, ctx.now, ctx.person.id, "invite.wrong", channel, failures=failures)
        return Reply("code_wrong")
    person_id = ctx.person.id or people.add_person(
        ctx.tx,
        name=found.person_name or ctx.inbound.name[:20] or _nameless(found),
        now=ctx.now,
        next_digest_at=ctx.rules.first_digest(ctx.now),
    )
    address = Address(channel, account, ctx.inbound.chat)
    people.bind(ctx.tx, address, person_id, ctx.now)
    people.add_post(ctx.tx, person_id, Post(found.position, found.unit))
    invites.mark_used(ctx.tx, found, person_id, ctx.now)
    invites.forgive(ctx.tx, channel, account)
    audit(ctx.tx, ctx.now, person_id, "bind", found.unit, position=found.position.value)
    person = people.by_ids(ctx.tx, [person_id])[0]
    return welcome(person, ctx)


def _nameless(found: invites.Invite) -> str:
    return found.position.word if found.unit == ALL_UNITS else f"{found.unit}{found.position.word}"


def welcome(person: Person, ctx: Context) -> Reply:
    units = person.units_as(Position.LIAISON)
    buttons = [Button("我的任务", "/tasks"), Button("总体情况", "/status"), Button("帮助", "/help")]
    return Reply(
        "welcome",
        {
            "name": person.name,
            "posts": people.posts_in_words(person),
            "tasks": len(ctx.book.tasks_of(units)) if units else 0,
            "liaison": bool(units),
        },
        buttons=rows(buttons),
    )


def start(text: str, ctx: Context) -> Reply:
    code = read_code(text)
    if code:
        return redeem(code, ctx)
    if text.strip():
        return Reply("code_wrong")
    return welcome(ctx.person, ctx)


def leave(text: str, ctx: Context) -> Reply:
    """Ask which post to leave, or leave the unit that is named (`*`: the posts for all units)."""
    word = text.strip()
    posts = list(dict.fromkeys(post.unit for post in ctx.person.posts))
    if not posts:
        raise Refused("nothing_to_leave")
    if not word:
        buttons = [Button(f"退出 {_unit_word(unit)}", _leave(unit, ctx)) for unit in posts]
        return Reply("leave_which", {"posts": people.posts_in_words(ctx.person)}, rows(buttons, 2))
    number = int(word[1:]) if re.fullmatch(r"u\d{1,6}", word) else 0
    unit = ctx.book.unit_names.get(number) or ctx.book.unit(word) or word
    if unit not in posts:
        raise Refused("nothing_to_leave")
    people.drop_posts(ctx.tx, ctx.person.id, unit)
    if len(posts) == 1:
        people.remove(ctx.tx, ctx.person.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "leave", unit)
    return Reply("left", {"unit": _unit_word(unit), "bound": len(posts) > 1})


def _leave(unit: str, ctx: Context) -> str:
    return "/leave *" if unit == ALL_UNITS else f"/leave u{ctx.book.unit_ids[unit]}"


def _unit_word(unit: str) -> str:
    return "全部单位" if unit == ALL_UNITS else unit


def list_people(text: str, ctx: Context) -> Reply:
    """Who is bound, by unit; and the units that nobody is bound for."""
    words = text.split()
    page = next((int(w[1:]) for w in words if re.fullmatch(r"p\d{1,3}", w)), 1)
    unit = next((ctx.book.unit(w) for w in words if ctx.book.unit(w)), None)
    unknown = next((w for w in words if not re.fullmatch(r"p\d{1,3}", w)), "")
    if unknown and unit is None:
        raise Refused("no_such_unit", name=unknown[:30], near=ctx.book.near(unknown))
    everybody = people.everybody(ctx.tx)
    found = [p for p in everybody if not unit or any(post.unit == unit for post in p.posts)]
    shown, page, pages = paged(found, page, PAGE)
    held = {u for p in everybody for u in p.units_as(Position.LIAISON)}
    buttons = [Button(f"移除 {p.name[:8]}", f"/remove {p.id}") for p in shown]
    return Reply(
        "people",
        {
            "title": unit or "人员",
            "total": len(found),
            "page": page,
            "pages": pages,
            "people": [{"name": p.name, "posts": people.posts_in_words(p)} for p in shown],
            "unbound": [] if unit else [name for name in ctx.book.holders if name not in held],
        },
        buttons=(*rows(buttons, 3), *rows(pager(lambda n: f"/people p{n}", page, pages))),
    )


def remove(text: str, ctx: Context) -> Reply:
    """`/remove 12` or a name asks, `/remove 12 yes` does it; reports stay under the person's name."""
    named = [each for each in people.everybody(ctx.tx) if each.name == text.strip()]
    if len(named) > 1:
        buttons = [
            Button(f"移除 {people.posts_in_words(p)}"[:20], f"/remove {p.id}") for p in named
        ]
        return Reply("remove_which", {"name": named[0].name}, rows(buttons, 1))
    said = str(named[0].id) if named else text.strip()
    match = re.fullmatch(r"(\d{1,12})(\s+yes)?", said)
    found = people.by_ids(ctx.tx, [int(match[1])]) if match else []
    if not match or not found:
        raise Refused("no_such_person")
    person = found[0]
    if person.id == ctx.person.id:
        raise Refused("not_yourself")
    data = {"name": person.name, "posts": people.posts_in_words(person)}
    if not match[2]:
        buttons = [Button("确认移除", f"/remove {person.id} yes"), Button("不移除", "/people")]
        return Reply("remove_sure", data, rows(buttons))
    people.remove(ctx.tx, person.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "remove", str(person.id), name=person.name)
    return Reply("removed", data)


_ADMIN = frozenset({Position.ADMIN})
_MISSPELT = {"督察员": Position.COORDINATOR, "分管": Position.SUPERVISOR}
START = Command("start", ("绑定",), "绑定邀请码", "/start 邀请码", start, in_menu=False)
LEAVE = Command("leave", ("退出", "解绑"), "退出某个单位", "退出", leave)
INVITE = Command(
    "invite", ("邀请",), "发一次性邀请码", "邀请 市科技局（可加 分管领导、督查员）", invite, _ADMIN
)
PEOPLE = Command(
    "people", ("人员", "联络员名单"), "谁已绑定，哪些单位还没有人", "人员", list_people, _ADMIN
)
REMOVE = Command("remove", ("移除",), "移除一个人", "移除 姓名", remove, _ADMIN, in_menu=False)
