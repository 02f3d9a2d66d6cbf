"""People, their posts and their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.people import ALL_UNITS, Address, Person, Position, Post
from storage.database import Transaction, parts
from storage.times import from_text, to_text


def by_account(tx: Transaction, channel: str, account: str) -> Person | None:
    """Who is bound to this account; somebody who was removed is nobody."""
    found = at_address(tx, channel, account)
    return found[0] if found else None


def at_address(
    tx: Transaction, channel: str, account: str
) -> tuple[Person, str, str | None] | None:
    """Who is bound to this account, the chat it is reached at, and why it cannot be (or None)."""
    rows = tx.all(
        "SELECT p.id, p.name, a.chat, a.unreachable, o.position, o.unit FROM addresses a"
        " JOIN people p ON p.id = a.person_id LEFT JOIN posts o ON o.person_id = p.id"
        " WHERE a.channel = :channel AND a.account = :account AND p.removed_at IS NULL"
        " ORDER BY o.id",
        channel=channel,
        account=account,
    )
    if not rows:
        return None
    posts = tuple(Post(Position(r["position"]), r["unit"]) for r in rows if r["position"])
    first = rows[0]
    return Person(first["id"], first["name"], posts), first["chat"], first["unreachable"]


def by_ids(tx: Transaction, ids: Iterable[int]) -> list[Person]:
    rows = [
        row
        for some in parts(sorted(set(ids)))
        for row in tx.all(
            "SELECT id, name FROM people WHERE removed_at IS NULL AND id IN :ids ORDER BY id",
            ids=some,
        )
    ]
    return _with_posts(tx, [(row["id"], row["name"]) for row in rows])


def first(tx: Transaction) -> datetime | None:
    """When the first person was added."""
    row = tx.one("SELECT MIN(created_at) AS at FROM people")
    return from_text(row["at"]) if row and row["at"] else None


def everybody(tx: Transaction) -> list[Person]:
    rows = tx.all("SELECT id, name FROM people WHERE removed_at IS NULL ORDER BY id")
    return _with_posts(tx, [(row["id"], row["name"]) for row in rows])


def liaisons_of(tx: Transaction, units: Iterable[str]) -> list[Person]:
    return holders_of(tx, Position.LIAISON, units)


def names(tx: Transaction) -> dict[str, int]:
    """What everybody is called → who that is."""
    rows = tx.all("SELECT id, name FROM people WHERE removed_at IS NULL ORDER BY id")
    return {row["name"]: row["id"] for row in rows}


def holders_of(tx: Transaction, position: Position, units: Iterable[str]) -> list[Person]:
    """Everybody who holds this position for one of `units` (`*`: for all units)."""
    rows = tx.all(
        "SELECT DISTINCT p.id, p.name FROM people p JOIN posts o ON o.person_id = p.id"
        " WHERE p.removed_at IS NULL AND o.position = :position"
        " AND o.unit IN :units ORDER BY p.id",
        position=position.value,
        units=list(units),
    )
    return _with_posts(tx, [(row["id"], row["name"]) for row in rows])


def overseers(tx: Transaction) -> list[Person]:
    """Who is told of what the units do not do: the coordinators, the admins where there are none."""
    return holders_of(tx, Position.COORDINATOR, [ALL_UNITS]) or holders_of(
        tx, Position.ADMIN, [ALL_UNITS]
    )


def _with_posts(tx: Transaction, people: list[tuple[int, str]]) -> list[Person]:
    posts: dict[int, list[Post]] = {}
    for some in parts(number for number, _ in people):
        for row in tx.all(
            "SELECT person_id, position, unit FROM posts WHERE person_id IN :ids ORDER BY id",
            ids=some,
        ):
            post = Post(Position(row["position"]), row["unit"])
            posts.setdefault(row["person_id"], []).append(post)
    return [Person(number, name, tuple(posts.get(number, ()))) for number, name in people]


def add_person(tx: Transaction, name: str, now: datetime, next_digest_at: datetime) -> int:
    return tx.insert(
        "INSERT INTO people (name, created_at, next_digest_at)"
        " VALUES (:name, :at, :next_digest_at) RETURNING id",
        name=name,
        at=to_text(now),
        next_digest_at=to_text(next_digest_at),
    )


def add_post(tx: Transaction, person_id: int, post: Post) -> bool:
    """Give a post; False when the person holds it already. The unit's tasks are looked at again."""
    tx.run(
        "UPDATE duties SET next_at = '' WHERE role = 'lead'"
        " AND unit_id = (SELECT id FROM units WHERE name = :unit)",
        unit=post.unit,
    )
    if (
        post.unit == ALL_UNITS
    ):  # overseers are told of requests and rounds; their hour corrects itself
        tx.run(
            "UPDATE people SET next_digest_at = created_at WHERE id = :id AND next_digest_at IS NULL",
            id=person_id,
        )
    return bool(
        tx.run(
            "INSERT INTO posts (person_id, position, unit) VALUES (:person_id, :position, :unit)"
            " ON CONFLICT DO NOTHING",
            person_id=person_id,
            position=post.position.value,
            unit=post.unit,
        )
    )


