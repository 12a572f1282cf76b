"""Transactions in threads, for the event loop."""

import asyncio
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.store import leases, marks
from bot.store.database import Database
from bot.store.work import Work
from tests.bot.store.databases import Databases

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)


def test_what_is_written_can_be_read(database: Database) -> None:
    async def use(work: Work) -> datetime | None:
        await work.write(lambda connection: marks.hold_sending(connection, NOW))
        return await work.read(marks.sending_held_since)

    work = Work(database)
    assert asyncio.run(use(work)) == NOW
    work.close()


def test_many_at_once_all_write(database: Database) -> None:
    async def use(work: Work) -> list[str]:
        def take(number: int, connection: Connection) -> str:
            lease = leases.acquire(connection, f"x{number}", "me", NOW, NOW - NOW, lambda _: False)
            return lease.name if lease else ""

        return await asyncio.gather(*(work.write(partial(take, number)) for number in range(20)))

    work = Work(database)
    assert asyncio.run(use(work)) == [f"x{number}" for number in range(20)]
    work.close()


def test_a_failure_reaches_the_caller_and_changes_nothing(database: Database) -> None:
    def fail(connection: Connection) -> None:
        marks.hold_sending(connection, NOW)
        raise LookupError("stop")

    work = Work(database)
    with pytest.raises(LookupError, match="stop"):
        asyncio.run(work.write(fail))
    assert asyncio.run(work.read(marks.sending_held_since)) is None
    work.close()


def test_a_database_that_cannot_be_used_is_told_in_one_line(sqlite_databases: Databases) -> None:
    work = Work(sqlite_databases.empty())
    with pytest.raises(StoreError, match=r"^database .*: no such table: marks$"):
        asyncio.run(work.read(lambda connection: connection.execute(text("SELECT * FROM marks")).all()))
    work.close()
