"""Years: of a date whose year is not written, and those that stand alone in a text, in the name of an edition say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from knowledge.edtf import Edtf, parse_edtf
from knowledge.errors import BadDateError
from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import FIRST_YEAR, LAST_YEAR, YEAR_WIDTH, goes_on, has, is_apart, skip, text_at
from knowledge.extraction.dates.rendering import IMPOSSIBLE
from knowledge.extraction.dates.values import Bound, FoundDate, YearFrom
from knowledge.extraction.dates.words import Label

_UNKNOWN = "XXXX"
_LEAP_CYCLE = 8
_LONGEST_CODE = 2
_HALF_A_YEAR = timedelta(days=182)


def _filled(value: str, year: int) -> str:
    first, slash, last = value.partition("/")
    turns = last.startswith(_UNKNOWN) and last[:7] < first[:7]
    return first.replace(_UNKNOWN, f"{year:04}") + slash + last.replace(_UNKNOWN, f"{year + turns:04}")


def with_year(found: FoundDate, year: int, source: YearFrom = YearFrom.INFERRED) -> FoundDate:
    """Put a year where none is written; a range over the end of the year ends in the next.

    Args:
        found: a date; one that has its year, or no value, comes back as it is.
        year: of its first day.
        source: where the year comes from.

    Returns:
        The date with its year; without a value where that year has no such day.
    """
    if found.value is None or _UNKNOWN not in found.value:
        return found
    value = _filled(found.value, year)
    try:
        parse_edtf(value)
    except BadDateError:
        return replace(found, value=None, rule=IMPOSSIBLE, year_from=source)
    return replace(found, value=value, year_from=source)


def _whens(found: FoundDate, years: Iterable[int]) -> Iterable[tuple[FoundDate, Edtf]]:
    for year in years:
        dated = with_year(found, year)
        if dated.value is not None:
            yield dated, parse_edtf(dated.value)


def first_after(found: FoundDate, day: date) -> FoundDate:
    """Put in the year that makes it the first such date after a day: one whose last day is later.

    A date that has its year, or no value, comes back as it is.
    """
    years = range(day.year - 1, day.year + _LEAP_CYCLE)
    return next((dated for dated, when in _whens(found, years) if when.last_day() > day), found)


def last_before(found: FoundDate, day: date) -> FoundDate:
    """Put in the year that makes it the last such date before a day: one whose first day is earlier.

    A date that has its year, or no value, comes back as it is.
    """
    years = range(day.year, max(day.year - _LEAP_CYCLE, 0), -1)
    return next((dated for dated, when in _whens(found, years) if when.first_day() < day), found)


def fill_from_sentences(found: Sequence[FoundDate], sentences: Sequence[int]) -> list[FoundDate]:
    """Give dates without a year that of the next date in their sentence, else of the one before.

    Args:
        found: the dates of a text, in order.
        sentences: which sentence each belongs to.
    """
    dates = list(found)
    for order in (range(len(dates) - 1, -1, -1), range(len(dates))):
        source: FoundDate | None = None
        sentence = -1
        for n in order:
            if sentences[n] != sentence:
                source, sentence = None, sentences[n]
            if dates[n].year_from is YearFrom.UNKNOWN and source is not None:
                dates[n] = _year_beside(dates[n], source)
            elif dates[n].year_from in {YearFrom.WRITTEN, YearFrom.RANGE} and dates[n].value is not None:
                source = dates[n]
    return dates


def _year_beside(found: FoundDate, source: FoundDate) -> FoundDate:
    """With the year of its neighbour; "by 15 December for the meeting of 10 February 2025" is the year before."""
    other = parse_edtf(source.value or "").first_day()
    dated = with_year(found, other.year, YearFrom.SENTENCE)
    if dated.value is None or found.bound is not Bound.UNTIL:
        return dated
    late = parse_edtf(dated.value).first_day() - other > _HALF_A_YEAR
    return with_year(found, other.year - 1, YearFrom.SENTENCE) if late else dated


def is_lone_year(items: Sequence[Item], at: int) -> bool:
    """Whether an item is a year that stands alone: of no range of years, no agenda, no hour."""
    item = items[at]
    if item.width != YEAR_WIDTH or not FIRST_YEAR <= item.number <= LAST_YEAR:
        return False
    if goes_on(items, at + 1) or not (is_apart(items, at) or _ends_name(items, at)):
        return False
    if has(items, at + 1, Label.HOURS) or (text_at(items, at - 1) in "-/" and _is_year(items, at - 2)):
        return False
    if text_at(items, at + 1) in {"-", "/"} and at + 2 < len(items) and items[at + 2].is_digits and items[at + 2].glued:
        return False
    before = at - 1
    while before >= max(0, at - 2) and has(items, before, Label.OF, Label.THE):
        before -= 1
    return not has(items, before, Label.NOT_YEAR, Label.NOT_DAY)


def _ends_name(items: Sequence[Item], at: int) -> bool:
    """Whether a year is joined to a name, as in "Forum-2020"; two letters make a reference."""
    name = items[at - 2] if at > 1 and items[at - 1].text == "-" and items[at - 1].glued else None
    return name is not None and name.is_word and name.end - name.start > _LONGEST_CODE


def _is_year(items: Sequence[Item], at: int) -> bool:
    return at >= 0 and items[at].width == YEAR_WIDTH


def end_of_revision(items: Sequence[Item], at: int) -> int:
    """The index after the parenthesis of "(Rev. Dubai, 2018)", whose dates are those of another document."""
    end = skip(items, at, Label.REVISED, most=1)
    while end < min(len(items), at + 12) and items[end].sentence == items[at].sentence:
        if text_at(items, end) == ")":
            return end
        end += 1
    return at + 1
