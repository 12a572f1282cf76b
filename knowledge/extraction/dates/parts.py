"""What points in time are made of: days, months and years at a place among the items."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.extraction.dates.clocks import Clock
from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.words import Label, Lexicon

FIRST_YEAR, LAST_YEAR = 1900, 2100
LAST_DAY, LAST_MONTH = 31, 12
THIS_MONTH = LAST_MONTH + 1
"""Stands for "the current month", which is that of the letter."""
YEAR_WIDTH = 4
SPAN_BASE = 100
"""A quarter is kept as its first month times this plus its last month."""
_LONGEST_LINK = 3


class Style(StrEnum):
    """In which order a point is written; days after it may lean on its month only in the last two."""

    DAY_FIRST = "day-month"
    MONTH_FIRST = "month-day"
    YEAR_FIRST = "year-month-day"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, month or year, with what is written of it.

    Attributes:
        at: index of its first item.
        end: index after its last item.
        until_month: the last month of a quarter or half-year.
        about: whether it is early, mid or late in the month or year.
        form: how it is written in digits (`iso`, `numeric` …), empty for words.
        weak: whether it is a date only beside a whole one ("30.03" in "30.03–03.04.2020").
        clock: the time that is written with it.
    """

    at: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    until_month: int | None = None
    about: bool = False
    style: Style = Style.NONE
    form: str = ""
    weak: bool = False
    weekday: int | None = None
    clock: Clock | None = None


def has(items: Sequence[Item], at: int, *labels: Label) -> bool:
    """Whether an item is there and can be one of these."""
    return 0 <= at < len(items) and any(label in items[at].labels for label in labels)


def text_at(items: Sequence[Item], at: int) -> str:
    """The folded text of an item, empty beyond the ends."""
    return items[at].text if 0 <= at < len(items) else ""


def skip(items: Sequence[Item], at: int, *labels: Label, most: int = _LONGEST_LINK) -> int:
    """The index after the items that can be one of these, a few at most."""
    end = at
    while end < at + most and has(items, end, *labels):
        end += 1
    return end


_BEFORE_DAYS = (
    Label.AND,
    Label.AT,
    Label.OF,
    Label.THE,
    Label.ON,
    Label.FROM,
    Label.TO,
    Label.WEEKDAY,
    Label.UNTIL,
    Label.SINCE,
    Label.BETWEEN,
)


def is_apart(items: Sequence[Item], at: int) -> bool:
    """Whether a number stands by itself, not in a reference such as C19/4 or COVID-19."""
    if not items[at].glued:
        return True
    before = items[at - 1]
    if before.is_word or before.number >= 0 or before.is_digits:
        return has(items, at - 1, *_BEFORE_DAYS)
    if before.text not in "/.-_#@&=+'" or not before.glued:
        return before.text not in {"#", "+", "/", "@"}
    earlier = items[at - 2]
    return not (earlier.is_word or earlier.is_digits)


def goes_on(items: Sequence[Item], end: int) -> bool:
    """Whether a number that ends here goes on as a longer one, a reference, a clock time or a percentage."""
    if end >= len(items) or not items[end].glued:
        return False
    sign = items[end].text
    if sign in "%°#@_=+":
        return True
    follows = end + 1 < len(items) and items[end + 1].glued
    if sign == "/" and follows and 1 <= items[end + 1].number <= LAST_DAY and items[end + 1].width <= 2:  # noqa: PLR2004
        return text_at(items, end + 2) == sign  # "12/13 May" is two days, 12/05/2019 was read before
    return sign in ":./'" and follows and (items[end + 1].is_digits or (sign == "/" and items[end + 1].is_word))


