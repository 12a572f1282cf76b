"""Sends what waits in the outbox: claimed under a lease, sent once, and marked under the same lease.

Whatever fails for now is tried again after a growing pause; what can never succeed is marked as failed, and an address
that is gone is written to no more. No more is claimed than can be begun at once, or nearly so: after a crash little is
in doubt, the urgent goes first, and what is cancelled or expires while it waits is not sent.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection

from bot.backoff import pause
from bot.clock import Clock, real_now
from bot.errors import (
    DeliveryError,
    GivenBackError,
    LateError,
    LeaseLostError,
    MovedError,
    PassingError,
    RefusedError,
    StoreError,
    UnreachableError,
)
from bot.logs import get_logger
from bot.processes import is_dead, own_name
from bot.store import marks, outbox, people
from bot.store.outbox import LEASE, Message, Standing
from bot.store.work import Work
from bot.waiting import first_of

_LOOK = timedelta(seconds=1)
_LOOK_LIVELY = timedelta(seconds=0.1)
_LIVELY = timedelta(seconds=4)
"""So long after messages were found they are looked for more often: chats that had to rest may have more."""
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a channel can take now.

    `free` tells how many messages of each mailbox, or of no one in particular. `resting` are addresses that nothing may
    go to now; None where one address may get several at once. `wait` is when there may be more room.
    """

    free: Mapping[str | None, int]
    resting: Collection[str] | None = None
    wait: timedelta = _LOOK


class Post(Protocol):
    """What sends messages on one channel."""

    @property
    def channel(self) -> str:
        """The channel's name."""
        ...

    async def room(self, busy: Collection[Message]) -> Room:
        """What may be begun now, beside the messages that are being sent."""
        ...

    def claimed(self, connection: Connection, messages: Sequence[Message]) -> None:
        """Note what messages use up of the channel's limits, in the transaction that claims them.

        Raises:
            LeaseLostError: another process sends on this channel.
        """
        ...

    async def send(self, message: Message, is_late: Callable[[], bool]) -> str | None:
        """Send a message, unless it is late when its turn comes; returns what the other side calls it.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        ...

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Note that an address has become another one."""
        ...


