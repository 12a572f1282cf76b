"""Sends the outbox's messages by Telegram, at Telegram's pace.

One process sends for a bot, the holder of its lease, and counts what it sends. Whoever takes over waits until what the
one before may have sent counts no more, and obeys the pauses that were asked of it: the database tells.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.botapi.calls import AnswerInline, AnswerPress, load
from bot.clock import real_now
from bot.delivery import Room
from bot.errors import DeliveryError, LeaseLostError, PassingError, StoreError
from bot.logs import get_logger
from bot.store import leases, paces
from bot.store.leases import Lease
from bot.store.outbox import LEASE, Message
from bot.store.paces import Pace
from bot.store.work import Work
from bot.telegram import groups
from bot.telegram.sending import CHAT_PAUSE, GROUP_PAUSE, Caller
from bot.telegram.visit import CHANNEL

_MOST_AT_ONCE = 8
_COUNTS = timedelta(seconds=CHAT_PAUSE)
"""So long does a message count against the limit of all chats, and against that of its own."""
_COUNTS_IN_GROUP = timedelta(seconds=GROUP_PAUSE)
_AGAIN = timedelta(seconds=1)
_log = get_logger(CHANNEL)


class TelegramPost:
    """The sender of the channel `telegram`: a message's payload holds its calls, its address the chat that they go to.

    The address counts: a group may have become a supergroup since the calls were written.
    """

    channel = CHANNEL

    def __init__(self, caller: Caller, work: Work, lease: Lease) -> None:
        """Prepare to send.

        Args:
            caller: what makes the calls.
            work: the database.
            lease: under which this process works for the bot; its name is that of the bot's pace, too.
        """
        self._caller, self._work, self._lease = caller, work, lease

    async def take_over(self, stop: asyncio.Event) -> None:
        """Wait out what was sent before, by whomever: to be called before anything is sent under the lease."""
        while not stop.is_set():
            try:
                found = await self._work.write(self._load)
            except StoreError as error:
                _log.error("pace cannot be read, will be tried again", error=str(error))
                await asyncio.sleep(_AGAIN.total_seconds())
                continue
            for pace in found:
                self._wait_out(pace)
            return

    def _load(self, connection: Connection) -> list[Pace]:
        paces.forget(connection, self._lease.name, real_now() - LEASE)
        return paces.load(connection, self._lease.name)

    def _wait_out(self, pace: Pace) -> None:
        """What was claimed under a lease may have gone out until now, when whoever held it is gone."""
        now = real_now()
        chat = pace.name.removeprefix(self._lease.name).removeprefix(":") or None
        if pace.spent_until > now - LEASE:
            self._caller.pacer.rest(max(pace.spent_until - now, _COUNTS_IN_GROUP if chat else _COUNTS), chat)
        if pace.held_until and pace.held_until > now:
            self._caller.hold.hold(pace.held_until - now)

    async def room(self, busy: Collection[Message]) -> Room:
        """What may be begun now."""
        if held := self._caller.hold.left:
            await self._note_hold(held)
            return Room(free={}, wait=held)
        pacer = self._caller.pacer
        resting = pacer.resting | {message.address for message in busy}
        return Room(free={None: min(pacer.room, _MOST_AT_ONCE - len(busy))}, resting=resting, wait=pacer.until_room)

    async def _note_hold(self, left: timedelta) -> None:
        """Keep a pause where it outlives this process."""
        if self._caller.hold.is_noted:
            return
        now = real_now()
        try:
            await self._work.write(lambda c: paces.hold(c, self._lease.name, now + left, now), first=True)
        except StoreError as error:
            _log.error("pause cannot be noted", error=str(error))
        else:
            self._caller.hold.is_noted = True

    def claimed(self, connection: Connection, messages: Sequence[Message]) -> None:
        """Note what these messages use up, before they are sent.

        Raises:
            LeaseLostError: another process works for the bot; it has the limits for itself.
        """
        if not leases.is_held(connection, self._lease):
            raise LeaseLostError(f"{self._lease.name}: another process has taken over")
        now, name = real_now(), self._lease.name
        paces.spend(connection, [name], now + _COUNTS)
        in_groups = [f"{name}:{message.address}" for message in messages if message.address.startswith("-")]
        paces.spend(connection, in_groups, now + _COUNTS_IN_GROUP)

    async def send(self, message: Message, is_late: Callable[[], bool]) -> str | None:
        """Send a message; returns the number that Telegram gives it.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        receipt = None
        for number, call in enumerate(load((message.payload or {}).get("calls", []))):
            here = call if isinstance(call, AnswerPress | AnswerInline) else replace(call, chat=int(message.address))
            try:
                receipt = await self._caller.make_in_turn(here, None if number else is_late)
            except DeliveryError as error:
                if number and not error.is_final:  # what went out already will go out again
                    raise PassingError(str(error), in_doubt=True) from error
                raise
        return str(receipt) if receipt else None

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Follow a group that has become a supergroup."""
        groups.follow(connection, int(message.address), int(address))
