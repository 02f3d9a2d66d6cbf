"""Drafts, and the task spoken of last: what a conversation must remember over a restart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from sqlite3 import Row

from domain.drafts import FILES_LAST, LASTS, WAITING, Draft, DraftState, Entry
from domain.messages import Attachment, Inbound
from domain.reporting import Status
from storage.database import Transaction
from storage.times import to_text

SHOWN_LASTS = timedelta(hours=12)


def add(tx: Transaction, inbound: Inbound, person_id: int, draft: Draft, now: datetime) -> Draft:
    """Keep a new draft; it comes back with its number."""
    lasts = FILES_LAST if draft.state is DraftState.FILES else LASTS
    number = tx.insert(
        "INSERT INTO drafts (person_id, channel, account, state, content, source, album,"
        " created_at, expires_at) VALUES (:person_id, :channel, :account, :state, :content,"
        " :source, :album, :now, :expires_at) RETURNING id",
        person_id=person_id,
        channel=inbound.channel,
        account=inbound.account,
        state=draft.state.value,
        content=_to_text(draft),
        source=draft.source or None,
        album=draft.album or None,
        now=to_text(now),
        expires_at=to_text(now + lasts),
    )
    return replace(draft, id=number)


def save(tx: Transaction, draft: Draft) -> None:
    tx.run(
        "UPDATE drafts SET state = :state, content = :content WHERE id = :id",
        state=draft.state.value,
        content=_to_text(draft),
        id=draft.id,
    )


def one(tx: Transaction, number: int, person_id: int, now: datetime) -> tuple[Draft, bool] | None:
    """A draft of this very person, and whether it has expired."""
    row = tx.one(
        "SELECT * FROM drafts WHERE id = :id AND person_id = :person_id",
        id=number,
        person_id=person_id,
    )
    return (_read(row), row["expires_at"] <= to_text(now)) if row else None


def any_open(tx: Transaction, inbound: Inbound, person_id: int, now: datetime) -> bool:
    """Whether a draft or a file of this account waits."""
    row = tx.one(
        "SELECT 1 FROM drafts WHERE channel = :channel AND account = :account"
        " AND person_id = :person_id AND state IN ('open', 'retyping', 'choosing', 'files')"
        " AND expires_at > :now LIMIT 1",
        channel=inbound.channel,
        account=inbound.account,
        person_id=person_id,
        now=to_text(now),
    )
    return row is not None


def last(
    tx: Transaction,
    inbound: Inbound,
    person_id: int,
    now: datetime,
    states: Iterable[DraftState] = WAITING,
) -> Draft | None:
    """The newest draft of this account in one of `states` that has not expired."""
    row = tx.one(
        "SELECT * FROM drafts WHERE channel = :channel AND account = :account"
        " AND person_id = :person_id AND state IN :states AND expires_at > :now"
        " ORDER BY id DESC LIMIT 1",
        channel=inbound.channel,
        account=inbound.account,
        person_id=person_id,
        states=[state.value for state in states],
        now=to_text(now),
    )
    return _read(row) if row else None


def of_source(tx: Transaction, source: str, person_id: int) -> Draft | None:
    """The draft that a message became and that still waits."""
    row = tx.one(
        "SELECT * FROM drafts WHERE source = :source AND person_id = :person_id"
        " AND state IN :states ORDER BY id DESC LIMIT 1",
        source=source,
        person_id=person_id,
        states=[state.value for state in WAITING],
    )
    return _read(row) if row else None


def of_album(tx: Transaction, album: str, person_id: int) -> Draft | None:
    row = tx.one(
        "SELECT * FROM drafts WHERE album = :album AND person_id = :person_id"
        " AND state IN :states ORDER BY id DESC LIMIT 1",
        album=album,
        person_id=person_id,
        states=[state.value for state in (*WAITING, DraftState.FILES)],
    )
    return _read(row) if row else None


def take_files(
    tx: Transaction, inbound: Inbound, person_id: int, now: datetime
) -> tuple[Attachment, ...]:
    """The files that wait for a report, which now has come: they wait no longer."""
    waiting = last(tx, inbound, person_id, now, (DraftState.FILES,))
    if waiting is None:
        return ()
    save(tx, replace(waiting, state=DraftState.SAVED))
    return waiting.files


def show(tx: Transaction, inbound: Inbound, code: str, now: datetime) -> None:
    """Remember the task that the answer speaks of."""
    tx.run(
        "INSERT INTO shown (channel, account, code, at) VALUES (:channel, :account, :code, :at)"
        " ON CONFLICT (channel, account) DO UPDATE SET code = excluded.code, at = excluded.at",
        channel=inbound.channel,
        account=inbound.account,
        code=code,
        at=to_text(now),
    )


def shown(tx: Transaction, inbound: Inbound, now: datetime) -> str | None:
    row = tx.one(
        "SELECT code FROM shown WHERE channel = :channel AND account = :account AND at > :since",
        channel=inbound.channel,
        account=inbound.account,
        since=to_text(now - SHOWN_LASTS),
    )
    return str(row["code"]) if row else None


def _to_text(draft: Draft) -> str:
    content = {
        "entries": [
            {**asdict(entry), "eta": entry.eta and entry.eta.isoformat()} for entry in draft.entries
        ],
        "files": [asdict(file) for file in draft.files],
        "withdraws": list(draft.withdraws),
    }
    return json.dumps(content, ensure_ascii=False)


def _read(row: Row) -> Draft:
    content = json.loads(row["content"])
    return Draft(
        entries=tuple(_entry(entry) for entry in content["entries"]),
        files=tuple(Attachment(**file) for file in content["files"]),
        state=DraftState(row["state"]),
        id=row["id"],
        source=row["source"] or "",
        album=row["album"] or "",
        withdraws=tuple(content["withdraws"]),
    )


def _entry(data: dict[str, object]) -> Entry:
    eta, figures, candidates = data.pop("eta"), data.pop("figures"), data.pop("candidates")
    return Entry(
        **{**data, "status": Status(str(data["status"]))},  # type: ignore[arg-type]
        eta=date.fromisoformat(str(eta)) if eta else None,
        figures=tuple((float(v), str(u)) for v, u in figures),  # type: ignore[attr-defined]
        candidates=tuple(candidates),  # type: ignore[arg-type]
    )
