"""群发 /broadcast: whom, what and at what cost is shown first; one tap sends exactly that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from domain.audience import Query
from domain.broadcasting import FIELDS, Ask, read_ask, standard_text, unknown_fields
from domain.errors import Refused
from domain.language.orders import asks_of_sent, asks_the_bot, gives_order
from domain.language.receiver_vague import asks_again, asks_how, remarks
from domain.messages import Attachment, Button, Reply
from domain.people import Position
from handlers.base import Command, Context
from handlers.broadcast.addressing import addressed, read_audience, read_people, receivers_of
from handlers.broadcast.carriers import urge_rooms
from handlers.broadcast.drafting import change, names, revised, save_name, typed_change
from handlers.broadcast.gathering import gather
from handlers.broadcast.previews import NOTHING, Beside, preview
from handlers.broadcast.receipts import show, table
from handlers.broadcast.sending import cancel, recall, remind, said_moment, schedule, send, stop
from handlers.broadcast.sent import again_which, listed, mine
from storage import broadcasts, rooms
from storage.broadcasts import Broadcast

MAX_TEXT = 1000
MOST_FILES = 9
DRAFT_LASTS = timedelta(hours=1)
_ACT = re.compile(r"(?P<act>[a-z]+)\s+(?P<number>\d{1,12})(?:\s+(?P<rest>\S.*))?")
_KEEP = re.compile(
    r"(?:存为|保存为?|保存对象)\s*(?P<name>[^\s:：=＝]{1,20})\s*[:：=＝\s]\s*(?P<query>\S.*)"
)
_AGAIN = re.compile(
    r"(?:上次|上回|上一次|上一?条|刚才|之前)[^,，。]{0,4}(?:催|发|通知|群发)(?:过|的|了)?[^,，。]{0,8}?(?:没|未)[^,，。]{0,3}(?:动|回|答|报|反馈|交|理)"
    r"|(?:没|未|没有)(?:回复|回|答复|理)(?:过)?(?:上次|上回|昨天|刚才|那个|那条|这条)[^,，。]{0,4}(?:通知|群发|消息|提醒)?的"
)
_SAYS_NOTHING = re.compile(r"(?:再|都|帮我?)?(?:催|提醒|通知|群发)(?:一?[下遍])?[吧啊。!！]*")
_TELLS = re.compile(r"^\s*请?(?:帮我?|替我)?(?:通知|提醒|告诉|转告|告知)")
_SENDS = re.compile(r"^\s*(?:发送|确认发送|发吧|发出去)[吧了!！。\s]*$")
_URGENT = re.compile(r"^\s*(?:加急|加急发送?|现在就发送?|马上发送?)[吧了!！。\s]*$")
_DROPS = re.compile(r"^\s*(?:取消|不发了|算了|先不发)[吧了!！。\s]*$")


def broadcast(text: str, ctx: Context) -> Reply:
    said = text.strip()
    if act := _ACT.fullmatch(said):
        return _act(act["act"], int(act["number"]), act["rest"] or "", ctx)
    if said in ("记录", "列表", "list"):
        return listed(ctx)
    if said in ("对象", "常用对象", "名单"):
        return _audiences(ctx)
    if dropped := re.fullmatch(r"(?:删除对象|不存)\s*(\S{1,20})", said):
        if not rooms.drop_audience(ctx.tx, dropped[1]):
            raise Refused("no_such_audience", name=dropped[1])
        return _audiences(ctx)
    if keep := _KEEP.fullmatch(said):
        query, _ = read_audience(keep["query"], ctx)
        return save_name(keep["name"], query, ctx)
    if not said or _SAYS_NOTHING.fullmatch(said):
        raise Refused("broadcast_how")
    if asks_how(f"群发{said}"):
        return Reply("broadcast_facts", {"text": MAX_TEXT, "files": MOST_FILES})
    found = receivers_of(said, ctx)
    query, message, ask = found.query, found.message, None
    if not message and not _reminds(text) and not found.asides:
        return _wants_text(query, ctx)
    if not message:
        message, ask = standard_text(query), Ask("progress")
    at = said_moment(found.moment, ctx) if found.moment else None
    if ask is None and at is not None:  # 后天提醒…今天报: today is the day it goes out
        ask = read_ask(message, ctx.rules.day(at))
    said_beside = Beside(found.asides, found.moment if "每" in found.moment else "")
    return compose(query, message, ctx, ask=ask, files=ctx.inbound.files, at=at, beside=said_beside)


def _wants_text(query: Query, ctx: Context) -> Reply:
    """群发 市科技局: the audience is kept, and what is typed next is what they get."""
    compose(query, "", ctx, ask=Ask())
    found = broadcasts.waiting_of(ctx.tx, ctx.person.id, ctx.now - DRAFT_LASTS)
    if found is None:
        raise LookupError("broadcast")
    broadcasts.expect(ctx.tx, found.id, "text")
    return Reply(
        "broadcast_what",
        {"receivers": found.audience},
        buttons=((Button("取消", f"/broadcast cancel {found.id}"),),),
    )


def _reminds(text: str) -> bool:
    """Whether the sentence itself says what to do: 催一下, 发个提醒."""
    return (
        re.search(r"催|踢|戳|摇|提醒|提个醒|督促|督办|发一?遍|说一声|打个?招呼", text) is not None
    )


def ordered(text: str, ctx: Context) -> Reply | None:
    """A sentence that says whom and what to do, 各县区请于25日前报送数据; it is shown before it is sent."""
    if not BROADCAST.open_to(ctx.person):
        return None
    if _AGAIN.search(text):
        last = broadcasts.recent(ctx.tx, ctx.person.id, 1)
        return show(last[0], "", ctx) if last else listed(ctx)  # with [只催未答复]
    if remarks(text):
        return Reply("broadcast_remark")
    if asks_how(text):
        return Reply("broadcast_facts", {"text": MAX_TEXT, "files": MOST_FILES})
    if asks_again(text):
        return again_which(ctx)
    if asks_of_sent(text):
        sent = broadcasts.recent(ctx.tx, ctx.person.id, 1)
        return show(sent[0], "", ctx) if sent else listed(ctx)
    found = addressed(text, ctx)
    return broadcast(text, ctx) if gives_order(text, found) else None


def compose(
    query: Query,
    text: str,
    ctx: Context,
    *,
    ask: Ask | None = None,
    files: tuple[Attachment, ...] = (),
    carried_by: tuple[int, ...] = (),
    at: datetime | None = None,
    beside: Beside = NOTHING,
) -> Reply:
    """Freeze exactly who gets what, and show it; nothing is sent yet. `at`: when it was said to go."""
    if len(text) > MAX_TEXT:
        raise Refused("broadcast_too_long", length=len(text), limit=MAX_TEXT)
    if unknown := unknown_fields(text):
        raise Refused("broadcast_field", unknown=list(unknown), known=list(FIELDS))
    if len(files) > MOST_FILES:
        raise Refused("files_too_many", limit=MOST_FILES)
    ask = read_ask(text, ctx.today) if ask is None else ask
    gathered = gather(query, text, ask, ctx)
    if not gathered.audience.units and not gathered.receivers:
        raise Refused("broadcast_nobody", audience=gathered.audience.words)
    number = broadcasts.draft(
        ctx.tx,
        author_id=ctx.person.id,
        text=text,
        audience=gathered.audience.words,
        units=gathered.audience.units,
        people=gathered.receivers,
        query=query,
        codes=gathered.codes,
        ask=ask,
        files=files,
        rooms=carried_by,
        everyone=set(gathered.audience.units) == set(ctx.book.holders),
        now=ctx.now,
    )
    found = broadcasts.one(ctx.tx, number)
    if found is None:
        raise LookupError(number)
    return preview(found, gathered, ctx, at, beside)


def again(found: Broadcast, ctx: Context, **changed: object) -> Reply:
    """The draft with something changed: a new one, so that an old 发送 cannot send it."""
    broadcasts.settle(ctx.tx, found.id, "replaced", ctx.now)
    text = str(changed.get("text", found.text))
    query, ask = changed.get("query", found.query), changed.get("ask", found.ask)
    files, carried = changed.get("files", found.files), changed.get("rooms", found.rooms)
    if "text" in changed and "ask" not in changed:
        ask = read_ask(text, ctx.today)
    assert isinstance(query, Query)
    assert isinstance(ask, Ask)
    assert isinstance(files, tuple)
    assert isinstance(carried, tuple)
    return compose(query, text, ctx, ask=ask, files=files, carried_by=carried)


def _act(act: str, number: int, rest: str, ctx: Context) -> Reply:
    found = mine(number, ctx)
    if (run := _ACTS.get(act)) is None:
        raise Refused("no_such_broadcast")
    if not found.text and act in _GOES_OUT:
        raise Refused("broadcast_what", receivers=found.audience)
    return run(found, rest, ctx)


def _like(found: Broadcast, ctx: Context) -> Reply:
    """The same text once more, to receivers that are typed next."""
    compose(found.query, found.text, ctx, ask=replace(found.ask, until=None), files=found.files)
    draft = broadcasts.waiting_of(ctx.tx, ctx.person.id, ctx.now - DRAFT_LASTS)
    if draft is None:
        raise LookupError("broadcast")
    return change(draft, "audience", ctx, again)


def _change(found: Broadcast, rest: str, ctx: Context) -> Reply:
    return change(found, rest, ctx, again)


_GOES_OUT = frozenset({"send", "urgent", "later", "at"})
_ACTS: dict[str, Callable[[Broadcast, str, Context], Reply]] = {
    "send": send,
    "urgent": lambda found, rest, ctx: send(found, rest, ctx, urgent=True),
    "later": lambda found, rest, ctx: schedule(found, f"later {rest}".strip(), ctx),
    "at": schedule,
    "cancel": cancel,
    "show": show,
    "names": names,
    "edit": _change,
    "stop": stop,
    "recall": recall,
    "again": remind,
    "table": table,
    "rooms": urge_rooms,
    "like": lambda found, rest, ctx: _like(found, ctx),
}


def _audiences(ctx: Context) -> Reply:
    kept = rooms.audiences(ctx.tx)
    listed = [{"name": name, "words": query.words(ctx.book)} for name, query in kept.items()]
    return Reply("audiences", {"audiences": listed})


def typed_for_broadcast(text: str, ctx: Context) -> Reply | None:
    """What `text` or a file means to the draft that waits; None when it is about something else."""
    if not BROADCAST.open_to(ctx.person):
        return None
    if _TELLS.match(text) and read_people(text, ctx):
        return broadcast(text, ctx)
    found = broadcasts.waiting_of(ctx.tx, ctx.person.id, ctx.now - DRAFT_LASTS)
    if found is None:
        return None
    if not found.waits:
        if _SENDS.match(text):
            return send(found, "", ctx)
        if _URGENT.match(text):
            return send(found, "", ctx, urgent=True)
        if _DROPS.match(text):
            return cancel(found, "", ctx)
        return revised(found, text, ctx, again, read_audience)
    if _DROPS.match(text):
        return cancel(found, "", ctx)
    if found.waits == "text" and asks_the_bot(text):
        return None
    return typed_change(found, text, ctx, again, read_audience)


def files_for_broadcast(ctx: Context) -> Reply | None:
    """Files sent right after a preview go with that broadcast."""
    if not BROADCAST.open_to(ctx.person) or not ctx.inbound.files:
        return None
    found = broadcasts.waiting_of(ctx.tx, ctx.person.id, ctx.now - DRAFT_LASTS)
    if found is None:
        return None
    files = tuple(dict.fromkeys((*found.files, *ctx.inbound.files)))
    return again(found, ctx, files=files, text=found.text or "请查收附件。", ask=found.ask)


BROADCAST = Command(
    name="broadcast",
    words=("群发", "群发通知"),
    summary="给单位发通知：先看名单，再发送",
    usage="群发 逾期 请本周五前报送最新进展",
    run=broadcast,
    allowed=frozenset({Position.COORDINATOR, Position.ADMIN}),
)
