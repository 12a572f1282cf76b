"""When somebody is reminded, as people write it: days before a deadline, an hour, quiet hours; read and shown.

Digits of any script count. What is not plainly meant is not read: the caller asks again.
"""

import re
from collections.abc import Sequence
from datetime import time

from babel.dates import format_time
from babel.lists import format_list

from handlers.errors import SubscriptionError
from handlers.subscription import Quiet, check_leads

_LONGEST = 100
_BETWEEN = re.compile(r"[\s,;/.،؛、，；]+")
_HOUR = re.compile(r"(?P<hour>\d{1,2})\s?(?:[:.：٫hH]\s?(?P<minute>\d{2})|[hH])?")
_TO = re.compile(r"\s*[-–—−~～至到]\s*|\s+")


def read_leads(text: str) -> tuple[int, ...] | None:
    """The days before a deadline that a text lists, falling; None unless it lists whole days from 1 to 365.

    Args:
        text: any string at all.
    """
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    if len(text) > _LONGEST or not all(word.isdecimal() for word in words):
        return None
    try:
        return check_leads(map(int, words))
    except SubscriptionError:
        return None


def read_hour(text: str) -> time | None:
    """The time of day that a text gives, as 8:30, 08.30, 8h30 or 8; None for anything else.

    Args:
        text: any string at all.
    """
    found = _HOUR.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return None


def read_quiet(text: str) -> Quiet | None:
    """The hours from and until which a text tells, as 22:00-07:00; None for anything else, and for no time at all.

    Args:
        text: any string at all.
    """
    hours = [read_hour(part) for part in _TO.split(text.strip())] if len(text) <= _LONGEST else []
    match hours:
        case [time() as start, time() as end] if start != end:
            return Quiet(start=start, end=end)
    return None


def days_text(days: Sequence[int], language: str) -> str:
    """Days as a list in a language."""
    return format_list([str(day) for day in days], locale=language)


def hour_text(hour: time, language: str) -> str:
    """A time of day in a language."""
    return format_time(hour, "HH:mm", locale=language)


def quiet_text(quiet: Quiet, language: str) -> str:
    """Quiet hours in a language."""
    return f"{hour_text(quiet.start, language)}–{hour_text(quiet.end, language)}"
