"""Handles stored updates: in the order of their arrival within a chat, chats side by side, each update once.

An update is planned in one transaction, which holds all that it changes and the calls that answer it; then the calls
are made. A restart in between goes on with the calls; only the one that was being made can go out twice.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection
from telegram import Update

from bot.backoff import pause
from bot.botapi.calls import Call, dump, load
from bot.clock import Clock, real_now
from bot.errors import LeaseLostError, StoppingError, StoreError
from bot.logs import get_logger
from bot.store import leases, updates
from bot.store.leases import Lease
from bot.store.updates import Arrived
from bot.store.work import Work
from bot.telegram.carrying import LONGEST_PAUSE, Carrier
from bot.telegram.dispatch import Dispatcher
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL
from bot.waiting import first_of

_MOST_AT_ONCE = 16
_MOST_LOADED = 500
_RELOAD = timedelta(seconds=1)
_HEAD_START = timedelta(milliseconds=50)
_MOST_ATTEMPTS = 3
_log = get_logger(CHANNEL)


@dataclass(kw_only=True, eq=False)
class Processor:
    """Works off the stored updates of one bot, as long as it holds the bot's lease.

    `log_texts` tells whether what people write may be logged, `is_sure` whether the lease need not be looked up.
    """

    work: Work
    dispatcher: Dispatcher
    caller: Caller
    clock: Clock
    lease: Lease
    log_texts: bool = False
    is_sure: Callable[[], bool] = field(default=lambda: False)

    def __post_init__(self) -> None:
        """Begin with nothing loaded."""
        self._source = str(self.dispatcher.desk.bot)
        self._carrier = Carrier(self.work, self.caller, self.clock)
        self._wake, self._stop, self._settled = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)
        self._queues: dict[str, deque[Arrived]] = {}
        self._loaded: set[int] = set()
        self._fresh: set[int] = set()
        self._is_behind = True
        self._tasks: asyncio.TaskGroup | None = None
        self._lost: LeaseLostError | None = None

    def notify(self) -> None:
        """Say that there is something new in the database."""
        self._wake.set()

    async def take(self, arrived: Sequence[Arrived]) -> None:
        """Take what was just stored, without reading it again; returns when it is planned, or soon.

        Whoever fetches updates waits here, so that what came is answered before the next is fetched.
        """
        if self._is_behind or self._tasks is None or len(self._loaded) >= _MOST_LOADED // 2:
            self._is_behind = True  # what is older comes first
            self._wake.set()
            return
        self._fresh |= {one.update_id for one in arrived}
        self._settled.clear()
        for one in arrived:
            self._queue(one, self._tasks)
        await first_of((self._settled, self._stop), _HEAD_START)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; what is being answered then is answered to its end.

        Raises:
            LeaseLostError: another process works for this bot now.
        """
        self._stop = self._carrier.stop = stop
        try:
            await self._work_off()
        except BaseExceptionGroup as group:
            if self._lost is None:
                raise
            raise self._lost from group

    async def _work_off(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            while not self._stop.is_set():
                self._wake.clear()
                await self._load(tasks)
                if self._lost:
                    raise self._lost
                await first_of((self._wake, self._stop), _RELOAD)
            for queue in self._queues.values():  # the one at work in a chat is finished, the rest waits for a restart
                while len(queue) > 1:
                    queue.pop()

    async def _load(self, tasks: asyncio.TaskGroup) -> None:
        if len(self._loaded) >= _MOST_LOADED // 2:
            return
        try:
            found = await self.work.read(lambda c: updates.waiting(c, self._source, limit=_MOST_LOADED))
        except StoreError as error:
            _log.error("updates cannot be read", error=str(error))
            return
        self._is_behind = len(found) == _MOST_LOADED
        for arrived in found:
            self._queue(arrived, tasks)

    def _queue(self, arrived: Arrived, tasks: asyncio.TaskGroup) -> None:
        if arrived.update_id in self._loaded:
            return
        self._loaded.add(arrived.update_id)
        key = _conversation(arrived.payload)
        if key in self._queues:
            self._queues[key].append(arrived)
        else:
            self._queues[key] = deque([arrived])
            tasks.create_task(self._converse(key))

    async def _converse(self, key: str) -> None:
        """Handle what came in one conversation, one after the other."""
        queue = self._queues[key]
        try:
            while queue:
                async with self._places:
                    await self._deal_with(queue[0])
                self._loaded.discard(queue.popleft().update_id)
        except LeaseLostError as error:
            self._lost = error
        except StoppingError:
            _log.debug("left for the restart", updates=len(queue))
        finally:
            self._loaded -= {arrived.update_id for arrived in queue}
            del self._queues[key]
            if self._is_behind or queue:
                self._wake.set()

    # -- one update -------------------------------------------------------------------------------------------------

    async def _deal_with(self, arrived: Arrived) -> None:
        try:
            await self._handle(arrived)
        except (LeaseLostError, StoppingError):
            raise
        except Exception:  # noqa: BLE001 - such as a call that another version of the program planned
            _log.exception("update cannot be answered", update=arrived.update_id)
            await self._carrier.persist(lambda c: updates.finish(c, arrived, self.clock.now(), "failed"))

    async def _handle(self, arrived: Arrived) -> None:
        began = time.monotonic()
        try:
            calls = load(arrived.calls) if arrived.calls is not None else await self._plan(arrived)
        finally:
            self._fresh.discard(arrived.update_id)
            if not self._fresh:
                self._settled.set()
        if calls is None:
            return
        await self._carrier.carry_out(arrived, calls)
        _log.debug("update answered", update=arrived.update_id, ms=round((time.monotonic() - began) * 1000))

    async def _plan(self, arrived: Arrived) -> list[Call] | None:
        """Plan an update; None when there is nothing to call, or nothing can be done with it."""
        attempts = arrived.attempts
        while True:
            try:
                return await self._carrier.persist(lambda c: self._planned(c, arrived), shared=True)
            except (LeaseLostError, asyncio.CancelledError):
                raise
            except Exception:  # noqa: BLE001 - whatever a handler stumbles over must not hold up the next update
                attempts += 1
                _log.exception("update cannot be handled", update=arrived.update_id, attempt=attempts)
                if attempts >= _MOST_ATTEMPTS:
                    return await self._carrier.persist(lambda c: self._given_up(c, arrived, "failed"))
                await self._carrier.persist(partial(updates.note_attempts, arrived=arrived, attempts=attempts))
                await self._carrier.rest(pause(attempts, LONGEST_PAUSE))

    def _planned(self, connection: Connection, arrived: Arrived) -> list[Call] | None:
        if not self.is_sure() and not leases.is_held(connection, self.lease):
            raise LeaseLostError(f"{self.lease.name}: another process has taken over")
        try:
            update = Update.de_json(arrived.payload, self.caller.bot)
        except Exception as error:  # noqa: BLE001 - the library raises whatever a missing field leads to
            _log.warning("update is malformed", update=arrived.update_id, error=type(error).__name__)
            return self._given_up(connection, arrived, "malformed")
        if self.log_texts:
            _log.info("update", update=arrived.update_id, payload=str(arrived.payload))
        outcome, calls = self.dispatcher.answer(update, connection, self.clock.now(), real_now())
        return self._keep(connection, arrived, outcome, calls)

    def _keep(self, connection: Connection, arrived: Arrived, outcome: str, calls: Sequence[Call]) -> list[Call] | None:
        if not calls:
            updates.finish(connection, arrived, self.clock.now(), outcome)
            _log.debug("update done", update=arrived.update_id, outcome=outcome)
            return None
        updates.plan(connection, arrived, dump(calls), outcome)
        return list(calls)

    def _given_up(self, connection: Connection, arrived: Arrived, outcome: str) -> list[Call] | None:
        """Say politely that a message could not be handled, where it can be told who sent it."""
        calls = self.dispatcher.apologise(arrived.payload, connection, self.clock.now())
        return self._keep(connection, arrived, outcome, calls)


def _conversation(payload: dict[str, Any]) -> str:
    """What an update belongs to: the order of updates counts within a chat, else with a person."""
    for content in payload.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message")
        chat = message.get("chat") if isinstance(message, dict) else content.get("chat")
        for part in (chat, content.get("from")):
            if isinstance(part, dict) and "id" in part:
                return str(part["id"])
    return "none"
