"""Joining, leaving and changing one's mind, each with what follows for the messages that wait already."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.store import outbox, people, reminders, subscribers, threads
from bot.store.subscribers import Choices, Enrolled, Stage
from handlers.subscription import Scope


def subscribe(  # noqa: PLR0913, PLR0917 - who, what, when, and how far
    connection: Connection,
    channel: str,
    address: str,
    scopes: Iterable[Scope],
    now: datetime,
    stage: Stage = Stage.ACTIVE,
    *,
    language: str,
) -> Enrolled:
    """Subscribe somebody to something, beside what there is already.

    Args:
        connection: in a transaction.
        channel: `telegram` or `email`.
        address: the person's there.
        scopes: what to be reminded of.
        now: the moment.
        stage: of a new subscriber; who is active stays so.
        language: of the reminders, where the person has chosen none.
    """
    join(connection, channel, address, scopes, now, stage, language=language)
    found = subscribers.find(connection, channel, address)
    assert found is not None  # noqa: S101 - just put there, in this transaction
    return found


def join(  # noqa: PLR0913, PLR0917 - who, what, when, and how far
    connection: Connection,
    channel: str,
    address: str,
    scopes: Iterable[Scope],
    now: datetime,
    stage: Stage = Stage.ACTIVE,
    *,
    language: str,
) -> None:
    """Do what `subscribe` does, for those who do not look at the result: of thousands, looking takes the longest."""
    if people.find(connection, channel, address) is None:
        kind = "group" if channel == "telegram" and address.startswith("-") else "person"
        people.see(connection, channel, address, now, kind=kind)
    subscribers.join(connection, channel, address, scopes, now, stage, language=language)


def stop(
    connection: Connection, channel: str, address: str, now: datetime, scopes: Iterable[Scope] | None = None
) -> int:
    """End subscriptions at once, by default all: what waits to be sent is taken back, too, a welcome among it.

    Returns:
        How many subscriptions ended.
    """
    number = subscribers.leave(connection, channel, address, scopes)
    reminders.take_back(connection, channel, address, now)
    if subscribers.find(connection, channel, address) is None:
        reminders.send_once(connection, channel, address)
        reminders.forget(connection, channel, address)
        outbox.drop_messages(connection, threads.reply_keys(connection, address, threads.REMINDERS), now)
    return number


def choose(connection: Connection, who: Enrolled, choices: Choices, now: datetime) -> None:
    """Keep how somebody wants to be reminded from now on."""
    subscribers.choose(connection, who.channel, who.address, choices)
    replan(connection, who.channel, who.address, now)


def replan(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """Plan somebody's reminders anew, since the hour, the zone or the lead times have changed.

    What lies behind by the new wishes is not made up for; what fell due by the old ones, and was not written yet, is.
    """
    who = subscribers.find(connection, channel, address)
    if who is None:
        return
    if who.next_at is None or who.next_at > now:
        subscribers.restart(connection, channel, address, now)
    subscribers.look_at_once(connection, channel, address)
