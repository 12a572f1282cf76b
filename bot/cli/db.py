"""`plazo db`: brings the database up to date, checks it, fills it from a copy."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import connect

app = typer.Typer(no_args_is_help=True, help="The database that holds the state.", rich_markup_mode=None)


@app.command()
def upgrade(config: ConfigOption = None) -> None:
    """Bring the database to this program's version, or make it: wholly, or not at all."""
    from bot.store import schema

    database = connect(load_settings(config))
    before = schema.upgrade(database)
    if before.is_current:
        print(f"Database {database.name}: is at version {before.expected} already.")
    else:
        print(f"Database {database.name}: upgraded from {before.found or 'empty'} to {before.expected}.")


@app.command()
def check(config: ConfigOption = None) -> None:
    """Check that the database fits this program, table by table; exit 2 where it doesn't."""
    from bot.store import schema

    database = connect(load_settings(config))
    version = schema.check(database)
    print(f"In order: database {database.name}: version {version.found}.")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `plazo backup` wrote.")],
    config: ConfigOption = None,
) -> None:
    """Fill a new database from a copy, after `plazo db upgrade`; nothing is sent until `plazo reminders resume`."""
    from bot.store import backup

    database = connect(load_settings(config))
    backup.load_copy(file, database)
    print(f"Database {database.name}: filled from {file}.")
    print("Nothing is sent from it until `plazo reminders resume`.")
