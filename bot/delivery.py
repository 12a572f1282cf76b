"""Sends what waits in the outbox: claimed under a lease, sent once, and marked under the same lease.

Whatever fails for now is tried again after a growing pause; what can never succeed is marked as failed, and an address
that is gone is written to no more.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection

from bot.backoff import pause
from bot.clock import Clock, real_now
from bot.errors import DeliveryError, MovedError, PassingError, RefusedError, StoreError, UnreachableError
from bot.logs import get_logger
from bot.store import marks, outbox, people
from bot.store.outbox import LEASE, Message
from bot.store.work import Work

_BATCH = 50
_AT_ONCE = 8
_LOOK = timedelta(seconds=1)
_ENOUGH = timedelta(seconds=15)
"""Whoever has less than this left of a lease gives the message back rather than send it."""
_LONGEST_PAUSE = timedelta(hours=1)


class Post(Protocol):
    """What sends messages on one channel."""

    @property
    def channel(self) -> str:
        """The channel's name."""
        ...

    async def send(self, message: Message) -> str | None:
        """Send a message; returns what the other side calls it.

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
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._log = get_logger(post.channel)

    async def run(self) -> None:
        """Send until cancelled; messages that are claimed then come back when their lease runs out."""
        while True:
            try:
                claimed = await self._work.write(self._claim)
            except StoreError as error:
                self._log.error("outbox cannot be read", error=str(error))
                claimed = []
            if not claimed:
                await asyncio.sleep(_LOOK.total_seconds())
                continue
            async with asyncio.TaskGroup() as tasks:
                for message in claimed:
                    tasks.create_task(self._deliver(message))

    def _claim(self, connection: Connection) -> list[Message]:
        if marks.sending_held_since(connection):
            return []
        now, real = self._clock.now(), real_now()
        outbox.recover(connection, now, real)
        return outbox.claim(connection, self._post.channel, uuid4().hex, now, until=real + LEASE, limit=_BATCH)

    async def _deliver(self, message: Message) -> None:
        async with self._places:
            if message.leased_until is None or message.leased_until - real_now() < _ENOUGH:
                await self._mark(lambda c: outbox.postpone(c, message, None, self._clock.now(), doubt=False))
                return
            try:
                receipt = await self._post.send(message)
            except DeliveryError as error:
                self._log.warning("message not delivered", message=message.id, error=str(error))
                failure = error
                await self._mark(lambda c: self._failed(c, message, failure))
                return
            await self._mark(lambda c: outbox.sent(c, message, receipt, self._clock.now()))

    def _failed(self, connection: Connection, message: Message, error: DeliveryError) -> bool:
        now, text = self._clock.now(), str(error)
        match error:
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
                ours = await self._work.write(action)
            except StoreError as error:
                attempts += 1
                self._log.error("outcome cannot be written, will be tried again", error=str(error))
                await asyncio.sleep(pause(attempts, _LONGEST_PAUSE).total_seconds())
                continue
            if not ours:
                self._log.warning("lease lost while sending")
            return
