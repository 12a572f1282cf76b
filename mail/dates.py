"""The date of a message's header, in whatever form (:rfc:`5322`, sections 3.3 and 4.3)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_DATE = 100
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_DOTTED = re.compile(r"(?<=\d)\.(?=\d\d\b)")
_BARE_OFFSET = re.compile(r"(?:GMT|UTC?)\s*([+-])\s*(\d\d?):?(\d\d)?\b", re.IGNORECASE)
_OFFSET = re.compile(r"[+-]\d{4}\b.*")
_LEAP_SECOND = re.compile(r":60\b")


def _from_iso(text: str) -> tuple[datetime, bool] | None:
    match = _ISO.search(text)
    if match is None:
        return None
    found = datetime.fromisoformat(match[0].upper())
    return (found, True) if found.tzinfo else (found.replace(tzinfo=UTC), False)


def _from_mail(text: str) -> tuple[datetime, bool] | None:
    clean = _BARE_OFFSET.sub(lambda m: f"{m[1]}{int(m[2]):02}{m[3] or '00'}", text)
    clean = _LEAP_SECOND.sub(":59", _DOTTED.sub(":", clean))
    for attempt in (clean, _OFFSET.sub("", clean)):
        try:
            found = parsedate_to_datetime(attempt)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found.tzinfo:
            return found, True
        return found.replace(tzinfo=UTC), "-0000" in attempt  # UTC, from somebody who does not tell where (RFC 5322)
    return None


def read_date(text: str) -> tuple[datetime | None, str | None]:
    """The moment that a Date header names, and what was wrong with it.

    Returns:
        The moment, aware of its zone, or None; one without a zone is taken for UTC, with a warning.
    """
    plain = " ".join(text.split())[:_LONGEST_DATE]
    if not plain:
        return None, "there is no Date"
    try:
        found = _from_iso(plain) or _from_mail(plain)
        if found is not None:
            found[0].astimezone(UTC)  # a year at the edge of what can be told
    except (ValueError, OverflowError, IndexError, TypeError):
        found = None
    if found is None:
        return None, "the Date cannot be read"
    return found[0], None if found[1] else "the Date has no zone and is taken for UTC"
