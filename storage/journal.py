"""What was handled and answered, what a bare number would mean, and the audit chain."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from domain.messages import Attachment, Button, Inbound, Paper, Reply
from domain.people import Address
from storage.database import Transaction
from storage.times import from_text, to_text

QUESTION_LASTS = timedelta(hours=12)


class Seen:
    """An event that was handled before; `reply` is what was answered then (None: nothing)."""

    def __init__(self, reply: Reply | None) -> None:
        self.reply = reply


def seen(tx: Transaction, inbound: Inbound) -> Seen | None:
    row = tx.one(
        "SELECT reply FROM events WHERE channel = :channel AND event_id = :event_id",
        channel=inbound.channel,
        event_id=inbound.event_id,
    )
    if row is None:
        return None
    return Seen(reply_from_text(row["reply"]) if row["reply"] else None)


def remember(
    tx: Transaction, inbound: Inbound, reply: Reply | None, now: datetime, *, said: str
) -> None:
    """Keep the event under its UNIQUE id with its answer; `said` is what may be kept of the text."""
    tx.run(
        "INSERT INTO events (channel, event_id, account, chat, at, said, files, reply, answered)"
        " VALUES (:channel, :event_id, :account, :chat, :at, :said, :files, :reply, :answered)",
        channel=inbound.channel,
        event_id=inbound.event_id,
        account=inbound.account,
        chat=inbound.chat,
        at=to_text(now),
        answered=int(reply is None or not inbound.owed),
        said=said,
        files=json.dumps([asdict(file) for file in inbound.files], ensure_ascii=False),
        reply=reply_to_text(reply) if reply else None,
    )


def owed(tx: Transaction, since: datetime, limit: int = 1000) -> list[tuple[Address, str, Reply]]:
    """Answers that were not sent before the program ended: to whom, for which event, what."""
    rows = tx.all(
        "SELECT channel, event_id, account, chat, reply FROM events"
        " WHERE answered = 0 AND at >= :since ORDER BY id LIMIT :limit",
        since=to_text(since),
        limit=limit,
    )
    return [
        (
            Address(row["channel"], row["account"], row["chat"]),
            row["event_id"],
            reply_from_text(row["reply"]),
        )
        for row in rows
    ]


def mark_answered(tx: Transaction, channel: str, event_ids: Sequence[str]) -> None:
    tx.run(
        "UPDATE events SET answered = 1 WHERE channel = :channel AND event_id IN :ids",
        channel=channel,
        ids=list(event_ids),
    )


def files_of(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(**file) for file in json.loads(text))


def expect(tx: Transaction, inbound: Inbound, reply: Reply, now: datetime) -> None:
    """From now on a bare number of this account means an entry of `reply`, a label its button.

    Where buttons bear no numbers, those of the list that was shown before go on: 1, a look, then 2.
    """
    numbers = list(reply.numbered() if inbound.numbers else reply.choices)
    expires_at = now + QUESTION_LASTS
    if not numbers:
        if not reply.buttons:
            return
        row = _question(tx, inbound)
        numbers = _numbers(row) if row else []
        expires_at = from_text(row["expires_at"]) if row else now - QUESTION_LASTS
    tx.run(
        "INSERT INTO questions (channel, account, choices, expires_at)"
        " VALUES (:channel, :account, :choices, :expires_at)"
        " ON CONFLICT (channel, account) DO UPDATE SET choices = excluded.choices,"
        " expires_at = excluded.expires_at",
        channel=inbound.channel,
        account=inbound.account,
        choices=json.dumps({"numbers": numbers, "labels": reply.labelled()}, ensure_ascii=False),
        expires_at=to_text(expires_at),
    )


def choices(tx: Transaction, inbound: Inbound, now: datetime) -> list[str]:
    row = _question(tx, inbound)
    if row is None or from_text(row["expires_at"]) <= now:
        return []
    return _numbers(row)


def _numbers(row: sqlite3.Row) -> list[str]:
    kept = json.loads(row["choices"])  # a bare list where an older version wrote it
    return list(kept["numbers"] if isinstance(kept, dict) else kept)


def labelled(tx: Transaction, inbound: Inbound, label: str) -> str | None:
    """The command of the button that the newest message with buttons calls `label`."""
    row = _question(tx, inbound)
    kept = json.loads(row["choices"]) if row else {}
    return kept["labels"].get(label) if isinstance(kept, dict) and kept else None


def _question(tx: Transaction, inbound: Inbound) -> sqlite3.Row | None:
    return tx.one(
        "SELECT choices, expires_at FROM questions WHERE channel = :channel AND account = :account",
        channel=inbound.channel,
        account=inbound.account,
    )


def asked_since(tx: Transaction, inbound: Inbound, moment: datetime) -> bool:
    """Whether a list was shown to this account after a moment, so that a number may mean its entry."""
    row = tx.one(
        "SELECT expires_at FROM questions WHERE channel = :channel AND account = :account",
        channel=inbound.channel,
        account=inbound.account,
    )
    return row is not None and from_text(row["expires_at"]) - QUESTION_LASTS > moment


def audit(
    tx: Transaction, now: datetime, actor: int, action: str, subject: str, **detail: Any
) -> None:
    """Append one event to the chain; its hash covers the hash before it."""
    row = tx.one("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
    at, text = to_text(now), json.dumps(detail, ensure_ascii=False, sort_keys=True)
    tx.run(
        "INSERT INTO audit (at, actor, action, subject, detail, hash)"
        " VALUES (:at, :actor, :action, :subject, :detail, :hash)",
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=text,
        hash=_link(row["hash"] if row else "", at, actor, action, subject, text),
    )


def last_moment(tx: Transaction) -> datetime | None:
    """When the last change was made."""
    row = tx.one("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")
    return from_text(row["at"]) if row else None


def verify_audit(tx: Transaction) -> int | None:
    """The seq of the first row that does not fit the chain, or None when all do."""
    previous, expected = "", 1
    for row in tx.all("SELECT * FROM audit ORDER BY seq"):
        link = _link(
            previous, row["at"], row["actor"], row["action"], row["subject"], row["detail"]
        )
        if row["hash"] != link or row["seq"] != expected:
            return int(row["seq"])
        previous, expected = link, expected + 1
    return None


def _link(previous: str, at: str, actor: int, action: str, subject: str, detail: str) -> str:
    fields = json.dumps([previous, at, actor, action, subject, detail], ensure_ascii=False)
    return hashlib.sha256(fields.encode()).hexdigest()


def reply_to_text(reply: Reply) -> str:
    """A reply as it is kept: without the data it calls secret."""
    data = {key: "" if key in reply.secrets else value for key, value in reply.data.items()}
    buttons = [[[button.label, button.command] for button in row] for row in reply.buttons]
    papers = [[paper.kind, paper.args] for paper in reply.papers]
    kept = [reply.template, data, buttons, reply.choices, reply.about, papers]
    return json.dumps(kept, ensure_ascii=False)


def reply_from_text(text: str) -> Reply:
    # Replies that were kept before `about` and `papers` have four fields.
    template, data, buttons, listed, *later = json.loads(text)
    about, papers = later or ("", ())
    return Reply(
        template=template,
        data=data,
        buttons=tuple(tuple(Button(label, command) for label, command in row) for row in buttons),
        choices=tuple(listed),
        about=about,
        papers=tuple(Paper(kind, args) for kind, args in papers),
    )
