"""What a person should check about a date that was read: the warnings of one date."""

from collections.abc import Iterator
from datetime import date

from knowledge.edtf import parse_edtf
from knowledge.extraction.dates import FoundDate, YearFrom
from knowledge.extraction.setting import LIVE, Role
from knowledge.extraction.years import weekday_warning, year_warning

_UNKNOWN = "XXXX"


def impossible(quoted: str) -> str:
    """The warning of a day that cannot be, such as 31 June."""
    return f"“{quoted}”: there is no such day"


def warnings_of(written: FoundDate, dated: FoundDate, role: Role, letter: date | None, quoted: str) -> Iterator[str]:
    """The warnings of a date.

    Args:
        written: as it was found.
        dated: the same with its year settled.
        role: what it is.
        letter: the letter's own date.
        quoted: the letter's words.
    """
    rows = [weekday_warning(dated, quoted)]
    if role in LIVE:
        rows += [year_warning(written, dated, quoted), _ambiguous(dated, quoted)]
        rows.append(None if role is Role.BEGUN else _early(dated, letter, quoted))
    elif role is Role.PAST:
        rows.append(_late(dated, letter, quoted))
    yield from (row for row in rows if row)


def _early(dated: FoundDate, letter: date | None, quoted: str) -> str | None:
    value = dated.value
    if letter is None or value is None or _UNKNOWN in value or value.endswith("/.."):
        return None
    if parse_edtf(value).last_day() >= letter:
        return None
    return f"“{quoted}”: {value} is before the letter's own date, {letter}"


def _late(dated: FoundDate, letter: date | None, quoted: str) -> str | None:
    if letter is None or dated.value is None or _UNKNOWN in dated.value:
        return None
    if parse_edtf(dated.value).last_day() <= letter:
        return None
    return f"“{quoted}”: the letter, of {letter}, tells of it as past"


def _ambiguous(dated: FoundDate, quoted: str) -> str | None:
    if dated.rule != "numeric-ambiguous" or dated.year_from is not YearFrom.WRITTEN:
        return None
    return f"“{quoted}”: day and month may be the other way round"
