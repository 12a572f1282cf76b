"""Runs transactions in threads, so that the event loop never waits for the database."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.errors import StoreLockedError
from bot.store.database import Database

Result = TypeVar("Result")
_POSTGRES_THREADS = 4
_MOST_TOGETHER_FIRST, _MOST_TOGETHER = 64, 4
"""So many actions share a transaction."""


class Work:
    """Transactions on one database. On SQLite one after the other: it has one writer at a time anyway."""

    def __init__(self, database: Database) -> None:
        """Prepare the threads."""
        self.database = database
        threads = 1 if database.is_sqlite else _POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="store")
        self._turns = _Turns(threads)
        self._first = _Lane(partial(self._transact, first=True), _MOST_TOGETHER_FIRST)
        self._shared = _Lane(partial(self._transact, first=False), _MOST_TOGETHER)

    async def write(
        self, action: Callable[[Connection], Result], *, first: bool = False, shared: bool = False
    ) -> Result:
        """Do something in a transaction: all of it is kept, or nothing.

        Args:
            action: what is done; where it shares a transaction, it may be done again, alone.
            first: whether it goes before all that waits: what was done in the world, and must not be done again.
                Those that come while another such one is being written share one transaction.
            shared: whether it may share a transaction with others that wait.

        Raises:
            StoreError: the database cannot be used; nothing was changed.
        """
        if first or shared:
            return await (self._first if first else self._shared).write(action)
        return await self._transact(action, first=False)

    async def _transact(self, action: Callable[[Connection], Result], *, first: bool) -> Result:
        def run() -> Result:
            with self.database.transaction() as connection:
                return action(connection)

        return await self._do(run, first=first)

    async def read(self, action: Callable[[Connection], Result]) -> Result:
        """Look something up, without writing.

        Raises:
            StoreError: the database cannot be used.
        """

        def run() -> Result:
            with self.database.reading() as connection:
                return action(connection)

        return await self._do(run, first=False)

    async def _do(self, run: Callable[[], Result], *, first: bool) -> Result:
        await self._turns.wait(first=first)
        with self._turns.taken():
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def close(self) -> None:
        """Let running transactions end, and close the database."""
        self._threads.shutdown()
        self.database.dispose()


class _Turns:
    """So many at a time, in the order of their coming, but for those who go first."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._numbers = count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []

    async def wait(self, *, first: bool) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (not first, next(self._numbers), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    @contextmanager
    def taken(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            _, _, turn = heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class _Lane:
    """Actions that share transactions with others of their kind that wait at the same time."""

    def __init__(self, transact: Callable[[Callable[[Connection], Any]], Awaitable[Any]], most: int) -> None:
        self._transact, self._most = transact, most
        self._waiting: list[tuple[Callable[[Connection], Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, action: Callable[[Connection], Result]) -> Result:
        outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((action, outcome))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        result: Result = await outcome
        return result

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            actions = [action for action, _ in group]
            try:
                results = await self._transact(lambda c, actions=actions: [action(c) for action in actions])  # type: ignore[misc]
            except StoreLockedError as error:  # so it would be for each alone, after as long a wait
                for _, outcome in group:
                    _settle(outcome, error=error)
            except Exception:  # noqa: BLE001 - one of them failed: each for itself, so that only that one does
                for action, outcome in group:
                    await self._write_alone(action, outcome)
            else:
                for (_, outcome), result in zip(group, results, strict=True):
                    _settle(outcome, result)
        self._writing = None

    async def _write_alone(self, action: Callable[[Connection], Any], outcome: "asyncio.Future[Any]") -> None:
        try:
            _settle(outcome, await self._transact(action))
        except Exception as error:  # noqa: BLE001 - for whoever waits for it
            _settle(outcome, error=error)


def _settle(outcome: "asyncio.Future[Any]", result: object = None, *, error: Exception | None = None) -> None:
    if outcome.done():
        return
    if error is None:
        outcome.set_result(result)
    else:
        outcome.set_exception(error)
