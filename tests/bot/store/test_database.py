"""Transactions and what the two databases have in common: moments, scripts, locks, errors."""

import time
import traceback
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import StoreError, StoreLockedError
from bot.store import marks
from bot.store import tables as t
from bot.store.database import Database
from bot.store.rows import put, put_new
from tests.bot.store.databases import Databases, at_once, everything

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
SHORT = timedelta(milliseconds=200)
SCRIPTS = "¿Cuándo? 🧑🏽‍🚀👩‍👩‍👧 مرحبا بالعالم \u200f世界论坛 Срок — ñ e\u0301 \u202e \x01 '; DROP TABLE people; --"
FOR_BOTH = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STORABLE = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | STORABLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STORABLE, inner, max_size=3),
    max_leaves=8,
)


def mark(database: Database, name: str, at: datetime = NOW, details: object = None) -> None:
    with database.transaction() as connection:
        put(connection, t.marks, {"name": name}, {"at": at, "details": {} if details is None else details})


def moment(database: Database, name: str) -> datetime | None:
    with database.reading() as connection:
        found: datetime | None = connection.execute(select(t.marks.c.at).filter_by(name=name)).scalar_one_or_none()
        return found


# -- moments ---------------------------------------------------------------------------------------------------------


def test_a_moment_comes_back_in_utc_whatever_its_zone_was(database: Database) -> None:
    mark(database, "zurich", datetime(2030, 5, 3, 9, 0, 0, 123456, ZoneInfo("Europe/Zurich")))
    found = moment(database, "zurich")
    assert found == datetime(2030, 5, 3, 7, 0, 0, 123456, UTC)
    assert found.utcoffset() == timedelta(0)


def test_a_moment_is_stored_in_utc(database: Database) -> None:
    mark(database, "guayaquil", datetime(2030, 5, 3, 22, 30, tzinfo=timezone(timedelta(hours=-5))))
    with database.reading() as connection:
        stored = connection.execute(text("SELECT CAST(at AS TEXT) FROM marks")).scalar_one()
    assert stored.startswith("2030-05-04 03:30:00")


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="a moment without a time zone cannot be stored"):
        mark(database, "naive", datetime(2030, 5, 3, 9, 0))  # noqa: DTZ001 - naive on purpose
    assert moment(database, "naive") is None


@FOR_BOTH
@given(at=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - bounds
def test_every_moment_survives_and_keeps_its_order(database: Database, at: datetime) -> None:
    mark(database, "any", at)
    assert moment(database, "any") == at.astimezone(UTC)
    with database.reading() as connection:
        later = select(t.marks.c.name).where(t.marks.c.at > at.astimezone(UTC) - timedelta(microseconds=1))
        assert connection.execute(later).scalars().all() == ["any"]
        assert connection.execute(select(t.marks.c.name).where(t.marks.c.at > at)).scalars().all() == []


# -- texts -----------------------------------------------------------------------------------------------------------


@FOR_BOTH
@example(words=SCRIPTS)
@given(words=STORABLE)
def test_every_text_survives(database: Database, words: str) -> None:
    mark(database, words, details={words: [words, None, True, 7]})
    with database.reading() as connection:
        found = connection.execute(select(t.marks.c.name, t.marks.c.details).filter_by(name=words)).one()
    assert tuple(found) == (words, {words: [words, None, True, 7]})


@FOR_BOTH
@given(details=st.dictionaries(STORABLE, JSON_VALUES, max_size=4))
def test_every_json_value_survives(database: Database, details: dict[str, object]) -> None:
    mark(database, "any", details=details)
    with database.reading() as connection:
        assert connection.execute(select(t.marks.c.details)).scalar_one() == details


# -- transactions ----------------------------------------------------------------------------------------------------


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    before = everything(database)

    def fail() -> None:
        with database.transaction() as connection:
            marks.hold_sending(connection, NOW)
            put_new(connection, t.leases, {"name": "x"}, {"fence": 1, "until": NOW})
            raise LookupError("stop")

    with pytest.raises(LookupError, match="stop"):
        fail()
    assert everything(database) == before


def test_a_broken_statement_takes_back_what_came_before_it(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as connection:
            marks.hold_sending(connection, NOW)
            connection.execute(insert(t.leases), {"name": "x", "fence": None, "until": NOW})

    with pytest.raises(IntegrityError):
        fail()
    with database.reading() as connection:
        assert marks.sending_held_since(connection) is None


def test_a_reading_transaction_sees_one_state(database: Database, databases: Databases) -> None:
    mark(database, "before")
    names = select(t.marks.c.name).order_by(t.marks.c.name)
    with database.reading() as connection:
        assert connection.execute(names).scalars().all() == ["before"]
        mark(databases.again(database), "between")
        assert connection.execute(names).scalars().all() == ["before"]
    with database.reading() as connection:
        assert connection.execute(names).scalars().all() == ["before", "between"]


def test_foreign_keys_hold(database: Database) -> None:
    def orphan() -> None:
        with database.transaction() as connection:
            connection.execute(insert(t.participants), {"interest": 404, "place": 0, "name": "Ana Ejemplo"})

    with pytest.raises(IntegrityError):
        orphan()


def test_putting_twice_keeps_one_row_with_the_later_values(database: Database) -> None:
    mark(database, "x")
    mark(database, "x", NOW + timedelta(hours=1))
    with database.transaction() as connection:
        assert put_new(connection, t.marks, {"name": "x"}, {"at": NOW, "details": {}}) is False
        assert put_new(connection, t.marks, {"name": "y"}, {"at": NOW, "details": {}}) is True
    assert moment(database, "x") == NOW + timedelta(hours=1)


def test_marks_hold_sending_until_it_is_resumed(database: Database) -> None:
    with database.transaction() as connection:
        assert marks.sending_held_since(connection) is None
        assert marks.resume_sending(connection) is False
        marks.hold_sending(connection, NOW)
        assert marks.sending_held_since(connection) == NOW
        assert marks.resume_sending(connection) is True
        assert marks.sending_held_since(connection) is None


# -- SQLite ----------------------------------------------------------------------------------------------------------


def test_sqlite_is_durable_patient_and_strict(sqlite_databases: Databases) -> None:
    database = sqlite_databases.again(sqlite_databases.new(), busy=timedelta(seconds=3))
    with database.transaction() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 3000}


def test_sqlite_reads_while_another_writes(sqlite_databases: Databases) -> None:
    database = sqlite_databases.new()
    with database.transaction() as writing:
        marks.hold_sending(writing, NOW)
        with sqlite_databases.again(database, SHORT).reading() as reading:
            assert marks.sending_held_since(reading) is None


def test_sqlite_loses_no_change_of_those_who_read_before_they_write(sqlite_databases: Databases) -> None:
    database = sqlite_databases.new()
    with database.transaction() as connection:
        put_new(connection, t.leases, {"name": "counter"}, {"fence": 0, "until": NOW})

    def count(_: int) -> None:
        mine = sqlite_databases.again(database)
        for _ in range(10):
            with mine.transaction() as connection:
                fence = connection.execute(select(t.leases.c.fence)).scalar_one()
                connection.execute(update(t.leases).values(fence=fence + 1))

    at_once(4, count)
    with database.reading() as connection:
        assert connection.execute(select(t.leases.c.fence)).scalar_one() == 40


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite3"
    file.write_text("Ginebra, 3 de mayo de 2030\n" * 100, encoding="utf-8")
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StoreError, match=r"^database .*letter\.sqlite3: file is not a database$"):
        mark(database, "x")
    database.dispose()


