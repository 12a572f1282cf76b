"""Makes the calls that answer an update, one after the other, and notes each as soon as it is made.

A call that was made and not yet noted goes out once more after a crash; so one is in that state at a time, unless it is
slow.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.backoff import pause
from bot.botapi.calls import AnswerInline, AnswerPress, Call, SendText
from bot.clock import Clock
from bot.errors import MovedError, PassingError, RefusedError, StoppingError, StoreError, UnreachableError
from bot.logs import get_logger
from bot.store import outbox, people, questions, updates
from bot.store.updates import Arrived
from bot.store.work import Work
from bot.telegram import groups
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL
from bot.waiting import until

_PATIENCE = timedelta(seconds=1)
"""A call that takes longer lets the next one go, so that a slow one keeps nobody waiting."""
_MOST_ATTEMPTS = 3
LONGEST_PAUSE = timedelta(minutes=1)
_log = get_logger(CHANNEL)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Made:
    """A call that is over; `message` is the number of the message that it made, if any."""

    message: int | None = None


@dataclass(frozen=True, slots=True)
class _Again:
    """A call that is to be made again, after a while."""

    call: Call
    wait: timedelta


class Carrier:
    """Carries out what is planned, as long as the service runs."""

    def __init__(self, work: Work, caller: Caller, clock: Clock) -> None:
        """Prepare.

        Args:
            work: the database.
            caller: what makes the calls.
            clock: the service's time.
        """
        self._work, self._caller, self._clock = work, caller, clock
        self._flight = asyncio.Lock()
        self.stop = asyncio.Event()

    async def carry_out(self, arrived: Arrived, calls: Sequence[Call]) -> None:
        """Make an update's calls that were not made yet, and finish it.

        Raises:
            StoppingError: the service stops while a call rests; what is left goes on after the restart.
        """
        for place in range(arrived.called, len(calls)):
            await self._carry_out_one(arrived, calls[place], place + 1, len(calls))
        if arrived.called >= len(calls):
            await self.persist(self._noted(arrived, len(calls), len(calls), None), first=True)

    async def _carry_out_one(self, arrived: Arrived, call: Call, number: int, total: int) -> None:
        attempts = 0
        while True:
            async with self._alone():
                end = await self._attempt(call, attempts)
                if isinstance(end, _Made):
                    question = call.question if isinstance(call, SendText) else None
                    reply = (question, str(end.message)) if question and end.message else None
                    await self.persist(self._noted(arrived, number, total, reply), first=True)
                    return
            attempts += 1
            call = end.call
            await self.rest(end.wait)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait until no other call is in flight, but for slow ones."""
        await self._flight.acquire()
        is_ours = True

        def let_go() -> None:
            nonlocal is_ours
            if is_ours:
                is_ours = False
                self._flight.release()

        timer = asyncio.get_running_loop().call_later(_PATIENCE.total_seconds(), let_go)
        try:
            yield
        finally:
            timer.cancel()
            let_go()

    def _noted(
        self, arrived: Arrived, made: int, total: int, reply: tuple[int, str] | None
    ) -> Callable[[Connection], None]:
        """Note that so many calls were made; with the last one, the update is done."""

        def note(connection: Connection) -> None:
            if reply:
                questions.answered_by(connection, *reply)
            if made < total:
                updates.note_called(connection, arrived, made)
            else:
                updates.finish(connection, arrived, self._clock.now())

        return note

    async def _attempt(self, call: Call, before: int) -> _Made | _Again:
        """Make a call once, after so many attempts before."""
        try:
            return _Made(await self._caller.make(call))
        except PassingError as error:
            _log.warning("call failed, will be repeated", call=call.kind, error=str(error), doubt=error.in_doubt)
            if isinstance(call, AnswerPress | AnswerInline) and before + 1 >= _MOST_ATTEMPTS:
                return _Made()  # nobody waits for these any more
            return _Again(call, error.pause or pause(before + 1, LONGEST_PAUSE))
        except MovedError as error:
            if isinstance(call, AnswerPress | AnswerInline):
                return _Made()
            await self.persist(partial(groups.follow, old=call.chat, new=int(error.address)))
            return _Again(replace(call, chat=int(error.address)), timedelta())
        except UnreachableError as error:
            _log.info("chat cannot be reached", error=str(error))
            if not isinstance(call, AnswerPress | AnswerInline):
                await self.persist(partial(self._give_up_on, chat=str(call.chat), reason=str(error)))
        except RefusedError as error:
            _log.warning("call refused", call=call.kind, error=str(error))
        return _Made()

    def _give_up_on(self, connection: Connection, chat: str, reason: str) -> None:
        people.deactivate(connection, CHANNEL, chat, reason)
        outbox.drop_for(connection, CHANNEL, chat, self._clock.now())

    async def rest(self, most: timedelta) -> None:
        """Wait before something is tried again.

        Raises:
            StoppingError: the service stops meanwhile.
        """
        if await until(self.stop, most):
            raise StoppingError("the service stops")

    async def persist(
        self, action: Callable[[Connection], Result], *, first: bool = False, shared: bool = False
    ) -> Result:
        """Write, waiting for the database as long as it takes: what was decided must not be lost.

        Args:
            action: what is written.
            first: whether it goes before all that waits.
            shared: whether it may share a transaction with others that wait.

        Raises:
            StoppingError: the service stops while the database cannot be written.
        """
        attempts = 0
        while True:
            try:
                return await self._work.write(action, first=first, shared=shared)
            except StoreError as error:
                attempts += 1
                _log.error("database cannot be written, will be tried again", error=str(error))
                await self.rest(pause(attempts, LONGEST_PAUSE))
