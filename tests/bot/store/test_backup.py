"""Copies: whole, consistent, marked, and good for either database."""

import resource
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StoreError, StoreFullError, StoreNewerError
from bot.store import backup, interests, marks, outbox, people, questions, schema
from bot.store.database import Database
from bot.store.questions import Asked
from tests.bot.store.databases import Databases, everything
from tests.bot.store.filled import ANA, fill, nominated

NOW = datetime(2030, 6, 1, tzinfo=UTC)
ASKED = Asked(channel="telegram", chat="7", speaker="7", asked_at=NOW, language="es", text="¿?", status="unknown")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for copies, with a name that needs care in an address."""
    folder = tmp_path / "copies? 50% #1 é"
    folder.mkdir()
    return folder


def opened(databases: Databases, file: Path) -> Database:
    """A copy under a plain name, as somebody would put it to use."""
    plain = file.parent.parent / "restored.sqlite3"
    shutil.copyfile(file, plain)
    return databases.open(f"sqlite:///{plain}")


def test_a_copy_holds_everything_and_is_marked(database: Database, databases: Databases, folder: Path) -> None:
    fill(database)
    with database.transaction() as connection:
        marks.resume_sending(connection)
    backup.write_copy(database, folder / "a.sqlite3", NOW)
    assert [file.name for file in folder.iterdir()] == ["a.sqlite3"]
    copy = opened(databases, folder / "a.sqlite3")
    assert schema.check(copy).is_current
    expected, found = everything(database), everything(copy)
    assert found.pop("marks") == [{"name": "sending_held", "at": NOW, "details": {}}]
    assert expected.pop("marks") == []
    assert found == expected


def test_a_copy_of_a_database_in_use_shows_one_state(database: Database, databases: Databases, folder: Path) -> None:
    fill(database)
    stop = threading.Event()

    def keep_writing() -> None:
        mine = databases.again(database)
        for number in range(10_000):
            if stop.is_set():
                return
            with mine.transaction() as connection:
                people.see(connection, "email", f"{number}@example.org", NOW)
                interests.save(connection, nominated(ANA))

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(2):
            backup.write_copy(database, folder / f"{number}.sqlite3", NOW)
    finally:
        stop.set()
        writer.join()
    rows = everything(opened(databases, folder / "1.sqlite3"))
    by_chat = [row for row in rows["interests"] if row["owner"]]
    assert len(rows["people"]) - 1 == len(by_chat)  # one has only sent a mail
    assert len(by_chat) == len(rows["participants"]) == len(rows["interest_events"])


def test_a_copy_is_taken_while_another_writes(sqlite_databases: Databases, folder: Path) -> None:
    database = sqlite_databases.new()
    with sqlite_databases.again(database).transaction() as connection:
        people.see(connection, "telegram", "7", NOW)
        backup.write_copy(database, folder / "a.sqlite3", NOW)
    assert everything(opened(sqlite_databases, folder / "a.sqlite3"))["people"] == []


def test_a_file_that_is_there_is_never_overwritten(database: Database, folder: Path) -> None:
    target = folder / "a.sqlite3"
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(StoreError, match=r"a\.sqlite3: there is a file of that name already; name a new one$"):
        backup.write_copy(database, target, NOW)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir()] == [("a.sqlite3", "precious")]


def test_a_link_that_leads_nowhere_is_never_overwritten(database: Database, folder: Path) -> None:
    target = folder / "a.sqlite3"
    target.symlink_to(folder / "elsewhere")
    with pytest.raises(StoreError, match="cannot be written: File exists"):
        backup.write_copy(database, target, NOW)
    assert [file.name for file in folder.iterdir()] == ["a.sqlite3"]


@contextmanager
def no_larger_file_than(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_copy_that_fails_leaves_no_file(database: Database, folder: Path) -> None:
    with database.transaction() as connection:
        questions.add(connection, replace(ASKED, text="x" * 3_000_000))
    with (
        no_larger_file_than(1_000_000),
        pytest.raises(StoreFullError, match=r"a\.sqlite3: cannot be written .*; make room"),
    ):
        backup.write_copy(database, folder / "a.sqlite3", NOW)
    assert list(folder.iterdir()) == []


def test_tables_that_were_changed_by_hand_are_not_copied(databases: Databases, folder: Path) -> None:
    database = databases.changeable()
    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE people ADD COLUMN nickname TEXT"))
    with pytest.raises(StoreError, match="its tables were changed by hand"):
        backup.write_copy(database, folder / "a.sqlite3", NOW)
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(database: Database, folder: Path) -> None:
    with pytest.raises(StoreError, match=r"missing/a\.sqlite3: cannot be written: No such file or directory$"):
        backup.write_copy(database, folder / "missing" / "a.sqlite3", NOW)


def test_a_copy_fills_an_empty_database_of_either_kind(
    database: Database, databases: Databases, sqlite_databases: Databases, postgres_databases: Databases, folder: Path
) -> None:
    fill(database)
    file = folder / "a.sqlite3"
    backup.write_copy(database, file, NOW)
    before = file.read_bytes()
    expected = everything(opened(databases, file))
    following = {name: rows[-1]["id"] + 1 for name, rows in expected.items() if "id" in rows[-1]}
    for target in (sqlite_databases.new(), postgres_databases.new()):
        backup.load_copy(file, target)
        assert everything(target) == expected
        with target.transaction() as connection:
            assert marks.sending_held_since(connection) == NOW
            assert people.see(connection, "email", "new@example.org", NOW).id == following["people"]
            assert interests.save(connection, nominated(ANA)) == following["interests"]
            assert questions.add(connection, ASKED) == following["questions"]
            assert outbox.add(connection, key="new", channel="email", address="a", payload={}, now=NOW)
            assert outbox.listed(connection)[-1].id == following["outbox"]
    assert file.read_bytes() == before
    assert [found.name for found in folder.iterdir()] == ["a.sqlite3"]


def test_a_database_that_is_not_empty_is_left_as_it_is(database: Database, folder: Path) -> None:
    fill(database)
    backup.write_copy(database, folder / "a.sqlite3", NOW)
    before = everything(database)
    with pytest.raises(StoreError, match="is not empty; a copy is loaded into a new one only"):
        backup.load_copy(folder / "a.sqlite3", database)
    assert everything(database) == before


def test_a_copy_is_not_loaded_into_a_database_without_tables(databases: Databases, folder: Path) -> None:
    backup.write_copy(databases.new(), folder / "a.sqlite3", NOW)
    with pytest.raises(StoreError, match="is empty, expected 0003: run `plazo db upgrade`"):
        backup.load_copy(folder / "a.sqlite3", databases.empty())


def test_what_is_no_copy_is_not_loaded(database: Database, sqlite_databases: Databases, folder: Path) -> None:
    file = folder / "a.sqlite3"
    with pytest.raises(StoreError, match=r"a\.sqlite3: no such file$"):
        backup.load_copy(file, database)
    file.write_text("Ginebra, 3 de mayo de 2030\n" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match=r"a\.sqlite3: file is not a database$"):
        backup.load_copy(file, database)
    other = sqlite_databases.changeable()
    with other.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    other.dispose()
    assert other.file
    with pytest.raises(StoreNewerError, match="its version 9999 is newer"):
        backup.load_copy(other.file, database)
    assert all(rows == [] for rows in everything(database).values())


def test_a_copy_of_a_copy_tells_when_it_was_made(database: Database, databases: Databases, folder: Path) -> None:
    backup.write_copy(database, folder / "a.sqlite3", NOW)
    later = NOW + timedelta(days=1)
    copy = opened(databases, folder / "a.sqlite3")
    backup.write_copy(copy, folder / "b.sqlite3", later)
    copy.dispose()
    with opened(databases, folder / "b.sqlite3").reading() as connection:
        assert marks.sending_held_since(connection) == later
