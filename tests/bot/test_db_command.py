"""`plazo db`, and what every command on the state says of a database that it cannot use."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import marks, people
from tests.bot.program import Ended
from tests.bot.state import NOW, StateFile
from tests.postgres import PostgresServer

WORKING = [
    ["db", "check"],
    ["backup", "copy.db"],
    ["reminders", "resume"],
    ["reminders", "preview", "--from", "2021-01-01", "--until", "2021-02-01"],
    ["subscribers", "list"],
    ["subscribers", "add", "--telegram", "1"],
    ["subscribers", "remove", "--telegram", "1"],
    ["outbox", "list"],
    ["questions", "settle", "1"],
    ["eoi", "confirm", "1"],
    ["forget", "--telegram", "1"],
]


def test_upgrade_makes_the_database_and_check_finds_it_in_order(no_state: StateFile) -> None:
    file = no_state.file
    made = no_state.done("db", "upgrade")
    assert made.out == f"Database {file}: upgraded from empty to 0003.\n"
    assert no_state.done("db", "upgrade").out == f"Database {file}: is at version 0003 already.\n"
    assert no_state.done("db", "check").out == f"In order: database {file}: version 0003.\n"


def test_the_database_of_the_configuration_counts(no_state: StateFile, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[database]\nurl = "sqlite:///own.db"\n', "utf-8")
    made = no_state.program.run("db", "upgrade", "--config", str(tmp_path / "own.toml"))
    assert made == Ended(0, f"Database {tmp_path / 'own.db'}: upgraded from empty to 0003.\n", "")


@pytest.mark.parametrize("command", WORKING, ids=" ".join)
def test_a_database_that_is_not_there_is_told_and_not_made(no_state: StateFile, command: list[str]) -> None:
    line = f"database {no_state.file}: is empty, expected 0003: run `plazo db upgrade`"
    assert no_state.refusal(*command) == line
    assert list(no_state.file.parent.iterdir()) == []


def test_a_database_with_nothing_in_it_is_told(no_state: StateFile) -> None:
    no_state.file.touch()
    assert no_state.refusal("db", "check").endswith(": is empty, expected 0003: run `plazo db upgrade`")
    assert no_state.file.stat().st_size == 0


def test_a_folder_that_is_not_there_is_told(no_state: StateFile) -> None:
    ended = no_state.run("db", "upgrade", PLAZO_DATABASE__URL="sqlite:////nowhere/at/all.db")
    line = "plazo: database /nowhere/at/all.db: unable to open database file\n"
    assert ended == Ended(2, "", line)


@pytest.mark.parametrize("command", [["db", "upgrade"], ["status"], ["outbox", "list"]], ids=" ".join)
def test_a_file_that_is_no_database_is_told_and_left_alone(no_state: StateFile, command: list[str]) -> None:
    no_state.file.write_bytes(b"no database at all\n" * 1000)
    assert no_state.refusal(*command) == f"database {no_state.file}: file is not a database"
    assert no_state.file.read_bytes() == b"no database at all\n" * 1000


@pytest.mark.parametrize(
    "command", [["db", "upgrade"], ["status"], ["outbox", "list"], ["backup", "copy.db"]], ids=" ".join
)
def test_a_database_of_a_newer_program_is_told_and_left_alone(state: StateFile, command: list[str]) -> None:
    with state.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = state.file.read_bytes()
    line = f"database {state.file}: its version 9999 is newer than this program knows (0003); "
    assert state.refusal(*command).startswith(line)
    assert state.file.read_bytes() == before
    assert not (state.file.parent / "copy.db").exists()


def test_tables_that_were_changed_by_hand_are_told(state: StateFile) -> None:
    with state.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE people DROP COLUMN timezone")
    assert "its tables were changed by hand" in state.refusal("db", "check")


@pytest.mark.parametrize("command", [["db", "upgrade"], ["forget", "--telegram", "4242"]], ids=" ".join)
def test_a_locked_database_is_told_and_left_alone(state: StateFile, command: list[str]) -> None:
    with state.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
    line = f"database {state.file}: locked by another program; end it, or try again later"
    with closing(sqlite3.connect(state.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert state.refusal(*command) == line
        assert state.done("outbox", "list").out == "Nothing to be listed.\n"
    with state.writing() as connection:
        assert people.find(connection, "telegram", "4242") is not None


def test_a_full_disk_stops_an_upgrade_that_can_be_done_again(no_state: StateFile) -> None:
    line = no_state.refusal("db", "upgrade", limit=16)
    assert line.startswith(f"database {no_state.file}: cannot be written (")
    assert line.endswith("; make room on its disk")
    assert "is empty" in no_state.refusal("db", "check")
    assert no_state.done("db", "upgrade").out.endswith(": upgraded from empty to 0003.\n")


def test_a_full_disk_stops_a_change_and_leaves_everything_as_it_was(state: StateFile) -> None:
    with state.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
    line = state.refusal("forget", "--telegram", "4242", limit=4)
    assert line.startswith(f"database {state.file}: cannot be written (")
    assert state.done("forget", "--telegram", "4242").out.startswith("Erased or made anonymous: 1 entry ")


def test_load_fills_a_new_database_and_holds_sending(state: StateFile) -> None:
    with state.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
    state.done("backup", "copy.db")
    before = (state.file.parent / "copy.db").read_bytes()
    other = StateFile(state.program, state.file.with_name("other.db"))
    other.upgrade()
    loaded = other.done("db", "load", "copy.db")
    assert loaded.out.splitlines() == [
        f"Database {other.file}: filled from copy.db.",
        "Nothing is sent from it until `plazo reminders resume`.",
    ]
    assert (state.file.parent / "copy.db").read_bytes() == before
    with other.writing() as connection:
        assert people.find(connection, "telegram", "4242") is not None
        assert marks.sending_held_since(connection) is not None


def test_load_refuses_what_cannot_be_loaded(state: StateFile) -> None:
    folder = state.file.parent
    (folder / "text").write_text("no database at all\n" * 1000, "utf-8")
    (folder / "empty").touch()
    assert state.refusal("db", "load", "nowhere") == "nowhere: no such file"
    assert state.refusal("db", "load", "text") == "database text: file is not a database"
    assert state.refusal("db", "load", "empty") == "empty: is no copy of a database of Plazo"
    with state.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
    state.done("backup", "copy.db")
    line = f"database {state.file}: is not empty; a copy is loaded into a new one only"
    assert state.refusal("db", "load", "copy.db") == line
    absent = StateFile(state.program, folder / "absent.db")
    assert "is empty, expected 0003" in absent.refusal("db", "load", "copy.db")
    assert not absent.file.exists()


def test_postgresql_is_upgraded_and_filled_likewise(state: StateFile, postgres: PostgresServer) -> None:
    url = postgres.new_database()
    with state.writing() as connection:
        people.see(connection, "telegram", "4242", NOW)
    state.done("backup", "copy.db")
    assert state.run("db", "check", PLAZO_DATABASE__URL=url).err.endswith(": run `plazo db upgrade`\n")
    upgraded = state.done("db", "upgrade", PLAZO_DATABASE__URL=url)
    assert upgraded.out == f"Database {url}: upgraded from empty to 0003.\n"
    state.done("db", "load", "copy.db", PLAZO_DATABASE__URL=url)
    forgotten = state.done("forget", "--telegram", "4242", PLAZO_DATABASE__URL=url)
    assert forgotten.out.startswith("Erased or made anonymous: 1 entry of telegram 4242.\n")
    postgres.drop(url)


def test_a_postgresql_that_is_not_there_is_told_without_the_password(no_state: StateFile) -> None:
    url = "postgresql+psycopg://plazo:hunter2-Xyzzy@127.0.0.1:1/state"
    ended = no_state.run("db", "upgrade", PLAZO_DATABASE__URL=url)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith("plazo: database postgresql+psycopg://plazo:***@127.0.0.1:1/state: connection ")
