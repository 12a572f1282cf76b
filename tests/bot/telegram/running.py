"""A bot of a test's own: the Bot API's stand-in, and services that run against it, each in a process."""

import shlex
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from bot.library import open_knowledge
from bot.store import people
from bot.store.database import Database
from bot.store.people import Person
from bot.store.tables import updates
from knowledge.model import LANGUAGES
from tests.bot.program import Program
from tests.bot.service import NOW, Service, telegram
from tests.botapi.server import BotApiServer

QUESTION = "¿Cuál es la fecha límite de la CL-19/35?"
ANSWER = "16 de agosto de 2019"
"""What every answer to it holds."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class Bench:
    """Where services of one bot are made; `folder` holds what they leave."""

    program: Program
    folder: Path
    server: BotApiServer

    def service(
        self,
        name: str = "one",
        *,
        database: str = "",
        now: str | None = NOW,
        log_level: str = "info",
        **settings: object,
    ) -> Service:
        """A service that is not started yet.

        Args:
            name: of its folder; those with the same database are replicas.
            database: its URL; by default a file of its own.
            now: what its clock shows when it starts; None for the real time.
            log_level: how much it logs.
            settings: of its `[telegram]`; `log_texts` is one of `[service]`.
        """
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        service = {"log_level": log_level, "log_texts": bool(settings.pop("log_texts", False))}
        given = telegram(self.server.base_url, self.server.token, **settings)
        return Service(self.program, folder, {"service": service, **given}, now, database)


def wait_for_start(service: Service, number: int = 1) -> None:
    """Wait until a service runs for the so many-th time: its log holds them all."""
    latest = time.monotonic() + 60
    while service.log.count("event=running") < number:
        assert time.monotonic() < latest, service.log[-2000:]
        assert service.process is None or service.process.poll() is None, service.log[-2000:]
        time.sleep(0.02)


def read(service: Service, look: Callable[[Connection], Result]) -> Result:
    """Look something up in a service's database."""
    return _with(service, look, writes=False)


def change(service: Service, action: Callable[[Connection], Result]) -> Result:
    """Write into a service's database."""
    return _with(service, action, writes=True)


def _with(service: Service, action: Callable[[Connection], Result], *, writes: bool) -> Result:
    database = Database(service.database)
    try:
        with database.transaction() if writes else database.reading() as connection:
            return action(connection)
    finally:
        database.dispose()


def stored(service: Service) -> dict[int, str | None]:
    """The outcomes of the updates that a service has stored, by their numbers; those that wait have None."""

    def look(connection: Connection) -> dict[int, str | None]:
        rows = connection.execute(select(updates.c.update_id, updates.c.outcome, updates.c.done_at))
        return {row.update_id: row.outcome if row.done_at else None for row in rows}

    return read(service, look)


def count(service: Service, table: Any, *conditions: Any) -> int:  # noqa: ANN401 - any table, any condition
    """How many rows of a table there are."""
    return read(service, lambda c: c.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def person(service: Service, number: int) -> Person | None:
    """What is known of a person."""
    return read(service, lambda c: people.find(c, "telegram", str(number)))


def events(log: str) -> list[dict[str, str]]:
    """The lines of a log as fields: logfmt, each value bare or in double quotes."""
    return [dict(_fields(line)) for line in log.splitlines()]


def _fields(line: str) -> Iterator[tuple[str, str]]:
    for word in shlex.split(line, posix=True):
        name, sign, value = word.partition("=")
        assert sign, f"no field: {word!r} in {line!r}"
        yield name, value


@cache
def _fill_cache(folder: Path) -> None:
    """Compile what each start would else compile anew as long as it is killed before the end of that."""
    library = open_knowledge(folder=folder).library
    for language in LANGUAGES:
        library.lexicon(language)


@contextmanager
def bench(program: Program, folder: Path, **server: Any) -> Iterator[Bench]:  # noqa: ANN401 - of the server
    """Telegram's side, listening, and where our side is made."""
    _fill_cache(program.cache)
    with BotApiServer(**server) as running:
        yield Bench(program, folder, running)
