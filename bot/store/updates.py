"""What arrived from Telegram: stored before it is confirmed, handled once, in the order of its arrival.

An update is first stored, then planned (what it changes and the calls that answer it are written in one transaction),
then its calls are made one by one, each noted; so a restart goes on with the call that was in flight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.store.rows import change_row, put_new
from bot.store.tables import updates

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """An update that is not done. `calls` is None until it is planned; `called` of them were made."""

    source: str
    update_id: int
    payload: Payload
    received_at: datetime
    calls: Sequence[Payload] | None
    called: int
    attempts: int


_WAITING = (
    select(*(updates.c[name] for name in Arrived.__dataclass_fields__))
    .where(updates.c.source == bindparam("source"), updates.c.done_at.is_(None))
    .order_by(updates.c.update_id)
    .limit(bindparam("most"))
)


def store(connection: Connection, source: str, payloads: Iterable[Payload], now: datetime) -> list[int]:
    """Store updates; those that are there already are left as they are.

    Args:
        connection: in a transaction.
        source: the bot's number.
        payloads: as Telegram gives them, each with its `update_id`.
        now: the moment of arrival.

    Returns:
        The ids of those that are new.
    """
    new = []
    for payload in payloads:
        keys = {"source": source, "update_id": payload["update_id"]}
        if put_new(connection, updates, keys, {"payload": payload, "received_at": now}):
            new.append(payload["update_id"])
    return new


def waiting(connection: Connection, source: str, limit: int = 500) -> list[Arrived]:
    """Updates that are not done, the oldest first.

    Args:
        connection: to read with.
        source: the bot's number.
        limit: at most so many.
    """
    rows = connection.execute(_WAITING, {"source": source, "most": limit})
    return [Arrived(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way to columns by name


def _change(connection: Connection, arrived: Arrived, **values: object) -> None:
    change_row(connection, updates, {"source": arrived.source, "update_id": arrived.update_id}, **values)


def plan(connection: Connection, arrived: Arrived, calls: Sequence[Payload], outcome: str) -> None:
    """Note which calls answer an update, together with what else it changes."""
    _change(connection, arrived, calls=list(calls), called=0, outcome=outcome)


def note_called(connection: Connection, arrived: Arrived, called: int) -> None:
    """Note that so many of an update's calls were made."""
    _change(connection, arrived, called=called)


def note_attempts(connection: Connection, arrived: Arrived, attempts: int) -> None:
    """Note how often an update could not be handled."""
    _change(connection, arrived, attempts=attempts)


def finish(connection: Connection, arrived: Arrived, now: datetime, outcome: str | None = None) -> None:
    """Note that an update is dealt with, and forget what it said."""
    values: dict[str, object] = {"done_at": now, "payload": None, "calls": None}
    _change(connection, arrived, **values, **({"outcome": outcome} if outcome else {}))


def prune(connection: Connection, before: datetime) -> int:
    """Forget that updates were handled before a moment; Telegram repeats none that is older than a day."""
    return connection.execute(delete(updates).where(updates.c.done_at < before)).rowcount


def count_waiting(connection: Connection) -> int:
    """How many updates are not done."""
    return connection.execute(select(func.count()).where(updates.c.done_at.is_(None))).scalar_one()
