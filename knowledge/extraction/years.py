"""The year of a date that the letter writes without one, in a fixed order of sources; and what is odd about a date."""

from dataclasses import dataclass, replace
from datetime import date

from knowledge.edtf import Edtf, parse_edtf
from knowledge.errors import BadDateError
from knowledge.extraction.dates import FoundDate, YearFrom, first_after, last_before, with_year

_UNKNOWN = "XXXX"
_THIS_MONTH = "XXXX-XX"
_LONGEST_WAIT = 366
"""Days: a year that would put a task further off than this is not the edition's."""
_IMPOSSIBLE = "impossible"
_FARTHEST = 240
"""Days."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearHints:
    """From where a year can be taken.

    Attributes:
        letter: the letter's own date, None where it has none.
        edition: the year in the name of what the sentence speaks of ("Forum 2023"), None where it names none.
        is_past: whether the letter tells of the date as past.
        is_task: whether something is to be done by then: for an edition, and so before it.
        is_future: whether the letter says in words that it is to come.
    """

    letter: date | None
    edition: int | None
    is_past: bool
    is_task: bool = False
    is_future: bool = False


def settle_year(found: FoundDate, hints: YearHints) -> FoundDate:
    """Give a date its year: that of its range or sentence, of the edition, or the nearest to the letter's date.

    A year of the same sentence is not kept where it would put into the past what the letter tells as to come. What
    nothing tells stays `XXXX`.
    """
    if found.value is None or found.year_from in {YearFrom.WRITTEN, YearFrom.RANGE}:
        return found
    return _in_month(found, hints.letter) if found.year_from is YearFrom.LETTER else _inferred(found, hints)


def _inferred(found: FoundDate, hints: YearHints) -> FoundDate:
    if found.value is not None and found.year_from is YearFrom.SENTENCE:
        when = parse_edtf(found.value)
        is_early = hints.letter is not None and when.last_day() < hints.letter and not when.open_end
        if not is_early or hints.is_past:
            return found
        found = replace(found, value=_without_year(found.value), year_from=YearFrom.UNKNOWN)
    if hints.edition is not None and not hints.is_past:
        dated = with_year(found, hints.edition)
        is_past_edition = hints.letter is not None and hints.edition < hints.letter.year and not hints.is_future
        if dated.value and (is_past_edition or _is_near(parse_edtf(dated.value), hints)):
            return dated
    if hints.letter is None:
        return found
    after = first_after(found, hints.letter)
    if hints.is_past or (not hints.is_future and _is_far(after, hints.letter)):
        return last_before(found, hints.letter)
    return after


def _in_month(found: FoundDate, letter: date | None) -> FoundDate:
    """A day "of the current month" with the letter's month and year; without a value where the letter has no date."""
    if letter is None or found.value is None:
        return replace(found, value=None)
    value = found.value.replace(_THIS_MONTH, f"{letter.year:04}-{letter.month:02}")
    try:
        parse_edtf(value)
    except BadDateError:
        return replace(found, value=None, rule=_IMPOSSIBLE)
    return replace(found, value=value)


def _is_far(dated: FoundDate, letter: date) -> bool:
    """Whether a day is so far off, and in another year, that nobody would leave out its year: it must be past."""
    if dated.value is None or _UNKNOWN in dated.value:
        return False
    first = parse_edtf(dated.value).first_day()
    return first.year > letter.year and (first - letter).days > _FARTHEST


def _without_year(value: str) -> str:
    return "/".join(_UNKNOWN + part[4:] if part != ".." else part for part in value.split("/"))


def _is_near(when: Edtf, hints: YearHints) -> bool:
    if hints.letter is None:
        return True
    return 0 <= (when.last_day() - hints.letter).days <= (_LONGEST_WAIT if hints.is_task else 4 * _LONGEST_WAIT)


def year_warning(before: FoundDate, after: FoundDate, quoted: str) -> str | None:
    """What to tell a person of a year that is not written; None where it is."""
    if before.year_from in {YearFrom.WRITTEN, YearFrom.RANGE} or before.value is None:
        return None
    if before.year_from is YearFrom.LETTER:
        if after.value is None:
            return f"“{quoted}”: its month cannot be told, as the letter has no date"
        return f"“{quoted}”: its month is not written; {after.value} follows from the letter's date"
    if after.value is None:
        return f"“{quoted}”: there is no such day in the year it should have"
    if _UNKNOWN in after.value:
        return f"“{quoted}”: its year is not written and cannot be told"
    source = "the same sentence" if after.year_from is YearFrom.SENTENCE else "the edition or the letter's date"
    return f"“{quoted}”: its year is not written; {after.value} follows from {source}"


def weekday_warning(found: FoundDate, quoted: str) -> str | None:
    """What to tell a person of a written weekday that is not that of the written date; None where all is well."""
    if found.weekday is None or found.value is None or _UNKNOWN in found.value:
        return None
    actual = parse_edtf(found.value).first_day().weekday()
    if actual == found.weekday:
        return None
    return f"“{quoted}”: {found.value} is a {_WEEKDAYS[actual]}, not a {_WEEKDAYS[found.weekday]}"
