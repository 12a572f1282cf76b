"""Databases for the tests of the state: fresh ones of either kind, each made from one that was upgraded once."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, select, text

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
    def _address(self, *, empty: bool) -> str:
        """The address of a database that nobody else has."""

    def new(self) -> Database:
        """One with the tables of this version, and nothing in them."""
        return self.open(self._address(empty=False))

    def empty(self) -> Database:
        """One without tables."""
        return self.open(self._address(empty=True))

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

    def _address(self, *, empty: bool) -> str:
        file = next(self._files)
        if not empty:
            shutil.copyfile(self._template, file)
        return f"sqlite:///{file}"


class PostgresDatabases(Databases):
    """Databases of the tests' own server."""

    def __init__(self, template: str, server: PostgresServer) -> None:
        super().__init__()
        self._template = template
        self._server = server
        self._made: list[str] = []

    def _address(self, *, empty: bool) -> str:
        url = self._server.new_database() if empty else self._copy()
        self._made.append(url)
        return url

    def _copy(self) -> str:
        name = f"state_{next(_NUMBERS)}"
        engine = create_engine(self._server.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {self._template}"))
        engine.dispose()
        return self._server.url(name)

    def close(self) -> None:
        super().close()
        for url in self._made:
            self._server.drop(url)


_NUMBERS = count(1)


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
