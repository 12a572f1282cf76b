"""`plazo config`: whether the configuration is in order, without starting anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.options import ConfigOption, find_config, load_settings

if TYPE_CHECKING:  # pydantic is for the commands that need settings
    from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The configuration of the service.", rich_markup_mode=None)


@app.command()
def check(config: ConfigOption = None) -> None:
    """Check the configuration: file, environment, secrets' files; exit 2 where something is wrong."""
    settings = load_settings(config)
    print(f"In order: {find_config(config) or 'no file, built-in defaults'}: {', '.join(_parts(settings))}")


def _parts(settings: "Settings") -> Iterator[str]:
    """What is on, in a few words each."""
    yield f"Telegram {settings.telegram.mode}" if settings.telegram.enabled else "Telegram off"
    count = len(settings.mailboxes)
    yield f"{count} mailbox" if count == 1 else f"{count or 'no'} mailboxes"
    yield f"database {_database(settings)}"


def _database(settings: "Settings") -> str:
    """The database's kind and place, without user and password."""
    file = settings.database.file
    if file is not None:
        here = Path().absolute()
        return f"SQLite {file.relative_to(here) if file.is_relative_to(here) else file}"
    from sqlalchemy.engine import make_url

    url = make_url(settings.database.url.get_secret_value())
    return f"PostgreSQL {url.database or ''}{f' on {url.host}' if url.host else ''}"
