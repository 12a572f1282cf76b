"""Databases for the tests of the state: fresh ones of either kind, upgraded once for all of them."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, make_url, select, text

from bot.store import schema
from bot.store.database import Database
from bot.store.tables import metadata
from tests.postgres import PostgresServer

BUSY = timedelta(seconds=5)
Result = TypeVar("Result")


class Databases(ABC):
    """Gives databases of one kind, and closes them."""

    def __init__(self) -> None:
        self._open: list[Database] = []

    @abstractmethod
    def new(self) -> Database:
        """One with the tables of this version, and nothing in them; the tables stay as they are."""

    @abstractmethod
    def changeable(self) -> Database:
        """The same, but one whose tables may be changed."""

    @abstractmethod
    def empty(self) -> Database:
        """One without tables."""

    def again(self, database: Database, busy: timedelta = BUSY) -> Database:
        """The same one, as another process would open it."""
        return self.open(database.url.render_as_string(hide_password=False), busy)

    def open(self, url: str, busy: timedelta = BUSY) -> Database:
        database = Database(url, busy=busy)
        self._open.append(database)
        return database

    def close(self) -> None:
        for database in self._open:
            database.dispose()


class SqliteDatabases(Databases):
    """Files in a folder."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._template = template
        self._files = (folder / f"state-{number}.sqlite3" for number in count(1))

    def new(self) -> Database:
        file = next(self._files)
        shutil.copyfile(self._template, file)
        return self.open(f"sqlite:///{file}")

    def changeable(self) -> Database:
        return self.new()

    def empty(self) -> Database:
        return self.open(f"sqlite:///{next(self._files)}")


class Cleared:
    """PostgreSQL databases that were used and cleared: that is much faster than to make one for each test."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = count(1)
        url = server.new_database()
        upgraded(url)
        self._template = make_url(url).database
        self._free: list[str] = []

    def take(self) -> str:
        return self._free.pop() if self._free else self.make()

    def make(self) -> str:
        name = f"state_{self._template}_{next(self._numbers)}"  # a session may clear two lots of them
        engine = create_engine(self.server.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {self._template}"))
        engine.dispose()
        return self.server.url(name)

    def give_back(self, url: str) -> None:
        engine = create_engine(url)
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        engine.dispose()
        self._free.append(url)


class PostgresDatabases(Databases):
    """Databases of the tests' own server."""

    def __init__(self, cleared: Cleared) -> None:
        super().__init__()
        self._cleared = cleared
        self._taken: list[str] = []
        self._made: list[str] = []

    def new(self) -> Database:
        self._taken.append(self._cleared.take())
        return self.open(self._taken[-1])

    def changeable(self) -> Database:
        self._made.append(self._cleared.make())
        return self.open(self._made[-1])

    def empty(self) -> Database:
        self._made.append(self._cleared.server.new_database())
        return self.open(self._made[-1])

    def close(self) -> None:
        super().close()
        for url in self._taken:
            self._cleared.give_back(url)
        for url in self._made:
            self._cleared.server.drop(url)


def upgraded(url: str) -> None:
    """Upgrade a database, and leave no connection to it."""
    database = Database(url)
    schema.upgrade(database)
    database.dispose()


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, in the order of their keys."""
    return {
        table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in metadata.sorted_tables
    }


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of a database."""
    with database.reading() as connection:
        return contents(connection)


def at_once(number: int, action: Callable[[int], Result]) -> list[Result]:
    """Do something in so many threads at once, each told its place."""
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(action, range(number)))
