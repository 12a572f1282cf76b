"""The words around a date that belong to it: of a range or bound, "onwards", "at the latest", "to be confirmed".

How far is looked is bounded, so the time stays linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import has, text_at
from knowledge.extraction.dates.words import Label

_FARTHEST_BEFORE = 6
_FARTHEST_AFTER = 8
_OPENING = frozenset("([")
_CLOSING = frozenset(")]")
_AFTER = frozenset({Label.ONWARD, Label.UNTIL_AFTER, Label.TENTATIVE, Label.DATE_TENTATIVE, Label.ABOUT_AFTER})
_BEFORE = (
    Label.THE,
    Label.OF,
    Label.ON,
    Label.FROM,
    Label.SINCE,
    Label.BETWEEN,
    Label.UNTIL,
    Label.LEAD,
    Label.TENTATIVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What stands before a date; indexes of the item where each of it begins, None where it is not there."""

    opening: int | None = None
    since: int | None = None
    until: int | None = None
    between: int | None = None
    tentative: int | None = None
    about: int | None = None
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What stands after a date, and the index after the last of it."""

    end: int
    onward: bool = False
    until: bool = False
    tentative: bool = False
    about: bool = False


def look_before(items: Sequence[Item], at: int) -> Before:
    """Read the words that stand directly before a date."""
    seen: dict[Label, int] = {}
    about = has(items, at - 1, Label.ABOUT)
    n = at - 1 - about
    while n >= max(0, at - _FARTHEST_BEFORE) and has(items, n, *_BEFORE):
        for label in items[n].labels:
            seen.setdefault(label, n)
        n -= 1
    return Before(
        opening=seen.get(Label.FROM),
        since=seen.get(Label.SINCE),
        until=seen.get(Label.UNTIL),
        between=seen.get(Label.BETWEEN),
        tentative=seen.get(Label.TENTATIVE),
        about=at - 1 if about else None,
        lead=Label.LEAD in seen,
    )


def look_after(items: Sequence[Item], at: int) -> After:
    """Read the words that stand directly after a date, perhaps in parentheses."""
    seen: set[Label] = set()
    end, opened, n = at, False, at
    while n < min(len(items), at + _FARTHEST_AFTER):
        found = _AFTER.intersection(items[n].labels)
        apart = opened or text_at(items, n - 1) in {",", "-"} or items[n].is_capital
        if found - ({Label.TENTATIVE} if not apart else set()):
            seen |= found
            end = n + 1
        elif text_at(items, n) in _CLOSING and opened:
            end, opened = (n + 1 if end == n else end), False
        elif text_at(items, n) in _OPENING and not opened:
            opened = True
        elif text_at(items, n) not in {",", "-"} and not has(items, n, Label.THE):
            break
        n += 1
    return After(
        end=end,
        onward=Label.ONWARD in seen,
        until=Label.UNTIL_AFTER in seen,
        tentative=not seen.isdisjoint({Label.TENTATIVE, Label.DATE_TENTATIVE}),
        about=Label.ABOUT_AFTER in seen,
    )


def names_place(items: Sequence[Item], at: int) -> bool:
    """Whether a date is the name of a street, square or school: "calle 2 de Mayo", "place du 8 Mai 1945"."""
    n = at - 1
    while n >= max(0, at - 3) and (text_at(items, n) == "." or has(items, n, Label.OF, Label.THE)):
        n -= 1
    return has(items, n, Label.NOT_DATE)


def is_blocked(items: Sequence[Item], at: int) -> bool:
    """Whether a word stands before an item whose number is no day: "room 12", "N.º 3"."""
    n = at - 1
    while n >= max(0, at - 3) and (text_at(items, n) in {".", ":", "°"} or has(items, n, Label.SUFFIX)):
        n -= 1
    if text_at(items, at - 1) == ":" and (text_at(items, at + 1) == "-" or has(items, at + 1, Label.TO)):
        return False  # "Session: 12 to 14 May" says when
    return has(items, n, Label.NOT_DAY)
