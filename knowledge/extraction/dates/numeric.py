"""Dates all in digits: 2019-08-16, 16.08.2019, 16/08/2019, 16/08/19, and "30.03" beside a whole one."""

from collections.abc import Sequence

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import (
    FIRST_YEAR,
    LAST_DAY,
    LAST_MONTH,
    LAST_YEAR,
    YEAR_WIDTH,
    Point,
    Style,
    has,
    text_at,
)
from knowledge.extraction.dates.words import Label, Lexicon

_SIGNS = frozenset("-./")
_CENTURY = 2000


def _triple(items: Sequence[Item], at: int) -> tuple[list[Item], str] | None:
    """Three numbers with the same sign between them and nothing glued around."""
    if at + 4 >= len(items):
        return None
    sign = items[at + 1].text
    numbers = [items[at + n] for n in (0, 2, 4)]
    whole = all(item.glued for item in items[at + 1 : at + 5])
    if sign not in _SIGNS or items[at + 3].text != sign or not (whole or (sign == "/" and _has_year(numbers))):
        return None
    return (numbers, sign) if all(number.is_digits for number in numbers) and _ends(items, at + 5) else None


def _has_year(numbers: Sequence[Item]) -> bool:
    return YEAR_WIDTH in {numbers[0].width, numbers[2].width}


def _ends(items: Sequence[Item], end: int) -> bool:
    """Whether nothing is glued on that would make it a reference or an address."""
    if end >= len(items) or not items[end].glued:
        return True
    if has(items, end, Label.NOT_DAY):
        return False
    if items[end].is_word:
        return items[end].text.startswith("t") or has(items, end, Label.YEAR_AFTER)
    follows = end + 1 < len(items) and items[end + 1].glued and (items[end + 1].is_digits or items[end + 1].is_word)
    return not (follows and items[end].text in {".", "/", "-", "_", "+"}) or _is_whole(items, end + 1)


def _is_whole(items: Sequence[Item], at: int) -> bool:
    """Whether another date of four-digit year first or last follows: an interval without spaces."""
    return at + 4 < len(items) and _has_year([items[at + n] for n in (0, 2, 4)])


def _year_last(numbers: Sequence[Item], sign: str, lexicon: Lexicon) -> tuple[int, int, int, str] | None:
    """Day, month, year and the form's name."""
    first, second, year = (number.number for number in numbers)
    if numbers[2].width == 2 and sign != "-" and numbers[0].width == numbers[1].width == 2:  # noqa: PLR2004
        year += _CENTURY
    elif numbers[2].width != YEAR_WIDTH:
        return None
    if second > LAST_MONTH >= first:
        return (second, first, year, "numeric-us") if lexicon.ambiguous else None
    unclear = lexicon.ambiguous and sign != "." and first <= LAST_MONTH and first != second
    return first, second, year, "numeric-ambiguous" if unclear else "numeric"


def _read_triple(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    found = _triple(items, at)
    if found is None:
        return None
    numbers, sign = found
    if numbers[0].width == YEAR_WIDTH:
        year, month, day = (number.number for number in numbers)
        form, style = "iso" if sign == "-" else "numeric", Style.YEAR_FIRST
    else:
        parts = _year_last(numbers, sign, lexicon)
        if parts is None:
            return None
        day, month, year, form = parts
        style = Style.DAY_FIRST
    if not (1 <= day <= LAST_DAY and 1 <= month <= LAST_MONTH and FIRST_YEAR <= year <= LAST_YEAR):
        return None
    end = at + 5
    if has(items, end, Label.YEAR_AFTER):
        end += 1
        end += text_at(items, end) == "." and items[end].glued
    return Point(at=at, end=end, year=year, month=month, day=day, style=style, form=form)


def _read_pair(items: Sequence[Item], at: int) -> Point | None:
    """Day and month, "30.03" or "30/03": a date only beside a whole one."""
    if at + 2 >= len(items):
        return None
    if items[at + 1].text not in {".", "/"} or not (items[at + 1].glued and items[at + 2].glued):
        return None
    day, month = items[at].number, items[at + 2].number
    narrow = items[at].width in {1, 2} and items[at + 2].width == 2  # noqa: PLR2004
    if not narrow or not (1 <= day <= LAST_DAY and 1 <= month <= LAST_MONTH):
        return None
    point = Point(at=at, end=at + 3, month=month, day=day, style=Style.DAY_FIRST, form="numeric", weak=True)
    if text_at(items, point.end) == "." and at + 4 < len(items) and items[at + 4].is_digits and items[at + 4].glued:
        return None
    return point


def read_numeric(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    """Read a date in digits that begins at an item, the day first unless the values or the language say otherwise.

    The form is `iso`, `numeric`, `numeric-us` where only the month first makes a date, or `numeric-ambiguous`.
    """
    return _read_triple(items, at, lexicon) or _read_pair(items, at)
