"""What the commands share that work on the state: the database, options, and how entries are shown.

What needs SQLAlchemy is imported when it is called, so that the other commands start fast.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import WRONG_INPUT, complain, fail, read_moment
from bot.cli.options import load_settings
from bot.errors import EntryError
from handlers.errors import HandlerError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from bot.store.database import Database

_MOST_NUMBER = 2**63 - 1
_BREAKS = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""What some programs take for the end of a line, or a terminal for a command, and JSON allows in a string."""

Numbers = Annotated[list[int], typer.Argument(metavar="ID...", min=1, max=_MOST_NUMBER, help="As the list shows them.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
LimitOption = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1_000_000, help="At most so many.")]
NowOption = Annotated[str | None, typer.Option("--now", metavar="ISO8601", help="The moment; by default the clock's.")]


def moment_of(now: str | None) -> datetime:
    """What `--now` says; exit status 2 where it is no moment."""
    try:
        return read_moment(now)
    except ValueError as error:
        fail(str(error))


def connect(settings: "Settings") -> "Database":
    """The database, in whatever state it is; nothing is opened or made yet."""
    from bot.store.database import Database

    return Database(settings.database.url.get_secret_value())


def open_state(config: Path | None) -> "Database":
    """The database, known to be up to date.

    Args:
        config: what `--config` names.

    Raises:
        SettingsError: the configuration is wrong.
        StoreError: the database is absent, empty, of another version, or cannot be used; nothing was made or changed.
    """
    from bot.store import schema

    database = connect(load_settings(config))
    schema.check(database)
    return database


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object in one line; moments in ISO 8601 with their offset."""
    print(json.dumps(value, ensure_ascii=False, default=_as_text).translate(_BREAKS))


def _as_text(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"no JSON value: {value!r}")
    return value.isoformat()


def shown(moment: datetime) -> str:
    """A moment for people."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def cut(found: Sequence[Any], limit: int) -> Sequence[Any]:
    """What is within the limit; tells on stderr when there is more.

    Args:
        found: one more than the limit, where there is more.
        limit: at most so many.
    """
    if len(found) > limit:
        complain(f"there are more than {limit}: --limit shows more")
    return found[:limit]


def read_choices(option: str, given: Sequence[str] | None, known: Iterable[str]) -> list[str]:
    """The values of an option that takes some words only; exit status 2 where one is unknown."""
    choices = [str(choice) for choice in known]
    for value in given or ():
        if value not in choices:
            fail(f"{option}: {value[:60]!r} is unknown: expected one of {', '.join(choices)}")
    return list(given or ())


def change_each(database: "Database", numbers: Iterable[int], change: Callable[["Connection", int], str]) -> None:
    """Change entries, each in a transaction of its own; ends with exit status 2 where one could not be changed.

    Args:
        database: up to date.
        numbers: of the entries.
        change: changes one and returns what to print; an EntryError or HandlerError is told, and the others go on.

    Raises:
        StoreError: the database cannot be used; what was told before is done.
    """
    status = 0
    for number in dict.fromkeys(numbers):
        try:
            with database.transaction() as connection:
                done = change(connection, number)
        except (EntryError, HandlerError) as error:
            complain(str(error))
            status = WRONG_INPUT
        else:
            print(done, flush=True)
    sys.exit(status)
