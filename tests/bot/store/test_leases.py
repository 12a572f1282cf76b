"""Leases: one holder at a time, and every one with a greater fence than the one before."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.store import leases
from bot.store.database import Database
from bot.store.leases import Lease
from tests.bot.store.databases import Databases, at_once

REAL = datetime(2031, 1, 1, tzinfo=UTC)
LASTS = timedelta(seconds=30)
AFTER = REAL + LASTS


def take(connection: Connection, owner: str, real: datetime = REAL, dead: str = "", name: str = "x") -> Lease | None:
    return leases.acquire(connection, name, owner, real, LASTS, lambda holder: holder == dead)


def test_a_lease_has_one_holder(database: Database) -> None:
    with database.transaction() as connection:
        first = take(connection, "first")
        assert first == Lease(name="x", owner="first", fence=1)
        assert leases.is_held(connection, first)
        assert take(connection, "second", AFTER - timedelta(microseconds=1)) is None
        assert leases.is_held(connection, first)
        assert take(connection, "second", name="y") == Lease(name="y", owner="second", fence=1)


def test_a_lease_that_ran_out_is_taken_over_with_a_greater_fence(database: Database) -> None:
    with database.transaction() as connection:
        first = take(connection, "first")
        second = take(connection, "second", AFTER)
        assert first
        assert second == Lease(name="x", owner="second", fence=2)
        assert (leases.is_held(connection, first), leases.is_held(connection, second)) == (False, True)
        assert not leases.renew(connection, first, AFTER, LASTS)
        leases.release(connection, first, AFTER)
        assert leases.is_held(connection, second)


def test_a_lease_of_the_dead_is_taken_over_at_once(database: Database) -> None:
    with database.transaction() as connection:
        take(connection, "first")
        assert take(connection, "second", dead="another") is None
        assert take(connection, "second", dead="first") == Lease(name="x", owner="second", fence=2)


def test_a_renewed_lease_lasts_longer(database: Database) -> None:
    with database.transaction() as connection:
        first = take(connection, "first")
        assert first
        assert leases.renew(connection, first, AFTER - timedelta(seconds=1), LASTS)
        assert take(connection, "second", AFTER) is None
        assert take(connection, "second", AFTER - timedelta(seconds=1) + LASTS) is not None


def test_a_released_lease_is_free(database: Database) -> None:
    with database.transaction() as connection:
        first = take(connection, "first")
        assert first
        leases.release(connection, first, REAL)
        assert not leases.is_held(connection, first)
        assert not leases.renew(connection, first, REAL, LASTS)
        assert take(connection, "second") == Lease(name="x", owner="second", fence=2)


def test_the_holder_that_takes_its_lease_again_loses_the_earlier_one(database: Database) -> None:
    with database.transaction() as connection:
        first, second = take(connection, "first"), take(connection, "first")
        assert first
        assert second
        assert second.fence == 2
        assert (leases.is_held(connection, first), leases.is_held(connection, second)) == (False, True)


def test_a_lease_that_never_was_is_not_held(database: Database) -> None:
    with database.transaction() as connection:
        never = Lease(name="x", owner="first", fence=1)
        assert not leases.is_held(connection, never)
        assert not leases.renew(connection, never, REAL, LASTS)


def test_of_many_at_once_exactly_one_gets_the_lease(database: Database, databases: Databases) -> None:
    for turn in range(5):
        real = REAL + turn * LASTS

        def acquire(place: int, real: datetime = real) -> Lease | None:
            with databases.again(database).transaction() as connection:
                return take(connection, f"worker {place}", real)

        (held,) = [lease for lease in at_once(4, acquire) if lease]
        assert held.fence == turn + 1


def test_work_under_a_lease_keeps_others_from_taking_it_over(database: Database, databases: Databases) -> None:
    with database.transaction() as connection:
        first = take(connection, "first")
    assert first
    results: list[bool] = []

    def work_or_take(place: int) -> None:
        mine = databases.again(database)
        with mine.transaction() as connection:
            if place:
                take(connection, "second", AFTER)
            else:
                results.append(leases.is_held(connection, first) == leases.is_held(connection, first))

    at_once(2, work_or_take)
    assert results == [True]
    with database.transaction() as connection:
        assert not leases.is_held(connection, first)
