"""What is kept of how fast something is written to: until when it counts, and pauses that were asked for."""

from bot.store import paces
from bot.store.database import Database
from bot.store.paces import Pace
from tests.bot.store.posting import MINUTE, REAL

BOT = "telegram:1"


def test_a_name_is_found_with_its_parts_and_with_no_other(database: Database) -> None:
    with database.transaction() as connection:
        paces.spend(connection, [BOT, f"{BOT}:-7", "telegram:12", "telegram:12:-8", "telegram_1"], REAL)
        found = sorted(paces.load(connection, BOT), key=lambda pace: pace.name)
    assert found == [
        Pace(name=BOT, spent_until=REAL, held_until=None),
        Pace(name=f"{BOT}:-7", spent_until=REAL, held_until=None),
    ]


def test_what_is_spent_later_leaves_a_pause_as_it_was(database: Database) -> None:
    with database.transaction() as connection:
        paces.hold(connection, BOT, REAL + MINUTE, REAL)
        paces.spend(connection, [BOT], REAL + 2 * MINUTE)
        assert paces.load(connection, BOT) == [Pace(name=BOT, spent_until=REAL + 2 * MINUTE, held_until=REAL + MINUTE)]


def test_parts_of_which_nothing_counts_any_more_are_forgotten(database: Database) -> None:
    with database.transaction() as connection:
        paces.spend(connection, [BOT, f"{BOT}:-7", "telegram:2:-7"], REAL)
        paces.spend(connection, [f"{BOT}:-8"], REAL + MINUTE)
        paces.forget(connection, BOT, REAL + MINUTE)
        assert {pace.name for pace in paces.load(connection, BOT)} == {BOT, f"{BOT}:-8"}
        assert len(paces.load(connection, "telegram:2")) == 1
