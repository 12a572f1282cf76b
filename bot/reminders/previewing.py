"""What would be sent in a span of time: the messages with reminders, to whom and when. Nothing is sent or noted.

Notices of changes are left out: nobody knows a change before the letter that makes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.reminders.world import World
from bot.store import reminders, subscribers
from bot.store.reminders import NOTHING_TOLD
from bot.store.subscribers import Enrolled, Stage
from handlers.reminder import Due, Told, scheduled

_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A message: `at` is by the subscriber's clock, `items` go out together."""

    at: datetime
    channel: str
    address: str
    language: str
    items: tuple[Due, ...]

    @property
    def key(self) -> str:
        """What the message is known by: the same in every preview."""
        what = repr((self.channel, self.address, self.at.isoformat()))
        return sha256(what.encode()).hexdigest()[:_DIGITS]


def plan_messages(connection: Connection, world: World, first: datetime, until: datetime) -> list[Planned]:
    """The messages that would go out in a span of time, in the order of time.

    Args:
        connection: to read with.
        world: what reminders are made from.
        first: the first moment.
        until: the end, which is no part of it.
    """
    people = [who for who in subscribers.listed(connection, Stage.ACTIVE) if who.active]
    told = reminders.histories(connection, [(who.channel, who.address) for who in people])
    found = [
        planned
        for who in people
        for planned in _of_one(who, world, told.get((who.channel, who.address), NOTHING_TOLD).told, first, until)
    ]
    return sorted(found, key=lambda planned: (planned.at, planned.channel, planned.address))


def _of_one(who: Enrolled, world: World, told: Told, first: datetime, until: datetime) -> Iterator[Planned]:
    subscriber = who.subscriber(world.otherwise)
    own = subscriber.preferences
    items = scheduled(subscriber, world.deadlines.values(), world.book, told, first, until)
    for at, together in groupby(items, key=lambda due: due.at):
        yield Planned(
            at=at.astimezone(ZoneInfo(own.zone)),
            channel=who.channel,
            address=who.address,
            language=own.language,
            items=tuple(together),
        )


@dataclass(kw_only=True)
class Texts:
    """The texts of messages, as a chat would show them on their day; each is written once."""

    world: World
    _written: dict[object, str] = field(default_factory=dict, init=False)

    def of(self, planned: Planned) -> str:
        """The text of a message."""
        deadlines, today = [due.deadline for due in planned.items], planned.at.date()
        key = (planned.language, today, *(deadline.id for deadline in deadlines))
        found = self._written.get(key)
        if found is None:
            written = self.world.writer(planned.language, planned.at).reminder(deadlines, today)
            found = self._written[key] = written.text
        return found
