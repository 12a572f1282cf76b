"""What the commands share: reading options, telling errors, light and shade on a terminal."""

import os
import sys
from datetime import datetime, tzinfo
from typing import NoReturn, TextIO

from bot.clock import real_now
from knowledge.model import GENEVA, LANGUAGES

WRONG_INPUT = 2
_YEARS = range(2, 9990)
"""Of a moment of asking, so that the days around it exist in every zone."""


def fail(message: str) -> NoReturn:
    """Tell in one line on stderr what is wrong with the input, and exit with status 2."""
    complain(message)
    sys.exit(WRONG_INPUT)


def complain(message: str) -> None:
    """Tell in one line on stderr what is wrong, and go on."""
    print(f"plazo: {one_line(message)}", file=sys.stderr)


def one_line(text: str) -> str:
    """A text in one line, without what a terminal would obey: it may come from anybody."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def read_moment(text: str | None, name: str = "now", zone: tzinfo = GENEVA) -> datetime:
    """A moment, by default that of asking: the real clock's, or the one given.

    Args:
        text: in ISO 8601; a day alone is its first minute.
        name: what to call it in a complaint.
        zone: of a moment without an offset.

    Raises:
        ValueError: it is not a date or time in ISO 8601; the message says what was expected.
    """
    if text is None:
        return real_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise ValueError(f"{name}: {text[:60]!r} is no moment: expected ISO 8601, such as 2019-08-01T09:00:00+02:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def read_language(text: str | None) -> str | None:
    """The language forced, if any.

    Raises:
        ValueError: it is none of the six; the message names them.
    """
    if text is not None and text not in LANGUAGES:
        raise ValueError(f"lang: {str(text)[:60]!r} is unknown: expected one of {', '.join(LANGUAGES)}")
    return text


def dim(text: str, stream: TextIO | None = None) -> str:
    """The text in faint letters, where the stream is a terminal that shows them."""
    return _styled(text, "2", stream or sys.stdout)


def bold(text: str, stream: TextIO | None = None) -> str:
    """The text in bold letters, where the stream is a terminal that shows them."""
    return _styled(text, "1", stream or sys.stdout)


def _styled(text: str, code: str, stream: TextIO) -> str:
    plain = not stream.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return text if plain else f"\x1b[{code}m{text}\x1b[0m"
