"""The outbox when something goes wrong: dead holders, failures, and a person who steps in."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.store import outbox
from bot.store import tables as t
from bot.store.database import Database
from bot.store.outbox import Message, Standing
from tests.bot.store.posting import MINUTE, NOW, REAL, UNTIL, keys, only, put, take

# -- what a dead holder leaves ---------------------------------------------------------------------------------------


def test_a_lease_that_ran_out_comes_back_in_doubt(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        outbox.recover(connection, NOW, UNTIL)
        assert only(connection) == leased
        outbox.recover(connection, NOW, UNTIL + timedelta(microseconds=1))
        found = only(connection)
        assert (found.state, found.in_doubt, found.lease) == (Standing.WAITING, True, None)
        (again,) = take(connection, "b")
        assert (again.attempts, again.in_doubt) == (2, True)
        assert outbox.count_in_doubt(connection) == 1
        assert outbox.listed(connection, in_doubt=True) == [again]


@pytest.mark.usefixtures("leased")
def test_what_was_in_flight_is_not_sent_again_after_its_time(database: Database) -> None:
    with database.transaction() as connection:
        outbox.recover(connection, NOW + 2 * MINUTE, UNTIL + MINUTE)
        found = only(connection)
        assert (found.state, found.in_doubt, found.finished_at) == (Standing.EXPIRED, True, NOW + 2 * MINUTE)


def test_what_expired_is_not_sent(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "k", expires_at=NOW + MINUTE)
        put(connection, "for ever")
        assert keys(take(connection, "a", now=NOW + MINUTE)) == ["for ever"]
        outbox.recover(connection, NOW + MINUTE - timedelta(microseconds=1), REAL)
        assert outbox.count(connection) == {"waiting": 1, "leased": 1}
        outbox.recover(connection, NOW + MINUTE, REAL)
        assert outbox.count(connection) == {"expired": 1, "leased": 1}
        assert outbox.listed(connection, [Standing.EXPIRED])[0].finished_at == NOW + MINUTE


def test_a_channel_takes_back_its_own_alone(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "chat")
        put(connection, "mail", channel="email")
        take(connection)
        outbox.claim(connection, "email", "a", NOW, until=UNTIL, limit=1)
        outbox.recover(connection, NOW, UNTIL + MINUTE, "email")
        assert keys(outbox.listed(connection, in_doubt=True)) == ["mail"]
        outbox.recover(connection, NOW, UNTIL + MINUTE)
        assert keys(outbox.listed(connection, in_doubt=True)) == ["chat", "mail"]


def test_what_was_late_when_its_turn_came_has_expired(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.expired(connection, leased, NOW + 2 * MINUTE)
        found = only(connection)
        assert (found.state, found.finished_at, found.lease) == (Standing.EXPIRED, NOW + 2 * MINUTE, None)
        assert not outbox.expired(connection, found, NOW)


def test_what_expired_by_a_clock_that_was_ahead_waits_again(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "early", expires_at=NOW + 2 * MINUTE)
        put(connection, "late", expires_at=NOW + MINUTE)
        put(connection, "erased", expires_at=NOW + 2 * MINUTE)
        outbox.recover(connection, NOW + 9 * MINUTE, REAL)
        connection.execute(update(t.outbox).where(t.outbox.c.key == "erased").values(payload=None))
        assert outbox.reopen_expired(connection, NOW + MINUTE) == 1
        (again,) = take(connection, now=NOW + MINUTE)
        assert (again.key, again.finished_at, again.expires_at) == ("early", None, NOW + 2 * MINUTE)
        assert outbox.reopen_expired(connection, NOW + MINUTE) == 0


# -- later -----------------------------------------------------------------------------------------------------------


def test_a_message_that_was_given_back_has_lost_no_attempt(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.postpone(connection, leased, None, NOW + MINUTE, doubt=False)
        found = only(connection)
        assert (found.state, found.attempts, found.due_at, found.last_error) == ("waiting", 0, NOW + MINUTE, None)
        assert not found.in_doubt
        assert take(connection, "b") == []
        assert keys(take(connection, "b", now=NOW + MINUTE)) == ["k"]


@pytest.mark.parametrize("doubt", [False, True])
def test_a_message_that_could_not_be_sent_tells_why(database: Database, leased: Message, doubt: bool) -> None:
    with database.transaction() as connection:
        assert outbox.postpone(connection, leased, "timed out", NOW + MINUTE, doubt=doubt)
        found = only(connection)
        assert (found.state, found.attempts, found.last_error, found.in_doubt) == ("waiting", 1, "timed out", doubt)
        assert (found.lease, found.leased_until) == (None, None)


def test_a_doubt_is_never_taken_back(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        outbox.postpone(connection, leased, "timed out", NOW, doubt=True)
        (again,) = take(connection, "b")
        outbox.postpone(connection, again, "refused", NOW, doubt=False)
        (last,) = take(connection, "c")
        outbox.sent(connection, last, None, NOW)
        assert (only(connection).in_doubt, only(connection).last_error) == (True, None)


# -- a person steps in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", Standing)
def test_only_what_failed_expired_or_was_dropped_is_retried(database: Database, state: Standing) -> None:
    over = state in {Standing.FAILED, Standing.EXPIRED, Standing.DROPPED}
    with database.transaction() as connection:
        put(connection, "k", expires_at=NOW + 2 * MINUTE)
        connection.execute(update(t.outbox).values(state=str(state), attempts=5, finished_at=NOW))
        assert outbox.retry(connection, only(connection).id, NOW + MINUTE) is over
        assert (only(connection).state is Standing.WAITING) is (over or state is Standing.WAITING)
        if over:
            (again,) = take(connection, now=NOW + MINUTE)
            assert (again.attempts, again.expires_at, again.finished_at) == (1, NOW + 2 * MINUTE, None)


def test_what_is_too_late_to_be_sent_is_not_retried(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "k", expires_at=NOW + MINUTE)
        outbox.recover(connection, NOW + MINUTE, REAL)
        assert not outbox.retry(connection, only(connection).id, NOW + MINUTE)
        assert only(connection).state is Standing.EXPIRED


@pytest.mark.parametrize("state", Standing)
def test_only_what_waits_is_dropped(database: Database, state: Standing) -> None:
    with database.transaction() as connection:
        put(connection, "k")
        connection.execute(update(t.outbox).values(state=str(state)))
        assert outbox.drop(connection, only(connection).id, NOW) is (state is Standing.WAITING)
        assert only(connection).state is (Standing.DROPPED if state is Standing.WAITING else state)


def test_all_that_waits_for_an_address_is_dropped(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "being sent", due_at=NOW - MINUTE)
        take(connection)
        put(connection, "one")
        put(connection, "two")
        put(connection, "to another", address="8")
        put(connection, "elsewhere", channel="email")
        assert outbox.drop_for(connection, "telegram", "7", NOW) == 2
        assert keys(outbox.listed(connection, [Standing.DROPPED])) == ["one", "two"]
        assert outbox.drop_for(connection, "telegram", "7", NOW) == 0


def test_messages_are_dropped_by_their_keys_however_many(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "0", due_at=NOW - MINUTE)
        take(connection)
        for number in range(1, 4):
            put(connection, str(number))
        assert outbox.drop_messages(connection, [str(number) for number in range(3)], NOW) == 2
        assert keys(outbox.listed(connection, [Standing.WAITING])) == ["3"]
        assert outbox.drop_messages(connection, [str(number) for number in range(70_000)], NOW) == 1
        assert outbox.drop_messages(connection, [], NOW) == 0


def test_messages_are_counted_and_listed_by_state(database: Database) -> None:
    with database.transaction() as connection:
        assert outbox.count(connection) == {}
        put(connection, "a", campaign="broadcast:1")
        put(connection, "b", campaign="broadcast:1")
        put(connection, "c", campaign="broadcast:2")
        put(connection, "d")
        take(connection, limit=1)
        assert outbox.count(connection) == {"waiting": 3, "leased": 1}
        assert outbox.count(connection, "broadcast:1") == {"waiting": 1, "leased": 1}
        assert outbox.count(connection, "broadcast:3") == {}
        assert keys(outbox.listed(connection, outbox.OPEN)) == ["a", "b", "c", "d"]
        assert keys(outbox.listed(connection, [Standing.WAITING], limit=2)) == ["b", "c"]
        assert outbox.listed(connection, in_doubt=True) == []
