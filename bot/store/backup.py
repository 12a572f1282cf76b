"""A consistent copy of the database in an SQLite file, from either database, and the way back.

The copy is marked: nothing is sent from it until a person says so, since what it holds as waiting may have been sent
since. A raw copy of a database's files has no such mark, and may be torn.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, func, insert, select, text

from bot.errors import StoreError, StoreFullError
from bot.store import marks, schema
from bot.store.database import Database
from bot.store.tables import metadata

_ROWS = 1000


def write_copy(database: Database, target: Path, now: datetime) -> None:
    """Write a copy that appears whole, or not at all.

    Args:
        database: to be copied; it may be in use.
        target: the new file; the folder must be there.
        now: the moment, for the mark.

    Raises:
        StoreError: the file is there already, or cannot be written, or the database cannot be read.
    """
    if target.exists():
        raise StoreError(f"{target}: there is a file of that name already; name a new one")
    schema.check(database)
    try:
        with TemporaryDirectory(dir=target.parent, prefix=".plazo-backup-") as folder:
            draft = Path(folder) / "copy.sqlite3"
            with _sqlite(draft, target) as copy:
                _draw(database, copy, now)
            draft.chmod(0o600)  # it holds personal data
            os.link(draft, target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
    except sqlite3.OperationalError as error:  # of the PRAGMA, which no transaction of ours can hold
        raise StoreFullError(f"{target}: cannot be written ({error}); make room on its disk") from error


def _draw(database: Database, copy: Database, now: datetime) -> None:
    schema.upgrade(copy)
    with database.reading() as source, copy.transaction() as target:
        _copy_rows(source, target)
        marks.hold_sending(target, now)
    with copy.engine.connect() as connection:  # so that the copy is one file, wherever it is taken
        connection.connection.driver_connection.execute("PRAGMA journal_mode = DELETE")  # type: ignore[union-attr]


def load_copy(source: Path, database: Database) -> None:
    """Fill an empty database from a copy; the mark that holds sending comes along.

    A copy of the copy is read: it may have to be upgraded, and what is kept for emergencies is not touched.

    Args:
        source: what `write_copy` wrote, with this version of the program or an earlier one.
        database: up to date, and empty.

    Raises:
        StoreError: the copy or the database is not as it must be; nothing is changed then.
    """
    if not source.is_file():
        raise StoreError(f"{source}: no such file")
    schema.check(database)
    try:
        with TemporaryDirectory(prefix="plazo-load-") as folder:
            file = Path(folder) / "copy.sqlite3"
            shutil.copyfile(source, file)
            with _sqlite(file, source) as copy:
                _fill(database, copy)
    except OSError as error:
        raise StoreError(f"{source}: cannot be read: {error.strerror or error}") from error


def _fill(database: Database, copy: Database) -> None:
    if schema.read_version(copy).found is None:
        raise StoreError(f"{copy.name}: is no copy of a database of Plazo")
    schema.upgrade(copy)
    schema.check(copy)
    with copy.reading() as reading, database.transaction() as writing:
        counts = (select(func.count()).select_from(table) for table in metadata.sorted_tables)
        if any(writing.execute(count).scalar_one() for count in counts):
            raise StoreError(f"database {database.name}: is not empty; a copy is loaded into a new one only")
        _copy_rows(reading, writing)


@contextmanager
def _sqlite(file: Path, known_as: Path) -> Iterator[Database]:
    """A copy's file; made up of parts, since its path may hold what ends a path in an address."""
    database = Database(URL.create("sqlite", database=str(file)), known_as=str(known_as))
    try:
        yield database
    finally:
        database.dispose()


def _copy_rows(source: Connection, target: Connection) -> None:
    for table in metadata.sorted_tables:
        rows = source.execute(select(table)).mappings()
        while batch := rows.fetchmany(_ROWS):
            target.execute(insert(table), [dict(row) for row in batch])
        if target.dialect.name == "postgresql" and "id" in table.c:
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            following = f"(SELECT COALESCE(MAX(id), 0) + 1 FROM {table.name})"  # noqa: S608 - our own table's name
            target.execute(text(f"SELECT setval({sequence}, {following}, false)"))
