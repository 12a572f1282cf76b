"""The tables' version: brought up to date wholly or not at all, and told when it does not fit."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError, StoreLockedError, StoreNewerError
from bot.store import marks, schema
from bot.store.database import Database
from bot.store.schema import Version
from bot.store.tables import metadata
from tests.bot.store.databases import Databases, at_once, everything

HEAD = "0003"
NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
UPGRADE = """
import sys
from bot.store import schema
from bot.store.database import Database
database = Database(sys.argv[1])
schema.upgrade(database)
database.dispose()
"""


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def run(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        connection.execute(text(statement))


def test_an_upgrade_makes_the_tables_that_the_program_knows(databases: Databases) -> None:
    database = databases.empty()
    assert schema.upgrade(database) == Version(found=None, expected=HEAD)
    assert schema.check(database) == Version(found=HEAD, expected=HEAD)
    assert tables(database) == {*metadata.tables, "alembic_version"}


def test_the_migrations_set_the_defaults_that_the_tables_have(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_number_as_the_tables_do(sqlite_databases: Databases) -> None:
    with sqlite_databases.new().reading() as connection:
        made: dict[str, str] = dict(
            connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
        )
    never_again = {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]}
    assert {name for name in metadata.tables if "AUTOINCREMENT" in made[name]} == never_again


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    with database.transaction() as connection:
        marks.hold_sending(connection, NOW)
    before = everything(database)
    assert schema.upgrade(database) == Version(found=HEAD, expected=HEAD)
    assert everything(database) == before


def test_upgrades_at_once_all_end_well(databases: Databases) -> None:
    for _ in range(2):
        database = databases.empty()
        found = at_once(4, lambda _, same=database: schema.upgrade(databases.again(same)).found)  # type: ignore[misc]
        assert sorted(map(str, found)) == [HEAD, HEAD, HEAD, "None"]
        assert schema.check(database).is_current


def test_upgrades_of_two_processes_at_once_end_well(databases: Databases) -> None:
    database = databases.empty()
    url = database.url.render_as_string(hide_password=False)
    program = [sys.executable, "-W", "error", "-c", UPGRADE, url]
    processes = [subprocess.Popen(program, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0), ("", 0)]
    assert schema.check(database).is_current


def test_an_upgrade_that_fails_leaves_nothing(databases: Databases) -> None:
    database = databases.empty()
    run(database, "CREATE TABLE marks (word TEXT)")  # the last table that the migration makes
    with pytest.raises((StoreError, DatabaseError), match=r"marks.* already exists"):
        schema.upgrade(database)
    assert tables(database) == {"marks"}


def test_one_can_go_back_to_before_the_first_version_and_forth_again(databases: Databases) -> None:
    database = databases.changeable()
    with database.transaction() as connection:
        command.downgrade(schema._config(connection), "base")
    assert tables(database) == {"alembic_version"}
    assert schema.upgrade(database).found is None
    assert schema.check(database).is_current


def test_a_newer_version_is_refused_and_nothing_is_changed(databases: Databases) -> None:
    database = databases.changeable()
    run(database, "UPDATE alembic_version SET version_num = '9999'")
    run(database, "CREATE TABLE of_the_future (word TEXT)")
    before = tables(database), everything(database)
    for action in (schema.upgrade, schema.check, schema.read_version):
        with pytest.raises(StoreNewerError, match=r"its version 9999 is newer than this program knows \(0003\)"):
            action(database)
    assert (tables(database), everything(database)) == before
    with database.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_an_empty_database_is_told_with_the_way_out(databases: Databases) -> None:
    database = databases.empty()
    assert schema.read_version(database) == Version(found=None, expected=HEAD)
    with pytest.raises(StoreError, match=r"is empty, expected 0003: run `plazo db upgrade`$"):
        schema.check(database)


@pytest.mark.parametrize(
    "change",
    ["ALTER TABLE people ADD COLUMN nickname TEXT", "DROP TABLE participants", "DROP INDEX ix_people_last_seen"],
)
def test_tables_that_were_changed_by_hand_are_told(databases: Databases, change: str) -> None:
    database = databases.changeable()
    run(database, change)
    with pytest.raises(StoreError, match="its tables were changed by hand, first ") as raised:
        schema.check(database)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_not_made_by_looking(sqlite_databases: Databases) -> None:
    database = sqlite_databases.empty()
    assert schema.read_version(database).found is None
    with pytest.raises(StoreError, match="is empty"):
        schema.check(database)
    assert database.file
    assert not database.file.exists()


def test_a_locked_file_is_given_up_in_time(sqlite_databases: Databases) -> None:
    database = sqlite_databases.empty()
    with database.transaction():
        began = time.monotonic()
        with pytest.raises(StoreLockedError, match="locked by another program"):
            schema.upgrade(sqlite_databases.again(database, timedelta(milliseconds=300)))
        assert 0.3 <= time.monotonic() - began < 2
    schema.upgrade(database)
