"""What each subscriber was told of each deadline: once for each of its revisions and lead times.

A row without a message is owed: it was decided that the subscriber is to be told, and the message is still to be
written. The message is that of the outbox, by its key.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, literal, or_, select, union, update

from bot.store import outbox, subscribers
from bot.store.outbox import Standing
from bot.store.rows import chunks, put_all_new
from bot.store.subscribers import Stage
from bot.store.tables import outbox as outbox_table
from bot.store.tables import reminders, subscriptions
from bot.store.tables import subscribers as subscribers_table
from handlers.reminder import CHANGE

REMINDER_CAMPAIGN, CHANGE_CAMPAIGN = "reminder", "change"
_CAMPAIGNS = (REMINDER_CAMPAIGN, CHANGE_CAMPAIGN)
_KEYS = ("channel", "address", "deadline", "revision", "lead")
_OVER = datetime(1970, 1, 1, tzinfo=UTC)
"""An end that has come, whatever the clock of the service shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That somebody is told of a deadline: of which revision, how many days before (`CHANGE`: that it has changed)."""

    deadline: str
    revision: int
    lead: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What one subscriber was told, of which changes the subscriber is still to be told, and which messages wait.

    `waiting` are the keys of messages, and when each was written; what may have gone out already is left out.
    """

    told: Mapping[tuple[str, int], Collection[int]]
    owed: tuple[tuple[str, int], ...]
    waiting: Mapping[str, datetime]


NOTHING_TOLD = History(told={}, owed=(), waiting={})


def histories(connection: Connection, people: Iterable[tuple[str, str]]) -> dict[tuple[str, str], History]:
    """What subscribers were told, by channel and address; who was told nothing is left out."""
    told: dict[tuple[str, str], dict[tuple[str, int], set[int]]] = {}
    owed: dict[tuple[str, str], list[tuple[str, int]]] = {}
    waiting: dict[tuple[str, str], dict[str, datetime]] = {}
    waits = (outbox_table.c.state == str(Standing.WAITING)) & ~outbox_table.c.in_doubt
    messages = reminders.outerjoin(outbox_table, (reminders.c.message == outbox_table.c.key) & waits)
    query = select(reminders, outbox_table.c.created_at).select_from(messages).order_by(reminders.c.at)
    for some in chunks(people):
        for row in connection.execute(query.where(_theirs(some))):
            who, what = (row.channel, row.address), (row.deadline, row.revision)
            told.setdefault(who, {}).setdefault(what, set()).add(row.lead)
            if row.created_at is not None:
                waiting.setdefault(who, {})[row.message] = row.created_at
            if row.lead == CHANGE and row.message is None:
                owed.setdefault(who, []).append(what)
    return {who: History(told=told[who], owed=tuple(owed.get(who, ())), waiting=waiting.get(who, {})) for who in told}


