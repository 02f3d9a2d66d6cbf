"""修改 of a broadcast that is not sent yet: text, audience, answer, groups. Each change is shown anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from domain.audience import Phrase, Query
from domain.broadcasting import KINDS, Ask, read_ask
from domain.errors import Refused
from domain.messages import Button, Reply
from handlers.base import Context
from handlers.broadcast.carriers import carriers
from handlers.broadcast.gathering import gather
from handlers.broadcast.sending import schedule
from handlers.cards import paged, pager, rows
from storage import broadcasts, receivers, rooms
from storage.broadcasts import Broadcast
from storage.journal import audit

NAMES_A_PAGE = 40
LONGEST_NAME = 20
_REWORDS = re.compile(
    r"\s*(?:把)?(?:内容|文字|正文|通知)?改(?:成|为)\s*[:：]?\s*(?P<text>\S.*)", re.DOTALL
)
_LEAVES_OUT = re.compile(
    r"\s*(?:除了?|去掉|去除|不含|不发给?|别发给?|剔除)\s*(?P<who>[^,，。]{2,40}?)(?:除外|以外|之外|外)?[。!！吧\s]*"
)
_ADDS = re.compile(r"\s*(?:再|还要?)?(?:加上|加|发给)\s*(?P<who>[^,，。:：]{2,40}?)[。!！吧\s]*")
Again = Callable[..., Reply]
ReadAudience = Callable[[str, Context], tuple[Query, str]]
_TYPED = {
    "text": "改内容",
    "audience": "改对象",
    "options": "给选项",
    "name": "存下对象",
}


def change(found: Broadcast, rest: str, ctx: Context, again: Again) -> Reply:
    """`/broadcast edit N [what]`: what can be changed, or the change itself."""
    if found.state != "drafted":
        raise Refused("broadcast_settled", state=found.state)
    if rest in _TYPED:
        broadcasts.expect(ctx.tx, found.id, rest)
        return Reply(
            "broadcast_type",
            {"what": rest, "text": found.text, "audience": found.audience},
            buttons=rows([Button("取消", f"/broadcast cancel {found.id}")]),
        )
    if rest == "choice":
        return change(found, "options", ctx, again)
    if rest == "none":
        return again(found, ctx, ask=Ask())
    if rest in KINDS:
        return again(found, ctx, ask=replace(found.ask, kind=rest, options=()))
    if rest == "files":
        return again(found, ctx, files=())
    if rest == "zones":
        return again(found, ctx, query=_with_zones(found.query))
    if rest == "unreported":
        reported = gather(found.query, found.text, found.ask, ctx).reported
        gave = Phrase(people=tuple((each.person_id, each.name) for each in reported))
        return again(found, ctx, query=replace(found.query, exclude=(*found.query.exclude, gave)))
    if match := re.fullmatch(r"room(\d{1,9})", rest):
        number = int(match[1])
        known = {room.id for room in carriers(ctx)}
        chosen = set(found.rooms) ^ ({number} & known)
        return again(found, ctx, rooms=tuple(sorted(chosen)))
    return _menu(found, ctx)


def _with_zones(query: Query) -> Query:
    """The same for the 开发区 wherever it is for the 县区."""
    widened = (
        replace(phrase, kinds=(*phrase.kinds, "开发区")) if "县区" in phrase.kinds else phrase
        for phrase in query.include
    )
    return replace(query, include=tuple(widened))


def _menu(found: Broadcast, ctx: Context) -> Reply:
    n = found.id
    first = [Button(label, f"/broadcast edit {n} {what}") for what, label in _TYPED.items()]
    first = [each for each in first if each.label != "给选项"]
    asks = [
        Button(f"要{word}", f"/broadcast edit {n} {kind}")
        for kind, word in KINDS.items()
        if kind != found.ask.kind or kind == "choice"
    ]
    if found.ask.kind:
        asks.append(Button("不要答复", f"/broadcast edit {n} none"))
    more = [
        Button(
            f"{'不发' if room.id in found.rooms else '也发'}群：{room.name[:10]}",
            f"/broadcast edit {n} room{room.id}",
        )
        for room in carriers(ctx)
    ]
    if found.files:
        more.append(Button("去掉附件", f"/broadcast edit {n} files"))
    more.append(Button("取消", f"/broadcast cancel {n}"))
    return Reply(
        "broadcast_edit",
        {"asked": found.ask.words, "files": [file.name for file in found.files]},
        buttons=(*rows(first), *rows(asks, 3), *rows(more, 2)),
    )


def typed_change(
    found: Broadcast, text: str, ctx: Context, again: Again, read_audience: ReadAudience
) -> Reply:
    """The words that were asked for: the new text, audience, options, moment or name."""
    said = text.strip()
    match found.waits:
        case "text":
            files = tuple(dict.fromkeys((*found.files, *ctx.inbound.files)))
            return again(found, ctx, text=said, files=files)
        case "audience":
            query, _ = read_audience(said, ctx)
            return again(found, ctx, query=query)
        case "options":
            read = read_ask(f"请选择：{said.replace(' ', '/').replace('，', '/')}", ctx.today)
            if read.kind != "choice":
                raise Refused("broadcast_options")
            return again(found, ctx, ask=replace(found.ask, kind="choice", options=read.options))
        case "name":
            broadcasts.expect(ctx.tx, found.id, "")
            return save_name(said, found.query, ctx)
        case _:
            return schedule(found, said, ctx)


def revised(
    found: Broadcast, text: str, ctx: Context, again: Again, read_audience: ReadAudience
) -> Reply | None:
    """What is said of the draft in view: 改成：…, 去掉市财政局, 再加上县区; None when it is none of these."""
    if match := _REWORDS.fullmatch(text):
        return again(found, ctx, text=match["text"].strip())
    match = _LEAVES_OUT.fullmatch(text) or _ADDS.fullmatch(text)
    if match is None:
        return None
    query, rest = read_audience(match["who"], ctx)
    if rest:
        return None
    if match.re is _ADDS:
        changed = replace(found.query, include=(*found.query.include, *query.include))
    else:
        changed = replace(found.query, exclude=(*found.query.exclude, *query.include))
    return again(found, ctx, query=changed)


def save_name(name: str, query: Query, ctx: Context) -> Reply:
    """Keep an audience under a name; it is what it means on the day it is used."""
    name = name.strip("「」“”\"' ")
    if not 2 <= len(name) <= LONGEST_NAME or ctx.book.unit(name) or re.search(r"\s", name):
        raise Refused("audience_name", limit=LONGEST_NAME)
    rooms.keep_audience(ctx.tx, name, query, ctx.person.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "audience.save", name)
    return Reply("audience_saved", {"name": name, "words": query.words(ctx.book)})


def names(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """The people behind the number, page by page."""
    listed = receivers.of(ctx.tx, found.id)
    page = int(rest[1:]) if re.fullmatch(r"p\d{1,4}", rest) else 1
    shown, page, pages = paged(listed, page, NAMES_A_PAGE)
    turning = pager(lambda p: f"/broadcast names {found.id} p{p}", page, pages)
    return Reply(
        "broadcast_names",
        {
            "audience": found.audience,
            "total": len(listed),
            "people": [{"name": each.name, "note": each.note} for each in shown],
            "page": page,
            "pages": pages,
            "from": (page - 1) * NAMES_A_PAGE,
        },
        buttons=rows(turning),
    )
