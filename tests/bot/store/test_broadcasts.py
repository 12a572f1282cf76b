"""Broadcasts: from the draft to the last message, each step once."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.store import broadcasts
from bot.store.broadcasts import Broadcast, Stage
from bot.store.database import Database
from tests.bot.store.databases import Databases, at_once

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)


def test_a_draft_is_kept_as_it_was_written(database: Database) -> None:
    with database.transaction() as connection:
        number = broadcasts.draft(connection, "telegram", "1", "新消息 🧑🏽‍🚀", NOW)
        found = broadcasts.find(connection, number)
        assert found == Broadcast(
            id=number,
            channel="telegram",
            author="1",
            text="新消息 🧑🏽‍🚀",
            state=Stage.DRAFT,
            total=0,
            progress=None,
            created_at=NOW,
        )
        assert found.campaign == f"broadcast:{number}"
        assert broadcasts.find(connection, number + 1) is None


def test_a_broadcast_is_under_way_from_its_confirmation_to_its_end(database: Database) -> None:
    with database.transaction() as connection:
        first, second, draft, cancelled = (
            broadcasts.find(connection, broadcasts.draft(connection, "telegram", "1", text, NOW)) for text in "abcd"
        )
        assert first
        assert second
        assert draft
        assert cancelled
        assert broadcasts.advance(connection, second, Stage.SENDING, 3)
        assert broadcasts.advance(connection, first, Stage.SENDING, 2)
        assert broadcasts.advance(connection, cancelled, Stage.CANCELLED)
        broadcasts.show_progress(connection, first.id, {"chat": 1, "message": 2})
        shown = replace(first, state=Stage.SENDING, total=2, progress={"chat": 1, "message": 2})
        assert broadcasts.under_way(connection, "telegram") == [shown, replace(second, state=Stage.SENDING, total=3)]
        assert broadcasts.under_way(connection, "email") == []
        assert broadcasts.advance(connection, shown, Stage.DONE)
        assert broadcasts.find(connection, first.id) == replace(shown, state=Stage.DONE)


def test_of_two_taps_at_once_one_counts(database: Database, databases: Databases) -> None:
    with database.transaction() as connection:
        found = broadcasts.find(connection, broadcasts.draft(connection, "telegram", "1", "a", NOW))
    assert found

    def tap(_: int) -> bool:
        with databases.again(database).transaction() as connection:
            return broadcasts.advance(connection, found, Stage.SENDING, 1)

    assert sorted(at_once(3, tap)) == [False, False, True]
