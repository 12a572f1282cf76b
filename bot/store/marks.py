"""Marks on the database itself: that sending is held, because it is a copy; what reminders were last planned by."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from bot.store.rows import put
from bot.store.tables import marks

_HELD = "sending_held"
_RECONCILED = "reconciled:"
_LETTERS, _PLAN, _CLOCK, _CLOCK_WARNING = "letters", "plan", "clock", "clock_warning"
_BAD_LETTERS = "bad_letters"


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


def note_letters(connection: Connection, fingerprint: str, now: datetime) -> None:
    """Keep by which letters the deadlines are known; another process that does so waits until this transaction ends."""
    put(connection, marks, {"name": _LETTERS}, {"at": now, "details": {"fingerprint": fingerprint}})


def letters(connection: Connection, *, to_follow: bool = False) -> str | None:
    """By which letters the deadlines are known; None where they are not known yet.

    They stay so until the transaction ends: whoever follows other letters waits for all that write by these.

    Args:
        connection: in a transaction.
        to_follow: whether other letters may be followed now; another process that would do so waits, too.
    """
    query = select(marks.c.details).where(marks.c.name == _LETTERS).with_for_update(read=not to_follow)
    details = connection.execute(query).scalar_one_or_none()
    return str(details["fingerprint"]) if details else None


def note_bad_letters(connection: Connection, complaint: str | None, now: datetime) -> None:
    """Keep what is wrong with the operator's letters, so that the former ones stay; None once they are in order."""
    if complaint is None:
        connection.execute(delete(marks).where(marks.c.name == _BAD_LETTERS))
    else:
        put(connection, marks, {"name": _BAD_LETTERS}, {"at": now, "details": {"complaint": complaint}})


def bad_letters(connection: Connection) -> tuple[datetime, str] | None:
    """Since when, and why, the operator's letters are not taken up; None where they are."""
    row = connection.execute(select(marks).where(marks.c.name == _BAD_LETTERS)).one_or_none()
    return (row.at, str(row.details["complaint"])) if row else None


def is_new_plan(connection: Connection, fingerprint: str, now: datetime) -> bool:
    """Whether reminders were last planned by other settings or other rules of time zones; kept as those of now."""
    before = _details(connection, _PLAN)
    if before and before["fingerprint"] == fingerprint:
        return False
    put(connection, marks, {"name": _PLAN}, {"at": now, "details": {"fingerprint": fingerprint}})
    return True


def note_clock(connection: Connection, now: datetime, real: datetime) -> None:
    """Keep what the service's clock shows, and the real time beside it."""
    put(connection, marks, {"name": _CLOCK}, {"at": now, "details": {"real": real.isoformat()}})


def clock(connection: Connection) -> tuple[datetime, datetime] | None:
    """What the service's clock last showed, and the real time then; None where it never ran."""
    row = connection.execute(select(marks).where(marks.c.name == _CLOCK)).one_or_none()
    return (row.at, datetime.fromisoformat(row.details["real"])) if row else None


def warn_of_clock(connection: Connection, now: datetime, seconds: int) -> None:
    """Keep that the clock has jumped, by so many seconds, back where they are negative."""
    put(connection, marks, {"name": _CLOCK_WARNING}, {"at": now, "details": {"seconds": seconds}})


def clock_warning(connection: Connection) -> tuple[datetime, timedelta] | None:
    """When the clock last jumped, and how far; None where it never did."""
    row = connection.execute(select(marks).where(marks.c.name == _CLOCK_WARNING)).one_or_none()
    return (row.at, timedelta(seconds=row.details["seconds"])) if row else None


def _details(connection: Connection, name: str) -> Mapping[str, object] | None:
    found: Mapping[str, object] | None = connection.execute(
        select(marks.c.details).where(marks.c.name == name)
    ).scalar_one_or_none()
    return found
