"""What is only needed for a while, and what of it may go: never a report, a receipt or the audit chain."""

from __future__ import annotations

from datetime import datetime

from storage.database import Transaction
from storage.times import to_text

# Table → (when a row was made, whether it may go). The journal answers redelivered events and shows
# old conversations; a broadcast's messages are its receipt, and so is the message they went with.
_OLD = {
    "events": ("at", "TRUE"),
    "drafts": ("created_at", "expires_at < :before"),
    "outbox": (
        "created_at",
        "state IN ('sent', 'merged', 'failed', 'unknown', 'recalled') AND broadcast_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM outbox m WHERE m.merged_into = outbox.id)",
    ),
}
TABLES = tuple(_OLD)


def prune(
    tx: Transaction, table: str, before: datetime, place: int, most: int
) -> tuple[int, int | None]:
    """Delete what may go of the next `most` rows behind `place`: how many went, and where to go on
    (None when what follows is younger than `before`)."""
    made, may_go = _OLD[table]
    last = tx.one(
        f"SELECT MAX(id) AS id, COUNT(*) AS n FROM (SELECT id, {made} AS made FROM {table}"  # noqa: S608
        " WHERE id > :place ORDER BY id LIMIT :most) AS some WHERE made < :before",
        place=place,
        most=most,
        before=to_text(before),
    )
    if last is None or last["id"] is None:
        return 0, None
    gone = tx.run(
        f"DELETE FROM {table} WHERE id > :place AND id <= :last AND {made} < :before AND {may_go}",  # noqa: S608
        place=place,
        last=last["id"],
        before=to_text(before),
    )
    return gone, last["id"] if last["n"] == most else None
