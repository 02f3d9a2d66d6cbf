"""The last question of a conversation: 那市发改委呢 goes on from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.messages import Inbound
from storage.database import Transaction
from storage.times import to_text

LASTS = timedelta(hours=2)


def keep(tx: Transaction, inbound: Inbound, said: str, now: datetime) -> None:
    tx.run(
        "INSERT INTO asked (channel, account, said, expires_at)"
        " VALUES (:channel, :account, :said, :until) ON CONFLICT (channel, account) DO UPDATE"
        " SET said = excluded.said, expires_at = excluded.expires_at",
        channel=inbound.channel,
        account=inbound.account,
        said=said,
        until=to_text(now + LASTS),
    )


def last(tx: Transaction, inbound: Inbound, now: datetime) -> str:
    """The question as it was understood; empty where none was asked lately."""
    row = tx.one(
        "SELECT said FROM asked WHERE channel = :channel AND account = :account"
        " AND expires_at > :now",
        channel=inbound.channel,
        account=inbound.account,
        now=to_text(now),
    )
    return str(row["said"]) if row else ""
