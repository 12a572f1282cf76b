"""Connections and transactions, the same on SQLite and PostgreSQL.

SQLite runs in WAL mode, with foreign keys and a busy time-out. Whoever may write begins with `BEGIN IMMEDIATE`: a
transaction that starts by reading and then wants to write would fail at once when another has written in between.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from bot.errors import StoreError, StoreFullError, StoreLockedError

_BUSY = timedelta(seconds=5)
_LOCKED = ("database is locked", "database table is locked", "55P03")  # PostgreSQL's codes hold in every language
_FULL = ("disk is full", "disk I/O error", "No space left", "53100")
_WRITES = "plazo_writes"


class Database:
    """A database, by its URL; connections are made when they are needed."""

    def __init__(self, url: str | URL, *, busy: timedelta = _BUSY, known_as: str | None = None) -> None:
        """Prepare for a database.

        Args:
            url: `sqlite:///file` or `postgresql+psycopg://…`.
            busy: how long to wait for another's lock.
            known_as: what to call it in messages; by default its file, or its address without the password.

        Raises:
            StoreError: a part of the password would be taken for the host, and shown.
        """
        self.url: URL = make_url(url)
        if "@" in (self.url.host or ""):
            raise StoreError("database: its URL has more than one @; write %40 for an @ in the password")
        self._known_as = known_as
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite(self.url, busy) if self.is_sqlite else _postgres(self.url, busy)
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = self._engine.execution_options(**{_WRITES: False}, **options)

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def name(self) -> str:
        """What to call it in a message: never with a password, which may stand among its options, too."""
        address = self.url.set(query={}).render_as_string(hide_password=True)
        return self._known_as or (str(self.file) if self.file else address)

    @property
    def is_absent(self) -> bool:
        """Whether its file is not there, or has nothing in it; to connect would make it."""
        try:
            return self.file is not None and self.file.stat().st_size == 0
        except FileNotFoundError:
            return True
        except OSError:
            return False  # there is something: SQLite tells what is wrong with it

    @property
    def engine(self) -> Engine:
        """The engine, for migrations and copies."""
        return self._engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept, or nothing.

        Raises:
            StoreError: the database cannot be used; the message is one line.
        """
        with self._begin(self._engine) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of everything.

        Raises:
            StoreError: the database cannot be used; the message is one line.
        """
        with self._begin(self._reading) as connection:
            yield connection

    @contextmanager
    def _begin(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError) as error:
            raise self._translated(error) from error
        except DatabaseError as error:  # "file is not a database"
            if self.is_sqlite and "database" in str(error.orig):
                raise self._translated(error) from error
            raise

    def _translated(self, error: DBAPIError) -> StoreError:
        text = " ".join(str(error.orig).split())[:300]
        told = f"{text} {getattr(error.orig, 'sqlstate', '')}"
        if any(word in told for word in _LOCKED):
            return StoreLockedError(f"database {self.name}: locked by another program; end it, or try again later")
        if any(word in told for word in _FULL):
            return StoreFullError(f"database {self.name}: cannot be written ({text}); make room on its disk")
        return StoreError(f"database {self.name}: {text}")

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _sqlite(url: URL, busy: timedelta) -> Engine:
    engine = create_engine(url, connect_args={"timeout": busy.total_seconds()})

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL, busy: timedelta) -> Engine:
    milliseconds = int(busy / timedelta(milliseconds=1))
    options: dict[str, Any] = {
        "connect_timeout": max(1, int(busy.total_seconds())),  # 0 would mean for ever
        "options": f"-c lock_timeout={milliseconds} -c timezone=UTC",
    }
    return create_engine(url, connect_args=options, pool_pre_ping=True)
