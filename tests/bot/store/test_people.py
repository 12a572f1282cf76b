"""People and groups: known from their first word on, and reachable until nothing reaches them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.store import people
from bot.store.database import Database
from bot.store.people import Person

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_person_is_known_from_the_first_word_on(database: Database) -> None:
    with database.transaction() as connection:
        assert people.find(connection, "telegram", "7") is None
        seen = people.see(connection, "telegram", "7", NOW)
        assert seen == Person(id=seen.id, channel="telegram", address="7", first_seen=NOW, last_seen=NOW)
        assert people.find(connection, "telegram", "7") == seen
        assert people.see(connection, "email", "7", NOW).id != seen.id


def test_the_day_of_the_last_word_is_kept_and_no_more(database: Database) -> None:
    with database.transaction() as connection:
        first = people.see(connection, "telegram", "7", NOW)
        assert people.see(connection, "telegram", "7", NOW + DAY - timedelta(seconds=1)) == first
        later = people.see(connection, "telegram", "7", NOW + DAY)
        assert later == replace(first, last_seen=NOW + DAY)
        assert people.find(connection, "telegram", "7") == later


def test_settings_are_kept_one_by_one_and_can_be_unset(database: Database) -> None:
    with database.transaction() as connection:
        people.see(connection, "telegram", "7", NOW)
        other = people.see(connection, "telegram", "8", NOW)
        people.choose(connection, "telegram", "7", language="ar")
        people.choose(connection, "telegram", "7", timezone="America/Guayaquil")
        found = people.see(connection, "telegram", "7", NOW)
        assert (found.language, found.timezone) == ("ar", "America/Guayaquil")
        people.choose(connection, "telegram", "7", language=None)
        found = people.see(connection, "telegram", "7", NOW)
        assert (found.language, found.timezone) == (None, "America/Guayaquil")
        assert people.find(connection, "telegram", "8") == other


def test_who_cannot_be_reached_is_until_the_next_word(database: Database) -> None:
    with database.transaction() as connection:
        first = people.see(connection, "telegram", "7", NOW)
        people.deactivate(connection, "telegram", "7", "bot was blocked by the user")
        gone = people.find(connection, "telegram", "7")
        assert gone == replace(first, active=False, inactive_because="bot was blocked by the user")
        assert people.see(connection, "telegram", "7", NOW) == first
        assert people.find(connection, "telegram", "7") == first


def test_the_reachable_are_counted_by_kind_and_come_in_their_order(database: Database) -> None:
    with database.transaction() as connection:
        assert people.count(connection, "telegram") == {}
        for address in ("9", "7", "8"):
            people.see(connection, "telegram", address, NOW)
        people.see(connection, "telegram", "-100", NOW, kind="group")
        people.see(connection, "email", "ana@example.org", NOW)
        people.deactivate(connection, "telegram", "7", "gone")
        assert people.count(connection, "telegram") == {"person": 2, "group": 1}
        assert [person.address for person in people.reachable(connection, "telegram")] == ["9", "8", "-100"]
