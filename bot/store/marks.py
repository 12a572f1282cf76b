"""Marks on the database itself: that sending is held, because it is a copy."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.rows import put
from bot.store.tables import marks

_HELD = "sending_held"


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
