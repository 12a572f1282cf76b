"""Updates: stored before they are confirmed, handled once, in order."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.store import tables as t
from bot.store import updates
from bot.store.database import Database
from bot.store.updates import Arrived
from tests.bot.store.databases import Databases, at_once

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
LARGEST = 2**52


def arrivals(*numbers: int) -> list[dict[str, Any]]:
    return [{"update_id": number, "message": {"text": f"{number}? 世界 🧑🏽‍🚀 مرحبا"}} for number in numbers]


def test_updates_wait_in_their_order(database: Database) -> None:
    with database.transaction() as connection:
        assert updates.store(connection, "1", arrivals(12, 10, LARGEST), NOW) == [12, 10, LARGEST]
        assert updates.store(connection, "1", arrivals(11), NOW) == [11]
        assert updates.store(connection, "2", arrivals(9), NOW) == [9]
        found = updates.waiting(connection, "1")
        assert [arrived.update_id for arrived in found] == [10, 11, 12, LARGEST]
        assert found[0] == Arrived(
            source="1",
            update_id=10,
            payload=arrivals(10)[0],
            received_at=NOW,
            calls=None,
            called=0,
            attempts=0,
        )
        assert [arrived.update_id for arrived in updates.waiting(connection, "1", limit=2)] == [10, 11]
        assert updates.count_waiting(connection) == 5


def test_an_update_that_comes_twice_is_stored_once(database: Database) -> None:
    with database.transaction() as connection:
        assert updates.store(connection, "1", arrivals(1, 2, 1), NOW) == [1, 2]
        changed = [{"update_id": 1, "message": {"text": "another"}}]
        assert updates.store(connection, "1", changed, NOW + timedelta(hours=1)) == []
        first = updates.waiting(connection, "1")[0]
        assert (first.payload, first.received_at) == (arrivals(1)[0], NOW)
        assert updates.store(connection, "2", arrivals(1), NOW) == [1]


def test_an_update_that_is_done_is_not_taken_again(database: Database) -> None:
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1), NOW)
        updates.finish(connection, updates.waiting(connection, "1")[0], NOW)
        assert updates.store(connection, "1", arrivals(1), NOW) == []
        assert updates.waiting(connection, "1") == []


def test_two_who_store_the_same_at_once_store_it_once(database: Database, databases: Databases) -> None:
    def store(_: int) -> list[int]:
        with databases.again(database).transaction() as connection:
            return updates.store(connection, "1", arrivals(*range(20)), NOW)

    assert sorted(number for new in at_once(3, store) for number in new) == list(range(20))


def test_a_planned_update_goes_on_with_the_call_that_was_in_flight(database: Database) -> None:
    calls = [{"kind": "text", "text": "Ginebra"}, {"kind": "edit", "text": "日内瓦"}]
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1, 2), NOW)
        first = updates.waiting(connection, "1")[0]
        updates.plan(connection, first, calls, "answered")
        updates.note_called(connection, first, 1)
        again, other = updates.waiting(connection, "1")
        assert (again.calls, again.called, again.payload) == (calls, 1, arrivals(1)[0])
        assert (other.calls, other.called) == (None, 0)


def test_an_update_that_needs_no_call_is_planned_all_the_same(database: Database) -> None:
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1), NOW)
        updates.plan(connection, updates.waiting(connection, "1")[0], [], "ignored")
        assert updates.waiting(connection, "1")[0].calls == []


def test_attempts_are_counted(database: Database) -> None:
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1), NOW)
        updates.note_attempts(connection, updates.waiting(connection, "1")[0], 2)
        assert updates.waiting(connection, "1")[0].attempts == 2


def test_a_finished_update_forgets_what_it_said(database: Database) -> None:
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1, 2), NOW)
        first, second = updates.waiting(connection, "1")
        updates.plan(connection, first, [{"text": "1"}], "answered")
        updates.finish(connection, first, NOW)
        updates.finish(connection, second, NOW, "failed")
        rows = connection.execute(select(t.updates).order_by(t.updates.c.update_id)).all()
        assert [(row.payload, row.calls, row.outcome, row.done_at) for row in rows] == [
            (None, None, "answered", NOW),
            (None, None, "failed", NOW),
        ]
        assert updates.count_waiting(connection) == 0


def test_what_is_done_is_pruned_and_what_waits_is_not(database: Database) -> None:
    with database.transaction() as connection:
        updates.store(connection, "1", arrivals(1, 2, 3), NOW - timedelta(days=9))
        first, second, _ = updates.waiting(connection, "1")
        updates.finish(connection, first, NOW - timedelta(days=2))
        updates.finish(connection, second, NOW)
        assert updates.prune(connection, NOW - timedelta(days=1)) == 1
        assert connection.execute(select(t.updates.c.update_id).order_by("update_id")).scalars().all() == [2, 3]
