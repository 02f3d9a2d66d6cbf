"""How the people of a drafted broadcast can be reached: addresses, and what they had today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from storage.database import Transaction
from storage.times import to_text


def unreachable(tx: Transaction, broadcast_id: int) -> dict[int, str]:
    """person → why no address of theirs can be reached."""
    rows = tx.all(
        "SELECT r.person_id, MAX(a.unreachable) AS reason,"
        " SUM(CASE WHEN a.channel IS NOT NULL AND a.unreachable IS NULL THEN 1 ELSE 0 END) AS good"
        " FROM receivers r LEFT JOIN addresses a ON a.person_id = r.person_id"
        " WHERE r.broadcast_id = :id GROUP BY r.person_id",
        id=broadcast_id,
    )
    return {row["person_id"]: row["reason"] or "没有联系方式" for row in rows if not row["good"]}


def had_since(
    tx: Transaction, broadcast_id: int, since: datetime, apart: Iterable[str]
) -> dict[int, int]:
    """person → how many unasked messages they have had since a moment (none: not named)."""
    rows = tx.all(
        "SELECT r.person_id, COUNT(*) AS n FROM receivers r"
        " JOIN outbox o ON o.person_id = r.person_id WHERE r.broadcast_id = :id"
        " AND o.kind NOT IN :apart AND (o.state = 'sending'"
        " OR (o.state IN ('sent', 'unknown') AND o.done_at >= :since)) GROUP BY r.person_id",
        id=broadcast_id,
        since=to_text(since),
        apart=list(apart),
    )
    return {row["person_id"]: row["n"] for row in rows}


def digests_until(tx: Transaction, broadcast_id: int, now: datetime, until: datetime) -> int:
    """How many of them still get a digest between two moments, which the broadcast then goes with."""
    row = tx.one(
        "SELECT COUNT(*) FROM receivers r JOIN people p ON p.id = r.person_id"
        " WHERE r.broadcast_id = :id AND p.next_digest_at > :now AND p.next_digest_at < :until",
        id=broadcast_id,
        now=to_text(now),
        until=to_text(until),
    )
    return int(row[0]) if row else 0
