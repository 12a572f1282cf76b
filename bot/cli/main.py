"""The `plazo` command: puts the command groups together and turns errors into one clear line.

Each command imports what it needs when it runs, so that `plazo ask` starts fast.
"""

import sys
from typing import Annotated

import typer

from bot.cli import ask, chat, letters
from bot.cli.console import fail
from knowledge.errors import KnowledgeError

app = typer.Typer(
    name="plazo",
    help="The desk clerk who has read the letters: answers about forums, deadlines and contacts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.add_typer(letters.app, name="letters")


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        print(version("plazo"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """The desk clerk who has read the letters: answers about forums, deadlines and contacts."""


def main() -> None:
    """Run the command line; exit status 0 done, 1 the work failed, 2 the command line or an input was wrong."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except KnowledgeError as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
