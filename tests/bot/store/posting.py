"""Short ways to write and to claim messages of the outbox."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.store import outbox
from bot.store.outbox import Message

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
REAL = datetime(2031, 1, 1, tzinfo=UTC)  # the service's time and the real one differ
UNTIL = REAL + outbox.LEASE
MINUTE = timedelta(minutes=1)


def put(connection: Connection, key: str, **changes: Any) -> bool:  # noqa: ANN401 - whatever the column takes
    values = {"channel": "telegram", "address": "7", "payload": {"text": key}, "now": NOW}
    return outbox.add(connection, key=key, **{**values, **changes})


def take(connection: Connection, lease: str = "a", *, now: datetime = NOW, limit: int = 100) -> list[Message]:
    return outbox.claim(connection, "telegram", lease, now, until=UNTIL, limit=limit)


def keys(messages: list[Message]) -> list[str]:
    return [message.key for message in messages]


def only(connection: Connection) -> Message:
    """The one message that there is."""
    (message,) = outbox.listed(connection)
    return message
