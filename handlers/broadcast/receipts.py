"""The living receipt: who has it, who answered, who cannot be reached and why. Reading is never claimed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from domain.collection import Answer, counting, newest_by_unit, outliers, settles, total
from domain.messages import Button, Paper, Reply
from domain.rules import Rules
from handlers.base import Context
from handlers.broadcast.previews import ask_data, moment_words
from handlers.cards import rows
from storage import answers, broadcasts, receivers, rooms
from storage.broadcasts import Broadcast
from storage.database import Transaction
from storage.receivers import Receipt

MOST_NAMED = 30
STATE_WORDS = {
    "sent": "已送达",
    "sending": "正在发出",
    "waiting": "等待发出",
    "unposted": "等待发出",
    "failed": "无法送达",
    "unknown": "是否送达不明",
    "cancelled": "没有发",
    "recalling": "正在撤回",
    "recalled": "已撤回",
    "merged": "与另一条合并",
}
_OUT = ("sent", "sending", "unknown", "recalling", "recalled")
_PENDING = ("waiting", "unposted", "sending", "merged")


@dataclass(frozen=True, slots=True)
class Account:
    """Every receiver once: `silent` have not answered, `answered` have, or a colleague for the unit.

    `promised` are the newest words of units that say it is to come: 数据下周给.
    """

    receipts: tuple[Receipt, ...]
    answers: tuple[Answer, ...]
    answered: tuple[Receipt, ...]
    silent: tuple[Receipt, ...]
    promised: tuple[Answer, ...] = ()

    @classmethod
    def of(cls, tx: Transaction, found: Broadcast) -> Account:
        told = receivers.receipts(tx, found.id)
        if found.state == "stopped":
            told = [_stopped(each) for each in told]
        came = answers.of_broadcast(tx, found.id)
        given = [each for each in came if settles(each, found.ask.kind)]
        persons = {answer.person_id for answer in given}
        units = newest_by_unit(given).keys()

        def has_answered(each: Receipt) -> bool:
            covered = bool(each.units) and all(unit in units for unit in each.units)
            return covered or (each.person_id in persons and not _partly(each, units))

        return cls(
            tuple(told),
            tuple(given),
            tuple(each for each in told if has_answered(each)),
            tuple(each for each in told if not has_answered(each)),
            tuple(
                each
                for each in counting([each for each in came if each not in given])
                if not any(unit in units for unit in each.units)
            ),
        )

    @property
    def total(self) -> int:
        return len(self.receipts)

    @property
    def out(self) -> int:
        return sum(1 for each in self.receipts if each.state in _OUT)

    @property
    def failed(self) -> int:
        return sum(1 for each in self.receipts if each.state == "failed")

    @property
    def pending(self) -> int:
        return sum(1 for each in self.receipts if each.state in _PENDING)

    def counts(self) -> dict[str, int]:
        counted = Counter(each.state for each in self.receipts)
        words: dict[str, int] = {}
        for state, word in STATE_WORDS.items():
            if counted[state]:
                words[word] = words.get(word, 0) + counted[state]
        return words


def _partly(each: Receipt, units: Any) -> bool:
    return bool(each.units) and not all(unit in units for unit in each.units)


def _stopped(each: Receipt) -> Receipt:
    if each.state != "unposted":
        return each
    return Receipt(each.person_id, each.name, each.units, "cancelled", each.reason)


def receipt(tx: Transaction, found: Broadcast, rules: Rules, *, living: bool = False) -> Reply:
    """How things are now; `living` is the message that edits itself, which needs no 刷新."""
    account = Account.of(tx, found)
    missed = [each for each in account.receipts if each.state in ("failed", "unknown")]
    silent = [each for each in account.silent if each.state not in ("failed", "cancelled")]
    held = {unit for each in account.receipts for unit in each.units}
    went_out = found.state in broadcasts.OUT
    asks = bool(found.ask.kind)
    return Reply(
        "receipt",
        {
            "text": found.text,
            "audience": found.audience,
            "state": found.state,
            "at": moment_words(found.next_at, rules) if found.next_at else "",
            "total": account.total,
            "out": account.out,
            "pending": account.pending,
            "counts": account.counts(),
            "missed": [
                {"name": each.name, "state": STATE_WORDS[each.state], "reason": each.reason}
                for each in missed[:MOST_NAMED]
            ],
            "missed_more": max(0, len(missed) - MOST_NAMED),
            "answered": len(account.answered),
            "silent": len(silent),
            "silent_names": [each.name for each in silent[:MOST_NAMED]],
            "groups": [
                {"name": each.name, "state": STATE_WORDS[each.state], "reason": each.reason}
                for each in rooms.notices(tx, found)
            ],
            "unbound": [unit for unit in found.units if unit not in held],
            **ask_data(found),
            **_figures(account, found),
        },
        buttons=rows(
            _buttons(found, account, rules, living=living, silent=len(silent), asks=asks)
            if went_out or found.state == "scheduled"
            else [Button("刷新回执", f"/broadcast show {found.id}")],
            3,
        ),
    )


def _buttons(
    found: Broadcast, account: Account, rules: Rules, *, living: bool, silent: int, asks: bool
) -> list[Button]:
    n = found.id
    buttons = [] if living else [Button("刷新回执", f"/broadcast show {n}")]
    if found.state == "scheduled":
        return [*buttons, Button("取消", f"/broadcast cancel {n}")]
    if account.pending and found.state != "stopped":
        buttons.append(Button("停止发送", f"/broadcast stop {n}"))
    if asks and silent and account.out and not found.ask.is_courtesy:
        buttons.append(Button("只催未答复", f"/broadcast again {n}"))
        if found.rooms:
            buttons.append(Button("群里提醒未报单位", f"/broadcast rooms {n}"))
    if asks or account.answers:
        buttons.append(Button("结果表", f"/broadcast table {n}"))
    if any(each.state == "sent" and not each.merged for each in account.receipts):
        buttons.append(Button("撤回", f"/broadcast recall {n}"))
    if living:
        buttons.append(Button("名单", f"/broadcast names {n}"))
    return buttons


def _figures(account: Account, found: Broadcast) -> dict[str, Any]:
    """The total and what stands out, of a broadcast that asks for a number; the votes of a choice."""
    kept = counting(account.answers)
    votes = Counter(answer.text for answer in kept) if found.ask.kind == "choice" else Counter()
    summed = total(kept) if found.ask.kind == "number" else None
    return {
        "sum": summed,
        "sum_of": sum(1 for answer in kept if answer.value is not None),
        "outliers": [
            {"units": "、".join(a.units), "value": a.value, "measure": a.measure}
            for a in (outliers(kept) if found.ask.kind == "number" else [])
        ],
        "votes": [{"word": word, "count": votes[word]} for word in found.ask.options]
        if votes
        else [],
    }


def show(found: Broadcast, rest: str, ctx: Context) -> Reply:
    return receipt(ctx.tx, found, ctx.rules)


def table(found: Broadcast, rest: str, ctx: Context) -> Reply:
    """What came back, as a table that fills itself: the total, the missing, what stands out; and as xlsx."""
    account = Account.of(ctx.tx, found)
    kept = counting(account.answers)
    silent = [each.name for each in account.silent]
    files = answers.files_of_broadcast(ctx.tx, found.id)[:MOST_NAMED]
    args = {"broadcast": found.id, "at": ctx.now.isoformat()}
    return Reply(
        "broadcast_table",
        {
            "text": found.text,
            "rows": [
                {
                    "units": "、".join(a.units),
                    "text": a.text,
                    "value": a.value,
                    "measure": a.measure,
                    "files": list(a.files),
                }
                for a in kept[:MOST_NAMED]
            ],
            "more": max(0, len(kept) - MOST_NAMED),
            "missing": silent[:MOST_NAMED],
            "missing_count": len(silent),
            "promised": [
                {"units": "、".join(a.units), "text": a.text, "files": list(a.files)}
                for a in account.promised[:MOST_NAMED]
            ],
            "total": account.total,
            **ask_data(found),
            **_figures(account, found),
        },
        buttons=rows([Button("刷新", f"/broadcast table {found.id}")]),
        papers=(Paper("answers", args), *(Paper.of(file) for file in files)),
    )


def board_reply(tx: Transaction, number: int, rules: Rules) -> Reply | None:
    """What the message that edits itself shows now."""
    found = broadcasts.one(tx, number)
    return receipt(tx, found, rules, living=True) if found else None