def _theirs(people: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    by_channel: dict[str, list[str]] = {}
    for channel, address in people:
        by_channel.setdefault(channel, []).append(address)
    return or_(
        *(
            (reminders.c.channel == channel) & reminders.c.address.in_(addresses)
            for channel, addresses in by_channel.items()
        )
    )


def note(connection: Connection, channel: str, address: str, told: Iterable[Told], message: str) -> None:
    """Keep that somebody is told something, by a message that is written in the same transaction."""
    rows: list[Mapping[str, Any]] = [
        {
            "channel": channel,
            "address": address,
            "deadline": one.deadline,
            "revision": one.revision,
            "lead": one.lead,
            "at": one.at,
            "message": message,
        }
        for one in told
    ]
    put_all_new(connection, reminders, _KEYS, rows)


def settle(connection: Connection, channel: str, address: str, owed: Iterable[tuple[str, int]], message: str) -> None:
    """Keep by which message somebody is told of changes that were owed; an empty key where nothing is left to tell."""
    for deadline, revision in owed:
        this = (reminders.c.deadline == deadline) & (reminders.c.revision == revision) & (reminders.c.lead == CHANGE)
        mine = (reminders.c.channel == channel) & (reminders.c.address == address)
        connection.execute(update(reminders).where(this, mine).values(message=message))


def owe(connection: Connection, deadline: str, revision: int, scopes: Collection[str], now: datetime) -> int:
    """Owe a change notice to every subscriber who asked for a deadline, or was reminded of it.

    Args:
        connection: in the transaction of the change.
        deadline: its id.
        revision: the new one.
        scopes: all subscriptions that take it in, as text.
        now: the moment.

    Returns:
        How many are owed one.
    """
    active = select(subscribers_table.c.channel, subscribers_table.c.address)
    active = active.where(subscribers_table.c.state == str(Stage.ACTIVE))
    same = (subscribers_table.c.channel == subscriptions.c.channel) & (
        subscribers_table.c.address == subscriptions.c.address
    )
    asked = active.join(subscriptions, same).where(subscriptions.c.scope.in_(scopes))
    known = (subscribers_table.c.channel == reminders.c.channel) & (subscribers_table.c.address == reminders.c.address)
    was_told = active.join(reminders, known).where(reminders.c.deadline == deadline)
    who = union(asked, was_told).subquery()
    values = (literal(deadline), literal(revision), literal(CHANGE), literal(now, reminders.c.at.type))
    rows = select(who.c.channel, who.c.address, *values)
    number = connection.execute(insert(reminders).from_select([*_KEYS, "at"], rows)).rowcount
    theirs = (reminders.c.deadline == deadline) & (reminders.c.revision == revision) & (reminders.c.lead == CHANGE)
    waits = select(reminders.c.address).where(
        theirs,
        reminders.c.channel == subscribers_table.c.channel,
        reminders.c.address == subscribers_table.c.address,
    )
    connection.execute(update(subscribers_table).where(waits.exists()).values(next_at=now))
    return number


# -- taking back ----------------------------------------------------------------------------------------------------


def take_back(connection: Connection, channel: str, address: str, now: datetime) -> int:
    """Take back what waits to be sent to somebody, as if it had not been decided; returns how many messages.

    What still holds is decided anew, at once.
    """
    mine = (outbox_table.c.channel == channel) & (outbox_table.c.address == address)
    number = _drop(connection, _waiting(connection, mine), now)
    subscribers.take_back(connection, channel, address)
    return number


def take_back_messages(connection: Connection, keys: Collection[str], now: datetime) -> int:
    """Take back those of these messages that still wait; returns how many there were."""
    return _drop(connection, _waiting(connection, outbox_table.c.key.in_(keys)), now)


def take_back_of(connection: Connection, deadlines: Collection[str], now: datetime) -> int:
    """Take back everybody's waiting messages that speak of these deadlines; returns how many messages.

    What is being sent, and speaks of nothing else, is not sent again if its sender dies.
    """
    speaks = select(reminders.c.message).where(reminders.c.deadline.in_(deadlines), reminders.c.message.is_not(None))
    waiting = _waiting(connection, outbox_table.c.key.in_(speaks))
    number = _drop(connection, waiting, now)
    others = select(reminders.c.message).where(reminders.c.deadline.not_in(deadlines), reminders.c.message.is_not(None))
    _send_once(connection, outbox_table.c.key.in_(speaks) & outbox_table.c.key.not_in(others))
    for channel, address in {(channel, address) for _, channel, address in waiting}:
        subscribers.take_back(connection, channel, address)
    return number


def take_back_early(connection: Connection, now: datetime) -> int:
    """Take back everybody's waiting messages that a clock wrote which was ahead; returns how many messages."""
    waiting = _waiting(connection, outbox_table.c.created_at > now)
    for channel, address in {(channel, address) for _, channel, address in waiting}:
        subscribers.take_back(connection, channel, address)
    return _drop(connection, waiting, now)


def send_once(connection: Connection, channel: str, address: str) -> None:
    """Let what is being sent to somebody who has left go out this once, and never again if its sender dies."""
    _send_once(connection, (outbox_table.c.channel == channel) & (outbox_table.c.address == address))


def _send_once(connection: Connection, which: ColumnElement[bool]) -> None:
    in_flight = (outbox_table.c.state == str(Standing.LEASED)) & outbox_table.c.campaign.in_(_CAMPAIGNS)
    connection.execute(update(outbox_table).where(which, in_flight).values(expires_at=_OVER))


def redo_expired(connection: Connection, standing: Collection[str], since: datetime) -> int:
    """Take back what expired although it spoke of deadlines that stand, too: with the one that was over by then.

    Args:
        connection: in a transaction.
        standing: the deadlines that are not over.
        since: what expired before that has been looked at.

    Returns:
        How many messages; what they told is decided anew, at once.
    """
    by_message = reminders.c.message == outbox_table.c.key
    late = (outbox_table.c.campaign == REMINDER_CAMPAIGN) & (outbox_table.c.state == str(Standing.EXPIRED))
    query = select(outbox_table.c.key, outbox_table.c.channel, outbox_table.c.address, reminders.c.deadline)
    rows = connection.execute(query.join(reminders, by_message).where(late, outbox_table.c.finished_at >= since))
    found = {(row.key, row.channel, row.address) for row in rows if row.deadline in standing}
    for some in chunks(key for key, _, _ in found):
        dropped = {"state": str(Standing.DROPPED)}
        connection.execute(update(outbox_table).where(outbox_table.c.key.in_(some)).values(dropped))
        connection.execute(delete(reminders).where(reminders.c.message.in_(some)))
    for _, channel, address in found:
        subscribers.take_back(connection, channel, address)
    return len(found)


def _waiting(connection: Connection, which: ColumnElement[bool]) -> list[tuple[str, str, str]]:
    """Key, channel and address of reminders and change notices that wait; they stay so until the transaction ends."""
    waits = (outbox_table.c.state == str(Standing.WAITING)) & outbox_table.c.campaign.in_(_CAMPAIGNS)
    query = select(outbox_table.c.key, outbox_table.c.channel, outbox_table.c.address).where(which, waits)
    return [(key, channel, address) for key, channel, address in connection.execute(query.with_for_update())]


def _drop(connection: Connection, waiting: Sequence[tuple[str, str, str]], now: datetime) -> int:
    number = 0
    for some in chunks(key for key, _, _ in waiting):
        number += outbox.drop_messages(connection, some, now)
        by_these = reminders.c.message.in_(some)
        connection.execute(delete(reminders).where(by_these, reminders.c.lead != CHANGE))
        connection.execute(update(reminders).where(by_these).values(message=None))
    return number


def forget(connection: Connection, channel: str, address: str) -> int:
    """Forget what somebody was told; returns how many rows there were."""
    mine = (reminders.c.channel == channel) & (reminders.c.address == address)
    return connection.execute(delete(reminders).where(mine)).rowcount


def expire(connection: Connection, before: datetime) -> int:
    """Forget what was told before a moment; returns how many rows there were."""
    return connection.execute(delete(reminders).where(reminders.c.at < before)).rowcount
