"""What the commands share: reading options, telling errors, light and shade on a terminal."""

import os
import sys
from datetime import datetime
from typing import NoReturn, TextIO
from zoneinfo import ZoneInfo

from bot.clock import real_now
from knowledge.model import LANGUAGES

GENEVA = ZoneInfo("Europe/Zurich")
WRONG_INPUT = 2


def fail(message: str) -> NoReturn:
    """Tell in one line on stderr what is wrong with the input, and exit with status 2."""
    print(f"plazo: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(WRONG_INPUT)


def read_moment(text: str | None) -> datetime:
    """The moment of asking: the real clock's, or the one given; without an offset it is Geneva's time.

    Raises:
        ValueError: it is not a date or time in ISO 8601; the message says what was expected.
    """
    if text is None:
        return real_now()
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=GENEVA)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(
            f"now: {str(text)[:60]!r} is no moment: expected ISO 8601, such as 2019-08-01T09:00:00+02:00"
        ) from None


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