def day_at(items: Sequence[Item], at: int) -> tuple[int, int] | None:
    """A day of the month, 1 to 31, in digits or words, with the ending of an ordinal.

    Returns:
        The day and the index after it; None where there is none.
    """
    if at >= len(items) or not 1 <= items[at].number <= LAST_DAY or items[at].width > 2:  # noqa: PLR2004
        return None
    end = at + 1
    if not items[at].is_digits:
        return None if has(items, at, Label.HOUR_NUMBER) else (items[at].number, end)
    if has(items, end, Label.SUFFIX) and (items[end].glued or items[end].text in {"er", "re"}):
        end += 1
        end += text_at(items, end) == "." and items[end].glued and has(items, end + 1, Label.OF)
    elif text_at(items, end) in {".", "-"} and items[end].glued and has(items, end + 1, Label.SUFFIX):
        end += 2 if items[end + 1].glued else 0
    elif end < len(items) and items[end].glued and items[end].is_word and not _may_follow(items, end):
        return None
    return None if goes_on(items, end) else (items[at].number, end)


def _may_follow(items: Sequence[Item], at: int) -> bool:
    return has(items, at, Label.MONTH, Label.OF, Label.TO, Label.AND)


def _is_month(items: Sequence[Item], at: int, lexicon: Lexicon, *, beside: bool) -> bool:
    """Whether a name is a month although no year follows: "may" and "mar" are words too."""
    labels = items[at].labels
    if Label.WORDLIKE in labels:
        return beside and lexicon.capitals and items[at].is_capital
    if Label.ABBREVIATION not in labels:
        return True
    after = at + 1 + (text_at(items, at + 1) == ".")
    joined = text_at(items, after) in {"-", "/"} and has(items, after + 1, Label.MONTH)
    return (beside or joined) and (items[at].is_capital or not lexicon.capitals)


def month_at(items: Sequence[Item], at: int, lexicon: Lexicon, *, beside: bool) -> tuple[int, int] | None:
    """A month by its name, or by two names for it ("آب/أغسطس").

    Args:
        items: of the text.
        at: where it begins.
        lexicon: of the language.
        beside: whether a day stands beside it, so that an abbreviation or a word of two senses is a month.

    Returns:
        The month and the index after it; None where there is none.
    """
    if not has(items, at, Label.MONTH):
        return None
    month, end = int(items[at].labels[Label.MONTH]), at + 1
    dotted = has(items, at, Label.ABBREVIATION) and text_at(items, end) == "."
    year_follows = year_at(items, end + dotted, comma=False) is not None
    if not year_follows and not _is_month(items, at, lexicon, beside=beside):
        return None
    more = year_follows or day_at(items, end + 1) or text_at(items, end + 1) in {",", ")", ":", "-", "/"}
    end += bool(dotted and more)
    if text_at(items, end) in {"/", "("} and has(items, end + 1, Label.MONTH):
        closes = text_at(items, end) == "("
        if int(items[end + 1].labels[Label.MONTH]) == month and (not closes or text_at(items, end + 2) == ")"):
            end += 3 if closes else 2
    return month, end


def year_at(items: Sequence[Item], at: int, *, comma: bool = True) -> tuple[int, int] | None:
    """A year of four digits or in words, with the words around it ("de", "г.", "年").

    Args:
        items: of the text.
        at: where it, or what links it, begins.
        comma: whether a comma may stand before it.

    Returns:
        The year and the index after it; None where there is none.
    """
    start = at + (comma and text_at(items, at) == ",")
    start = skip(items, start, Label.OF, Label.YEAR_BEFORE, Label.THE)
    if start >= len(items) or not FIRST_YEAR <= items[start].number <= LAST_YEAR:
        return None
    if items[start].width not in {0, YEAR_WIDTH} or goes_on(items, start + 1):
        return None
    end = start + 1
    if has(items, end, Label.HOURS) and not has(items, end, Label.YEAR_AFTER):
        return None
    if has(items, end, Label.YEAR_UNIT, Label.YEAR_AFTER):
        end += 1
        end += text_at(items, end) == "." and items[end].glued and items[end - 1].end - items[end - 1].start == 1
    return items[start].number, end
