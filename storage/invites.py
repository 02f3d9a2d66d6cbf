"""One-time codes, of which only a hash is kept, and the guesses that went wrong."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from domain.people import Position
from storage.database import Transaction
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Invite:
    """What a code gives: a position for `unit`; `person_name` may be empty."""

    code_hash: str
    unit: str
    position: Position
    person_name: str


def hash_code(code: str) -> str:
    """Codes are random (40 bits) and short-lived, and guesses are slowed, so one hash is enough."""
    return hashlib.sha256(f"duban-invite:{code.upper()}".encode()).hexdigest()


def add(
    tx: Transaction, invite: Invite, *, created_by: int, now: datetime, expires_at: datetime
) -> None:
    tx.run(
        "INSERT INTO invites (code_hash, unit, position, person_name, created_by, created_at,"
        " expires_at) VALUES (:code_hash, :unit, :position, :person_name, :created_by, :now,"
        " :expires_at)",
        code_hash=invite.code_hash,
        unit=invite.unit,
        position=invite.position.value,
        person_name=invite.person_name,
        created_by=created_by,
        now=to_text(now),
        expires_at=to_text(expires_at),
    )


def find_open(tx: Transaction, code: str, now: datetime) -> Invite | None:
    """The invite of a code that is neither used nor expired."""
    row = tx.one(
        "SELECT * FROM invites WHERE code_hash = :code_hash AND used_at IS NULL"
        " AND expires_at > :now",
        code_hash=hash_code(code),
        now=to_text(now),
    )
    if row is None:
        return None
    return Invite(row["code_hash"], row["unit"], Position(row["position"]), row["person_name"])


def mark_used(tx: Transaction, invite: Invite, person_id: int, now: datetime) -> None:
    tx.run(
        "UPDATE invites SET used_at = :now, used_by = :person_id WHERE code_hash = :code_hash",
        now=to_text(now),
        person_id=person_id,
        code_hash=invite.code_hash,
    )


def blocked_until(tx: Transaction, channel: str, account: str) -> datetime | None:
    row = tx.one(
        "SELECT blocked_until FROM guesses WHERE channel = :channel AND account = :account",
        channel=channel,
        account=account,
    )
    return from_text(row["blocked_until"]) if row and row["blocked_until"] else None


def count_guess(tx: Transaction, channel: str, account: str) -> int:
    """Count one more wrong code of this account; the number so far."""
    row = tx.one(
        "INSERT INTO guesses (channel, account, failures) VALUES (:channel, :account, 1)"
        " ON CONFLICT (channel, account) DO UPDATE SET failures = guesses.failures + 1"
        " RETURNING failures",
        channel=channel,
        account=account,
    )
    return int(row["failures"]) if row else 1


def block(tx: Transaction, channel: str, account: str, until: datetime) -> None:
    tx.run(
        "UPDATE guesses SET blocked_until = :until WHERE channel = :channel AND account = :account",
        until=to_text(until),
        channel=channel,
        account=account,
    )


def forgive(tx: Transaction, channel: str, account: str) -> None:
    tx.run(
        "DELETE FROM guesses WHERE channel = :channel AND account = :account",
        channel=channel,
        account=account,
    )
