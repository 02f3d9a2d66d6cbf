"""What a person prefers: the hour of the digest, the channel, and a leave with a stand-in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from storage.database import Transaction, parts


@dataclass(frozen=True, slots=True)
class Preferences:
    """`away_until` is the last day of a leave; `stand_in` is the id of who takes over meanwhile."""

    digest_at: time | None = None
    channel: str = ""
    away_until: date | None = None
    stand_in: int | None = None

    def away(self, today: date) -> bool:
        return self.away_until is not None and today <= self.away_until


NONE = Preferences()


def of(tx: Transaction, person_id: int) -> Preferences:
    return of_all(tx, [person_id]).get(person_id, NONE)


def of_all(tx: Transaction, people: Iterable[int]) -> dict[int, Preferences]:
    rows = [
        row
        for some in parts(people)
        for row in tx.all("SELECT * FROM preferences WHERE person_id IN :ids", ids=some)
    ]
    return {
        row["person_id"]: Preferences(
            time.fromisoformat(row["digest_at"]) if row["digest_at"] else None,
            row["channel"] or "",
            date.fromisoformat(row["away_until"]) if row["away_until"] else None,
            row["stand_in"],
        )
        for row in rows
    }


def save(tx: Transaction, person_id: int, chosen: Preferences) -> None:
    tx.run(
        "INSERT INTO preferences (person_id, digest_at, channel, away_until, stand_in)"
        " VALUES (:id, :digest_at, :channel, :away_until, :stand_in) ON CONFLICT (person_id)"
        " DO UPDATE SET digest_at = excluded.digest_at, channel = excluded.channel,"
        " away_until = excluded.away_until, stand_in = excluded.stand_in",
        id=person_id,
        digest_at=chosen.digest_at and chosen.digest_at.strftime("%H:%M"),
        channel=chosen.channel or None,
        away_until=chosen.away_until and chosen.away_until.isoformat(),
        stand_in=chosen.stand_in,
    )


def lend_posts(tx: Transaction, away: int, stand_in: int) -> int:
    """Give the stand-in the single-unit posts of whoever is away, until `take_back`; how many."""
    return tx.run(
        "INSERT INTO posts (person_id, position, unit, stands_for)"
        " SELECT :stand_in, p.position, p.unit, :away FROM posts p WHERE p.person_id = :away"
        " AND p.unit <> '*' AND p.stands_for IS NULL"
        " ON CONFLICT (person_id, position, unit) DO NOTHING",
        away=away,
        stand_in=stand_in,
    )


def take_back(tx: Transaction, away: int) -> None:
    tx.run("DELETE FROM posts WHERE stands_for = :away", away=away)
