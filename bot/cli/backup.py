"""`plazo backup`: a consistent copy of the database, while the service runs."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import NowOption, connect, moment_of


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, for the copy.")],
    config: ConfigOption = None,
    now: NowOption = None,
) -> None:
    """Write a consistent copy of the database, marked so that it sends nothing until `plazo reminders resume`."""
    from bot.store.backup import write_copy

    moment = moment_of(now)
    database = connect(load_settings(config))
    write_copy(database, file, moment)
    print(f"Copy of database {database.name}: {file}.")
    print("Nothing is sent from the copy until `plazo reminders resume`.")