class Delivery:
    """Sends one channel's messages, for ever."""

    def __init__(self, work: Work, post: Post, clock: Clock) -> None:
        """Prepare to send.

        Args:
            work: the database.
            post: the channel's sender.
            clock: the service's time.
        """
        self._work, self._post, self._clock = work, post, clock
        self._busy: dict[int, Message] = {}
        self._news = asyncio.Event()
        self._found_at = self._recovered_at = -LEASE.total_seconds()
        self._looks: dict[str | None, float] = {}
        self._log = get_logger(post.channel)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is being sent then is sent to its end.

        Where this is cancelled instead, what was claimed comes back when its lease runs out.
        """
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set():
                self._news.clear()
                wait = await self._begin(tasks)
                if not self._news.is_set():
                    await first_of((self._news, stop), wait)

    async def once(self) -> None:
        """Send what is due now, and nothing that comes later."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._news.clear()
                self._looks.clear()
                wait = await self._begin(tasks)
                if not self._busy:
                    return
                await first_of((self._news,), wait)

    async def _begin(self, tasks: asyncio.TaskGroup) -> timedelta:
        """Begin to send as many messages as there is room for; returns when to look for more."""
        room = await self._post.room(self._busy.values())
        now = time.monotonic()
        free = {by: most for by, most in room.free.items() if most > 0 and self._looks.get(by, now) <= now}
        claimed = await self._claimed(free, room.resting) if free else []
        for message in claimed:
            self._busy[message.id] = message
            tasks.create_task(self._deliver(message)).add_done_callback(partial(self._leave, message.id))
        looks = [look - now for by, look in self._looks.items() if room.free.get(by, 0) > 0 and look > now]
        return min(_LOOK, room.wait, *(timedelta(seconds=look) for look in looks))

    def _leave(self, number: int, _: asyncio.Task[None]) -> None:
        del self._busy[number]
        self._news.set()

    async def _claimed(self, free: Mapping[str | None, int], resting: Collection[str] | None) -> list[Message]:
        try:
            claimed = await self._work.write(lambda c: self._claim(c, free, resting))
        except StoreError as error:
            self._log.error("outbox cannot be read", error=str(error))
            self._look_later(free)
            return []
        except LeaseLostError as error:  # whoever holds the lease for us ends this soon
            self._log.warning("nothing is claimed", error=str(error))
            self._look_later(free)
            return []
        if any(claimed.values()):
            self._found_at = time.monotonic()
        self._look_later([by for by, some in claimed.items() if len(some) < free[by]])
        return [message for some in claimed.values() for message in some]

    def _look_later(self, names: Collection[str | None]) -> None:
        """Where nothing is left to be claimed, look again after a while only."""
        now = time.monotonic()
        is_lively = now < self._found_at + _LIVELY.total_seconds()
        self._looks |= dict.fromkeys(names, now + (_LOOK_LIVELY if is_lively else _LOOK).total_seconds())

    def _claim(
        self, connection: Connection, free: Mapping[str | None, int], resting: Collection[str] | None
    ) -> dict[str | None, list[Message]]:
        if marks.sending_held_since(connection):
            return {by: [] for by in free}
        now, real = self._clock.now(), real_now()
        self._recover(connection)
        claim = partial(
            outbox.claim,
            connection,
            self._post.channel,
            f"{own_name()}#{uuid4().hex}",
            now,
            until=real + LEASE,
            resting=resting,
        )
        claimed = {by: claim(limit=most, senders=None if by is None else [by]) for by, most in free.items()}
        if messages := [message for some in claimed.values() for message in some]:
            self._post.claimed(connection, messages)
        return claimed

    def _recover(self, connection: Connection) -> None:
        """Take back what others left, from time to time: it is not worth a look at each claim."""
        if time.monotonic() >= self._recovered_at + _LOOK.total_seconds():
            self._recovered_at = time.monotonic()
            self._take_back(connection)
            outbox.recover(connection, self._clock.now(), real_now(), self._post.channel)

    def _take_back(self, connection: Connection) -> None:
        """Put back what a process that has died was sending, rather than wait until its lease runs out."""
        for message in outbox.listed(connection, (Standing.LEASED,)):
            owner, _, _ = (message.lease or "").partition("#")
            if message.channel == self._post.channel and owner and is_dead(owner):
                outbox.postpone(connection, message, "its sender died", message.due_at, doubt=True)

    async def _deliver(self, message: Message) -> None:
        try:
            receipt = await self._post.send(message, partial(self._is_late, message))
        except DeliveryError as error:
            self._log.warning("message not delivered", message=message.id, error=str(error))
            await self._mark(partial(self._failed, message=message, error=error))
        except Exception as error:  # noqa: BLE001 - a message that cannot even be read must not hold up the others
            self._log.exception("message cannot be sent", message=message.id)
            text = type(error).__name__
            await self._mark(lambda c: outbox.failed(c, message, text, self._clock.now()))
        else:
            await self._mark(lambda c: outbox.sent(c, message, receipt, self._clock.now()))

    def _is_late(self, message: Message) -> bool:
        """Whether it would be wrong to send a message by now."""
        return message.expires_at is not None and self._clock.now() >= message.expires_at

    def _failed(self, connection: Connection, message: Message, error: DeliveryError) -> bool:
        now, text = self._clock.now(), str(error)
        match error:
            case GivenBackError():
                return outbox.postpone(connection, message, None, message.due_at, doubt=False)
            case LateError():
                return outbox.expired(connection, message, now)
            case PassingError():
                due = now + max(error.pause or timedelta(), pause(message.attempts, _LONGEST_PAUSE))
                return outbox.postpone(connection, message, text, due, doubt=error.in_doubt)
            case MovedError():
                self._post.moved(connection, message, error.address)
                return outbox.postpone(connection, message, text, now, doubt=False)
            case UnreachableError():
                people.deactivate(connection, message.channel, message.address, text)
                outbox.drop_for(connection, message.channel, message.address, now)
            case RefusedError():
                pass
        return outbox.failed(connection, message, text, now)

    async def _mark(self, action: Callable[[Connection], bool]) -> None:
        """Write how it ended, waiting for the database if need be; without it the message would go out again."""
        attempts = 0
        while True:
            try:
                ours = await self._work.write(action, first=True)
            except StoreError as error:
                attempts += 1
                self._log.error("outcome cannot be written, will be tried again", error=str(error))
                await asyncio.sleep(pause(attempts, _LONGEST_PAUSE).total_seconds())
                continue
            if not ours:
                self._log.warning("lease lost while sending")
            return
