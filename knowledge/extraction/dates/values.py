"""What the grammar of dates finds: values, with their place in the text and how sure they are."""

from dataclasses import dataclass
from enum import StrEnum


class Bound(StrEnum):
    """What the words around a date make of it."""

    NONE = "none"
    UNTIL = "until"
    FROM = "from"


class YearFrom(StrEnum):
    """Where the year of a date comes from."""

    WRITTEN = "written"
    RANGE = "range"
    SENTENCE = "sentence"
    INFERRED = "inferred"
    LETTER = "letter"
    """The letter's own year, as its month is: "the 5th of the current month"."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date, range or relative deadline that stands in a text.

    Attributes:
        start: offset of its first character; the words of its range or bound belong to it.
        end: offset after its last character.
        value: canonical EDTF, with `XXXX` for a year that is not known, and `XXXX-XX` for the letter's own year
            and month; None for a relative deadline ("within ten
            working days") and for a day that does not exist (rule `impossible`).
        rule: the name of the rule that made it.
        bound: whether it is an end ("by", "until") or a beginning ("from … on").
        year_from: where its year comes from.
        weekday: the weekday that is written with its first day, Monday 0; None where none is.
        zone: `UTC` or an IANA name where a zone is stated with a clock time.
        tentative: whether it is to be confirmed.
    """

    start: int
    end: int
    value: str | None
    rule: str
    bound: Bound = Bound.NONE
    year_from: YearFrom = YearFrom.WRITTEN
    weekday: int | None = None
    zone: str | None = None
    tentative: bool = False
