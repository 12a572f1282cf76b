"""`plazo reminders`: lets a restored database send again."""

import typer

from bot.cli.options import ConfigOption
from bot.cli.state import open_state, shown

app = typer.Typer(no_args_is_help=True, help="What is sent by itself.", rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """What is sent by itself."""


@app.command()
def resume(config: ConfigOption = None) -> None:
    """Let messages go out from a database that was restored from a copy."""
    from bot.store import marks

    database = open_state(config)
    with database.transaction() as connection:
        since = marks.sending_held_since(connection)
        marks.resume_sending(connection)
    if since is None:
        print(f"Database {database.name}: sending was not held.")
    else:
        print(f"Database {database.name}: sending was held since {shown(since)}; messages go out again.")
