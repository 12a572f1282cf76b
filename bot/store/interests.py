"""The register of expressions of interest, with its history."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bot.store.tables import interest_events, interests, participants
from handlers.interest import Action, Change, Event, Interest, Participant, State

_FIELDS = [name for name in Interest.__dataclass_fields__ if name not in {"id", "participants"}]


def save(connection: Connection, change: Change) -> int:
    """Write an entry and the line of its history; returns its number."""
    entry = change.interest
    values = {name: getattr(entry, name) for name in _FIELDS} | {
        "state": str(entry.state),
        "message_ids": list(entry.message_ids),
    }
    if entry.id:
        number = entry.id
        connection.execute(update(interests).where(interests.c.id == number).values(values))
        connection.execute(delete(participants).where(participants.c.interest == number))
    else:
        number = connection.execute(insert(interests).values(values).returning(interests.c.id)).scalar_one()
    rows = [{"interest": number, "place": place, **asdict(p)} for place, p in enumerate(entry.participants)]
    if rows:
        connection.execute(insert(participants), rows)
    event = change.event
    connection.execute(
        insert(interest_events).values(
            interest=number,
            at=event.at,
            actor=event.actor,
            action=str(event.action),
            state=str(event.state),
            details=dict(event.details),
        )
    )
    return int(number)


def _entries(connection: Connection, *wanted: ColumnElement[bool]) -> list[Interest]:
    rows = connection.execute(select(interests).where(*wanted).order_by(interests.c.id)).all()
    query = select(participants).join(interests).where(*wanted).order_by(participants.c.place)
    named: defaultdict[int, list[Participant]] = defaultdict(list)  # by now there may be some of a later entry
    for found in connection.execute(query):
        named[found.interest].append(
            Participant(name=found.name, position=found.position, email=found.email, phone=found.phone)
        )
    return [
        Interest(
            id=row.id,
            participants=tuple(named[row.id]),
            state=State(row.state),
            message_ids=tuple(row.message_ids),
            **{name: getattr(row, name) for name in _FIELDS if name not in {"state", "message_ids"}},
        )
        for row in rows
    ]


def find(connection: Connection, number: int) -> Interest | None:
    """The entry with this number."""
    return next(iter(_entries(connection, interests.c.id == number)), None)


def owned(connection: Connection, channel: str, owner: str) -> list[Interest]:
    """The entries that came from an address, the oldest first."""
    return _entries(connection, interests.c.channel == channel, interests.c.owner == owner)


def of_participant(connection: Connection, email: str) -> list[Interest]:
    """The entries in which somebody with this e-mail address takes part, the oldest first."""
    numbers = select(participants.c.interest).where(func.lower(participants.c.email) == email.casefold())
    return _entries(connection, interests.c.id.in_(numbers))


def listed(connection: Connection, letter: str | None = None) -> list[Interest]:
    """All entries, or those for one letter, the oldest first."""
    return _entries(connection, *([] if letter is None else [interests.c.letter == letter]))


def history(connection: Connection, number: int) -> list[Event]:
    """What happened to an entry, in its order."""
    query = select(interest_events).where(interest_events.c.interest == number).order_by(interest_events.c.id)
    return [
        Event(at=row.at, actor=row.actor, action=Action(row.action), state=State(row.state), details=row.details)
        for row in connection.execute(query)
    ]


def disown(connection: Connection, channel: str, owner: str) -> int:
    """Forget from whom entries came; the entries stay. Returns how many there were."""
    return connection.execute(update(interests).filter_by(channel=channel, owner=owner).values(owner=None)).rowcount


def erase_withdrawn(connection: Connection) -> int:
    """Erase the entries that were withdrawn and whose sender asked to be forgotten, with their history."""
    over = (interests.c.state == str(State.WITHDRAWN)) & interests.c.owner.is_(None)
    return connection.execute(delete(interests).where(over)).rowcount


def erase(connection: Connection, before: datetime) -> int:
    """Erase the entries that nothing has happened to since a moment, with their history."""
    return connection.execute(delete(interests).where(interests.c.updated_at < before)).rowcount
