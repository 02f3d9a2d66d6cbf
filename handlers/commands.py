"""The registry: every command, in the order in which /help shows them."""

from __future__ import annotations

from domain.errors import Refused
from domain.messages import Reply
from domain.people import Person
from handlers.base import Command, Context
from handlers.broadcast.answering import REPLY
from handlers.broadcast.broadcasts import BROADCAST
from handlers.broadcast.rooms import GROUPS
from handlers.broadcast.sent import RECEIPT
from handlers.help import make_help
from handlers.ladder.burden import BURDEN
from handlers.ladder.escalation import EXPLAIN, PRESS
from handlers.ladder.letters import LETTER
from handlers.ladder.nudges import GOT, REUSE, SNOOZE
from handlers.ladder.requests import DECIDE, REQUESTS
from handlers.people import INVITE, LEAVE, PEOPLE, REMOVE, START
from handlers.plans.imports import IMPORT
from handlers.plans.plans import PLANS
from handlers.rehearsing import REHEARSE
from handlers.reporting.drafts import DRAFT
from handlers.reporting.evidence import EVIDENCE
from handlers.reporting.report import UNDO
from handlers.reporting.stalled import BECAUSE, STALLED
from handlers.settings import AWAY, BACK, SETTINGS
from handlers.status.changes import CHANGES
from handlers.status.lights import LIGHTS
from handlers.status.nudged import NUDGED
from handlers.status.papers import BULLETIN, CHART, LEDGER
from handlers.status.punctual import PUNCTUAL
from handlers.status.status import STATUS
from handlers.status.summaries import SUBSCRIBE
from handlers.status.turned import TURNED
from handlers.status.why import WHY
from handlers.tasks import HISTORY, TASK, TASKS

_COMMANDS = (
    TASKS,
    TASK,
    HISTORY,
    UNDO,
    DRAFT,
    EVIDENCE,
    STALLED,
    BECAUSE,
    STATUS,
    SNOOZE,
    GOT,
    REUSE,
    REQUESTS,
    DECIDE,
    PRESS,
    EXPLAIN,
    LETTER,
    CHART,
    LEDGER,
    BULLETIN,
    CHANGES,
    TURNED,
    PUNCTUAL,
    NUDGED,
    WHY,
    SUBSCRIBE,
    BROADCAST,
    RECEIPT,
    REPLY,
    GROUPS,
    REHEARSE,
    BURDEN,
    SETTINGS,
    AWAY,
    BACK,
    INVITE,
    PEOPLE,
    REMOVE,
    IMPORT,
    PLANS,
    LIGHTS,
    START,
    LEAVE,
)
COMMANDS: tuple[Command, ...] = (*_COMMANDS, make_help(_COMMANDS))


def _index() -> dict[str, Command]:
    found: dict[str, Command] = {}
    for command in COMMANDS:
        for name in (f"/{command.name}", *command.words):
            if name in found:
                raise ValueError(f"two commands answer to {name}")
            found[name] = command
    return found


BY_NAME = _index()


def menu(person: Person) -> list[tuple[str, str]]:
    """(slash name, what it does) of what a person may use: a platform's command menu."""
    return [(c.name, c.summary) for c in COMMANDS if c.in_menu and c.open_to(person)]


def find(text: str) -> tuple[Command, str] | None:
    """The command a text begins with, and what stands behind its name."""
    text = text.strip()
    if text.startswith("/"):
        head, _, rest = text.partition(" ")
        head, newline, more = head.partition("\n")
        command = BY_NAME.get(head.split("@", 1)[0].lower())
        return (command, f"{more} {rest}".strip() if newline else rest.strip()) if command else None
    if text.isascii() and (alone := BY_NAME.get(f"/{text.lower()}")):
        return alone, ""
    for word in _LONGEST_FIRST:
        if text.startswith(word):
            rest = text[len(word) :]
            if not rest or rest[0] in " \t\n\u3000:：,，、" or word in _PREFIXES:
                return BY_NAME[word], rest.strip(" \t\n\u3000:：,，、。!！?？")
    return None


def run(command: Command, rest: str, ctx: Context) -> Reply:
    """Run a command as this person, if the person's position may."""
    if not command.open_to(ctx.person):
        raise Refused("not_allowed", name=command.words[0])
    try:
        return command.run(rest, ctx)
    except Refused as refused:
        if refused.template == "no_code" and not command.usage.startswith("/"):
            raise Refused("no_code", **refused.data, usage=command.usage) from None
        raise


def run_named(name: str, rest: str, ctx: Context) -> Reply:
    return run(BY_NAME[f"/{name}"], rest, ctx)


_LONGEST_FIRST = sorted((name for name in BY_NAME if name[0] != "/"), key=len, reverse=True)
# These are never the beginning of a report, so 邀请市科技局 needs no space.
_PREFIXES = frozenset({"群发", "邀请", "我的任务", "休假至", "休假到", "请假至", "请假到", "预演"})
