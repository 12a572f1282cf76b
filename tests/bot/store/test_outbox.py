"""The outbox: every message once, and only its holder says how it ended."""

from collections import Counter
from datetime import timedelta

from bot.store import outbox
from bot.store.database import Database
from bot.store.outbox import Message, Standing, Urgency
from tests.bot.store.databases import Databases, at_once
from tests.bot.store.posting import MINUTE, NOW, UNTIL, keys, only, put, take

# -- writing ---------------------------------------------------------------------------------------------------------


def test_a_message_is_kept_as_it_was_written(database: Database) -> None:
    with database.transaction() as connection:
        assert outbox.add(
            connection,
            key="reminder:1:7",
            channel="telegram",
            address="7",
            payload={"calls": [{"text": "世界 🧑🏽‍🚀 مرحبا"}]},
            now=NOW,
            due_at=NOW + MINUTE,
            expires_at=NOW + 2 * MINUTE,
            urgency=Urgency.REMINDER,
            campaign="reminders",
        )
        found = only(connection)
        assert found == Message(
            id=found.id,
            key="reminder:1:7",
            channel="telegram",
            address="7",
            campaign="reminders",
            urgency=Urgency.REMINDER,
            payload={"calls": [{"text": "世界 🧑🏽‍🚀 مرحبا"}]},
            created_at=NOW,
            due_at=NOW + MINUTE,
            expires_at=NOW + 2 * MINUTE,
            state=Standing.WAITING,
            in_doubt=False,
            attempts=0,
            lease=None,
            leased_until=None,
            last_error=None,
            receipt=None,
            finished_at=None,
        )
        assert outbox.find(connection, found.id) == found
        assert outbox.find(connection, found.id + 1) is None


def test_a_key_is_written_once(database: Database) -> None:
    with database.transaction() as connection:
        assert put(connection, "k") is True
        assert put(connection, "k", payload={"text": "another"}) is False
    with database.transaction() as connection:
        assert put(connection, "k", address="8") is False
        assert (only(connection).payload, only(connection).address) == ({"text": "k"}, "7")


def test_a_key_is_written_once_by_many_at_once(database: Database, databases: Databases) -> None:
    def write(_: int) -> list[bool]:
        mine = databases.again(database)
        made = []
        for number in range(10):
            with mine.transaction() as connection:
                made.append(put(connection, f"k{number}"))
        return made

    made = at_once(4, write)
    assert [sum(column) for column in zip(*made, strict=True)] == [1] * 10
    with database.reading() as connection:
        assert len(outbox.listed(connection)) == 10


# -- claiming --------------------------------------------------------------------------------------------------------


def test_the_urgent_goes_first_then_what_has_been_due_for_longer(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "broadcast", urgency=Urgency.BROADCAST, due_at=NOW - 9 * MINUTE)
        put(connection, "late", due_at=NOW - MINUTE)
        put(connection, "later", due_at=NOW)
        put(connection, "later too", due_at=NOW)
        put(connection, "early", due_at=NOW - 5 * MINUTE)
        put(connection, "change", urgency=Urgency.CHANGE, due_at=NOW - 9 * MINUTE)
        put(connection, "reminder", urgency=Urgency.REMINDER, due_at=NOW - 9 * MINUTE)
        put(connection, "not due", due_at=NOW + timedelta(microseconds=1))
        put(connection, "mail", channel="email")
        assert keys(take(connection, "a", limit=2)) == ["early", "late"]
        assert keys(take(connection, "b")) == ["later", "later too", "change", "reminder", "broadcast"]
        assert take(connection, "c") == []
        assert keys(take(connection, "d", now=NOW + MINUTE)) == ["not due"]


def test_a_claim_tells_its_lease_and_counts_as_an_attempt(leased: Message) -> None:
    assert (leased.state, leased.lease, leased.leased_until, leased.attempts) == (Standing.LEASED, "a", UNTIL, 1)


