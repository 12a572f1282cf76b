"""The register: entries with their participants and their history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import IntegrityError

from bot.store import interests
from bot.store import tables as t
from bot.store.database import Database
from handlers.interest import Action, Change, Interest, Participant, State, confirm, withdraw
from tests.bot.store.databases import Databases
from tests.bot.store.filled import ANA, BEN, nominated

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CAST = tuple(
    Participant(name=name, position="主任", email=f"{place}@example.org", phone="+41227306111")
    for place, name in enumerate(("Zoé Exemple", "أحمد مثال", "Ана Пример", "王例"))
)
RECEIVED = nominated(ANA)
ENTRY = replace(RECEIVED.interest, participants=CAST, message_ids=("<1@example.org>", "<2@example.org>"), late=True)


def register(connection: Connection, **changes: Any) -> Interest:  # noqa: ANN401 - whatever the field takes
    entry = replace(ENTRY, **changes)
    number = interests.save(connection, replace(RECEIVED, interest=entry))
    return replace(entry, id=number)


def save(connection: Connection, change: Change) -> Interest:
    assert interests.save(connection, change) == change.interest.id
    return change.interest


def test_an_entry_is_kept_exactly_with_its_participants_in_order(database: Database) -> None:
    bare = {"letter": None, "organization": None, "country": None, "participants": (), "message_ids": ()}
    with database.transaction() as connection:
        full, empty = register(connection), register(connection, **bare, state=State.INCOMPLETE)
        assert interests.find(connection, full.id) == full
        assert interests.find(connection, empty.id) == empty
        assert interests.find(connection, empty.id + 1) is None


def test_a_correction_replaces_the_entry_and_adds_to_its_history(database: Database) -> None:
    with database.transaction() as connection:
        other = register(connection)
        first = register(connection)
        corrected = replace(first, participants=(CAST[3], CAST[0]), organization="Agence", updated_at=LATER)
        details = {"organization": "Agence", "participants": [{"name": "王例"}]}
        correction = replace(RECEIVED.event, at=LATER, action=Action.CORRECTED, details=details)
        save(connection, Change(interest=corrected, event=correction))
        assert interests.find(connection, first.id) == corrected
        assert interests.history(connection, first.id) == [RECEIVED.event, correction]
        assert interests.find(connection, other.id) == other
        assert interests.history(connection, other.id) == [RECEIVED.event]


def test_the_history_tells_who_did_what(database: Database) -> None:
    with database.transaction() as connection:
        entry = save(connection, confirm(register(connection), "secretariat", LATER))
        entry = save(connection, withdraw(entry, "sender", LATER + timedelta(hours=1)))
        found = interests.history(connection, entry.id)
        assert [(line.actor, line.action, line.state) for line in found] == [
            ("sender", Action.RECEIVED, State.COMPLETE),
            ("secretariat", Action.CONFIRMED, State.CONFIRMED),
            ("sender", Action.WITHDRAWN, State.WITHDRAWN),
        ]
        assert interests.find(connection, entry.id) == entry
        assert entry.state is State.WITHDRAWN


def test_entries_are_listed_by_letter_and_by_owner(database: Database) -> None:
    with database.transaction() as connection:
        first = register(connection)
        second = register(connection, letter="CL-30/2", owner=BEN.address)
        third = register(connection, channel="email")
        assert interests.listed(connection) == [first, second, third]
        assert interests.listed(connection, "CL-30/1") == [first, third]
        assert interests.listed(connection, "CL-30/3") == []
        assert interests.owned(connection, "telegram", ANA.address) == [first]
        assert interests.owned(connection, "telegram", BEN.address) == [second]


def test_an_entry_stays_when_its_owner_is_forgotten(database: Database) -> None:
    with database.transaction() as connection:
        first, other = register(connection), register(connection, owner=BEN.address)
        register(connection, channel="email")
        assert interests.disown(connection, "telegram", ANA.address) == 1
        assert interests.find(connection, first.id) == replace(first, owner=None)
        assert interests.owned(connection, "telegram", BEN.address) == [other]
        assert interests.owned(connection, "telegram", ANA.address) == []


def test_what_was_withdrawn_and_has_no_owner_is_erased(database: Database) -> None:
    with database.transaction() as connection:
        register(connection, owner=None, state=State.WITHDRAWN)
        kept = [register(connection, owner=None), register(connection, state=State.WITHDRAWN)]
        assert interests.erase_withdrawn(connection) == 1
        assert interests.listed(connection) == kept


def test_an_entry_is_erased_with_its_participants_and_history(database: Database) -> None:
    with database.transaction() as connection:
        register(connection, updated_at=NOW - timedelta(microseconds=1))
        kept = register(connection, updated_at=NOW)
        assert interests.erase(connection, NOW) == 1
        assert interests.listed(connection) == [kept]
        assert set(connection.execute(select(t.participants.c.interest)).scalars()) == {kept.id}
        assert set(connection.execute(select(t.interest_events.c.interest)).scalars()) == {kept.id}


def test_a_number_is_never_given_twice(database: Database) -> None:
    with database.transaction() as connection:
        first = register(connection)
        interests.erase(connection, LATER)
        assert register(connection).id > first.id


def test_an_entry_that_was_erased_meanwhile_does_not_come_back_in_part(database: Database) -> None:
    with database.transaction() as connection:
        entry = register(connection)
        interests.erase(connection, LATER)

    def correct() -> None:
        with database.transaction() as connection:
            interests.save(connection, confirm(entry, "secretariat", LATER))

    with pytest.raises(IntegrityError):
        correct()
    with database.reading() as connection:
        counts = (select(func.count()).select_from(table) for table in (t.interests, t.participants, t.interest_events))
        assert [connection.execute(count).scalar_one() for count in counts] == [0, 0, 0]


def test_an_entry_that_comes_between_two_looks_does_no_harm(postgres_databases: Databases) -> None:
    database = postgres_databases.new()
    another = postgres_databases.again(database)
    with database.transaction() as connection:
        first = register(connection)

    @event.listens_for(database.engine, "after_cursor_execute")
    def intrude(*_: object) -> None:
        with another.transaction() as connection:
            register(connection)

    with database.transaction() as connection:
        assert interests.listed(connection) == [first]
