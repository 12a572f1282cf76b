"""Runs transactions in threads, so that the event loop never waits for the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection

from bot.store.database import Database

Result = TypeVar("Result")
_POSTGRES_THREADS = 4


class Work:
    """Transactions on one database. On SQLite one after the other: it has one writer at a time anyway."""

    def __init__(self, database: Database) -> None:
        """Prepare the threads."""
        self.database = database
        threads = 1 if database.is_sqlite else _POSTGRES_THREADS
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="store")

    async def write(self, action: Callable[[Connection], Result]) -> Result:
        """Do something in a transaction of its own.

        Raises:
            StoreError: the database cannot be used; nothing was changed.
        """

        def run() -> Result:
            with self.database.transaction() as connection:
                return action(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def read(self, action: Callable[[Connection], Result]) -> Result:
        """Look something up, without writing.

        Raises:
            StoreError: the database cannot be used.
        """

        def run() -> Result:
            with self.database.reading() as connection:
                return action(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def close(self) -> None:
        """Let running transactions end, and close the database."""
        self._threads.shutdown()
        self.database.dispose()