def drop_posts(tx: Transaction, person_id: int, unit: str | None = None) -> int:
    """Take away all posts, or those for one unit; the number taken."""
    return tx.run(
        "DELETE FROM posts WHERE (person_id = :person_id OR stands_for = :person_id)"
        " AND (:unit IS NULL OR unit = :unit)",
        person_id=person_id,
        unit=unit,
    )


def bind(tx: Transaction, address: Address, person_id: int, now: datetime) -> None:
    """Tie an account to a person; an account that was tied to somebody else changes hands."""
    tx.run(
        "INSERT INTO addresses (channel, account, chat, person_id, bound_at)"
        " VALUES (:channel, :account, :chat, :person_id, :at)"
        " ON CONFLICT (channel, account) DO UPDATE SET chat = excluded.chat,"
        " person_id = excluded.person_id, bound_at = excluded.bound_at, unreachable = NULL",
        channel=address.channel,
        account=address.account,
        chat=address.chat,
        person_id=person_id,
        at=to_text(now),
    )


def remove(tx: Transaction, person_id: int, now: datetime) -> None:
    """End a person's binding. The reports stay under the name; posts and addresses go."""
    drop_posts(tx, person_id)
    tx.run("DELETE FROM addresses WHERE person_id = :person_id", person_id=person_id)
    tx.run(
        "UPDATE people SET removed_at = :at, next_digest_at = NULL WHERE id = :person_id",
        at=to_text(now),
        person_id=person_id,
    )


def addresses(tx: Transaction, person_id: int) -> list[tuple[Address, str | None]]:
    """A person's addresses, the latest bound first, each with the reason it cannot be reached."""
    return [
        (Address(row["channel"], row["account"], row["chat"]), row["unreachable"])
        for row in tx.all(
            "SELECT * FROM addresses WHERE person_id = :person_id ORDER BY bound_at DESC",
            person_id=person_id,
        )
    ]


def mark_reachable(tx: Transaction, channel: str, account: str, chat: str) -> None:
    """Somebody wrote from this address: it can be reached, at this chat."""
    tx.run(
        "UPDATE addresses SET unreachable = NULL, chat = :chat WHERE channel = :channel"
        " AND account = :account",
        channel=channel,
        account=account,
        chat=chat,
    )


def mark_unreachable(tx: Transaction, channel: str, account: str, reason: str) -> None:
    tx.run(
        "UPDATE addresses SET unreachable = :reason WHERE channel = :channel AND account = :account",
        channel=channel,
        account=account,
        reason=reason,
    )


def set_next_digest(tx: Transaction, person_id: int, at: datetime | None) -> None:
    tx.run(
        "UPDATE people SET next_digest_at = :at WHERE id = :id",
        at=at and to_text(at),
        id=person_id,
    )


def wake(tx: Transaction, person_id: int, at: datetime) -> None:
    """Something is planned for this person: the digest is due at `at`, unless another hour is set."""
    tx.run(
        "UPDATE people SET next_digest_at = :at WHERE id = :id AND removed_at IS NULL"
        " AND next_digest_at IS NULL",
        at=to_text(at),
        id=person_id,
    )


def next_digest_of(tx: Transaction, person_id: int) -> datetime | None:
    row = tx.one("SELECT next_digest_at FROM people WHERE id = :id", id=person_id)
    return from_text(row["next_digest_at"]) if row and row["next_digest_at"] else None


def next_digests(tx: Transaction, numbers: Iterable[int]) -> dict[int, datetime]:
    """Of these people, those for whom a digest is planned, and when."""
    found: dict[int, datetime] = {}
    for some in parts(numbers):
        for row in tx.all(
            "SELECT id, next_digest_at FROM people WHERE id IN :ids AND next_digest_at IS NOT NULL",
            ids=some,
        ):
            found[row["id"]] = from_text(row["next_digest_at"])
    return found


def pull_digests(tx: Transaction, *, later_than: datetime, to: datetime) -> int:
    """Move digests that are planned later than one moment to another; how many."""
    return tx.run(
        "UPDATE people SET next_digest_at = :to WHERE next_digest_at > :later_than",
        to=to_text(to),
        later_than=to_text(later_than),
    )


def posts_in_words(person: Person) -> str:
    """The posts in words: 市科技局 联络员、督查员."""
    words = [
        post.position.word if post.unit == ALL_UNITS else f"{post.unit}{post.position.word}"
        for post in person.posts
    ]
    return "、".join(words)
