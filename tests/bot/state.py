"""The program beside an SQLite database of the test's own, prepared through `bot.store`."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.store import interests, schema
from bot.store.database import Database
from handlers import interest
from handlers.interest import Action, Change, Event, Interest, Participant
from tests.bot.program import COMMAND, Ended, Program

NOW = datetime(2019, 8, 1, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class StateFile:
    """The program, and the file of its database, which need not be there yet."""

    program: Program
    file: Path

    @property
    def url(self) -> str:
        """The address of the database."""
        return f"sqlite:///{self.file}"

    def run(self, *arguments: str, limit: int | None = None, **environment: str) -> Ended:
        """Run the program with this database.

        Args:
            arguments: what stands after `plazo`.
            limit: how many KiB a file may have, as on a full disk.
            environment: more of it.
        """
        command = [COMMAND, *arguments]
        if limit is not None:
            command = ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "bash", *command]
        ended = subprocess.run(
            command,
            cwd=self.file.parent,
            env=self.program.environment(**{"PLAZO_DATABASE__URL": self.url, **environment}),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))

    def done(self, *arguments: str, **environment: str) -> Ended:
        """Run what is to succeed, with nothing on stderr."""
        ended = self.run(*arguments, limit=None, **environment)
        assert (ended.status, ended.err) == (0, "")
        return ended

    def refusal(self, *arguments: str, limit: int | None = None) -> str:
        """Run what is to be refused: status 2, nothing on stdout, and the one line on stderr that is returned."""
        ended = self.run(*arguments, limit=limit)
        assert (ended.status, ended.out) == (2, "")
        assert ended.err.startswith("plazo: ")
        assert ended.err.count("\n") == 1
        return ended.err.removeprefix("plazo: ").removesuffix("\n")

    def upgrade(self) -> None:
        """Make the database."""
        with self._open() as database:
            schema.upgrade(database)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, to prepare something or to look at what there is."""
        with self._open() as database, database.transaction() as connection:
            yield connection

    @contextmanager
    def _open(self) -> Iterator[Database]:
        database = Database(self.url)
        try:
            yield database
        finally:
            database.dispose()


def enrol(connection: Connection, **fields: Any) -> int:  # noqa: ANN401 - fields of an Interest
    """Put an expression of interest into the register; returns its number."""
    values = {
        "letter": "CL-19/35",
        "state": interest.State.COMPLETE,
        "organization": "Ministry of Examples",
        "country": "KE",
        "participants": (Participant(name="Ana Ejemplo", position="Director", email="ana@example.org"),),
        "late": False,
        "channel": "telegram",
        "owner": "4242",
        "received_at": NOW,
        "updated_at": NOW,
    }
    entry = Interest(**{**values, **fields})
    event = Event(at=NOW, actor="sender", action=Action.RECEIVED, state=entry.state, details={"letter": entry.letter})
    return interests.save(connection, Change(interest=entry, event=event))
