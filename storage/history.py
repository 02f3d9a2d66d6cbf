"""What was said on an account, both ways: handled events with their answers, and delivered messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.messages import Attachment, Reply
from storage import papers
from storage.database import Transaction
from storage.journal import files_of, reply_from_text
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Said:
    """One moment of a conversation: what the account sent (maybe nothing), what it was told, and the
    files that were made for that answer."""

    id: str
    at: datetime
    text: str
    files: tuple[Attachment, ...]
    reply: Reply | None
    papers: tuple[Attachment, ...] = ()


def said_on(
    tx: Transaction, channel: str, account: str, limit: int, before: datetime | None
) -> list[Said]:
    """The newest `limit` moments before `before`, oldest first."""
    until = to_text(before) if before else "9999"
    events = tx.all(
        "SELECT id, event_id, at, said, files, reply FROM events WHERE channel = :channel"
        " AND account = :account AND at < :until ORDER BY at DESC, id DESC LIMIT :limit",
        channel=channel,
        account=account,
        until=until,
        limit=limit,
    )
    sent = tx.all(
        "SELECT id, done_at, reply FROM outbox WHERE channel = :channel AND account = :account"
        " AND state = 'sent' AND done_at < :until ORDER BY done_at DESC, id DESC LIMIT :limit",
        channel=channel,
        account=account,
        until=until,
        limit=limit,
    )
    answers = [row["event_id"] for row in events] + [f"outbox:{row['id']}" for row in sent]
    made = papers.of_events(tx, channel, answers)
    found = [
        Said(
            f"e{row['id']}",
            from_text(row["at"]),
            row["said"],
            files_of(row["files"]),
            reply_from_text(row["reply"]) if row["reply"] else None,
            tuple(made.get(row["event_id"], ())),
        )
        for row in events
    ]
    found += [
        Said(
            f"o{row['id']}",
            from_text(row["done_at"]),
            "",
            (),
            reply_from_text(row["reply"]),
            tuple(made.get(f"outbox:{row['id']}", ())),
        )
        for row in sent
    ]
    return sorted(found, key=lambda said: said.at)[-limit:]
