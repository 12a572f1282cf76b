"""Dates whose numbers each have their unit, as in Chinese: 2019年8月16日, 8月16日, 16日, 2020年初, 2024年第三季度."""

from collections.abc import Sequence

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import (
    FIRST_YEAR,
    LAST_DAY,
    LAST_MONTH,
    LAST_YEAR,
    SPAN_BASE,
    YEAR_WIDTH,
    Point,
    Style,
    has,
    text_at,
)
from knowledge.extraction.dates.words import Label


def _year(items: Sequence[Item], at: int) -> int | None:
    in_range = items[at].width == YEAR_WIDTH and FIRST_YEAR <= items[at].number <= LAST_YEAR
    return items[at].number if in_range and has(items, at + 1, Label.YEAR_UNIT) else None


def _month(items: Sequence[Item], at: int) -> tuple[int, int] | None:
    """A month with its unit or by its name, or the first of "6-8月"; and the index after it."""
    if at >= len(items):
        return None
    if has(items, at, Label.MONTH):
        return int(items[at].labels[Label.MONTH]), at + 1
    if not _is_month_number(items, at):
        return None
    if has(items, at + 1, Label.MONTH_UNIT):
        return items[at].number, at + 2
    joined = text_at(items, at + 1) in {"-", "/"} or has(items, at + 1, Label.TO, Label.AND)
    other = joined and at + 2 < len(items) and _is_month_number(items, at + 2)
    if other and has(items, at + 3, Label.MONTH_UNIT) and not _is_day(items, at + 4, bare=False):
        return items[at].number, at + 1
    return None


def _is_month_number(items: Sequence[Item], at: int) -> bool:
    return items[at].is_digits and 1 <= items[at].number <= LAST_MONTH


def _is_day(items: Sequence[Item], at: int, *, bare: bool) -> bool:
    """Whether a day is there; one beside its month may lack its unit where another follows."""
    if at >= len(items) or not 1 <= items[at].number <= LAST_DAY or not items[at].is_digits:
        return False
    follows = text_at(items, at + 1) in {"-", ",", "/"} or has(items, at + 1, Label.TO, Label.AND)
    return has(items, at + 1, Label.DAY_UNIT) or (bare and follows)


def _part(items: Sequence[Item], at: int, unit: Label) -> int | None:
    """The index after a word for early, mid or late; "2021年年中" says the unit twice."""
    start = at + has(items, at, unit)
    return start + 1 if has(items, start, Label.PART_AFTER) else None


def _of_year(items: Sequence[Item], at: int, year: int) -> Point | None:
    """A quarter or a part of a year."""
    start = at + 2
    if has(items, start, Label.SPAN):
        first, last = divmod(int(items[start].labels[Label.SPAN]), SPAN_BASE)
        return Point(at=at, end=start + 1, year=year, month=first, until_month=last)
    end = _part(items, start, Label.YEAR_UNIT)
    return Point(at=at, end=end, year=year, about=True) if end else None


def read_units(items: Sequence[Item], at: int) -> Point | None:
    """Read a date that begins with a number and its unit; a day alone is one as well."""
    if has(items, at - 1, Label.YEAR_UNIT) and at > 1 and items[at - 2].is_digits:
        return None  # of a year in another calendar
    year, end = _year(items, at), at
    if year is not None:
        end += 2
    month = _month(items, end)
    if month is None:
        if year is not None:
            return _of_year(items, at, year)
        is_day = _is_day(items, at, bare=False)
        return Point(at=at, end=at + 2, day=items[at].number) if is_day else None
    end = month[1]
    if has(items, end - 1, Label.MONTH_UNIT, Label.MONTH) and _is_day(items, end, bare=True):
        after = end + 1 + has(items, end + 1, Label.DAY_UNIT)
        return Point(at=at, end=after, year=year, month=month[0], day=items[end].number, style=Style.YEAR_FIRST)
    about = _part(items, end, Label.MONTH_UNIT)
    return Point(at=at, end=about or end, year=year, month=month[0], about=about is not None, style=Style.YEAR_FIRST)
