"""The schema's version: brings a database up to date, or says what is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreError, StoreNewerError
from bot.store.database import Database
from bot.store.tables import metadata

_MIGRATIONS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 0x706C617A6F  # "plazo": any number will do, as long as all replicas take the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A database's version beside the one that this program expects; None for a database that is empty."""

    found: str | None
    expected: str

    @property
    def is_current(self) -> bool:
        """Whether the program can work with it as it is."""
        return self.found == self.expected


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection, database: Database) -> Version:
    scripts = ScriptDirectory.from_config(_config())
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreNewerError(
            f"database {database.name}: its version {found} is newer than this program knows "
            f"({scripts.get_current_head()}); use a newer Plazo, or another database"
        )
    return Version(found=found, expected=str(scripts.get_current_head()))


def _absent() -> Version:
    return Version(found=None, expected=str(ScriptDirectory.from_config(_config()).get_current_head()))


def _require_current(database: Database, version: Version) -> None:
    if not version.is_current:
        state = f"is at version {version.found}" if version.found else "is empty"
        raise StoreError(f"database {database.name}: {state}, expected {version.expected}: run `plazo db upgrade`")


def read_version(database: Database) -> Version:
    """The version of a database; an SQLite file that is not there is not made.

    Raises:
        StoreNewerError: it was made by a newer program.
        StoreError: it cannot be used.
    """
    if database.is_absent:
        return _absent()
    with database.reading() as connection:
        return _version(connection, database)


def upgrade(database: Database) -> Version:
    """Bring the database to the version of this program: wholly, or not at all.

    Raises:
        StoreNewerError: it was made by a newer program; nothing is changed.
        StoreError: it cannot be used; nothing is changed.

    Returns:
        Its version before.
    """
    with database.transaction() as connection:
        if not database.is_sqlite:  # two replicas that start at once: the second waits, and finds nothing left to do
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        before = _version(connection, database)
        if not before.is_current:
            command.upgrade(_config(connection), "head")
    return before


def check(database: Database) -> Version:
    """Whether a database fits this program, table by table; an SQLite file that is not there is not made.

    Raises:
        StoreError: it does not; the message says what to do.
    """
    if database.is_absent:
        _require_current(database, _absent())
    with database.reading() as connection:
        version = _version(connection, database)
        _require_current(database, version)
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    if differences:
        first = " ".join(str(differences[0]).split())[:200]
        raise StoreError(f"database {database.name}: its tables were changed by hand, first {first}")
    return version
