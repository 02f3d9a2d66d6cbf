"""The messages that show a broadcast's receipt and edit themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from domain.people import Address
from storage.database import Transaction
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Board:
    """`ref` is the platform's name of the message, "" while none was sent; `shown` a digest of it."""

    broadcast_id: int
    address: Address
    ref: str
    shown: str


def put(tx: Transaction, broadcast_id: int, address: Address, now: datetime) -> None:
    """Show the receipt here: a new message, which is edited from then on."""
    tx.run(
        "INSERT INTO boards (broadcast_id, channel, account, chat, next_at)"
        " VALUES (:id, :channel, :account, :chat, :now) ON CONFLICT (broadcast_id, channel, account)"
        " DO UPDATE SET chat = excluded.chat, ref = '', shown = '', next_at = excluded.next_at",
        id=broadcast_id,
        channel=address.channel,
        account=address.account,
        chat=address.chat,
        now=to_text(now),
    )


def look(tx: Transaction, broadcast_id: int, now: datetime) -> None:
    """Something changed that the messages with this receipt show."""
    tx.run(
        "UPDATE boards SET next_at = :now WHERE broadcast_id = :id AND next_at IS NULL",
        now=to_text(now),
        id=broadcast_id,
    )


def look_at_all(tx: Transaction, now: datetime) -> None:
    """At start: what changed while a change was being shown may have been missed."""
    tx.run(
        "UPDATE boards SET next_at = :now WHERE next_at IS NULL AND broadcast_id IN"
        " (SELECT id FROM broadcasts WHERE state IN ('scheduled', 'sending', 'sent', 'stopped')"
        " ORDER BY id DESC LIMIT 50)",
        now=to_text(now),
    )


def due(tx: Transaction, now: datetime, limit: int = 20) -> list[Board]:
    rows = tx.all(
        "SELECT * FROM boards WHERE next_at IS NOT NULL AND next_at <= :now"
        " ORDER BY next_at LIMIT :limit",
        now=to_text(now),
        limit=limit,
    )
    return [_board(row) for row in rows]


def shown_to(tx: Transaction, channel: str, account: str) -> list[tuple[Board, datetime]]:
    """The receipts that somebody was shown, newest first, each with the moment of its broadcast."""
    rows = tx.all(
        "SELECT o.*, b.confirmed_at FROM boards o JOIN broadcasts b ON b.id = o.broadcast_id"
        " WHERE o.channel = :channel AND o.account = :account AND o.ref <> ''"
        " AND b.confirmed_at IS NOT NULL ORDER BY b.id DESC LIMIT 20",
        channel=channel,
        account=account,
    )
    return [(_board(row), from_text(row["confirmed_at"])) for row in rows]


def hold(tx: Transaction, board: Board, until: datetime | None) -> None:
    """Look again at `until`; None: when something changes."""
    tx.run(
        "UPDATE boards SET next_at = :until WHERE broadcast_id = :id AND channel = :channel"
        " AND account = :account",
        until=until and to_text(until),
        id=board.broadcast_id,
        channel=board.address.channel,
        account=board.address.account,
    )


def showed(tx: Transaction, board: Board, ref: str, shown: str, again: datetime) -> None:
    """It shows this now, and is looked at again not before `again`."""
    tx.run(
        "UPDATE boards SET ref = :ref, shown = :shown, next_at = :again WHERE broadcast_id = :id"
        " AND channel = :channel AND account = :account",
        again=to_text(again),
        ref=ref,
        shown=shown,
        id=board.broadcast_id,
        channel=board.address.channel,
        account=board.address.account,
    )


def _board(row: Row) -> Board:
    address = Address(row["channel"], row["account"], row["chat"])
    return Board(row["broadcast_id"], address, row["ref"], row["shown"])
