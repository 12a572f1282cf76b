"""Who writes to Plazo, and what they have set: language, time zone, whether they can still be reached."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from bot.store.rows import change_row, find_row, put
from bot.store.tables import people


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person or a group, on one channel. `language` and `timezone` are None where nothing was chosen."""

    id: int
    channel: str
    address: str
    kind: str = "person"
    language: str | None = None
    timezone: str | None = None
    active: bool = True
    inactive_because: str | None = None
    first_seen: datetime
    last_seen: datetime


def _person(row: Row[tuple[object, ...]]) -> Person:
    return Person(**row._mapping)  # noqa: SLF001 - the documented way to a row's columns by name


def see(connection: Connection, channel: str, address: str, now: datetime, *, kind: str = "person") -> Person:
    """The person with this address, who has just been heard of: active again, and known from now on.

    Args:
        connection: in a transaction.
        channel: `telegram` or `email`.
        address: the chat's number, or the e-mail address in lower case.
        now: the moment.
        kind: `person` or `group`.
    """
    found = find(connection, channel, address)
    if found is None:
        values = {"kind": kind, "first_seen": now, "last_seen": now}
        put(connection, people, {"channel": channel, "address": address}, values)
        found = find(connection, channel, address)
        assert found is not None  # noqa: S101 - just put there, in this transaction
        return found
    if not found.active or (now - found.last_seen).days >= 1:
        back = replace(found, active=True, inactive_because=None, last_seen=now)
        change_row(connection, people, {"id": found.id}, active=True, inactive_because=None, last_seen=now)
        return back
    return found


def find(connection: Connection, channel: str, address: str) -> Person | None:
    """The person with this address, if known."""
    row = find_row(connection, people, channel=channel, address=address)
    return _person(row) if row else None


def choose(connection: Connection, channel: str, address: str, **settings: str | None) -> None:
    """Keep what a person has set.

    Args:
        connection: in a transaction.
        channel: the person's.
        address: the person's.
        settings: `language` and `timezone`; None for "not set".
    """
    change_row(connection, people, {"channel": channel, "address": address}, **settings)


def deactivate(connection: Connection, channel: str, address: str, reason: str) -> None:
    """Note that nothing reaches this address any more, until its owner writes again."""
    here = {"channel": channel, "address": address}
    change_row(connection, people, here, active=False, inactive_because=reason)


def reachable(connection: Connection, channel: str) -> Iterator[Person]:
    """Everybody on a channel who can be written to, in the order of their arrival."""
    query = select(people).where(people.c.channel == channel, people.c.active).order_by(people.c.id)
    return (_person(row) for row in connection.execute(query))


def count(connection: Connection, channel: str) -> dict[str, int]:
    """How many persons and groups are reachable on a channel, by kind."""
    query = select(people.c.kind, func.count()).where(people.c.channel == channel, people.c.active)
    return dict(connection.execute(query.group_by(people.c.kind)).all())
