"""The `plazo` command: `ask` goes straight to its module, everything else through Typer.

Typer imports pydantic, which alone costs more than a whole answer; `plazo ask` is started by scripts, a line at a time.
"""

import gc
import os
import sys

from bot.cli.console import WRONG_INPUT, fail
from bot.errors import PlazoError
from handlers.errors import HandlerError
from knowledge.errors import KnowledgeError

_INTERRUPTED = 130


def _run() -> None:
    if sys.argv[1:2] == ["ask"]:
        gc.disable()  # of a start that makes many objects and drops none, collecting takes a tenth
        from bot.cli.ask import run

        run(sys.argv[2:])
        return
    from typer import Abort, TyperException

    from bot.cli.app import app

    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        message = error.format_message()
        if not message.startswith("Usage:"):
            fail(message)
        print(message, file=sys.stderr)  # the help, where no command was given
        sys.exit(WRONG_INPUT)
    except Abort:
        sys.exit(_INTERRUPTED)


def main() -> None:
    """Run the command line; exit status 0 done, 1 the work failed, 2 the command line or an input was wrong."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        try:
            _run()
        finally:
            sys.stdout.flush()
    except (HandlerError, KnowledgeError, PlazoError) as error:
        fail(str(error))
    except BrokenPipeError:
        # Whoever read has left; what is still to be written must not raise again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":  # where the program calls itself, and there may be no `plazo` on the path
    main()
