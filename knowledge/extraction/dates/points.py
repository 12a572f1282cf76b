"""A single point in time among the items of a text: a day, month, quarter or part of a year.

What is missing (the month of "12" in "12 and 13 May") is left open here; `chains` fills it in.
"""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.extraction.dates.clocks import Clock, read_clock
from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.numeric import read_numeric
from knowledge.extraction.dates.parts import (
    SPAN_BASE,
    THIS_MONTH,
    Point,
    Style,
    day_at,
    has,
    month_at,
    skip,
    text_at,
    year_at,
)
from knowledge.extraction.dates.units import read_units
from knowledge.extraction.dates.words import Label, Lexicon
from knowledge.extraction.dates.zones import read_zone

_OPENERS = frozenset("([,:-|")


def _day_first(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    """16 de agosto de 2019, the 16th of August, 16-Aug-2019."""
    day = day_at(items, at)
    if day is None:
        return None
    end = skip(items, day[1], Label.OF, Label.THE)
    linked = end > day[1]
    if not linked and text_at(items, end) == "-" and items[end].glued and has(items, end + 1, Label.MONTH):
        end += 1
    month = month_at(items, end, lexicon, beside=True)
    if month is None:
        return None
    year = year_at(items, month[1] + (text_at(items, month[1]) == "-" and text_at(items, end - 1) == "-"))
    spoken = not items[at].is_digits and lexicon.capitals
    if spoken and not linked and year is None:
        return None
    value, end = year or (None, month[1])
    return Point(at=at, end=end, year=value, month=month[0], day=day[0], style=Style.DAY_FIRST)


def _month_first(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    """August 16, 2019, agosto 16 de 2019; without a year only where the language writes so."""
    month = month_at(items, at, lexicon, beside=True)
    if month is None:
        return None
    start = skip(items, month[1], Label.THE)
    day = day_at(items, start)
    if day is None or not items[start].is_digits or has(items, day[1], Label.MONTH, Label.HOUR, Label.HOURS):
        return None
    year = year_at(items, day[1])
    if year is None and (not lexicon.month_first or has(items, at - 1, Label.LEAD) or _is_of(items, day[1])):
        return None
    value, end = year or (None, day[1])
    return Point(at=at, end=end, year=value, month=month[0], day=day[0], style=Style.MONTH_FIRST)


def _is_of(items: Sequence[Item], at: int) -> bool:
    return has(items, at, Label.OF) and has(items, at + 1, Label.MONTH)


def _month_only(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    beside = has(items, at - 1, Label.LEAD, Label.UNTIL, Label.SINCE, Label.BETWEEN, Label.TO)
    month = month_at(items, at, lexicon, beside=beside)
    if month is None:
        return None
    value, end = year_at(items, month[1]) or (None, month[1])
    if value is None and lexicon.capitals and not items[at].is_capital:
        return None
    return Point(at=at, end=end, year=value, month=month[0])


def _part(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    """Early 2020, mid-June, a finales de marzo de 2020."""
    if not has(items, at, Label.PART, Label.ABOUT):
        return None
    end = at + 1
    end += text_at(items, end) == "-" and items[end].glued
    end = skip(items, end, Label.OF, Label.THE, Label.LEAD)
    month = month_at(items, end, lexicon, beside=True)
    if month is not None:
        value, end = year_at(items, month[1]) or (None, month[1])
        return Point(at=at, end=end, year=value, month=month[0], about=True)
    year = year_at(items, end, comma=False)
    return Point(at=at, end=year[1], year=year[0], about=True) if year else None


def _span(items: Sequence[Item], at: int) -> Point | None:
    """Q3 2024, el primer semestre de 2024."""
    if not has(items, at, Label.SPAN):
        return None
    first, last = divmod(int(items[at].labels[Label.SPAN]), SPAN_BASE)
    year = year_at(items, at + 1 + (text_at(items, at + 1) == "/"))
    return Point(at=at, end=year[1], year=year[0], month=first, until_month=last) if year else None


def _day_only(items: Sequence[Item], at: int, before: Style) -> Point | None:
    day = day_at(items, at)
    if day is None:
        return None
    year = year_at(items, day[1]) if before is Style.MONTH_FIRST else None
    value, end = year or (None, day[1])
    return Point(at=at, end=end, year=value, day=day[0])


def _core(items: Sequence[Item], at: int, lexicon: Lexicon, before: Style) -> Point | None:
    if at >= len(items):
        return None
    if items[at].number >= 0:
        found = read_numeric(items, at, lexicon) or read_units(items, at) or _day_first(items, at, lexicon)
        return found or _day_only(items, at, before) or _named(items, at, lexicon)
    return _named(items, at, lexicon)


def _named(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    if has(items, at, Label.MONTH):
        if int(items[at].labels[Label.MONTH]) == THIS_MONTH:
            return read_units(items, at) if has(items, at + 2, Label.DAY_UNIT) else None
        return _month_first(items, at, lexicon) or _month_only(items, at, lexicon)
    return _part(items, at, lexicon) or _span(items, at)


def _with_weekday(items: Sequence[Item], at: int, lexicon: Lexicon, before: Style) -> Point | None:
    """A point with the weekday that is written before or after it."""
    start = at
    if has(items, at, Label.WEEKDAY):
        start += 1
        start += text_at(items, start) in {",", "."}
        start = skip(items, start, Label.THE, Label.OF)
        found = _core(items, start, lexicon, before)
        if found is None or found.day is None:
            return None
        return replace(found, at=at, weekday=int(items[at].labels[Label.WEEKDAY]))
    found = _core(items, at, lexicon, before)
    return _weekday_after(items, found) if found and found.day else found


def _weekday_after(items: Sequence[Item], point: Point) -> Point:
    sign = text_at(items, point.end)
    at = point.end + (sign in {"(", ","})
    if not has(items, at, Label.WEEKDAY):
        return point
    end = at + 1
    if sign == "(":
        if text_at(items, end) != ")":
            return point
        end += 1
    elif not _is_its_weekday(items, at, end) or point.month is None:
        return point
    value = (point.year, end) if point.year or sign == "," else year_at(items, end) or (None, end)
    return replace(point, end=value[1], year=value[0], weekday=int(items[at].labels[Label.WEEKDAY]))


def _is_its_weekday(items: Sequence[Item], at: int, end: int) -> bool:
    """Whether a weekday without parentheses belongs to the day before it and not to a day after it."""
    return items[at].glued or not (has(items, end, Label.THE) or (end < len(items) and items[end].number >= 0))


def clock_after(items: Sequence[Item], end: int, lexicon: Lexicon) -> Clock | None:
    """The clock time that stands directly after something that ends at an index, perhaps in parentheses."""
    at, opened = end, False
    if text_at(items, at) == "t" and items[at].glued:
        at += 1
    for _ in range(4):
        if text_at(items, at) not in _OPENERS and not has(
            items, at, Label.AT, Label.ON, Label.FROM, Label.THE, Label.BETWEEN
        ):
            break
        opened = opened or text_at(items, at) in {"(", "["}
        at += 1
    if at >= len(items) or (read_numeric(items, at, lexicon) is not None and not _is_clock(items, at)):
        return None
    found = read_clock(items, at)
    if found is None:
        return None
    closes = opened and text_at(items, found.end) in {")", "]"}
    return replace(found, at=end, end=found.end + closes)


def _is_clock(items: Sequence[Item], at: int) -> bool:
    """Whether "17.10" is followed by what only clock times have."""
    found = read_clock(items, at)
    return found is not None and (found.sure or found.last is not None)


def read_point(items: Sequence[Item], at: int, lexicon: Lexicon, before: Style = Style.NONE) -> Point | None:
    """Read a point that begins at an item, with the clock time before or after it.

    Args:
        items: of the text.
        at: where it begins.
        lexicon: of the language.
        before: how the point before it in a list or range is written.

    Returns:
        The point; a day without a month is one as well.
    """
    found = _with_weekday(items, at, lexicon, before)
    if found is None or found.month is None:
        timed = _after_clock(items, at, lexicon)
        if timed is not None:
            return timed
    if found is not None and found.day is not None and found.month is not None and not found.weak:
        clock = clock_after(items, found.end, lexicon)
        if clock is not None and not _belongs_on(items, clock, lexicon):
            return replace(found, clock=clock, end=clock.end)
    return found


def _belongs_on(items: Sequence[Item], clock: Clock, lexicon: Lexicon) -> bool:
    """Whether a clock time is said of the day that follows it ("4 June, 10:00 on 5 June")."""
    after = skip(items, clock.end, Label.OF, Label.THE, Label.ON)
    return (
        after > clock.end
        and (point := _with_weekday(items, after, lexicon, Style.NONE)) is not None
        and (point.month is not None and point.day is not None)
    )


def _after_clock(items: Sequence[Item], at: int, lexicon: Lexicon) -> Point | None:
    """A day whose clock time is written before it: "at 15:00 on 4 June", "23:59 (Geneva time) on 30 April"."""
    clock = read_clock(items, at)
    if clock is None:
        return None
    start = clock.end + (text_at(items, clock.end) == ",")
    start = skip(items, start, Label.OF, Label.THE, Label.ON)
    point = _with_weekday(items, start, lexicon, Style.NONE)
    if point is None or point.day is None or point.month is None or point.weak:
        return None
    zone, end = (clock.zone, point.end) if clock.zone else read_zone(items, point.end)
    return replace(point, at=at, end=end, clock=replace(clock, zone=zone))
