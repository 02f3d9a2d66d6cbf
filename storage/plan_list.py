"""The plans beside each other: which there are, what ends one, what another takes over from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from domain.plan import Task
from domain.plans import PlanEntry
from storage.database import Transaction
from storage.plans import read_tasks
from storage.times import to_text


def list_plans(tx: Transaction) -> list[PlanEntry]:
    """Every plan, in the order in which they came, with the number of its tasks that stand."""
    rows = tx.all(
        "SELECT p.*, (SELECT COUNT(*) FROM tasks t WHERE t.plan_id = p.id"
        " AND t.withdrawn_at IS NULL) AS tasks FROM plans p ORDER BY p.id"
    )
    return [
        PlanEntry(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            mark=row["mark"],
            ends_on=date.fromisoformat(row["ends_on"]),
            tasks=row["tasks"],
            closed=row["closed_at"] is not None,
            tells_territories=bool(row["tells_territories"]),
            lights=row["lights"],
        )
        for row in rows
    ]


def tasks_of_plan(tx: Transaction, plan_id: int, *, own: bool = False) -> tuple[Task, ...]:
    """The tasks of a plan that stand; `own` leaves out those taken over from a closed one, which its
    document does not know."""
    return read_tasks(
        tx,
        "plan_id = :plan_id AND (:all OR carried_from IS NULL)",
        plan_id=plan_id,
        all=not own,
    )


def close_plan(tx: Transaction, plan_id: int, now: datetime) -> bool:
    """End a plan: its tasks leave the book and keep their reports. False when it was closed before."""
    return bool(
        tx.run(
            "UPDATE plans SET closed_at = :now WHERE id = :id AND closed_at IS NULL",
            now=to_text(now),
            id=plan_id,
        )
    )


def tell_territories(tx: Transaction, plan_id: int, *, on: bool) -> None:
    """Whether the 属地 units of this plan's tasks are told what falls due."""
    tx.run("UPDATE plans SET tells_territories = :on WHERE id = :id", on=int(on), id=plan_id)


def choose_lights(tx: Transaction, plan_id: int, preset: str) -> None:
    """By which preset the lights of a plan are judged from now on; empty: by the place's own."""
    tx.run("UPDATE plans SET lights = :preset WHERE id = :id", preset=preset, id=plan_id)


def carry_over(tx: Transaction, plan_id: int, into: int, codes: Sequence[str]) -> int:
    """结转: hand open tasks of a plan on to another, with their codes, reports and deadlines."""
    row = tx.one("SELECT MAX(position) AS last FROM tasks WHERE plan_id = :into", into=into)
    first = (row["last"] if row and row["last"] is not None else -1) + 1
    for place, code in enumerate(codes):
        tx.run(
            "UPDATE tasks SET plan_id = :into, position = :position, carried_from = :plan_id"
            " WHERE code = :code AND plan_id = :plan_id",
            into=into,
            position=first + place,
            plan_id=plan_id,
            code=code,
        )
    if codes:
        tx.run(
            "UPDATE plans SET revision = :revision WHERE id = :into",
            revision=hashlib.sha256(repr((into, plan_id, tuple(codes))).encode()).hexdigest(),
            into=into,
        )
    return len(codes)
