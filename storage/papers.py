"""Files that were made for answers: which answer, who got it, what it is."""

from __future__ import annotations

from datetime import datetime

from domain.messages import Attachment
from storage.database import Transaction
from storage.times import to_text


def keep(
    tx: Transaction,
    *,
    channel: str,
    event_id: str,
    place: int,
    account: str,
    person_id: int,
    kind: str,
    file: Attachment,
    now: datetime,
) -> None:
    """Record the file of an answer; the first one made for a place stays."""
    tx.run(
        "INSERT INTO papers (channel, event_id, place, account, person_id, kind, sha256, name, size,"
        " mime, made_at) VALUES (:channel, :event_id, :place, :account, :person_id, :kind, :sha256,"
        " :name, :size, :mime, :now) ON CONFLICT (channel, event_id, place) DO NOTHING",
        channel=channel,
        event_id=event_id,
        place=place,
        account=account,
        person_id=person_id,
        kind=kind,
        sha256=file.sha256,
        name=file.name,
        size=file.size,
        mime=file.mime,
        now=to_text(now),
    )


def made(tx: Transaction, channel: str, event_id: str, place: int) -> Attachment | None:
    """The file that was made for this place of an answer before, if one was."""
    row = tx.one(
        "SELECT sha256, name, size, mime FROM papers"
        " WHERE channel = :channel AND event_id = :event_id AND place = :place",
        channel=channel,
        event_id=event_id,
        place=place,
    )
    return Attachment(row["sha256"], row["name"], row["size"], row["mime"]) if row else None


def given(
    tx: Transaction, channel: str, account: str, person_id: int, sha256: str
) -> Attachment | None:
    """The file with this content, if it was given to this person on this account."""
    row = tx.one(
        "SELECT sha256, name, size, mime FROM papers WHERE channel = :channel"
        " AND account = :account AND person_id = :person_id AND sha256 = :sha256 LIMIT 1",
        channel=channel,
        account=account,
        person_id=person_id,
        sha256=sha256,
    )
    return Attachment(row["sha256"], row["name"], row["size"], row["mime"]) if row else None


def of_events(tx: Transaction, channel: str, event_ids: list[str]) -> dict[str, list[Attachment]]:
    """Event id → the files that went with its answer, in order."""
    found: dict[str, list[Attachment]] = {}
    rows = tx.all(
        "SELECT event_id, sha256, name, size, mime FROM papers"
        " WHERE channel = :channel AND event_id IN :ids ORDER BY event_id, place",
        channel=channel,
        ids=event_ids,
    )
    for row in rows:
        file = Attachment(row["sha256"], row["name"], row["size"], row["mime"])
        found.setdefault(row["event_id"], []).append(file)
    return found
