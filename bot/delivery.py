"""Sends what waits in the outbox: claimed under a lease, sent once, and marked under the same lease.

Whatever fails for now is tried again after a growing pause; what can never succeed is marked as failed, and an address
that is gone is written to no more. No more is claimed than is being sent, so that after a crash little is in doubt.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from typing import Protocol
from uuid import uuid4

from sqlalchemy import Connection

from bot.backoff import pause
from bot.clock import Clock, real_now
from bot.errors import DeliveryError, MovedError, PassingError, RefusedError, StoreError, UnreachableError
from bot.logs import get_logger
from bot.processes import is_dead, own_name
from bot.store import marks, outbox, people
from bot.store.outbox import LEASE, Message, Standing
from bot.store.work import Work
from bot.waiting import first_of

_AT_ONCE = 8
_LOOK = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(hours=1)


class Post(Protocol):
    """What sends messages on one channel."""

    @property
    def senders(self) -> Collection[str] | None:
        """The mailboxes that can send, where the channel has several; what waits for another one is left waiting."""
        ...

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
        self._busy = 0
        self._free = asyncio.Event()
        self._held_until = 0.0
        self._has_looked_back = False
        self._log = get_logger(post.channel)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is being sent then is sent to its end.

        Where this is cancelled instead, what was claimed comes back when its lease runs out.
        """
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set():
                self._free.clear()
                for message in await self._claimed():
                    self._busy += 1
                    tasks.create_task(self._deliver(message)).add_done_callback(self._leave)
                if not self._free.is_set():
                    await first_of((self._free, stop), _LOOK)

    async def once(self) -> None:
        """Send what is due now, and nothing that comes later."""
        while claimed := await self._claimed():
            self._busy += len(claimed)
            await asyncio.gather(*map(self._deliver, claimed))
            self._busy -= len(claimed)

    def _leave(self, _: asyncio.Task[None]) -> None:
        self._busy -= 1
        self._free.set()

    async def _claimed(self) -> list[Message]:
        """As many messages as can be sent now."""
        if self._busy >= _AT_ONCE or time.monotonic() < self._held_until:
            return []
        try:
            claimed = await self._work.write(self._claim)
        except StoreError as error:
            self._log.error("outbox cannot be read", error=str(error))
            return []
        self._has_looked_back = True
        return claimed

    def _claim(self, connection: Connection) -> list[Message]:
        if marks.sending_held_since(connection):
            return []
        now, real = self._clock.now(), real_now()
        if not self._has_looked_back:
            self._take_back(connection)
        outbox.recover(connection, now, real)
        lease = f"{own_name()}#{uuid4().hex}"
        free = _AT_ONCE - self._busy
        return outbox.claim(
            connection, self._post.channel, lease, now, until=real + LEASE, limit=free, senders=self._post.senders
        )

    def _take_back(self, connection: Connection) -> None:
        """Put back what a process that has died was sending, rather than wait until its lease runs out."""
        for message in outbox.listed(connection, (Standing.LEASED,)):
            owner, _, _ = (message.lease or "").partition("#")
            if message.channel == self._post.channel and owner and is_dead(owner):
                outbox.postpone(connection, message, "its sender died", message.due_at, doubt=True)

    async def _deliver(self, message: Message) -> None:
        try:
            receipt = await self._post.send(message)
        except DeliveryError as error:
            self._log.warning("message not delivered", message=message.id, error=str(error))
            if isinstance(error, PassingError) and error.pause:
                self._held_until = time.monotonic() + error.pause.total_seconds()
            await self._mark(partial(self._failed, message=message, error=error))
        except Exception as error:  # noqa: BLE001 - a message that cannot even be read must not hold up the others
            self._log.exception("message cannot be sent", message=message.id)
            text = type(error).__name__
            await self._mark(lambda c: outbox.failed(c, message, text, self._clock.now()))
        else:
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
                ours = await self._work.write(action, first=True)
            except StoreError as error:
                attempts += 1
                self._log.error("outcome cannot be written, will be tried again", error=str(error))
                await asyncio.sleep(pause(attempts, _LONGEST_PAUSE).total_seconds())
                continue
            if not ours:
                self._log.warning("lease lost while sending")
            return
