"""Fresh databases of both kinds: every test that asks for one runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.outbox import Message
from tests.bot.store.databases import Cleared, Databases, PostgresDatabases, SqliteDatabases, upgraded
from tests.bot.store.posting import MINUTE, NOW, put, take
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded file that nobody has open."""
    file = tmp_path_factory.mktemp("template") / "state.sqlite3"
    upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def cleared(postgres: PostgresServer) -> Cleared:
    """The upgraded databases of the server, each used by one test after the other."""
    return Cleared(postgres)


@pytest.fixture
def sqlite_databases(sqlite_template: Path, tmp_path: Path) -> Iterator[Databases]:
    """SQLite databases, for what it alone does."""
    made = SqliteDatabases(sqlite_template, tmp_path)
    yield made
    made.close()


@pytest.fixture
def postgres_databases(cleared: Cleared) -> Iterator[Databases]:
    """PostgreSQL databases, for what it alone does."""
    made = PostgresDatabases(cleared)
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


@pytest.fixture
def leased(database: Database) -> Message:
    """A message that is being sent under the lease `a`."""
    with database.transaction() as connection:
        put(connection, "k", expires_at=NOW + 2 * MINUTE)
        (message,) = take(connection)
    return message
