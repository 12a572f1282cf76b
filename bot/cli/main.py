"""The `plazo` command: `ask` goes straight to its module, everything else through Typer.

Typer imports pydantic, which alone costs more than a whole answer; `plazo ask` is started by scripts, a line at a time.
"""

import sys

from bot.cli.console import fail
from knowledge.errors import KnowledgeError


def main() -> None:
    """Run the command line; exit status 0 done, 1 the work failed, 2 the command line or an input was wrong."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        if sys.argv[1:2] == ["ask"]:
            from bot.cli.ask import run

            run(sys.argv[2:])
        else:
            from bot.cli.app import app

            app()
    except KnowledgeError as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
