"""Runs transactions in threads, so that the event loop never waits for the database."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.errors import StoreLockedError
from bot.store.database import Database

Result = TypeVar("Result")
_POSTGRES_THREADS = 4


_Grouped = tuple[Callable[[Connection], Any], "asyncio.Future[Any]"]


class Work:
    """Transactions on one database. On SQLite one after the other: it has one writer at a time anyway."""

    def __init__(self, database: Database) -> None:
        """Prepare the threads."""
        self.database = database
        threads = 1 if database.is_sqlite else _POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="store")
        self._turns = _Turns(threads)
        self._grouped: list[_Grouped] = []
        self._grouping: asyncio.Task[None] | None = None

    async def write(self, action: Callable[[Connection], Result], *, first: bool = False) -> Result:
        """Do something in a transaction of its own.

        Args:
            action: what is done.
            first: whether it goes before all that waits: what was done in the world, and must not be done again.
                Those that come while another such one is being written share one transaction.

        Raises:
            StoreError: the database cannot be used; nothing was changed.
        """
        if not first:
            return await self._do(self._transaction(action), first=False)
        outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._grouped.append((action, outcome))
        if self._grouping is None:
            self._grouping = asyncio.create_task(self._write_groups())
        result: Result = await outcome
        return result

    def _transaction(self, action: Callable[[Connection], Result]) -> Callable[[], Result]:
        def run() -> Result:
            with self.database.transaction() as connection:
                return action(connection)

        return run

    async def _write_groups(self) -> None:
        while self._grouped:
            group, self._grouped = self._grouped, []
            try:
                await self._write_group(group)
            except StoreLockedError as error:  # so it would be for each alone, after as long a wait
                for _, outcome in group:
                    if not outcome.done():
                        outcome.set_exception(error)
            except Exception:  # noqa: BLE001 - one of them failed: each for itself, so that only that one does
                for single in group:
                    await self._write_alone(single)
        self._grouping = None

    async def _write_group(self, group: list[_Grouped]) -> None:
        def together(connection: Connection) -> list[object]:
            return [action(connection) for action, _ in group]

        results = await self._do(self._transaction(together), first=True)
        for (_, outcome), result in zip(group, results, strict=True):
            if not outcome.done():
                outcome.set_result(result)

    async def _write_alone(self, single: _Grouped) -> None:
        action, outcome = single
        try:
            result = await self._do(self._transaction(action), first=True)
        except Exception as error:  # noqa: BLE001 - for whoever waits for it
            if not outcome.done():
                outcome.set_exception(error)
        else:
            if not outcome.done():
                outcome.set_result(result)

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
