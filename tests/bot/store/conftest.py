"""Fresh databases of both kinds: every test that asks for one runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.store import schema
from bot.store.database import Database
from tests.bot.store.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer


def upgraded(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded file that nobody has open."""
    file = tmp_path_factory.mktemp("template") / "state.sqlite3"
    upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of an upgraded database that nobody is connected to."""
    url = postgres.new_database()
    upgraded(url)
    return str(make_url(url).database)


@pytest.fixture
def sqlite_databases(sqlite_template: Path, tmp_path: Path) -> Iterator[Databases]:
    """SQLite databases, for what it alone does."""
    made = SqliteDatabases(sqlite_template, tmp_path)
    yield made
    made.close()


@pytest.fixture
def postgres_databases(postgres_template: str, postgres: PostgresServer) -> Iterator[Databases]:
    """PostgreSQL databases, for what it alone does."""
    made = PostgresDatabases(postgres_template, postgres)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Databases of one kind, then of the other."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    made: Databases = request.getfixturevalue(name)
    return made


@pytest.fixture
def database(databases: Databases) -> Database:
    """A database with the tables of this version, and nothing in them."""
    return databases.new()
