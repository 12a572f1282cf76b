"""What is due to subscribers, into the outbox: each reminder once, however often and by however many it is looked for.

A subscriber is looked at when `next_at` comes. In one transaction what is due is written, noted, and the next moment
is worked out; another process leaves subscribers alone that this one has locked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from bot.mailing import CHANNEL as EMAIL
from bot.reminders.changes import as_fact, before
from bot.reminders.world import World
from bot.reminders.writing import Changed, Scribe
from bot.store import outbox, reminders, subscribers
from bot.store.outbox import Urgency
from bot.store.reminders import CHANGE_CAMPAIGN, NOTHING_TOLD, REMINDER_CAMPAIGN, History, Told
from bot.store.revisions import Known
from bot.store.subscribers import Enrolled
from handlers.notice import Change
from handlers.reminder import Due, due, next_moment
from handlers.walltime import after_quiet, moment_at, rules_of
from knowledge.edtf import parse_edtf

_LATER = timedelta(hours=1)
_DIGITS = 32


def queue_due(connection: Connection, world: World, now: datetime, limit: int) -> int:
    """Write what is due to some of those who are to be looked at.

    Args:
        connection: in a transaction.
        world: what reminders are made from.
        now: the moment.
        limit: at most so many subscribers.

    Returns:
        How many were looked at; fewer than the limit when there are no more.
    """
    found = subscribers.waiting(connection, now, limit)
    told = reminders.histories(connection, [(who.channel, who.address) for who in found])
    scribe = Scribe(world=world, now=now)
    for who in found:
        _Case(connection, scribe, who, told.get((who.channel, who.address), NOTHING_TOLD)).queue()
    return len(found)


class _Case:
    """One subscriber who is looked at."""

    def __init__(self, connection: Connection, scribe: Scribe, who: Enrolled, history: History) -> None:
        self.connection, self.scribe, self.who, self.history = connection, scribe, who, history
        self.world, self.now = scribe.world, scribe.now
        if any(at > self.now for _, at in who.scopes):  # made by a clock that is ahead of this one
            self.who = subscribers.begin_now(connection, who, self.now)
        self.subscriber = self.who.subscriber(self.world.otherwise)
        self.zone = rules_of(self.subscriber.preferences.zone)

    def queue(self) -> None:
        """Write what is due, and when to look again."""
        if self.who.channel == EMAIL and self.world.mailbox is None:
            subscribers.look_again(self.connection, self.who.channel, self.who.address, self.now + _LATER)
            return
        items: Sequence[Due] = ()
        again = None
        if self.who.active:
            items, again = self._awake(self._due())
            if (items or self._is_stale()) and self._took_back():
                items, again = self._awake(self._due())
            self._queue_changes()
            self._queue_reminder(items)
        told = {**self.history.told}
        for one in items:
            key = (one.deadline.id, one.deadline.revision)
            told[key] = {*told.get(key, ()), one.lead}
        ahead = next_moment(self.subscriber, self.world.deadlines.values(), self.world.book, told, self.now)
        waits = items or self.history.owed or self.history.waiting
        at = min(filter(None, (ahead, again, self._midnight() if waits else None)), default=None)
        subscribers.look_again(self.connection, self.who.channel, self.who.address, at)

    def _is_stale(self) -> bool:
        """Whether something waits that tells by a day that is over how far away a deadline is."""
        zone = self.zone
        return any(
            self.now.astimezone(zone).date() > at.astimezone(zone).date() for at in self.history.waiting.values()
        )

    def _midnight(self) -> datetime:
        """When the subscriber's day ends: what has not been sent by then is written anew."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=1)
        return moment_at(day, time.min, self.zone.key)

    def _took_back(self) -> bool:
        """Whether earlier messages still waited: what they told is decided anew, so that one tells all as it is now."""
        keys = self.history.waiting.keys()
        if not keys or not reminders.take_back_messages(self.connection, keys, self.now):
            return False
        subscribers.take_back(self.connection, self.who.channel, self.who.address)
        self.who = replace(self.who, generation=self.who.generation + 1)
        who = (self.who.channel, self.who.address)
        self.history = reminders.histories(self.connection, [who]).get(who, NOTHING_TOLD)
        return True

    def _due(self) -> list[Due]:
        return due(self.subscriber, self.world.deadlines.values(), self.world.book, self.history.told, self.now)

    def _awake(self, items: Sequence[Due]) -> tuple[list[Due], datetime | None]:
        """What is told now, and when the rest is: at the end of quiet hours, if the deadline is not over by then."""
        own = self.subscriber.preferences
        end = after_quiet(self.now.astimezone(UTC), own.quiet, own.zone)
        at_night = [one for one in items if self.now < end < one.deadline.ends]
        return [one for one in items if one not in at_night], end if at_night else None

    # -- messages ----------------------------------------------------------------------------------------------------

    def _queue_reminder(self, items: Sequence[Due]) -> None:
        if not items:
            return
        told = [
            Told(deadline=one.deadline.id, revision=one.deadline.revision, lead=one.lead, at=one.at) for one in items
        ]
        key = self._key("reminder", [(one.deadline, one.revision, one.lead) for one in told])
        written = self.scribe.reminder(self.who, items, self.subscriber.preferences.zone)
        reminders.note(self.connection, self.who.channel, self.who.address, told, key)
        outbox.add(
            self.connection,
            key=key,
            channel=self.who.channel,
            address=self.who.address,
            payload=self.scribe.payload(self.who, written, key),
            now=self.now,
            expires_at=min(one.deadline.ends for one in items),
            urgency=Urgency.REMINDER,
            campaign=REMINDER_CAMPAIGN,
        )

    def _queue_changes(self) -> None:
        owed = self.history.owed
        if not owed:
            return
        changes = list(self._changes())
        key = self._key("change", [(deadline, revision, 0) for deadline, revision in owed]) if changes else ""
        reminders.settle(self.connection, self.who.channel, self.who.address, owed, key)
        if not changes:
            return
        written = self.scribe.change(self.who, changes, self.subscriber.preferences.zone)
        outbox.add(
            self.connection,
            key=key,
            channel=self.who.channel,
            address=self.who.address,
            payload=self.scribe.payload(self.who, written, key),
            now=self.now,
            expires_at=max(changed.until for changed in changes),
            urgency=Urgency.CHANGE,
            campaign=CHANGE_CAMPAIGN,
        )

    def _changes(self) -> Iterator[Changed]:
        """What the subscriber is still to be told of: of each deadline its changes as one, unless all of it is over."""
        first = dict(sorted(self.history.owed, reverse=True))
        for thing, revision in first.items():
            known = self.world.known.get(thing)
            changed = known and self._changed(known, before(known, revision))
            if changed and self.now < changed.until:
                yield changed

    def _changed(self, known: Known, told: str | None) -> Changed | None:
        """What has become of a date that was told; None where it holds again by now."""
        into = self.world.deadlines.get(known.details["into"] if known.withdrawn else known.thing)
        if told == (into.fact.value if into else None):
            return None
        old = told or str(known.details["before"])
        fact = into.fact if into else self.world.book.facts.get(known.fact, as_fact(known))
        ends = parse_edtf(old).ends(fact.zone)
        until = max(ends, into.ends) if into else ends
        change = Change(deadline=into, before=old, fact=fact)
        return Changed(thing=known.thing, number=known.number, change=change, until=until)

    def _key(self, word: str, parts: Sequence[tuple[str, int, int]]) -> str:
        """The key of a message: the same for the same deadlines, revisions, leads, subscriber and channel.

        The token tells apart a subscriber who left and one who came back: what was taken back then must not count now.
        """
        what = repr((self.who.channel, self.who.address, self.who.token, sorted(parts), self.who.generation))
        return f"{word}:{sha256(what.encode()).hexdigest()[:_DIGITS]}"