def test_four_workers_send_five_hundred_messages_once_each(database: Database, databases: Databases) -> None:
    with database.transaction() as connection:
        for number in range(500):
            put(connection, f"k{number}")

    def work(place: int) -> list[str]:
        mine = databases.again(database)
        done: list[str] = []
        while True:
            with mine.transaction() as connection:
                messages = take(connection, f"{place}:{len(done)}", limit=10)
            if not messages:
                return done
            with mine.transaction() as connection:
                done += [m.key for m in messages if outbox.sent(connection, m, None, NOW)]

    done = at_once(4, work)
    assert Counter(key for keys in done for key in keys) == Counter(f"k{number}" for number in range(500))
    with database.reading() as connection:
        assert outbox.count(connection) == {"sent": 500}
        assert {message.attempts for message in outbox.listed(connection)} == {1}


def test_a_claim_waits_for_no_other_on_postgresql(postgres_databases: Databases) -> None:
    database = postgres_databases.new()
    with database.transaction() as connection:
        put(connection, "first")
        put(connection, "second")
    hurried = postgres_databases.again(database, timedelta(milliseconds=200))
    with database.transaction() as slow:
        assert keys(take(slow, "a", limit=1)) == ["first"]
        with hurried.transaction() as quick:
            assert keys(take(quick, "b")) == ["second"]


def test_an_address_gets_one_message_a_claim_where_some_have_to_rest(database: Database) -> None:
    with database.transaction() as connection:
        for number in range(20):
            put(connection, f"backlog {number}", address="-7")
        put(connection, "resting", address="8")
        for number in range(3):
            put(connection, f"other {number}", address=str(number), urgency=Urgency.BROADCAST)
        messages = outbox.claim(connection, "telegram", "a", NOW, until=UNTIL, limit=3, resting=["8"])
        assert keys(messages) == ["backlog 0", "other 0", "other 1"]
        again = outbox.claim(connection, "telegram", "b", NOW, until=UNTIL, limit=3, resting=["-7"])
        assert keys(again) == ["resting", "other 2"]
        assert outbox.claim(connection, "telegram", "c", NOW, until=UNTIL, limit=3, resting=["-7", "8"]) == []
        assert keys(take(connection, limit=2)) == ["backlog 1", "backlog 2"]


# -- ending ----------------------------------------------------------------------------------------------------------


def test_a_sent_message_keeps_its_receipt(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.sent(connection, leased, "4711", NOW + MINUTE)
        found = only(connection)
        assert (found.state, found.receipt, found.finished_at) == (Standing.SENT, "4711", NOW + MINUTE)
        assert (found.lease, found.leased_until, found.last_error, found.in_doubt) == (None, None, None, False)
        assert take(connection, "b", now=NOW + MINUTE) == []


def test_a_failed_message_keeps_its_error(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.failed(connection, leased, "message is too long", NOW)
        found = only(connection)
        assert (found.state, found.last_error, found.finished_at) == (Standing.FAILED, "message is too long", NOW)


def test_a_message_that_is_over_cannot_be_ended_again(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.sent(connection, leased, "4711", NOW)
        ended = only(connection)
        for message in (leased, ended):
            assert not outbox.failed(connection, message, "late", NOW)
            assert not outbox.sent(connection, message, None, NOW)
            assert not outbox.postpone(connection, message, "late", NOW, doubt=True)
        assert only(connection) == ended


def test_a_message_that_nobody_has_claimed_cannot_be_ended(database: Database) -> None:
    with database.transaction() as connection:
        put(connection, "k")
        waiting = only(connection)
        assert not outbox.sent(connection, waiting, None, NOW)
        assert not outbox.failed(connection, waiting, "no", NOW)
        assert only(connection) == waiting


def test_only_the_holder_of_the_lease_can_end_a_message(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        outbox.recover(connection, NOW, UNTIL + timedelta(seconds=1))
        (again,) = take(connection, "b")
        assert not outbox.sent(connection, leased, "4711", NOW)
        assert not outbox.failed(connection, leased, "late", NOW)
        assert not outbox.postpone(connection, leased, None, NOW, doubt=False)
        assert only(connection) == again
        assert outbox.sent(connection, again, "4712", NOW)
        assert only(connection).receipt == "4712"


def test_a_holder_that_is_late_but_not_replaced_may_still_end_its_message(database: Database, leased: Message) -> None:
    with database.transaction() as connection:
        assert outbox.sent(connection, leased, "4711", NOW)
        outbox.recover(connection, NOW, UNTIL + timedelta(hours=1))
        assert only(connection).state is Standing.SENT
        assert not only(connection).in_doubt