def test_a_file_in_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/missing/state.sqlite3")
    with pytest.raises(StoreError, match=r"^database .*/missing/state\.sqlite3: unable to open database file$"):
        mark(database, "x")
    database.dispose()


# -- locks and errors ------------------------------------------------------------------------------------------------


def test_what_another_has_locked_is_given_up_in_time(database: Database, databases: Databases) -> None:
    mark(database, "x")
    hurried = databases.again(database, SHORT)
    mark(hurried, "y")  # connected
    with database.transaction() as connection:
        connection.execute(update(t.marks).filter_by(name="x").values(at=NOW))
        began = time.monotonic()
        with pytest.raises(StoreLockedError, match="locked by another program; end it, or try again later"):
            mark(hurried, "x")
        assert time.monotonic() - began < 2
    mark(hurried, "x")


@pytest.mark.parametrize(
    "address",
    ["plazo:geheim@127.0.0.1:1/state", "plazo@127.0.0.1:1/state?password=geheim"],
    ids=["as a part", "as an option"],
)
def test_an_error_never_shows_a_password(address: str) -> None:
    database = Database(f"postgresql+psycopg://{address}", busy=timedelta(seconds=1))
    with pytest.raises(StoreError) as raised:
        mark(database, "x")
    database.dispose()
    assert "\n" not in str(raised.value)
    assert "geheim" not in "".join(traceback.format_exception(raised.value)) + database.name


def test_an_at_sign_in_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(StoreError) as raised:
        Database("postgresql+psycopg://plazo:ge@heim@127.0.0.1/state")
    assert str(raised.value) == "database: its URL has more than one @; write %40 for an @ in the password"


def test_a_connection_that_was_cut_is_replaced(postgres_databases: Databases) -> None:
    database = postgres_databases.new()
    mark(database, "before")
    with postgres_databases.again(database).transaction() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        connection.execute(text(others + "AND pid <> pg_backend_pid()"))
    mark(database, "after")
    assert moment(database, "after") == NOW


def test_a_connection_that_is_cut_within_a_transaction_leaves_nothing(postgres_databases: Databases) -> None:
    database = postgres_databases.new()

    def cut() -> None:
        with database.transaction() as connection:
            marks.hold_sending(connection, NOW)
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StoreError, match="terminating connection due to administrator command"):
        cut()
    with database.reading() as connection:
        assert marks.sending_held_since(connection) is None
