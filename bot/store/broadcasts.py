"""Messages of an admin to everybody: drafted, confirmed, and followed until the last one is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.store.tables import broadcasts


class Stage(StrEnum):
    """How far a broadcast has come."""

    DRAFT = "draft"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """A message to everybody. `progress` is what was last shown to its author, and where."""

    id: int
    channel: str
    author: str
    text: str
    state: Stage
    total: int
    progress: Mapping[str, Any] | None
    created_at: datetime

    @property
    def campaign(self) -> str:
        """What its messages in the outbox are found by."""
        return f"broadcast:{self.id}"


def _broadcast(row: Row[tuple[object, ...]]) -> Broadcast:
    return Broadcast(**{**row._mapping, "state": Stage(row.state)})  # noqa: SLF001 - the documented way to columns


def draft(connection: Connection, channel: str, author: str, text: str, now: datetime) -> int:
    """Keep a text that is to be confirmed; returns its number."""
    values = {
        "channel": channel,
        "author": author,
        "text": text,
        "state": str(Stage.DRAFT),
        "total": 0,
        "created_at": now,
    }
    return int(connection.execute(insert(broadcasts).values(values).returning(broadcasts.c.id)).scalar_one())


def find(connection: Connection, number: int) -> Broadcast | None:
    """The broadcast with this number."""
    row = connection.execute(select(broadcasts).where(broadcasts.c.id == number)).one_or_none()
    return _broadcast(row) if row else None


def advance(connection: Connection, broadcast: Broadcast, stage: Stage, total: int | None = None) -> bool:
    """Go from the stage it has to another; False when somebody else did so first."""
    ours = (broadcasts.c.id == broadcast.id) & (broadcasts.c.state == str(broadcast.state))
    values = {"state": str(stage), **({} if total is None else {"total": total})}
    return connection.execute(update(broadcasts).where(ours).values(values)).rowcount > 0


def show_progress(connection: Connection, number: int, progress: Mapping[str, Any]) -> None:
    """Keep what the author was shown."""
    connection.execute(update(broadcasts).where(broadcasts.c.id == number).values(progress=dict(progress)))


def under_way(connection: Connection, channel: str) -> list[Broadcast]:
    """The broadcasts that are being sent."""
    query = select(broadcasts).where(broadcasts.c.channel == channel, broadcasts.c.state == str(Stage.SENDING))
    return [_broadcast(row) for row in connection.execute(query.order_by(broadcasts.c.id))]
