"""Marks on the database itself: that sending is held, because it is a copy."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.rows import put
from bot.store.tables import marks

_HELD = "sending_held"
_RECONCILED = "reconciled:"


def hold_sending(connection: Connection, now: datetime) -> None:
    """Let nothing be sent from this database until a person says so."""
    put(connection, marks, {"name": _HELD}, {"at": now, "details": {}})


def resume_sending(connection: Connection) -> bool:
    """Let messages be sent again; whether they were held."""
    return connection.execute(delete(marks).where(marks.c.name == _HELD)).rowcount > 0


def sending_held_since(connection: Connection) -> datetime | None:
    """Since when nothing is sent; None when messages go out."""
    held: datetime | None = connection.execute(select(marks.c.at).where(marks.c.name == _HELD)).scalar_one_or_none()
    return held


def note_reconciled(connection: Connection, mailbox: str, differences: Mapping[str, int], now: datetime) -> None:
    """Keep how a mailbox and what is stored of it compared: numbers by what they count."""
    put(connection, marks, {"name": f"{_RECONCILED}{mailbox}"}, {"at": now, "details": dict(differences)})


def reconciled(connection: Connection) -> dict[str, tuple[datetime, dict[str, int]]]:
    """When each mailbox was compared last, and how."""
    query = select(marks).where(marks.c.name.startswith(_RECONCILED))
    return {row.name.removeprefix(_RECONCILED): (row.at, dict(row.details)) for row in connection.execute(query)}
