"""导入 /import: a list that an admin sent is reviewed doubt by doubt, then its difference, then one yes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.errors import Refused
from domain.messages import Button, Listing, Paper, Reply
from domain.people import Position
from domain.plans import is_mark
from domain.review import Doubt, doubts_of, take_proposal
from handlers.base import Command, Context
from handlers.cards import rows
from handlers.plans.differences import counts, difference_card
from handlers.plans.taking import step, take, words
from handlers.status.freeze import write_down
from storage import imports, people
from storage.imports import Import
from storage.journal import audit
from storage.plan_list import list_plans

_ACT = re.compile(
    r"(?P<number>\d{1,9})(?:\s+(?P<act>doubts|keep|fix|diff|paper|mark|代号|yes|drop))?(?:\s+(?P<rest>\S+))?"
)


def run(text: str, ctx: Context) -> Reply:
    act = _ACT.fullmatch(text.strip())
    if act is None:
        number = imports.open_of(ctx.tx, ctx.person.id)
        if text.strip() or number is None:
            return Reply("import_how")
        return _card(_open(number, ctx), ctx)
    found = _open(int(act["number"]), ctx)
    rest = act["rest"] or ""
    match act["act"]:
        case "doubts":
            return _doubt(found, _number(rest), ctx)
        case "keep" if rest == "all":
            return _keep_all(found, ctx)
        case "keep" | "fix":
            return _decide(found, _number(rest), act["act"] == "fix", ctx)
        case "diff":
            return difference_card(found, _number(rest), ctx)
        case "paper":
            return Reply("import_paper", papers=(Paper("listing", {"import": found.id}),))
        case "mark" | "代号":
            return _mark(found, rest, ctx)
        case "yes":
            return _take(found, rest, ctx)
        case "drop":
            imports.settle(ctx.tx, found.id, "dropped", ctx.now)
            return Reply("import_dropped", {"title": found.plan.title})
    return _card(found, ctx)


def begin(listing: Listing, ctx: Context) -> Reply:
    """A file came: keep what was read and show the card; nothing of the plan changes yet."""
    if not IMPORT.open_to(ctx.person):
        raise Refused("not_allowed", name="导入")
    file = ctx.inbound.files[0]
    plan = listing.plan
    if plan is None:
        raise Refused("import_unreadable", name=file.name, why=listing.refusal)
    if not plan.tasks:
        raise Refused("import_nothing", name=file.name)
    found = step(ctx.tx, plan)
    if found.stored and found.difference.is_empty:
        return Reply("import_same", {"title": plan.title, "tasks": len(plan.tasks)})
    number = imports.start(ctx.tx, ctx.person.id, file, plan, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "import.read", str(number), file=file.sha256)
    return _card(_open(number, ctx), ctx)


def _open(number: int, ctx: Context) -> Import:
    found = imports.one(ctx.tx, number)
    if found is None or found.person_id != ctx.person.id:
        raise Refused("import_gone")
    if found.state != "open":
        raise Refused("import_settled", taken=found.state == "taken")
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 1


def _card(found: Import, ctx: Context) -> Reply:
    doubts = doubts_of(found.plan)
    left = [place for place, each in enumerate(doubts, 1) if each.text not in found.seen]
    result = step(ctx.tx, found.plan, found.mark)
    buttons = []
    if doubts:
        label = f"逐条看存疑（还有{len(left)}）" if left else "再看存疑"
        buttons.append(Button(label, f"/import {found.id} doubts {left[0] if left else 1}"))
    buttons += [
        Button("看差异，再确认", f"/import {found.id} diff 1"),
        Button("核对表（Excel）", f"/import {found.id} paper"),
        Button("放弃", f"/import {found.id} drop"),
    ]
    return Reply(
        "import_card",
        {
            "id": found.id,
            "title": found.plan.title,
            "number": found.plan.number,
            "tasks": len(found.plan.tasks),
            "units": len(found.plan.units),
            "new_units": len({u.name for u in found.plan.units} - set(ctx.book.unit_ids)),
            "doubts": len(doubts),
            "left": len(left),
            **counts(result),
        },
        buttons=rows(buttons, 2),
    )


def _doubt(found: Import, place: int, ctx: Context) -> Reply:
    doubts = doubts_of(found.plan)
    if not 1 <= place <= len(doubts):
        return _card(found, ctx)
    doubt = doubts[place - 1]
    buttons = [Button("原文如此", f"/import {found.id} keep {place}")]
    if doubt.proposal:
        buttons.append(Button(f"改为{doubt.proposal.new[:20]}", f"/import {found.id} fix {place}"))
    if place < len(doubts):
        buttons.append(Button("下一条", f"/import {found.id} doubts {place + 1}"))
    left = sum(each.text not in found.seen for each in doubts)
    if left > 2:
        buttons.append(Button(f"余下{left}条都按原文", f"/import {found.id} keep all"))
    buttons.append(Button("回到概况", f"/import {found.id}"))
    return Reply(
        "import_doubt",
        {
            "place": place,
            "of": len(doubts),
            "text": doubt.text,
            "places": list(doubt.places[:6]),
            "more": max(0, len(doubt.places) - 6),
            "shown": _shown(found, doubt),
            "decided": doubt.text in found.seen,
        },
        buttons=rows(buttons, 2),
    )


def _shown(found: Import, doubt: Doubt) -> list[dict[str, str]]:
    """The tasks of a doubt, as far as one can see what it speaks of."""
    tasks = [task for task in found.plan.tasks if task.code in doubt.codes[:2]]
    return [
        {
            "code": task.code,
            "title": task.title,
            "target": task.target,
            "units": words(task, "units"),
        }
        for task in tasks
    ]


def _decide(found: Import, place: int, fix: bool, ctx: Context) -> Reply:
    """A doubt is settled: as it stands, or with the known unit in place of the unknown."""
    doubts = doubts_of(found.plan)
    if not 1 <= place <= len(doubts):
        return _card(found, ctx)
    doubt, plan, seen = doubts[place - 1], found.plan, found.seen
    if fix and doubt.proposal:
        plan = take_proposal(plan, doubt)
        audit(
            ctx.tx,
            ctx.now,
            ctx.person.id,
            "import.fix",
            str(found.id),
            old=doubt.proposal.old,
            new=doubt.proposal.new,
        )
    else:
        seen = seen | {doubt.text}
    imports.keep(ctx.tx, found.id, plan, seen, found.mark)
    left = [n for n, each in enumerate(doubts_of(plan), 1) if each.text not in seen]
    found = _open(found.id, ctx)
    following = next((n for n in left if n >= place), left[0] if left else None)
    return _card(found, ctx) if following is None else _doubt(found, following, ctx)


def _keep_all(found: Import, ctx: Context) -> Reply:
    """What is left of the doubts stands as it is written."""
    seen = found.seen | {doubt.text for doubt in doubts_of(found.plan)}
    imports.keep(ctx.tx, found.id, found.plan, seen, found.mark)
    return _card(_open(found.id, ctx), ctx)


def _mark(found: Import, mark: str, ctx: Context) -> Reply:
    """乙 is only a proposal: people may call the second plan what they like."""
    used = {entry.mark for entry in list_plans(ctx.tx)}
    if not is_mark(mark) or mark in used:
        raise Refused("import_mark", mark=mark[:10])
    imports.keep(ctx.tx, found.id, found.plan, found.seen, mark)
    return _card(_open(found.id, ctx), ctx)


def _take(found: Import, digest: str, ctx: Context) -> Reply:
    result = step(ctx.tx, found.plan, found.mark)
    if digest != result.digest:  # somebody changed the plan since the difference was shown
        return difference_card(found, 1, ctx)
    imports.settle(ctx.tx, found.id, "taken", ctx.now)
    write_down(ctx.tx)
    take(ctx.tx, result, ctx.person.id, ctx.now)
    audit(ctx.tx, ctx.now, ctx.person.id, "import.take", str(found.id), plan=found.plan.number)
    named = [unit.name for unit in found.plan.units if not unit.is_collective]
    held = {
        unit
        for each in people.liaisons_of(ctx.tx, named)
        for unit in each.units_as(Position.LIAISON)
    }
    return Reply(
        "import_taken",
        {
            "title": found.plan.title,
            "unheld": [name for name in named if name not in held],
            **counts(result),
        },
    )


def importable(endings: Iterable[str], name: str, caption: str) -> bool:
    """Whether a file that an admin sent with these words is meant as a list, not as evidence."""
    said = caption.strip()
    wanted = not said or re.match(r"/import|(?:请)?(?:导入|更新|新增?版)|(?:责任)?清单|方案", said)
    return bool(wanted) and name.lower().endswith(tuple(endings))


IMPORT = Command(
    name="import",
    words=("导入",),
    summary="导入责任清单",
    usage="把 Word、Excel、PDF 或文本文件发过来；/import 看进行中的导入",
    run=run,
    allowed=frozenset({Position.ADMIN}),
)
