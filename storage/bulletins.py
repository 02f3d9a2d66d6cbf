"""期号: which bulletin has which number. Numbers are counted for each plan and year, without a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Numbered:
    """A bulletin: `snapshot` is the number of what it was made from."""

    number: int
    day: date
    snapshot: int


def give_number(tx: Transaction, plan_id: int, day: date, snapshot: int) -> int:
    """The number of a plan's bulletin (0: of all plans) that shows `day`; the same for the same day.

    Made once more on one day, it is a new edition of that number, not another issue.
    """
    known = tx.one(
        "SELECT number, snapshot_id FROM bulletins WHERE plan_id = :plan"
        " AND (snapshot_id = :snapshot OR day = :day)",
        plan=plan_id,
        snapshot=snapshot,
        day=day.isoformat(),
    )
    if known:
        tx.run(
            "UPDATE bulletins SET snapshot_id = :snapshot WHERE plan_id = :plan AND day = :day",
            snapshot=snapshot,
            plan=plan_id,
            day=day.isoformat(),
        )
        return int(known["number"])
    return tx.insert(
        "INSERT INTO bulletins (plan_id, year, number, day, snapshot_id)"
        " SELECT :plan, :year, COALESCE(MAX(number), 0) + 1, :day, :snapshot FROM bulletins"
        " WHERE plan_id = :plan AND year = :year RETURNING number",
        plan=plan_id,
        year=day.year,
        day=day.isoformat(),
        snapshot=snapshot,
    )


def numbered(tx: Transaction, plan_id: int | None, year: int, number: int) -> Numbered | None:
    """The bulletin of this number in a year, else in the newest year before it; of any plan for None."""
    row = tx.one(
        "SELECT number, day, snapshot_id FROM bulletins WHERE number = :number AND year <= :year"
        " AND (:any OR plan_id = :plan) ORDER BY year DESC, plan_id LIMIT 1",
        number=number,
        year=year,
        plan=plan_id or 0,
        any=plan_id is None,
    )
    return _read(row) if row else None


def last_before(tx: Transaction, plan_id: int, day: date) -> Numbered | None:
    """The newest bulletin that shows an earlier day."""
    row = tx.one(
        "SELECT number, day, snapshot_id FROM bulletins WHERE plan_id = :plan AND day < :day"
        " ORDER BY day DESC LIMIT 1",
        plan=plan_id,
        day=day.isoformat(),
    )
    return _read(row) if row else None


def of_month(tx: Transaction, plan_id: int, year: int, month: int) -> Numbered | None:
    """The newest bulletin that shows a day of this month."""
    row = tx.one(
        "SELECT number, day, snapshot_id FROM bulletins WHERE plan_id = :plan"
        " AND day >= :first AND day <= :last ORDER BY day DESC LIMIT 1",
        plan=plan_id,
        first=f"{year:04}-{month:02}-01",
        last=f"{year:04}-{month:02}-31",
    )
    return _read(row) if row else None


def _read(row: object) -> Numbered:
    return Numbered(row["number"], date.fromisoformat(row["day"]), row["snapshot_id"])  # type: ignore[index]
